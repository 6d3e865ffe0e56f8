"""Writes on their way in: what the caller wants recorded, may record, and how a refusal is told."""

import hashlib
import re
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from typing import Any, Final
from uuid import UUID

from litestar import Request
from msgspec import UNSET

from adapters.clock import civil_day
from adapters.ports import (
    Author,
    CardNumberTaken,
    Idempotency,
    KeyReused,
    LogBusy,
    ResidentErased,
)
from adapters.recording import (
    Answered,
    KeepsChangingError,
    NoSuchResidentError,
    NotRecordedError,
    Permit,
    RefusedError,
    StaleVersionError,
    Wish,
)
from adapters.threads import in_thread_if_long
from api.answers import OpenedAnswer, RecordedAnswer, RecordedEvent
from api.body import Recording
from api.changes import caused_by, caused_of
from api.edge import WIDE, header_text, language_in
from api.identity import require
from api.looks import RecordOfLooks
from api.merged import MergedElsewhereError, unless_merged
from api.permits import ProtectedElsewhereError, reaching, seeing_addresses
from api.problems import STATUS, Fault, Problem, erased, not_found
from api.replies import Reply, answer
from api.roles import allows
from api.scope import (
    Caller,
    HandedOverError,
    NotOwnSlipError,
    places,
    seen_through,
)
from api.services import Services
from api.slips import own_slips
from api.wording import refusal_detail
from api.wording.faults import malformed
from api.wording.permissions import PROTECTED_ELSEWHERE, moved_away
from domain.admissibility import Refusal, card_number
from domain.events import CaseEvent
from domain.events.text import blank
from domain.history import Recorded, effective

_TAG: Final = re.compile(rb'(?:W/)?"[!#-+\--~\x80-\xff]*"')
NOT_OWN_SLIP: Final = (
    "Only what you recorded yourself today, and on which nothing has been recorded since, is yours to "
    "correct or void. Ask a supervisor for anything else: POST /v1/residents/{id}/correction-requests."
)
_VERSION: Final = re.compile(rb'"([1-9][0-9]{0,9})"')
WRITE_REFUSALS: Final = (
    "future-date", "invalid-header", "case-not-open", "idempotency-key-reused", "unavailable",
)  # fmt: skip


