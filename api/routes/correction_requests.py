"""Asking a supervisor for a correction, and what becomes of it; both stand in the resident's history."""

from collections.abc import Iterator, Sequence
from functools import partial
from uuid import UUID

import msgspec
from litestar import get, post
from litestar.params import FromPath, JSONBody
from msgspec import UNSET, Struct

from adapters.clock import Clock
from adapters.postgres.correction_requests import asked_for
from adapters.postgres.cursors import read_cursor, write_cursor
from adapters.recording import Recorder
from adapters.threads import in_thread_if_long
from api.answers import AddressProtected, Instant, RecordedAnswer
from api.asking import File
from api.body import StrictBody
from api.dependencies import Given
from api.looks import RecordOfLooks
from api.problems import Problem
from api.protecting import protecting_history
from api.queries import RequestsAsked, RequestState, WaitingRequestsAsked
from api.replies import Reply, answer
from api.routes.residents import READ_HEADERS, READ_REFUSALS
from api.routing import says
from api.scope import Caller, may_record, places
from api.services import Services
from api.tables.lists import REQUESTS, WAITING_REQUESTS
from api.wording import event_title
from api.writing import WRITE_REFUSALS, Writing
from domain.correction_requests import Request as Asking
from domain.correction_requests import correction_requests
from domain.events import Change, CorrectionDecided, CorrectionRequested, Name
from domain.events.types import Text
from domain.history import Recorded, effective
from domain.protection import without_address
from projections import current_status

_REFUSALS = (*WRITE_REFUSALS, "resident-not-found", "resident-erased", "version-mismatch", "file-merged")
_HEADERS = ("Idempotency-Key", "If-Match")
_MOST_COUNTED = 1000
"""Requests that are counted; no office lets more than that wait."""


