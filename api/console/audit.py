"""Looking after the record: emergency looks, seals, and who looked at whom."""

import asyncio
from typing import Any, Final

from litestar import get
from msgspec.structs import replace

from adapters.clock import start_of_day
from api.console.desk import ConsoleDesk
from api.console.narrowing import Narrowed
from api.console.places import places_called
from api.console.view import View, typed_day
from api.dependencies import Given
from api.problems import Problem
from api.replies import Reply

_FIELDS: Final = ("person", "office", "since", "address_shown")
_MOST: Final = 20
"""Persons and days of emergencies a page: each lists every file."""


@get("/audit")
async def overview(view: Given[View], desk: Given[ConsoleDesk]) -> Reply:
    """Show who broke the glass, and how far the log is sealed."""
    if view.form:
        return await desk.download("/v1/audit/emergencies", format=view.form)
    emergencies, seals = await asyncio.gather(
        desk.get("/v1/audit/emergencies", cursor=view.query.get("cursor"), limit=_MOST),
        desk.get("/v1/audit/seals"),
    )
    return replace(view, dates=()).page("audit.html", emergencies=emergencies, seals=seals)


@get("/audit/looks")
async def looks(view: Given[View], desk: Given[ConsoleDesk]) -> Reply:
    """Show who looked at whom, over all residents."""
    seen = _narrowed(view)
    found = None
    if view.form and not seen.faults:
        return await desk.download("/v1/audit/accesses", **seen.asked, format=view.form)
    if not seen.faults:
        found = await desk.get("/v1/audit/accesses", **seen.asked, cursor=view.query.get("cursor"))
    status = 400 if seen.faults else 200
    return replace(view, dates=()).page("audit-looks.html", status=status, narrowed=seen, found=found)


def _narrowed(view: View) -> Narrowed:
    """Return the filters; an office is named by its municipality too, a day stands for its first moment."""
    typed = {name: view.query.get(name, "").strip() for name in _FIELDS}
    asked: dict[str, Any] = {"person": typed["person"]}
    faults: dict[str, str] = {}
    places = places_called(typed["office"]) if typed["office"] else ()
    asked["office"] = places[0] if len(places) == 1 else typed["office"]
    asked["address_shown"] = typed["address_shown"] == "true" or None
    try:
        since = typed_day(typed["since"], "since")
        asked["since"] = None if since is None else start_of_day(since).isoformat()
    except Problem:
        faults["since"] = view.say("frame.no-such-day")
    kept = {name: text for name, text in typed.items() if text}
    return Narrowed(typed=typed, asked=asked, kept=kept, faults=faults, places=())
