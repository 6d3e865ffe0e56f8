"""Lists answer, for any day and any moment of knowing, what the folds of every stream answer."""

import random
from collections import Counter
from collections.abc import AsyncIterator, Sequence
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

import asyncpg
import pytest
from msgspec import Struct

from adapters.embedded import Embedded
from adapters.keys import Keyring
from adapters.ports import Append, Author
from adapters.postgres.database import open_pool
from adapters.postgres.lists import STATES, Lists
from adapters.postgres.log import Log, open_log
from adapters.postgres.projector import Projector
from adapters.postgres.questions import (
    BehindError,
    BusyError,
    CursorError,
    DutiesAsked,
    ResidentsAsked,
    SummaryAsked,
)
from adapters.postgres.statements import sql
from domain.duties.duty import Duty, State
from domain.events.types import Name
from domain.history import Recorded, effective, known_at
from domain.policy import DEFAULT
from domain.reach import Reach
from projections import current_status
from tests.adapters.conftest import MASTER
from tests.databases import create_clone, drop
from tests.over_time import obligations, standing_spans
from tests.spec import decoded
from tests.strategies import PLACES, days_of_interest, life_of, restless

MORE = [pytest.param(seed, marks=pytest.mark.torture) for seed in range(8)]
"""Populations beyond the few that every run looks at."""
OFFICES = ["01101", "01107", "risb-sapporo"]
DutyLine = tuple[UUID, str, str, date | None, int]


class Population(Struct, frozen=True):
    """Recorded lives, with the lists over them level."""

    lists: Lists
    streams: dict[UUID, list[Recorded]]
    days: list[date]

    def duties(self, on: date, known: datetime | None, states: Sequence[State] = STATES) -> Counter[DutyLine]:
        """What the folds say, one entry per duty."""
        found: Counter[DutyLine] = Counter()
        for resident_id, stream in self.streams.items():
            facts = effective(known_at(stream, known))
            for duty in obligations(facts, on, DEFAULT) if facts else ():
                if duty.state(on) in states:
                    found[line(resident_id, duty, on)] += 1
        return found

    def name(self, resident_id: UUID, on: date, known: datetime | None) -> Name:
        """What the resident is called on a day, as known at a moment."""
        return current_status.on(effective(known_at(self.streams[resident_id], known)), on, DEFAULT).name

    def moment(self, choice: random.Random) -> datetime | None:
        """None, or when some event was recorded."""
        stream = choice.choice(list(self.streams.values()))
        return choice.choice([None, choice.choice(stream).recorded_at])


def line(resident_id: UUID, duty: Duty, on: date) -> DutyLine:
    return resident_id, duty.rule, duty.state(on), duty.due_on, duty.trigger


async def record(log: Log, lives: Sequence[Sequence[dict[str, Any]]], choice: random.Random) -> list[UUID]:
    """Record the lives side by side, a few events at a time."""
    ids = [UUID(int=choice.getrandbits(128)) for _ in lives]
    places = dict.fromkeys(ids, 0)
    while open_ids := [i for i, life in zip(ids, lives, strict=True) if places[i] < len(life)]:
        resident_id = choice.choice(open_ids)
        life, place = lives[ids.index(resident_id)], places[resident_id]
        count = choice.choice([1, 1, 2, 5])
        events = tuple(decoded(event) for event in life[place : place + count])
        author = Author(person="test", role="caseworker", office=OFFICES[resident_id.int % len(OFFICES)])
        await log.append(
            Append(resident_id=resident_id, expected_version=place, events=events, author=author)
        )
        places[resident_id] += len(events)
    return ids


@pytest.fixture(scope="module")
async def population(
    server: Embedded, template: str, request: pytest.FixtureRequest
) -> AsyncIterator[Population]:
    """Lives that a number stands for, the same for all tests that ask for that number."""
    name = await create_clone(server, template)
    pool = await open_pool(server.dsn("zairyu_app", name), size=20)
    async with pool, open_log(pool, Keyring([MASTER]), shard=0) as log:
        yield await populated(pool, log, seed=request.param)
    await drop(server, name)


