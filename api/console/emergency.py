"""Reading the file of a resident out of reach, in an emergency: what that means, why, and then the file."""

from typing import Final
from uuid import UUID

from litestar import get, post
from litestar.params import FromPath

from adapters.postgres.sessions import UnsavedForms
from api.console.addresses import see_other
from api.console.desk import ConsoleDesk, Refused
from api.console.forms import Form
from api.console.view import View
from api.dependencies import Given
from api.problems import Problem
from api.replies import Reply
from api.roles import REACH

LONGEST: Final = 500
"""Letters of a reason, as `X-Break-Glass` and `X-Purpose` take it."""


def may_break_glass(view: View) -> bool:
    """Return whether a person reads the residents of their own offices only: an emergency widens that."""
    return view.caller is not None and view.may("read") and REACH[view.caller.role] == "current"


@get("/residents/{resident_id:uuid}/emergency")
async def ask_why(resident_id: FromPath[UUID], view: Given[View], unsaved: Given[UnsavedForms]) -> Reply:
    """Show what it means to break the glass, and ask why."""
    if not may_break_glass(view):
        raise Problem("not-found")
    typed = await unsaved.find(view.signed_in.person, view.path)
    return _asked(view, resident_id, "" if typed is None else Form(typed)["reason"])


@post("/residents/{resident_id:uuid}/emergency")
async def break_glass(
    resident_id: FromPath[UUID],
    form: Given[Form],
    view: Given[View],
    desk: Given[ConsoleDesk],
    unsaved: Given[UnsavedForms],
) -> Reply:
    """Break the glass for a reason, which is on record before anything is shown, and go on to the file."""
    if not may_break_glass(view):
        raise Problem("not-found")
    reason = reason_given(form)
    if reason is None:
        return _asked(view, resident_id, form["reason"], wrong=True)
    try:
        await desk.ask(f"/v1/residents/{resident_id}", {"X-Break-Glass": reason})
    except Refused as refused:
        if refused.code != "resident-not-found":
            raise
        return _asked(view, resident_id, form["reason"], nobody=True)
    await unsaved.forget(view.signed_in.person, view.path)
    return see_other(f"/residents/{resident_id}")


def reason_given(form: Form) -> str | None:
    """Return the reason that was typed, None for one that no header takes."""
    return reason_of(form["reason"])


def reason_of(typed: str) -> str | None:
    """Return a reason as a header takes it, None for one that none does."""
    reason = " ".join(typed.split())
    return reason if 0 < len(reason) <= LONGEST and reason.isprintable() else None


def _asked(view: View, resident_id: UUID, reason: str, *, wrong: bool = False, nobody: bool = False) -> Reply:
    return view.page(
        "emergency.html",
        status=400 if wrong else 404 if nobody else 200,
        resident_id=resident_id,
        reason=reason,
        wrong=wrong,
        nobody=nobody,
        longest=LONGEST,
    )
