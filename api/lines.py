"""Lines of the log on their way to standard error: whoever logs never waits for whoever reads."""

import atexit
import os
import select
from collections.abc import Callable, Iterable, Iterator
from threading import Event, Lock, Thread
from time import monotonic, sleep
from typing import Final

import msgspec
from structlog import DropEvent
from structlog.types import EventDict, WrappedLogger

MOST_WAITING: Final = 1 << 22
"""Bytes of lines that wait to be written at most; what comes after them is dropped and counted."""

GATHERED_SECONDS: Final = 0.02
"""Lines that come within so short a time are written together."""

REPEATED_SECONDS: Final = 1.0
"""How often failures that say the same are logged."""

_LOUD: Final = frozenset({"warning", "error", "critical"})
_SAYS: Final = ("status", "problem", "reason", "error", "exception")


class Lines:
    """Writes lines from a thread of its own, in order.

    `more` is asked every second for the lines held back so many seconds, and at the end for all. Lines
    dropped while nobody reads are counted, and a line says how many they were once lines flow again.
    """

    def __init__(self, descriptor: int, *, more: Callable[[float], Iterable[bytes]] = lambda _: ()) -> None:
        self._descriptor = descriptor
        self._more = more
        self._lock = Lock()
        self._some = Event()
        self._lines: list[bytes] = []
        self._waiting = 0
        self._untold = 0
        self.dropped = 0
        self._thread = Thread(target=self._run, name="log", daemon=True)
        self._thread.start()
        atexit.register(self.flush)

    def put(self, line: bytes) -> None:
        """Take a line, without its end; never waits."""
        with self._lock:
            if self._waiting > MOST_WAITING:
                self.dropped += 1
                self._untold += 1
                return
            self._waiting += len(line) + 1
            self._lines.append(line)
        if not self._some.is_set():
            self._some.set()

    msg = debug = info = warning = error = critical = put
    """The names by which structlog asks for it."""

    def flush(self, seconds: float = 1.0) -> None:
        """Wait until everything is written, not longer than some seconds."""
        for line in self._more(0.0):
            self.put(line)
        end = monotonic() + seconds
        while self._waiting and monotonic() < end:
            sleep(GATHERED_SECONDS / 4)

    def _run(self) -> None:
        asked = monotonic()
        while True:
            self._some.wait(REPEATED_SECONDS)
            sleep(GATHERED_SECONDS)
            if monotonic() - asked >= REPEATED_SECONDS:
                asked = monotonic()
                for line in self._more(REPEATED_SECONDS):
                    self.put(line)
            self._write()

    def _write(self) -> None:
        self._some.clear()
        with self._lock:
            lines, self._lines = self._lines, []
            untold, self._untold = self._untold, 0
        waited = sum(map(len, lines)) + len(lines)
        if untold:
            note = {"event": "log lines dropped", "level": "error", "count": untold}
            lines.append(msgspec.json.encode(note))
        if not all(map(self._sent, _whole(lines))):
            self.dropped += 1
        with self._lock:
            self._waiting -= waited

    def _sent(self, piece: bytes) -> bool:
        text = memoryview(piece)
        while text:
            try:
                text = text[os.write(self._descriptor, text) :]
            except BlockingIOError:  # whoever started the program has made it so
                select.select([], [self._descriptor], [])
            except OSError:  # nobody will read any more
                return False
        return True


def _whole(lines: Iterable[bytes]) -> Iterator[bytes]:
    """Yield lines, as many at a time as a pipe takes whole: no other process's get between."""
    piece = bytearray()
    for line in lines:
        if piece and len(piece) + len(line) >= select.PIPE_BUF:
            yield bytes(piece)
            piece.clear()
        piece += line + b"\n"
    if piece:
        yield bytes(piece)


class Repeats:
    """A processor of structlog: of failures that say the same the first is logged, the others are counted.

    Every second one line stands for them: the last of them, with `repeated`, how many there were.
    """

    def __init__(self) -> None:
        self._lock = Lock()
        self._held: dict[tuple[object, ...], tuple[float, int, EventDict]] = {}

    def __call__(self, _: WrappedLogger, __: str, event: EventDict) -> EventDict:
        """Return the event; raises DropEvent when it is held back."""
        status = event.get("status", 0)
        if event.get("level") not in _LOUD and status < 500 and status != 429:
            return event
        key = (event.get("where", event["event"]), *map(event.get, _SAYS), *event.get("at", ())[-1:])
        with self._lock:
            held = self._held.get(key)
            if held is None:
                self._held[key] = (monotonic(), 0, event)
                return event
            self._held[key] = (held[0], held[1] + 1, event)
        raise DropEvent

    def due(self, seconds: float) -> list[EventDict]:
        """Return what stands for the failures held back so long, and let go of those that have ended."""
        now = monotonic()
        with self._lock:
            old = [(key, held) for key, held in self._held.items() if now - held[0] >= seconds]
            for key, (_, count, event) in old:
                del self._held[key]
                if count:
                    self._held[key] = (now, 0, event)
        return [{**event, "repeated": count} for _, (_, count, event) in old if count]
