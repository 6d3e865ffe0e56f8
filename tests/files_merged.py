"""Two files of one person as they are read: merged on the way and, if need be, taken apart again."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from msgspec import structs

from domain.history import Recorded, effective
from tests.spec import RESIDENT, envelope
from tests.strategies import Event

OTHER = UUID(int=2)
TODAY = "2029-12-31"


def surviving(
    own: Sequence[Event], other: Sequence[Recorded], *, at: int, until: int | None = None
) -> list[Recorded]:
    """The file that goes on: after `at` of its own events the other is merged, after `until` taken out."""
    stream = _with(own, {at: _merged("surviving", OTHER, len(other)), until: _unmerged("surviving", OTHER)})
    history = [envelope(version, written) for version, written in enumerate(stream, 1)]
    return [*history[:at], structs.replace(history[at], merged=tuple(effective(other))), *history[at + 1 :]]


def merged(own: Sequence[Event], *, undone: bool = False) -> list[Recorded]:
    """The file that counts in the other one, or counted there for a while."""
    last = [_unmerged("merged", RESIDENT)] if undone else []
    return other_file([*own, _merged("merged", RESIDENT, len(own)), *last])


def never_merged(own: Sequence[Event], *, at: int, until: int | None = None) -> list[Recorded]:
    """The same file with remarks where a merge and its undoing would stand, so that versions are the same."""
    remark = {"type": "NoteAdded", "occurred_on": TODAY, "text": "nothing"}
    stream = _with(own, {at: remark, until: remark})
    return [envelope(version, written) for version, written in enumerate(stream, 1)]


def other_file(stream: Sequence[Event]) -> list[Recorded]:
    """A stream of the resident who has the other file."""
    return [
        structs.replace(envelope(version, written), resident_id=OTHER, event_id=UUID(int=version + 10_000))
        for version, written in enumerate(stream, 1)
    ]


def _with(own: Sequence[Event], more: dict[int | None, Event]) -> list[Event]:
    """The events with others after so many of them; what they speak of is counted on."""
    before = sorted(count for count in more if count is not None)

    def place(version: int) -> int:
        return version + sum(count < version for count in before)

    found: list[Event] = []
    for n, written in enumerate(own, 1):
        found.append({k: place(v) if k in {"corrects", "voids"} else v for k, v in written.items()})
        if n in more:
            found.append(more[n])
    return found


def _merged(role: str, other: UUID, entries: int) -> dict[str, Any]:
    return _merging("FilesMerged", role, other) | {"entries": entries}


def _unmerged(role: str, other: UUID) -> dict[str, Any]:
    return _merging("FilesUnmerged", role, other)


def _merging(kind: str, role: str, other: UUID) -> dict[str, Any]:
    return {"type": kind, "occurred_on": TODAY, "other": str(other), "role": role, "reason": "one person"}
