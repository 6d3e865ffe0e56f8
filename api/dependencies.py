"""What routes are given by name, so that a route reads like its signature (Litestar's dependency injection).

The parts of the server by their own names (`PARTS`), and what follows from one request: `asked` the query as
the contract of the route has it, `day` the day it is about, `caller`, `language`, `on_paper`, `looks` the
record of looks, `file` the file of the resident in the path, `files` to open others, `lists` and
`notice_lists` once they show what the query waits for, `reach` whose residents they may show, `writing` what
records.
"""

from collections.abc import Iterable
from datetime import date
from typing import Any, Final, TypeAlias, TypeVar
from uuid import UUID

from litestar import Request
from litestar.di import NamedDependency, Provide
from litestar.params import FromPath, SkipValidation
from litestar.routes import HTTPRoute
from litestar.routes.base import BaseRoute

from adapters.clock import Clock
from adapters.postgres.lists import Lists
from adapters.postgres.notices import NoticeLists
from adapters.postgres.questions import BehindError
from api.asking import File, Files
from api.edge import header_text, language_in, paper_wanted
from api.identity import caller_of
from api.looks import TAKEN_AWAY, RecordOfLooks
from api.problems import Problem
from api.queries import Asked, read_query
from api.routing import contract_of
from api.scope import Caller
from api.services import Services
from api.writing import Writing
from domain.reach import Reach

WAIT_SECONDS: Final = 5.0
"""How long a list is waited for that is to show a position."""

PARTS: Final = (
    "log", "accesses", "clock", "courier", "letters", "merger", "policy", "pool", "recorder", "webhooks",
)  # fmt: skip
"""Parts of the server that routes ask for by name."""

T = TypeVar("T")
R = TypeVar("R", Lists, NoticeLists)
Given: TypeAlias = NamedDependency[SkipValidation[T]]
"""What a route is given by name, by the type it has; made here, so it needs no check at each request."""

Asking = Request[Any, Any, Any]


def dependencies(services: Services, **more: object) -> dict[str, Provide]:
    """Return what each name stands for on a server of these parts, and of `more` by their names."""
    return {
        **{name: _always(part) for name, part in more.items()},
        "services": _always(services),
        **{name: _always(getattr(services, name)) for name in PARTS},
        **{each.__name__: Provide(each, sync_to_thread=False) for each in (
            asked, day, caller, language, on_paper, looks, files, reach, writing,
        )},
        "file": Provide(file),
        "lists": Provide(lists),
        "notice_lists": Provide(notice_lists),
    }  # fmt: skip


def _always(part: object) -> Provide:
    return Provide(lambda: part, use_cache=True, sync_to_thread=False)


def one_by_one(routes: Iterable[BaseRoute]) -> None:
    """Have what routes are given worked out one after the other.

    What needs nothing of each other Litestar works out side by side, in a task each: to start them costs more
    than anything here does.
    """
    for route in routes:
        if isinstance(route, HTTPRoute):
            for _, model in route.route_handler_map.values():
                model.dependency_batches = [
                    {one} for some in model.dependency_batches for one in sorted(some, key=lambda d: d.key)
                ]


def asked(request: Asking) -> Any:
    """Return the query of a request as its route reads it; raises Problem `invalid-query`."""
    return read_query(request.scope["query_string"], contract_of(request.route_handler).query)


def day(request: Asking, clock: Given[Clock]) -> date:
    """Return the day that is asked about, today when none is named."""
    found: date | None = asked(request).on
    return found or clock.today()


def caller(request: Asking) -> Caller:
    """Return who calls a route that is not public."""
    return caller_of(request)


def language(request: Asking) -> str:
    """Return `ja` when the client prefers Japanese over English, else `en`."""
    return language_in(request.scope)


def on_paper(request: Asking) -> bool:
    """Return whether the client prefers plain text, to print, over JSON."""
    return paper_wanted(request.scope)


def looks(request: Asking, services: Given[Services]) -> RecordOfLooks:
    """Return the record of what the caller sees."""
    return RecordOfLooks(request.scope, caller_of(request), services.accesses, services.clock)


def files(request: Asking, services: Given[Services]) -> Files:
    """Return what opens files for the caller; raises Problem `invalid-header`."""
    return Files(
        log=services.log,
        accesses=services.accesses,
        clock=services.clock,
        caller=caller_of(request),
        looks=looks(request, services),
        emergency=header_text(request.scope, "x-break-glass", longest=500),
        reads=request.method == "GET",
        protected_too=tells_protected(request),
    )


def tells_protected(request: Asking) -> bool:
    """Return whether a protected address may be told in this answer: on a screen, never to take away."""
    taken_away = TAKEN_AWAY in request.scope or paper_wanted(request.scope)
    return contract_of(request.route_handler).protected_too and not taken_away


async def file(request: Asking, resident_id: FromPath[UUID], services: Given[Services]) -> File:
    """Return the file of the resident in the path, for the day and the moment of knowing asked about.

    The look is on record. Raises as `Files.open`.
    """
    query, as_recorded = asked(request), contract_of(request.route_handler).as_recorded
    opened = files(request, services)
    if isinstance(query, Asked):
        return await opened.open(resident_id, on=query.on, known=query.known, as_recorded=as_recorded)
    return await opened.open(resident_id, as_recorded=as_recorded)


async def lists(request: Asking, services: Given[Services]) -> Lists:
    """Return the lists once they show what is waited for; raises Problem `projection-behind` after 5 s."""
    return await _level(services.lists, asked(request).wait_for)


async def notice_lists(request: Asking, services: Given[Services]) -> NoticeLists:
    """Return what offices were told, once that is so up to what is waited for; raises as `lists`."""
    return await _level(services.notices, getattr(asked(request), "wait_for", None))


async def _level(rows: R, position: int | None) -> R:
    """Return rows once they show a position, if one is named; raises Problem `projection-behind`."""
    if position is not None:
        try:
            await rows.wait_for(position, timeout=WAIT_SECONDS)
        except BehindError:
            raise Problem("projection-behind") from None
    return rows


def reach(request: Asking, clock: Given[Clock]) -> Reach | None:
    """Return whose residents the caller may list, None for everybody's."""
    by = caller_of(request)
    if by.reaches_all:
        return None
    return by.reach(clock.today())


def writing(request: Asking, services: Given[Services]) -> Writing:
    """Return what records for the caller, under the headers of the request."""
    return Writing(request, caller_of(request), services, looks(request, services))
