"""One resident's history: events as recorded, and the history in effect as known at a moment.

A recorded event is a payload (a fact of the catalogue) in an envelope (who recorded it, when, for which
office). Two axes: `occurred_on` says when it was so, `recorded_at` when we knew.
"""

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from itertools import groupby
from operator import attrgetter
from typing import Final, Literal, Protocol
from uuid import UUID

from msgspec import Struct, structs

from domain.day_order import first_entry, in_day_order
from domain.events import (
    CaseEvent,
    CaseOpened,
    CorrectionDecided,
    CorrectionRequested,
    EventCorrected,
    EventVoided,
    Fact,
    FilesMerged,
    FilesUnmerged,
    NoteAdded,
    Procedural,
)
from domain.events.days import within_bounds

EventState = Literal["effective", "corrected", "voided"]

MOST_VERSIONS: Final = 100_000
"""More than a stream has: versions from here on are those of entries of a file merged into this one.

Few enough that the versions of entries merged by the last entry that a stream may have fit into 31 bits.
"""

QUIET: Final = NoteAdded | Procedural
"""Events that change no answer but the history: a note, a request to correct, its decision."""


class Effective(Struct, frozen=True, gc=False):
    """A fact that counts: under the version first recorded, with the last correction applied.

    `idle` stands with the opening, which counts on every day: the corrections and voids that change nothing,
    each by its version with the code of why (readings N03, N90). So does `merged_into`, the file in which the
    facts of this one count: they are its own as long as it is None.
    """

    version: int
    fact: Fact
    overridden: bool = False
    idle: tuple[tuple[int, str], ...] = ()
    merged_into: UUID | None = None

    @property
    def on(self) -> date:
        """The civil day of the fact."""
        return self.fact.occurred_on


class Recorded(Struct, frozen=True, kw_only=True, gc=False):
    """The envelope: one event as the log keeps it.

    `position` is the place in the whole log, `version` the place in the resident's stream, both from 1
    and without gaps. `override` is the supervisor's reason for recording what would be refused. `merged` are
    the facts of a file that was merged into this one by this event, its opening first, under their own
    versions; the log keeps them in that file alone, and who reads this one looks them up.
    """

    resident_id: UUID
    version: int
    event_id: UUID
    recorded_at: datetime
    recorded_by: str
    office: str
    position: int
    event: CaseEvent
    override: str | None = None
    merged: tuple[Effective, ...] = ()


class Versioned(Protocol):
    """As much of an envelope as a history in effect needs."""

    @property
    def version(self) -> int:
        """Place in the stream."""

    @property
    def event(self) -> CaseEvent:
        """The payload."""

    @property
    def override(self) -> str | None:
        """Why it was recorded although refused."""

    @property
    def merged(self) -> tuple[Effective, ...]:
        """The facts of the file that it merged into this one."""


def known_at(recorded: Sequence[Recorded], known: datetime | int | None) -> Sequence[Recorded]:
    """Return the events recorded by then, inclusive: an instant, a version, or None for all of them."""
    match known:
        case None:
            return recorded
        case int():
            return [r for r in recorded if r.version <= known]
        case _:
            return [r for r in recorded if r.recorded_at <= known]


def effective(recorded: Iterable[Versioned]) -> list[Effective]:
    """Return the facts that count, ordered by day and, within a day, as `domain.day_order` says.

    The opening comes first whatever its day. A correction puts its replacement in the place of the event
    it names, the last correction counts; a void takes the event away for good. One that speaks of a
    correction, a void or something voided changes nothing. Days that cannot be meant count on the nearest
    that can. The facts of a merged file count from the merge to its undoing, under versions of their own
    (`merged_version`), but for its opening and for what both files tell.
    """
    counting = _Counting()
    for r in recorded:
        counting.take(r)
    recorded_order = sorted(counting.facts.values(), key=_order)
    first = first_entry(recorded_order)
    ordered: list[Effective] = []
    for _, same_day in groupby(recorded_order, key=attrgetter("on")):
        day = list(same_day)
        ordered += day if len(day) == 1 else in_day_order(day, first)
    if counting.idle or counting.merged_into:
        ordered[0] = structs.replace(ordered[0], idle=tuple(counting.idle), merged_into=counting.merged_into)
    return ordered


