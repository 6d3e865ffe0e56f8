"""What a list is narrowed to: filters in the address of a page, as typed and as the API is asked."""

from collections.abc import Callable, Mapping
from typing import Any, Final

from msgspec import Struct

from api.console.places import places_called
from api.console.view import View, typed_day
from api.problems import Problem
from api.wording import rule_title
from api.wording.looks import place_name
from api.wording.text import said
from domain.law.provision import Text
from domain.law.rulebook import DUTIES

EVERYTHING: Final = "all"
"""What an address says for "no filter" where the page would otherwise apply a default."""
_PLACE: Final = "municipality"


class Narrowed(Struct, frozen=True, kw_only=True):
    """The filters of a list: `typed` for the form, `asked` for the API, `kept` for links to the same list.

    `faults` says by field what cannot be asked; `places` are the codes that a name of a place may mean.
    """

    typed: Mapping[str, str]
    asked: Mapping[str, Any]
    kept: Mapping[str, str]
    faults: Mapping[str, str]
    places: tuple[str, ...]

    def uses(self, *names: str) -> bool:
        """Return whether any of these filters is set."""
        return any(name in self.kept for name in names)


def narrowed(view: View, words: Mapping[str, str], *, days: tuple[str, ...] = ()) -> Narrowed:
    """Return the filters of a page: closed `words` with the default of each, `days`, and the place."""
    typed = {name: view.query.get(name, usual) for name, usual in words.items()}
    asked: dict[str, Any] = {name: None if text == EVERYTHING else text for name, text in typed.items()}
    faults: dict[str, str] = {}
    for name in days:
        typed[name] = view.query.get(name, "")
        try:
            asked[name] = typed_day(typed[name], name)
        except Problem:
            faults[name] = view.say("frame.no-such-day")
    places: tuple[str, ...] = ()
    typed[_PLACE] = view.query.get(_PLACE, "").strip()
    if typed[_PLACE]:
        places = places_called(typed[_PLACE], view.caller)
        if len(places) != 1:
            faults[_PLACE] = view.say("lists.which-place" if places else "lists.no-such-place")
        asked[_PLACE] = places[0] if len(places) == 1 else None
    kept = {name: text for name, text in typed.items() if text != words.get(name, "")}
    return Narrowed(typed=typed, asked=asked, kept=kept, faults=faults, places=places)


def choices(view: View, words: Mapping[Any, Text], *, first: str | None = None) -> list[tuple[str, str]]:
    """Return what a field of closed words offers, `first` (a key of the console) being no choice at all."""
    offered = [(str(code), said(text, view.language)) for code, text in words.items()]
    return [("", view.say(first)), *offered] if first else offered


def duty_choices(view: View) -> list[tuple[str, str]]:
    """Return what a field for the rule of a duty offers."""
    titles = ((rule, rule_title(rule, view.language)) for rule in DUTIES)
    return [("", view.say("lists.any")), *((rule, f"{rule} {title}") for rule, title in titles)]


def conditions(
    view: View, seen: Narrowed, worded: Mapping[str, tuple[str, Callable[[Any], str]]]
) -> list[str]:
    """Return what a list is narrowed to, in words: `worded` says them of every filter but the place."""

    def place(code: str) -> str:
        return place_name(code, view.language)

    return [
        view.say("lists.condition", label=view.say(label), value=word(seen.asked[name]))
        for name, (label, word) in (*worded.items(), (_PLACE, ("lists.place", place)))
        if seen.asked.get(name) is not None and seen.asked[name] != ""
    ]
