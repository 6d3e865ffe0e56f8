"""Pages about a file that was merged into another: they lead to it, but for the record of the file itself."""

from collections.abc import Mapping
from typing import Any
from urllib.parse import parse_qsl, urlencode
from uuid import UUID

from api.console.addresses import see_other, sent_on
from api.console.desk import ConsoleDesk, MergedElsewhere
from api.dependencies import Asking
from api.replies import Reply


def to_the_same_page(request: Asking, elsewhere: MergedElsewhere) -> Reply:
    """Send the browser to the same page about the file that goes on.

    A form about new facts goes on there as typed; any other leads to that file's first page.
    """
    _, of_residents, rest = request.scope["path"].partition("/residents/")
    _, slash, end = rest.partition("/")
    if request.method != "GET" and end.startswith("record/"):
        return sent_on(f"/residents/{elsewhere.into}/{end}")
    if not of_residents or request.method != "GET":
        return see_other(f"/residents/{elsewhere.into}")
    asked = dict(parse_qsl(request.scope["query_string"].decode("ascii"), keep_blank_values=True))
    if "known" in asked and elsewhere.known is not None:
        asked["known"] = elsewhere.known
    return see_other(f"/residents/{elsewhere.into}{slash}{end}{'?' if asked else ''}{urlencode(asked)}")


async def standing_as_recorded(desk: ConsoleDesk, resident_id: UUID) -> Mapping[str, Any]:
    """Return how a resident stands, for pages about the record of one file.

    Of a merged file how they stood before it was merged, with its last version and the file that goes on.
    """
    place = f"/v1/residents/{resident_id}"
    try:
        found: Mapping[str, Any] = await desk.get(place)
    except MergedElsewhere as elsewhere:
        told = await desk.ask(f"{place}/events", limit=1)
        last = int(told.headers["etag"].strip('"'))
        before = await _before_the_merge(desk, place, last - 1)
        return {**before, "version": last, "merged_into": elsewhere.into}
    return found


async def _before_the_merge(desk: ConsoleDesk, place: str, version: int) -> Mapping[str, Any]:
    """Return the standing at the last version, up to one, at which the file counted for itself.

    The merge is the last entry of a merged file but for those that decline what was asked for in it.
    """
    try:
        found: Mapping[str, Any] = await desk.get(place, known=f"v{version}")
    except MergedElsewhere:
        return await _before_the_merge(desk, place, version - 1)
    return found
