"""What each process of an import does: decide the lines of some residents, and record them."""

import asyncio
import re
from collections import deque
from collections.abc import Iterable, Mapping, Sequence
from contextlib import AsyncExitStack
from datetime import UTC, date, datetime
from itertools import takewhile
from typing import Final
from uuid import UUID

import msgspec
from msgspec import Struct

from adapters.keys import Keyring
from adapters.ports import Append, Author, CardNumberTaken, LogRefusal, ResidentErased, VersionConflict
from adapters.postgres.claims import Claims
from adapters.postgres.database import open_pool
from adapters.postgres.log import Log, open_log
from adapters.workers import Workplace, live_with_the_parent
from domain.admissibility import Refusal, card_numbers, decide
from domain.events import (
    CardIssued,
    CaseEvent,
    CaseOpened,
    CorrectionDecided,
    CorrectionRequested,
    EventCorrected,
    EventVoided,
)
from domain.events.types import Why
from domain.history import Recorded, effective
from domain.policy import Policy

TRIES = 50
UNREADABLE: Final = (msgspec.MsgspecError, UnicodeDecodeError, RecursionError)
"""What a line raises that is not what it should be."""


def without_values(error: Exception) -> str:
    """Return what is wrong with a line that is UNREADABLE, without what stands in it."""
    if not isinstance(error, msgspec.MsgspecError):
        return "not JSON in UTF-8"
    return re.sub(r"^(Invalid [a-z ]*?) '.*'(?= - at |$)", r"\1", str(error), flags=re.DOTALL)


class Group(Struct, frozen=True, kw_only=True):
    """The lines of one resident: number in the file, and the event as written.

    An empty event stands for a line in between that could not be read: nobody knows whose it was.
    """

    resident_id: UUID
    office: str | None
    lines: tuple[tuple[int, bytes], ...]


class Batch(Struct, frozen=True, kw_only=True):
    """Some residents' lines, by whom they are recorded, and whether they are at all."""

    groups: tuple[Group, ...]
    author: Author
    today: date
    check: bool

    @property
    def last_line(self) -> int:
        """The last line of the last resident."""
        return self.groups[-1].lines[-1][0]


