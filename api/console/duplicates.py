"""One person, two files: whose doubles, likely doubles of a resident, and two files side by side."""

import asyncio
from typing import Final
from uuid import UUID

from litestar import get
from litestar.params import FromPath
from msgspec import Struct
from msgspec.structs import replace

from api.console.desk import ConsoleDesk
from api.console.view import View
from api.dependencies import Given
from api.replies import Reply

_LIST: Final = "/residents/{resident_id:uuid}/duplicates"
SIDE_BY_SIDE: Final = f"{_LIST}/{{other:uuid}}"
_MANY: Final = 100
"""Likely doubles among which the other file of two is looked for, to say why."""


@get("/duplicates")
async def overview(view: Given[View], desk: Given[ConsoleDesk]) -> Reply:
    """Ask whose doubles to look for, and show who is found, each leading to theirs."""
    q = view.query.get("q", "").strip()
    found = await desk.get("/v1/residents", q=q, cursor=view.query.get("cursor")) if q else None
    return replace(view, dates=()).page("duplicates.html", q=q, found=found)


@get(_LIST)
async def of_resident(resident_id: FromPath[UUID], view: Given[View], desk: Given[ConsoleDesk]) -> Reply:
    """Show whose files may be of the same person, and why."""
    place = f"/v1/residents/{resident_id}"
    standing, likely = await asyncio.gather(desk.get(place), desk.get(f"{place}/duplicates"))
    return replace(view, dates=()).page(
        "resident-duplicates.html", resident_id=resident_id, standing=standing, likely=likely["items"]
    )


async def two_files(
    resident_id: UUID, other: UUID, view: View, desk: ConsoleDesk, *, typed: Struct, status: int = 200
) -> Reply:
    """Return the page of two files side by side, with what is typed to merge them."""
    place = f"/v1/residents/{resident_id}"
    standing, second, likely = await asyncio.gather(
        desk.get(place), desk.get(f"/v1/residents/{other}"), desk.get(f"{place}/duplicates", limit=_MANY)
    )
    why = [each["why"] for each in likely["items"] if each["resident_id"] == str(other)]
    return replace(view, dates=()).page(
        "duplicates-compared.html",
        status=status,
        resident_id=resident_id,
        other=other,
        standing=standing,
        second=second,
        why=why[0] if why else (),
        typed=typed,
    )
