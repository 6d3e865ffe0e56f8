"""One resident's file, opened for one question: who may see it, which facts count, which day it is about."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from functools import lru_cache, partial
from typing import cast
from uuid import UUID

from msgspec import Struct
from msgspec.structs import replace

from adapters.clock import Clock
from adapters.ports import EventLog, ResidentErased
from adapters.postgres.accesses import (
    EMERGENCIES_AN_HOUR,
    Accesses,
    OpenEmergency,
    TooManyEmergenciesError,
)
from adapters.threads import LONG, in_thread_if_long
from api.looks import RecordOfLooks
from api.merged import MergedElsewhereError
from api.problems import Problem, erased, invalid_query, not_found, not_opened_yet
from api.protecting import protecting_history, protecting_then
from api.queries import known as read_known
from api.scope import (
    Caller,
    HandedOver,
    Places,
    handed_over,
    may_record,
    may_see_address,
    places,
    seen_through,
)
from domain.admissibility import New
from domain.history import (
    Effective,
    Recorded,
    effective,
    known_at,
    merges,
    told_through,
    up_to,
)
from domain.policy import Policy
from domain.protection import (
    facts_without_address,
    protected_by,
    without_address,
    without_place,
)
from projections.outlook import Outlook, outlook


class File(Struct, frozen=True, kw_only=True):
    """A resident's history for one question.

    `recorded` is the whole stream, `counted` what was known at the moment asked about, `facts` what of it
    counts. To who may see nothing later than the day asked about, both end with what tells of that day.
    `handed_over` says by which move the resident left the caller's offices, which may still read for a while;
    `emergency_until` until when the glass is broken, if the file is read that way.

    With `address_protected` the address is protected, and with `entire` it is not told: those are the facts,
    of which `recorded`, `counted` and `facts` are what may be told.
    """

    resident_id: UUID
    on: date
    known: str | None
    recorded: Sequence[Recorded]
    counted: Sequence[Recorded | New]
    facts: list[Effective]
    handed_over: HandedOver | None = None
    emergency_until: datetime | None = None
    address_protected: bool = False
    entire: list[Effective] | None = None

    @property
    def version(self) -> int:
        """The last version that counts."""
        return self.counted[-1].version

    @property
    def moment(self) -> datetime | None:
        """The moment of knowing that was asked about; of a version, when that was recorded."""
        moment = read_known(self.known)
        return self.recorded[moment - 1].recorded_at if isinstance(moment, int) else moment

    @property
    def etag(self) -> str:
        """The stream's version, for `If-Match`."""
        return f'"{self.recorded[-1].version}"'

    def outlook(self, policy: Policy) -> Outlook:
        """Return what the facts up to the day say.

        Duties fall due on the same days whether the address is told or not.
        """
        seen = _outlook_on(self.facts, self.on, policy)
        if self.entire is None:
            return seen
        duties = _outlook_on(self.entire, self.on, policy).duties
        return Outlook(seen.case, [without_place(duty) for duty in duties])

    def telling(self, counted: Sequence[Recorded | New]) -> "File":
        """Return the file as it would be with these events, telling no more than it does.

        Of an address that they protect nothing: they may bring the facts of another file.
        """
        facts = effective(counted)
        trying = replace(self, counted=counted, facts=facts, address_protected=protected_by(facts))
        newly = trying.address_protected and not self.address_protected
        return _hidden(trying) if newly or self.entire is not None else trying


def _hidden(file: File) -> File:
    """Return a file that does not tell the address."""
    return replace(
        file,
        recorded=without_address(file.recorded),
        counted=without_address(file.counted),
        facts=facts_without_address(file.facts),
        entire=file.facts,
        handed_over=None if file.handed_over is None else file.handed_over.without_place(),
    )


def _outlook_on(facts: Sequence[Effective], on: date, policy: Policy) -> Outlook:
    facts = up_to(facts, on)
    return outlook(facts, policy) if len(facts) > LONG else _outlook(tuple(facts), policy)


@lru_cache(maxsize=1000)
def _outlook(facts: tuple[Effective, ...], policy: Policy) -> Outlook:
    """Return the outlook of facts; of one resident it is asked for several times in a row.

    It follows from its arguments alone, which are compared by value: what is kept cannot be out of date. An
    outlook takes 3 to 15 kB beside its facts, of which there are at most `LONG`.
    """
    return outlook(facts, policy)


def forget_outlooks() -> None:
    """Keep no outlook: somebody was erased, and nothing of them is to stay in memory.

    Called where the erasure is recorded, and in any other process when it next asks for that resident.
    """
    _outlook.cache_clear()


