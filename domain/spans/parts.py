"""What a case is made of: stays, cards, trips, places and whatever else has a day or a span of days.

Days are civil days; spans run from a first to a last day, inclusive. Nothing here refers back to what holds
it, so the garbage collector need not look (`gc=False`).
"""

from datetime import date
from typing import Literal

from msgspec import Struct

from domain.events.types import (
    Address,
    CardIssueReason,
    Detail,
    OrganisationChange,
    Procedure,
    SideActivityScope,
    StatusCode,
)
from domain.law.rule import DutyRule, Regime

StayWord = Literal[
    "valid",
    "filing-grace",
    "special-period",
    "overstay",
    "abroad-protected",
    "lost",
    "departed",
    "not-mid-to-long-term",
    "within-60-days",
    "deceased",
    "naturalised",
    "none",
]
EndWord = Literal["lost", "departed", "deceased", "naturalised"]
Answer = Literal["permitted", "refused", "ended"]
"""How an application ends: with a grant, without one, or with the stay."""


class Fact(Struct, frozen=True, gc=False):
    """When and under which version something happened; `place` orders facts, those of one day too."""

    on: date
    version: int
    type: str
    place: int


class Grant(Struct, gc=False):
    """A status of residence with a period, as decided on a day; `expires_on` None is indefinite.

    `filing_day` is the last day on which an extension is accepted, the next open day after a closed one.
    `decided_on` is the day after `expires_on` on which the last pending application was closed without a
    permission.
    """

    granted: Fact
    stay: int
    status: StatusCode
    detail: Detail | None = None
    as_spouse: bool = False
    period_of_stay: str | None = None
    expires_on: date | None = None
    regime: Regime | None = None
    filing_day: date | None = None
    decided_on: date | None = None

    @property
    def on(self) -> date:
        """The day of the decision."""
        return self.granted.on


class Stay(Struct, gc=False):
    """From a landing or grounds of acquisition to the day on which it all ended.

    `ended_by_time`: it ended at midnight, before anything of its last day; nobody did anything.
    """

    began: Fact
    ended: Fact | None = None
    ended_as: EndWord | None = None
    ended_by_time: bool = False


class Grounds(Struct, frozen=True, gc=False):
    """Grounds to acquire a status, and whose duties come with it: for sixty days one may stay without any."""

    arose: Fact
    stay: int
    regime: Regime


class Application(Struct, gc=False):
    """A filed application; `closed_on` is the day of its answer (which may lie ahead).

    `acquires`: permanent residence is asked for by who has no status yet (ICRRA 22-2(4); readings N55).
    """

    procedure: Procedure
    filed: Fact
    stay: int
    receipt_number: str | None
    closed_on: date | None = None
    answer: Answer | None = None
    acquires: bool = False


class Permit(Struct, gc=False):
    """A re-entry permit, valid through `valid_until`; a single one is spent with the first re-entry.

    `used`: the resident has left on it.
    """

    granted: Fact
    stay: int
    valid_until: date
    multiple: bool
    used: bool = False
    spent: bool = False


class SidePermission(Struct, frozen=True, gc=False):
    """Permission for activity outside the status, valid through `valid_until` (None: for ever)."""

    granted: Fact
    stay: int
    scope: SideActivityScope
    valid_until: date | None


class SideActivity(Struct, frozen=True, gc=False):
    """A paid activity outside the status, begun under the grant held at that moment."""

    begun: Fact
    hours: int
    grant: Grant | None


class Trip(Struct, gc=False):
    """A departure and what protects the status meanwhile: special re-entry, a permit, or nothing.

    `last_day`, `shown_day` are bounds as last computed: the statutory one, and the one to return by.
    `failed_on` is the day on which the status was lost abroad, `given_up_on` that after which nothing is
    left to come back to (readings N58).
    """

    departed: Fact
    stay: int
    regime: Regime | None
    kind: Literal["special", "permit", "none"]
    permit: Permit | None = None
    returned: Fact | None = None
    last_day: date | None = None
    shown_day: date | None = None
    failed_on: date | None = None
    given_up_on: date | None = None


class Lapse(Struct, frozen=True, gc=False):
    """Why a card must go back: the rule, the fact behind it, the day counted from, the first day owed."""

    rule: DutyRule
    cause: Fact
    counted_from: date
    owed_from: date


class Computed(Struct, frozen=True, gc=False):
    """The last day of validity as computed, under which rule; `checked` against the print or not."""

    valid_until: date
    rule: str
    confirmed: bool
    checked: bool = True


class IssuedCard(Struct, gc=False):
    """One card or certificate, with what became of it.

    `extended_to` is the last day to which a special period that has ended carried it (VAL-5).
    """

    number: str
    issued: Fact
    stay: int
    valid_until: date
    reason: CardIssueReason
    regime: Regime | None
    renewal: DutyRule | None
    computed: Computed | None = None
    extended_to: date | None = None
    lost: Fact | None = None
    damaged: Fact | None = None
    lapse: Lapse | None = None
    lapsed_on: date | None = None
    returned: Fact | None = None


class Loss(Struct, gc=False):
    """A loss that the holder learned of, in Japan or abroad; `found` and `entered` end the waiting."""

    lost: Fact
    number: str | None
    cause: str
    abroad: bool
    stay: int
    regime: Regime
    entered: date | None = None
    found_on: date | None = None


class Incident(Struct, frozen=True, gc=False):
    """Something that raises a duty: the fact, the stay it fell into, whose duties applied."""

    fact: Fact
    stay: int
    regime: Regime | None
    card_number: str | None = None


class Settling(Struct, frozen=True, gc=False):
    """A reason to notify an address: the rule it falls under, and the place it concerns."""

    fact: Fact
    stay: int
    regime: Regime
    rule: DutyRule
    municipality_code: str | None

    @property
    def on(self) -> date:
        """The day from which on it is to be notified."""
        return self.fact.on


class NotifiableChange(Struct, gc=False):
    """A change notifiable under 19-16: of the organisation, or the end of a marriage (no `change`).

    `counted_from` is later than the fact when the clock pauses abroad, None until the first entry.
    `confirmed`: it is certain that the status owes the notice.
    """

    fact: Fact
    stay: int
    rule: DutyRule
    change: OrganisationChange | None
    abroad: bool
    counted_from: date | None
    confirmed: bool = True


class OrganisationNotice(Struct, frozen=True, gc=False):
    """A notice of changes of organisation: which ones (none named: all)."""

    fact: Fact
    changes: tuple[OrganisationChange, ...]


class PlaceLived(Struct, frozen=True, gc=False):
    """Where the resident lives from a day on; None after leaving without a new place."""

    since: date
    address: Address | None


class StaySpan(Struct, gc=False):
    """The word for the stay from a first day on, until the next span begins."""

    since: date
    word: StayWord


class Finding(Struct, frozen=True, gc=False):
    """Something about one version: a refusal when it is impossible, an anomaly when it is only odd."""

    code: str
    version: int
    on: date
    refused: bool = False
    overridden: bool = False
