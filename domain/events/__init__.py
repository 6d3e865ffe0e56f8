"""The catalogue of events. These names are stored and public: add to them, never rename.

`Fact` is what happens in the world; `Recordable` adds corrections and voids, which speak of recorded facts;
`CaseEvent` adds what is recorded by the way: requests for corrections and what became of them, files merged.
"""

from typing import get_args

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
from domain.events.correction import (
    Change,
    CorrectionDecided,
    CorrectionRequested,
    EventCorrected,
    EventVoided,
    Fact,
    Procedural,
    parts,
)
from domain.events.merging import FilesMerged, FilesUnmerged, Merging
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
from domain.events.types import Address, Event, Name, Source

Recordable = Fact | Change
CaseEvent = Recordable | Procedural | Merging

CATALOGUE: tuple[type[Event], ...] = get_args(CaseEvent)

__all__ = [
    "CATALOGUE",
    "AcquisitionGroundsArose",
    "ActivityResumed",
    "ActivityStopped",
    "Address",
    "AddressNotified",
    "AddressProtected",
    "AddressProtectionEnded",
    "ApplicationClosed",
    "ApplicationFiled",
    "CardDamaged",
    "CardFound",
    "CardIssued",
    "CardLost",
    "CardReplacementOrdered",
    "CardReturned",
    "CaseEvent",
    "CaseOpened",
    "Change",
    "CorrectionDecided",
    "CorrectionRequested",
    "Departed",
    "Died",
    "Event",
    "EventCorrected",
    "EventVoided",
    "Fact",
    "FilesMerged",
    "FilesUnmerged",
    "Landed",
    "MarriageEnded",
    "Merging",
    "Moved",
    "Name",
    "Naturalised",
    "NoteAdded",
    "OrganisationChanged",
    "OrganisationNotified",
    "ParticularsChanged",
    "ParticularsNotified",
    "PeriodExtended",
    "PermanentResidenceGranted",
    "PoliceReported",
    "Procedural",
    "PurposeChanged",
    "Recordable",
    "Reentered",
    "ReentryPermitExtended",
    "ReentryPermitted",
    "ResidenceLeft",
    "RevocationProceedingsClosed",
    "RevocationProceedingsOpened",
    "Settled",
    "SideActivityEnded",
    "SideActivityPermitted",
    "SideActivityStarted",
    "Source",
    "SpouseNotified",
    "StatusAcquired",
    "StatusChanged",
    "StatusLost",
    "parts",
]
