"""Webhooks: to which systems facts are sent, how far each has come, what it did not take."""

import re
from typing import Any, Final, Literal
from uuid import UUID

from litestar import get, post
from litestar.params import FromPath
from msgspec import Struct
from msgspec.structs import replace

from adapters.clock import start_of_day
from adapters.postgres.sessions import UnsavedForms
from api.console.addresses import see_other
from api.console.desk import ConsoleDesk, Refused
from api.console.forms import Form
from api.console.places import office_called
from api.console.view import View
from api.console.written import day_typed
from api.dependencies import Given
from api.problems import Problem
from api.replies import Reply
from api.wording.webhooks import KINDS, failure_words

_LINES: Final = re.compile(r"[\n,;、]+")
_SAID: Final = ("paused", "resumed", "deleted", "replayed")
_POSITION: Final = re.compile(r"[0-9]{1,18}")
_MOST: Final = 50


class WebhookTyped(Struct, frozen=True, kw_only=True):
    """What stands in the form of a new receiver, and what is wrong with it."""

    url: str = ""
    kinds: tuple[str, ...] = tuple(KINDS)
    offices: str = ""
    faults: tuple[str, ...] = ()
    wrong_at: Literal["url", "offices"] = "url"


@get("/webhooks")
async def receivers(view: Given[View], desk: Given[ConsoleDesk], unsaved: Given[UnsavedForms]) -> Reply:
    """Show to which systems facts are sent."""
    found = await desk.get("/v1/webhooks")
    kept = await unsaved.find(view.signed_in.person, "/webhooks")
    return _list(view, found, WebhookTyped() if kept is None else _filled_in(Form(kept)))


@post("/webhooks", status_code=200)
async def add(
    view: Given[View], desk: Given[ConsoleDesk], form: Given[Form], unsaved: Given[UnsavedForms]
) -> Reply:
    """Have facts sent to one more system; the answer alone has the secret, so no other page can follow it."""
    offices = [_office(view, line) for line in _LINES.split(form["offices"]) if line.strip()]
    typed = replace(
        _filled_in(form), faults=tuple(fault for _, fault in offices if fault), wrong_at="offices"
    )
    status = 400
    if not typed.faults:
        wanted = {
            "url": form["url"].strip(), "kinds": form.all("kinds"), "offices": [code for code, _ in offices]
        }  # fmt: skip
        try:
            made = (await desk.post("/v1/webhooks", wanted)).content
        except Refused as refused:
            if refused.problem.status == 403:
                raise
            status, typed = refused.problem.status, replace(typed, faults=_faults(refused), wrong_at="url")
        else:
            await unsaved.forget(view.signed_in.person, "/webhooks")
            return await _one(view, desk, made)
    return _list(view, await desk.get("/v1/webhooks"), typed, status=status)


@get("/webhooks/{webhook_id:uuid}")
async def receiver(webhook_id: FromPath[UUID], view: Given[View], desk: Given[ConsoleDesk]) -> Reply:
    """Show one receiver, and what it did not take."""
    return await _one(view, desk, await desk.get(f"/v1/webhooks/{webhook_id}"))


@post("/webhooks/{webhook_id:uuid}", status_code=200)
async def act(
    webhook_id: FromPath[UUID], view: Given[View], desk: Given[ConsoleDesk], form: Given[Form]
) -> Reply:
    """Pause, go on, send again, replace the secret or take away, as the button says."""
    path = f"/v1/webhooks/{webhook_id}"
    match form["do"]:
        case "pause" | "resume":
            await desk.patch(path, {"paused": form["do"] == "pause"})
            return see_other(view.link(f"/webhooks/{webhook_id}", said=f"{form['do']}d"))
        case "secret":
            return await _one(view, desk, (await desk.post(f"{path}/secret", {})).content)
        case "delete" if form["sure"]:
            await desk.delete(path)
            return see_other(view.link("/webhooks", said="deleted"))
        case "delete":
            return await _one(view, desk, await desk.get(path), fault=view.say("webhooks.not-sure"))
        case "replay":
            return await _replay(view, desk, path, form["after"].strip())
        case _:
            raise Problem("not-found")


async def _replay(view: View, desk: ConsoleDesk, path: str, typed: str) -> Reply:
    """Have facts sent again from what somebody typed on: a position, or the beginning of a day."""
    fault, after = view.say("webhooks.no-place"), _place(typed)
    if after is not None:
        try:
            await desk.post(f"{path}/replay", {"after": after})
        except Refused as refused:
            if refused.problem.status != 400:
                raise
            fault = refused.problem.errors[0].detail
        else:
            return see_other(view.link(path.removeprefix("/v1"), said="replayed"))
    return await _one(view, desk, await desk.get(path), fault=fault, after=typed)


def _place(typed: str) -> int | str | None:
    """Return the position, or the first moment of the day, that somebody typed; None for anything else."""
    day = day_typed(typed) if typed else None
    if day is not None:
        return start_of_day(day).isoformat()
    return int(typed) if _POSITION.fullmatch(typed) else None


def _office(view: View, typed: str) -> tuple[str, str]:
    """Return the code of the office of a line, and what is wrong where it is none, after what was typed."""
    code, wrong = office_called(typed)
    return code, f"{typed.strip()}: {view.say(wrong)}" if wrong else ""


def _faults(refused: Refused) -> tuple[str, ...]:
    problem = refused.problem
    return tuple(each.detail for each in problem.errors) or (problem.detail,)


def _filled_in(form: Form) -> WebhookTyped:
    return WebhookTyped(url=form["url"], kinds=tuple(form.all("kinds")), offices=form["offices"])


def _list(view: View, found: Any, typed: WebhookTyped, *, status: int = 200) -> Reply:
    return replace(view, dates=()).page(
        "webhooks.html", status=status, found=found, typed=typed, kinds=KINDS, done=view.done(*_SAID)
    )


async def _one(view: View, desk: ConsoleDesk, hook: Any, *, fault: str = "", after: str = "") -> Reply:
    """Return the page of one receiver; with its secret where that was just made."""
    cursor = view.query.get("cursor")
    page = await desk.get(f"/v1/webhooks/{hook['webhook_id']}/deliveries", cursor=cursor, limit=_MOST)
    for one in page["items"]:
        one["why"] = failure_words(one["failure"], view.language)
    return replace(view, dates=()).page(
        "webhook.html",
        status=400 if fault else 200,
        hook=hook,
        page=page,
        kinds=KINDS,
        secret=hook.get("secret", ""),
        fault=fault,
        after=after,
        done=view.done(*_SAID),
    )