async def populated(
    pool: "asyncpg.Pool[asyncpg.Record]", log: Log, *, seed: int, count: int = 25
) -> Population:
    """Record lives, so many and two restless ones, and bring the lists level."""
    choice = random.Random(seed)
    lives = [
        life_of([choice.getrandbits(32) for _ in range(choice.choice([2, 8, 20, 30]))]) for _ in range(count)
    ]
    lives += [
        restless(
            life_of([choice.getrandbits(32) for _ in range(20)]), [choice.getrandbits(32) for _ in range(50)]
        )
        for _ in range(2)
    ]
    projector = Projector(pool, log, DEFAULT)
    ids = await record(log, lives, choice)
    await projector.catch_up()
    streams = {resident_id: await log.load(resident_id) for resident_id in ids}
    return Population(
        Lists(pool, 0), streams, sorted({day for life in lives for day in days_of_interest(life)})
    )


async def all_duties(lists: Lists, asked: DutiesAsked) -> list[Any]:
    """Every page, one after the other."""
    found: list[Any] = []
    while True:
        page = await lists.obligations(asked)
        found += page.items
        if page.next is None:
            return found
        asked = DutiesAsked(**{f: getattr(asked, f) for f in asked.__struct_fields__} | {"cursor": page.next})


@pytest.mark.parametrize("population", [13, 14, *MORE], indirect=True)
async def test_lists_of_duties_equal_the_folds(population: Population) -> None:
    choice = random.Random(2)
    for _ in range(40):
        on, known = choice.choice(population.days), population.moment(choice)
        states = choice.choice(
            [STATES, ("open",), ("overdue",), ("pending", "open"), ("done", "done-late", "cancelled")]
        )
        asked = DutiesAsked(on=on, known=known, states=states, limit=choice.choice([3, 50, 500]))
        found = await all_duties(population.lists, asked)
        assert Counter(line(i.resident_id, i.duty, on) for i in found) == population.duties(on, known, states)
        assert all(i.state == i.duty.state(on) for i in found)
        assert all(i.name == population.name(i.resident_id, on, known) for i in found)
        days = [i.duty.due_on or date.max for i in found]
        assert days == sorted(days)


@pytest.mark.parametrize("population", [13, *MORE], indirect=True)
async def test_filters_choose_among_the_duties(population: Population) -> None:
    choice = random.Random(3)
    for _ in range(30):
        on, known = choice.choice(population.days), population.moment(choice)
        everything = await all_duties(population.lists, DutiesAsked(on=on, known=known, limit=500))
        before = choice.choice(population.days)
        for asked, fits in (
            (DutiesAsked(on=on, known=known, rule="EXT"), lambda i: i.duty.rule == "EXT"),
            (DutiesAsked(on=on, known=known, kind="return"), lambda i: i.duty.kind == "return"),
            (DutiesAsked(on=on, known=known, class_="advisory"), lambda i: i.duty.class_ == "advisory"),
            (
                DutiesAsked(on=on, known=known, due_before=before),
                lambda i, before=before: i.duty.due_on is not None and i.duty.due_on < before,
            ),
        ):
            assert await all_duties(population.lists, asked) == [i for i in everything if fits(i)]


@pytest.mark.parametrize("population", [14, *MORE], indirect=True)
async def test_the_municipality_is_that_of_the_address_on_the_day(population: Population) -> None:
    """Of who has none it is the one that opened the file."""
    choice = random.Random(4)
    for _ in range(30):
        on, known = choice.choice(population.days), population.moment(choice)
        asked = DutiesAsked(on=on, known=known, municipality="01101", limit=7)
        found = Counter(line(i.resident_id, i.duty, on) for i in await all_duties(population.lists, asked))
        expected: Counter[DutyLine] = Counter()
        for resident_id, stream in population.streams.items():
            facts = effective(known_at(stream, known))
            if place_on(stream, on, known) in {"01101", "~01101"}:
                for duty in obligations(facts, on, DEFAULT):
                    expected[line(resident_id, duty, on)] += 1
        assert found == expected


@pytest.mark.parametrize("population", [13, *MORE], indirect=True)
async def test_the_overdue_list_holds_statutory_duties_longest_first(population: Population) -> None:
    for on in random.Random(5).sample(population.days, 20):
        page = await population.lists.overdue(DutiesAsked(on=on, limit=500))
        assert Counter(line(i.resident_id, i.duty, on) for i in page.items) == Counter({
            found: n
            for found, n in population.duties(on, None, ("overdue",)).items()
            if found[1] not in {"DMG-1", "CHS-1", "LOS-3"}
        })  # fmt: skip
        days = [i.duty.due_on for i in page.items if i.duty.due_on]
        assert days == sorted(days)


