"""Residents are found by words, numbers and days, in pages, within a reach, for any day."""

from datetime import date
from typing import Any
from uuid import UUID

import asyncpg
import pytest

from adapters.ports import Append, Author
from adapters.postgres.lists import Lists
from adapters.postgres.log import Log
from adapters.postgres.projector import Projector
from adapters.postgres.questions import (
    DutiesAsked,
    ResidentsAsked,
)
from domain.policy import DEFAULT
from domain.reach import Reach
from tests.spec import decoded, event

ON = date(2026, 11, 23)


def opened(family: str, given: str, **more: Any) -> dict[str, Any]:
    return event(
        "CaseOpened",
        "2026-01-10",
        name={"family": family, "given": given, **more},
        date_of_birth="1990-01-31",
        nationality="NP",
    )


def landed(status: str = "student") -> dict[str, Any]:
    return event(
        "Landed", "2026-01-10", port="Narita", status=status, period_of_stay="P1Y", expires_on="2027-01-10"
    )


def settled(code: str, on: str = "2026-01-12", kind: str = "Settled") -> dict[str, Any]:
    return event(kind, on, address={"municipality_code": code, "line": "1"})


def card(number: str, on: str = "2026-01-10") -> dict[str, Any]:
    return event("CardIssued", on, number=number, valid_until="2027-01-10", route="port", reason="landing")


LIVES: dict[str, tuple[str, list[dict[str, Any]]]] = {
    "yamada": (
        "01101",
        [
            opened("YAMADA", "TARO", family_kanji="山田", given_kanji="太郎"),
            landed(),
            settled("01101"),
            card("AB12345678CD"),
        ],
    ),
    "ono": (
        "01101",
        [
            opened("Ōno", "Jun'ichi"),
            landed("dependent"),
            settled("01107"),
            card("AB12345679CD"),
            card("ZZ00000001ZZ", "2026-06-01"),
        ],
    ),
    "nguyen": (
        "13104",
        [opened("Nguyễn", "Văn Minh"), landed(), settled("13104"), settled("01101", "2026-10-01", "Moved")],
    ),
    "married": (
        "01107",
        [
            opened("Sharma", "Priya"),
            landed(),
            settled("01107"),
            event("ParticularsChanged", "2026-03-01", name={"family": "Suzuki", "given": "Priya"}),
        ],
    ),
    "away": (
        "01101",
        [opened("Kim", "Minseo"), landed(), settled("01101"), settled("13104", "2026-10-20", "Moved")],
    ),
    "long-gone": (
        "01101",
        [opened("Kim", "Jisoo"), landed(), settled("01101"), settled("13104", "2026-02-20", "Moved")],
    ),
    "nowhere": ("01101", [opened("Chen", "Wei"), landed()]),
    "elsewhere": ("47201", [opened("Chen", "Li"), landed()]),
}
IDS = {name: UUID(int=n) for n, name in enumerate(LIVES, 1)}


@pytest.fixture
async def lists(pool: "asyncpg.Pool[asyncpg.Record]", log: Log) -> Lists:
    for name, (office, life) in LIVES.items():
        author = Author(person="test", role="caseworker", office=office)
        await log.append(
            Append(resident_id=IDS[name], expected_version=0, events=tuple(map(decoded, life)), author=author)
        )
    await Projector(pool, log, DEFAULT).catch_up()
    return Lists(pool, 0)


async def found(lists: Lists, **asked: Any) -> set[str]:
    page = await lists.residents(ResidentsAsked(**{"on": ON, **asked}))
    names = {resident_id: name for name, resident_id in IDS.items()}
    return {names[item.resident_id] for item in page.items}


async def test_residents_are_found_by_what_is_known_of_them(lists: Lists) -> None:
    for question, expected in {
        "山田太郎": {"yamada"}, "ヤマダ": {"yamada"}, "yama": {"yamada"}, "ohno": {"ono"}, "おおの": {"ono"},
        "minh nguyen": {"nguyen"}, "nguyenvan": {"nguyen"}, "sharma": {"married"}, "suzuki": {"married"},
        "AB12345679CD": {"ono"}, "zz000": {"ono"}, "AB1234567": {"yamada", "ono"},
        "1990-01-31 chen": {"nowhere", "elsewhere"},
        "nguyem": {"nguyen"}, "sharna": {"married"},
        "kim min-seo": {"away"}, "kimmins": {"away"}, "kimminsoe": {"away"},
        "nobody": set(), "1991-01-31": set(), "!": set(),
    }.items():  # fmt: skip
        assert await found(lists, q=question) == expected, question


