"""Rows for lists: one resident's duties and standing on both axes, out of one history.

A row says: from `valid_from` through `valid_to` this was so, as known from version `known_from` on and before
version `known_to`. Rows are numbered in the order in which they became known, and a row never changes but
for its `known_to`: a longer history gives the same rows, some of them closed, and more.

Which days a version may change, and what they show then, `projections.folds` says.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Self
from uuid import UUID

from msgspec import Struct

from domain.events import NoteAdded, Procedural
from domain.history import Recorded
from domain.policy import Policy
from projections.current_status import Stood
from projections.directory import NAMING, terms
from projections.folds import Dwelt, Folds, Owed
from projections.stretches import ALWAYS, FOREVER, Interned, Ledger, Row, Stretch

SCHEME = 8
"""Raise it when what the tables of the rows mean changes in SQL alone; any other change is noticed."""


class Counts(Struct, frozen=True):
    """How many rows of each kind there have been; the next one takes this number."""

    duties: int
    standings: int
    dwellings: int
    terms: int


class Kept(Struct, frozen=True, kw_only=True):
    """What a book goes on from: the rows still known at a version, and how many there had been."""

    version: int
    counts: Counts
    duties: tuple[Row[Owed], ...]
    standings: tuple[Row[Stood], ...]
    dwellings: tuple[Row[Dwelt], ...]
    terms: tuple[Row[str], ...]


class Rows(Struct, frozen=True, kw_only=True):
    """The rows of one resident at one version of the stream; `recorded_at` says when each version was.

    Those that were no longer known at version `since` are left out.
    """

    resident_id: UUID
    version: int
    since: int
    counts: Counts
    opened_by: str
    recorded_at: tuple[datetime, ...]
    duties: tuple[Row[Owed], ...]
    standings: tuple[Row[Stood], ...]
    dwellings: tuple[Row[Dwelt], ...]
    terms: tuple[Row[str], ...]


def tells_nothing(r: Recorded) -> bool:
    """Whether an event leaves all rows as they are. The first one never does: it makes them."""
    return r.version > 1 and isinstance(r.event, NoteAdded | Procedural)


def rows(history: Sequence[Recorded], policy: Policy) -> Rows:
    """Return the rows of a resident, as known after each version of a history that is not empty."""
    book = Book(policy)
    book.take(history)
    return book.rows()


class Book:
    """The rows of one resident while the history grows: what was recorded since is all that is folded."""

    def __init__(self, policy: Policy) -> None:
        self.history: list[Recorded] = []
        self._folds = Folds(policy)
        self._names = Interned[str]()
        self._called = Ledger()
        self._terms: list[Stretch] = []
        self._since = 0

    @classmethod
    def resumed(cls, policy: Policy, history: Sequence[Recorded], kept: Kept) -> Self:
        """Return the book that has taken a history up to the version of what is kept of its rows."""
        book = cls(policy)
        book.history = list(history[: kept.version])
        book._folds.resume(
            book.history,
            kept.duties,
            kept.standings,
            kept.dwellings,
            (kept.counts.duties, kept.counts.standings, kept.counts.dwellings),
        )
        book._terms = book._called.resume(kept.terms, kept.counts.terms, book._names.number)
        book._since = kept.version
        return book

    def goes_on(self, history: Sequence[Recorded], shown: int) -> bool:
        """Whether a history goes on from this book, and this book from no newer rows than are shown."""
        taken = len(self.history)
        return (
            self._since <= shown
            and taken <= len(history)
            and (not taken or self.history[-1].event_id == history[taken - 1].event_id)
        )

    def take(self, history: Sequence[Recorded]) -> None:
        """Take what a history that goes on has more."""
        for r in history[len(self.history) :]:
            self.history.append(r)
            if tells_nothing(r):
                continue
            self._folds.know(self.history)
            if isinstance(r.event, NAMING):
                found = [(ALWAYS, FOREVER, self._names.number(term)) for term in terms(self._folds.facts)]
                self._called.know(r.version, gone=self._terms, come=found)
                self._terms = found

    def rows(self) -> Rows:
        """Return the rows after the last version taken; there must be one."""
        return Rows(
            resident_id=self.history[0].resident_id,
            version=self.history[-1].version,
            since=self._since,
            counts=Counts(
                self._folds.duties.count,
                self._folds.standings.count,
                self._folds.dwellings.count,
                self._called.count,
            ),
            opened_by=self.history[0].office,
            recorded_at=tuple(r.recorded_at for r in self.history),
            duties=self._folds.duties.rows(),
            standings=self._folds.standings.rows(),
            dwellings=self._folds.dwellings.rows(),
            terms=self._called.rows(self._names.values),
        )
