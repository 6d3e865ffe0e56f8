"""Presence: leaving Japan, coming back, what protects the status (ICRRA 26, 26-2; SPRA 23; RE-1 to RE-6)."""

from datetime import date

from domain.events import Departed, Reentered, ReentryPermitExtended, ReentryPermitted
from domain.law.calendar import add_days, add_months_clamped, legal_months, shown_months
from domain.law.reentry import (
    NO_SPECIAL_REENTRY,
    PERMIT_EXTENSION_YEARS,
    PERMIT_YEARS,
    PERMIT_YEARS_IN_ALL,
    SPECIAL_REENTRY_YEARS,
)
from domain.law.returning import RET_3, RET_5
from domain.law.rule import Regime
from domain.spans.card import in_hand, lapse_cards, valid_through
from domain.spans.case import Case
from domain.spans.lawful import close, lawful_until, regime_on
from domain.spans.parts import Fact, Grant, IssuedCard, Permit, Trip
from domain.spans.stay import arrive, end


def departed(case: Case, fact: Fact, event: Departed) -> None:
    """The resident leaves; a departure that nothing protects ends the stay (readings N09, N26, N40)."""
    if case.present is not True and case.impossible("not-in-japan", fact):
        return
    regime = regime_on(case, fact.on)
    trip = Trip(fact, case.stay_number, regime, "none")
    if event.reentry == "special":
        _leave_on_special_reentry(case, fact, trip, regime)
    elif event.reentry == "permit":
        _leave_on_permit(case, fact, trip)
    case.trips.append(trip)
    case.present = False
    case.presence.append((fact.on, False))
    if trip.kind == "none":
        end(case, fact, "departed")
        lapse_cards(case, RET_3, fact)
    else:
        protect(case, trip)


def _leave_on_special_reentry(case: Case, fact: Fact, trip: Trip, regime: Regime | None) -> None:
    """Both faults are flagged where both are there (readings N72)."""
    barred = not _may_use_special_reentry(case, fact.on, regime)
    without_card = not in_hand(case, fact.on)
    if barred:
        case.flag("special-reentry-barred", fact)
    if without_card:
        case.flag("special-reentry-without-card", fact)
    if not barred and not without_card:
        trip.kind = "special"


def _may_use_special_reentry(case: Case, day: date, regime: Regime | None) -> bool:
    """RE-5; a refugee applicant leaves on a permit or for good (readings N54)."""
    detail = None if case.grant is None else case.grant.detail
    excluded = case.proceedings_open or detail in NO_SPECIAL_REENTRY.on(day)
    return regime is not None and not excluded and _lawful(case, day)


def _leave_on_permit(case: Case, fact: Fact, trip: Trip) -> None:
    usable = [
        p for p in case.permits if p.stay == case.stay_number and not p.spent and p.valid_until >= fact.on
    ]
    if not usable or not _lawful(case, fact.on):
        case.flag("departure-without-permit", fact)
        return
    trip.kind = "permit"
    trip.permit = max(usable, key=lambda p: p.valid_until)
    trip.permit.used = True


def _lawful(case: Case, day: date) -> bool:
    """Whether a status is held on a day, the filing grace not counted."""
    grant = case.grant
    return grant is not None and day <= (lawful_until(case, grant) or date.max)


def protect(case: Case, trip: Trip) -> None:
    """Set the bounds of a trip from what the day brought: the statutory last day, and the one shown (N31).

    A special re-entry ends a year (two for special permanent residents) after departure; a permit on its
    last day; each with the stay at the latest. The city page adds the card's last day to the former.
    """
    grant = case.grant
    lawful = None if grant is None else lawful_until(case, grant)
    shown = None if grant is None else lawful_until(case, grant, shown=True)
    if trip.permit is not None:
        last = display = trip.permit.valid_until
    else:
        months = 12 * SPECIAL_REENTRY_YEARS[trip.regime].on(trip.departed.on)
        last = legal_months(case.policy, trip.departed.on, months)
        display = shown_months(case.policy, trip.departed.on, months)
        card = case.card
        held = card is not None and card.returned is None and card.lost is None
        current = card is not None and not _granted_since(trip, grant, card)
        if card is not None and held and current and case.policy.reentry_bound != "STATUTE":
            card_day = valid_through(case, card)
            display = min(display, card_day)
            if case.policy.reentry_bound == "CITY_CARD":
                last = min(last, card_day)
    trip.last_day = min(last, lawful or date.max)
    trip.shown_day = min(display, shown or date.max, trip.last_day)


