"""The rows of one resident, out of a history: all at once, or event by event as the history grows."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Final, Self
from uuid import UUID

from msgspec import Struct, structs

from domain.duties.duty import Duty
from domain.duties.families import OTHERS, duties
from domain.events import Change, Merging
from domain.events.days import within_bounds
from domain.events.types import BirthDay
from domain.history import Effective, Recorded, changes_no_answer, merges, once_merged_into
from domain.policy import Policy
from domain.protection import protected_by
from domain.spans.case import Case
from projections import current_status, open_obligations
from projections.current_status import ListedStanding
from projections.directory import NAMING, terms, terms_of
from projections.rows import address_duties
from projections.rows.address_duties import AddressDuties, Surroundings
from projections.rows.row import ALWAYS, BY_DWELLING, FOREVER, MANY_DWELLINGS, Dwelling, PlacedDuty, Row
from projections.rows.segments import Affected, Segments, changed_segments
from projections.rows.table import Stretch, Table
from projections.rows.timeline import Timelines

SCHEME: Final = 8
"""Raise it when what the tables of the rows mean changes in SQL alone; any other change is noticed."""


class RowCounts(Struct, frozen=True):
    """How many rows of each kind there have been; the next one takes this number."""

    duties: int
    standings: int
    dwellings: int
    terms: int


class CurrentRows(Struct, frozen=True, kw_only=True):
    """What a fold resumes from: the rows still known at a version, and how many there had been."""

    version: int
    counts: RowCounts
    duties: tuple[Row[PlacedDuty], ...]
    standings: tuple[Row[ListedStanding], ...]
    dwellings: tuple[Row[Dwelling], ...]
    terms: tuple[Row[str], ...]


class ResidentRows(Struct, frozen=True, kw_only=True):
    """The rows of one resident after a version of the stream; `recorded_at` says when each version was.

    `address_protected`: no list tells the address, on whatever day and as known at whatever moment.
    `merged_into` is the file in which the facts count instead, `once_in` are those in which they ever did.

    Those superseded by version `since`, from which the fold was resumed, are left out.
    """

    resident_id: UUID
    version: int
    since: int
    counts: RowCounts
    opened_by: str
    address_protected: bool
    merged_into: UUID | None
    once_in: tuple[UUID, ...]
    recorded_at: tuple[datetime, ...]
    duties: tuple[Row[PlacedDuty], ...]
    standings: tuple[Row[ListedStanding], ...]
    dwellings: tuple[Row[Dwelling], ...]
    terms: tuple[Row[str], ...]


def changes_no_row(r: Recorded) -> bool:
    """Whether an event leaves all rows as they are. The first one never does: it makes them."""
    return r.version > 1 and changes_no_answer(r.event)


def rows_of(history: Sequence[Recorded], policy: Policy) -> ResidentRows:
    """Return the rows of a resident, as known after each version of a history that is not empty."""
    fold = IncrementalFold(policy)
    fold.take(history)
    return fold.rows()


class IncrementalFold:
    """The rows of one resident while the history grows: only what an event changes is folded again.

    Each event goes four steps: which days it affects, what the case of each affected segment shows, what that
    changes in the timelines, and the rows that are superseded and added from its version on.
    """

    def __init__(self, policy: Policy) -> None:
        self.history: list[Recorded] = []
        self._since = 0
        self._segments = Segments(policy)
        self._duties = Timelines[PlacedDuty]()
        self._standings = Timelines[ListedStanding]()
        self._dwellings = Timelines[Dwelling]()
        self._terms = Table[str]()
        self._current_terms: list[Stretch] = []
        self._address_duties = AddressDuties(self._duties.number)
        self._surroundings: Surroundings | None = None
        self._births: set[BirthDay] = set()
        self._by_dwelling = False
        """Whether there are so many dwellings that duties name no place; see `BY_DWELLING`."""

    @classmethod
    def resumed(cls, policy: Policy, history: Sequence[Recorded], current: CurrentRows) -> Self:
        """Return the fold that has taken a history up to the version of the current rows."""
        fold = cls(policy)
        fold.history, fold._since = list(history[: current.version]), current.version
        fold._segments.resume(fold.history)
        fold._resume(current)
        return fold

    def _resume(self, current: CurrentRows) -> None:
        counts, first_days = current.counts, self._segments.first_days
        apart = [row for row in current.duties if row.value.duty.rule in address_duties.RULES]
        others = [row for row in current.duties if row.value.duty.rule not in address_duties.RULES]
        self._duties.resume(others, counts.duties, first_days)
        stretches = self._duties.table.resume(apart, counts.duties)
        self._address_duties.resume(
            (row.value.duty.trigger, stretch) for row, stretch in zip(apart, stretches, strict=True)
        )
        self._standings.resume(current.standings, counts.standings, first_days)
        self._dwellings.resume(current.dwellings, counts.dwellings, first_days)
        self._current_terms = self._terms.resume(current.terms, counts.terms)
        self._births = {row.value.date_of_birth for row in current.standings}
        self._by_dwelling = any(row.value.municipality_code == BY_DWELLING for row in current.duties)

    def continues_in(self, history: Sequence[Recorded], shown: int) -> bool:
        """Whether a history begins with what was taken, and the rows of version `shown` have not been lost.

        They have when the fold was resumed from newer rows than those that are now shown. A history that was
        taken goes on no more when a file merged into it has been erased.
        """
        taken = len(self.history)
        return (
            self._since <= shown
            and taken <= len(history)
            and (not taken or self.history[-1].event_id == history[taken - 1].event_id)
            and all(len(history[n].merged) == len(r.merged) for n, r in enumerate(self.history) if r.merged)
        )

    def take(self, history: Sequence[Recorded]) -> None:
        """Take the events that a history has beyond those taken."""
        for r in history[len(self.history) :]:
            self.history.append(r)
            if changes_no_row(r):
                continue
            self._take_last()
            if isinstance(r.event, NAMING):
                self._name(r)

    def rows(self) -> ResidentRows:
        """Return the rows after the last version taken; there must be one."""
        tables = self._duties.table, self._standings.table, self._dwellings.table, self._terms
        return ResidentRows(
            resident_id=self.history[0].resident_id,
            version=self.history[-1].version,
            since=self._since,
            counts=RowCounts(*(table.count for table in tables)),
            opened_by=self.history[0].office,
            address_protected=protected_by(self._segments.facts),
            merged_into=self._segments.facts[0].merged_into,
            once_in=tuple(once_merged_into(self.history)),
            recorded_at=tuple(r.recorded_at for r in self.history),
            duties=self._duties.table.rows(),
            standings=self._standings.table.rows(),
            dwellings=self._dwellings.table.rows(),
            terms=self._terms.rows(),
        )

    def _name(self, last: Recorded) -> None:
        """Find the resident under the terms of the last event too; or, if it changes facts, under others.

        Who has another file merged into this one is found as that one was opened, too; in that one no more.
        """
        changes = isinstance(last.event, Change | Merging)
        facts = [] if self._merged_into_another() else [*self._segments.facts, *_other_openings(self.history)]
        found = terms(facts) if changes else terms_of(within_bounds(last.event))
        stretches = [(ALWAYS, FOREVER, self._terms.values.number(term)) for term in found]
        self._terms.supersede(last.version, self._current_terms if changes else (), stretches)
        kept = () if changes else self._current_terms
        self._current_terms = list(dict.fromkeys((*kept, *stretches)))

    def _take_last(self) -> None:
        """Let the rows say from the version of the last event on what the history with it says."""
        before = self._segments.first_days.copy()
        affected = self._segments.extend(self.history)
        if self._merged_into_another():
            self._end()
            return
        if self._by_dwelling != (self._dwellings.table.count > MANY_DWELLINGS):
            self._by_dwelling, self._surroundings = not self._by_dwelling, None
            affected = Affected(ALWAYS)
        if affected is None:
            return
        if not self._address_duties.complete:
            affected = Affected(affected.valid_from)
        if affected.notice:
            valid_from = valid_to = affected.valid_from
            case = self._segments.case_on(valid_to)
        else:
            case, valid_from, valid_to = self._replace_segments(before, affected)
        if self._surroundings is None or self._dwellings.changed or len(self._births) > 1:
            self._surroundings = self._surroundings_now()
        self._duties.exchange(*self._address_duties.update(case, valid_from, valid_to, self._surroundings))
        for timelines in (self._duties, self._standings, self._dwellings):
            timelines.commit(self.history[-1].version)

    def _merged_into_another(self) -> bool:
        """Whether the facts count in another file, so that this one has no rows."""
        return self._segments.facts[0].merged_into is not None

    def _end(self) -> None:
        """Let nothing be known from the version of the last event on, until all is told anew."""
        for timelines in (self._duties, self._standings, self._dwellings):
            timelines.end(self.history[-1].version)
        self._address_duties, self._surroundings = AddressDuties(self._duties.number), None

    def _replace_segments(self, before: Sequence[date], affected: Affected) -> tuple[Case, date, date]:
        """Replace what the affected segments show; return the last of their cases, and first and last day.

        `before` are the first days of the segments before the event.
        """
        days: list[date] = []
        last_days: list[date] = []
        shown: list[_Shown] = []
        for case, first_day, last_day in self._segments.cases(affected):
            days.append(first_day)
            last_days.append(last_day)
            shown.append(self._shown(case, first_day))
        changed = changed_segments(before, days[0], last_days)
        owed, stood, dwelt = zip(*shown, strict=True)
        self._dwellings.replace(changed, dwelt)
        self._standings.replace(changed, stood)
        self._duties.replace(changed, owed)
        return case, days[0], last_days[-1]

    def _shown(self, case: Case, day: date) -> "_Shown":
        """Return what a case shows from a day on: duties (none to notify an address), standing, dwelling."""
        place, owed = case.home, duties(case, OTHERS)
        if self._by_dwelling:
            place, owed = BY_DWELLING, [_by_dwelling(duty) for duty in owed]
        number = self._duties.number
        placed = [
            (valid_from, valid_to, number(PlacedDuty(seen, place)))
            for duty in owed
            for valid_from, valid_to, seen in open_obligations.over_time(duty, day)
        ]
        number_of = self._standings.number
        standings = [
            (valid_from, valid_to, number_of(standing))
            for valid_from, valid_to, standing in current_status.over_time(case, day)
        ]
        self._births.add(case.date_of_birth)
        begun_on = self._segments.first_days[1] if day > ALWAYS else None
        dwelling = self._dwellings.number(Dwelling(case.home, begun_on))
        return placed, standings, [(day, FOREVER, dwelling)]

    def _surroundings_now(self) -> Surroundings:
        """Return what duties to notify an address show and depend on besides, on all days."""
        births = [(ALWAYS, FOREVER, day) for day in self._births]
        if len(births) > 1:
            births = self._standings.over_time(lambda standing: standing.date_of_birth)
        places: list[tuple[date, date, str | None]] = [(ALWAYS, FOREVER, BY_DWELLING)]
        if not self._by_dwelling:
            places = self._dwellings.over_time(lambda dwelling: dwelling.municipality_code)
        return Surroundings(births, places)


def _other_openings(history: Sequence[Recorded]) -> list[Effective]:
    """Return the openings of the files that are merged into this one."""
    active = merges(history).values()
    return [opening for r in history if r.version in active for opening in r.merged[:1]]


def _by_dwelling(duty: Duty) -> Duty:
    """Return a duty, none to notify an address, that names the dwelling's municipality as `BY_DWELLING`."""
    return structs.replace(duty, municipality_code=BY_DWELLING) if duty.municipality_code else duty


_Shown = tuple[list[Stretch], list[Stretch], list[Stretch]]
"""Stretches of duties, standings and dwellings."""
