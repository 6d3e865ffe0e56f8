"""Corrections and voids, and the requests for them: events about events already recorded."""

from collections.abc import Iterator
from typing import Literal

from domain.events.address import (
    AddressNotified,
    AddressProtected,
    AddressProtectionEnded,
    Moved,
    ResidenceLeft,
    Settled,
)
from domain.events.affiliation import OrganisationChanged, OrganisationNotified
from domain.events.card import (
    CardDamaged,
    CardFound,
    CardIssued,
    CardLost,
    CardReplacementOrdered,
    CardReturned,
    PoliceReported,
)
from domain.events.merging import Merging
from domain.events.person import (
    CaseOpened,
    Died,
    MarriageEnded,
    Naturalised,
    NoteAdded,
    ParticularsChanged,
    ParticularsNotified,
    SpouseNotified,
)
from domain.events.reentry import Departed, Reentered, ReentryPermitExtended, ReentryPermitted
from domain.events.stay import (
    AcquisitionGroundsArose,
    ActivityResumed,
    ActivityStopped,
    ApplicationClosed,
    ApplicationFiled,
    Landed,
    PeriodExtended,
    PermanentResidenceGranted,
    PurposeChanged,
    RevocationProceedingsClosed,
    RevocationProceedingsOpened,
    SideActivityEnded,
    SideActivityPermitted,
    SideActivityStarted,
    StatusAcquired,
    StatusChanged,
    StatusLost,
)
from domain.events.types import Event, Text, Version

Fact = (
    CaseOpened
    | Landed
    | AcquisitionGroundsArose
    | StatusAcquired
    | ApplicationFiled
    | ApplicationClosed
    | PeriodExtended
    | StatusChanged
    | PermanentResidenceGranted
    | StatusLost
    | RevocationProceedingsOpened
    | RevocationProceedingsClosed
    | PurposeChanged
    | ActivityStopped
    | ActivityResumed
    | SideActivityStarted
    | SideActivityEnded
    | SideActivityPermitted
    | CardIssued
    | CardLost
    | CardDamaged
    | CardReplacementOrdered
    | PoliceReported
    | CardFound
    | CardReturned
    | Settled
    | Moved
    | ResidenceLeft
    | AddressNotified
    | AddressProtected
    | AddressProtectionEnded
    | ParticularsChanged
    | ParticularsNotified
    | OrganisationChanged
    | OrganisationNotified
    | MarriageEnded
    | SpouseNotified
    | ReentryPermitted
    | ReentryPermitExtended
    | Departed
    | Reentered
    | Died
    | Naturalised
    | NoteAdded
)


class EventCorrected(Event, frozen=True, kw_only=True):
    """The replacement counts in the place of the event at version `corrects`."""

    corrects: Version
    replacement: Fact
    reason: Text


class EventVoided(Event, frozen=True, kw_only=True):
    """The event at version `voids` counts as never having happened."""

    voids: Version
    reason: Text


Change = EventCorrected | EventVoided


class CorrectionRequested(Event, frozen=True, kw_only=True):
    """Somebody asks whoever may change the record to record `requested`; nothing changes by it."""

    requested: Change


class CorrectionDecided(Event, frozen=True, kw_only=True):
    """What became of the request at version `request`; the change accepted is recorded right after."""

    request: Version
    outcome: Literal["accepted", "declined"]
    reason: Text


Procedural = CorrectionRequested | CorrectionDecided
"""Events about the keeping of the record, which say nothing of the resident."""


def parts(event: Fact | Change | Procedural | Merging) -> Iterator[tuple[tuple[str, ...], Event]]:
    """Yield the event and those inside it, each with the fields that lead there."""
    yield (), event
    match event:
        case EventCorrected(replacement=inner):
            yield ("replacement",), inner
        case CorrectionRequested(requested=change):
            for path, part in parts(change):
                yield ("requested", *path), part
        case _:
            pass
