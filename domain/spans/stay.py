"""The stay: statuses granted, applications, the words for each day (ICRRA 2-2, 20 to 22-4; N06 to N08)."""

from collections.abc import Iterator
from datetime import date

from domain.events import (
    AcquisitionGroundsArose,
    ApplicationClosed,
    ApplicationFiled,
    Landed,
    PeriodExtended,
    PermanentResidenceGranted,
    PurposeChanged,
    StatusAcquired,
    StatusChanged,
)
from domain.events.types import Procedure
from domain.law.acquisition import ACQUIRING, STAY_WITHOUT_STATUS_DAYS
from domain.law.address import ADR_2
from domain.law.calendar import add_days, legal_months, roll
from domain.law.extension import EXTENDING, SPECIAL_PERIOD_MONTHS
from domain.law.period_of_stay import EXPIRY_TOLERANCE_DAYS, days_off
from domain.law.returning import RET_1
from domain.law.rule import Regime
from domain.law.statuses import given_on, is_mid_to_long_term, period_allowed
from domain.law.versions import CARD_SYSTEM_SINCE
from domain.spans.card import extend_cards, lapse_cards
from domain.spans.case import Case
from domain.spans.lawful import close, grace_until, in_special_period, lawful_until
from domain.spans.parts import Application, EndWord, Fact, Grant, Grounds, Incident, Settling, Stay, StayWord


def outlook(case: Case, day: date) -> Iterator[tuple[date, StayWord]]:
    """Yield the words for the stay from `day` on, each with its first day (readings N06)."""
    stay = case.stay
    if case.died is not None:
        yield day, "deceased"
    elif case.naturalised is not None:
        yield day, "naturalised"
    elif stay is None:
        yield day, "none"
    elif stay.ended_as is not None:
        yield day, stay.ended_as
    elif (trip := case.trip) is not None and trip.last_day is not None:
        yield day, "abroad-protected"
        yield add_days(trip.last_day, 1), "lost"
    elif (grant := case.grant) is None:
        last = _last_without_status(case)
        if last is None:
            yield day, "none"
            return
        if day <= last:
            yield day, "within-60-days"
        yield max(day, add_days(last, 1)), "overstay"
    else:
        yield from _granted(case, grant, day)


def _granted(case: Case, grant: Grant, day: date) -> Iterator[tuple[date, StayWord]]:
    """The words in Japan under a grant: through the printed day, then what keeps or ends the stay."""
    expires_on = grant.expires_on
    if expires_on is None or day <= expires_on:
        yield day, "valid" if grant.regime is not None else "not-mid-to-long-term"
    if expires_on is None:
        return
    last = lawful_until(case, grant) or expires_on
    word: StayWord = "special-period"
    if last == expires_on and (grace := grace_until(case, grant)) is not None:
        last, word = grace, "filing-grace"
    after = max(day, add_days(expires_on, 1))
    if after <= last:
        yield after, word
    yield max(day, add_days(last, 1)), "overstay"


def give_up_trips(case: Case, fact: Fact) -> None:
    """After a new landing, death or naturalisation there is no coming back with a lost status (N58)."""
    for trip in case.trips:
        if trip.failed_on is not None:
            trip.given_up_on = trip.given_up_on or fact.on


def landed(case: Case, fact: Fact, event: Landed) -> None:
    """A landing with a status begins a new stay; what belonged to the old one ends (readings N24, N86)."""
    if case.naturalised is not None and case.impossible("no-status", fact):
        return
    if case.present is True and case.impossible("not-abroad", fact):
        return
    give_up_trips(case, fact)
    begin(case, fact)
    case.first_landed_on = case.first_landed_on or fact.on
    close(case, fact, "ended")
    case.settled = False
    case.places.clear()
    grant(case, fact, event, landing=True)


def grounds_arose(case: Case, fact: Fact, event: AcquisitionGroundsArose) -> None:
    """Birth, or Japanese nationality lost: in Japan without a status, for sixty days (ICRRA 22-2(1)).

    A stay that goes on goes on, with or without a status. A Japanese national has no other grounds than to be
    one no longer (readings N88).
    """
    if case.naturalised is not None and event.grounds != "nationality-lost":
        case.impossible("no-status", fact)
        return
    if case.stay is None or case.stay.ended is not None:
        begin(case, fact)
    regime: Regime = "special-permanent" if event.special_permanent else "resident"
    case.grounds.append(Grounds(fact, case.stay_number, regime))


