"""Recording: choose what happened, fill in its fields, see what it would change, save."""

import re
from uuid import UUID

from litestar import get, post
from litestar.params import FromPath
from msgspec.structs import replace

from adapters.postgres.sessions import UnsavedForms
from api.console.addresses import see_other
from api.console.desk import ConsoleDesk
from api.console.fields import ALONG, families, rules_of
from api.console.forms import Form
from api.console.saving import Saving
from api.console.sheets import Sheet, entry_of
from api.console.view import View
from api.dependencies import Given
from api.identity import require
from api.problems import Problem
from api.replies import Reply
from api.wording.changes import duty_sentences, standing_sentences
from api.wording.events import EVENTS
from api.wording.text import said


@get("/residents/{resident_id:uuid}/record")
async def choose(resident_id: FromPath[UUID], view: Given[View], desk: Given[ConsoleDesk]) -> Reply:
    """Let choose what happened; `correct=7` and `void=7` lead on to what is wrong."""
    may_record(view)
    for wrong in ("correct", "void"):
        if re.fullmatch(r"[1-9]\d{0,8}", view.query.get(wrong, ""), re.ASCII):
            return see_other(f"/residents/{resident_id}/{wrong}/{view.query[wrong]}")
    return replace(view, dates=()).page(
        "record-choose.html",
        resident_id=resident_id,
        standing=await desk.get(f"/v1/residents/{resident_id}"),
        families=[(family, [(name, EVENTS[name]) for name in names]) for family, names in families()],
    )


@get("/residents/{resident_id:uuid}/record/{type_:str}")
async def form_of_event(
    resident_id: FromPath[UUID],
    type_: FromPath[str],
    view: Given[View],
    desk: Given[ConsoleDesk],
    unsaved: Given[UnsavedForms],
) -> Reply:
    """Show the fields of what happened."""
    may_record(view)
    return await Saving(view, desk, unsaved, _sheet(resident_id, type_, view)).show()


@post("/residents/{resident_id:uuid}/record/{type_:str}")
async def record_event(
    resident_id: FromPath[UUID],
    type_: FromPath[str],
    form: Given[Form],
    view: Given[View],
    desk: Given[ConsoleDesk],
    unsaved: Given[UnsavedForms],
) -> Reply:
    """Show what the event would change, or save it."""
    may_record(view)
    return await Saving(view, desk, unsaved, _sheet(resident_id, type_, view)).take(form)


def may_record(view: View) -> None:
    """Raise Problem `forbidden` unless the person who is signed in may record."""
    require(view.signed_in, "record")


def _sheet(resident_id: UUID, type_: str, view: View) -> Sheet:
    """Return the form about a type of event; raises Problem `not-found` for what is no type to choose."""
    if not any(type_ in names for _, names in families()):
        raise Problem("not-found")
    along = [entry_of(other, str(n), optional=True) for n, other in enumerate(ALONG.get(type_, ()), 1)]
    return Sheet(
        path=f"/residents/{resident_id}/record/{type_}",
        title=said(EVENTS[type_], view.language),
        entries=(entry_of(type_, "0"), *along),
        rules=rules_of(type_),
        resident_id=resident_id,
    )


@get("/residents/{resident_id:uuid}/recorded/{versions:str}")
async def recorded(
    resident_id: FromPath[UUID], versions: FromPath[str], view: Given[View], desk: Given[ConsoleDesk]
) -> Reply:
    """Show what was recorded and what it changed, from the first version to the last: `7-8`."""
    first, last = _versions(versions)
    place = f"/v1/residents/{resident_id}"
    done = await desk.get(f"{place}/events", after=first - 1, limit=last - first + 1)
    changes = []
    if first > 1:
        changes = (await desk.get(f"{place}/diff", known_from=f"v{first - 1}", known_to=f"v{last}"))[
            "changes"
        ]
    return replace(view, dates=()).page(
        "record-done.html",
        resident_id=resident_id,
        standing=await desk.get(place),
        events=[{**event, "title": EVENTS[event["type"]]} for event in done["items"]],
        standing_effects=list(standing_sentences(changes, view.language)),
        duty_effects=list(duty_sentences(changes, view.language)),
    )


def _versions(text: str) -> tuple[int, int]:
    found = re.fullmatch(r"([1-9]\d{0,8})-([1-9]\d{0,8})", text, re.ASCII)
    if found is None or not int(found[1]) <= int(found[2]) < int(found[1]) + 100:
        raise Problem("not-found")
    return int(found[1]), int(found[2])
