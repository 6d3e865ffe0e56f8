"""Who looked: at one resident, over all, and behind broken glass."""

from datetime import date
from typing import Annotated, Any
from uuid import UUID

from litestar import Request, get
from litestar.params import FromPath
from msgspec import Meta, Struct

from adapters.postgres.accesses import Emergencies
from adapters.postgres.cursors import write_cursor
from api.answers import Instant
from api.asking import open_file
from api.identity import caller_of
from api.papers import looks_sheet
from api.queries import AccessesAsked, AuditAsked, asked, instant, read_cursor
from api.roles import REACH
from api.routing import says
from api.services import Reply, answer, language_of, on_paper, paper, services_of
from projections import current_status

_REFUSALS = ("invalid-query", "invalid-header")


class Place(Struct, frozen=True):
    """Where a page of looks ends."""

    before: Annotated[int, Meta(ge=1, le=2**63 - 1)] = 2**63 - 1


class LookAnswer(Struct, frozen=True, kw_only=True):
    """Somebody saw something of this resident."""

    id: int
    looked_at: Instant
    person: str
    role: str
    office: str
    purpose: str | None
    route: str
    asked_on: date | None
    known: str | None


class AuditedLook(LookAnswer, frozen=True, kw_only=True):
    """Somebody saw something of these residents."""

    residents: tuple[UUID, ...]


class Looks(Struct, frozen=True, kw_only=True):
    """Looks at one resident, newest first."""

    items: tuple[LookAnswer, ...]
    next: str | None


class AuditedLooks(Struct, frozen=True, kw_only=True):
    """Looks at everybody, newest first."""

    items: tuple[AuditedLook, ...]
    next: str | None


class EmergencyList(Struct, frozen=True, kw_only=True):
    """Who broke the glass, by person and day, newest first."""

    items: tuple[Emergencies, ...]
    next: str | None


@get(
    "/residents/{resident_id:uuid}/access",
    opt=says(
        action="see-accesses", query=AccessesAsked, answer=Looks,
        refuses=(*_REFUSALS, "resident-not-found", "resident-erased"), headers=("X-Purpose",), paper=True,
    ),
)  # fmt: skip
async def accesses_of_resident(request: "Request[Any, Any, Any]", resident_id: FromPath[UUID]) -> Reply:
    """Who looked at a resident; with `Accept: text/plain` a paper to hand to the resident."""
    query = asked(request, AccessesAsked)
    before = read_cursor(query.cursor, Place)
    file = await open_file(request, resident_id)
    found = await services_of(request).accesses.of_resident(
        resident_id, before=before.before, limit=query.limit
    )
    following = _next(found, query.limit)
    if on_paper(request):
        name = current_status.on(file.facts, file.on, services_of(request).policy).name
        return paper(looks_sheet(name, found, language_of(request), more=following is not None))
    return answer({"items": found, "next": following})


@get("/audit/accesses", opt=says(action="audit", query=AuditAsked, answer=AuditedLooks, refuses=_REFUSALS))
async def accesses(request: "Request[Any, Any, Any]") -> Reply:
    """Who looked at whom, over all residents."""
    query = asked(request, AuditAsked)
    before = read_cursor(query.cursor, Place)
    found = await services_of(request).accesses.all(
        person=query.person, office=query.office, since=instant(query.since),
        before=before.before, limit=query.limit,
    )  # fmt: skip
    return answer({"items": found, "next": _next(found, query.limit)})


@get(
    "/audit/emergencies",
    opt=says(action="see-emergencies", query=AccessesAsked, answer=EmergencyList, refuses=_REFUSALS),
)
async def emergencies(request: "Request[Any, Any, Any]") -> Reply:
    """Who broke the glass, for whom and why, by person and day; supervisors see their own office's."""
    query = asked(request, AccessesAsked)
    before = read_cursor(query.cursor, Place)
    caller = caller_of(request)
    found = await services_of(request).accesses.emergencies(
        office=None if REACH[caller.role] == "all" else caller.office,
        before=before.before,
        limit=query.limit,
    )
    place = write_cursor(Place(found[-1].id)) if len(found) == query.limit else None
    return answer({"items": found, "next": place})


def _next(found: list[dict[str, Any]], limit: int) -> str | None:
    return write_cursor(Place(found[-1]["id"])) if len(found) == limit else None