@pytest.mark.parametrize("population", [14, *MORE], indirect=True)
async def test_a_summary_counts_what_the_lists_hold(population: Population) -> None:
    choice = random.Random(6)
    for _ in range(20):
        on, known = choice.choice(population.days), population.moment(choice)
        found = await population.lists.summary(SummaryAsked(on=on, known=known))
        expected = population.duties(on, known, ("pending", "open", "overdue"))
        counted = Counter({
            (count.rule, state): n
            for count in found.by_rule
            for state, n in (("pending", count.pending), ("open", count.open), ("overdue", count.overdue))
            if n
        })  # fmt: skip
        assert counted == Counter((rule, state) for _, rule, state, _, _ in expected.elements())
        weeks = Counter(
            due_on - timedelta(days=due_on.weekday())
            for _, _, state, due_on, _ in expected.elements()
            if due_on is not None and due_on >= on and state != "overdue"
        )
        assert {week.week: week.due for week in found.by_week} == dict(weeks)


@pytest.mark.parametrize("population", [13, *MORE], indirect=True)
async def test_a_summary_of_an_office_counts_its_list(population: Population) -> None:
    choice = random.Random(8)
    reach = Reach(prefixes=("01",), office="risb-sapporo", today=date(2026, 11, 23))
    for _ in range(10):
        on, known = choice.choice(population.days), population.moment(choice)
        for where in ({"municipality": "01101"}, {"reach": reach}, {"reach": reach, "municipality": "01107"}):
            page = DutiesAsked(on=on, known=known, states=("pending", "open", "overdue"), limit=500, **where)
            listed = Counter((i.duty.rule, i.state) for i in await all_duties(population.lists, page))
            found = await population.lists.summary(SummaryAsked(on=on, known=known, **where))
            counted = Counter[tuple[str, str]]()
            for count in found.by_rule:
                counted[count.rule, "pending"] += count.pending
                counted[count.rule, "open"] += count.open
                counted[count.rule, "overdue"] += count.overdue
            assert +counted == listed
    for on in choice.sample(population.days, 20):
        apart = await population.lists.summary(SummaryAsked(on=on, by_municipality=True))
        counts = Counter((c.rule, c.municipality) for c in apart.by_rule)
        assert set(counts.values()) <= {1}
    together = await population.lists.summary(SummaryAsked(on=on))
    assert sum(c.open for c in apart.by_rule) == sum(c.open for c in together.by_rule)
    assert {c.municipality for c in apart.by_rule} <= {None, *PLACES}


@pytest.mark.parametrize("population", [13, 14, *MORE], indirect=True)
async def test_lists_within_a_reach_are_those_of_everybody_without_who_is_out_of_it(
    population: Population,
) -> None:
    choice = random.Random(9)
    for _ in range(40):
        on, known, today = (
            choice.choice(population.days),
            population.moment(choice),
            choice.choice(population.days),
        )
        own = choice.choice([("01101",), ("01107",), ("01",)])
        reach = Reach(
            prefixes=own,
            office=choice.choice([own[0], "risb-sapporo"]),
            today=today,
            ever=choice.choice([False, True]),
        )
        within = {
            resident_id
            for resident_id, stream in population.streams.items()
            if place_on(stream, on, known).startswith(own) or reached(reach, stream)
        }
        everybody = await all_duties(population.lists, DutiesAsked(on=on, known=known, limit=500))
        listed = await all_duties(population.lists, DutiesAsked(on=on, known=known, reach=reach, limit=7))
        assert listed == [i for i in everybody if i.resident_id in within]
        page = await population.lists.residents(ResidentsAsked(on=on, known=known, reach=reach, limit=500))
        known_then = {r for r, stream in population.streams.items() if known_at(stream, known)}
        assert {i.resident_id for i in page.items} == within & known_then
        by_name = await population.lists.residents(
            ResidentsAsked(on=on, known=known, reach=reach, by_name=True, limit=500)
        )
        assert {i.resident_id for i in by_name.items} == within & known_then
        q, place = choice.choice(page.items).name.family if page.items else "x", choice.choice([None, own[0]])
        found = await population.lists.residents(ResidentsAsked(on=on, known=known, q=q, limit=500))
        page = await population.lists.residents(
            ResidentsAsked(on=on, known=known, q=q, municipality=place, reach=reach, limit=500)
        )
        assert page.items == tuple(
            i
            for i in found.items
            if i.resident_id in within
            and (
                place is None
                or place_on(population.streams[i.resident_id], on, known) in {place, f"~{place}"}
            )
        )


