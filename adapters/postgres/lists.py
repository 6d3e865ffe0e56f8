"""Lists over all residents, read from rows: for any day, as known at any moment, within a reach."""

import asyncio
from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Annotated, Any
from uuid import UUID

import asyncpg
import msgspec
from msgspec import UNSET, Meta, Struct, UnsetType

from adapters.postgres import directory
from adapters.postgres.cursors import read_cursor, write_cursor
from adapters.postgres.questions import (
    BehindError,
    BusyError,
    DutiesAsked,
    ListedDuty,
    ListedResident,
    Page,
    Reach,
    ResidentsAsked,
    RuleCount,
    Summary,
    SummaryAsked,
    WeekCount,
)
from adapters.postgres.reach import FEW, Homes, all_places, places_within, reached_arguments, wandering
from adapters.postgres.reading import Turns, read, read_divided
from adapters.postgres.rows.packing import unpacked
from adapters.postgres.rows.tables import ALWAYS_KNOWN, NOWHERE, municipality
from adapters.postgres.statements import sql
from domain.duties.duty import State
from domain.events.types import Name
from projections import overdue_notifications
from projections.rows.row import ALWAYS, BY_DWELLING, DAY, FOREVER

STATES: tuple[State, ...] = ("pending", "open", "overdue", "done", "done-late", "cancelled")
POLL_SECONDS = 0.004
TRIES = 10
"""Times that a page is asked for when rows on it are replaced between being found and being shown."""


class _After(Struct, array_like=True, frozen=True):
    """The place of the last item of a page of duties."""

    due_on: date = ALWAYS
    resident_id: UUID = UUID(int=0)
    number: Annotated[int, Meta(ge=-1, lt=2**31)] = -1


_LAST_OF_A_DAY = UUID(int=2**128 - 1), 2**31 - 1
"""What follows this resident and number has a later day."""


