"""Notices: what offices were told of duties, and taking note of it."""

from typing import Any, Final
from uuid import UUID

from litestar import get, post
from msgspec import Struct

from adapters.postgres.sessions import UnsavedForms
from api.console.addresses import see_other
from api.console.desk import ConsoleDesk, Refused
from api.console.forms import Form
from api.console.htmx import part_wanted
from api.console.narrowing import EVERYTHING, Narrowed, choices, conditions, duty_choices, narrowed
from api.console.view import View
from api.dependencies import Asking, Given
from api.problems import Problem
from api.replies import Reply
from api.wording import rule_title
from api.wording.notices import NOTICE_STATES, stage_words
from api.wording.text import said
from projections.notices import STAGES, stage_name, stage_of

_USUAL: Final = {"state": "raised", "stage": "", "rule": ""}


class Note(Struct, frozen=True):
    """What somebody writes to a notice."""

    notice: str = ""
    text: str = ""


@get("/notices")
async def notices(view: Given[View], desk: Given[ConsoleDesk], unsaved: Given[UnsavedForms]) -> Reply:
    """Show what offices were told, what nobody took note of yet unless other states are asked for."""
    seen = narrowed(view, _USUAL)
    cursor = view.query.get("cursor")
    found = None
    at = {"on": view.on, "known": view.known}
    if view.form and not seen.faults:
        return await desk.download("/v1/notices", **seen.asked, **at, format=view.form)
    if not seen.faults:
        found = await desk.get("/v1/notices", **seen.asked, **at, cursor=cursor)
    return view.page(
        "notices.html",
        status=400 if seen.faults else 200,
        narrowed=seen,
        found=found,
        caption=view.say("notices.caption", state=_state(view, seen)),
        conditions=[] if seen.faults else _conditions(view, seen),
        action="" if view.elsewhen or not view.may("record") else _here(view, seen),
        states=[*choices(view, NOTICE_STATES), (EVERYTHING, view.say("lists.all"))],
        stages=_stages(view, seen.typed["stage"]),
        rules=duty_choices(view),
        note=await _kept(view, unsaved),
    )


@post("/notices", status_code=200)
async def take_note(
    request: Asking,
    view: Given[View],
    desk: Given[ConsoleDesk],
    form: Given[Form],
    unsaved: Given[UnsavedForms],
) -> Reply:
    """Take note of a notice; where htmx asks, answer with that notice alone, to stand in its place."""
    in_place = part_wanted(request.scope)
    try:
        notice = await _taken(desk, form)
    except Refused as refused:
        if not in_place:
            raise
        return view.page("notice.html", notice=None, problem=refused.problem, id=form["notice"])
    await unsaved.forget(view.signed_in.person, "/notices")
    if in_place:
        return view.page("notice.html", notice=notice, problem=None)
    return see_other(_here(view, narrowed(view, _USUAL), said="taken"))


async def _taken(desk: ConsoleDesk, form: Form) -> Any:
    """Take note of the notice that a form names and return it. Raises Problem `notice-not-found`, Refused."""
    try:
        notice_id = UUID(form["notice"])
    except ValueError:
        raise Problem("notice-not-found") from None
    note = {"note": form["note"].strip()} if form["note"].strip() else {}
    return (await desk.post(f"/v1/notices/{notice_id}/acknowledge", note)).content


async def _kept(view: View, unsaved: UnsavedForms) -> Note:
    """Return the note that somebody was writing when their session ended."""
    typed = await unsaved.find(view.signed_in.person, "/notices")
    form = Form(typed or "")
    return Note(form["notice"], form["note"].strip())


def _here(view: View, seen: Narrowed, **more: str) -> str:
    """Return the address of the page of the list that is shown."""
    return view.link("/notices", **{**seen.kept, "cursor": view.query.get("cursor"), **more})


def _state(view: View, seen: Narrowed) -> str:
    """Return which notices are listed, in words."""
    state = seen.typed["state"]
    if state == EVERYTHING:
        return view.say("lists.all")
    known = [said(text, view.language) for code, text in NOTICE_STATES.items() if code in state.split(",")]
    return view.say("lists.between").join(known)


def _conditions(view: View, seen: Narrowed) -> list[str]:
    """Return what the list is narrowed to besides states, in words."""
    language = view.language
    return conditions(
        view,
        seen,
        {
            "stage": ("notices.stage", lambda stage: stage_words(stage_of(stage), language)),
            "rule": ("lists.rule", lambda rule: rule_title(rule, language)),
        },
    )


def _stages(view: View, asked: str) -> list[tuple[str, str]]:
    """Return the stages to choose from: the usual ones, and what the address asks for."""
    offered = {"": view.say("lists.any")}
    offered |= {stage_name(stage): stage_words(stage, view.language) for stage in STAGES}
    return list((offered | {asked: offered.get(asked, asked)}).items())
