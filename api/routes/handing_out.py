"""Handing out one resident's whole file, to keep, to show, or to take elsewhere."""

from litestar import get

from api.asking import File
from api.dependencies import Asking, Given
from api.edge import has_already
from api.problems import Problem
from api.queries import Asked
from api.replies import Reply
from api.routing import says
from api.services import Services
from api.whole_file import gathered, whole_file

MEDIA = "application/zip"


@get(
    "/residents/{resident_id:uuid}/file.zip",
    opt=says(
        action="take-out", query=Asked, answer=None, media=MEDIA,
        refuses=(
            "resident-not-found", "resident-erased", "invalid-query", "invalid-header", "address-protected",
        ),
        headers=("X-Purpose", "If-None-Match"), as_recorded=True,
    ),
)  # fmt: skip
async def file_zip(
    request: Asking,
    asked: Given[Asked],
    file: Given[File],
    services: Given[Services],
    language: Given[str],
) -> Reply:
    """One resident's whole file as a zip: events as recorded, proofs, answers, looks, notices.

    Of somebody whose address is protected there is none: without the address no proof would hold.
    `zairyu import` reads it. `known` cuts what was recorded and who looked, so that the same question gives
    the same bytes again while the log has the same seal.
    """
    if file.address_protected:
        raise Problem("address-protected")
    found = await gathered(file, services, language, on=asked.on)
    made = await whole_file(found, services.policy, language)
    etag = f'"{made.digest}"'
    if has_already(request.scope, etag):
        return Reply(b"", media_type=MEDIA, status=304, headers={"ETag": etag})
    name = f'attachment; filename="resident-{file.resident_id}.zip"'
    return Reply(made.content, media_type=MEDIA, headers={"ETag": etag, "Content-Disposition": name})
