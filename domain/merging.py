"""May two files of one person be merged, and taken apart again? Decided by the one fold over both histories.

What two files tell must be possible together: two landings without a departure between them are not. Which
facts contradict each other is said by their versions, each in its own file.
"""

from collections.abc import Sequence
from datetime import date
from typing import Final
from uuid import UUID

from msgspec import Struct

from domain.admissibility import New
from domain.events import FilesMerged, FilesUnmerged
from domain.events.types import Text
from domain.history import (
    Effective,
    Recorded,
    effective,
    merged_into,
    merged_version,
    merges,
    recorded_by,
    version_in_its_file,
)
from domain.policy import Policy
from domain.spans.fold import fold
from domain.spans.parts import Finding


class Contradiction(Struct, frozen=True):
    """Two facts that cannot both be: `code` says what is impossible, the versions are those of each file."""

    code: str
    surviving: int
    merged: int


class Merge(Struct, frozen=True):
    """What merging two files comes to: an event for each, or why it may not be."""

    surviving: FilesMerged
    merged: FilesMerged
    refusal: str | None = None
    contradictions: tuple[Contradiction, ...] = ()


ALREADY_MERGED: Final = "file-merged"
"""One of the files counts in another already."""
HOLDS_OTHERS: Final = "holds-merged-files"
"""Files were merged into the one that is to be merged: merging the other way round is possible."""
CONTRADICTORY: Final = "files-contradict"
"""What the files tell cannot be of one person."""
NOT_MERGED: Final = "files-not-merged"
"""There is no merge to undo."""


def merge(
    surviving: Sequence[Recorded], other: Sequence[Recorded], *, reason: Text, today: date, policy: Policy
) -> Merge:
    """Return what merging `other` into the surviving file comes to; neither history is empty.

    Both are whole, corrections and all, as their files are read.
    """
    ids = surviving[0].resident_id, other[0].resident_id
    entries = len(other)
    found = Merge(
        FilesMerged(occurred_on=today, other=ids[1], role="surviving", entries=entries, reason=reason),
        FilesMerged(occurred_on=today, other=ids[0], role="merged", entries=entries, reason=reason),
    )
    if merged_into(surviving) or merged_into(other):
        return Merge(found.surviving, found.merged, ALREADY_MERGED)
    if merges(other):
        return Merge(found.surviving, found.merged, HOLDS_OTHERS)
    added = New(len(surviving) + 1, found.surviving, merged=tuple(effective(other)))
    contradictions = _contradictions(surviving, added, policy)
    if contradictions:
        return Merge(found.surviving, found.merged, CONTRADICTORY, contradictions)
    return found


def unmerge(
    surviving: Sequence[Recorded], *, reason: Text, today: date, other: UUID | None = None
) -> FilesUnmerged | None:
    """Return the event that takes a file out of the surviving one, by default that merged last.

    None when there is none.
    """
    held = merges(surviving)
    last = next(reversed(held), None) if other is None else other
    if last is None or last not in held:
        return None
    return FilesUnmerged(occurred_on=today, other=last, role="surviving", reason=reason)


def _contradictions(surviving: Sequence[Recorded], added: New, policy: Policy) -> tuple[Contradiction, ...]:
    """Return what becomes impossible in either file by the other's facts."""
    own, theirs = effective(surviving), list(added.merged)
    before = {(f.version, f.code) for f in fold(own, policy).refusals}
    before |= {(merged_version(added.version, f.version), f.code) for f in fold(theirs, policy).refusals}
    facts = effective([*surviving, added])
    after = [f for f in fold(facts, policy).refusals if (f.version, f.code) not in before]
    return tuple(_contradiction(f, facts, added.version, policy) for f in after)


def _contradiction(found: Finding, facts: Sequence[Effective], merge: int, policy: Policy) -> Contradiction:
    """Return what is impossible together with the fact of the other file that makes it so.

    That is the nearest without which it would be possible; where none alone makes it so, the nearest.
    """
    place = next(n for n, e in enumerate(facts) if e.version == found.version)
    theirs = recorded_by(found.version) == merge
    others = [n for n, e in enumerate(facts) if (recorded_by(e.version) == merge) != theirs]
    others.sort(key=lambda n: (n > place, abs(n - place)))
    cause = next((n for n in others if n and not _still(found, facts, n, policy)), others[0])
    versions = facts[cause].version, found.version
    own, other = versions if theirs else reversed(versions)
    return Contradiction(found.code, own, version_in_its_file(other))


def _still(found: Finding, facts: Sequence[Effective], without: int, policy: Policy) -> bool:
    rest = [e for n, e in enumerate(facts) if n != without]
    return any((f.version, f.code) == (found.version, found.code) for f in fold(rest, policy).refusals)
