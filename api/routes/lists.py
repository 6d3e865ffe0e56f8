"""Questions about all residents within reach: search, worklist, counts, what is overdue, the log itself."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from typing import Any
from uuid import UUID

import msgspec
from litestar import Request, get
from msgspec import Struct

from adapters.postgres import questions as rows
from adapters.postgres.questions import BehindError, CursorError, ListedResident, Page, Reach, Summary
from api.answers import FeedAnswer, RawItems
from api.identity import caller_of
from api.problems import Problem, invalid_query
from api.queries import FeedAsked, OverdueAsked, SearchAsked, SummaryAsked, WorklistAsked, asked, instant
from api.roles import REACH
from api.routing import says
from api.services import Reply, Services, answer, language_of, looked, services_of
from api.standing import feed_item
from api.wording import ObligationAnswer, obligation_view
from api.wording import faults as say
from domain.events import Name
from domain.history import states
from domain.policy import Policy

_REFUSALS = ("invalid-query", "projection-behind", "invalid-header")
_HEADERS = ("X-Purpose",)


class ListedObligation(ObligationAnswer, frozen=True, kw_only=True):
    """A duty in a list, with whose it is."""

    resident_id: UUID
    name: Name | None


class OverdueObligation(ListedObligation, frozen=True, kw_only=True):
    """A duty past its day."""

    days_overdue: int


class Worklist(Struct, frozen=True, kw_only=True):
    """Duties, due day first."""

    items: tuple[ListedObligation, ...]
    next: str | None


class OverdueList(Struct, frozen=True, kw_only=True):
    """Duties past their day, longest first."""

    items: tuple[OverdueObligation, ...]
    next: str | None


@get(
    "/residents",
    opt=says(
        action="read", query=SearchAsked, answer=Page[ListedResident], refuses=_REFUSALS, headers=_HEADERS
    ),
)
async def search(request: "Request[Any, Any, Any]") -> Reply:
    """Find residents by name, card number, place or status."""
    query = asked(request, SearchAsked)
    if query.sort is not None and (query.q, query.card_number, query.known) != (None, None, None):
        raise invalid_query(
            "sort", "Not together with `q`, `card_number` or `known`: leave those out, or `sort`."
        )
    services = await _level(request, query.wait_for)
    on = query.on or services.clock.today()
    with _cursors():
        found = await services.lists.residents(
            rows.ResidentsAsked(
                on=on, known=instant(query.known), q=query.q, card_number=query.card_number,
                municipality=query.municipality, status=query.status, stay=query.stay,
                by_name=query.sort == "name",
                reach=reach_of(request), cursor=query.cursor, limit=query.limit,
            )
        )  # fmt: skip
    looked(request, [item.resident_id for item in found.items], on=on, known=query.known, nobody_too=True)
    return answer(found)


@get(
    "/obligations",
    opt=says(action="read", query=WorklistAsked, answer=Worklist, refuses=_REFUSALS, headers=_HEADERS),
)
async def worklist(request: "Request[Any, Any, Any]") -> Reply:
    """List duties over all residents."""
    query = asked(request, WorklistAsked)
    services = await _level(request, query.wait_for)
    on = query.on or services.clock.today()
    with _cursors():
        found = await services.lists.obligations(
            rows.DutiesAsked(
                on=on, known=instant(query.known), states=query.state or (), rule=query.rule, kind=query.kind,
                class_=query.class_, municipality=query.municipality, due_after=query.due_after,
                due_before=query.due_before, reach=reach_of(request), cursor=query.cursor,
                limit=query.limit,
            )
        )  # fmt: skip
    looked(request, sorted({item.resident_id for item in found.items}), on=on, known=query.known)
    language, policy = language_of(request), services.policy
    items = [_listed(item, on, language, policy) for item in found.items]
    return answer({"items": items, "next": found.next})


@get("/obligations/summary", opt=says(action="read", query=SummaryAsked, answer=Summary, refuses=_REFUSALS))
async def summary(request: "Request[Any, Any, Any]") -> Reply:
    """Count duties by rule and state, and by the week they are due in."""
    query = asked(request, SummaryAsked)
    services = await _level(request, query.wait_for)
    on = query.on or services.clock.today()
    found = await services.lists.summary(
        rows.SummaryAsked(
            on=on,
            known=instant(query.known),
            municipality=query.municipality,
            by_municipality=query.by_municipality,
            reach=reach_of(request),
        )
    )
    return answer(found)


@get(
    "/notifications/overdue",
    opt=says(action="read", query=OverdueAsked, answer=OverdueList, refuses=_REFUSALS, headers=_HEADERS),
)
async def overdue(request: "Request[Any, Any, Any]") -> Reply:
    """List statutory duties past their day, longest overdue first."""
    query = asked(request, OverdueAsked)
    services = await _level(request, query.wait_for)
    on = query.on or services.clock.today()
    with _cursors():
        found = await services.lists.overdue(
            rows.DutiesAsked(
                on=on, known=instant(query.known), kind=query.kind, municipality=query.municipality,
                reach=reach_of(request), cursor=query.cursor, limit=query.limit,
            )
        )  # fmt: skip
    looked(request, sorted({item.resident_id for item in found.items}), on=on, known=query.known)
    language, policy = language_of(request), services.policy
    items = [
        {**_listed(item, on, language, policy), "days_overdue": (on - item.duty.due_on).days}
        for item in found.items
        if item.duty.due_on is not None
    ]
    return answer({"items": items, "next": found.next})


@get(
    "/events",
    opt=says(
        action="follow", query=FeedAsked, answer=FeedAnswer, refuses=("invalid-query",), headers=_HEADERS
    ),
)
async def feed(request: "Request[Any, Any, Any]") -> Reply:
    """Follow the whole log, by position."""
    query = asked(request, FeedAsked)
    log = services_of(request).log
    recorded = await log.feed(after=query.after, limit=query.limit)
    residents = sorted({r.resident_id for r in recorded})
    found = {resident: states(stream) for resident, stream in (await log.load_many(residents)).items()}
    shown = [r for r in recorded if r.version in found.get(r.resident_id, ())]
    looked(request, residents)
    return answer(RawItems(items=[feed_item(r, found[r.resident_id]) for r in shown]))


def reach_of(request: "Request[Any, Any, Any]") -> Reach | None:
    """Return whose residents the caller may list, None for everybody's."""
    caller = caller_of(request)
    kind = REACH[caller.role]
    if kind == "all":
        return None
    today = services_of(request).clock.today()
    return Reach(prefixes=caller.prefixes, office=caller.office, today=today, ever=kind == "ever")


async def _level(request: "Request[Any, Any, Any]", position: int | None) -> Services:
    """Return the services once the lists show the position; raises Problem `projection-behind` after 5 s."""
    services = services_of(request)
    if position is not None:
        try:
            await services.lists.wait_for(position)
        except BehindError:
            raise Problem("projection-behind") from None
    return services


@contextmanager
def _cursors() -> Iterator[None]:
    try:
        yield
    except CursorError:
        raise invalid_query("cursor", say.FORMATS["cursor"]) from None


def _listed(item: rows.ListedDuty, on: date, language: str, policy: Policy) -> dict[str, Any]:
    view = obligation_view(item.duty, on, language, policy)
    found: dict[str, Any] = msgspec.structs.asdict(view)
    found["class"] = found.pop("class_")
    return {"resident_id": item.resident_id, "name": item.name, **found, "state": item.state}