class _Counting:
    """The facts that count so far, by version, while a stream is read."""

    def __init__(self) -> None:
        self.facts: dict[int, Effective] = {}
        self.idle: list[tuple[int, str]] = []
        self.merged_into: UUID | None = None
        self._gone: set[int] = set()
        self._merges: dict[UUID, int] = {}
        self._erased: set[int] = set()
        """The merges whose other file was erased since: nobody knows what was corrected there."""

    def take(self, r: Versioned) -> None:
        """Let an event have its effect."""
        facts, overridden = self.facts, r.override is not None
        match r.event:
            case EventCorrected(corrects=version) | EventVoided(voids=version) if version not in facts:
                if recorded_by(version) not in self._erased:
                    code = "already-voided" if version in self._gone else "not-correctable"
                    self.idle.append((r.version, code))
            case EventCorrected(corrects=version, replacement=fact):
                overridden = overridden or facts[version].overridden
                facts[version] = Effective(version, within_bounds(fact), overridden)
            case EventVoided(voids=version):
                self._remove(version)
            case CorrectionRequested() | CorrectionDecided():
                pass
            case FilesMerged() | FilesUnmerged() as merging:
                self._take_merging(r, merging)
            case fact:
                facts[r.version] = as_told(r.version, fact, overridden=overridden)

    def _take_merging(self, r: Versioned, event: FilesMerged | FilesUnmerged) -> None:
        if event.role == "merged":
            self.merged_into = event.other if isinstance(event, FilesMerged) else None
        elif isinstance(event, FilesMerged):
            told = [_bare(e.fact) for e in self.facts.values()]
            for e in r.merged[1:]:
                if _bare(e.fact) not in told:
                    version = merged_version(r.version, e.version)
                    self.facts[version] = structs.replace(e, version=version)
            self._merges[event.other] = r.version
            if not r.merged:
                self._erased.add(r.version)
        else:
            merge = self._merges.pop(event.other)
            for version in [v for v in self.facts if recorded_by(v) == merge]:
                self._remove(version)

    def _remove(self, version: int) -> None:
        self._gone.add(version)
        del self.facts[version]


def merged_version(merge: int, version: int) -> int:
    """Return under which version an entry of a merged file counts where the event `merge` merged it."""
    return merge * MOST_VERSIONS + version


def recorded_by(version: int) -> int:
    """Return the entry of this file by which what counts under a version is known: it, or the merge."""
    return version if version < MOST_VERSIONS else version // MOST_VERSIONS


def version_in_its_file(version: int) -> int:
    """Return the version of an entry in the file in which it was recorded."""
    return version % MOST_VERSIONS


def merges(recorded: Iterable[Versioned]) -> dict[UUID, int]:
    """Return the files merged into this one, the last one last, each with the version that did it."""
    found: dict[UUID, int] = {}
    for r in recorded:
        match r.event:
            case FilesMerged(role="surviving", other=other):
                found[other] = r.version
            case FilesUnmerged(role="surviving", other=other):
                del found[other]
            case _:
                pass
    return found


def merged_into(recorded: Iterable[Versioned]) -> UUID | None:
    """Return the file into which this one is merged, None when it counts for itself."""
    into = None
    for r in recorded:
        match r.event:
            case FilesMerged(role="merged", other=other):
                into = other
            case FilesUnmerged(role="merged"):
                into = None
            case _:
                pass
    return into


def once_merged_into(recorded: Iterable[Versioned]) -> list[UUID]:
    """Return the files into which this one is or was merged, each once."""
    found = (r.event for r in recorded if isinstance(r.event, FilesMerged))
    return list(dict.fromkeys(event.other for event in found if event.role == "merged"))


