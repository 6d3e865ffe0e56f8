"""Every statement of the lists is answered by indexes: no table of rows is read from end to end."""

import json
from collections.abc import Iterator
from datetime import date, datetime
from typing import Any
from uuid import UUID

import asyncpg

from adapters.clock import Clock
from adapters.keys import Keyring
from adapters.postgres.log import open_log
from adapters.postgres.made_by import projection_version
from adapters.postgres.projector import Projector
from adapters.postgres.rows.tables import ALWAYS_KNOWN
from adapters.postgres.statements import sql
from adapters.postgres.telling import Teller
from api.cli.demo.populating import populate
from domain.policy import DEFAULT
from projections.notices import Telling
from projections.rows.row import MANY_DWELLINGS
from tests.adapters.conftest import MASTER
from tests.conftest import Dsns

ON, NIL, ALL = date(2026, 11, 23), UUID(int=0), date.max
PAST = datetime.fromisoformat("2024-03-01T00:00:00+00:00")
STATES = ["open", "overdue"]
REACH: tuple[Any, ...] = (["01101"], "01101", ON, date(2026, 8, 24), False)

NOBODY: tuple[Any, ...] = (None, "", ON, ON, False)


def page(known: datetime, *more: Any) -> tuple[Any, ...]:
    return 0, ON, known, STATES, None, None, None, ALL, date.min, NIL, -1, 51, *more


def residents(known: datetime, *more: Any) -> tuple[Any, ...]:
    return 0, ON, known, None, "student", "valid", NIL, 51, *more


SEARCH: tuple[Any, ...] = (
    -1,
    [0, 0],
    ["nguyen", "nguyem"],
    ["nguyen\U0010ffff", "nguyem!"],
    [2, 3],
    1,
)
TOLD = ["raised", "acknowledged"]


def told(on: date, *whose: Any) -> tuple[Any, ...]:
    return 0, ON, ALWAYS_KNOWN, on, TOLD, TOLD, None, None, *whose, 2**63 - 1, 51, None, []


NOTICES: dict[str, tuple[str, tuple[Any, ...]]] = {
    "of a day": ("due", (0, ON, date(2026, 11, 24), [-30, -7, 0, 1, 30], False, NIL, 20_000)),
    "of everybody": ("due", (0, ON, ON, [0], True, NIL, 200)),
    "to be told of": ("owing", (0, ON, [NIL], False)),
    "to be told of, with causes": ("owing", (0, ON, [NIL], True)),
    "told of residents": ("told", (0, [NIL])),
    "by position": ("feed", (0, 10, 50)),
    "of an office": ("page", told(ALL, ["01101"], [NIL], None)),
    "of all offices": ("page", told(ALL, None, None, None)),
    "of an office as they stood": ("page", told(ON, ["01101"], None, None)),
    "of one": ("page", told(ALL, [], None, NIL)),
}
WEBHOOK = (["01101"], ["01101"], ON, date(2026, 8, 24), 500)
STATEMENTS: dict[str, tuple[str, str, tuple[Any, ...]]] = {
    "events for a webhook": ("webhooks", "events", (0, 10, 500, None, NIL, *WEBHOOK)),
    "events of one for a webhook": ("webhooks", "events", (0, 10, 500, NIL, NIL, *WEBHOOK)),
    "notices for a webhook": ("webhooks", "notices", (0, 10, 500, None, NIL, ["01101"], TOLD, 500)),
    "notices of one for a webhook": ("webhooks", "notices", (0, 10, 500, NIL, NIL, ["01101"], TOLD, 1)),
    "back to an instant": ("webhooks", "replay", (0, NIL, None, PAST, PAST)),
    "requests for corrections": ("log", "correction_requests", (0, 0, ["01101"], True, 51)),
    "worklist": ("lists", "duties_by_rule", page(ALWAYS_KNOWN)),
    "all places": ("lists", "places", (0, ON, ALWAYS_KNOWN, ["", "01"])),
    "worklist of an office": ("lists", "duties_by_place", page(ALWAYS_KNOWN, ["01101"], *NOBODY, [])),
    "worklist of an office as once known": ("lists", "duties_by_place", page(PAST, ["01101"], *NOBODY, [])),
    "worklist of those reached elsewhere": (
        "lists",
        "duties_by_place",
        page(ALWAYS_KNOWN, ["01107"], *REACH, [NIL]),
    ),
    "those reached otherwise": ("lists", "within", (0, ON, ALWAYS_KNOWN, ["01101"], *REACH, True, 3001)),
    "worklist of those reached otherwise": (
        "lists",
        "duties_reached",
        page(ALWAYS_KNOWN, None, [NIL]),
    ),
    "whose address is protected": ("lists", "protected", (0, None)),
    "whose of some is protected": ("lists", "protected", (0, [NIL])),
    "whose file was merged": ("lists", "merged", (0, [NIL])),
    "what a calendar shows": ("lists", "duties_dated", (0, ON, True, [NIL], [0], [ON])),
    "revisions of duties": ("lists", "revisions", (0, ON, [NIL])),
    "versions of residents": ("lists", "versions", (0, [NIL])),
    "what a worklist shows": ("lists", "duties_shown", (0, ON, ALWAYS_KNOWN, [NIL], [0], [ON])),
    "rows to go on from": ("rows", "of_residents", (0, [NIL], ALWAYS_KNOWN)),
    "summary": ("lists", "sums", (0, ON)),
    "summary of an office": (
        "lists",
        "counts",
        (0, ON, ALWAYS_KNOWN, ["01101"], None, *REACH, [], [], None, False, [NIL], []),
    ),
    "residents": ("directory", "residents", residents(ALWAYS_KNOWN, *NOBODY, None, None, [])),
    "residents of a district": ("directory", "residents", residents(ALWAYS_KNOWN, *REACH, None, None, [])),
    "residents of an office": (
        "directory",
        "residents",
        residents(ALWAYS_KNOWN, *REACH, ["01101"], [NIL], [NIL]),
    ),
    "residents by name": ("directory", "residents_by_name", residents(ALWAYS_KNOWN, *REACH, None, "", [])),
    "some residents by name": (
        "directory",
        "residents_by_name",
        residents(ALWAYS_KNOWN, *REACH, [NIL], "", []),
    ),
    "search": ("directory", "search", residents(ALWAYS_KNOWN, *SEARCH, *NOBODY, None, [])),
    "search within an office": (
        "directory",
        "search",
        residents(ALWAYS_KNOWN, *SEARCH, *NOBODY, ["01101"], []),
    ),
    "likely doubles": (
        "directory",
        "doubles",
        (
            0,
            ALWAYS_KNOWN,
            NIL,
            ["@1990", "@1990-05-12"],
            ["@1990!", "@1990-05-12!"],
            ["#AB1"],
            ["=ab"],
            None,
            None,
            [],
        ),
    ),
    "likely doubles of a year": (
        "directory",
        "doubles",
        (
            0,
            ALWAYS_KNOWN,
            NIL,
            ["@1990"],
            ["@1991"],
            ["#AB1"],
            [],
            None,
            ["nguyen", "hoa"],
            ["nguyen!", "hoa!"],
        ),
    ),
    "likely doubles of a year within reach": (
        "directory",
        "doubles",
        (0, ALWAYS_KNOWN, NIL, ["@1990"], ["@1991"], ["#AB1"], ["=ab"], [NIL], None, []),
    ),
    "search within reach": ("directory", "search", residents(ALWAYS_KNOWN, *SEARCH, *REACH, ["01101"], [])),
}
SMALL = {"rule", "stuck", "webhook", "webhook_held", "webhook_dead"}
"""Tables of a few dozen lines."""
SORTED = {"residents by name": {"resident"}}
"""Of so few residents as here the planner sorts all; of a hundred thousand it reads the index in order."""


