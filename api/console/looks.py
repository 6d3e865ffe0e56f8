"""Who looked at one resident's file, for those who may know."""

from typing import Final
from uuid import UUID

from litestar import get
from litestar.params import FromPath
from msgspec.structs import replace

from api.console.desk import ConsoleDesk
from api.console.merged import standing_as_recorded
from api.console.view import View
from api.dependencies import Given
from api.replies import Reply

_AT_ONCE: Final = 50
_EMERGENCY: Final = "emergency: "
"""How the reason of a look in an emergency begins."""


@get("/residents/{resident_id:uuid}/looks")
async def looks(resident_id: FromPath[UUID], view: Given[View], desk: Given[ConsoleDesk]) -> Reply:
    """Show looks at the file, the newest first, with who, for what and why."""
    place = f"/v1/residents/{resident_id}"
    if view.form:
        return await desk.download(f"{place}/access", format=view.form)
    cursor = view.query.get("cursor")
    found = await desk.get(f"{place}/access", cursor=cursor, limit=_AT_ONCE)
    return replace(view, dates=()).page(
        "resident-looks.html",
        resident_id=resident_id,
        standing=await standing_as_recorded(desk, resident_id),
        looks=[
            {
                **look,
                "emergency": (look["purpose"] or "").startswith(_EMERGENCY),
                "why": (look["purpose"] or "").removeprefix(_EMERGENCY),
            }
            for look in found["items"]
        ],
        next=found["next"],
    )