async def test_filters_hold_for_the_day(lists: Lists) -> None:
    assert await found(lists, card_number="ZZ00000001ZZ") == {"ono"}
    assert await found(lists, card_number=" zz-00000001-ＺＺ ") == {"ono"}
    assert await found(lists, card_number="ZZ0000") == set()
    assert await found(lists, municipality="01101") == {"yamada", "nguyen", "nowhere"}
    before = date(2026, 1, 20)
    there = {"yamada", "away", "long-gone", "nowhere"}
    assert await found(lists, municipality="01101", on=before) == there
    assert await found(lists, status="dependent") == {"ono"}
    assert await found(lists, stay="valid", municipality="01107") == {"ono", "married"}
    assert await found(lists, stay="overstay", on=date(2027, 4, 1)) == set(IDS)
    assert await found(lists, q="kim", municipality="01101", on=date(2026, 2, 1)) == {"away", "long-gone"}


async def test_pages_follow_each_other_best_matches_first(lists: Lists) -> None:
    questions: tuple[dict[str, Any], ...] = (
        {"q": "c"},
        {"q": "1990-01-31"},
        {},
        {"q": "cheb"},
        {"q": "chen"},
        {"q": "kimm"},
        {"q": "s"},
        {"stay": "valid"},
    )
    for asked in questions:
        whole = [i.resident_id for i in (await lists.residents(ResidentsAsked(on=ON, **asked))).items]
        pages: list[UUID] = []
        cursor: str | None = None
        while True:
            page = await lists.residents(ResidentsAsked(on=ON, limit=2, cursor=cursor, **asked))
            pages += [i.resident_id for i in page.items]
            cursor = page.next
            if cursor is None:
                break
        assert pages == whole


def reach(*prefixes: str, office: str = "01101", ever: bool = False) -> Reach:
    return Reach(prefixes=prefixes, office=office, today=ON, ever=ever)


async def test_a_reach_is_that_of_the_place_today_then_or_lately(lists: Lists) -> None:
    own = reach("01101")
    assert await found(lists, reach=own) == {"yamada", "nguyen", "away", "nowhere"}
    assert await found(lists, reach=own, on=date(2026, 1, 20)) == {
        "yamada",
        "nguyen",
        "away",
        "long-gone",
        "nowhere",
    }
    assert await found(lists, reach=own, q="1990-01-31") == {"yamada", "nguyen", "away", "nowhere"}
    assert await found(lists, reach=own, q="kim") == {"away"}
    assert await found(lists, reach=reach("01101", ever=True)) == {
        "yamada",
        "ono",
        "nguyen",
        "away",
        "long-gone",
        "nowhere",
    }
    hokkaido = reach("01", office="risb-sapporo")
    assert await found(lists, reach=hokkaido) == {"yamada", "ono", "married", "nguyen", "away", "nowhere"}
    assert await found(lists, reach=own, municipality="13104") == {"away"}
    assert await found(lists, reach=own, stay="valid") == {"yamada", "nguyen", "away", "nowhere"}


@pytest.mark.parametrize("ever", [False, True])
@pytest.mark.parametrize("on", [date(2026, 1, 11), date(2026, 1, 20), ON, date(2027, 6, 1)])
async def test_duties_are_listed_of_those_residents_alone(lists: Lists, on: date, ever: bool) -> None:
    own = reach("01101", ever=ever)
    everybody = (await lists.obligations(DutiesAsked(on=on, limit=500))).items
    page = await lists.obligations(DutiesAsked(on=on, limit=500, reach=own))
    reached = {IDS[name] for name in await found(lists, reach=own, on=on)}
    assert page.items == tuple(item for item in everybody if item.resident_id in reached)
    assert {item.resident_id for item in everybody} - reached
