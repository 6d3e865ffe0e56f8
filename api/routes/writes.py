"""Recording facts, and trying out what recording them would bring."""

import hashlib
import re
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from typing import Any, Final
from uuid import UUID, uuid4

from litestar import Request, post
from litestar.params import FromPath, JSONBody
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
    Permit,
    RefusedError,
    StaleVersionError,
    Wish,
    anything,
)
from adapters.threads import in_thread_if_long
from api.answers import RecordedAnswer, RecordedEvent
from api.body import Recording, StrictBody
from api.changes import caused_by, caused_of
from api.edge import WIDE
from api.identity import caller_of, require
from api.problems import STATUS, Fault, Problem, erased, not_found
from api.roles import allows
from api.routing import says
from api.scope import HandedOverError, NotOwnSlipError, handed_over, may_record, places
from api.services import Reply, answer, header_text, language_of, looked, services_of
from api.slips import own_slips
from api.wording import refusal_detail
from api.wording.faults import malformed
from api.wording.permissions import moved_away
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
    "invalid-event", "future-date", "malformed-body", "invalid-header", "invalid-query", "case-not-open",
    "body-too-large", "unsupported-media-type", "idempotency-key-reused", "unavailable",
)  # fmt: skip


@post(
    "/residents",
    dto=StrictBody,
    return_dto=None,
    opt=says(
        action="record", body=Recording, answer=RecordedAnswer, status=201,
        refuses=(*WRITE_REFUSALS, "resident-erased"),  # a repeat of an opening whose file is gone
        headers=("Idempotency-Key",),
    ),
)  # fmt: skip
async def open_case(request: "Request[Any, Any, Any]", data: JSONBody[Recording]) -> Reply:
    """Open a file with its first facts, `CaseOpened` before all others."""
    resident_id = uuid4()
    wish = await wish_of(request, resident_id, data, new=True)
    done = await _recorded(request, wish)
    location = f"/v1/residents/{done.events[0].resident_id}"
    return await created(request, done, {"Location": location})


@post(
    "/residents/{resident_id:uuid}/events",
    dto=StrictBody,
    return_dto=None,
    opt=says(
        action="record", body=Recording, answer=RecordedAnswer, status=201,
        refuses=(*WRITE_REFUSALS, "resident-not-found", "resident-erased", "version-mismatch"),
        headers=("Idempotency-Key", "If-Match"),
    ),
)  # fmt: skip
async def record_events(
    request: "Request[Any, Any, Any]", resident_id: FromPath[UUID], data: JSONBody[Recording]
) -> Reply:
    """Record facts about a resident, all or none."""
    wish = await wish_of(request, resident_id, data)
    return await created(request, await _recorded(request, wish), {})


async def wish_of(
    request: "Request[Any, Any, Any]", resident_id: UUID, data: Recording, *, new: bool = False
) -> Wish:
    """Return what a body asks to have recorded.

    Raises Problem `forbidden`, `invalid-header`, and `invalid-event` for a blank override.
    """
    caller = caller_of(request)
    if data.override is not None:
        require(caller, "override")
        if blank(data.override):
            blank_text = Fault(pointer="/override", detail=malformed("blank-text"))
            raise Problem("invalid-event", errors=[blank_text])
    about = None if new else str(resident_id)
    return await wishing(request, resident_id, data.events, about=about, override=data.override, new=new)


