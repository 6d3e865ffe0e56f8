"""Standing: a resident's status on any day, out of the history up to that day."""

from datetime import date
from typing import Any, Literal

from msgspec import Struct

from domain.events.types import Address, Detail, Name, PeriodOfStay, Procedure, StatusCode

Stay = Literal[
    "valid", "filing-grace", "special-period", "overstay", "abroad-protected", "lost", "departed",
    "not-mid-to-long-term", "within-60-days", "deceased", "naturalised", "none",
]  # fmt: skip
CardState = Literal["none", "held", "lost", "damaged", "lapsed", "returned"]


class StatusHeld(Struct, frozen=True, kw_only=True):
    """The status of residence held, with its period."""

    code: StatusCode
    name: str
    name_ja: str
    detail: Detail | None
    as_spouse: bool
    period_of_stay: PeriodOfStay | None
    granted_on: date
    expires_on: date | None


class Card(Struct, frozen=True, kw_only=True):
    """The newest card; `computed_*` cross-check the printed date (readings N49)."""

    number: str | None = None
    valid_until: date | None = None
    state: CardState = "none"
    computed_valid_until: date | None = None
    computed_rule: str | None = None
    confirmed: bool | None = None


class PendingApplication(Struct, frozen=True, kw_only=True):
    """An application accepted and not yet answered."""

    procedure: Procedure
    filed_on: date
    receipt_number: str | None = None
    version: int


class SideActivityPermission(Struct, frozen=True, kw_only=True, tag_field="kind", tag="side-activity"):
    """A permission for activity outside the status (ICRRA 19(2)), still valid on the day asked about."""

    scope: str
    granted_on: date
    valid_until: date | None
    version: int


class ReentryPermit(Struct, frozen=True, kw_only=True, tag_field="kind", tag="reentry-permit"):
    """A re-entry permit (ICRRA 26), still valid on the day asked about."""

    granted_on: date
    valid_until: date
    multiple: bool
    used: bool
    version: int


class Flag(Struct, frozen=True, kw_only=True):
    """A time-based risk (rulebook section 15): a flag, never a finding."""

    rule: str
    since: date


class Anomaly(Struct, frozen=True, kw_only=True):
    """Something recorded that does not fit, with the version that shows it."""

    code: str
    version: int
    facts: dict[str, Any] = {}


class Counts(Struct, frozen=True, kw_only=True):
    """Numbers of statutory duties by state."""

    pending: int
    open: int
    overdue: int


class Standing(Struct, frozen=True, kw_only=True):
    """The answer of contract section 4, without identity and wording."""

    name: Name
    date_of_birth: date
    nationality: str
    sex: str | None
    stay: Stay
    stay_since: date | None
    stay_until: date | None
    presence: Literal["in-japan", "abroad"] | None
    mid_to_long_term: bool
    status: StatusHeld | None
    card: Card
    carry_required: bool
    address: Address | None
    address_notified: bool
    must_return_by: date | None
    status_lost_after: date | None
    pending_applications: tuple[PendingApplication, ...]
    permissions: tuple[SideActivityPermission | ReentryPermit, ...]
    flags: tuple[Flag, ...]
    anomalies: tuple[Anomaly, ...]
    obligations: Counts
    rulebook: str
    switches: tuple[str, ...] = ()
