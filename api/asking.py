"""One resident's file, opened for one question: who may see it, which facts count, which day it is about."""

from collections.abc import Sequence
from datetime import date
from functools import partial
from typing import Any
from uuid import UUID

from litestar import Request
from msgspec import Struct

from adapters.ports import ResidentErased
from adapters.postgres.accesses import EMERGENCIES_AN_HOUR, TooManyEmergenciesError
from adapters.threads import in_thread_if_long
from api.identity import caller_of
from api.problems import Problem, erased, invalid_query, not_found, not_opened_yet
from api.queries import known as read_known
from api.scope import Caller, Places, places, seen_through
from api.services import Services, header_text, looked, purpose_of, services_of
from domain.admissibility import New
from domain.history import Effective, Recorded, effective, known_at, told_through


class File(Struct, frozen=True, kw_only=True):
    """A resident's history for one question.

    `recorded` is the whole stream, `counted` what was known at the moment asked about, `facts` what of it
    counts. To who may see nothing later than the day asked about, both end with what tells of that day.
    """

    resident_id: UUID
    on: date
    known: str | None
    recorded: Sequence[Recorded]
    counted: Sequence[Recorded | New]
    facts: list[Effective]

    @property
    def version(self) -> int:
        """The last version that counts."""
        return self.counted[-1].version

    @property
    def etag(self) -> str:
        """The stream's version, for `If-Match`."""
        return f'"{self.recorded[-1].version}"'


async def open_file(
    request: "Request[Any, Any, Any]",
    resident_id: UUID,
    *,
    on: date | None = None,
    known: str | None = None,
    known_as: str = "known",
) -> File:
    """Return the file and put the look on record; raises Problem 404, 410 or `invalid-query`.

    A resident out of the caller's reach is not found, like one who does not exist. `known_as` names the
    parameter that `known` came in.
    """
    services = services_of(request)
    purpose = purpose_of(request)
    reason = header_text(request, "x-break-glass", longest=500)
    recorded: Sequence[Recorded] = await load(services, resident_id)
    today = services.clock.today()
    day = on or today
    moment = read_known(known, known_as)
    counted = recorded if known is None else known_at(recorded, moment)
    facts = await in_thread_if_long(len(recorded), lambda: effective(counted))
    caller = caller_of(request)
    if not caller.reaches_all:
        where, then = await in_thread_if_long(len(recorded), partial(_places, recorded, counted, facts))
        last = seen_through(caller, where, on=day, today=today, then=then)
        if last is None:
            purpose = await _behind_glass(request, resident_id, reason)
        elif last < date.max:
            recorded = counted = told_through(counted, last)
    if not counted:
        raise not_opened_yet()
    if isinstance(moment, int) and moment > recorded[-1].version:
        raise invalid_query(known_as, "This history has no such version; take one from its events.")
    looked(request, (resident_id,), on=day, known=known, purpose=purpose)
    return File(resident_id=resident_id, on=day, known=known, recorded=recorded, counted=counted, facts=facts)


def _places(
    recorded: Sequence[Recorded], counted: Sequence[Recorded], facts: list[Effective]
) -> tuple[Places, Places]:
    """Return the places of a resident by all that is recorded, and by the facts that count."""
    now = facts if len(counted) == len(recorded) else effective(recorded)
    return places(recorded, now), places(recorded, facts)


async def load(services: Services, resident_id: UUID) -> list[Recorded]:
    """Return the stream; raises Problem 404 or 410."""
    try:
        recorded = await services.log.load(resident_id)
    except ResidentErased as gone:
        raise erased(gone.code) from None
    if not recorded:
        raise not_found()
    return recorded


async def _behind_glass(request: "Request[Any, Any, Any]", resident_id: UUID, reason: str | None) -> str:
    """Return the reason for which a caseworker may look all the same; raises Problem 404 or 429."""
    services, caller = services_of(request), caller_of(request)
    if caller.role != "caseworker":
        raise not_found()
    open_for = await services.accesses.emergency_reason(
        person=caller.person, office=caller.office, resident_id=resident_id, at=services.clock.now()
    )
    if open_for is None and reason is not None:
        await _break_glass(services, caller, resident_id, reason)
    reason = reason or open_for
    if reason is None:
        raise not_found()
    return f"emergency: {reason}"


async def _break_glass(services: Services, caller: Caller, resident_id: UUID, reason: str) -> None:
    try:
        await services.accesses.break_glass(
            person=caller.person, role=caller.role, office=caller.office, resident_id=resident_id,
            reason=reason, at=services.clock.now(),
        )  # fmt: skip
    except TooManyEmergenciesError:
        detail = f"You have broken the glass for {EMERGENCIES_AN_HOUR} residents within an hour."
        raise Problem("too-many-emergencies", detail, headers={"Retry-After": "3600"}) from None
