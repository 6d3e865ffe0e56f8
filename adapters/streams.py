"""Streams as they were last read: what is recorded stays recorded, so only what is new has to be read."""

from collections.abc import Sequence
from typing import Final
from uuid import UUID

from domain.events import FilesMerged
from domain.history import Recorded

REMEMBERED: Final = 50_000
"""Events that a process holds which serves or projects, some 600 bytes each."""


class Streams:
    """The streams used last, up to so many events of all of them together.

    A stream only grows, until it is erased: who asks the log for the last event known here, and for what
    follows it, gets an answer as current as the log's own. Nothing derived is kept here. Nor is a stream with
    another file merged into it: that one may be erased, of which this one's entries say nothing.
    """

    def __init__(self, *, most_events: int) -> None:
        self._most_events = most_events
        self._events = 0
        self._streams: dict[UUID, tuple[Recorded, ...]] = {}

    def known(self, resident_id: UUID) -> tuple[Recorded, ...]:
        """Return the stream as it was last read, () when it is not here."""
        stream = self._streams.pop(resident_id, ())
        if stream:
            self._streams[resident_id] = stream  # the last used stands last
        return stream

    def keep(self, stream: Sequence[Recorded]) -> None:
        """Keep a stream of one event at least, if it stands for itself; let go of the least lately used."""
        resident_id = stream[0].resident_id
        self.forget(resident_id)
        if any(isinstance(r.event, FilesMerged) and r.event.role == "surviving" for r in stream):
            return
        self._streams[resident_id] = tuple(stream)
        self._events += len(stream)
        while self._events > self._most_events:
            self.forget(next(iter(self._streams)))

    def forget(self, resident_id: UUID) -> None:
        """Let go of a stream, if it is here."""
        self._events -= len(self._streams.pop(resident_id, ()))
