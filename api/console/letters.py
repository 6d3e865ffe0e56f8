"""Letters to residents: whom there is something to write to, a letter to look at, and one that is sent."""

from typing import Final
from uuid import UUID, uuid4

from litestar import get, post
from litestar.params import FromPath

from adapters.postgres.sessions import UnsavedForms
from api.console.addresses import see_other
from api.console.desk import ConsoleDesk
from api.console.forms import Form
from api.console.narrowing import conditions, duty_choices, narrowed
from api.console.view import View
from api.dependencies import Given
from api.replies import Reply
from api.wording import rule_title, words
from api.wording.text import said

_DUE: Final = "overdue,open"
_STATES: Final = ("overdue", "open", "pending")
_USUAL: Final = {"state": _DUE, "rule": ""}


@get("/letters")
async def letters(view: Given[View], desk: Given[ConsoleDesk]) -> Reply:
    """Show duties that are open or overdue, each with the last letter about it and a way to the next."""
    seen = narrowed(view, _USUAL)
    asked = {**seen.asked, "on": view.on, "known": view.known}
    found = None
    if view.form and not seen.faults:
        return await desk.download("/v1/letters", **asked, format=view.form)
    if not seen.faults:
        found = await desk.get("/v1/letters", **asked, cursor=view.query.get("cursor"))
    return view.page(
        "letters.html",
        status=400 if seen.faults else 200,
        narrowed=seen,
        found=found,
        key=uuid4().hex,
        may_send=view.may("record") and not view.elsewhen,
        states=[
            (_DUE, view.say("worklist.to-do")),
            *((state, said(words.STATES[state], view.language)) for state in _STATES),
        ],
        rules=duty_choices(view),
        conditions=[] if seen.faults else conditions(view, seen, {
            "rule": ("lists.rule", lambda rule: rule_title(rule, view.language)),
        }),
    )  # fmt: skip


@get("/residents/{resident_id:uuid}/letters")
async def back(resident_id: FromPath[UUID], view: Given[View]) -> Reply:
    """Lead to the page of the resident, where letters are written from."""
    return see_other(view.link(f"/residents/{resident_id}"))


@get("/residents/{resident_id:uuid}/letters/{rule:str}")
async def letter(
    resident_id: FromPath[UUID], rule: FromPath[str], view: Given[View], desk: Given[ConsoleDesk]
) -> Reply:
    """Answer with a letter to look at."""
    asked = {name: view.query.get(name) for name in ("trigger", "language")}
    path = f"/v1/residents/{resident_id}/letters/{rule}"
    return await desk.download(path, on=view.on, known=view.known, **asked)


@post("/residents/{resident_id:uuid}/letters", status_code=200)
async def send(
    resident_id: FromPath[UUID],
    view: Given[View],
    desk: Given[ConsoleDesk],
    form: Given[Form],
    unsaved: Given[UnsavedForms],
) -> Reply:
    """Answer with a letter to print, on record as sent; once, however often the form is sent."""
    wanted: dict[str, object] = {"rule": form["rule"], "language": form["language"]}
    if form["trigger"].isdecimal():
        wanted["trigger"] = int(form["trigger"])
    key = "-".join((form["key"], *map(str, wanted.values())))[:255]
    reply = await desk.send_for(f"/v1/residents/{resident_id}/letters", wanted, {"Idempotency-Key": key})
    await unsaved.forget(view.signed_in.person, view.path)
    return reply