def _bare(fact: Fact) -> Fact:
    """Return what a fact says of the world, without who said so and what was remarked."""
    return structs.replace(fact, note=None, source=None)


def changes_no_answer(event: CaseEvent) -> bool:
    """Whether an event changes no answer but the history."""
    return isinstance(event, QUIET)


def as_told(version: int, fact: Fact, *, overridden: bool) -> Effective:
    """Return a fact as it counts while nothing corrects or voids it."""
    return Effective(version, within_bounds(fact), overridden)


def up_to(facts: Sequence[Effective], day: date) -> Sequence[Effective]:
    """Return the facts that count for a day: those up to it; the opening counts on every day."""
    count = len(facts)
    while count > 1 and facts[count - 1].fact.occurred_on > day:
        count -= 1
    return facts if count == len(facts) else facts[:count]


def told_through(recorded: Iterable[Recorded], day: date) -> list[Recorded]:
    """Return the events that tell of nothing after the day (inclusive), the opening always.

    A correction, a void or a request for one tells of what it speaks of too: of all the days on which that
    was said to be; of all days, when that stood in a file that was merged into this one and erased since.
    """
    found: list[Recorded] = []
    about: dict[int, date] = {}
    for r in recorded:
        about |= {merged_version(r.version, e.version): e.on for e in r.merged}
        match r.event:
            case CaseOpened():
                told = about[r.version] = date.min
            case EventCorrected(corrects=version, replacement=fact):
                told = about[r.version] = about[version] = max(about.get(version, date.max), fact.occurred_on)
            case EventVoided(voids=version) | CorrectionDecided(request=version):
                told = about[r.version] = about.get(version, date.max)
            case CorrectionRequested(requested=EventCorrected(corrects=version, replacement=fact)):
                told = about[r.version] = max(about.get(version, date.max), fact.occurred_on)
            case CorrectionRequested(requested=EventVoided(voids=version)):
                told = about[r.version] = about.get(version, date.max)
            case fact:
                told = about[r.version] = fact.occurred_on
        if told <= day:
            found.append(r)
    return found


def _order(e: Effective) -> tuple[bool, date, int, int]:
    return not isinstance(e.fact, CaseOpened), e.fact.occurred_on, recorded_by(e.version), e.version


def states(recorded: Iterable[Recorded]) -> dict[int, tuple[EventState, int | None]]:
    """Return, for each version, whether it still counts, and the version that replaced or removed it last.

    A later correction of the same event replaces a correction, a void of the event removes it (readings N70).
    One that speaks of a correction, a void or something voided replaces and removes nothing (N90). What
    undoes a merge removes it, with what was said in between of the other file's entries.
    """
    merged: dict[UUID, int] = {}
    about: dict[int, int] = {}
    found: dict[int, tuple[EventState, int | None]] = {}
    in_place: dict[int, int] = {}
    final: set[int] = set()
    for r in recorded:
        found[r.version] = ("effective", None)
        if isinstance(r.event, EventCorrected | EventVoided):
            final.add(r.version)
            about[r.version] = r.event.corrects if isinstance(r.event, EventCorrected) else r.event.voids
        match r.event:
            case EventCorrected(corrects=version) if version not in final:
                found[version] = found[in_place.get(version, version)] = ("corrected", r.version)
                in_place[version] = r.version
            case EventVoided(voids=version) if version not in final:
                found[version] = found[in_place.get(version, version)] = ("voided", r.version)
                final.add(version)
            case FilesMerged(other=other):
                merged[other] = r.version
            case FilesUnmerged(other=other):
                merge = merged[other]
                gone = [
                    merge,
                    *(
                        v
                        for v, named in about.items()
                        if named > MOST_VERSIONS and recorded_by(named) == merge
                    ),
                ]
                found.update(dict.fromkeys(gone, ("voided", r.version)))
            case _:
                pass
    return found
