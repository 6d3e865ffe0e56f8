"""Opening a file: who it is about, how they came, and whether they have a file already."""

from collections.abc import Callable, Mapping
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
from api.console.written import birth_typed
from api.dependencies import Given
from api.examples import OPENING
from api.replies import Reply
from domain.events import Name
from domain.events.birth import may_be_the_same
from domain.events.types import BirthDay

PATH: Final = "/residents/new"
NAME, BORN, CARD = "0.name.", "0.date_of_birth", "2.number"
"""The fields by which it is asked who is alike: the parts of the name, the birth, the number of the card."""
_SHOWN: Final = 5
_IN_ONE_SCRIPT: Final = (
    ("family", "given"),
    ("family_kanji", "given_kanji"),
    ("family_kana", "given_kana"),
    ("alias",),
    ("printed",),
)


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
    found = await doubles(form.__getitem__, desk) if form["step"] == "check" else []
    return await Saving(view, desk, unsaved, _sheet(view), doubles=found).take(form)


@get(f"{PATH}/doubles", opt=BESIDE)
async def doubles_so_far(view: Given[View], desk: Given[ConsoleDesk]) -> Reply:
    """Say who is like that already, while somebody types."""
    may_record(view)
    typed = {name: text for name, text in view.query.items() if name.startswith(NAME) or name in {BORN, CARD}}
    return view.page("record-doubles.html", doubles=await doubles(lambda name: typed.get(name, ""), desk))


async def doubles(typed: Callable[[str], str], desk: ConsoleDesk) -> list[dict[str, Any]]:
    """Return residents within reach who may be the one typed in, with why; then those of such a name."""
    name = {part: text for part in Name.__struct_fields__ if (text := _plain(typed(NAME + part)))}
    born, card = birth_typed(typed(BORN)), _plain(typed(CARD))
    found: dict[str, dict[str, Any]] = {}
    if (name and born) or card:
        described = {**name, "date_of_birth": born, "card_number": card}
        likely = await desk.get("/v1/duplicates", **described, limit=_SHOWN)
        found = {one["resident_id"]: one for one in likely["items"]}
    for one in await _of_such_a_name(name, born, desk) if len(found) < _SHOWN else ():
        found.setdefault(one["resident_id"], {**one, "why": ()})
    return list(found.values())[:_SHOWN]


async def _of_such_a_name(
    name: Mapping[str, str], born: BirthDay | None, desk: ConsoleDesk
) -> list[dict[str, Any]]:
    """Return who is found by as much of a name as is typed, who may be born on the same day first."""
    scripts = (" ".join(name[part] for part in parts if part in name) for parts in _IN_ONE_SCRIPT)
    q = next(filter(None, scripts), "")[:_LONGEST]
    if len(q) < _SHORTEST:
        return []
    found = (await desk.get("/v1/residents", q=q, limit=4 * _SHOWN))["items"]
    return sorted(found, key=lambda one: born is None or not may_be_the_same(born, one["date_of_birth"]))


def _plain(text: str) -> str:
    return text.replace("\0", "").strip()[:_LONGEST]


_SHORTEST: Final = 2
_LONGEST: Final = 200


def _sheet(view: View) -> Sheet:
    opening = [entry_of(type_, str(place), optional=place > 0) for place, type_ in enumerate(OPENING)]
    return Sheet(path=PATH, title=view.say("record.open"), entries=tuple(opening))