class Files:
    """The files of residents, for one caller: loaded, cut to what was known, within reach, the look noted.

    `emergency` is the reason for which a caseworker breaks the glass, if they give one. `reads`: nothing is
    asked but to read. `protected_too`: what is asked for tells a protected address to who may see it and says
    why; nothing else ever does.
    """

    def __init__(  # noqa: PLR0913 all that decides what a caller is told
        self,
        *,
        log: EventLog,
        accesses: Accesses,
        clock: Clock,
        caller: Caller,
        looks: RecordOfLooks,
        emergency: str | None,
        reads: bool,
        protected_too: bool = False,
    ) -> None:
        self._log = log
        self._accesses = accesses
        self._clock = clock
        self._caller = caller
        self._looks = looks
        self._emergency = emergency
        self._reads = reads
        self._protected_too = protected_too

    async def open(
        self,
        resident_id: UUID,
        *,
        on: date | None = None,
        known: str | None = None,
        known_as: str = "known",
        as_recorded: bool = False,
    ) -> File:
        """Return the file and put the look on record; raises Problem 404, 410 or `invalid-query`.

        A resident out of the caller's reach is not found, like one who does not exist. `known_as` names the
        parameter that `known` came in. Of a file that was merged into another, as known at that moment, only
        what is `as_recorded` is told; else raises MergedElsewhereError.
        """
        purpose = self._looks.purpose
        recorded = await load(self._log, resident_id)
        file = await _as_known(recorded, on or self._clock.today(), known, known_as)
        if not self._caller.reaches_all:
            file, emergency = await self._within_reach(file)
            purpose = emergency or purpose
        if not file.counted:
            raise not_opened_yet()
        _check_version(known, known_as, file.recorded)
        into = file.facts[0].merged_into
        if into is not None and not as_recorded:
            self._looks.note((resident_id,), on=file.on, known=known, purpose=purpose)
            raise MergedElsewhereError(into, follow=self._reads, moment=_moment_there(file))
        protecting = await protecting_history(self._log, recorded)
        if protecting is None and known is not None:
            protecting = await protecting_then(self._log, recorded, merges(file.counted))
        if protecting is not None:
            file = await in_thread_if_long(len(recorded), partial(self._telling, file, protecting))
        shown = file.address_protected and file.entire is None
        self._looks.note((resident_id,), on=file.on, known=known, purpose=purpose, address_shown=shown)
        return file

    def _telling(self, file: File, protecting: Sequence[Recorded]) -> File:
        """Return as much of the file of a protected address as the caller is told: as a rule nothing of it.

        `protecting` is the history that says so, all that is recorded of it by now.
        """
        file = replace(file, address_protected=True)
        where = places(protecting, effective(protecting))
        says_why = self._protected_too and self._looks.purpose is not None
        shown = says_why and may_see_address(self._caller, where, today=self._clock.today())
        return file if shown else _hidden(file)

    async def _within_reach(self, file: File) -> tuple[File, str | None]:
        """Return as much of a file as the caller may see, and why, if that is an emergency.

        Raises Problem 404 or 429.
        """
        caller, today = self._caller, self._clock.today()
        where, then = await in_thread_if_long(len(file.recorded), partial(_places, file))
        last = seen_through(caller, where, on=file.on, today=today, then=then)
        if last is None:
            emergency = await self._behind_glass(file.resident_id)
            why = self._emergency or emergency.reason
            return replace(file, emergency_until=emergency.until), f"emergency: {why}"
        if last == date.max:
            left = None if may_record(caller, where, today=today) else handed_over(caller, where, today=today)
            return replace(file, handed_over=left), None
        told = told_through(cast("Sequence[Recorded]", file.counted), last)  # nothing is tried out here
        return replace(file, recorded=told, counted=told), None

    async def _behind_glass(self, resident_id: UUID) -> OpenEmergency:
        """Return why a caseworker may look all the same, and until when; raises Problem 404 or 429."""
        if self._caller.role != "caseworker":
            raise not_found()
        found = await self._emergency_now(resident_id)
        if found is None and self._emergency is not None:
            await self._break_glass(resident_id, self._emergency)
            found = await self._emergency_now(resident_id)
        if found is None:
            raise not_found()
        return found

    async def _emergency_now(self, resident_id: UUID) -> OpenEmergency | None:
        caller = self._caller
        return await self._accesses.emergency_now(
            person=caller.person, office=caller.office, resident_id=resident_id, at=self._clock.now()
        )

    async def _break_glass(self, resident_id: UUID, reason: str) -> None:
        caller = self._caller
        try:
            await self._accesses.break_glass(
                person=caller.person, role=caller.role, office=caller.office, resident_id=resident_id,
                reason=reason, at=self._clock.now(),
            )  # fmt: skip
        except TooManyEmergenciesError:
            detail = f"You have broken the glass for {EMERGENCIES_AN_HOUR} residents within an hour."
            raise Problem("too-many-emergencies", detail, headers={"Retry-After": "3600"}) from None


async def load(log: EventLog, resident_id: UUID) -> list[Recorded]:
    """Return the stream; raises Problem 404 or 410."""
    try:
        recorded = await log.load(resident_id)
    except ResidentErased as gone:
        forget_outlooks()
        raise erased(gone.code) from None
    if not recorded:
        raise not_found()
    return recorded


async def _as_known(recorded: Sequence[Recorded], on: date, known: str | None, known_as: str) -> File:
    """Return the file of a stream as it was known at a moment; raises Problem `invalid-query`."""
    counted = recorded if known is None else known_at(recorded, read_known(known, known_as))
    facts = await in_thread_if_long(len(recorded), partial(effective, counted))
    return File(
        resident_id=recorded[0].resident_id, on=on, known=known, recorded=recorded, counted=counted,
        facts=facts,
    )  # fmt: skip


def _moment_there(file: File) -> datetime | None:
    """Return as known when the other file is to be asked, None as this one was asked.

    The entry of a merge stands there just behind that of this file, which is its last one and may be what
    `known` names.
    """
    known = read_known(file.known)
    merged_at = file.recorded[file.version - 1].recorded_at + timedelta(microseconds=1)
    return merged_at if isinstance(known, int) or (known is not None and known < merged_at) else None


def _check_version(known: str | None, known_as: str, recorded: Sequence[Recorded]) -> None:
    moment = read_known(known, known_as)
    if isinstance(moment, int) and moment > recorded[-1].version:
        raise invalid_query(known_as, "This history has no such version; take one from its events.")


def _places(file: File) -> tuple[Places, Places]:
    """Return the places of a resident by all that is recorded, and by the facts that count."""
    recorded, facts = file.recorded, file.facts
    now = facts if len(file.counted) == len(recorded) else effective(recorded)
    return places(recorded, now), places(recorded, facts)
