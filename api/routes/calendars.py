"""Calendars that other programs fetch: made and revoked by staff, read by whoever has the secret address."""

from collections.abc import Iterator, Sequence
from typing import Annotated, Any, Final
from uuid import UUID

from litestar import delete, get, post
from litestar.params import FromPath, JSONBody
from msgspec import Meta, Struct

from adapters.exchange.languages import CalendarLanguage
from adapters.postgres.calendars import Calendar, Calendars, TooManyCalendarsError
from api.answers import Instant
from api.body import StrictBody
from api.dependencies import Asking, Given
from api.edge import WIDE, client_address, has_already, site_of
from api.feeds import Feeds
from api.identity import Identity
from api.looks import RecordOfLooks
from api.problems import Fault, Problem
from api.ratelimit import FeedLimits
from api.replies import Reply, answer
from api.routing import says
from api.scope import Caller, is_office
from api.services import Services
from domain.law.provision import Text
from domain.law.rule import Kind

MEDIA_TYPE: Final = "text/calendar; charset=utf-8"
ENDING: Final = ".ics"
_A_LOOK: Final = 500
"""Residents that one entry of the record of looks names: as many as a page of a list shows."""
_NOT_WITHIN: Final = Text(
    "No office within your reach; leave it out for all that you reach.",
    "閲覧できる範囲の窓口ではありません。省略すると、閲覧できる範囲全体になります。",
)

OfficeCode = Annotated[
    str,
    Meta(
        min_length=1, max_length=20,
        description="A municipality's five digits or a bureau (`risb-sapporo`) within reach; all within reach when absent",  # noqa: E501
    ),
]  # fmt: skip


