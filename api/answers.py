"""The shapes of answers about residents; wording of obligations and rules is `api.wording`'s."""

from datetime import date, datetime
from typing import Annotated, Literal, TypeAlias
from uuid import UUID

from msgspec import UNSET, Meta, Raw, Struct, UnsetType

from api.scope import HandedOver
from api.wording import AnomalyView, FlagView
from domain.events.types import Address, BirthDay, Name
from domain.history import EventState
from domain.spans.parts import StayWord
from projections.current_status import (
    Card,
    Counts,
    PendingApplication,
    ReentryPermit,
    SideActivityPermission,
    StatusHeld,
)

Instant = Annotated[datetime, Meta(tz=True)]
"""UTC, with microseconds."""

AddressProtected: TypeAlias = Literal[True] | UnsetType
"""Set in an answer about somebody whose address is protected, whether it tells that or not."""


class RecordedEvent(Struct, frozen=True, kw_only=True):
    """One event of a write's answer."""

    event_id: UUID
    version: int
    type: str
    occurred_on: date
    recorded_at: Instant


class RecordedAnswer(Struct, frozen=True, kw_only=True):
    """The answer to a write, made of what is stored alone, so that a repeated key gives the same bytes.

    `caused` says in sentences what the events changed on the day they were recorded: duties that opened,
    moved, were settled or ended, and anomalies.
    """

    resident_id: UUID
    version: int
    position: int
    events: tuple[RecordedEvent, ...]
    caused: tuple[str, ...]


class OpenedAnswer(RecordedAnswer, frozen=True, kw_only=True):
    """The same of an opening; `similar`: whose files may be of the same person, if there are some."""

    similar: tuple[UUID, ...] | UnsetType = UNSET


class StandingAnswer(Struct, frozen=True, kw_only=True):
    """One resident on one day, as known at one moment.

    `handed_over`: the move by which the resident left the reader's offices, which may read `until` a day.
    `lg_code`: the code of the address's municipality with its check digit.
    `birth_taken_as`: where no more than the year or month of birth is known, the day that ages are counted
    from.
    `emergency_until`: how long the reader, who broke the glass, may read.
    `address_protected`: the address shows to nobody but who may see it and says why.
    `merged`: the files that are merged into this one, the last one last.
    """

    resident_id: UUID
    version: int
    on: date
    known: str | None
    name: Name
    date_of_birth: BirthDay
    nationality: str
    sex: str | None
    stay: StayWord
    stay_since: date | None
    stay_until: date | None
    presence: Literal["in-japan", "abroad"] | None
    mid_to_long_term: bool
    status: StatusHeld | None
    card: Card
    carry_required: bool
    address: Address | None
    lg_code: str | None
    address_notified: bool
    must_return_by: date | None
    status_lost_after: date | None
    pending_applications: tuple[PendingApplication, ...]
    permissions: tuple[SideActivityPermission | ReentryPermit, ...]
    flags: tuple[FlagView, ...]
    anomalies: tuple[AnomalyView, ...]
    obligations: Counts
    rulebook: str
    switches: tuple[str, ...]
    birth_taken_as: date | UnsetType = UNSET
    handed_over: HandedOver | None = None
    emergency_until: Instant | None = None
    address_protected: AddressProtected = UNSET
    merged: tuple[UUID, ...] | UnsetType = UNSET


class Envelope(Struct, frozen=True, kw_only=True):
    """What stands around an event of one stream.

    `state` says what became of it since, and `by` which version did that (`changed_by` is its older name).
    `office` is null where it would tell a protected address.
    """

    version: int
    event_id: UUID
    recorded_at: Instant
    recorded_by: str
    office: str | None
    state: EventState
    by: int | None
    changed_by: int | None
    override: str | None


class PlacedEnvelope(Envelope, frozen=True, kw_only=True):
    """The same in the whole log."""

    position: int
    resident_id: UUID


class HistoryItem(Envelope, frozen=True, kw_only=True):
    """A recorded event: the envelope, and beside it the event's own fields."""

    type: str
    occurred_on: date


class FeedItem(PlacedEnvelope, frozen=True, kw_only=True):
    """A recorded event of the whole log: the envelope, and beside it the event's own fields."""

    type: str
    occurred_on: date


class HistoryAnswer(Struct, frozen=True, kw_only=True):
    """A stretch of one stream; `next` is the `after` of the following stretch."""

    items: tuple[HistoryItem, ...]
    next: int | None
    address_protected: AddressProtected = UNSET


class FeedAnswer(Struct, frozen=True, kw_only=True):
    """A stretch of the log; no items at its end."""

    items: tuple[FeedItem, ...]


class RawItems(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """How stretches are sent: items are written already."""

    items: list[Raw]
    next: int | UnsetType | None = UNSET
