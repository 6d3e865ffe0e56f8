"""A file and those merged into it as the events of one file, to be decided anew elsewhere."""

from collections.abc import Iterable, Mapping, Sequence
from uuid import UUID

from msgspec.structs import replace

from adapters.exchange.exporting import Exported
from adapters.exchange.importing import renumbered
from domain.admissibility import New
from domain.events import CaseEvent, FilesMerged, FilesUnmerged
from domain.history import Effective, effective, merges, recorded_by


def as_one(lines: Sequence[Exported], others: Mapping[UUID, Sequence[Exported]]) -> list[CaseEvent]:
    """Return the events of a file, with the facts of those that are merged into it where they came to count.

    Corrections and voids speak of events by their place among these, from 1. Of a file that was taken out
    again nothing is left, nor what spoke of its entries.
    """
    history = _history(lines, others)
    active = merges(history).values()
    found: list[CaseEvent] = []
    places: dict[int, int] = {}

    def take(version: int, event: CaseEvent) -> None:
        found.append(event)
        places[version] = len(found)

    for n, line in enumerate(history, 1):
        if line.version in active:
            for e in _brought(history[:n]):
                take(e.version, e.fact)
        elif not isinstance(line.event, FilesMerged | FilesUnmerged):
            event = renumbered(line.event, places)
            if event is not None:
                take(line.version, event)
    return found


def of_file(lines: Iterable[Exported]) -> list[New]:
    """Return the lines of one file as a history."""
    return [New(line.version, line.event, line.override) for line in lines]


def _history(lines: Sequence[Exported], others: Mapping[UUID, Sequence[Exported]]) -> list[New]:
    """Return the history of a file with the facts that each merge brought, as far as they are here."""
    return [
        replace(line, merged=tuple(effective(of_file(others[line.event.other][: line.event.entries]))))
        if isinstance(line.event, FilesMerged) and line.event.other in others
        else line
        for line in of_file(lines)
    ]


def _brought(history: Sequence[New]) -> list[Effective]:
    """Return the facts that the last event of a history, a merge, brought, as they were recorded."""
    merge = history[-1].version
    brought = (e for e in effective(history) if recorded_by(e.version) == merge)
    return sorted(brought, key=lambda e: e.version)
