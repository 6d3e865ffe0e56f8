"""Merging two files of one person, seen side by side first, and taking merged files apart again."""

from collections.abc import Sequence
from secrets import token_urlsafe
from typing import Any, Final
from uuid import UUID

from litestar import get, post
from litestar.params import FromPath
from msgspec import UNSET, Struct
from msgspec.structs import replace

from adapters.postgres.sessions import UnsavedForms
from api.console.addresses import see_other
from api.console.desk import Answer, ConsoleDesk, Refused
from api.console.duplicates import SIDE_BY_SIDE, two_files
from api.console.forms import Form
from api.console.view import View
from api.dependencies import Given
from api.problems import ContradictionView, Problem, ProblemDocument
from api.replies import Reply
from api.wording.changes import duty_sentences, standing_sentences
from api.wording.permissions import not_for_role

_APART: Final = "/residents/{resident_id:uuid}/unmerge"
_BEYOND: Final = frozenset({403, 404, 410})
"""Refusals that nothing typed into a form would change."""


class MergeTyped(Struct, frozen=True, kw_only=True):
    """What stands in the form that merges: which file goes on, and why; and what speaks against it."""

    survives: str
    merged: str
    reason: str = ""
    key: str = ""
    fault: str = ""
    contradictions: Sequence[ContradictionView] = ()


@get(SIDE_BY_SIDE)
async def side_by_side(
    resident_id: FromPath[UUID],
    other: FromPath[UUID],
    view: Given[View],
    desk: Given[ConsoleDesk],
    unsaved: Given[UnsavedForms],
) -> Reply:
    """Show two files in two columns: what is equal, what differs, and why they may be of one person."""
    kept = Form(await unsaved.find(view.signed_in.person, view.path) or "")
    return await two_files(resident_id, other, view, desk, typed=_typed(resident_id, other, kept))


@post(SIDE_BY_SIDE)
async def merge(
    resident_id: FromPath[UUID],
    other: FromPath[UUID],
    form: Given[Form],
    view: Given[View],
    desk: Given[ConsoleDesk],
    unsaved: Given[UnsavedForms],
) -> Reply:
    """Show what merging would change, or merge; and what speaks against it, beside the two files."""
    typed = _typed(resident_id, other, form)
    try:
        if form["step"] == "save":
            return await _merged(typed, form["version"], view, desk, unsaved)
        return await _checked(typed, view, desk)
    except Refused as refused:
        if refused.problem.status in _BEYOND:
            raise
        return await two_files(
            resident_id, other, view, desk, typed=_refused(typed, refused.problem),
            status=refused.problem.status,
        )  # fmt: skip


async def _merged(
    typed: MergeTyped, version: str, view: View, desk: ConsoleDesk, unsaved: UnsavedForms
) -> Reply:
    headers = {"Idempotency-Key": typed.key} | ({"If-Match": f'"{version}"'} if version else {})
    body = {"with": typed.merged, "reason": typed.reason}
    try:
        done = await desk.post(f"/v1/residents/{typed.survives}/merge", body, headers)
    except Refused as refused:
        if refused.code == "version-mismatch":
            return await _checked(typed, view, desk, moved_on=True)
        raise
    await unsaved.forget(view.signed_in.person, view.path)
    return _recorded(done)


async def _checked(typed: MergeTyped, view: View, desk: ConsoleDesk, *, moved_on: bool = False) -> Reply:
    body = {"with": typed.merged, "reason": typed.reason}
    tried = await desk.post(f"/v1/residents/{typed.survives}/merge/preview", body)
    changes = tried.content["changes"]
    return replace(view, dates=()).page(
        "merge-check.html",
        resident_id=typed.survives,
        standing=await desk.get(f"/v1/residents/{typed.survives}"),
        goes=await desk.get(f"/v1/residents/{typed.merged}"),
        typed=typed,
        version=tried.headers["etag"].strip('"'),
        standing_effects=list(standing_sentences(changes, view.language)),
        duty_effects=list(duty_sentences(changes, view.language)),
        moved_on=moved_on,
    )


@get(_APART)
async def ask_why_apart(
    resident_id: FromPath[UUID], view: Given[View], desk: Given[ConsoleDesk], unsaved: Given[UnsavedForms]
) -> Reply:
    """Say what taking merged files apart means, and ask why."""
    kept = Form(await unsaved.find(view.signed_in.person, view.path) or "")
    return await _apart(resident_id, kept, view, desk)


@post(_APART)
async def take_apart(
    resident_id: FromPath[UUID],
    form: Given[Form],
    view: Given[View],
    desk: Given[ConsoleDesk],
    unsaved: Given[UnsavedForms],
) -> Reply:
    """Take merged files apart, once however often the form is sent, and show what that changed."""
    headers = {"Idempotency-Key": form["key"] or token_urlsafe(24)}
    body = {"reason": form["reason"].strip()}
    try:
        done = await desk.post(f"/v1/residents/{resident_id}/unmerge", body, headers)
    except Refused as refused:
        if refused.problem.status in _BEYOND:
            raise
        return await _apart(resident_id, form, view, desk, problem=refused.problem)
    await unsaved.forget(view.signed_in.person, view.path)
    return _recorded(done)


async def _apart(
    resident_id: UUID, form: Form, view: View, desk: ConsoleDesk, *, problem: ProblemDocument | None = None
) -> Reply:
    if not view.may("merge"):
        who = view.signed_in
        raise Problem("forbidden", not_for_role(who.role, who.office, "merge"))
    return replace(view, dates=()).page(
        "unmerge.html",
        status=200 if problem is None else problem.status,
        resident_id=resident_id,
        standing=await desk.get(f"/v1/residents/{resident_id}"),
        reason=form["reason"],
        key=form["key"] or token_urlsafe(24),
        fault="" if problem is None else _fault(problem),
    )


def _typed(resident_id: UUID, other: UUID, form: Form) -> MergeTyped:
    one, second = str(resident_id), str(other)
    survives, merged = (second, one) if form["survives"] == second else (one, second)
    return MergeTyped(
        survives=survives, merged=merged, reason=form["reason"].strip(), key=form["key"] or token_urlsafe(24)
    )


def _refused(typed: MergeTyped, problem: ProblemDocument) -> MergeTyped:
    """Return what was typed with what speaks against it; with another key, for it may be changed now."""
    found = () if problem.contradictions is UNSET else problem.contradictions
    return replace(typed, key=token_urlsafe(24), fault=_fault(problem), contradictions=found)


def _fault(problem: ProblemDocument) -> str:
    return next((each.detail for each in problem.errors), problem.detail)


def _recorded(done: Answer) -> Reply:
    versions: list[Any] = [event["version"] for event in done.content["events"]]
    about = done.content["resident_id"]
    return see_other(f"/residents/{about}/recorded/{versions[0]}-{versions[-1]}")
