"""Setting right what is recorded: an entry as it should have been, or one that never happened.

Who may not do so asks a supervisor, with the same form.
"""

from typing import Any, Final
from uuid import UUID

from litestar import get, post
from litestar.params import FromPath

from adapters.postgres.sessions import UnsavedForms
from api.console.desk import ConsoleDesk
from api.console.fields import ABOUT_ENTRIES, fields_of
from api.console.forms import Form
from api.console.record import may_record
from api.console.saving import Saving
from api.console.sheets import Entry, Sheet, entry_of, filled_entry, lines_of
from api.console.view import View
from api.dependencies import Given
from api.problems import Problem
from api.replies import Reply
from api.wording.events import EVENTS
from api.wording.text import said

PATHS: Final = [f"/residents/{{resident_id:uuid}}/{wrong}/{{version:int}}" for wrong in ("correct", "void")]


@get(PATHS)
async def form_of_change(
    resident_id: FromPath[UUID],
    version: FromPath[int],
    view: Given[View],
    desk: Given[ConsoleDesk],
    unsaved: Given[UnsavedForms],
) -> Reply:
    """Show an entry with its fields filled in, to be corrected; or as it is, to be voided."""
    may_record(view)
    if "/correct/" in view.path:
        standing = await desk.get(f"/v1/residents/{resident_id}")
        if standing.get("address_protected") and standing["address"] is None:
            # a form filled in without what is not told would lose it
            return view.page("correct-protected.html", resident_id=resident_id, standing=standing)
    return await Saving(view, desk, unsaved, await _sheet(resident_id, version, view, desk)).show()


@post(PATHS)
async def change(
    resident_id: FromPath[UUID],
    version: FromPath[int],
    form: Given[Form],
    view: Given[View],
    desk: Given[ConsoleDesk],
    unsaved: Given[UnsavedForms],
) -> Reply:
    """Show what a correction or a void would change, save it, or ask for it."""
    may_record(view)
    return await Saving(view, desk, unsaved, await _sheet(resident_id, version, view, desk)).take(form)


async def _sheet(resident_id: UUID, version: int, view: View, desk: ConsoleDesk) -> Sheet:
    counting = await entry_as_it_counts(resident_id, version, desk)
    make = _correction if "/correct/" in view.path else _void
    return make(resident_id, version, counting, view)


def _correction(resident_id: UUID, version: int, counting: dict[str, Any], view: View) -> Sheet:
    replacement = entry_of(counting["type"], "0.replacement")
    return Sheet(
        path=f"/residents/{resident_id}/correct/{version}",
        title=_title("record.correct", counting, version, view),
        entries=(replacement, _why("EventCorrected", {"corrects": version}, view)),
        resident_id=resident_id,
        typed=filled_entry(replacement, counting, view.language),
        changes_record=True,
    )


def _void(resident_id: UUID, version: int, counting: dict[str, Any], view: View) -> Sheet:
    return Sheet(
        path=f"/residents/{resident_id}/void/{version}",
        title=_title("record.void", counting, version, view),
        entries=(_why("EventVoided", {"voids": version}, view),),
        resident_id=resident_id,
        quoted=lines_of(counting["type"], counting, view),
        changes_record=True,
    )


def _why(type_: str, fixed: dict[str, Any], view: View) -> Entry:
    """Return the entry that corrects or voids: only its reason is asked for."""
    reason = tuple(field for field in fields_of(type_) if field.path == ("reason",))
    return Entry(type=type_, prefix="0", fields=reason, fixed={"occurred_on": str(view.today), **fixed})


def _title(key: str, event: dict[str, Any], version: int, view: View) -> str:
    return view.say(key, title=said(EVENTS[event["type"]], view.language), version=version)


async def entry_as_it_counts(resident_id: UUID, version: int, desk: ConsoleDesk) -> dict[str, Any]:
    """Return the event at a version as it counts now, its last correction if it has one.

    Raises Problem `unknown-version`, and `not-correctable` for what speaks of another entry.
    """
    recorded = await _recorded(resident_id, version, desk)
    if recorded["type"] in ABOUT_ENTRIES:
        raise Problem("not-correctable")
    if recorded["state"] != "corrected":
        return recorded
    correction = await _recorded(resident_id, recorded["by"], desk)
    found: dict[str, Any] = correction["replacement"]
    return found


async def _recorded(resident_id: UUID, version: int, desk: ConsoleDesk) -> dict[str, Any]:
    items = (await desk.get(f"/v1/residents/{resident_id}/events", after=version - 1, limit=1))["items"]
    if not items or items[0]["version"] != version:
        raise Problem("unknown-version")
    found: dict[str, Any] = items[0]
    return found
