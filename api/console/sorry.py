"""The page that says what went wrong and what to do, for people, where machines get a problem document."""

import re
from collections.abc import Mapping
from typing import Any, Final

import msgspec

from api.console.emergency import may_break_glass
from api.console.htmx import part_wanted
from api.console.parts import plain_view, view
from api.console.view import View
from api.console.words import WORDS
from api.dependencies import Asking
from api.edge import header, preferred
from api.problems import Problem, ProblemDocument
from api.replies import Reply
from api.wording.remedies import remedy

_SHAPES: Final = ("application/json", "text/html")
_OF_RESIDENT: Final = re.compile(r"/residents/[0-9a-fA-F-]{36}(?=/|$)")
_DATES: Final = {"?on": "on", "?known": "known"}
"""The two dates of every page, as a problem points at them."""


def page_wanted(scope: Any) -> bool:
    """Return whether a browser asks for a page: the API answers everybody with problem documents."""
    if scope["path"].startswith("/v1/"):
        return False
    if part_wanted(scope):
        return True
    accepted = header(scope, b"accept")
    return accepted is not None and preferred(accepted, _SHAPES) == "text/html"


def say_problem(request: Asking, problem: Problem) -> Reply:
    """Return the page about what this program refuses."""
    language = plain_view(request).language
    document = msgspec.json.decode(problem.document(language), type=ProblemDocument)
    return say(request, document, problem.headers)


def say(request: Asking, problem: ProblemDocument, headers: Mapping[str, str] | None = None) -> Reply:
    """Return the page about a problem document; a date that cannot be read is marked where it was typed."""
    code = problem.type.rpartition("/")[2]
    faults = {_DATES[each.pointer]: each.detail for each in problem.errors if each.pointer in _DATES}
    seen = plain_view(request, faults=faults) if faults else _view(request)
    own = f"sorry.{code}"
    remedy_of_api = remedy(code, seen.language)
    what = problem.detail.removesuffix(remedy_of_api).rstrip()
    return seen.page(
        "sorry.html",
        status=problem.status,
        headers=headers,
        problem=problem,
        what="" if what.rstrip(".。") == problem.title else what,
        remedy=seen.say(own) if own in WORDS else remedy_of_api,
        faults=[each.detail for each in problem.errors if each.pointer not in _DATES],
        glass=_glass(code, seen),
    )


def _glass(code: str, seen: View) -> str | None:
    """Return where a file out of reach is read in an emergency, None where there is nothing to offer.

    As known at an earlier moment a file may only not have been opened yet.
    """
    of_resident = _OF_RESIDENT.match(seen.path)
    if code != "resident-not-found" or of_resident is None or seen.known or not may_break_glass(seen):
        return None
    return f"{of_resident[0]}/emergency"


def _view(request: Asking) -> View:
    """Return the view of the page asked for, of today's where its dates cannot be read."""
    try:
        return view(request)
    except Problem:
        return plain_view(request)
