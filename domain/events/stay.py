"""The stay: landing, acquisition, applications, grants, loss, activities (ICRRA 9, 19 to 22-4)."""

from domain.events.types import (
    Activity,
    Day,
    Detail,
    Event,
    Grounds,
    HoursPerWeek,
    LossReason,
    Outcome,
    PeriodOfStay,
    Procedure,
    SideActivityScope,
    StatusCode,
    Text,
    check_detail,
)


class GrantOfStatus(Event, frozen=True, kw_only=True):
    """A status of residence with its period of stay; what landing, acquisition and change share.

    `expires_on` is the printed last day. It and `period_of_stay` are null for an indefinite stay.
    """

    status: StatusCode
    detail: Detail | None = None
    as_spouse: bool = False
    period_of_stay: PeriodOfStay | None
    expires_on: Day | None

    def __post_init__(self) -> None:
        check_detail(self.status, self.detail)


class Landed(GrantOfStatus, frozen=True, kw_only=True):
    """Landing permission with a status (ICRRA 9)."""

    port: Text


class AcquisitionGroundsArose(
    Event, frozen=True, kw_only=True, forbid_unknown_fields=True, omit_defaults=True
):
    """Born in Japan, Japanese nationality lost: may stay 60 days without a status (ICRRA 22-2)."""

    grounds: Grounds
    special_permanent: bool = False


class StatusAcquired(GrantOfStatus, frozen=True, kw_only=True):
    """Permission to acquire a status (ICRRA 22-2, SPRA 4)."""


class ApplicationFiled(Event, frozen=True, kw_only=True):
    """An application was accepted at the counter, by post or online."""

    procedure: Procedure
    receipt_number: Text | None = None


class ApplicationClosed(Event, frozen=True, kw_only=True):
    """An application ended without a permission."""

    procedure: Procedure
    outcome: Outcome


class PeriodExtended(Event, frozen=True, kw_only=True):
    """Extension of the period of stay permitted (ICRRA 21)."""

    period_of_stay: PeriodOfStay | None
    expires_on: Day | None


class StatusChanged(GrantOfStatus, frozen=True, kw_only=True):
    """Change of status permitted (ICRRA 20)."""


class PermanentResidenceGranted(
    Event, frozen=True, kw_only=True, forbid_unknown_fields=True, omit_defaults=True
):
    """Permanent residence permitted (ICRRA 22)."""


class StatusLost(Event, frozen=True, kw_only=True):
    """The authority decided that the status is lost (ICRRA 22-4, 24)."""

    reason: LossReason


class RevocationProceedingsOpened(
    Event, frozen=True, kw_only=True, forbid_unknown_fields=True, omit_defaults=True
):
    """Proceedings to revoke the status opened; bars special re-entry while open."""


class RevocationProceedingsClosed(
    Event, frozen=True, kw_only=True, forbid_unknown_fields=True, omit_defaults=True
):
    """Proceedings to revoke the status closed without revocation."""


class PurposeChanged(Event, frozen=True, kw_only=True):
    """The purpose of residence is another than the status covers (ICRRA 20)."""

    description: Text


class ActivityStopped(Event, frozen=True, kw_only=True):
    """The activity of the status, or life as a spouse, stopped; this is the last active day."""

    activity: Activity


class ActivityResumed(Event, frozen=True, kw_only=True):
    """The activity was taken up again."""

    activity: Activity


class SideActivityStarted(Event, frozen=True, kw_only=True):
    """Paid activity outside the status began."""

    description: Text
    hours_per_week: HoursPerWeek | None = None


class SideActivityEnded(Event, frozen=True, kw_only=True):
    """Paid activity outside the status ended."""

    description: Text | None = None
    hours_per_week: HoursPerWeek | None = None


class SideActivityPermitted(Event, frozen=True, kw_only=True):
    """Permission for activity outside the status (ICRRA 19(2)); `expires_on` is its last day."""

    scope: SideActivityScope
    expires_on: Day | None = None
