"""Who is reached: the rule in Python and the one in SQL agree on any dwelling."""

import random
from datetime import date, timedelta

import asyncpg

from domain.reach import HANDOVER_DAYS, Reach

TODAY = date(2026, 11, 23)
CODES = ("01101", "01107", "13101", None)
ASKED = """
SELECT projection.reaches(place, opened_by, valid_from, valid_to, $5::text[], $6, $7, $8, $9)
FROM unnest($1::text[], $2::text[], $3::date[], $4::date[]) AS d (place, opened_by, valid_from, valid_to)
"""


async def test_python_and_sql_reach_the_same_residents(pool: "asyncpg.Pool[asyncpg.Record]") -> None:
    choice = random.Random(4)
    near = [
        TODAY + timedelta(days=n) for n in (-HANDOVER_DAYS - 2, -HANDOVER_DAYS - 1, -HANDOVER_DAYS, -1, 0, 1)
    ]
    days = [date.min, *near, date.max]
    reached = 0
    for _ in range(20):
        reach = Reach(
            prefixes=choice.choice([("01101",), ("01",), ("01", "13")]),
            office=choice.choice(["01101", "risb-sapporo"]),
            today=TODAY,
            ever=choice.choice([False, True]),
        )
        dwellings = []
        for _ in range(200):
            since, until = sorted(choice.sample(days, 2))
            by = choice.choice(["01101", "13101", "risb-sapporo"])
            dwellings.append((choice.choice(CODES), by, since, until))
        expected = [reach.reaches(code, since, until, opened_by=by) for code, by, since, until in dwellings]
        named = [(code or f"~{by}", by, since, until) for code, by, since, until in dwellings]
        found = await pool.fetch(
            ASKED, *map(list, zip(*named, strict=True)), list(reach.prefixes), reach.office, TODAY,
            reach.lately, reach.ever,
        )  # fmt: skip
        assert [r[0] for r in found] == expected
        reached += sum(expected)
    assert 0 < reached < 20 * 200
