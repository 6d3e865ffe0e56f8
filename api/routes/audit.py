"""Who looked: at one resident, over all, and behind broken glass; and at whom one looked oneself."""

from datetime import date
from typing import Annotated, Any, Literal
from uuid import UUID

import msgspec
from litestar import get
from msgspec import UNSET, Meta, Struct, UnsetType

from adapters.clock import Clock
from adapters.postgres.accesses import Accesses, Emergencies
from adapters.postgres.cursors import read_cursor, write_cursor
from adapters.postgres.lists import Lists
from adapters.postgres.questions import ListedResident
from api.answers import AddressProtected, Instant
from api.asking import File
from api.dependencies import Given
from api.looks import RecordOfLooks
from api.papers import looks_sheet
from api.queries import AccessesAsked, AuditAsked, LatelyAsked, instant
from api.replies import Reply, answer, paper
from api.roles import REACH
from api.routing import says
from api.scope import Caller
from api.tables.lists import ALL_LOOKS, EMERGENCIES, LAST_READ, LOOKS
from domain.policy import Policy
from domain.reach import Reach
from projections import current_status

_REFUSALS = ("invalid-query", "invalid-header")


class EndOfLooks(Struct, frozen=True):
    """Where a page of looks ends."""

    before: Annotated[int, Meta(ge=1, le=2**63 - 1)] = 2**63 - 1


class LookAnswer(Struct, frozen=True, kw_only=True):
    """Somebody saw something of this resident; with `address_shown` a protected address.

    `office` and `purpose` are null where they would tell that address.
    """

    id: int
    looked_at: Instant
    person: str
    role: str
    office: str | None
    purpose: str | None
    route: str
    asked_on: date | None
    known: str | None
    address_shown: Literal[True] | UnsetType = UNSET


class AuditedLook(LookAnswer, frozen=True, kw_only=True):
    """Somebody saw something of these residents."""

    residents: tuple[UUID, ...]


class Looks(Struct, frozen=True, kw_only=True):
    """Looks at one resident, newest first."""

    items: tuple[LookAnswer, ...]
    next: str | None
    address_protected: AddressProtected = UNSET


class AuditedLooks(Struct, frozen=True, kw_only=True):
    """Looks at everybody, newest first."""

    items: tuple[AuditedLook, ...]
    next: str | None


class LatelyResident(ListedResident, frozen=True, kw_only=True):
    """A resident as of today, and when the caller last read the file."""

    looked_at: Instant


class LatelyMine(Struct, frozen=True, kw_only=True):
    """Residents whose files the caller last read, the latest first."""

    items: tuple[LatelyResident, ...]


class EmergencyList(Struct, frozen=True, kw_only=True):
    """Who broke the glass, by person and day, newest first."""

    items: tuple[Emergencies, ...]
    next: str | None


@get(
    "/residents/{resident_id:uuid}/access",
    opt=says(
        action="see-accesses", query=AccessesAsked, answer=Looks,
        refuses=(*_REFUSALS, "resident-not-found", "resident-erased"), headers=("X-Purpose",), paper=True,
        table=LOOKS, as_recorded=True, protected_too=True,
    ),
)  # fmt: skip
async def accesses_of_resident(
    asked: Given[AccessesAsked],
    file: Given[File],
    accesses: Given[Accesses],
    policy: Given[Policy],
    language: Given[str],
    on_paper: Given[bool],
) -> Reply:
    """Who looked at a resident; with `Accept: text/plain` a paper to hand to the resident."""
    before = read_cursor(asked.cursor, EndOfLooks)
    found = await accesses.of_resident(file.resident_id, before=before.before, limit=asked.limit)
    if file.entire is not None:
        found = [{**look, "office": None, "purpose": None} for look in found]
    following = _next(found, asked.limit)
    if on_paper:
        name = current_status.on(file.facts, file.on, policy).name
        return paper(looks_sheet(name, found, language, more=following is not None))
    protected = {"address_protected": True} if file.address_protected else {}
    return answer({"items": found, "next": following, **protected})


@get(
    "/looks/mine",
    opt=says(
        action="read", query=LatelyAsked, answer=LatelyMine,
        refuses=(*_REFUSALS, "projection-behind"), headers=("X-Purpose",), table=LAST_READ,
    ),
)  # fmt: skip
async def lately_mine(
    asked: Given[LatelyAsked],
    caller: Given[Caller],
    accesses: Given[Accesses],
    lists: Given[Lists],
    reach: Given[Reach | None],
    looks: Given[RecordOfLooks],
    clock: Given[Clock],
) -> Reply:
    """Whose files the caller last read, the latest first; only who is within reach today."""
    lately = await accesses.lately(caller.person, limit=asked.limit)
    found = await lists.named([*lately], clock.today(), reach)
    mine = [who for who in lately if who in found]
    looks.note(mine)
    items = [LatelyResident(**msgspec.structs.asdict(found[who]), looked_at=lately[who]) for who in mine]
    return answer({"items": items})


@get(
    "/audit/accesses",
    opt=says(action="audit", query=AuditAsked, answer=AuditedLooks, refuses=_REFUSALS, table=ALL_LOOKS),
)
async def every_access(asked: Given[AuditAsked], accesses: Given[Accesses]) -> Reply:
    """Who looked at whom, over all residents."""
    before = read_cursor(asked.cursor, EndOfLooks)
    found = await accesses.all(
        person=asked.person, office=asked.office, since=instant(asked.since),
        address_shown=asked.address_shown, before=before.before, limit=asked.limit,
    )  # fmt: skip
    return answer({"items": found, "next": _next(found, asked.limit)})


@get(
    "/audit/emergencies",
    opt=says(
        action="see-emergencies",
        query=AccessesAsked,
        answer=EmergencyList,
        refuses=_REFUSALS,
        table=EMERGENCIES,
    ),
)
async def emergencies(
    asked: Given[AccessesAsked],
    caller: Given[Caller],
    accesses: Given[Accesses],
) -> Reply:
    """Who broke the glass, for whom and why, by person and day; supervisors see their own office's."""
    before = read_cursor(asked.cursor, EndOfLooks)
    found = await accesses.emergencies(
        office=None if REACH[caller.role] == "all" else caller.office,
        before=before.before,
        limit=asked.limit,
    )
    place = write_cursor(EndOfLooks(found[-1].id)) if len(found) == asked.limit else None
    return answer({"items": found, "next": place})


def _next(found: list[dict[str, Any]], limit: int) -> str | None:
    return write_cursor(EndOfLooks(found[-1]["id"])) if len(found) == limit else None
