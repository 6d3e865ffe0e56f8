"""The page of one resident: standing, duties and why each day is the last, and the parts of the file."""

from uuid import UUID

from litestar import get
from litestar.params import FromPath

from api.console.desk import ConsoleDesk
from api.console.view import View
from api.dependencies import Given
from api.replies import Reply


@get("/residents/{resident_id:uuid}")
async def overview(resident_id: FromPath[UUID], view: Given[View], desk: Given[ConsoleDesk]) -> Reply:
    """Show how a resident stands."""
    at = {"on": view.on, "known": view.known}
    place = f"/v1/residents/{resident_id}"
    return view.page(
        "resident.html",
        resident_id=resident_id,
        standing=await desk.get(place, **at),
        duties=(await desk.get(f"{place}/obligations", **at))["items"],
        notices=(await desk.get(f"{place}/notices", **at))["items"],
    )