def begin(case: Case, fact: Fact) -> None:
    """Begin a new stay in Japan."""
    if case.stay is not None and case.stay.ended is None:
        end(case, fact, "departed")
        lapse_cards(case, RET_1, fact)
    close(case, fact, "ended", EXTENDING.on(fact.on))
    case.entered = True
    case.stays.append(Stay(fact))
    case.naturalised = case.grant = None
    case.proceedings_open = False
    case.became_resident = None
    arrive(case, fact)


def arrive(case: Case, fact: Fact) -> None:
    """Note that the resident is in Japan from this day on."""
    case.present = True
    case.presence.append((fact.on, True))


def end(case: Case, fact: Fact, word: EndWord) -> None:
    """End the stay, and with it every pending application; a stay that has ended only changes its word.

    Of who never entered, a stay that is over at once is noted, for the word to stand on (readings N89).
    """
    if not case.stays:
        case.stays.append(Stay(fact))
    stay = case.stays[-1]
    stay.ended = stay.ended or fact
    if stay.ended_as is None or (stay.ended_as, word) == ("departed", "lost"):
        stay.ended_as = word
    case.grant = None
    close(case, fact, "ended")


def grant(
    case: Case,
    fact: Fact,
    event: Landed | StatusAcquired | StatusChanged,
    *,
    landing: bool = False,
    answers: frozenset[Procedure] = frozenset(),
) -> None:
    """A status is granted: by landing, acquisition or change."""
    _forget_purpose(case)
    period, expires_on = event.period_of_stay, event.expires_on
    new = Grant(fact, case.stay_number, event.status, event.detail, event.as_spouse, period, expires_on)
    _add(case, new, fact, landing=landing)
    close(case, fact, "permitted", answers)


def acquired(case: Case, fact: Fact, event: StatusAcquired) -> None:
    """Permission to acquire a status; without grounds recorded the stay begins here."""
    if case.naturalised is not None:
        case.impossible("no-status", fact)
        return
    if case.stay is None or case.stay.ended is not None:
        begin(case, fact)
    grant(case, fact, event, answers=ACQUIRING.on(fact.on))


def changed(case: Case, fact: Fact, event: StatusChanged) -> None:
    """Permission to change the status (ICRRA 20)."""
    if case.grant is None:
        case.impossible("no-status", fact)
        return
    grant(case, fact, event, answers=EXTENDING.on(fact.on))


def extended(case: Case, fact: Fact, event: PeriodExtended) -> None:
    """Permission to extend the period of stay (ICRRA 21): the same status for a new period."""
    held = case.grant
    if held is None:
        case.impossible("no-status", fact)
        return
    period, expires_on = event.period_of_stay, event.expires_on
    new = Grant(fact, held.stay, held.status, held.detail, held.as_spouse, period, expires_on)
    _add(case, new, fact)
    close(case, fact, "permitted", frozenset({"extension"}))


def permanent(case: Case, fact: Fact, _event: PermanentResidenceGranted) -> None:
    """Permanent residence is permitted (ICRRA 22), to a permanent resident's newborn too (22-2(4); N55)."""
    if case.grant is None and not _within_sixty_days(case, fact.on):
        case.impossible("no-status", fact)
        return
    _forget_purpose(case)
    _add(case, Grant(fact, case.stay_number, "permanent-resident"), fact)
    close(case, fact, "permitted", EXTENDING.on(fact.on) | {"permanent-residence"})


def _forget_purpose(case: Case) -> None:
    """Another status ends the clocks and the permissions that belonged to the former one (N15, N28)."""
    case.stopped.clear()
    case.side_permissions.clear()


def _add(case: Case, new: Grant, fact: Fact, *, landing: bool = False) -> None:
    """Put a grant in its place: whose duties now apply, and what that brings."""
    before = case.grant
    extend_cards(case, fact.on)
    _check(case, new, fact, landing=landing)
    if new.status == "special-permanent-resident":
        new.regime = "special-permanent"
    elif is_mid_to_long_term(new.status, new.detail, new.period_of_stay, new.on):
        new.regime = "resident"
    if new.expires_on is not None:
        grace = case.policy.filing_grace == "ON"
        new.filing_day = roll(new.expires_on)[0] if grace else new.expires_on
    case.grants.append(new)
    case.grant = new
    if before is not None and before.regime == "resident" and new.regime != "resident":
        lapse_cards(case, RET_1, fact)
    if new.regime is not None and (before is None or before.regime is None):
        case.became_resident = new
        case.entered_as_resident = landing
        if case.settled and case.places and (place := case.places[-1].address) is not None:
            case.settlings.append(Settling(fact, new.stay, new.regime, ADR_2, place.municipality_code))