class CalendarWanted(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What a calendar is to show; `language` is that of the request when it is absent."""

    office: OfficeCode | None = None
    kinds: Annotated[tuple[Kind, ...], Meta(min_length=1, max_length=20)] | None = None
    names: Annotated[bool, Meta(description="Name the residents in it")] = False
    language: CalendarLanguage | None = None


class CalendarAnswer(Struct, frozen=True, kw_only=True):
    """A calendar, without its address; `ends_at` is null where it ends with a token that has no last day."""

    calendar_id: UUID
    office: str | None
    kinds: tuple[Kind, ...] | None
    names: bool
    language: str
    made_by: str
    made_at: Instant
    ends_at: Instant | None
    read_at: Instant | None
    in_force: bool


class CalendarMade(CalendarAnswer, frozen=True, kw_only=True):
    """A calendar with its secret address, which is not shown again."""

    url: str


class CalendarList(Struct, frozen=True, kw_only=True):
    """Calendars, the newest first."""

    items: tuple[CalendarAnswer, ...]


class CalendarGone(Struct, frozen=True, kw_only=True):
    """A calendar that has been revoked."""

    calendar_id: UUID


@post(
    "/calendars",
    dto=StrictBody,
    return_dto=None,
    opt=says(
        action="read", body=CalendarWanted, answer=CalendarMade, status=201,
        refuses=("too-many-calendars",),
    ),
)  # fmt: skip
async def make_calendar(
    request: Asking,
    data: JSONBody[CalendarWanted],
    caller: Given[Caller],
    calendars: Given[Calendars],
    feeds: Given[Feeds],
    language: Given[str],
) -> Reply:
    """Make a calendar of last days, under a secret address that is shown this once.

    It shows what its maker may list, and ends with the token that it was made with, else after 90 days.
    """
    if data.office is not None and not _within(caller, data.office):
        raise Problem("invalid-event", errors=[Fault(pointer="/office", detail=_NOT_WITHIN)])
    try:
        made, secret = await calendars.make(
            person=caller.person, role=caller.role, office=caller.office, token_id=caller.token_id,
            about=data.office, kinds=tuple(sorted({*(data.kinds or ())})), names=data.names,
            language=data.language or language,
        )  # fmt: skip
    except TooManyCalendarsError:
        raise Problem("too-many-calendars") from None
    url = f"{site_of(request.scope, feeds.address)}/v1/calendars/{secret}{ENDING}"
    return answer({**_answer(made), "url": url}, status=201)


def _within(caller: Caller, office: str) -> bool:
    """Return whether a calendar of an office shows nothing but what the caller may list."""
    if not is_office(office):
        return False
    return caller.reaches_all or office == caller.office or caller.own(office)


@get("/calendars", opt=says(action="read", answer=CalendarList))
async def calendars_of_mine(caller: Given[Caller], calendars: Given[Calendars]) -> Reply:
    """List one's own calendars; for supervisors those that anybody of their office made."""
    person = None if caller.role == "supervisor" else caller.person
    found = await calendars.of(office=caller.office, person=person)
    return answer({"items": [_answer(calendar) for calendar in found]})


@delete(
    "/calendars/{calendar:str}",
    status_code=200,
    opt=says(action="read", answer=CalendarGone, refuses=("calendar-not-found",)),
)
async def revoke_calendar(
    calendar: FromPath[str], caller: Given[Caller], calendars: Given[Calendars]
) -> Reply:
    """Revoke a calendar by its id: its address leads nowhere from then on."""
    try:
        found = await calendars.one(UUID(calendar))
    except ValueError:
        found = None
    if found is None or not _may_revoke(caller, found):
        raise Problem("calendar-not-found")
    await calendars.revoke(found.id)
    return answer(CalendarGone(calendar_id=found.id))


def _may_revoke(caller: Caller, calendar: Calendar) -> bool:
    """Return whether a calendar is the caller's own, by person and office, or of a supervisor's office."""
    own = caller.role == "supervisor" or caller.person == calendar.person
    return own and caller.office == calendar.office


@get(
    "/calendars/{calendar:str}",
    opt=says(
        action="public", answer=None, media=MEDIA_TYPE,
        refuses=("calendar-not-found", "too-many-requests", "invalid-header", "unavailable"),
        headers=("If-None-Match",),
    ),
)  # fmt: skip
async def feed(
    request: Asking,
    calendar: FromPath[str],
    services: Given[Services],
    calendars: Given[Calendars],
    identity: Given[Identity],
    feeds: Given[Feeds],
    feed_limits: Given[FeedLimits],
) -> Reply:
    """Fetch a calendar by its secret address, `{secret}.ics`: the address is the key, no token is needed."""
    scope: Any = request.scope
    feed_limits.take_unknown(client_address(scope))
    found = await calendars.find(calendar.removesuffix(ENDING)) if calendar.endswith(ENDING) else None
    maker = None if found is None else identity.standing_for(found, scope)
    if found is None or maker is None:
        raise Problem("calendar-not-found")
    feed_limits.take_known(client_address(scope), found.id)
    scope[WIDE].update(actor=maker.person, role=maker.role, office=maker.office)
    made = await feeds.feed(found, maker, site_of(scope, feeds.address))
    unchanged = has_already(scope, made.etag)
    looks = RecordOfLooks(scope, maker, services.accesses, services.clock)
    for some in _looks(() if unchanged else made.residents):
        looks.note(some, on=made.day, nobody_too=True)
    return Reply(
        b"" if unchanged else made.body,
        status=304 if unchanged else 200,
        media_type=MEDIA_TYPE,
        headers={"ETag": made.etag, "Cache-Control": "private, no-cache"},
    )


def _looks(residents: Sequence[UUID]) -> Iterator[Sequence[UUID]]:
    """Yield the residents whom each entry of the record of looks names; nobody is one, too."""
    for start in range(0, max(1, len(residents)), _A_LOOK):
        yield residents[start : start + _A_LOOK]


def _answer(calendar: Calendar) -> dict[str, Any]:
    return {
        "calendar_id": calendar.id,
        "office": calendar.about,
        "kinds": calendar.kinds or None,
        "names": calendar.names,
        "language": calendar.language,
        "made_by": calendar.person,
        "made_at": calendar.made_at,
        "ends_at": calendar.ends_at,
        "read_at": calendar.read_at,
        "in_force": calendar.in_force,
    }