def scans(plan: dict[str, Any]) -> Iterator[str]:
    """The tables read from end to end."""
    if plan["Node Type"] == "Seq Scan":
        yield plan["Relation Name"]
    for inner in plan.get("Plans", ()):
        yield from scans(inner)


def idle(plan: dict[str, Any]) -> Iterator[str]:
    """The named parts of a plan that were never executed."""
    if plan.get("Subplan Name", "").startswith("CTE") and not plan["Actual Loops"]:
        yield plan["Subplan Name"]
    for inner in plan.get("Plans", ()):
        yield from idle(inner)


async def test_a_search_that_finds_nobody_reads_who_is_within_reach_all_the_same(
    pool: "asyncpg.Pool[asyncpg.Record]",
) -> None:
    """Else the time that it takes tells whether somebody elsewhere has a file."""
    area, name, arguments = STATEMENTS["search within reach"]
    for mode in ("force_custom_plan", "force_generic_plan"):
        async with pool.acquire() as connection, connection.transaction():
            await connection.execute(f"SET LOCAL plan_cache_mode = {mode}")
            explain = f"EXPLAIN (ANALYZE, FORMAT JSON) {sql(f'{area}/{name}.sql')}"
            found = await connection.fetchval(explain, *arguments)
        assert {
            part for part in idle(json.loads(found)[0]["Plan"]) if part in {"CTE reached", "CTE here"}
        } == set()


def test_those_who_move_often_are_looked_up_by_the_number_by_which_their_rows_are_made() -> None:
    often = f"dwellings > {MANY_DWELLINGS}"
    assert often in sql("lists/places.sql")
    assert often in sql("schema/lists/resident.sql")


async def test_no_list_reads_a_table_from_end_to_end(
    database: Dsns, pool: "asyncpg.Pool[asyncpg.Record]", keyring: Keyring
) -> None:
    await populate(database.owner, (MASTER,), residents=400, seed=1, today=ON, workers=1, shard=0)
    async with open_log(pool, keyring, shard=0) as log:
        await Projector(pool, log, DEFAULT).catch_up()
        version = projection_version(DEFAULT)
        await Teller(pool, log, Clock(ON), Telling(), version).catch_up()
    async with pool.acquire() as connection:
        await connection.execute("ANALYZE")
        await connection.execute("SET enable_seqscan = on")
        read: dict[tuple[str, str], set[str]] = {}
        for what, (area, name, arguments) in STATEMENTS.items():
            for mode in ("force_custom_plan", "force_generic_plan"):
                await connection.execute(f"SET plan_cache_mode = {mode}")
                found = await connection.fetchval(
                    f"EXPLAIN (FORMAT JSON) {sql(f'{area}/{name}.sql')}", *arguments
                )
                read[what, mode] = set(scans(json.loads(found)[0]["Plan"])) - SMALL - SORTED.get(what, set())
        await connection.execute("RESET ALL")
    assert {question: tables for question, tables in read.items() if tables} == {}
