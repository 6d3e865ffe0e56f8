"""The shapes of answers about residents; wording of obligations and rules is `api.wording`'s."""

from datetime import date, datetime
from typing import Any, Literal
from uuid import UUID

from msgspec import UNSET, Struct, UnsetType

from domain.events import CaseEvent
from domain.events.types import Address, Name
from domain.history import EventState
from projections.current_status import (
    Card,
    Counts,
    PendingApplication,
    ReentryPermit,
    SideActivityPermission,
    StatusHeld,
    Stay,
)


class RecordedEvent(Struct, frozen=True, kw_only=True):
    """One event of a write's answer."""

    event_id: UUID
    version: int
    type: str
    occurred_on: date
    recorded_at: datetime


class RecordedAnswer(Struct, frozen=True, kw_only=True):
    """The answer to a write; made of the stored events alone, so a repeated key gives the same bytes."""

    resident_id: UUID
    version: int
    position: int
    events: tuple[RecordedEvent, ...]


class FlagAnswer(Struct, frozen=True, kw_only=True):
    """A risk that time brings: never a finding."""

    rule: str
    since: date
    title: str


class AnomalyAnswer(Struct, frozen=True, kw_only=True):
    """Something recorded that does not fit."""

    code: str
    version: int
    detail: str


class StandingAnswer(Struct, frozen=True, kw_only=True):
    """One resident on one day, as known at one moment."""

    resident_id: UUID
    version: int
    on: date
    known: datetime | int | None
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
    flags: tuple[FlagAnswer, ...]
    anomalies: tuple[AnomalyAnswer, ...]
    obligations: Counts
    rulebook: str
    calendar: str
    switches: tuple[str, ...]


class HistoryItem(Struct, frozen=True, kw_only=True):
    """One recorded event with its envelope; `state` and `changed_by` say what became of it since."""

    version: int
    event_id: UUID
    recorded_at: datetime
    recorded_by: str
    office: str
    state: EventState
    changed_by: int | None
    override: str | None
    event: CaseEvent


class FeedItem(Struct, frozen=True, kw_only=True):
    """One event of the whole log."""

    position: int
    resident_id: UUID
    version: int
    event_id: UUID
    recorded_at: datetime
    recorded_by: str
    office: str
    state: EventState
    changed_by: int | None
    override: str | None
    event: CaseEvent
