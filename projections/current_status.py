"""Standing: a resident's status on any day, out of the history up to that day."""

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from datetime import date
from typing import Literal

from msgspec import UNSET, Struct, UnsetType

from domain.anomalies import Anomaly, anomalies
from domain.duties.duty import Duty
from domain.duties.revocation import Flag, flags
from domain.events.types import Address, BirthDay, Detail, Name, PeriodOfStay, Procedure, StatusCode
from domain.history import Effective, up_to
from domain.law.in_person import carries_card
from domain.law.statuses import STATUSES
from domain.law.versions import rulebook_version
from domain.policy import Policy
from domain.spans.case import Case
from domain.spans.parts import Grant, StaySpan, StayWord
from projections import overdue_notifications
from projections.outlook import ONE_DAY, outlook

CardState = Literal["none", "held", "lost", "damaged", "lapsed", "returned"]
Presence = Literal["in-japan", "abroad"]


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


class Counts(Struct, frozen=True, kw_only=True):
    """Numbers of statutory duties by state."""

    pending: int
    open: int
    overdue: int


class Standing(Struct, frozen=True, kw_only=True):
    """The answer of contract section 4, without identity and wording.

    `birth_taken_as`: the day from which the age was counted that decides who carries the card and until when
    a card is valid, only there where no more than the year or month of birth is known.
    """

    name: Name
    date_of_birth: BirthDay
    nationality: str
    sex: str | None
    stay: StayWord
    stay_since: date | None
    stay_until: date | None
    presence: Presence | None
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
    birth_taken_as: date | UnsetType = UNSET


class ListedStanding(Struct, frozen=True, kw_only=True):
    """What a list of residents shows of a standing."""

    name: Name
    date_of_birth: BirthDay
    nationality: str
    status: StatusCode | None
    stay: StayWord
    municipality_code: str | None
    card_number: str | None


HELD: frozenset[StayWord] = frozenset({"valid", "filing-grace", "special-period", "abroad-protected"})
"""Words under which a status is held, so that a mid- to long-term resident is one (N21)."""

FLAGGED = HELD | {"not-mid-to-long-term"}
WITHOUT_STATUS: frozenset[StayWord] = frozenset(
    {"none", "within-60-days", "lost", "departed", "deceased", "naturalised"}
)
ENDLESS: frozenset[StayWord] = frozenset({"overstay", "lost", "departed", "deceased", "naturalised", "none"})
"""Words that have no last day (N07)."""


def on(facts: Sequence[Effective], day: date, policy: Policy) -> Standing:
    """Return the standing on a day, out of the facts up to it; before the first one `stay` is `none`."""
    seen = outlook(up_to(facts, day), policy)
    return standing(seen.case, seen.duties, day)


def standing(case: Case, duties: Sequence[Duty], day: date) -> Standing:
    """Return the standing that a case shows on a day from that of its last fact on."""
    word, since, until = stay_word(case, day)
    grant = None if word in WITHOUT_STATUS else case.grant_held
    resident = grant is not None and grant.regime == "resident" and word in HELD
    place = address(case)
    must_return_by, status_lost_after = _bounds(case, word)
    return Standing(
        name=case.name,
        date_of_birth=case.date_of_birth,
        nationality=case.nationality,
        sex=case.sex,
        stay=word,
        stay_since=since,
        stay_until=until,
        presence=presence(case),
        mid_to_long_term=resident,
        status=None if grant is None else _held(grant),
        card=newest_card(case, day),
        carry_required=resident
        and case.present is True
        and case.card is not None
        and carries_card(case.born_by, day),
        address=place,
        address_notified=case.address_notified,
        must_return_by=must_return_by,
        status_lost_after=status_lost_after,
        pending_applications=_pending(case, day),
        permissions=_permissions(case, day, word),
        flags=tuple(f for f in flags(case) if f.since <= day) if word in FLAGGED else (),
        anomalies=anomalies(case),
        obligations=_counts(duties, day),
        rulebook=rulebook_version(day),
        switches=_switches(word),
        birth_taken_as=case.birth_taken_as or UNSET,
    )


def stay_word(case: Case, day: date) -> tuple[StayWord, date | None, date | None]:
    """Return the word for a day with its first and last day."""
    words = case.stay_words
    place = bisect_right(words, day, key=_since) - 1
    if place < 0:
        return "none", None, None
    word, since = words[place].word, words[place].since
    if word == "overstay" and place and words[place - 1].word == "filing-grace":
        since = words[place - 1].since
    if word in ENDLESS or place + 1 == len(words):
        return word, None if word == "none" else since, None
    return word, since, words[place + 1].since - ONE_DAY


def _since(span: StaySpan) -> date:
    return span.since


def _held(grant: Grant) -> StatusHeld:
    name = STATUSES[grant.status].name
    return StatusHeld(
        code=grant.status,
        name=name.en,
        name_ja=name.ja,
        detail=grant.detail,
        as_spouse=grant.as_spouse,
        period_of_stay=grant.period_of_stay,
        granted_on=grant.on,
        expires_on=grant.expires_on,
    )