class Reason(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Why a request is accepted or declined."""

    reason: Text


class RequestDecision(Struct, frozen=True, kw_only=True):
    """Who decided, when, why, and in which version that stands."""

    version: int
    decided_by: str
    decided_at: Instant
    office: str | None
    reason: str


class CorrectionRequestAnswer(Struct, frozen=True, kw_only=True):
    """A request for a correction: `request` names it among those of the resident.

    `overtaken_by` is the version that corrected or voided the same event since: then it can only be declined.
    """

    resident_id: UUID
    request: int
    state: RequestState
    title: str
    requested: Change
    asked_by: str
    asked_at: Instant
    office: str | None
    overtaken_by: int | None
    decision: RequestDecision | None


class ListedCorrectionRequest(CorrectionRequestAnswer, frozen=True, kw_only=True):
    """A request in a list, with the name of the resident."""

    name: Name


class CorrectionRequests(Struct, frozen=True, kw_only=True):
    """Requests about one resident, oldest first."""

    items: tuple[CorrectionRequestAnswer, ...]
    address_protected: AddressProtected = UNSET


class CorrectionRequestList(Struct, frozen=True, kw_only=True):
    """Requests about all residents, oldest first."""

    items: tuple[ListedCorrectionRequest, ...]
    next: str | None


class _After(Struct, array_like=True, frozen=True):
    """The place of the last item: the position of the request in the log."""

    position: int = 0


@post(
    "/residents/{resident_id:uuid}/correction-requests",
    dto=StrictBody,
    return_dto=None,
    opt=says(
        action="record", body=Change, answer=CorrectionRequestAnswer, status=201, refuses=_REFUSALS,
        headers=_HEADERS,
    ),
)  # fmt: skip
async def request_correction(
    resident_id: FromPath[UUID],
    data: JSONBody[Change],
    writing: Given[Writing],
    recorder: Given[Recorder],
    clock: Given[Clock],
    language: Given[str],
) -> Reply:
    """Ask a supervisor to correct or void an event; refused for what recording it would be refused for."""
    asking = CorrectionRequested(occurred_on=clock.today(), requested=data)
    wish = await writing.wish(resident_id, (asking,), about=str(resident_id))
    wanted, permit = msgspec.structs.replace(wish, events=(data,)), writing.within_reach()
    async with writing.answering_refusals(wanted, at=""):
        done = await recorder.replayed(wish)
        if done is None:
            await recorder.tried(wanted, permit=permit)
            done = await recorder.record(wish, permit=permit)
    (view,) = _views(done.events, language)
    return answer(view, status=201, headers=writing.noted(done))


@post(
    "/residents/{resident_id:uuid}/correction-requests/{version:int}/accept",
    dto=StrictBody,
    return_dto=None,
    opt=says(
        action="correct", body=Reason, answer=RecordedAnswer, status=201,
        refuses=(*_REFUSALS, "correction-request-not-found"), headers=_HEADERS,
    ),
)  # fmt: skip
async def accept_request(
    resident_id: FromPath[UUID],
    version: FromPath[int],
    data: JSONBody[Reason],
    writing: Given[Writing],
    recorder: Given[Recorder],
    clock: Given[Clock],
) -> Reply:
    """Accept a request: the decision and the correction asked for are recorded together."""
    decision = CorrectionDecided(
        occurred_on=clock.today(), request=version, outcome="accepted", reason=data.reason
    )
    return await _decided(writing, recorder, resident_id, decision)


@post(
    "/residents/{resident_id:uuid}/correction-requests/{version:int}/decline",
    dto=StrictBody,
    return_dto=None,
    opt=says(
        action="correct", body=Reason, answer=RecordedAnswer, status=201,
        refuses=(*_REFUSALS, "correction-request-not-found"), headers=_HEADERS,
    ),
)  # fmt: skip
async def decline_request(
    resident_id: FromPath[UUID],
    version: FromPath[int],
    data: JSONBody[Reason],
    writing: Given[Writing],
    recorder: Given[Recorder],
    clock: Given[Clock],
) -> Reply:
    """Decline a request: the decision is recorded, and nothing changes."""
    decision = CorrectionDecided(
        occurred_on=clock.today(), request=version, outcome="declined", reason=data.reason
    )
    return await _decided(writing, recorder, resident_id, decision)


async def _decided(
    writing: Writing, recorder: Recorder, resident_id: UUID, decision: CorrectionDecided
) -> Reply:
    """Record a decision, and with it the change it accepts; raises Problem."""
    permit = writing.within_reach()
    wish = await writing.wish(resident_id, (), about=f"{resident_id}/{decision.request}")
    async with writing.answering_refusals(wish, at=""):
        done = await recorder.replayed(wish)
        if done is None:
            declining = msgspec.structs.replace(wish, events=(decision,))
            history = await recorder.history(declining, permit=permit)
            asking = correction_requests(history).get(decision.request)
            if asking is None:
                raise Problem("correction-request-not-found")
            events = (decision, asking.change) if decision.outcome == "accepted" else (decision,)
            done = await recorder.record(msgspec.structs.replace(wish, events=events), permit=permit)
    return await writing.created(done)


@get(
    "/residents/{resident_id:uuid}/correction-requests",
    opt=says(
        action="read", query=RequestsAsked, answer=CorrectionRequests, refuses=READ_REFUSALS,
        headers=READ_HEADERS, table=REQUESTS, protected_too=True,
    ),
)  # fmt: skip
async def requests_of_resident(asked: Given[RequestsAsked], file: Given[File], language: Given[str]) -> Reply:
    """Who asked for which correction about a resident, and what became of it."""
    views = _views(file.recorded, language)
    found = [view for view in views if asked.state is None or view.state in asked.state]
    protected = {"address_protected": True} if file.address_protected else {}
    return answer({"items": found, **protected}, headers={"ETag": file.etag})


@get(
    "/correction-requests",
    opt=says(
        action="read", query=WaitingRequestsAsked, answer=CorrectionRequestList,
        refuses=("invalid-query", "invalid-header"), headers=("X-Purpose",), table=WAITING_REQUESTS,
    ),
)  # fmt: skip
async def requests_of_office(
    asked: Given[WaitingRequestsAsked],
    services: Given[Services],
    caller: Given[Caller],
    looks: Given[RecordOfLooks],
    language: Given[str],
) -> Reply:
    """List what has been asked for in the own offices: by default what waits for a decision, oldest first."""
    after = read_cursor(asked.cursor, _After)
    found = await _listed(services, caller, asked, after, language)
    page = found[: asked.limit]
    looks.note(sorted({item.resident_id for _, item in page}))
    more = write_cursor(_After(page[-1][0])) if len(found) > asked.limit else None
    return answer({"items": [item for _, item in page], "next": more})


async def waiting_in(services: Services, office: str) -> int:
    """Return how many requests wait for the supervisors of an office, at most `_MOST_COUNTED`."""
    caller = Caller(person="", role="supervisor", office=office, key="")
    asked = WaitingRequestsAsked(limit=_MOST_COUNTED - 1)
    return len(await _listed(services, caller, asked, _After(), "en"))


async def _listed(
    services: Services, caller: Caller, query: WaitingRequestsAsked, after: _After, language: str
) -> list[tuple[int, ListedCorrectionRequest]]:
    """Return requests within reach by position, one more than fill the page if there are as many."""
    found: list[tuple[int, ListedCorrectionRequest]] = []
    offices = None if caller.reaches_all else [*caller.prefixes, caller.office]
    place, states = after.position, query.state or ("pending",)
    while len(found) <= query.limit:
        rows = await asked_for(
            services.log, waiting=states == ("pending",), offices=offices, after=place, limit=query.limit + 1
        )
        streams = await services.log.load_many(sorted({r.resident_id for r in rows}))
        for resident_id, stream in streams.items():
            asked_in = {r.version: r.position for r in rows if r.resident_id == resident_id}
            hidden = await protecting_history(services.log, stream) is not None
            reached = partial(_reached, services, caller, stream, asked_in, states, language, hidden=hidden)
            found += await in_thread_if_long(len(stream), reached)
        if len(rows) <= query.limit:
            break
        place = rows[-1].position
    return sorted(found, key=lambda item: item[0])


def _reached(
    services: Services,
    caller: Caller,
    stream: Sequence[Recorded],
    asked_in: dict[int, int],
    states: tuple[RequestState, ...],
    language: str,
    *,
    hidden: bool,
) -> list[tuple[int, ListedCorrectionRequest]]:
    """Return the requests of a stream that are in a state, by position, if the resident is within reach.

    None of a file that was merged into another: nothing can be decided there. `hidden`: the address is
    protected.
    """
    facts, today = effective(stream), services.clock.today()
    if facts[0].merged_into is not None:
        return []
    if not (caller.reaches_all or may_record(caller, places(stream, facts), today=today)):
        return []
    name = current_status.on(facts, today, services.policy).name
    if hidden:
        stream = without_address(stream)
    return [
        (asked_in[view.request], ListedCorrectionRequest(name=name, **msgspec.structs.asdict(view)))
        for view in _views(stream, language)
        if view.request in asked_in and view.state in states
    ]


def _views(recorded: Sequence[Recorded], language: str) -> Iterator[CorrectionRequestAnswer]:
    """Yield the requests that stand in some events of a stream, oldest first."""
    by_version = {r.version: r for r in recorded}
    for asking in correction_requests(recorded).values():
        decided = None if asking.decided_by is None else by_version[asking.decided_by]
        yield _view(by_version[asking.version], asking, decided, language)


def _view(
    asked_in: Recorded, asking: Asking, decided: Recorded | None, language: str
) -> CorrectionRequestAnswer:
    state: RequestState = "pending"
    decision = None
    if decided is not None and isinstance(decided.event, CorrectionDecided):
        state = decided.event.outcome
        decision = RequestDecision(
            version=decided.version, decided_by=decided.recorded_by, decided_at=decided.recorded_at,
            office=decided.office or None, reason=decided.event.reason,
        )  # fmt: skip
    return CorrectionRequestAnswer(
        resident_id=asked_in.resident_id,
        request=asking.version,
        state=state,
        title=event_title(asking.change, language),
        requested=asking.change,
        asked_by=asked_in.recorded_by,
        asked_at=asked_in.recorded_at,
        office=asked_in.office or None,
        overtaken_by=asking.overtaken_by,
        decision=decision,
    )
