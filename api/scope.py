"""Whose files a caller reaches: the own offices' residents, decided on the resident's own history."""

from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from itertools import pairwise
from uuid import UUID

from msgspec import Struct
from msgspec.structs import replace

from adapters.recording import NotRecordedError
from api.roles import REACH, Role
from domain.events import CaseOpened, Landed, Moved, Settled
from domain.history import Effective, Recorded
from domain.law.municipalities import known_municipality
from domain.reach import BUREAU_PREFECTURES, HANDOVER_DAYS, Reach, prefixes_of


def is_office(text: str) -> bool:
    """Return whether the text names an office: the code of a municipality or ward, or a regional bureau."""
    return text in BUREAU_PREFECTURES or known_municipality(text)


class Caller(Struct, frozen=True, kw_only=True):
    """Who asks: person, role and office of the token; `key` tells tokens apart without being one.

    `token_id` is that of the token of this service with which they come or signed in, if with one.
    """

    person: str
    role: Role
    office: str
    key: str
    token_id: UUID | None = None

    @property
    def prefixes(self) -> tuple[str, ...]:
        """Beginnings of the municipality codes of the own offices."""
        return prefixes_of(self.office)

    @property
    def of_a_district(self) -> bool:
        """Whether the own offices are all of a district of a regional bureau: to count there takes long."""
        return self.office in BUREAU_PREFECTURES

    @property
    def reaches_all(self) -> bool:
        """Whether no file is out of reach."""
        return REACH[self.role] == "all"

    def reach(self, today: date) -> Reach:
        """Return whose residents the caller may list, unless everybody's or nobody's."""
        ever = REACH[self.role] == "ever"
        return Reach(prefixes=self.prefixes, office=self.office, today=today, ever=ever)

    def own(self, code: str | None) -> bool:
        """Return whether a municipality belongs to the own offices."""
        return code is not None and code.startswith(self.prefixes)


class Places(Struct, frozen=True, kw_only=True):
    """Where a resident lived: first days and municipality codes, and the office that opened the file.

    A landing begins a stay without an address (no code).
    """

    stretches: tuple[tuple[date, str | None], ...]
    opened_by: str

    def at(self, day: date) -> str | None:
        """Return the municipality of the address on the day, else the last one of that stay before it."""
        found = None
        for since, code in self.stretches:
            if since <= day:
                found = code
        return found

    def dwellings(self) -> Iterator[tuple[str | None, date, date]]:
        """Yield each place, its first and its last day (inclusive); before the first address is none."""
        stretches = ((date.min, None), *self.stretches, (date.max, None))
        for (since, code), (until, _) in pairwise(stretches):
            if until > since:
                yield code, since, until if until == date.max else until - timedelta(days=1)


def places(recorded: Sequence[Recorded], effective: Sequence[Effective]) -> Places:
    """Return a resident's places from the history; leaving a place without a new one changes nothing here.

    Of several addresses of one day the last one counts.
    """
    codes = {
        e.on: None if isinstance(e.fact, Landed) else e.fact.address.municipality_code
        for e in effective
        if isinstance(e.fact, Settled | Moved | Landed)
    }
    return Places(
        stretches=tuple(codes.items()),
        opened_by=next((r.office for r in recorded if isinstance(r.event, CaseOpened)), ""),
    )


def seen_through(
    caller: Caller, where: Places, *, on: date, today: date, then: Places | None = None
) -> date | None:
    """Return the last day (inclusive) of which the caller may see events, None out of reach.

    Who reaches the resident today sees everything, `date.max`; who does so only because of where the
    resident lived on the day asked about sees nothing later than that day. `then`: where the resident
    lived as known at the moment asked about, when that is not now.
    """
    there = caller.own((then or where).at(on))
    match REACH[caller.role]:
        case "all":
            return date.max
        case "none":
            return None
        case "ever" | "current" as kind:
            reach = caller.reach(today)
            if any(reach.reaches(*where_then, opened_by=where.opened_by) for where_then in where.dwellings()):
                return date.max
            if not there:
                return None
            return date.max if kind == "ever" else on


def may_record(caller: Caller, where: Places, *, today: date) -> bool:
    """Return whether the caller may record about this resident: theirs today, or nobody's and opened here.

    Supervisors reach whoever was ever theirs.
    """
    match REACH[caller.role]:
        case "all":
            return True
        case "none":
            return False
        case "ever":
            return seen_through(caller, where, on=today, today=today) is not None
        case "current":
            code = where.at(today)
            return caller.own(code) if code is not None else _opened_here(caller, where)


def may_see_address(caller: Caller, where: Places, *, today: date) -> bool:
    """Return whether a protected address may be told to the caller, if they say why.

    It may in the office in whose district the resident lives today, to its caseworkers and supervisors. A
    bureau, a former office, an auditor and whoever reads in an emergency are not told.
    """
    match caller.role:
        case "development":
            return True
        case "caseworker" | "supervisor" if not caller.of_a_district:
            code = where.at(today)
            return caller.own(code) if code is not None else _opened_here(caller, where)
        case _:
            return False


def _opened_here(caller: Caller, where: Places) -> bool:
    return where.opened_by == caller.office or caller.own(where.opened_by)


class HandedOver(Struct, frozen=True, omit_defaults=True):
    """A move that hands a resident over: to which municipality, on which day, read by the former until when.

    A landing begins a stay without a place (`to` None). Of a protected address is not told where to.
    """

    to: str | None
    on: date
    until: date
    address_protected: bool = False

    def without_place(self) -> "HandedOver":
        """Return the move without where to."""
        return replace(self, to=None, address_protected=True)


class HandedOverError(NotRecordedError):
    """The resident moved away from the caller's offices, which may read for a while, and not record."""

    def __init__(self, move: HandedOver) -> None:
        super().__init__(f"handed over on {move.on}")
        self.move = move


class NotOwnSlipError(NotRecordedError):
    """A correction or void of what the caller may not set right without a supervisor."""


def handed_over(caller: Caller, where: Places, *, today: date) -> HandedOver | None:
    """Return the last move away from the own offices, which keep reading for 90 days after it."""
    for (_, code), (on, to) in reversed(list(pairwise(where.stretches))):
        until = on + timedelta(days=HANDOVER_DAYS)
        if caller.own(code) and on <= today <= until:
            return HandedOver(to, on, until)
    return None
