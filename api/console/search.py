"""Finding a resident: one field for a name in any script, a card number, a date of birth."""

from litestar import get

from api.console.desk import ConsoleDesk
from api.console.view import View
from api.dependencies import Given
from api.replies import Reply


@get("/search")
async def search(view: Given[View], desk: Given[ConsoleDesk]) -> Reply:
    """Show who is found, or everybody by name when that is asked for.

    Nobody is listed unasked: whoever is shown has been looked at, and that is on record.
    """
    q = view.query.get("q", "").strip()
    by_name = not q and view.query.get("sort") == "name"
    kept = {"q": q} if q else {"sort": "name"}
    found = None
    if q or by_name:
        asked = {**kept, "on": view.on, "known": view.known}
        if view.form:
            return await desk.download("/v1/residents", **asked, format=view.form)
        found = await desk.get("/v1/residents", **asked, cursor=view.query.get("cursor"))
    return view.page("search.html", q=q, kept=kept, found=found)
