"""Questions about all residents within reach: search, worklist, counts, what is overdue, the log itself."""

from datetime import date
from typing import Any
from uuid import UUID

import msgspec
from litestar import get
from msgspec import UNSET, Struct

from adapters.postgres import questions as rows
from adapters.postgres.lists import Lists
from adapters.postgres.log import Log
from adapters.postgres.notices import NoticeLists
from adapters.postgres.questions import (
    ListedResident,
    Page,
    Summary,
)
from api.answers import AddressProtected, FeedAnswer, RawItems
from api.dependencies import Given
from api.looks import RecordOfLooks
from api.problems import invalid_query
from api.protecting import protecting_history
from api.queries import FeedAsked, ObligationsSummaryAsked, OverdueAsked, SearchAsked, WorklistAsked, instant
from api.replies import Reply, answer
from api.routing import says
from api.standing import feed_item
from api.tables.lists import COUNTS, EVENT_LOG, OVERDUE, RESIDENTS, WORKLIST
from api.wording import ObligationAnswer, obligation_view
from domain.events import Name
from domain.history import states
from domain.policy import Policy
from domain.protection import without_address
from domain.reach import Reach
from projections.overdue_notifications import days_overdue

_REFUSALS = ("invalid-query", "projection-behind", "invalid-header")
_HEADERS = ("X-Purpose",)


class ListedObligation(ObligationAnswer, frozen=True, kw_only=True):
    """A duty in a list, with whose it is."""

    resident_id: UUID
    name: Name | None
    address_protected: AddressProtected = UNSET


class OverdueObligation(ListedObligation, frozen=True, kw_only=True):
    """A duty past its day; `told_on`: since when an office has been told of it, null when it has not been."""

    days_overdue: int
    told_on: date | None


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
        action="read",
        query=SearchAsked,
        answer=Page[ListedResident],
        refuses=_REFUSALS,
        headers=_HEADERS,
        table=RESIDENTS,
    ),
)
async def search(
    asked: Given[SearchAsked],
    lists: Given[Lists],
    day: Given[date],
    reach: Given[Reach | None],
    looks: Given[RecordOfLooks],
) -> Reply:
    """Find residents by name, card number, place or status."""
    if asked.sort is not None and (asked.q, asked.card_number, asked.known) != (None, None, None):
        raise invalid_query(
            "sort", "Not together with `q`, `card_number` or `known`: leave those out, or `sort`."
        )
    found = await lists.residents(
        rows.ResidentsAsked(
            on=day, known=instant(asked.known), q=asked.q, card_number=asked.card_number,
            municipality=asked.municipality, status=asked.status, stay=asked.stay,
            by_name=asked.sort == "name",
            reach=reach, cursor=asked.cursor, limit=asked.limit,
        )
    )  # fmt: skip
    looks.note([item.resident_id for item in found.items], on=day, known=asked.known, nobody_too=True)
    return answer(found)


@get(
    "/obligations",
    opt=says(
        action="read",
        query=WorklistAsked,
        answer=Worklist,
        refuses=_REFUSALS,
        headers=_HEADERS,
        table=WORKLIST,
    ),
)
async def worklist(
    asked: Given[WorklistAsked],
    lists: Given[Lists],
    day: Given[date],
    reach: Given[Reach | None],
    looks: Given[RecordOfLooks],
    policy: Given[Policy],
    language: Given[str],
) -> Reply:
    """List duties over all residents."""
    found = await lists.obligations(
        rows.DutiesAsked(
            on=day, known=instant(asked.known), states=asked.state or (), rule=asked.rule,
            kind=asked.kind, class_=asked.class_, municipality=asked.municipality,
            due_after=asked.due_after, due_before=asked.due_before, reach=reach, cursor=asked.cursor,
            limit=asked.limit,
        )
    )  # fmt: skip
    looks.note(sorted({item.resident_id for item in found.items}), on=day, known=asked.known)
    items = [listed(item, day, language, policy) for item in found.items]
    return answer({"items": items, "next": found.next})


@get(
    "/obligations/summary",
    opt=says(action="read", query=ObligationsSummaryAsked, answer=Summary, refuses=_REFUSALS, table=COUNTS),
)
async def summary(
    asked: Given[ObligationsSummaryAsked],
    lists: Given[Lists],
    day: Given[date],
    reach: Given[Reach | None],
) -> Reply:
    """Count duties by rule and state, and by the week they are due in."""
    found = await lists.summary(
        rows.SummaryAsked(
            on=day,
            known=instant(asked.known),
            municipality=asked.municipality,
            by_municipality=asked.by_municipality,
            reach=reach,
        )
    )
    return answer(found)


@get(
    "/notifications/overdue",
    opt=says(
        action="read",
        query=OverdueAsked,
        answer=OverdueList,
        refuses=_REFUSALS,
        headers=_HEADERS,
        table=OVERDUE,
    ),
)
async def overdue(  # noqa: PLR0913, PLR0917 what the route is given by name
    asked: Given[OverdueAsked],
    lists: Given[Lists],
    notice_lists: Given[NoticeLists],
    day: Given[date],
    reach: Given[Reach | None],
    looks: Given[RecordOfLooks],
    policy: Given[Policy],
    language: Given[str],
) -> Reply:
    """List statutory duties past their day, longest overdue first."""
    found = await lists.overdue(
        rows.DutiesAsked(
            on=day, known=instant(asked.known), kind=asked.kind, municipality=asked.municipality,
            reach=reach, cursor=asked.cursor, limit=asked.limit,
        )
    )  # fmt: skip
    looks.note(sorted({item.resident_id for item in found.items}), on=day, known=asked.known)
    told = await notice_lists.told_since([(item.resident_id, item.duty) for item in found.items], on=day)
    items = [
        {
            **listed(item, day, language, policy),
            "days_overdue": days_overdue(item.duty, day),
            "told_on": told_on,
        }
        for item, told_on in zip(found.items, told, strict=True)
        if item.duty.due_on is not None
    ]
    return answer({"items": items, "next": found.next})


@get(
    "/events",
    opt=says(
        action="follow",
        query=FeedAsked,
        answer=FeedAnswer,
        refuses=("invalid-query",),
        headers=_HEADERS,
        table=EVENT_LOG,
    ),
)
async def feed(
    asked: Given[FeedAsked],
    log: Given[Log],
    looks: Given[RecordOfLooks],
) -> Reply:
    """Follow the whole log, by position; a protected address is never in it."""
    recorded = await log.feed(after=asked.after, limit=asked.limit)
    residents = sorted({r.resident_id for r in recorded})
    streams = await log.load_many(residents)
    found = {resident: states(stream) for resident, stream in streams.items()}
    hidden = {r for r, stream in streams.items() if await protecting_history(log, stream) is not None}
    shown = [
        without_address([r])[0] if r.resident_id in hidden else r
        for r in recorded
        if r.version in found.get(r.resident_id, ())
    ]
    looks.note(residents)
    return answer(RawItems(items=[feed_item(r, found[r.resident_id]) for r in shown]))


def listed(item: rows.ListedDuty, on: date, language: str, policy: Policy) -> dict[str, Any]:
    """Return a duty of a list as answered, with whose it is."""
    view = obligation_view(item.duty, on, language, policy)
    found = {
        name: value for name, value in msgspec.structs.asdict(view).items() if value is not msgspec.UNSET
    }
    found["class"] = found.pop("class_")
    protected = {"address_protected": True} if item.address_protected else {}
    return {"resident_id": item.resident_id, "name": item.name, **found, "state": item.state, **protected}