def _check(case: Case, new: Grant, fact: Fact, *, landing: bool) -> None:
    """Flag what is odd about a grant (N29, N59, N62, N67, N73); an extension may run from the old end."""
    if case.present is False and fact.type != "StatusAcquired":
        case.flag("granted-while-abroad", fact)
    if not given_on(new.status, new.on, landing=landing):
        case.flag("status-not-in-force", fact)
    if not period_allowed(new.status, new.period_of_stay, new.on):
        case.flag("period-not-allowed", fact)
    if new.period_of_stay is not None and new.expires_on is not None:
        starts = {fact.on}
        if fact.type == "PeriodExtended" and case.grant is not None and case.grant.expires_on is not None:
            starts.add(case.grant.expires_on)
        period, expires_on = new.period_of_stay, new.expires_on
        if all(days_off(period, expires_on, start) > EXPIRY_TOLERANCE_DAYS for start in starts):
            case.flag("expiry-mismatch", fact)
    if not landing and _over(case, fact.on):
        case.flag("granted-in-overstay", fact)


def _within_sixty_days(case: Case, day: date) -> bool:
    """Whether someone in Japan without a status may be there on a day (ICRRA 22-2(1))."""
    stay, last = case.stay, _last_without_status(case)
    waiting = stay is not None and stay.ended is None and case.grant is None
    return waiting and last is not None and day <= last


def _last_without_status(case: Case) -> date | None:
    """Return the last of the sixty days that run from the newest grounds of this stay; None without any.

    None began before the card system (readings N60).
    """
    arose = [g.arose.on for g in case.grounds if g.stay == case.stay_number]
    runs = arose and arose[-1] >= CARD_SYSTEM_SINCE
    return add_days(arose[-1], STAY_WITHOUT_STATUS_DAYS.on(arose[-1])) if runs else None


def _over(case: Case, day: date) -> bool:
    """Whether the stay in Japan is over on a day: period and grace, or the sixty days, have passed."""
    grant = case.grant
    if grant is None:
        return day > (_last_without_status(case) or date.max)
    last = lawful_until(case, grant)
    return last is not None and day > (grace_until(case, grant) or last)


def filed(case: Case, fact: Fact, event: ApplicationFiled) -> None:
    """An application is accepted; after its last day it is flagged, and protects nothing (N29)."""
    acquires = event.procedure == "permanent-residence" and _within_sixty_days(case, fact.on)
    case.applications.append(
        Application(event.procedure, fact, case.stay_number, event.receipt_number, acquires=acquires)
    )
    held = case.grant
    if (
        event.procedure in EXTENDING.on(fact.on)
        and held is not None
        and held.filing_day is not None
        and fact.on > held.filing_day
    ):
        case.flag("application-late", fact)


def closed(case: Case, fact: Fact, event: ApplicationClosed) -> None:
    """An application is refused or withdrawn (N08)."""
    found = next(
        (a for a in case.applications if a.closed_on is None and a.procedure == event.procedure), None
    )
    if found is None:
        case.impossible("application-not-pending", fact)
        return
    held = case.grant
    special = held is not None and in_special_period(case, held)
    if special:
        extend_cards(case, fact.on)
    found.closed_on, found.answer = fact.on, "refused"
    if held is None or held.expires_on is None or fact.on <= held.expires_on:
        return
    if special and not in_special_period(case, held):
        last = legal_months(case.policy, held.expires_on, SPECIAL_PERIOD_MONTHS.on(held.expires_on))
        held.decided_on = min(fact.on, last)


def purpose_changed(case: Case, fact: Fact, _event: PurposeChanged) -> None:
    """The purpose of residence is another than the status covers (ICRRA 20)."""
    if (held := case.grant) is not None:
        case.purpose_changes.append(Incident(fact, held.stay, held.regime))
