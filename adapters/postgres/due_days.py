"""Duties with a last day in a stretch of days, all of them at once, each with how often it has changed."""

import asyncio
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Final, NamedTuple
from uuid import UUID

from msgspec import Struct
from msgspec.structs import replace

from adapters.clock import start_of_day
from adapters.postgres.database import Pool, Record
from adapters.postgres.lists import Lists, listed_duty
from adapters.postgres.protected import Hidden, protected
from adapters.postgres.questions import BusyError, DutiesAsked, ListedDuty
from adapters.postgres.reach import Places
from adapters.postgres.reading import read, read_divided
from adapters.postgres.statements import sql
from domain.law.rule import Kind
from projections.rows.row import ALWAYS

_TRIES: Final = 10


class DueDuty(Struct, frozen=True, kw_only=True):
    """A duty with a last day: `revision` grows whenever another row of it shows, which does `since` then."""

    listed: ListedDuty
    revision: int
    since: datetime


class ComeTo(NamedTuple):
    """How far the log and the rows have come, and what made them: while all is the same, so are the lists."""

    recorded: int
    shown: int | None
    made_by: str | None


Row = tuple[UUID, int]
"""Which row a duty shows: whose it is, and its number among theirs."""


class DueDays:
    """Reads duties out of the rows of the lists."""

    def __init__(self, pool: Pool, shard: int, lists: Lists) -> None:
        self._pool = pool
        self._shard = shard
        self._lists = lists

    async def come_to(self) -> ComeTo:
        """Return how far the lists have come."""
        [found] = await read(self._pool, sql("lists/come_to.sql"), self._shard)
        return ComeTo(found["recorded"], found["shown"], found["made_by"])

    async def duties(
        self, asked: DutiesAsked, kinds: Sequence[Kind], kept: "Mapping[Row, int]", *, names: bool
    ) -> "Found":
        """Return which duties there are, by last day, and those that are not `kept` as they show now.

        `kept` has the version of the resident's stream at which the row of a duty was read before. As now
        known, and at most `asked.limit`; no `kinds`: all. Raises BusyError when rows are replaced faster than
        they are read.
        """
        for _ in range(_TRIES):
            hidden = await protected(self._pool, self._shard)
            found, places = await self._found(asked, kinds, hidden)
            more, found = len(found) > asked.limit, found[: asked.limit]
            versions = await self._versions({r["resident_id"] for r in found})
            new = [r for r in found if kept.get(_row(r)) != versions.get(r["resident_id"])]
            dated = await self._dated(new, places, asked.on, hidden, names=names)
            if len(dated) == len(new):  # no rows were replaced meanwhile
                rows = tuple((_row(r), versions[r["resident_id"]]) for r in found)
                return Found(rows=rows, new=dated, more=more)
        raise BusyError

    async def _found(
        self, asked: DutiesAsked, kinds: Sequence[Kind], hidden: Hidden
    ) -> tuple[list[Record], Places]:
        places: Places = {}
        found: list[Record] = []
        for kind in kinds or (None,):
            some, places = await self._lists.found(replace(asked, kind=kind), hidden)
            found += some
        return sorted(found, key=lambda r: (r["due_on"], *_row(r))), places

    async def _versions(self, residents: set[UUID]) -> dict[UUID, int]:
        found = await read(self._pool, sql("lists/versions.sql"), self._shard, list(residents))
        return {r["resident_id"]: r["version"] for r in found}

    async def _dated(
        self, found: Sequence[Record], places: Places, on: date, hidden: Hidden, *, names: bool
    ) -> dict[Row, DueDuty]:
        columns = [[r[name] for r in found] for name in ("resident_id", "number", "due_on")]
        residents = list(dict.fromkeys(columns[0]))
        shown, revised = await asyncio.gather(
            read_divided(
                self._pool, sql("lists/duties_dated.sql"), self._shard, on, names, about=columns
            ),
            read_divided(self._pool, sql("lists/revisions.sql"), self._shard, on, about=[residents]),
        )  # fmt: skip
        by_row = {_row(r): r for r in found}
        revisions = {(r["resident_id"], r["rule"]): r["revision"] for r in revised}
        return {
            _row(r): DueDuty(
                listed=listed_duty(by_row[_row(r)], r, places, hidden),
                revision=revisions.get((r["resident_id"], r["rule"]), 1),
                since=_since(r),
            )
            for r in shown
        }


class Found(Struct, frozen=True, kw_only=True):
    """The rows of duties by last day, each with the version of the stream it shows, and those newly read.

    `more`: there are more duties than were asked for.
    """

    rows: tuple[tuple[Row, int], ...]
    new: Mapping[Row, DueDuty]
    more: bool


def _row(r: Record) -> Row:
    return r["resident_id"], r["number"]


def _since(shown: Record) -> datetime:
    """Return since when a row shows: since it is known, or since its first day, whichever is later."""
    since: datetime = shown["known_from"]
    if shown["valid_from"] > ALWAYS:
        since = max(since, start_of_day(shown["valid_from"]))
    return since