class Writing:
    """One write: who records, under which headers, and in which language it is answered."""

    def __init__(
        self, request: Request[Any, Any, Any], caller: Caller, services: Services, looks: RecordOfLooks
    ) -> None:
        self._request = request
        self._scope: Any = request.scope
        self._caller = caller
        self._looks = looks
        self._recorder = services.recorder
        self._log = services.log
        self._clock = services.clock
        self._policy = services.policy
        self._language = language_in(request.scope)

    def log_line(self, **said: object) -> None:
        """Put what was recorded into the line logged about the request."""
        self._scope[WIDE].update(said)

    async def wish_of(self, resident_id: UUID, data: Recording, *, new: bool = False) -> Wish:
        """Return what a body asks to have recorded.

        Raises Problem `forbidden`, `invalid-header`, and `invalid-event` for a blank override.
        """
        if data.override is not None:
            require(self._caller, "override")
            if blank(data.override):
                blank_text = Fault(pointer="/override", detail=malformed("blank-text"))
                raise Problem("invalid-event", errors=[blank_text])
        about = None if new else str(resident_id)
        return await self.wish(resident_id, data.events, about=about, override=data.override, new=new)

    async def wish(
        self,
        resident_id: UUID,
        events: tuple[CaseEvent, ...],
        *,
        about: str | None,
        override: str | None = None,
        new: bool = False,
    ) -> Wish:
        """Return what the caller wants recorded, under the headers of the request.

        Raises Problem `invalid-header`. `about` tells the request from others of the same route with the same
        body.
        """
        caller = self._caller
        return Wish(
            resident_id=resident_id,
            events=events,
            author=Author(person=caller.person, role=caller.role, office=caller.office),
            override=override,
            expected_versions=None if new else _expected(self._scope),
            idempotency=await self._idempotency(about),
            new=new,
        )

    async def _idempotency(self, about: str | None) -> Idempotency | None:
        """Return the key with the digest of what is asked for: office, route, about what, body."""
        key = header_text(self._scope, "idempotency-key", longest=255)
        if key is None:
            return None
        body = await self._request.body()
        asked = f"{self._caller.office}\n{self._scope['path_template']}\n{about}\n".encode() + body
        return Idempotency(key=key, digest=hashlib.sha256(asked).digest())

    async def record(self, wish: Wish) -> Answered:
        """Record all events or none; raises Problem, MergedElsewhereError."""
        async with self.answering_refusals(wish):
            try:
                return await self._recorder.record(wish, permit=self.permitting())
            except KeyReused:
                await self._unless_led_on(wish)
                raise

    async def _unless_led_on(self, wish: Wish) -> None:
        """Raise MergedElsewhereError for a repeat of what was led to another file: its key stands there."""
        try:
            await self._recorder.history(wish, permit=self.within_reach())
        except MergedElsewhereError:
            raise
        except (NotRecordedError, ResidentErased):
            pass

    @asynccontextmanager
    async def answering_refusals(self, wish: Wish, *, at: str = "/events/{}") -> AsyncIterator[None]:
        """Turn what recording refuses into a Problem; `at` says where in the body an event stands.

        That a card number is taken tells that its holder has a file: it is a look at the holder, who is named
        if within the caller's reach. Where somebody moved to, or in which file they are kept on, is a look
        at them.
        """
        try:
            yield
        except Exception as error:
            if isinstance(error, HandedOverError | MergedElsewhereError):
                self._looks.note([wish.resident_id])
            holder = await self._holder(error.number) if isinstance(error, CardNumberTaken) else None
            problem = _refused(error, wish.events, at, self._language, holder)
            if problem is None:
                raise
            raise problem from None

    async def _holder(self, number: str) -> UUID | None:
        """Return who holds a card number, if they are within reach; it is a look at them in any case."""
        holder = await self._recorder.holder(number)
        self._looks.note([] if holder is None else [holder], nobody_too=True)
        if holder is None or self._caller.reaches_all:
            return holder
        try:
            history, today = await self._log.load(holder), self._clock.today()
        except ResidentErased:
            return None
        where = places(history, effective(history))
        return None if seen_through(self._caller, where, on=today, today=today) is None else holder

    def within_reach(self) -> Permit:
        """Return what lets the caller record about residents within reach whose files go on."""
        return unless_merged(self.reaching())

    def merging(self) -> Permit:
        """Return what lets the caller merge files within reach, with no address that is kept from them."""
        return seeing_addresses(self.reaching(), self._caller, self._clock.today())

    def reaching(self) -> Permit:
        """Return what lets the caller record about residents within reach."""
        return reaching(self._caller, self._clock.today())

    def permitting(self) -> Permit:
        """Return what lets the caller record about residents within reach, and set right what they may."""
        caller, reach = self._caller, self.within_reach()
        if allows(caller.role, "correct"):
            return reach
        today = civil_day(self._clock.now())

        def permit(history: Sequence[Recorded], wish: Wish) -> None:
            reach(history, wish)
            if not own_slips(history, wish.events, caller, today=today):
                raise NotOwnSlipError

        return permit

    async def created(
        self, done: Answered, headers: Mapping[str, str] | None = None, *, similar: tuple[UUID, ...] = ()
    ) -> Reply:
        """Return the answer to a write: what was recorded, as what, and what it caused; who is similar."""
        last = done.events[-1]
        headers = {**(headers or {}), **self.noted(done)}
        on, language = self._clock.day_of(last.recorded_at), self._language

        def found() -> Reply:
            seen = None if done.decision is None else done.decision.comparison
            if seen is not None and seen.day == on:
                caused = caused_of(seen, language)
            else:
                stream = [*done.before, *done.events]
                caused = caused_by(stream, len(done.events), on, self._policy, language)
            return answer(recorded_answer(done, caused, similar), status=201, headers=headers)

        return await in_thread_if_long(last.version, found)

    def noted(self, done: Answered) -> dict[str, str]:
        """Put what was recorded into the request's line of the log; return the headers that tell of it."""
        last = done.events[-1]
        self.log_line(
            resident_id=last.resident_id,
            versions=[done.events[0].version, last.version],
            position=last.position,
            replayed=done.replayed,
        )
        headers = {"ETag": f'"{last.version}"'}
        if done.replayed:
            headers["Idempotency-Replayed"] = "true"
        return headers


