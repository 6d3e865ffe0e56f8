"""Lists over all residents, read from rows: for any day, as known at any moment, within a reach."""

import asyncio
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from functools import partial
from typing import Annotated, Any
from uuid import UUID

import msgspec
from msgspec import Meta, Struct

from adapters.postgres import directory
from adapters.postgres.cursors import read_cursor, write_cursor
from adapters.postgres.database import Pool, Record
from adapters.postgres.doubles import doubles
from adapters.postgres.protected import Hidden, left_out, protected
from adapters.postgres.questions import (
    BusyError,
    DueSoon,
    DutiesAsked,
    ListedDuty,
    ListedResident,
    Page,
    ResidentsAsked,
    Summary,
    SummaryAsked,
)
from adapters.postgres.reach import (
    EVERYWHERE,
    FEW,
    Places,
    beginnings,
    few,
    municipality_places,
    named,
    places_of,
    reach_arguments,
    residents_within,
)
from adapters.postgres.reading import Turns, read, read_divided, until
from adapters.postgres.rows.packing import unpacked
from adapters.postgres.rows.tables import ALWAYS_KNOWN, municipality
from adapters.postgres.statements import sql
from adapters.postgres.summing import added_up
from domain.duties.duty import State
from domain.events.types import Name
from domain.protection import without_place
from domain.reach import Reach
from projections import overdue_notifications
from projections.likeness import Person, Why, by_year_or_month
from projections.rows.row import ALWAYS, BY_DWELLING, DAY, FOREVER

