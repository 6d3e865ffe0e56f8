"""The day's work: what is overdue, what is due within a week, what nobody took note of yet."""

from datetime import timedelta

from litestar import get

from api.console.desk import ConsoleDesk
from api.console.view import View
from api.dependencies import Given
from api.replies import Reply

_SHOWN = 10
_SOON = timedelta(days=7)


@get("/")
async def today(view: Given[View], desk: Given[ConsoleDesk]) -> Reply:
    """Show the day's work."""
    if not view.may("read"):
        return view.page("today.html", overdue=None, soon=None, notices=None, counts=None)
    at = {"on": view.on, "known": view.known}
    return view.page(
        "today.html",
        counts=await desk.get("/v1/obligations/summary", **at),
        overdue=await desk.get("/v1/notifications/overdue", limit=_SHOWN, **at),
        soon=await desk.get(
            "/v1/obligations",
            state="open",
            due_before=view.day + _SOON + timedelta(days=1),
            limit=_SHOWN,
            **at,
        ),
        notices=await desk.get("/v1/notices", state="raised", limit=_SHOWN, **at),
    )
