"""The case: what one history says was so, and will be so if nothing else happens, day by day.

A case is built once per fold (`domain.spans.fold`) from the facts up to some day and then only read: by the
rule families, and by the projections. What it is made of stands in `domain.spans.parts`.
"""

from datetime import date

from msgspec import Struct

from domain.events.birth import earliest_day, latest_day
from domain.events.types import (
    Activity,
    BirthDay,
    Name,
)
from domain.policy import Policy
from domain.spans.parts import (
    Application,
    Fact,
    Finding,
    Grant,
    Grounds,
    Incident,
    IssuedCard,
    Loss,
    NotifiableChange,
    OrganisationNotice,
    Permit,
    PlaceLived,
    Settling,
    SideActivity,
    SidePermission,
    Stay,
    StaySpan,
    Trip,
)

HAPPENED_ALL_THE_SAME = frozenset({"Landed", "Reentered", "ReentryPermitted", "ReentryPermitExtended"})
"""What takes effect when it is recorded although it was refused (readings N90)."""


class Case(Struct, gc=False):
    """Everything the facts up to some day say about one resident.

    `grant` is the status held while facts are taken, None when there is no stay, it ended, or nothing was
    granted in it. `home` is the municipality of the address, the last one known after leaving it.
    `present` is whether the resident is in Japan, None before any landing or birth; `entered` whether there
    was one, `first_landed_on` the day of the first landing.

    `date_of_birth` is as much of it as is known; `born_from` and `born_by` are the earliest and the latest
    day that it may have been. A rule that needs an age takes the latest.
    """

    policy: Policy
    name: Name
    date_of_birth: BirthDay
    born_from: date
    born_by: date
    nationality: str
    sex: str | None
    overridden: bool = False
    present: bool | None = None
    entered: bool = False
    first_landed_on: date | None = None
    died: Fact | None = None
    naturalised: Fact | None = None
    stays: list[Stay] = []
    grounds: list[Grounds] = []
    grant: Grant | None = None
    grants: list[Grant] = []
    applications: list[Application] = []
    permits: list[Permit] = []
    side_activities: list[SideActivity] = []
    side_permissions: list[SidePermission] = []
    trips: list[Trip] = []
    cards: list[IssuedCard] = []
    losses: list[Loss] = []
    damages: list[Incident] = []
    orders: list[Incident] = []
    police_reports: list[Fact] = []
    places: list[PlaceLived] = []
    home: str | None = None
    settlings: list[Settling] = []
    address_notices: list[Fact] = []
    particulars_changes: list[Incident] = []
    particulars_notices: list[Fact] = []
    changes: list[NotifiableChange] = []
    organisation_notices: list[OrganisationNotice] = []
    spouse_notices: list[Fact] = []
    purpose_changes: list[Incident] = []
    proceedings_open: bool = False
    settled: bool = False
    address_protected: bool = False
    became_resident: Grant | None = None
    entered_as_resident: bool = False
    stopped: dict[Activity, Fact] = {}
    stay_words: list[StaySpan] = []
    presence: list[tuple[date, bool]] = []
    refusals: list[Finding] = []
    anomalies: list[Finding] = []

    def now_born(self, on: BirthDay) -> None:
        """Take another date of birth, or as much of it as is known."""
        self.date_of_birth, self.born_from, self.born_by = on, earliest_day(on), latest_day(on)

    @property
    def birth_taken_as(self) -> date | None:
        """The day that ages are counted from though no more than its year or month is known, else None."""
        return None if self.born_from == self.born_by else self.born_by

    @property
    def stay(self) -> Stay | None:
        """The stay that goes on, or went on last."""
        return self.stays[-1] if self.stays else None

    @property
    def stay_number(self) -> int:
        """Which stay goes on, from 0; -1 before any."""
        return len(self.stays) - 1

    @property
    def grant_held(self) -> Grant | None:
        """The last status granted in the stay, also when the stay has ended since."""
        if not self.grants or self.grants[-1].stay != len(self.stays) - 1:
            return None
        return self.grants[-1]

    @property
    def trip(self) -> Trip | None:
        """The trip that goes on while the status is protected."""
        stay = self.stay
        if self.present is not False or not self.trips or stay is None or stay.ended is not None:
            return None
        last = self.trips[-1]
        return last if last.kind != "none" and last.returned is None else None

    @property
    def card(self) -> IssuedCard | None:
        """The newest card of this stay."""
        if not self.cards or self.cards[-1].stay != len(self.stays) - 1:
            return None
        return self.cards[-1]

    @property
    def address_notified(self) -> bool:
        """Whether the last address was notified since the resident moved into it."""
        place = self.places[-1] if self.places else None
        notices = self.address_notices
        return (
            place is not None
            and place.address is not None
            and bool(notices)
            and notices[-1].on >= place.since
        )

    def impossible(self, code: str, fact: Fact) -> bool:
        """Note that a fact is impossible; return whether it is to have no effect.

        Overridden, a crossing or a permit happened all the same, and an unknown card may be lost or damaged;
        anything else stands without effect (readings N66, N90).
        """
        self.refusals.append(Finding(code, fact.version, fact.on, refused=True, overridden=self.overridden))
        happened = fact.type in HAPPENED_ALL_THE_SAME or code == "card-not-issued"
        return not (self.overridden and happened)

    def flag(self, code: str, fact: Fact) -> None:
        """Note that a fact is odd."""
        self.anomalies.append(Finding(code, fact.version, fact.on))
