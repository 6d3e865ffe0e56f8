"""What lists are asked and what they answer."""

from datetime import date, datetime
from typing import Generic, Literal, TypeVar
from uuid import UUID

from msgspec import UNSET, Struct, UnsetType

from domain.duties.duty import Duty, State
from domain.events.types import BirthDay, Name, StatusCode
from domain.law.rule import Class, Kind
from domain.reach import Reach
from domain.spans.parts import StayWord

T = TypeVar("T")


class DutiesAsked(Struct, frozen=True, kw_only=True):
    """A question about duties; no `states`: all, no `reach`: everybody.

    `due_after` and `due_before` are exclusive; with either, duties without a fixed day are left out.
    `without`: residents left out.
    """

    on: date
    known: datetime | None = None
    states: tuple[State, ...] = ()
    rule: str | None = None
    kind: Kind | None = None
    class_: Class | None = None
    municipality: str | None = None
    due_after: date | None = None
    due_before: date | None = None
    reach: Reach | None = None
    cursor: str | None = None
    limit: int = 50
    without: tuple[UUID, ...] = ()


class ResidentsAsked(Struct, frozen=True, kw_only=True):
    """A question about residents; `q` is words of names, a card number, a date of birth, in any order.

    `by_name`: in the order of names as now known, else by id; a search has its own.
    """

    on: date
    known: datetime | None = None
    q: str | None = None
    card_number: str | None = None
    municipality: str | None = None
    status: StatusCode | None = None
    stay: StayWord | None = None
    by_name: bool = False
    reach: Reach | None = None
    cursor: str | None = None
    limit: int = 50


class SummaryAsked(Struct, frozen=True, kw_only=True):
    """A question about numbers of duties."""

    on: date
    known: datetime | None = None
    municipality: str | None = None
    by_municipality: bool = False
    reach: Reach | None = None


class ListedDuty(Struct, frozen=True, kw_only=True):
    """A duty in a list: whose it is, and its state on the day asked about.

    `address_protected`: no list tells where they live.
    """

    resident_id: UUID
    name: Name | None
    state: State
    duty: Duty
    address_protected: bool = False


class ListedResident(Struct, frozen=True, kw_only=True):
    """A resident in a list, as on the day asked about; `lg_code`: the code with its check digit.

    `address_protected`: no list tells where they live.
    """

    resident_id: UUID
    name: Name
    date_of_birth: BirthDay
    nationality: str
    status: StatusCode | None
    stay: StayWord
    municipality_code: str | None
    lg_code: str | None
    card_number: str | None
    address_protected: Literal[True] | UnsetType = UNSET


class Page(Struct, Generic[T], frozen=True, kw_only=True):
    """Some items of a list, and the cursor of the next ones."""

    items: tuple[T, ...]
    next: str | None


class RuleCount(Struct, frozen=True, kw_only=True):
    """Duties under a rule by state; `municipality` when asked for, null for residents without an address."""

    rule: str
    pending: int
    open: int
    overdue: int
    municipality: str | UnsetType | None = UNSET


class WeekCount(Struct, frozen=True, kw_only=True):
    """Duties neither settled nor overdue whose last day lies in the week that begins on this Monday."""

    week: date
    due: int


class DueSoon(Struct, frozen=True, kw_only=True):
    """Numbers of duties past their day, due on the day, and due soon: on that day or a few after it."""

    overdue: int
    today: int
    soon: int


class Summary(Struct, frozen=True, kw_only=True):
    """Numbers of duties on a day."""

    on: date
    by_rule: tuple[RuleCount, ...]
    by_week: tuple[WeekCount, ...]


class CursorError(ValueError):
    """The cursor is not one of this list."""


class BusyError(RuntimeError):
    """Too much is asked or written at this moment: ask again later."""


class BehindError(Exception):
    """The rows do not show the position yet."""
