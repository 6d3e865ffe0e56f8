"""Erasing a resident: for administrators, who see nothing of what they erase."""

from typing import Any
from uuid import UUID

from litestar import Request, post
from litestar.params import FromPath, JSONBody
from msgspec import Struct

from adapters.ports import Author
from adapters.postgres.log.erasure import NotErasedError, Reason, erase
from api.answers import Instant
from api.asking import load
from api.body import StrictBody
from api.edge import WIDE
from api.identity import caller_of
from api.problems import not_found
from api.queries import Nothing, asked
from api.routing import says
from api.services import Reply, answer, services_of


class Erasing(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Why a file is to be erased: one of a closed list, for the entry stays for ever."""

    reason: Reason


class ErasedAnswer(Struct, frozen=True, kw_only=True):
    """The entry of the log that ends the file."""

    resident_id: UUID
    version: int
    position: int
    recorded_at: Instant


@post(
    "/residents/{resident_id:uuid}/erasure",
    dto=StrictBody,
    return_dto=None,
    status_code=200,
    opt=says(
        action="erase", body=Erasing, answer=ErasedAnswer,
        refuses=(
            "invalid-event", "malformed-body", "body-too-large", "unsupported-media-type",
            "resident-not-found", "resident-erased",
        ),
    ),
)  # fmt: skip
async def erase_resident(
    request: "Request[Any, Any, Any]", resident_id: FromPath[UUID], data: JSONBody[Erasing]
) -> Reply:
    """Erase a resident's file for good: key, bodies, rows; every answer is 410 from then on."""
    asked(request, Nothing)
    services, caller = services_of(request), caller_of(request)
    author = Author(person=caller.person, role=caller.role, office=caller.office)
    try:
        done = await erase(services.pool, resident_id, reason=data.reason, author=author)
    except NotErasedError:
        await load(services, resident_id)
        raise not_found() from None
    request.scope[WIDE].update(resident_id=resident_id, position=done.position)  # type: ignore[typeddict-item]
    return answer(
        ErasedAnswer(
            resident_id=done.resident_id,
            version=done.version,
            position=done.position,
            recorded_at=done.recorded_at,
        )
    )
