"""The day's work: overdue, due within a week, not taken note of yet, and what one lately had to do with."""

import asyncio
from collections.abc import Mapping
from datetime import timedelta
from typing import Any, Final

from litestar import get

from api.console.desk import ConsoleDesk
from api.console.view import View
from api.dependencies import Asking, Given
from api.identity import Identity
from api.replies import Reply
from api.wording.permissions import ACTIONS
from api.wording.text import said

_SHOWN: Final = 10
_COUNTED: Final = 50
"""How many are counted one by one; the list that a number leads to has them all."""
_WEEK: Final = timedelta(days=7)


@get("/")
async def today(
    request: Asking, view: Given[View], desk: Given[ConsoleDesk], identity: Given[Identity]
) -> Reply:
    """Show the day's work; to whom may not read files, what they may do."""
    if not view.may("read"):
        may = [said(words, view.language) for action, words in ACTIONS.items() if _of_use(view, action)]
        return view.page("no-files.html", may=may)
    at = {"on": view.on, "known": view.known}
    soon = {"state": "open", "due_before": view.day + _WEEK + timedelta(days=1)}
    overdue, due, notices, mine = await asyncio.gather(
        desk.get("/v1/obligations", state="overdue", limit=_COUNTED, **at),
        desk.get("/v1/obligations", limit=_COUNTED, **soon, **at),
        desk.get("/v1/notices", state="raised", limit=_COUNTED, **at),
        desk.get("/v1/looks/mine", limit=_SHOWN),
    )
    return view.page(
        "today.html",
        soon=soon,
        counts={
            "overdue": await _late(view, desk, overdue),
            "soon": _count(view, due),
            "notices": _count(view, notices),
        },
        overdue=overdue["items"][:_SHOWN],
        due=due["items"][:_SHOWN],
        notices=notices["items"][:_SHOWN],
        mine=mine["items"],
        empty=not overdue["items"] and not mine["items"] and await _nobody(desk),
        practice=identity.practice(request.scope),
    )


def _of_use(view: View, action: Any) -> bool:
    return action != "public" and view.may(action)


async def _late(view: View, desk: ConsoleDesk, page: Mapping[str, Any]) -> str:
    """Return how many duties are overdue, exactly unless to count them all takes long."""
    if page["next"] is None or view.signed_in.of_a_district:
        return _count(view, page)
    summary = await desk.get("/v1/obligations/summary", on=view.on, known=view.known)
    return str(sum(rule["overdue"] for rule in summary["by_rule"]))


def _count(view: View, page: Mapping[str, Any]) -> str:
    """Return how many there are in words, "50+" where the page is not the last."""
    many = len(page["items"])
    return view.say("today.or-more", count=many) if page["next"] else str(many)


async def _nobody(desk: ConsoleDesk) -> bool:
    """Return whether there is no file that the person may read."""
    found = await desk.get("/v1/residents", limit=1)
    return not found["items"]
