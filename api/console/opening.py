"""Opening a file: who it is about, how they came, and whether they have a file already."""

from typing import Any, Final

from litestar import get, post

from adapters.postgres.sessions import UnsavedForms
from api.console.desk import ConsoleDesk
from api.console.door import BESIDE
from api.console.forms import Form
from api.console.record import may_record
from api.console.saving import Saving
from api.console.sheets import Sheet, entry_of
from api.console.view import View
from api.console.written import day_typed
from api.dependencies import Given
from api.examples import OPENING
from api.replies import Reply

PATH: Final = "/residents/new"
FAMILY, GIVEN, BORN = "0.name.family", "0.name.given", "0.date_of_birth"
_SHOWN: Final = 5


@get(PATH)
async def form_of_opening(view: Given[View], desk: Given[ConsoleDesk], unsaved: Given[UnsavedForms]) -> Reply:
    """Ask whom a file is about, and what has happened already."""
    may_record(view)
    return await Saving(view, desk, unsaved, _sheet(view)).show()


@post(PATH)
async def open_file(
    form: Given[Form], view: Given[View], desk: Given[ConsoleDesk], unsaved: Given[UnsavedForms]
) -> Reply:
    """Show what will be recorded and who is like that already, or open the file."""
    may_record(view)
    found = await doubles(form[FAMILY], form[GIVEN], form[BORN], desk) if form["step"] == "check" else []
    return await Saving(view, desk, unsaved, _sheet(view), doubles=found).take(form)


@get(f"{PATH}/doubles", opt=BESIDE)
async def doubles_so_far(view: Given[View], desk: Given[ConsoleDesk]) -> Reply:
    """Say who is like that already, while somebody types."""
    may_record(view)
    family, given, born = (view.query.get(name, "") for name in (FAMILY, GIVEN, BORN))
    return view.page("record-doubles.html", doubles=await doubles(family, given, born, desk))


async def doubles(family: str, given: str, born: str, desk: ConsoleDesk) -> list[dict[str, Any]]:
    """Return residents within reach of a like name, those born on the same day first; none for no name."""
    name = f"{family} {given}".replace("\0", "").strip()[:_LONGEST]
    if len(name) < _SHORTEST:
        return []
    found = (await desk.get("/v1/residents", q=name, limit=4 * _SHOWN))["items"]
    on = day_typed(born)
    alike = [{**one, "same_day": one["date_of_birth"] == str(on)} for one in found]
    return sorted(alike, key=lambda one: not one["same_day"])[:_SHOWN]


_SHORTEST: Final = 2
_LONGEST: Final = 200


def _sheet(view: View) -> Sheet:
    opening = [entry_of(type_, str(place), optional=place > 0) for place, type_ in enumerate(OPENING)]
    return Sheet(path=PATH, title=view.say("record.open"), entries=tuple(opening))
