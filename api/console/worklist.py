"""The worklist: duties over all residents within reach, narrowed down in the address, and their numbers."""

import asyncio
from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import Any, Final

from litestar import get

from api.console.desk import ConsoleDesk
from api.console.htmx import part_wanted
from api.console.narrowing import EVERYTHING, Narrowed, choices, conditions, duty_choices, narrowed
from api.console.view import View
from api.dependencies import Asking, Given
from api.replies import Reply
from api.wording import rule_title, words
from api.wording.text import day as worded_day
from api.wording.text import said
from domain.law.rulebook import DUTIES

TO_DO: Final = "overdue,open"
_USUAL: Final = {"state": TO_DO, "rule": "", "kind": "", "class": ""}
_DAYS: Final = ("due_after", "due_before")
_CLASSES: Final = ("statutory", "advisory")
_LIMITS: Final = {"500": 500}
"""How many a page may show besides 50: enough for a day's work on paper."""
_WEEKS: Final = timedelta(weeks=12)
"""How far ahead each week is counted by itself."""


@get("/worklist")
async def worklist(view: Given[View], desk: Given[ConsoleDesk]) -> Reply:
    """Show duties, what is to be done now unless other states are asked for."""
    seen = narrowed(view, _USUAL, days=_DAYS)
    if view.form and not seen.faults:
        at = {"on": view.on, "known": view.known}
        return await desk.download("/v1/obligations", **seen.asked, **at, format=view.form)
    placed = {"municipality": seen.typed["municipality"]} if seen.typed["municipality"] else {}
    found, counted = await _asked(view, desk, seen) if not seen.faults else (None, None)
    return view.page(
        "worklist.html",
        status=400 if seen.faults else 200,
        narrowed=seen,
        kept=dict(seen.kept) | ({"limit": view.query["limit"]} if view.query.get("limit") in _LIMITS else {}),
        placed=placed,
        found=found,
        counted=counted,
        counts_at=view.link("/worklist/counts") if _counts_apart(view, seen) else None,
        caption=_caption(view, seen),
        conditions=[] if seen.faults else _conditions(view, seen),
        **_offered(view, seen),
    )


async def _asked(view: View, desk: ConsoleDesk, seen: Narrowed) -> tuple[Any, Any]:
    """Return a page of duties, and on the first one how many there are."""
    at = {"on": view.on, "known": view.known}
    limit = _LIMITS.get(view.query.get("limit", ""), 50)
    cursor = view.query.get("cursor")
    duties = desk.get("/v1/obligations", **seen.asked, **at, limit=limit, cursor=cursor)
    if cursor or _counts_apart(view, seen):
        return await duties, None
    return await asyncio.gather(duties, _counted(view, desk, seen.asked.get("municipality")))


def _counts_apart(view: View, seen: Narrowed) -> bool:
    """Return whether the list is shown before its duties are counted: in a whole district that takes long."""
    listed = not seen.faults and "cursor" not in view.query
    return listed and view.signed_in.of_a_district and not seen.asked.get("municipality")


@get("/worklist/counts")
async def counts(request: Asking, view: Given[View], desk: Given[ConsoleDesk]) -> Reply:
    """Show how many duties there are: on a page or, where htmx asks for them, in their place on the list."""
    name = "worklist-counted.html" if part_wanted(request.scope) else "worklist-counts.html"
    return view.page(name, counted=await _counted(view, desk, None), placed={})


async def _counted(view: View, desk: ConsoleDesk, place: str | None) -> Mapping[str, Any]:
    """Return the numbers of duties by rule and by week, in a municipality or wherever the caller reaches."""
    found = await desk.get("/v1/obligations/summary", municipality=place, on=view.on, known=view.known)
    soon, later = _weeks(view, found["by_week"])
    titles = {rule: rule_title(rule, view.language) for rule in DUTIES}
    return {"by_rule": found["by_rule"], "soon": soon, "later": later, "titles": titles}


def _offered(view: View, seen: Narrowed) -> dict[str, Any]:
    """Return what each field of the filters offers."""
    states = [
        (TO_DO, view.say("worklist.to-do")),
        *choices(view, words.STATES),
        (EVERYTHING, view.say("lists.all")),
    ]
    if seen.typed["state"] not in dict(states):
        states.append((seen.typed["state"], _in_words(view, seen.typed["state"])))
    classes = [(each, view.say(f"worklist.{each}")) for each in _CLASSES]
    return {
        "states": states,
        "rules": duty_choices(view),
        "kinds": choices(view, words.KINDS, first="lists.any"),
        "classes": [("", view.say("lists.any")), *classes],
    }


def _caption(view: View, seen: Narrowed) -> str:
    """Return what the list shows, in words."""
    state = seen.typed["state"]
    if state == TO_DO:
        named = view.say("worklist.to-do")
    else:
        named = view.say("lists.all") if state == EVERYTHING else _in_words(view, state)
    return view.say("worklist.caption", state=named)


def _conditions(view: View, seen: Narrowed) -> list[str]:
    """Return what the list is narrowed to besides states, in words: paper shows no fields."""
    language = view.language
    return conditions(
        view,
        seen,
        {
            "rule": ("lists.rule", lambda rule: rule_title(rule, language)),
            "kind": ("worklist.kind", lambda kind: said(words.KINDS[kind], language)),
            "class": ("worklist.class", lambda class_: view.say(f"worklist.{class_}")),
            "due_after": ("worklist.due-after", lambda day: worded_day(day, language)),
            "due_before": ("worklist.due-before", lambda day: worded_day(day, language)),
        },
    )


def _in_words(view: View, states: str) -> str:
    """Return states in words, those that are none left out."""
    named = [said(words.STATES[each], view.language) for each in states.split(",") if each in words.STATES]
    return view.say("lists.between").join(named)


def _weeks(view: View, counted: Sequence[Mapping[str, Any]]) -> tuple[list[dict[str, Any]], dict[str, Any]]:
    """Return the next weeks with the days before and after each, and what is due after them together."""
    end = view.day + _WEEKS
    mondays = [(date.fromisoformat(count["week"]), count["due"]) for count in counted]
    soon = [
        {
            "from": monday,
            "due": due,
            "after": monday - timedelta(days=1),
            "before": monday + timedelta(days=7),
        }
        for monday, due in mondays
        if monday <= end
    ]
    after = soon[-1]["before"] - timedelta(days=1) if soon else end
    return soon, {"due": sum(due for monday, due in mondays if monday > end), "after": after}
