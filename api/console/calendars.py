"""Calendars for the programs people use: made here, where the secret address is shown once, and revoked."""

from collections.abc import Mapping
from typing import Any, Final, get_args
from uuid import UUID

from litestar import get, post
from litestar.params import FromPath
from msgspec import Struct
from msgspec.structs import replace

from adapters.exchange.languages import CalendarLanguage
from adapters.postgres.sessions import UnsavedForms
from api.console.addresses import see_other
from api.console.desk import ConsoleDesk, Refused
from api.console.forms import Form
from api.console.narrowing import choices
from api.console.places import places_called
from api.console.view import View
from api.dependencies import Asking, Given
from api.edge import header
from api.replies import Reply
from api.scope import is_office
from api.wording import words

LANGUAGES: Final = get_args(CalendarLanguage)
PROGRAMS: Final = ("outlook", "apple", "thunderbird", "web")
"""Programs whose way to subscribe is said."""
_YES: Final = "yes"


class CalendarForm(Struct, frozen=True, kw_only=True):
    """What is typed about a calendar, and what is wrong with the office in it, in words."""

    office: str = ""
    kinds: tuple[str, ...] = ()
    names: bool = False
    language: str = "ja"
    fault: str = ""


@get("/calendars")
async def calendars(view: Given[View], desk: Given[ConsoleDesk], unsaved: Given[UnsavedForms]) -> Reply:
    """Show the calendars that there are, and the form for another one."""
    typed = await unsaved.find(view.signed_in.person, "/calendars")
    form = CalendarForm(language=view.language) if typed is None else _read(Form(typed), view)
    return await _shown(view, desk, form)


@post("/calendars", status_code=200)
async def make(
    request: Asking,
    view: Given[View],
    desk: Given[ConsoleDesk],
    form: Given[Form],
    unsaved: Given[UnsavedForms],
) -> Reply:
    """Make a calendar and show its address, this once: no other page has it, nor any link."""
    typed = _read(form, view)
    if typed.fault:
        return await _shown(view, desk, typed, status=400)
    host = (header(request.scope, b"host") or b"").decode("latin-1")
    try:
        made = (await desk.post("/v1/calendars", _wanted(typed, view), {"Host": host})).content
    except Refused as refused:
        if refused.code not in {"invalid-event", "too-many-calendars"}:
            raise
        said = " ".join(error.detail for error in refused.problem.errors) or refused.problem.detail
        return await _shown(view, desk, replace(typed, fault=said), status=refused.problem.status)
    await unsaved.forget(view.signed_in.person, "/calendars")
    return await _shown(view, desk, CalendarForm(language=view.language), made=made)


@post("/calendars/{calendar_id:uuid}/revoke")
async def revoke(calendar_id: FromPath[UUID], desk: Given[ConsoleDesk]) -> Reply:
    """Revoke a calendar."""
    await desk.delete(f"/v1/calendars/{calendar_id}")
    return see_other("/calendars?said=revoked")


async def _shown(
    view: View,
    desk: ConsoleDesk,
    form: CalendarForm,
    *,
    made: Mapping[str, Any] | None = None,
    status: int = 200,
) -> Reply:
    """Return the page, with the address of the calendar that has just been made."""
    return replace(view, dates=()).page(
        "calendars.html",
        status=status,
        calendars=(await desk.get("/v1/calendars"))["items"],
        form=form,
        made=made,
        kinds=choices(view, words.KINDS),
        languages=LANGUAGES,
        programs=PROGRAMS,
        narrows=view.signed_in.of_a_district or view.signed_in.reaches_all,
    )


def _read(form: Form, view: View) -> CalendarForm:
    """Return what was typed, and what is wrong with it."""
    office = form["office"].strip()
    found = CalendarForm(
        office=office,
        kinds=tuple(kind for kind in form.all("kinds") if kind in words.KINDS),
        names=form["names"] == _YES,
        language=form["language"] if form["language"] in LANGUAGES else view.language,
    )
    if office and _office(office, view) is None:
        return replace(found, fault=view.say("calendars.no-office"))
    return found


def _office(typed: str, view: View) -> str | None:
    """Return the code of the office that was typed, by name or code; None when it is not the one of any."""
    if is_office(typed):
        return typed
    found = places_called(typed, view.caller)
    return found[0] if len(found) == 1 else None


def _wanted(typed: CalendarForm, view: View) -> dict[str, Any]:
    wanted: dict[str, Any] = {"names": typed.names, "language": typed.language}
    if typed.office:
        wanted["office"] = _office(typed.office, view)
    if typed.kinds:
        wanted["kinds"] = typed.kinds
    return wanted
