"""Erasing a resident: for administrators, who see nothing of what they erase."""

from uuid import UUID

from litestar import post
from litestar.params import FromPath, JSONBody
from msgspec import Struct

from adapters.ports import Author
from adapters.postgres.log import Log
from adapters.postgres.log.erasure import NotErasedError, Reason, StillMergedError, erase_person
from api.answers import Instant
from api.asking import forget_outlooks, load
from api.body import StrictBody
from api.dependencies import Given
from api.feeds import Feeds
from api.problems import Problem, not_found
from api.replies import Reply, answer
from api.routing import says
from api.scope import Caller
from api.wording.merging import erased_with
from api.writing import Writing


class Erasing(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Why a file is to be erased: one of a closed list, for the entry stays for ever."""

    reason: Reason


class ErasedAnswer(Struct, frozen=True, kw_only=True):
    """The entry of the log that ends the file; `merged` are files merged into it, which went with it."""

    resident_id: UUID
    version: int
    position: int
    recorded_at: Instant
    merged: tuple[UUID, ...]


@post(
    "/residents/{resident_id:uuid}/erasure",
    dto=StrictBody,
    return_dto=None,
    status_code=200,
    opt=says(
        action="erase", body=Erasing, answer=ErasedAnswer,
        refuses=("resident-not-found", "resident-erased", "file-merged"),
    ),
)  # fmt: skip
async def erase_resident(
    resident_id: FromPath[UUID],
    data: JSONBody[Erasing],
    caller: Given[Caller],
    log: Given[Log],
    writing: Given[Writing],
    feeds: Given[Feeds],
) -> Reply:
    """Erase a resident's file for good: key, bodies, rows; every answer is 410 from then on.

    So are the files merged into it: they are of the same person. One that is merged into another is not
    erased alone.
    """
    author = Author(person=caller.person, role=caller.role, office=caller.office)
    try:
        erased = await erase_person(log, log.pool, resident_id, reason=data.reason, author=author)
    except StillMergedError as merged:
        raise Problem("file-merged", erased_with(merged.into)) from None
    except NotErasedError:
        await load(log, resident_id)
        raise not_found() from None
    forget_outlooks()
    feeds.forget()
    done = erased.named
    writing.log_line(resident_id=resident_id, position=done.position)
    return answer(
        ErasedAnswer(
            resident_id=done.resident_id,
            version=done.version,
            position=done.position,
            recorded_at=done.recorded_at,
            merged=tuple(other.resident_id for other in erased.merged),
        )
    )
