"""Recording facts."""

from uuid import UUID, uuid4

from litestar import post
from litestar.params import FromPath, JSONBody

from api.answers import OpenedAnswer, RecordedAnswer
from api.body import Recording, StrictBody
from api.dependencies import Given
from api.doubles import similar
from api.looks import RecordOfLooks
from api.replies import Reply
from api.routing import says
from api.services import Services
from api.writing import WRITE_REFUSALS, Writing
from domain.reach import Reach


@post(
    "/residents",
    dto=StrictBody,
    return_dto=None,
    opt=says(
        action="record", body=Recording, answer=OpenedAnswer, status=201,
        refuses=(*WRITE_REFUSALS, "resident-erased"),  # a repeat of an opening whose file is gone
        headers=("Idempotency-Key",),
    ),
)  # fmt: skip
async def open_case(
    data: JSONBody[Recording],
    writing: Given[Writing],
    services: Given[Services],
    reach: Given[Reach | None],
    looks: Given[RecordOfLooks],
) -> Reply:
    """Open a file with its first facts, `CaseOpened` before all others."""
    done = await writing.record(await writing.wish_of(uuid4(), data, new=True))
    today = services.clock.today()
    found = await similar(done, services.lists, services.log, reach=reach, today=today)
    looks.note(found)
    location = f"/v1/residents/{done.events[0].resident_id}"
    return await writing.created(done, {"Location": location}, similar=found)


@post(
    "/residents/{resident_id:uuid}/events",
    dto=StrictBody,
    return_dto=None,
    opt=says(
        action="record", body=Recording, answer=RecordedAnswer, status=201,
        refuses=(*WRITE_REFUSALS, "resident-not-found", "resident-erased", "version-mismatch", "file-merged"),
        headers=("Idempotency-Key", "If-Match"),
    ),
)  # fmt: skip
async def record_events(
    resident_id: FromPath[UUID], data: JSONBody[Recording], writing: Given[Writing]
) -> Reply:
    """Record facts about a resident, all or none."""
    return await writing.created(await writing.record(await writing.wish_of(resident_id, data)))