class Lists:
    """Answers out of rows; how far those have come, `position` says."""

    def __init__(self, pool: "asyncpg.Pool[asyncpg.Record]", shard: int) -> None:
        self._pool = pool
        self._shard = shard
        self._turns = Turns(max(1, pool.get_max_size() // 4))

    async def obligations(self, asked: DutiesAsked) -> Page[ListedDuty]:
        """Return a page of duties, due day first, those without a day last.

        Raises CursorError, and BusyError when rows are replaced faster than they are read.
        """
        after = read_cursor(asked.cursor, _After)
        if asked.due_after is not None and after.due_on <= asked.due_after:
            after = _After(asked.due_after, *_LAST_OF_A_DAY)
        for _ in range(TRIES):
            homes = await wandering(self._pool, self._shard, asked.on, asked.known or ALWAYS_KNOWN)
            found = await self._found(asked, after, homes)
            page = found[: asked.limit]
            shown = await self._shown(asked, page)
            if len(shown) < len(page):  # rows were replaced meanwhile
                continue
            last = _After(*_place(page[-1])) if len(found) > asked.limit else None
            return Page(
                items=tuple(_duty(r, shown[r["resident_id"], r["number"]], homes) for r in page),
                next=write_cursor(last),
            )
        raise BusyError

    async def overdue(self, asked: DutiesAsked) -> Page[ListedDuty]:
        """Return a page of statutory duties past their day, the longest first. Raises CursorError."""
        return await self.obligations(
            msgspec.structs.replace(
                asked, states=(overdue_notifications.STATE,), class_=overdue_notifications.CLASS
            )
        )

    async def residents(self, asked: ResidentsAsked) -> Page[ListedResident]:
        """Return a page of residents: a search's best matches first, else by id or name.

        Raises CursorError.
        """
        if asked.q is None and asked.card_number is None:
            browse = directory.browse_by_name if asked.by_name else directory.browse
            return await browse(self._pool, self._shard, asked)
        async with self._turns.turn():
            return await directory.search(self._pool, self._shard, asked)

    async def summary(self, asked: SummaryAsked) -> Summary:
        """Return numbers of duties by rule and state, and by week of the last day."""
        async with self._turns.turn():
            return await self._counted(asked)

    async def _counted(self, asked: SummaryAsked) -> Summary:
        if (asked.reach, asked.known, asked.municipality, asked.by_municipality) == (None, None, None, False):
            return await self._sums(asked.on)
        known = asked.known or ALWAYS_KNOWN
        homes = await wandering(self._pool, self._shard, asked.on, known)
        places = await places_within(self._pool, self._shard, asked.reach, asked.municipality)
        if places is None:
            found = await read(self._pool, sql("lists/count.sql"), self._shard, asked.on, known)
        else:
            named = [*places, *(name for name, place in homes.items() if place in places)]
            found = await read(
                self._pool, sql("lists/count_by_place.sql"), self._shard, asked.on, known, named
            )
        if asked.reach is not None:
            arguments = (
                self._shard, asked.on, known, asked.municipality, *reached_arguments(asked.reach),
                list(homes), list(homes.values()),
            )  # fmt: skip
            found += await read(self._pool, sql("lists/count_reached.sql"), *arguments)
        return _summary(asked, found, homes)

    async def _sums(self, on: date) -> Summary:
        """Return everybody's numbers as now known, added up from their changes."""
        rules: dict[Any, Counter[str]] = {}
        for r in await read(self._pool, sql("lists/sum_states.sql"), self._shard, on):
            if r["duties"]:
                rules.setdefault(r["rule"], Counter())[r["state"]] = r["duties"]
        weeks = await read(self._pool, sql("lists/sum_weeks.sql"), self._shard, on)
        return Summary(
            on=on,
            by_rule=tuple(_rule_count(rule, UNSET, n) for rule, n in sorted(rules.items())),
            by_week=tuple(WeekCount(week=r["week"], due=r["duties"]) for r in weeks),
        )

    async def position(self) -> int:
        """Return the position of the log up to which the rows show it."""
        [found] = await read(self._pool, sql("rows/shown.sql"), self._shard, [])
        return int(found["position"] or 0)

    async def wait_for(self, position: int, *, timeout: float = 5.0) -> None:
        """Return when the rows show the position; raises BehindError after that many seconds."""
        try:
            async with asyncio.timeout(timeout):
                while await self.position() < position:
                    await asyncio.sleep(POLL_SECONDS)
        except TimeoutError:
            raise BehindError from None

    async def _found(self, asked: DutiesAsked, after: _After, homes: Homes) -> Sequence[asyncpg.Record]:
        """Return duties in order, one more than fit on the page if there are as many."""
        places = await places_within(self._pool, self._shard, asked.reach, asked.municipality)
        if asked.reach is None:
            return await self._page(asked, after, _with_homes(places, homes))
        assert places is not None
        within, reached = await asyncio.gather(
            self._page(asked, after, _with_homes(places, homes)), self._reached(asked, asked.reach)
        )
        full = len(within) > asked.limit
        last = within[-1]["due_on"] if full else None  # what falls due later is not on the page
        otherwise = await self._otherwise(asked, after, homes, places, reached, last)
        found = {_place(r): r for r in (*within, *otherwise)}
        return [found[place] for place in sorted(found)]

    async def _page(
        self,
        asked: DutiesAsked,
        after: _After,
        places: list[str] | None,
        *,
        reach: Reach | None = None,
        last: date | None = None,
    ) -> Sequence[asyncpg.Record]:
        """Return duties in some places (None: all), of everybody or of who is reached, due by a last day."""
        arguments = _arguments(self._shard, asked, after, last)
        if places is None and asked.known is None:
            return await read(self._pool, sql("lists/duties_by_rule.sql"), *arguments)
        if places is None:
            homes = await wandering(self._pool, self._shard, asked.on, asked.known or ALWAYS_KNOWN)
            places = [*await all_places(self._pool, self._shard), *homes]
        if not places:
            return []
        whose = (None, "", asked.on, asked.on, False) if reach is None else reached_arguments(reach)
        return await read(self._pool, sql("lists/duties_by_place.sql"), *arguments, places, *whose)

    async def _reached(self, asked: DutiesAsked, reach: Reach) -> set[UUID] | None:
        """Return residents reached otherwise than by the place on the day; None: they are many."""
        when = self._shard, asked.on, asked.known or ALWAYS_KNOWN
        found = await read(self._pool, sql("lists/reached.sql"), *when, *reached_arguments(reach), FEW + 1)
        return None if len(found) > FEW else {r["resident_id"] for r in found}

    async def _otherwise(
        self,
        asked: DutiesAsked,
        after: _After,
        homes: Homes,
        within: list[str],
        reached: set[UUID] | None,
        last: date | None,
    ) -> Sequence[asyncpg.Record]:
        """Return duties of residents reached otherwise: of few by who they are, of many by where they are."""
        places: list[str] | None = None
        if asked.municipality is not None:
            places = [asked.municipality, NOWHERE + asked.municipality]
        if reached is None:
            there = places or [*await all_places(self._pool, self._shard), *homes.values()]
            others = _with_homes([place for place in dict.fromkeys(there) if place not in within], homes)
            return await self._page(asked, after, others, reach=asked.reach, last=last)
        places = _with_homes(places, homes)
        arguments = *_arguments(self._shard, asked, after, last), places
        return await read_divided(
            self._pool, sql("lists/duties_reached.sql"), *arguments, about=[list(reached)]
        )

    async def _shown(
        self, asked: DutiesAsked, page: Sequence[asyncpg.Record]
    ) -> Mapping[tuple[UUID, int], asyncpg.Record]:
        """Return what the duties of a page show, by resident and number."""
        found = await read_divided(
            self._pool,
            sql("lists/duties_shown.sql"),
            self._shard,
            asked.on,
            asked.known or ALWAYS_KNOWN,
            about=[[r[column] for r in page] for column in ("resident_id", "number", "due_on")],
        )
        return {(r["resident_id"], r["number"]): r for r in found}


def _arguments(shard: int, asked: DutiesAsked, after: _After, last: date | None) -> tuple[Any, ...]:
    """Return the arguments that all pages of duties have in common; nothing due later than `last`."""
    last_due = FOREVER if asked.due_after is None else FOREVER - DAY  # else those without a day, too
    if asked.due_before is not None:
        last_due = max(asked.due_before, ALWAYS + DAY) - DAY
    return (
        shard, asked.on, asked.known or ALWAYS_KNOWN, list(asked.states or STATES), asked.rule,
        asked.kind, asked.class_, min(last_due, last or FOREVER), *msgspec.structs.astuple(after),
        asked.limit + 1,
    )  # fmt: skip


def _with_homes(places: list[str] | None, homes: Homes) -> list[str] | None:
    """Return places, with what rows name instead of them for those who move often."""
    return places and [*places, *(name for name, place in homes.items() if place in places)]


def _place(listed: asyncpg.Record) -> tuple[date, UUID, int]:
    return listed["due_on"], listed["resident_id"], listed["number"]


def _duty(listed: asyncpg.Record, shown: asyncpg.Record, homes: Homes) -> ListedDuty:
    duty = unpacked(shown["rule"], shown["kind"], shown["class"], shown["duty"])
    if duty.municipality_code == BY_DWELLING and (home := homes.get(shown["place"])) is not None:
        duty = msgspec.structs.replace(duty, municipality_code=municipality(home))
    return ListedDuty(
        resident_id=listed["resident_id"],
        name=None if shown["name"] is None else msgspec.json.decode(shown["name"], type=Name),
        state=listed["state"],
        duty=duty,
    )


def _summary(asked: SummaryAsked, found: Sequence[asyncpg.Record], homes: Homes) -> Summary:
    rules: dict[tuple[Any, str], Counter[str]] = {}
    weeks: Counter[date] = Counter()
    for r in found:
        place = homes.get(r["place"], r["place"]) if asked.by_municipality else ""
        if place.startswith(NOWHERE):  # whichever office opened the case
            place = NOWHERE
        rules.setdefault((r["rule"], place), Counter())[r["state"]] += r["duties"]
        if r["week"] is not None:
            weeks[r["week"]] += r["duties"]
    return Summary(
        on=asked.on,
        by_rule=tuple(
            _rule_count(rule, _municipality(place), n) for (rule, place), n in sorted(rules.items())
        ),
        by_week=tuple(WeekCount(week=week, due=due) for week, due in sorted(weeks.items())),
    )


def _municipality(place: str) -> str | UnsetType | None:
    """Return the municipality of a place; unset when places were not told apart."""
    return municipality(place) if place else UNSET


def _rule_count(rule: Any, place: str | UnsetType | None, n: Counter[str]) -> RuleCount:
    return RuleCount(
        rule=rule, municipality=place, pending=n["pending"], open=n["open"], overdue=n["overdue"]
    )
