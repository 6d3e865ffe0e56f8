"""Mail: to whom each office's digest of the day goes, what became of the last one, and a mail to try it."""

import re
from collections.abc import Sequence
from typing import Any, Final, Literal

from litestar import get, post
from msgspec import Struct
from msgspec.structs import replace

from adapters.postgres.sessions import UnsavedForms
from api.console.addresses import see_other
from api.console.desk import ConsoleDesk, Refused
from api.console.forms import Form
from api.console.narrowing import choices
from api.console.places import office_called
from api.console.view import View
from api.dependencies import Given
from api.replies import Reply
from api.wording.mail import DIGEST_STATES, LANGUAGES

_BETWEEN: Final = re.compile(r"[\s,;、]+")
_SAID: Final = ("set", "removed", "tried")
_NUMBERED: Final = re.compile(r"/addresses/([0-9]+)")


class MailTyped(Struct, frozen=True, kw_only=True):
    """What stands in the two forms, and what is wrong with each."""

    office: str = ""
    addresses: str = ""
    language: str = "ja"
    faults: tuple[str, ...] = ()
    wrong_at: Literal["office", "addresses"] = "addresses"
    trial: str = ""
    trial_fault: str = ""


@get("/mail")
async def recipients(view: Given[View], desk: Given[ConsoleDesk], unsaved: Given[UnsavedForms]) -> Reply:
    """Show to whom digests go; with `office` in the address, those of that office in the form."""
    found = await desk.get("/v1/mail/recipients")
    kept = await unsaved.find(view.signed_in.person, "/mail")
    if kept is not None:
        typed = _filled_in(Form(kept))
    else:
        typed = _of_office(found["items"], view.query.get("office", ""))
    return _page(view, found, typed)


@post("/mail", status_code=200)
async def change(
    view: Given[View], desk: Given[ConsoleDesk], form: Given[Form], unsaved: Given[UnsavedForms]
) -> Reply:
    """Set or remove the recipients of an office, or send a trial mail, as the button says."""
    office, fault = _office(view, form["office"])
    if fault and form["do"] != "try":
        found = await desk.get("/v1/mail/recipients")
        return _page(view, found, replace(_filled_in(form), faults=(fault,), wrong_at="office"), status=400)
    try:
        done = await _done(desk, form, office)
    except Refused as refused:
        if refused.problem.status == 403:
            raise
        found = await desk.get("/v1/mail/recipients")
        # A 5xx of ours a proxy may show as a page of its own.
        return _page(view, found, _wrong(form, refused), status=min(refused.problem.status, 400))
    await unsaved.forget(view.signed_in.person, "/mail")
    return see_other(view.link("/mail", said=done))


async def _done(desk: ConsoleDesk, form: Form, office: str) -> str:
    """Do what a form asks for, of an office or not, and return the word for it. Raises Refused."""
    match form["do"]:
        case "remove":
            await desk.delete(f"/v1/mail/recipients/{office}")
            return "removed"
        case "try":
            address = {"address": form["address"].strip(), "language": form["language"]}
            await desk.post("/v1/mail/trials", address)
            return "tried"
        case _:
            wanted = {"addresses": _addresses(form["addresses"]), "language": form["language"]}
            await desk.put(f"/v1/mail/recipients/{office}", wanted)
            return "set"


def _office(view: View, typed: str) -> tuple[str, str]:
    """Return the code of the office that somebody typed, and what is wrong where it is none."""
    code, wrong = office_called(typed)
    return code, view.say(wrong) if wrong else ""


def _addresses(typed: str) -> list[str]:
    """Return the addresses in a field, one a line or with commas between them."""
    return [address for address in _BETWEEN.split(typed) if address]


def _of_office(items: Sequence[Any], office: str) -> MailTyped:
    """Return the form with the recipients of an office, empty where there are none."""
    for item in items:
        if item["office"] == office:
            addresses = "\n".join(item["addresses"])
            return MailTyped(office=office, addresses=addresses, language=item["language"])
    return MailTyped()


def _filled_in(form: Form) -> MailTyped:
    """Return the forms as one of them was filled in."""
    return MailTyped(
        office=form["office"], addresses=form["addresses"], language=form["language"] or "ja",
        trial=form["address"],
    )  # fmt: skip


def _wrong(form: Form, refused: Refused) -> MailTyped:
    """Return the forms as they were filled in, with what the API says is wrong."""
    problem = refused.problem
    if form["do"] == "try":
        fault = next((each.detail for each in problem.errors), problem.detail)
        return replace(_filled_in(form), trial_fault=fault)
    addresses = _addresses(form["addresses"])
    faults = [_at_its_place(each.pointer, each.detail, addresses) for each in problem.errors]
    return replace(_filled_in(form), faults=tuple(faults) or (problem.detail,))


def _at_its_place(pointer: str, detail: str, addresses: Sequence[str]) -> str:
    """Return what is wrong, after the address that it is about."""
    found = _NUMBERED.fullmatch(pointer)
    return detail if found is None else f"{addresses[int(found[1])]}: {detail}"


def _page(view: View, found: Any, typed: MailTyped, *, status: int = 200) -> Reply:
    return replace(view, dates=()).page(
        "mail.html",
        status=status,
        found=found,
        typed=typed,
        done=view.done(*_SAID),
        languages=choices(view, LANGUAGES),
        language_names=LANGUAGES,
        states=DIGEST_STATES,
    )
