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
from projections.current_status import ListedStanding
from projections.directory import NAMING, terms
from projections.rows.folds import Folds
from projections.rows.row import ALWAYS, FOREVER, Dwelling, PlacedDuty, Row
from projections.rows.timeline import Interned, Ledger, Stretch

SCHEME = 8
"""Raise it when what the tables of the rows mean changes in SQL alone; any other change is noticed."""


class RowCounts(Struct, frozen=True):
    """How many rows of each kind there have been; the next one takes this number."""

    duties: int
    standings: int
    dwellings: int
    terms: int


class CurrentRows(Struct, frozen=True, kw_only=True):
    """What a fold goes on from: the rows still known at a version, and how many there had been."""

    version: int
    counts: RowCounts
    duties: tuple[Row[PlacedDuty], ...]
    standings: tuple[Row[ListedStanding], ...]
    dwellings: tuple[Row[Dwelling], ...]
    terms: tuple[Row[str], ...]


class ResidentRows(Struct, frozen=True, kw_only=True):
    """The rows of one resident at one version of the stream; `recorded_at` says when each version was.

    Those that were no longer known at version `since` are left out.
    """

    resident_id: UUID
    version: int
    since: int
    counts: RowCounts
    opened_by: str
    recorded_at: tuple[datetime, ...]
    duties: tuple[Row[PlacedDuty], ...]
    standings: tuple[Row[ListedStanding], ...]
    dwellings: tuple[Row[Dwelling], ...]
    terms: tuple[Row[str], ...]


def tells_nothing(r: Recorded) -> bool:
    """Whether an event leaves all rows as they are. The first one never does: it makes them."""
    return r.version > 1 and isinstance(r.event, NoteAdded | Procedural)


def rows_of(history: Sequence[Recorded], policy: Policy) -> ResidentRows:
    """Return the rows of a resident, as known after each version of a history that is not empty."""
    fold = IncrementalFold(policy)
    fold.take(history)
    return fold.rows()


class IncrementalFold:
    """The rows of one resident while the history grows: what was recorded since is all that is folded."""

    def __init__(self, policy: Policy) -> None:
        self.history: list[Recorded] = []
        self._folds = Folds(policy)
        self._names = Interned[str]()
        self._called = Ledger()
        self._terms: list[Stretch] = []
        self._since = 0

    @classmethod
    def resumed(cls, policy: Policy, history: Sequence[Recorded], kept: CurrentRows) -> Self:
        """Return the fold that has taken a history up to the version of what is kept of its rows."""
        fold = cls(policy)
        fold.history = list(history[: kept.version])
        fold._folds.resume(
            fold.history,
            kept.duties,
            kept.standings,
            kept.dwellings,
            (kept.counts.duties, kept.counts.standings, kept.counts.dwellings),
        )
        fold._terms = fold._called.resume(kept.terms, kept.counts.terms, fold._names.number)
        fold._since = kept.version
        return fold

    def goes_on(self, history: Sequence[Recorded], shown: int) -> bool:
        """Whether a history goes on from this fold, and this fold from no newer rows than are shown."""
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

    def rows(self) -> ResidentRows:
        """Return the rows after the last version taken; there must be one."""
        return ResidentRows(
            resident_id=self.history[0].resident_id,
            version=self.history[-1].version,
            since=self._since,
            counts=RowCounts(
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