class Fault(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """Why a line was left out. `line` counts from 1; `version` is the recorded event it contradicts."""

    line: int
    code: str
    detail: str = ""
    pointer: str | None = None
    version: int | None = None
    why: Why | None = None


class Judged(Struct, frozen=True, kw_only=True):
    """What became of a batch; `claims` are card numbers with resident and line, for a check alone."""

    recorded: int = 0
    already: int = 0
    faults: tuple[Fault, ...] = ()
    claims: tuple[tuple[str, UUID, int], ...] = ()


class _Worker:
    """A process's own loop, pool and log."""

    def __init__(self, site: Workplace) -> None:
        self.policy = site.policy
        self._runner = asyncio.Runner()
        self._runner.run(self._open(site))

    async def _open(self, site: Workplace) -> None:
        self.stack = AsyncExitStack()
        self.pool = await open_pool(site.dsn, size=4)
        self.log: Log = await self.stack.enter_async_context(open_log(self.pool, Keyring(site.masters)))

    def run(self, batch: Batch) -> Judged:
        return self._runner.run(judge(batch, self.log, self.policy))


_worker: _Worker | None = None


def start(site: Workplace) -> None:
    """Make this process ready; called once in each."""
    global _worker  # noqa: PLW0603 a process has one
    live_with_the_parent()
    _worker = _Worker(site)


def work(batch: Batch) -> Judged:
    """Judge a batch in this process."""
    assert _worker is not None
    return _worker.run(batch)


async def judge(batch: Batch, log: Log, policy: Policy) -> Judged:
    """Decide the lines of some residents, and record those that may be unless only a check is wanted."""
    histories = await log.load_many([group.resident_id for group in batch.groups])
    tasks = [
        _Case(group, batch, log, policy).settle(histories.get(group.resident_id, ()))
        for group in batch.groups
    ]
    found = await asyncio.gather(*tasks)
    return Judged(
        recorded=sum(j.recorded for j in found),
        already=sum(j.already for j in found),
        faults=tuple(fault for j in found for fault in j.faults),
        claims=tuple(claim for j in found for claim in j.claims),
    )


class _Case:
    """One resident's lines on their way into the log."""

    def __init__(self, group: Group, batch: Batch, log: Log, policy: Policy) -> None:
        self._group = group
        self._batch = batch
        self._log = log
        self._policy = policy
        self._author = (
            batch.author
            if group.office is None
            else msgspec.structs.replace(batch.author, office=group.office)
        )
        self._faults: dict[int, Fault] = {}
        self._events: dict[int, CaseEvent] = {}
        self._counted = True
        for line, raw in group.lines:
            self._counted = self._counted and bool(raw)
            if raw:
                self._decode(line, raw)

    async def settle(self, history: Sequence[Recorded]) -> Judged:
        """Take out what is refused until the rest may be recorded."""
        if self._batch.check and not history and (code := await self._log.erasure(self._group.resident_id)):
            self._blame(self._events, ResidentErased(code))
        for _ in range(TRIES + len(self._group.lines)):
            new, already = self._placed(history)
            if not new or self._refused(history, new):
                if not new:
                    return self._judged(0, already)
                continue
            append = self._append(history, list(new.values()))
            try:
                if self._batch.check:
                    return await self._checked(append, new, already)
                await self._log.append(append)
            except VersionConflict:
                history = await self._log.load(self._group.resident_id)
                continue
            except LogRefusal as error:
                self._blame(new, error)
                continue
            return self._judged(len(new), already)
        message = f"the lines of {self._group.resident_id} cannot be settled"
        raise RuntimeError(message)

    def _decode(self, line: int, raw: bytes) -> None:
        try:
            event = _DECODER.decode(raw)
        except UNREADABLE as error:
            said = without_values(error)
            pointer = re.search(r" - at `\$(.*)`$", said)
            self._faults[line] = Fault(
                line=line,
                code="invalid-event",
                detail=said.partition(" - at ")[0],
                pointer=None
                if pointer is None
                else re.sub(r"\[(\d+)\]", r"/\1", pointer[1]).replace(".", "/"),
            )
        else:
            self._events[line] = event
            if not self._counted and isinstance(event, EventCorrected | EventVoided):
                self._faults[line] = Fault(
                    line=line, code="unknown-version", detail="a line before it could not be read or counted"
                )

    def _placed(self, history: Sequence[Recorded]) -> tuple[dict[int, CaseEvent], int]:
        """Return the events not recorded yet by line, with versions for line counts, and how many were."""
        own: dict[bytes, deque[int]] = {}
        for r in history:
            own.setdefault(msgspec.json.encode(r.event), deque()).append(r.version)
        versions: dict[int, int] = {}
        new: dict[int, CaseEvent] = {}
        already = 0
        for count, (line, _) in enumerate(self._group.lines, 1):
            if line in self._faults or line not in self._events:
                continue
            event = _renumbered(self._events[line], versions)
            if event is None:
                self._faults[line] = Fault(line=line, code="unknown-version", detail="that line was left out")
                continue
            if there := own.get(msgspec.json.encode(event)):
                already += 1
                versions[count] = there.popleft()
            else:
                new[line] = event
                versions[count] = len(history) + len(new)
        return new, already

    def _refused(self, history: Sequence[Recorded], new: Mapping[int, CaseEvent]) -> bool:
        """Take out the first line that may not be recorded, or more; return whether there was one."""
        refusals = decide(history, list(new.values()), policy=self._policy, today=self._batch.today)
        refusals.sort(key=lambda refusal: refusal.index)
        if refusals:
            self._faults |= _faulty(refusals, new, opened=bool(history))
        return bool(refusals)

    def _append(self, history: Sequence[Recorded], new: Sequence[CaseEvent]) -> Append:
        before = card_numbers(effective(history))
        after = card_numbers(effective([*history, *_envelopes(history, new, self._group.resident_id)]))
        return Append(
            resident_id=self._group.resident_id,
            expected_version=len(history),
            events=tuple(new),
            author=self._author,
            claims=after - before,
            releases=before - after,
        )

    def _blame(self, new: Mapping[int, CaseEvent], error: LogRefusal) -> None:
        match error:
            case CardNumberTaken(number=number):
                line = _issuing(new, number)
                self._faults[line] = Fault(line=line, code="card-number-taken")
            case ResidentErased():
                self._faults |= {line: Fault(line=line, code="resident-erased") for line in new}
            case _:
                raise error

    async def _checked(self, append: Append, new: Mapping[int, CaseEvent], already: int) -> Judged:
        """Judge what would be recorded; raises CardNumberTaken like the log."""
        if taken := await Claims(self._log.pool).taken(append.claims, append.resident_id):
            raise CardNumberTaken(taken[0])
        claims = tuple((n, append.resident_id, _issuing(new, n)) for n in append.claims)
        return self._judged(len(new), already, claims)

    def _judged(self, recorded: int, already: int, claims: tuple[tuple[str, UUID, int], ...] = ()) -> Judged:
        faults = tuple(self._faults.values())
        return Judged(recorded=recorded, already=already, faults=faults, claims=claims)


_DECODER = msgspec.json.Decoder(CaseEvent)


def _faulty(refusals: Sequence[Refusal], new: Mapping[int, CaseEvent], *, opened: bool) -> dict[int, Fault]:
    """Return the lines to leave out: those refused whatever the others say, or else the first one.

    `refusals` are in the order of the lines; a line is left out for the first that is wrong with it.
    """
    first, lines = refusals[0], list(new)
    if first.code in {"invalid-event", "future-date", "history-too-long"}:
        return {lines[r.index]: _fault(lines[r.index], r) for r in reversed(refusals)}
    if first.code == "case-not-open" and not opened:
        early = takewhile(lambda line: not isinstance(new[line], CaseOpened), lines)
        return {line: _fault(line, first) for line in early}
    return {lines[first.index]: _fault(lines[first.index], first)}


def _fault(line: int, refusal: Refusal) -> Fault:
    pointer = "".join(f"/{field}" for field in refusal.path) or None
    return Fault(line=line, code=refusal.code, pointer=pointer, version=refusal.version, why=refusal.why)


def _renumbered(event: CaseEvent, versions: Mapping[int, int]) -> CaseEvent | None:
    """Return the event with the version of the line it speaks of; None when that line was left out."""
    match event:
        case EventCorrected(corrects=count):
            found = versions.get(count)
            return None if found is None else msgspec.structs.replace(event, corrects=found)
        case EventVoided(voids=count):
            found = versions.get(count)
            return None if found is None else msgspec.structs.replace(event, voids=found)
        case CorrectionDecided(request=count):
            found = versions.get(count)
            return None if found is None else msgspec.structs.replace(event, request=found)
        case CorrectionRequested(requested=change):
            inner = _renumbered(change, versions)
            return None if inner is None else msgspec.structs.replace(event, requested=inner)
        case _:
            return event


def _issuing(new: Mapping[int, CaseEvent], number: str) -> int:
    """Return the line that issues a card number."""
    for line, event in new.items():
        issued = event.replacement if isinstance(event, EventCorrected) else event
        if isinstance(issued, CardIssued) and issued.number == number:
            return line
    message = "no line issues the number"
    raise LookupError(message)


def _envelopes(history: Sequence[Recorded], new: Iterable[CaseEvent], resident_id: UUID) -> list[Recorded]:
    """Return new events as if recorded; only version and event are looked at."""
    return [
        Recorded(
            resident_id=resident_id,
            version=version,
            event_id=resident_id,
            recorded_at=datetime.min.replace(tzinfo=UTC),
            recorded_by="",
            office="",
            position=0,
            event=event,
        )
        for version, event in enumerate(new, len(history) + 1)
    ]
