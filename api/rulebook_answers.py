"""The shapes of the answers of `/v1/rules`, `/v1/rules/{id}` and `/v1/offices`."""

from datetime import date

from msgspec import Struct

from domain.law.offices import Kind as OfficeKind
from domain.law.provision import Confidence
from domain.law.rule import Class, DeskKind, Kind
from domain.law.status_table import Periods, Table, Work


class Basis(Struct, frozen=True, kw_only=True):
    """Where a fact of the law comes from and how sure it is; `confirmed` false: never rely on it alone."""

    law: str
    articles: str
    source: str
    confidence: Confidence
    confirmed: bool
    checked_on: date


class VersionAnswer(Struct, frozen=True, kw_only=True):
    """A version of the rulebook, and what changed with it."""

    key: str
    since: date | None
    change: str
    basis: Basis


class SaidAnswer(Struct, frozen=True, kw_only=True):
    """What a rule says from a day on."""

    since: date | None
    says: str
    basis: Basis


class NumberAnswer(Struct, frozen=True, kw_only=True):
    """A number or table that a rule computes with, since a day."""

    name: str
    value: object
    since: date | None
    basis: Basis


class PenaltyAnswer(Struct, frozen=True, kw_only=True):
    """What the law threatens; `in_japan_only`: not for what is missed while abroad."""

    text: str
    basis: Basis
    in_japan_only: bool


class RuleAnswer(Struct, frozen=True, kw_only=True, rename={"class_": "class"}):
    """One rule as it is on a day; `versions` are all it ever said, coming ones among them.

    `numbers_by_date` are all that it ever computed with, number by number, the oldest first. `says`, `since`
    and `basis` are null before the rule comes into force; `doubt` is what is unconfirmed.
    """

    id: str
    title: str
    in_force: bool
    says: str | None
    since: date | None
    basis: Basis | None
    kind: Kind | None
    class_: Class | None
    desk: tuple[DeskKind, ...]
    settled_by: tuple[str, ...]
    penalty: PenaltyAnswer | None
    numbers: tuple[NumberAnswer, ...]
    numbers_by_date: tuple[NumberAnswer, ...]
    switches: dict[str, str]
    differs: str | None
    doubt: str | None
    versions: tuple[SaidAnswer, ...]


class SwitchAnswer(Struct, frozen=True, kw_only=True):
    """A setting for a contested point, as this server has it."""

    name: str
    value: str
    default: str
    values: tuple[str, ...]
    why: str


class DifferenceAnswer(Struct, frozen=True, kw_only=True):
    """A place where the city page and the statute differ."""

    id: str
    page: str
    statute: str
    here: str
    rules: tuple[str, ...]
    switch: str | None


class StatusAnswer(Struct, frozen=True, kw_only=True):
    """A status of residence on a day: what may be granted, what work it allows, which notices it owes."""

    code: str
    name: str
    name_ja: str
    table: Table
    work: Work
    periods: Periods
    notice: str | None
    notice_by_detail: dict[str, str]
    spouse_notice: bool
    card: bool
    since: date | None
    basis: Basis


class FeeAnswer(Struct, frozen=True, kw_only=True):
    """A fee in yen by the day of receipt, for periods granted over one bound and up to the other, inclusive.

    A bound that is null is none; `online` null: at the counter only.
    """

    procedure: str
    granted_over: str | None
    granted_up_to: str | None
    counter: int
    online: int | None
    confirmed: bool
    since: date | None
    basis: Basis


class RulesAnswer(Struct, frozen=True, kw_only=True):
    """The rulebook in force on a day, with the settings and the calendar of this server."""

    on: date
    rulebook: str
    calendar: str
    switches: dict[str, str]
    contested: tuple[SwitchAnswer, ...]
    differences: tuple[DifferenceAnswer, ...]
    versions: tuple[VersionAnswer, ...]
    items: tuple[RuleAnswer, ...]
    statuses: tuple[StatusAnswer, ...]
    fees: tuple[FeeAnswer, ...]
    next: None = None


class ClosedDayAnswer(Struct, frozen=True, kw_only=True):
    """A closed day of the municipalities of an area: a code, or the two digits of a prefecture."""

    area: str
    month: int
    day: int
    name: str
    basis: Basis


class OfficeAnswer(Struct, frozen=True, kw_only=True):
    """A desk; what is not known of it is null. `lg_code`: the code with its check digit."""

    id: str
    kind: OfficeKind
    name: str
    name_ja: str
    section: str | None
    municipality_code: str | None
    lg_code: str | None
    prefectures: tuple[str, ...]
    parent: str | None
    address: str | None
    telephone: str | None
    telephone_abroad: str | None
    hours: str | None
    advice: str | None
    basis: Basis
    prefectures_basis: Basis | None


class OfficesAnswer(Struct, frozen=True, kw_only=True):
    """The desks known by name, with the closed days that only some areas have."""

    on: date
    items: tuple[OfficeAnswer, ...]
    local_closed_days: tuple[ClosedDayAnswer, ...]
    next: None = None