STATES: tuple[State, ...] = ("pending", "open", "overdue", "done", "done-late", "cancelled")
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

    def __init__(self, pool: Pool, shard: int) -> None:
        self._pool = pool
        self._shard = shard
        self._turns = Turns(max(1, pool.get_max_size() // 4))

    async def obligations(self, asked: DutiesAsked) -> Page[ListedDuty]:
        """Return a page of duties, due day first, those without a day last.

        Raises CursorError, and BusyError when rows are replaced faster than they are read.
        """
        for _ in range(TRIES):
            hidden = await protected(self._pool, self._shard)
            found, places = await self.found(asked, hidden)
            page = found[: asked.limit]
            shown = await self._shown(asked, page)
            if len(shown) < len(page):  # rows were replaced meanwhile
                continue
            last = _After(*_place(page[-1])) if len(found) > asked.limit else None
            return Page(
                items=tuple(
                    listed_duty(r, shown[r["resident_id"], r["number"]], places, hidden) for r in page
                ),
                next=write_cursor(last),
            )
        raise BusyError

    async def found(self, asked: DutiesAsked, hidden: Hidden) -> tuple[Sequence[Record], Places]:
        """Return which duties are on a page, and where their places are; one more if there are as many.

        Each by resident, number and last day; of `hidden` residents no address is told. Raises CursorError.
        """
        asked = msgspec.structs.replace(asked, without=left_out(hidden, asked.municipality, asked.reach))
        after = read_cursor(asked.cursor, _After)
        if asked.due_after is not None and after.due_on <= asked.due_after:
            after = _After(asked.due_after, *_LAST_OF_A_DAY)
        places = await self._places(asked)
        return await self._found(asked, after, places), places

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

    async def named(
        self, residents: Sequence[UUID], on: date, reach: Reach | None
    ) -> dict[UUID, ListedResident]:
        """Return those of the residents who are within reach, as on the day and now known."""
        return await directory.named(self._pool, self._shard, residents, on, reach)

    async def doubles(
        self,
        person: Person,
        on: date,
        reach: Reach | None,
        *,
        but_for: UUID | None = None,
        known: datetime | None = None,
    ) -> dict[UUID, tuple[Why, ...]]:
        """Return whose files may be of the same person, and why; some of them may be out of reach."""
        ask = partial(doubles, self._pool, self._shard, person, but_for=but_for, known=known)
        if not by_year_or_month(person):
            return await ask()
        async with self._turns.turn():
            if reach is None or few(reach) != FEW:
                return await ask()
            when, places = (on, ALWAYS_KNOWN), reach.prefixes
            return await ask(
                among=await residents_within(
                    self._pool, self._shard, reach, when, places=places, at_most=None
                )
            )

    async def summary(self, asked: SummaryAsked) -> Summary:
        """Return numbers of duties by rule and state, and by week of the last day."""
        async with self._turns.turn():
            return await self._counted(asked)

    async def _counted(self, asked: SummaryAsked) -> Summary:
        if (asked.reach, asked.known, asked.municipality, asked.by_municipality) == (None, None, None, False):
            return added_up(asked, await read(self._pool, sql("lists/sums.sql"), self._shard, asked.on), {})
        return added_up(asked, *await self._counts(asked, None))

    async def _counts(self, asked: SummaryAsked, soon: date | None) -> tuple[Sequence[Record], Places]:
        """Return numbers of duties within a reach, and the places they name."""
        places, hidden = await self._places(asked), await protected(self._pool, self._shard)
        beginning = beginnings(asked.reach, asked.municipality)
        wandering = {name: place for name, place in places.items() if name != place}
        found = await read(
            self._pool, sql("lists/counts.sql"), self._shard, asked.on, asked.known or ALWAYS_KNOWN,
            None if beginning == EVERYWHERE else named(places, beginning), asked.municipality,
            *reach_arguments(asked.reach, asked.on), list(wandering), list(wandering.values()), soon,
            asked.by_municipality, hidden, left_out(hidden, asked.municipality, asked.reach),
        )  # fmt: skip
        return found, places

    async def due_soon(self, on: date, through: date, reach: Reach) -> DueSoon:
        """Return how many duties are overdue, due on the day, and due by a last day (inclusive)."""
        asked = SummaryAsked(on=on, reach=reach)
        async with self._turns.turn():
            found, _ = await self._counts(asked, through)
        states = [r for r in found if r["rule"] is None and r["state"] is not None]
        due = [(r["soon"], r["duties"]) for r in states if r["state"] == "open" and r["soon"] is not None]
        return DueSoon(
            overdue=sum(r["duties"] for r in states if r["state"] == "overdue"),
            today=sum(n for last, n in due if last == on),
            soon=sum(n for _, n in due),
        )

    async def position(self) -> int:
        """Return the position of the log up to which the rows show it."""
        [found] = await read(self._pool, sql("rows/shown.sql"), self._shard, [])
        return int(found["position"] or 0)

    async def wait_for(self, position: int, *, timeout: float = 5.0) -> None:
        """Return when the rows show the position; raises BehindError after that many seconds."""
        await until(position, self.position, timeout=timeout)

    async def _places(self, asked: DutiesAsked | SummaryAsked) -> Places:
        """Return the places to read, unless they are all there are, and those of whoever moves often."""
        beginning = beginnings(asked.reach, asked.municipality)
        return await self._places_of(asked, () if beginning == EVERYWHERE else beginning)

    async def _places_of(self, asked: DutiesAsked | SummaryAsked, beginning: tuple[str, ...]) -> Places:
        known = asked.known or ALWAYS_KNOWN
        return await places_of(self._pool, self._shard, beginning, asked.on, known)

    async def _found(self, asked: DutiesAsked, after: _After, places: Places) -> Sequence[Record]:
        """Return duties in order, one more than fit on the page if there are as many."""
        beginning = beginnings(asked.reach, asked.municipality)
        if asked.reach is None:
            return await self._everybodys(asked, after, beginning, places)
        when, at_most = (asked.on, asked.known or ALWAYS_KNOWN), few(asked.reach)
        within, reached = await asyncio.gather(
            self._page(asked, after, named(places, beginning)),
            residents_within(self._pool, self._shard, asked.reach, when, owing=True, at_most=at_most),
        )
        # what falls due later than a full page is not on it
        last = within[-1]["due_on"] if len(within) > asked.limit else None
        if reached is None:
            otherwise = await self._elsewhere(asked, after, beginning, last)
        else:
            otherwise = await self._theirs(asked, after, reached.difference(asked.without), places, last)
        found = {_place(r): r for r in (*within, *otherwise)}
        return [found[place] for place in sorted(found)]

    async def _everybodys(
        self, asked: DutiesAsked, after: _After, beginning: tuple[str, ...], places: Places
    ) -> Sequence[Record]:
        if beginning == EVERYWHERE and asked.known is None:
            arguments = _arguments(self._shard, asked, after, None)
            return await read(self._pool, sql("lists/duties_by_rule.sql"), *arguments)
        if beginning == EVERYWHERE:
            places = await self._places_of(asked, EVERYWHERE)
        return await self._page(asked, after, named(places, beginning))

    async def _elsewhere(
        self, asked: DutiesAsked, after: _After, own: tuple[str, ...], last: date | None
    ) -> Sequence[Record]:
        """Return duties of residents who are many and reached otherwise: by where they are."""
        anywhere = EVERYWHERE if asked.municipality is None else municipality_places(asked.municipality)
        places = await self._places_of(asked, anywhere)
        others = [name for name in named(places, anywhere) if not places[name].startswith(own)]
        return await self._page(asked, after, others, reach=asked.reach, last=last)

    async def _theirs(
        self, asked: DutiesAsked, after: _After, residents: set[UUID], places: Places, last: date | None
    ) -> Sequence[Record]:
        """Return duties of a few residents, in the municipality asked about."""
        there = None
        if asked.municipality is not None:
            both = municipality_places(asked.municipality)
            there = [*both, *named(places, both)]
        arguments = *_arguments(self._shard, asked, after, last), there
        return await read_divided(
            self._pool, sql("lists/duties_reached.sql"), *arguments, about=[list(residents)]
        )

    async def _page(
        self,
        asked: DutiesAsked,
        after: _After,
        places: Sequence[str],
        *,
        reach: Reach | None = None,
        last: date | None = None,
    ) -> Sequence[Record]:
        """Return duties in some places, of everybody there or of who is reached, due by a last day."""
        if not places:
            return []
        arguments = *_arguments(self._shard, asked, after, last), places, *reach_arguments(reach, asked.on)
        return await read(self._pool, sql("lists/duties_by_place.sql"), *arguments, asked.without)

    async def _shown(self, asked: DutiesAsked, page: Sequence[Record]) -> Mapping[tuple[UUID, int], Record]:
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


def _place(listed: Record) -> tuple[date, UUID, int]:
    return listed["due_on"], listed["resident_id"], listed["number"]


def listed_duty(listed: Record, shown: Record, places: Places, hidden: Hidden) -> ListedDuty:
    """Return a duty of a list, out of where it was found, what it shows, and where its place is.

    Of `hidden` residents it names no place.
    """
    duty = unpacked(shown["rule"], shown["kind"], shown["class"], shown["duty"])
    if duty.municipality_code == BY_DWELLING and (home := places.get(shown["place"])) is not None:
        duty = msgspec.structs.replace(duty, municipality_code=municipality(home))
    is_hidden = listed["resident_id"] in hidden
    return ListedDuty(
        resident_id=listed["resident_id"],
        name=None if shown["name"] is None else msgspec.json.decode(shown["name"], type=Name),
        state=listed["state"],
        duty=without_place(duty) if is_hidden else duty,
        address_protected=is_hidden,
    )
