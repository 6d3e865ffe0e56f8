"""Who recorded what when about one resident, what became of it, and what an entry changed."""

from collections.abc import Mapping, Sequence
from typing import Any, Final
from uuid import UUID

from litestar import get
from litestar.params import FromPath
from msgspec.structs import replace

from api.console.desk import ConsoleDesk
from api.console.entries import in_words
from api.console.fields import ABOUT_ENTRIES
from api.console.merged import standing_as_recorded
from api.console.view import View
from api.dependencies import Given
from api.problems import Problem
from api.replies import Reply
from api.wording.changes import duty_sentences, standing_sentences

_AT_ONCE: Final = 25
_MOST_REASONS: Final = 10
"""How many corrections that stand on other pages are looked up for their reason."""
_NEVER_VOIDED: Final = "CaseOpened"


@get("/residents/{resident_id:uuid}/history")
async def history(resident_id: FromPath[UUID], view: Given[View], desk: Given[ConsoleDesk]) -> Reply:
    """Show the entries as recorded, the newest first; `after` begins a page behind a version."""
    place = f"/v1/residents/{resident_id}"
    if view.form:
        return await desk.download(f"{place}/events", format=view.form)
    standing = await standing_as_recorded(desk, resident_id)
    last = standing["version"]
    after = _after(view, last)
    items = (await desk.get(f"{place}/events", after=after, limit=_AT_ONCE))["items"]
    reasons = await _reasons(desk, place, items)
    return replace(view, dates=()).page(
        "resident-history.html",
        resident_id=resident_id,
        standing=standing,
        entries=[
            {**item, "parts": in_words(item, view.language), "may": _may(item, standing, view)}
            for item in reversed(items)
        ],
        reasons=reasons,
        older=max(after - _AT_ONCE, 0) if after else None,
        newer=after + _AT_ONCE if after + _AT_ONCE < last else None,
    )


@get("/residents/{resident_id:uuid}/history/{version:int}")
async def entry(
    resident_id: FromPath[UUID], version: FromPath[int], view: Given[View], desk: Given[ConsoleDesk]
) -> Reply:
    """Show one entry, and what was different once it was recorded."""
    place = f"/v1/residents/{resident_id}"
    standing = await standing_as_recorded(desk, resident_id)
    if not 1 <= version <= standing["version"]:
        raise Problem("not-found")
    items = (await desk.get(f"{place}/events", after=version - 1, limit=1))["items"]
    changes = await _changes(desk, place, version, view)
    return replace(view, dates=("on",)).page(
        "resident-entry.html",
        resident_id=resident_id,
        standing=standing,
        entries=[
            {**item, "parts": in_words(item, view.language), "may": _may(item, standing, view)}
            for item in items
        ],
        reasons=await _reasons(desk, place, items),
        version=version,
        last=standing["version"],
        standing_effects=list(standing_sentences(changes, view.language)),
        duty_effects=list(duty_sentences(changes, view.language)),
    )


def _after(view: View, last: int) -> int:
    """Return the version behind which a page begins: as its address has it, else that of the newest page."""
    given = view.query.get("after", "")
    if given.isascii() and given.isdigit():
        return min(int(given), max(last - 1, 0))
    return max(last - _AT_ONCE, 0)


async def _reasons(desk: ConsoleDesk, place: str, items: Sequence[Mapping[str, Any]]) -> dict[int, str]:
    """Return why entries were corrected or voided, by the version of what did that."""
    changes = [item for item in items if item["type"] in ABOUT_ENTRIES and "reason" in item]
    found = {item["version"]: item["reason"] for item in changes}
    elsewhere = sorted({item["by"] for item in items if item["by"] is not None} - set(found))
    for version in elsewhere[:_MOST_REASONS]:
        (change,) = (await desk.get(f"{place}/events", after=version - 1, limit=1))["items"]
        found[version] = change["reason"]
    return found


async def _changes(desk: ConsoleDesk, place: str, version: int, view: View) -> Sequence[Mapping[str, Any]]:
    """Return what an entry changed for the day of the page; of the first one nothing was known before."""
    if version == 1:
        return ()
    compared = await desk.get(
        f"{place}/diff", on=view.on, known_from=f"v{version - 1}", known_to=f"v{version}"
    )
    found: Sequence[Mapping[str, Any]] = compared["changes"]
    return found


def _may(item: Mapping[str, Any], standing: Mapping[str, Any], view: View) -> tuple[str, ...]:
    """Return what can be done with an entry: `correct`, `void`."""
    elsewhere = standing["handed_over"] or standing.get("merged_into")
    only_read = elsewhere or standing["emergency_until"] or not view.may("record")
    if only_read or item["state"] == "voided" or item["type"] in ABOUT_ENTRIES:
        return ()
    return ("correct",) if item["type"] == _NEVER_VOIDED else ("correct", "void")
