"""Taking out one resident's whole file as a zip: what is in it, what for, and then the zip."""

from uuid import UUID

from litestar import get, post
from litestar.params import FromPath

from adapters.postgres.sessions import UnsavedForms
from api.console.desk import ConsoleDesk
from api.console.emergency import LONGEST, reason_given
from api.console.forms import Form
from api.console.view import View
from api.dependencies import Given
from api.problems import Problem
from api.replies import Reply
from api.wording.permissions import not_for_role


@get("/residents/{resident_id:uuid}/file")
async def ask_what_for(
    resident_id: FromPath[UUID], view: Given[View], desk: Given[ConsoleDesk], unsaved: Given[UnsavedForms]
) -> Reply:
    """Show what is in a zip, and ask what for; the zip itself comes when that is said."""
    who = view.signed_in
    if not view.may("take-out"):
        raise Problem("forbidden", not_for_role(who.role, who.office, "take-out"))
    typed = await unsaved.find(who.person, view.path)
    return await _asked(view, desk, resident_id, "" if typed is None else Form(typed)["reason"])


@post("/residents/{resident_id:uuid}/file")
async def take_out(
    resident_id: FromPath[UUID],
    form: Given[Form],
    view: Given[View],
    desk: Given[ConsoleDesk],
    unsaved: Given[UnsavedForms],
) -> Reply:
    """Answer with the zip, the look and what it was for on record."""
    reason = reason_given(form)
    if reason is None:
        return await _asked(view, desk, resident_id, form["reason"], wrong=True)
    path = f"/v1/residents/{resident_id}/file.zip"
    found = await desk.download(path, {"X-Purpose": reason}, on=view.on, known=view.known)
    await unsaved.forget(view.signed_in.person, view.path)
    return found


async def _asked(
    view: View, desk: ConsoleDesk, resident_id: UUID, reason: str, *, wrong: bool = False
) -> Reply:
    return view.page(
        "resident-file.html",
        status=400 if wrong else 200,
        resident_id=resident_id,
        standing=await desk.get(f"/v1/residents/{resident_id}", on=view.on, known=view.known),
        reason=reason,
        wrong=wrong,
        longest=LONGEST,
    )
