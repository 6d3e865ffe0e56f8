"""The card: issue, loss, damage, order, police report, finding, return (ICRRA 19-3 to 19-15)."""

from typing import ClassVar

from domain.events.types import (
    CardDamageCause,
    CardIssueReason,
    CardIssueRoute,
    CardLossCause,
    CardNumber,
    CardReturnRoute,
    Day,
    Event,
    Text,
)


class CardIssued(Event, frozen=True, kw_only=True):
    """A residence card, or a special permanent resident certificate; valid through `valid_until`."""

    number: CardNumber
    valid_until: Day
    route: CardIssueRoute
    reason: CardIssueReason


class CardLost(Event, frozen=True, kw_only=True):
    """The holder learned on this day that the card was lost, stolen or destroyed (ICRRA 19-12)."""

    cause: CardLossCause


class CardDamaged(Event, frozen=True, kw_only=True):
    """The card was damaged or soiled (ICRRA 19-13(1))."""

    cause: CardDamageCause


class CardReplacementOrdered(
    Event, frozen=True, kw_only=True, forbid_unknown_fields=True, omit_defaults=True
):
    """The holder received the agency's order to replace the card (ICRRA 19-13(2))."""


class PoliceReported(Event, frozen=True, kw_only=True):
    """Loss or theft was reported to the police; version 2 added the station."""

    class_version: ClassVar[int] = 2

    receipt_number: Text
    station: Text | None = None


class CardFound(Event, frozen=True, kw_only=True):
    """A lost card turned up."""

    number: CardNumber


class CardReturned(Event, frozen=True, kw_only=True):
    """A card was given back (ICRRA 19-15)."""

    number: CardNumber
    route: CardReturnRoute
