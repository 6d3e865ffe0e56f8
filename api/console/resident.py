"""The page of one resident: standing in sentences, the picture, duties and why each day is the last."""

import asyncio
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final
from uuid import UUID, uuid4

from litestar import get
from litestar.params import FromPath
from msgspec import Struct

from api.console import life
from api.console.desk import ConsoleDesk
from api.console.standing import sentences
from api.console.view import View
from api.dependencies import Given
from api.replies import Reply
from domain.law.offices import INFORMATION_CENTER

TO_DO: Final = ("overdue", "open", "pending")
ENDED: Final = ("done", "done-late", "cancelled")
_MOST_DUTIES: Final = 30
_MOST_NOTICES: Final = 20


class DutiesInState(Struct, frozen=True, kw_only=True):
    """Duties of one state, those of the first last days; `hidden` more are not shown."""

    state: str
    shown: Sequence[Mapping[str, Any]]
    hidden: int


@get("/residents/{resident_id:uuid}")
async def overview(resident_id: FromPath[UUID], view: Given[View], desk: Given[ConsoleDesk]) -> Reply:
    """Show how a resident stands."""
    at = {"on": view.on, "known": view.known}
    place = f"/v1/residents/{resident_id}"
    standing, owed, story, told = await asyncio.gather(
        desk.get(place, **at),
        desk.get(f"{place}/obligations", **at),
        desk.get(f"{place}/timeline", **at),
        desk.get(f"{place}/notices", **at),
    )
    duties, spans, notices = owed["obligations"], story["spans"], told["items"]
    table = life.stretches(spans, view.day, view.language)
    return view.page(
        "resident.html",
        resident_id=resident_id,
        standing=standing,
        sentences=sentences(standing, view),
        picture=life.picture(spans, duties, on=view.day, today=view.today, language=view.language),
        table=table,
        width=life.WIDTH,
        hidden=len(spans) - len(table),
        to_do=by_state(duties, TO_DO),
        ended=by_state(duties, ENDED),
        notices=notices[:_MOST_NOTICES],
        more_notices=len(notices) - _MOST_NOTICES,
        letters=last_letters(told["letters"]),
        key=uuid4().hex,
        may_send=view.may("record") and not view.elsewhen and not _out_of_hand(standing),
    )


@get("/residents/{resident_id:uuid}/sheet")
async def sheet(resident_id: FromPath[UUID], view: Given[View], desk: Given[ConsoleDesk]) -> Reply:
    """Show what there is to hand over on paper: standing, what to do, by when and where."""
    at = {"on": view.on, "known": view.known}
    place = f"/v1/residents/{resident_id}"
    standing = await desk.get(place, **at)
    duties = (await desk.get(f"{place}/obligations", state=",".join(TO_DO), **at))["obligations"]
    return view.page(
        "resident-sheet.html",
        resident_id=resident_id,
        standing=standing,
        sentences=sentences(standing, view),
        to_do=by_state(duties, TO_DO),
        center=INFORMATION_CENTER,
    )


def last_letters(letters: Iterable[Mapping[str, Any]]) -> Mapping[str, Mapping[str, Any]]:
    """Return the last letter about each duty, by rule and trigger; `letters` come newest first."""
    last: dict[str, Mapping[str, Any]] = {}
    for letter in letters:
        last.setdefault(f"{letter['rule']}-{letter['trigger']}", letter)
    return last


def _out_of_hand(standing: Mapping[str, Any]) -> bool:
    """Return whether another office records about the resident, and writes to them."""
    return bool(standing["handed_over"] or standing["emergency_until"])


def by_state(duties: Sequence[Mapping[str, Any]], states: Sequence[str]) -> list[DutiesInState]:
    """Return the duties of each state that has some: to be done the earliest first, ended the latest."""
    found = []
    for state in states:
        those = sorted(
            (duty for duty in duties if duty["state"] == state),
            key=lambda duty: duty["due_on"] or "9999",
            reverse=state in ENDED,
        )
        if those:
            shown = those[:_MOST_DUTIES]
            found.append(DutiesInState(state=state, shown=shown, hidden=len(those) - len(shown)))
    return found
