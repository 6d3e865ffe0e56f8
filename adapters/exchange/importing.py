"""What each process of an import does: decide the lines of some residents, and record them."""

import asyncio
import re
from collections import deque
from collections.abc import AsyncIterator, Iterable, Mapping, Sequence
from contextlib import asynccontextmanager
from datetime import date
from itertools import takewhile
from typing import Final, NamedTuple
from uuid import UUID

import msgspec
from msgspec import Struct

from adapters.clock import Clock
from adapters.keys import Keyring
from adapters.ports import Author, CardNumberTaken, ResidentErased
from adapters.postgres.claims import Claims
from adapters.postgres.database import open_pool
from adapters.postgres.log import Log, open_log
from adapters.recording import Recorder, RefusedError, Wish
from adapters.workers import Workplace
from domain.admissibility import Refusal, card_number
from domain.events import (
    CaseEvent,
    CaseOpened,
    CorrectionDecided,
    CorrectionRequested,
    EventCorrected,
    EventVoided,
    Procedural,
    Recordable,
)
from domain.events.types import Why
from domain.history import Recorded
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


class RefusedLine(Struct, frozen=True, kw_only=True, omit_defaults=True):
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
    faults: tuple[RefusedLine, ...] = ()
    claims: tuple[tuple[str, UUID, int], ...] = ()


class ImportingSite(NamedTuple):
    """What a process works with: the policy, and the log."""

    policy: Policy
    log: Log


@asynccontextmanager
async def opened(place: Workplace) -> AsyncIterator[ImportingSite]:
    """Make a process ready."""
    pool = await open_pool(place.dsn, size=4)
    async with pool, open_log(pool, Keyring(place.masters), shard=place.shard) as log:
        yield ImportingSite(place.policy, log)


async def judge(site: ImportingSite, batch: Batch) -> Judged:
    """Decide the lines of some residents, and record those that may be unless only a check is wanted."""
    histories = await site.log.load_many([group.resident_id for group in batch.groups])
    recorder = Recorder(
        log=site.log, claims=Claims(site.log.pool), clock=Clock(batch.today), policy=site.policy
    )
    tasks = [
        _Case(group, batch, site.log, recorder).settle(histories.get(group.resident_id, ()))
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
    """One resident's lines on their way into the log.

    `_new` are the events placed last, by line, and `_already` how many lines an earlier run recorded.
    """

    def __init__(self, group: Group, batch: Batch, log: Log, recorder: Recorder) -> None:
        self._group = group
        self._check = batch.check
        self._log = log
        self._recorder = recorder
        self._author = (
            batch.author
            if group.office is None
            else msgspec.structs.replace(batch.author, office=group.office)
        )
        self._faults: dict[int, RefusedLine] = {}
        self._events: dict[int, CaseEvent] = {}
        self._new: dict[int, CaseEvent] = {}
        self._already = 0
        self._counted = True
        for line, raw in group.lines:
            self._counted = self._counted and bool(raw)
            if raw:
                self._decode(line, raw)

    async def settle(self, history: Sequence[Recorded]) -> Judged:
        """Take out what is refused until the rest may be recorded."""
        resident_id = self._group.resident_id
        if self._check and not history and await self._log.erasure(resident_id):
            self._blame_all(self._events, "resident-erased")
            return self._judged()
        for _ in range(len(self._group.lines) + 1):
            try:
                if self._check:
                    return await self._checked(history)
                await self._recorder.decide_and_append(history, self._placed, attempts=TRIES)
            except RefusedError as error:
                self._leave_out(error.refusals)
            except CardNumberTaken as error:
                line = self._issuing(error.number)
                self._faults[line] = RefusedLine(line=line, code="card-number-taken")
            except ResidentErased:
                self._blame_all(self._new, "resident-erased")
            else:
                return self._judged()
        message = f"the lines of {resident_id} cannot be settled"
        raise RuntimeError(message)

    def _decode(self, line: int, raw: bytes) -> None:
        try:
            event = _DECODER.decode(raw)
        except UNREADABLE as error:
            said = without_values(error)
            pointer = re.search(r" - at `\$(.*)`$", said)
            self._faults[line] = RefusedLine(
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
                self._faults[line] = RefusedLine(
                    line=line, code="unknown-version", detail="a line before it could not be read or counted"
                )

    def _placed(self, history: Sequence[Recorded]) -> Wish:
        """Return what is not recorded yet; what it speaks of has the versions that lines have or will get."""
        own: dict[bytes, deque[int]] = {}
        for r in history:
            own.setdefault(msgspec.json.encode(r.event), deque()).append(r.version)
        versions: dict[int, int] = {}
        self._new, self._already = {}, 0
        for count, (line, _) in enumerate(self._group.lines, 1):
            if line in self._faults or line not in self._events:
                continue
            event = renumbered(self._events[line], versions)
            if event is None:
                self._faults[line] = RefusedLine(
                    line=line, code="unknown-version", detail="that line was left out"
                )
                continue
            if there := own.get(msgspec.json.encode(event)):
                self._already += 1
                versions[count] = there.popleft()
            else:
                self._new[line] = event
                versions[count] = len(history) + len(self._new)
        return Wish(
            resident_id=self._group.resident_id, events=tuple(self._new.values()), author=self._author
        )

    async def _checked(self, history: Sequence[Recorded]) -> Judged:
        """Judge what would be recorded."""
        decision = await self._recorder.try_out(history, self._placed)
        return self._judged(tuple((n, self._group.resident_id, self._issuing(n)) for n in decision.claims))

    def _leave_out(self, refusals: Sequence[Refusal]) -> None:
        """Leave out the lines refused whatever the others say, or else the first one.

        A line is left out for the first that is wrong with it.
        """
        in_order = sorted(refusals, key=lambda refusal: refusal.index)
        first, lines = in_order[0], list(self._new)
        if first.code in {"invalid-event", "future-date", "history-too-long"}:
            self._faults |= {lines[r.index]: _fault(lines[r.index], r) for r in reversed(in_order)}
        elif first.code == "case-not-open" and not isinstance(self._new[lines[first.index]], _ABOUT_OTHERS):
            early = takewhile(lambda line: not isinstance(self._new[line], CaseOpened), lines)
            self._faults |= {line: _fault(line, first) for line in early}
        else:
            self._faults[lines[first.index]] = _fault(lines[first.index], first)

    def _blame_all(self, lines: Iterable[int], code: str) -> None:
        self._faults |= {line: RefusedLine(line=line, code=code) for line in lines}

    def _issuing(self, number: str) -> int:
        """Return the line that issues a card number."""
        return next(line for line, event in self._new.items() if card_number(event) == number)

    def _judged(self, claims: tuple[tuple[str, UUID, int], ...] = ()) -> Judged:
        return Judged(
            recorded=len(self._new),
            already=self._already,
            faults=tuple(self._faults.values()),
            claims=claims,
        )


_DECODER = msgspec.json.Decoder(Recordable | Procedural)  # that files are merged is decided on both of them
_ABOUT_OTHERS: Final = (EventCorrected, EventVoided, CorrectionRequested)
"""What speaks of another line."""


def _fault(line: int, refusal: Refusal) -> RefusedLine:
    pointer = "".join(f"/{field}" for field in refusal.path) or None
    return RefusedLine(
        line=line, code=refusal.code, pointer=pointer, version=refusal.version, why=refusal.why
    )


def renumbered(event: CaseEvent, versions: Mapping[int, int]) -> CaseEvent | None:
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
            inner = renumbered(change, versions)
            return None if inner is None else msgspec.structs.replace(event, requested=inner)
        case _:
            return event
