"""Corrections that somebody asked for: what waits, what each would change, and deciding about it."""

from secrets import token_urlsafe
from typing import Any, Final
from uuid import UUID

from litestar import get, post
from litestar.params import FromPath
from msgspec import Struct
from msgspec.structs import replace

from adapters.postgres.sessions import UnsavedForms
from api.console.addresses import see_other
from api.console.correct import entry_as_it_counts
from api.console.desk import ConsoleDesk, Refused
from api.console.forms import Form
from api.console.narrowing import EVERYTHING, choices, narrowed
from api.console.sheets import lines_of
from api.console.view import View
from api.dependencies import Given
from api.problems import Problem
from api.replies import Reply
from api.wording import type_title, words
from api.wording.changes import duty_sentences, standing_sentences

_LIST: Final = "/audit/corrections"
_ONE: Final = f"{_LIST}/{{resident_id:uuid}}/{{version:int}}"
_STATES: Final = "pending,accepted,declined"
_OUTCOMES: Final = {"accept": "accepted", "decline": "declined"}


class DecisionTyped(Struct, frozen=True, kw_only=True):
    """What stands in the form for the decision, and what is wrong with it."""

    reason: str = ""
    key: str = ""
    fault: str = ""
    moved_on: bool = False


class WouldChange(Struct, frozen=True, kw_only=True):
    """What accepting a request would change as of `version`, or why it cannot be recorded."""

    version: str = ""
    standing: tuple[str, ...] = ()
    duties: tuple[Any, ...] = ()
    refused: str = ""


@get(_LIST)
async def corrections(view: Given[View], desk: Given[ConsoleDesk]) -> Reply:
    """Show what has been asked for in the own offices, what waits unless other states are asked for."""
    seen = narrowed(view, {"state": "pending"})
    state = _STATES if seen.typed["state"] == EVERYTHING else seen.typed["state"]
    if view.form:
        return await desk.download("/v1/correction-requests", state=state, format=view.form)
    found = await desk.get("/v1/correction-requests", state=state, cursor=view.query.get("cursor"))
    offered = {"pending": view.say("corrections.pending"), **dict(choices(view, words.DECISIONS))}
    offered[EVERYTHING] = view.say("lists.all")
    shown = offered.get(seen.typed["state"], seen.typed["state"])
    return replace(view, dates=()).page(
        "corrections.html",
        narrowed=seen,
        found=found,
        states=list(offered.items()),
        caption=view.say("corrections.caption", state=shown),
    )


@get(_ONE)
async def correction(
    resident_id: FromPath[UUID],
    version: FromPath[int],
    view: Given[View],
    desk: Given[ConsoleDesk],
    unsaved: Given[UnsavedForms],
) -> Reply:
    """Show a request: what is recorded, what should be, what that would change, and who decides."""
    kept = Form(await unsaved.find(view.signed_in.person, view.path) or "")
    return await _page(
        resident_id, version, view, desk, DecisionTyped(reason=kept["reason"], key=kept["key"])
    )


@post(_ONE)
async def decide(
    resident_id: FromPath[UUID],
    version: FromPath[int],
    form: Given[Form],
    view: Given[View],
    desk: Given[ConsoleDesk],
    unsaved: Given[UnsavedForms],
) -> Reply:
    """Accept or decline a request with a reason; a file that has changed meanwhile is shown again first."""
    decision = form["decision"] if form["decision"] in _OUTCOMES else "decline"
    path = f"/v1/residents/{resident_id}/correction-requests/{version}/{decision}"
    headers = {"Idempotency-Key": form["key"] or token_urlsafe(24)}
    if decision == "accept" and form["version"]:
        headers["If-Match"] = f'"{form["version"]}"'
    try:
        await desk.post(path, {"reason": form["reason"].strip()}, headers)
    except Refused as refused:
        if refused.problem.status in {403, 404, 410}:
            raise
        moved_on = refused.code == "version-mismatch"
        fault = next((each.detail for each in refused.problem.errors), refused.problem.detail)
        typed = DecisionTyped(reason=form["reason"], fault="" if moved_on else fault, moved_on=moved_on)
        return await _page(resident_id, version, view, desk, typed, status=refused.problem.status)
    await unsaved.forget(view.signed_in.person, view.path)
    return see_other(view.link(_LIST, said=_OUTCOMES[decision]))


async def _page(
    resident_id: UUID, version: int, view: View, desk: ConsoleDesk, typed: DecisionTyped, status: int = 200
) -> Reply:
    """Return the page of one request; raises Problem `correction-request-not-found`, Refused."""
    asked = await _asked(resident_id, version, desk)
    wanted = asked["requested"]
    about = wanted.get("corrects") or wanted["voids"]
    recorded = await entry_as_it_counts(resident_id, about, desk)
    replacement = wanted.get("replacement")
    waits = asked["state"] == "pending"
    effects = await _effects(resident_id, wanted, view, desk) if waits and view.may("record") else None
    return replace(view, dates=()).page(
        "correction.html",
        status=status,
        resident_id=resident_id,
        standing=await desk.get(f"/v1/residents/{resident_id}"),
        asked=asked,
        about=about,
        recorded=(type_title(recorded["type"], view.language), lines_of(recorded["type"], recorded, view)),
        wanted=replacement
        and (
            type_title(replacement["type"], view.language),
            lines_of(replacement["type"], replacement, view),
        ),
        effects=effects,
        decides=waits and view.may("correct"),
        typed=replace(typed, key=typed.key or token_urlsafe(24)),
    )


async def _asked(resident_id: UUID, version: int, desk: ConsoleDesk) -> Any:
    """Return a request about a resident; raises Problem `correction-request-not-found`, Refused."""
    found = await desk.get(f"/v1/residents/{resident_id}/correction-requests")
    for asked in found["items"]:
        if asked["request"] == version:
            return asked
    raise Problem("correction-request-not-found")


async def _effects(resident_id: UUID, wanted: Any, view: View, desk: ConsoleDesk) -> WouldChange:
    """Return what recording the change that is asked for would change."""
    try:
        tried = await desk.post(f"/v1/residents/{resident_id}/preview", {"events": [wanted]})
    except Refused as refused:
        return WouldChange(refused=refused.problem.detail)
    changes = tried.content["changes"]
    return WouldChange(
        version=tried.headers["etag"].strip('"'),
        standing=tuple(standing_sentences(changes, view.language)),
        duties=tuple(duty_sentences(changes, view.language)),
    )
