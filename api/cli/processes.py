"""Several processes that serve one address: one that dies is replaced, until a signal ends them all."""

import signal
from collections.abc import Callable
from multiprocessing.context import SpawnProcess
from pathlib import Path
from time import monotonic, sleep
from types import FrameType
from typing import Final

from api.logs import log
from api.metrics import forget
from api.shared import Shared

AGAIN_SECONDS: Final = 1.0
"""From one start of a process to the next in its place, at least."""

Start = Callable[[Shared], SpawnProcess]


class CannotServeError(Exception):
    """The processes end before they serve; each has said why."""


class _Place:
    """One of the processes: it, and whichever takes its place."""

    def __init__(self, shared: Shared, start: Start) -> None:
        self._shared = shared
        self._start = start
        self._begun = monotonic()
        self._missed = False
        self.process = start(shared)

    def look(self) -> None:
        """Begin again what has died, and say so; raises CannotServeError where nothing ever served."""
        if self.process.is_alive():
            return
        if not self._missed:
            self._missed = True
            status = self.process.exitcode
            forget(self._shared)
            if not self._shared.served:
                raise CannotServeError
            log.warning("a process that served has died", process=self._shared.number, status=status)
        if monotonic() >= self._begun + AGAIN_SECONDS:
            self._begun = monotonic()
            self._missed = False
            self.process = self._start(self._shared)


def serve_in_processes(count: int, folder: Path, start: Start) -> None:
    """Keep so many processes serving, which share a folder; raises CannotServeError.

    Each signal is handed on: the first ends them cleanly, a second at once.
    """
    signals = 0

    def end(number: int, frame: FrameType | None) -> None:
        nonlocal signals
        del number, frame
        signals += 1

    for name in (signal.SIGINT, signal.SIGTERM):
        signal.signal(name, end)
    places = [_Place(Shared(folder, number), start) for number in range(count)]
    try:
        while signals == 0:
            sleep(0.2)
            for place in places if signals == 0 else ():
                place.look()
    except CannotServeError:
        signals += 1
        raise
    finally:
        handed_on = 0
        while any(place.process.is_alive() for place in places):
            for place in places if handed_on < signals else ():
                place.process.terminate()
            handed_on = signals
            sleep(0.05)