async def wishing(
    request: "Request[Any, Any, Any]",
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
    caller = caller_of(request)
    return Wish(
        resident_id=resident_id,
        events=events,
        author=Author(person=caller.person, role=caller.role, office=caller.office),
        override=override,
        expected_versions=None if new else _expected(request),
        idempotency=await _idempotency(request, about),
        new=new,
    )


def _expected(request: "Request[Any, Any, Any]") -> frozenset[int] | None:
    """Return the versions of which the stream must be at one; a weak tag, or another's, is never matched."""
    given = [text for name, text in request.scope["headers"] if name == b"if-match"]
    value = b",".join(given)
    if not given or value.strip() == b"*":
        return None
    tags = [tag.strip() for tag in value.split(b",") if tag.strip()]
    if not tags or not all(map(_TAG.fullmatch, tags)):
        raise Problem("invalid-header", 'If-Match takes versions: "7", "8".')
    return frozenset(int(version[1]) for version in map(_VERSION.fullmatch, tags) if version)


async def _idempotency(request: "Request[Any, Any, Any]", about: str | None) -> Idempotency | None:
    """Return the key with the digest of what is asked for: the office, the route, about what, the body."""
    key = header_text(request, "idempotency-key", longest=255)
    if key is None:
        return None
    body = await request.body()
    asked = f"{caller_of(request).office}\n{request.scope['path_template']}\n{about}\n".encode() + body
    return Idempotency(key=key, digest=hashlib.sha256(asked).digest())


async def _recorded(request: "Request[Any, Any, Any]", wish: Wish) -> Answered:
    async with answering_refusals(request, wish):
        return await services_of(request).recorder.record(wish, permit=permitting(request))


@asynccontextmanager
async def answering_refusals(
    request: "Request[Any, Any, Any]", wish: Wish, *, at: str = "/events/{}"
) -> AsyncIterator[None]:
    """Turn what recording refuses into a Problem; `at` is where in the body an event stands, by its number.

    That a card number is taken tells that its holder has a file: it is a look at the holder. Where somebody
    moved to is a look at them.
    """
    try:
        yield
    except Exception as error:
        if isinstance(error, HandedOverError):
            looked(request, [wish.resident_id])
        if isinstance(error, CardNumberTaken):
            holder = await services_of(request).recorder.holder(error.number)
            looked(request, [] if holder is None else [holder], nobody_too=True)
        problem = _refused(error, wish.events, at, language_of(request))
        if problem is None:
            raise
        raise problem from None


def within_reach(request: "Request[Any, Any, Any]") -> Permit:
    """Return what lets the caller record about residents within reach."""
    caller, today = caller_of(request), services_of(request).clock.today()
    if caller.reaches_all:
        return anything

    def permit(history: Sequence[Recorded], _: Wish) -> None:
        where = places(history, effective(history))
        if not history or may_record(caller, where, today=today):
            return
        move = handed_over(caller, where, today=today)
        raise NoSuchResidentError if move is None else HandedOverError(move)

    return permit


def permitting(request: "Request[Any, Any, Any]") -> Permit:
    """Return what lets the caller record about residents within reach, and set right what they may."""
    caller, reach = caller_of(request), within_reach(request)
    if allows(caller.role, "correct"):
        return reach
    today = civil_day(services_of(request).clock.now())

    def permit(history: Sequence[Recorded], wish: Wish) -> None:
        reach(history, wish)
        if not own_slips(history, wish.events, caller, today=today):
            raise NotOwnSlipError

    return permit


def _refused(error: Exception, events: tuple[CaseEvent, ...], at: str, language: str) -> Problem | None:
    """Return the answer to what recording raised, None for what is no refusal."""
    match error:
        case RefusedError(refusals=refusals):
            return _inadmissible(refusals, at, language)
        case CardNumberTaken(number=number):
            faults = [
                Fault(
                    pointer=at.format(index),
                    detail="Another resident holds a card with this number; compare it with the card.",
                )
                for index, event in enumerate(events)
                if number == card_number(event)
            ]
            return Problem("card-number-taken", errors=faults)
        case NoSuchResidentError():
            return not_found()
        case NotOwnSlipError() | HandedOverError():
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


def _forbidden(error: NotOwnSlipError | HandedOverError) -> Problem:
    if isinstance(error, NotOwnSlipError):
        return Problem("forbidden", NOT_OWN_SLIP)
    return Problem("forbidden", moved_away(error.move.to, error.move.on, error.move.until))


def _inadmissible(refusals: tuple[Refusal, ...], at: str, language: str) -> Problem:
    first = refusals[0]
    faults = [_fault(r, at, language) for r in refusals if STATUS[r.code] == 400 or r.code == first.code]
    return Problem(
        first.code, None if first.why is not None else refusal_detail(first, language), errors=faults
    )


def _fault(refusal: Refusal, at: str, language: str) -> Fault:
    pointer = "/".join((at.format(refusal.index), *refusal.path))
    detail = refusal_detail(refusal, language)
    return Fault(
        pointer=pointer, detail=detail, version=UNSET if refusal.version is None else refusal.version
    )


async def created(request: "Request[Any, Any, Any]", done: Answered, headers: dict[str, str]) -> Reply:
    """Return the answer to a write: what was recorded, as what, and what it caused."""
    last = done.events[-1]
    headers |= noted(request, done)
    services, language = services_of(request), language_of(request)
    on = services.clock.day_of(last.recorded_at)

    def found() -> Reply:
        seen = None if done.decision is None else done.decision.comparison
        if seen is not None and seen.day == on:
            caused = caused_of(seen, language)
        else:
            stream = [*done.before, *done.events]
            caused = caused_by(stream, len(done.events), on, services.policy, language)
        return answer(recorded_answer(done, caused), status=201, headers=headers)

    return await in_thread_if_long(last.version, found)


def noted(request: "Request[Any, Any, Any]", done: Answered) -> dict[str, str]:
    """Put what was recorded into the line logged about the request; return the headers that tell of it."""
    last = done.events[-1]
    scope: Any = request.scope
    scope[WIDE].update(
        resident_id=last.resident_id, versions=[done.events[0].version, last.version], position=last.position,
        replayed=done.replayed,
    )  # fmt: skip
    headers = {"ETag": f'"{last.version}"'}
    if done.replayed:
        headers["Idempotency-Replayed"] = "true"
    return headers


def recorded_answer(done: Answered, caused: tuple[str, ...]) -> RecordedAnswer:
    """Return the answer to a write, from what is stored alone."""
    return RecordedAnswer(
        resident_id=done.events[-1].resident_id,
        version=done.events[-1].version,
        position=done.events[-1].position,
        events=tuple(
            RecordedEvent(
                event_id=r.event_id,
                version=r.version,
                type=type(r.event).__name__,
                occurred_on=r.event.occurred_on,
                recorded_at=r.recorded_at,
            )
            for r in done.events
        ),
        caused=caused,
    )