def address(case: Case) -> Address | None:
    """Return the last address, None where none is known, or it is not to be told."""
    place = case.places[-1].address if case.places else None
    return place if isinstance(place, Address) else None  # see HiddenAddress


def presence(case: Case) -> Presence | None:
    """Return where the resident is, None before any landing or birth."""
    return None if case.present is None else "in-japan" if case.present else "abroad"


def newest_card(case: Case, day: date) -> Card:
    """Return the newest card of the stay.

    Returned comes before lost, lapsed, damaged and held (N50).
    """
    card = case.card
    if card is None:
        return Card()
    state: CardState = "held"
    if card.returned is not None:
        state = "returned"
    elif card.lost is not None:
        state = "lost"
    elif card.lapsed_on is not None and card.lapsed_on <= day:
        state = "lapsed"
    elif card.damaged is not None:
        state = "damaged"
    computed = card.computed
    return Card(
        number=card.number,
        valid_until=card.valid_until,
        state=state,
        computed_valid_until=None if computed is None else computed.valid_until,
        computed_rule=None if computed is None else computed.rule,
        confirmed=None if computed is None else computed.confirmed,
    )


def _bounds(case: Case, word: StayWord) -> tuple[date | None, date | None]:
    """The day to return by and the statutory last day, while abroad and after a return too late."""
    if case.present is not False or word not in {"abroad-protected", "lost"} or not case.trips:
        return None, None
    trip = case.trips[-1]
    revoked = trip.last_day is None or (trip.failed_on is not None and trip.failed_on <= trip.last_day)
    return (None, None) if revoked else (trip.shown_day, trip.last_day)


def _pending(case: Case, day: date) -> tuple[PendingApplication, ...]:
    return tuple(
        PendingApplication(
            procedure=a.procedure,
            filed_on=a.filed.on,
            receipt_number=a.receipt_number,
            version=a.filed.version,
        )
        for a in case.applications
        if a.closed_on is None or a.closed_on > day
    )


def _permissions(case: Case, day: date, word: StayWord) -> tuple[SideActivityPermission | ReentryPermit, ...]:
    """Permissions that are valid on the day (N19); they end with the stay, a single permit with re-entry."""
    if word not in FLAGGED or not (case.side_permissions or case.permits):
        return ()
    side = [
        SideActivityPermission(
            scope=p.scope, granted_on=p.granted.on, valid_until=p.valid_until, version=p.granted.version
        )
        for p in case.side_permissions
        if p.stay == case.stay_number and (p.valid_until is None or p.valid_until >= day)
    ]
    permits = [
        ReentryPermit(
            granted_on=p.granted.on,
            valid_until=p.valid_until,
            multiple=p.multiple,
            used=p.used,
            version=p.granted.version,
        )
        for p in case.permits
        if p.stay == case.stay_number and p.valid_until >= day and not p.spent
    ]
    return (*side, *permits)


def _counts(duties: Sequence[Duty], day: date) -> Counts:
    """Numbers of statutory duties; advice is not counted (N17)."""
    shown = [duty for duty in duties if duty.class_ == "statutory" and duty.listed_from <= day]
    states = [duty.state(day) for duty in shown]
    return Counts(
        pending=states.count("pending"),
        open=states.count("open"),
        overdue=len(overdue_notifications.among(shown, day)),
    )


def _switches(word: StayWord) -> tuple[str, ...]:
    """Settings on which the words of the answer depend (rulebook section 17)."""
    if word in {"filing-grace", "overstay"}:
        return ("filing_grace", "month_end")
    if word == "special-period":
        return ("month_end",)
    if word in {"abroad-protected", "lost"}:
        return ("month_end", "reentry_bound")
    return ()


def over_time(case: Case, day: date) -> Iterator[tuple[date, date, ListedStanding]]:
    """Yield what lists show of a case from a day on, with first and last day (inclusive) of each stretch."""
    later = bisect_right(case.stay_words, day, key=_since)
    words = [(day, case.stay_words[later - 1].word if later else "none")]
    for span in case.stay_words[later:]:
        if span.word != words[-1][1]:
            words.append((span.since, span.word))
    held = None if case.grant_held is None else case.grant_held.status
    card_number = None if case.card is None else case.card.number
    last_days = [*(since - ONE_DAY for since, _ in words[1:]), date.max]
    for (valid_from, word), valid_to in zip(words, last_days, strict=True):
        standing_shown = ListedStanding(
            name=case.name,
            date_of_birth=case.date_of_birth,
            nationality=case.nationality,
            status=None if word in WITHOUT_STATUS else held,
            stay=word,
            municipality_code=case.home,
            card_number=card_number,
        )
        yield valid_from, valid_to, standing_shown
