"""The story of one resident by day: what happened, what changed with it, what falls due, who was told."""

from collections.abc import Iterable, Mapping, Sequence
from itertools import groupby
from operator import itemgetter
from typing import Any, Final
from uuid import UUID

from litestar import get
from litestar.params import FromPath

from api.console.desk import ConsoleDesk
from api.console.view import View
from api.dependencies import Given
from api.replies import Reply

Entry = Mapping[str, Any]
Day = tuple[str, list[Entry]]

_DAYS_AT_ONCE: Final = 60


@get("/residents/{resident_id:uuid}/timeline")
async def timeline(resident_id: FromPath[UUID], view: Given[View], desk: Given[ConsoleDesk]) -> Reply:
    """Show what lies ahead of the day asked about, and what was until then, the newest first.

    `before` leads on to the days before one.
    """
    at = {"on": view.on, "known": view.known}
    place = f"/v1/residents/{resident_id}"
    if view.form:
        return await desk.download(f"{place}/timeline", **at, format=view.form)
    standing = await desk.get(place, **at)
    entries = (await desk.get(f"{place}/timeline", **at))["entries"]
    before = view.query.get("before", "")
    ahead = by_day(entry for entry in entries if entry["on"] > str(view.day))
    past = [day for day in by_day(entries) if day[0] <= str(view.day) and (not before or day[0] < before)]
    past.reverse()
    shown = past[:_DAYS_AT_ONCE]
    return view.page(
        "resident-timeline.html",
        resident_id=resident_id,
        standing=standing,
        ahead=[] if before else ahead[:_DAYS_AT_ONCE],
        hidden_ahead=0 if before else len(ahead[_DAYS_AT_ONCE:]),
        past=shown,
        before=before,
        older=shown[-1][0] if len(past) > len(shown) else None,
    )


def by_day(entries: Iterable[Entry]) -> Sequence[Day]:
    """Return entries, which come in the order of their days, day by day."""
    return [(on, list(those)) for on, those in groupby(entries, key=itemgetter("on"))]