def _granted_since(trip: Trip, grant: Grant | None, card: IssuedCard) -> bool:
    """Whether the period in force was granted while abroad, after the card was printed (readings N59)."""
    return grant is not None and max(trip.departed.place, card.issued.place) < grant.granted.place


def lose_abroad(case: Case, trip: Trip, last_day: date) -> None:
    """The last day passed without re-entry: the status is lost, the card lapses (RET-5)."""
    lost = Fact(add_days(last_day, 1), trip.departed.version, trip.departed.type, trip.departed.place)
    trip.failed_on = lost.on
    lapse_cards(case, RET_5, trip.departed, counted_from=last_day, owed_from=lost.on)
    case.stays[trip.stay].ended_by_time = True
    end(case, lost, "lost")


def reentered(case: Case, fact: Fact, _event: Reentered) -> None:
    """The resident lands again with the status kept; the wait for the first entry ends (LOS-2)."""
    if case.present is not False:
        if case.impossible("not-abroad", fact):
            return
    elif case.trip is None and case.impossible("status-lost", fact):
        return
    if (trip := case.trip) is not None:
        trip.returned = fact
        if trip.permit is not None and not trip.permit.multiple:
            trip.permit.spent = True
    arrive(case, fact)
    if case.stay is not None and case.stay.ended is None:
        _start_clocks(case, fact)


def _start_clocks(case: Case, fact: Fact) -> None:
    """Count from the first entry what waited for it; nothing of an ended stay does any more (N84)."""
    stay = case.stay_number
    for loss in (loss for loss in case.losses if loss.abroad and loss.stay == stay):
        loss.entered = loss.entered or fact.on
    for change in (change for change in case.changes if change.stay == stay):
        change.counted_from = change.counted_from or fact.on


def permitted(case: Case, fact: Fact, event: ReentryPermitted) -> None:
    """A re-entry permit; without a date it runs as long as it may (RE-1, N27)."""
    if case.present is not True and case.impossible("not-in-japan", fact):
        return
    grant = case.grant
    if grant is None and case.impossible("no-status", fact):
        return
    years = PERMIT_YEARS[None if grant is None else grant.regime].on(fact.on)
    longest = add_months_clamped(fact.on, 12 * years)
    if grant is not None:
        longest = min(longest, lawful_until(case, grant) or date.max)
    valid_until = event.valid_until or longest
    if valid_until > longest and case.impossible("reentry-permit-too-long", fact):
        return
    case.permits.append(Permit(fact, case.stay_number, valid_until, event.multiple))
    close(case, fact, "permitted", frozenset({"reentry-permit"}))


def permit_extended(case: Case, fact: Fact, event: ReentryPermitExtended) -> None:
    """The permit in use is extended at a mission abroad (RE-2, ICRRA 26(5))."""
    trip, grant = case.trip, case.grant
    if trip is None or trip.permit is None or grant is None:
        case.impossible("no-permit", fact)
        return
    permit = trip.permit
    years = PERMIT_YEARS_IN_ALL[grant.regime].on(fact.on)
    longest = min(
        add_months_clamped(permit.valid_until, 12 * PERMIT_EXTENSION_YEARS.on(fact.on)),
        add_months_clamped(permit.granted.on, 12 * years),
        lawful_until(case, grant) or date.max,
    )
    if event.valid_until > longest and case.impossible("reentry-permit-too-long", fact):
        return
    permit.valid_until = event.valid_until
    protect(case, trip)
