"""Import: residents' events out of a file of JSON lines, decided like any other, over all cores.

A line is `{"resident": KEY, "event": {…}, "office"?: OFFICE}`. The lines of a resident stand together, in the
order in which they are to be recorded; `corrects` and `voids` count the lines of that resident, from 1. The
resident's id follows from the key, and a line that an earlier import recorded is recognised: a run that broke
off is taken up by running it again, and running it twice records nothing twice. See docs/import.md.
"""

import asyncio
from codecs import BOM_UTF8
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from typing import Annotated, Final
from uuid import UUID, uuid5

import msgspec
from msgspec import Meta, Struct

from adapters.exchange.exporting import opened_source
from adapters.exchange.importing import (
    UNREADABLE,
    Batch,
    Group,
    Judged,
    RefusedLine,
    judge,
    opened,
    without_values,
)
from adapters.ports import Author
from adapters.workers import Workers, Workplace

RESIDENTS = UUID("6f3c1e0a-5f0e-5b53-9d0b-7a69727975a0")
"""The namespace of residents' ids made of keys."""
LINES_AT_ONCE = 1500
AHEAD = 3
"""Batches per core that may wait: reading runs ahead of recording, not away from it."""
LONGEST_LINE = 1 << 20
OFFICE: Final = r"^([0-9]{5}|risb-[a-z]+)\Z"
"""How an office is written for which lines are recorded."""


class Line(Struct, frozen=True, forbid_unknown_fields=True):
    """One line of the file."""

    resident: Annotated[str, Meta(min_length=1, max_length=200)]
    event: msgspec.Raw
    office: Annotated[str, Meta(pattern=OFFICE)] | None = None


class Imported(Struct, kw_only=True):
    """What became of the lines of a file."""

    lines: int = 0
    recorded: int = 0
    already: int = 0
    refused: int = 0


Progress = Callable[[int, int], None]
"""Called with bytes read and bytes in all."""
Report = Callable[[RefusedLine], None]
"""Called with each fault, in the order of the lines."""


def resident_id(key: str) -> UUID:
    """Return the id of the resident with this key; a key that is an id stands for itself."""
    try:
        return UUID(key)
    except ValueError:
        return uuid5(RESIDENTS, key)


async def import_file(  # noqa: PLR0913 the settings of one run
    source: Path | bytes,
    site: Workplace,
    author: Author,
    *,
    today: date,
    check: bool = False,
    report: Report | None = None,
    workers: int = 2,
    progress: Progress | None = None,
) -> Imported:
    """Record the events of a file, or of lines in memory; with `check` only say what would be refused.

    Each fault is reported, by line. Nothing but the faulty line is left out, and what refers to it.
    """
    outcome = Imported()
    held: dict[str, UUID] = {}
    running: list[tuple[int, asyncio.Future[Judged]]] = []
    reader = _Reader(source, progress)
    with Workers(workers, opened, site) as processes:
        for groups in reader.batches():
            batch = Batch(groups=groups, author=author, today=today, check=check)
            running.append((batch.last_line, processes.do(judge, batch)))
            if len(running) >= workers * AHEAD:
                last, judged = running.pop(0)
                _note(outcome, await judged, reader.faults_until(last), report, held)
        for last, judged in running:
            _note(outcome, await judged, reader.faults_until(last), report, held)
    _note(outcome, Judged(), reader.faults_until(reader.lines), report, held)
    outcome.lines = reader.lines
    return outcome


def _note(
    outcome: Imported, judged: Judged, unread: list[RefusedLine], report: Report | None, held: dict[str, UUID]
) -> None:
    """Add up what became of a batch; in a check, a card number of two residents of the file is a fault."""
    faults = [*judged.faults, *unread]
    for number, resident, line in judged.claims:
        if held.setdefault(number, resident) != resident:
            faults.append(
                RefusedLine(line=line, code="card-number-taken", detail="another line issues this number")
            )
    outcome.recorded += judged.recorded
    outcome.already += judged.already
    outcome.refused += len(faults)
    if report is not None:
        for fault in sorted(faults, key=_by_line):
            report(fault)


def _by_line(fault: RefusedLine) -> int:
    return fault.line


class _Reader:
    """Lines of a file, as groups of one resident each, in batches."""

    def __init__(self, source: Path | bytes, progress: Progress | None) -> None:
        self.lines = 0
        self.faults: list[RefusedLine] = []
        self._source = source
        self._progress = progress
        self._seen: set[UUID] = set()

    def faults_until(self, line: int) -> list[RefusedLine]:
        """Give away the faults of lines up to one."""
        found = [fault for fault in self.faults if fault.line <= line]
        self.faults = self.faults[len(found) :]
        return found

    def batches(self) -> Iterator[tuple[Group, ...]]:
        """Yield some groups at a time, never part of one."""
        waiting: list[Group] = []
        count = 0
        for group in self._groups():
            waiting.append(group)
            count += len(group.lines)
            if count >= LINES_AT_ONCE:
                yield tuple(waiting)
                waiting, count = [], 0
        if waiting:
            yield tuple(waiting)

    def _groups(self) -> Iterator[Group]:
        resident: UUID | None = None
        lines: list[tuple[int, bytes]] = []
        office: str | None = None
        for number, line in self._parsed():
            if line is None:
                lines.append((number, b""))
                continue
            found = resident_id(line.resident)
            if found != resident:
                if found in self._seen:
                    detail = "this resident's lines do not stand together"
                    self.faults.append(RefusedLine(line=number, code="not-together", detail=detail))
                    continue
                if resident is not None:
                    yield Group(resident_id=resident, office=office, lines=tuple(lines))
                resident, office, lines = found, line.office, []
                self._seen.add(found)
            lines.append((number, bytes(line.event)))
        if resident is not None:
            yield Group(resident_id=resident, office=office, lines=tuple(lines))

    def _parsed(self) -> Iterator[tuple[int, Line | None]]:
        decoder = msgspec.json.Decoder(Line)
        for number, raw in self._read():
            try:
                line = decoder.decode(raw)
            except UNREADABLE as error:
                self.faults.append(
                    RefusedLine(line=number, code="invalid-line", detail=without_values(error))
                )
                line = None
            yield number, line

    def _read(self) -> Iterator[tuple[int, bytes]]:
        file, size = opened_source(self._source)
        done = 0
        with file:
            while raw := file.readline(LONGEST_LINE):
                self.lines += 1
                done += len(raw)
                while not raw.endswith(b"\n") and (more := file.readline(LONGEST_LINE)):
                    done, raw = done + len(more), b"a line that is too long" + more[-1:]
                if self.lines == 1:
                    raw = raw.removeprefix(BOM_UTF8)
                if self._progress is not None and self.lines % LINES_AT_ONCE == 0:
                    self._progress(done, size)
                if raw.strip():
                    yield self.lines, raw
        if self._progress is not None:
            self._progress(size, size)
