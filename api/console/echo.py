"""Parts of pages that answer while somebody types."""

from litestar import get

from api.console.door import BESIDE
from api.console.view import View
from api.console.written import birth_echoed, day_echoed
from api.dependencies import Given
from api.replies import Reply


@get("/echo/day", opt=BESIDE)
async def echoed_day(view: Given[View]) -> Reply:
    """Say the weekday and era of a day, by whatever name its field has."""
    typed = next(iter(view.query.values()), "").strip()
    return view.page("echo-day.html", typed=typed, echoed=day_echoed(typed, view.language))


@get("/echo/birth", opt=BESIDE)
async def echoed_birth(view: Given[View]) -> Reply:
    """Say the same of a day of birth, or what of it is known and which day ages are counted from."""
    typed = next(iter(view.query.values()), "").strip()
    return view.page("echo-day.html", typed=typed, echoed=birth_echoed(typed, view.language))