def _expected(scope: Any) -> frozenset[int] | None:
    """Return the versions of which the stream must be at one; a weak tag, or another's, is never matched."""
    given = [text for name, text in scope["headers"] if name == b"if-match"]
    value = b",".join(given)
    if not given or value.strip() == b"*":
        return None
    tags = [tag.strip() for tag in value.split(b",") if tag.strip()]
    if not tags or not all(map(_TAG.fullmatch, tags)):
        raise Problem("invalid-header", 'If-Match takes versions: "7", "8".')
    return frozenset(int(version[1]) for version in map(_VERSION.fullmatch, tags) if version)


def _refused(
    error: Exception, events: tuple[CaseEvent, ...], at: str, language: str, holder: UUID | None
) -> Problem | None:
    """Return the answer to what recording raised, None for what is no refusal."""
    match error:
        case RefusedError(refusals=refusals):
            return _inadmissible(refusals, at, language)
        case CardNumberTaken(number=number):
            faults = [
                Fault(
                    pointer=at.format(index),
                    detail="Another resident holds a card with this number; compare it with the card.",
                    resident_id=holder or UNSET,
                )
                for index, event in enumerate(events)
                if number == card_number(event)
            ]
            return Problem("card-number-taken", errors=faults)
        case NoSuchResidentError():
            return not_found()
        case NotOwnSlipError() | HandedOverError() | ProtectedElsewhereError():
            return _forbidden(error)
        case ResidentErased(code=code):
            return erased(code)
        case StaleVersionError(actual=actual):
            return Problem("version-mismatch", f"The history is at version {actual}.")
        case KeepsChangingError():
            return Problem("version-conflict")
        case KeyReused():
            return Problem("idempotency-key-reused")
        case LogBusy():
            detail = "Too many are recording at this moment."
            return Problem("unavailable", detail, headers={"Retry-After": "1"})
        case _:
            return None


def _forbidden(error: NotOwnSlipError | HandedOverError | ProtectedElsewhereError) -> Problem:
    if isinstance(error, ProtectedElsewhereError):
        return Problem("forbidden", PROTECTED_ELSEWHERE)
    if isinstance(error, NotOwnSlipError):
        return Problem("forbidden", NOT_OWN_SLIP)
    move = error.move
    detail = moved_away(move.to, move.on, move.until, address_protected=move.address_protected)
    return Problem("forbidden", detail)


def _inadmissible(refusals: tuple[Refusal, ...], at: str, language: str) -> Problem:
    first = refusals[0]
    faults = [
        Fault(
            pointer="/".join((at.format(r.index), *r.path)),
            detail=refusal_detail(r, language),
            version=UNSET if r.version is None else r.version,
        )
        for r in refusals
        if STATUS[r.code] == 400 or r.code == first.code
    ]
    return Problem(first.code, None if first.why else refusal_detail(first, language), errors=faults)


def recorded_answer(done: Answered, caused: tuple[str, ...], similar: tuple[UUID, ...]) -> RecordedAnswer:
    """Return the answer to a write, from what is stored alone."""
    last = done.events[-1]
    return OpenedAnswer(
        resident_id=last.resident_id,
        version=last.version,
        position=last.position,
        events=tuple(
            RecordedEvent(
                event_id=r.event_id, version=r.version, type=type(r.event).__name__,
                occurred_on=r.event.occurred_on, recorded_at=r.recorded_at,
            )
            for r in done.events
        ),
        caused=caused,
        similar=similar or UNSET,
    )  # fmt: skip
