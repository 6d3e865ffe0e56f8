"""The rulebook: the law as the service reads it on a day, and each rule by itself; every "why" leads here."""

from typing import Final

from litestar import get
from litestar.params import FromPath
from msgspec.structs import replace

from api.console.desk import ConsoleDesk
from api.console.view import View
from api.dependencies import Given
from api.replies import Reply
from api.wording import type_title

_BY_DAY: Final = ("on",)
"""The rulebook is that of a day, whatever was known of residents when."""


@get("/rules")
async def rules(view: Given[View], desk: Given[ConsoleDesk]) -> Reply:
    """Show the rulebook in force on a day."""
    book = await desk.get("/v1/rules", on=view.on)
    return replace(view, dates=_BY_DAY).page(
        "rules.html",
        book=book,
        duties=[rule for rule in book["items"] if rule["kind"]],
        others=[rule for rule in book["items"] if not rule["kind"]],
    )


@get("/rules/{rule_id:str}")
async def rule(rule_id: FromPath[str], view: Given[View], desk: Given[ConsoleDesk]) -> Reply:
    """Show one rule as it is on a day, with what it said before and will say."""
    found = await desk.get(f"/v1/rules/{rule_id}", on=view.on)
    contested = found["switches"] or found["differs"]
    book = await desk.get("/v1/rules", on=view.on) if contested else {"contested": [], "differences": []}
    return replace(view, dates=_BY_DAY).page(
        "rule.html",
        rule=found,
        settled_by=[type_title(event, view.language) for event in found["settled_by"]],
        switches=[setting for setting in book["contested"] if setting["name"] in found["switches"]],
        difference=next((each for each in book["differences"] if each["id"] == found["differs"]), None),
    )