def place_on(stream: Sequence[Recorded], on: date, known: datetime | None) -> str:
    """The municipality on a day, `~` and the office of the opening when there is none."""
    facts = effective(known_at(stream, known))
    for first, last, standing in standing_spans(facts) if facts else ():
        if first <= on <= last:
            return standing.municipality_code or f"~{stream[0].office}"
    return ""


def reached(reach: Reach, stream: Sequence[Recorded]) -> bool:
    """Whether the resident is within reach today, as now known, whatever the day asked about."""
    spans = standing_spans(effective(stream))
    lately = reach.today - timedelta(days=91)
    own = [s for s in spans if (s[2].municipality_code or "").startswith(reach.prefixes)]
    opened_here = stream[0].office == reach.office or stream[0].office.startswith(reach.prefixes)
    if reach.ever:
        return bool(own) or opened_here
    homeless = place_on(stream, reach.today, None).startswith("~")
    return (homeless and opened_here) or any(
        first <= reach.today and last >= lately for first, last, _ in own
    )


@pytest.mark.parametrize("population", [14, *MORE], indirect=True)
async def test_a_list_of_residents_shows_their_standing_on_the_day(population: Population) -> None:
    choice = random.Random(7)
    for _ in range(20):
        on, known = choice.choice(population.days), population.moment(choice)
        page = await population.lists.residents(ResidentsAsked(on=on, known=known, limit=500))
        expected = {}
        for resident_id, stream in population.streams.items():
            if facts := effective(known_at(stream, known)):
                stood = current_status.on(facts, on, DEFAULT)
                expected[resident_id] = (stood.name, stood.stay, stood.status and stood.status.code)
        assert {i.resident_id: (i.name, i.stay, i.status) for i in page.items} == expected


async def test_a_page_is_asked_for_again_when_rows_are_replaced_meanwhile(
    pool: "asyncpg.Pool[asyncpg.Record]", log: Log, monkeypatch: pytest.MonkeyPatch
) -> None:
    population = await populated(pool, log, seed=1, count=8)
    asked = DutiesAsked(on=population.days[-1], states=("overdue",))
    before = await population.lists.obligations(asked)
    assert len({item.resident_id for item in before.items}) > 1
    gone, fetch = before.items[0].resident_id, pool.fetch

    async def erasing(statement: str, *arguments: Any) -> list[asyncpg.Record]:
        if statement == sql("lists/duties_shown.sql"):
            await pool.execute("DELETE FROM lists.duty WHERE resident_id = $1", gone)
        return await fetch(statement, *arguments)

    monkeypatch.setattr(pool, "fetch", erasing)
    after = await population.lists.obligations(asked)
    assert after.items == tuple(item for item in before.items if item.resident_id != gone)


async def test_a_page_whose_rows_are_replaced_without_end_is_given_up(
    pool: "asyncpg.Pool[asyncpg.Record]", log: Log, monkeypatch: pytest.MonkeyPatch
) -> None:
    population = await populated(pool, log, seed=1, count=8)
    fetch = pool.fetch

    async def replaced(statement: str, *arguments: Any) -> list[asyncpg.Record]:
        return [] if statement == sql("lists/duties_shown.sql") else await fetch(statement, *arguments)

    monkeypatch.setattr(pool, "fetch", replaced)
    with pytest.raises(BusyError):
        await population.lists.obligations(DutiesAsked(on=population.days[-1]))


async def test_a_cursor_of_another_list_is_refused(pool: "asyncpg.Pool[asyncpg.Record]") -> None:
    for cursor in ("", "e30", "!!", "WzEsMl0"):
        with pytest.raises(CursorError):
            await Lists(pool, 0).obligations(DutiesAsked(on=date(2026, 1, 1), cursor=cursor))


async def test_waiting_for_a_position_ends_with_the_rows_or_the_time(
    pool: "asyncpg.Pool[asyncpg.Record]", log: Log
) -> None:
    lists = Lists(pool, 0)
    await record(log, [life_of([1, 2, 3])], random.Random(1))
    with pytest.raises(BehindError):
        await lists.wait_for(await log.head(), timeout=0.05)
    await Projector(pool, log, DEFAULT).catch_up()
    await lists.wait_for(await log.head())
