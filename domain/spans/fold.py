"""The fold: from facts in order to the case they make. There is no other, and none that is incremental.

Facts are taken day by day. Before each day the passing of time has its effect (a re-entry day missed, a card
run out); after the last fact time runs on, so that every span of the case reaches into the future.
"""

from collections.abc import Sequence
from datetime import date
from typing import assert_never

from msgspec import UNSET

from domain import events as ev
from domain.history import Effective
from domain.policy import Policy
from domain.spans import address, affiliation, card, presence, stay
from domain.spans.case import Case, Fact, Incident, Notice, Span
from domain.spans.lawful import regime_on

ALLOWED_AFTER_DEATH = (ev.CardReturned, ev.CardFound, ev.NoteAdded)
"""What may be recorded for a day after death (readings N42); corrections and voids are no facts."""


def fold(facts: Sequence[Effective], policy: Policy) -> Case:
    """Return the case that facts make, the opening first, then by day and order recorded.

    Raises ValueError when the first fact does not open the case.
    """
    opening = facts[0].fact if facts else None
    if not isinstance(opening, ev.CaseOpened):
        message = "a history begins with CaseOpened"
        raise ValueError(message)  # noqa: TRY004 - the value of the history is wrong, not its type
    case = Case(
        policy=policy,
        name=opening.name,
        date_of_birth=opening.date_of_birth,
        nationality=opening.nationality,
        sex=opening.sex,
    )
    day: date | None = None
    for e in facts:
        on = e.fact.occurred_on
        if on != day and e is not facts[0]:
            if day is not None:
                _pass_time(case, day, on)
            day = on
        case.overridden = e.overridden
        take(case, Fact(on, e.version, type(e.fact).__name__), e.fact)
    _pass_time(case, day or opening.occurred_on, date.max)
    return case


def _pass_time(case: Case, day: date, to: date) -> None:
    """Let time run from `day`, whose facts are taken, to the day `to`: note the words for each day."""
    if (trip := case.trip) is not None:
        presence.protect(case, trip)
    words = case.stay_words
    for since, word in stay.outlook(case, day):
        if since < to or since == day:
            while words and words[-1].since >= since:
                words.pop()
            if not words or words[-1].value != word:
                words.append(Span(since, word))
    if trip is not None and trip.last_day is not None and trip.last_day < to:
        card.lapse_by_time(case, min(trip.last_day, to))
        presence.lose_abroad(case, trip)
    card.lapse_by_time(case, to)


def take(case: Case, fact: Fact, event: ev.Fact) -> None:
    """Take one fact: refuse it, or let it have its effect."""
    if fact.on < case.date_of_birth and not isinstance(event, ev.NoteAdded):
        if case.impossible("before-birth", fact):
            return
    if case.died is not None and fact.on > case.died.on and not isinstance(event, ALLOWED_AFTER_DEATH):
        if case.impossible("after-death", fact):
            return
    match event:
        case ev.CaseOpened():
            if len(case.opened) and case.impossible("case-already-open", fact):
                return
            case.opened.append(fact)
        case ev.Landed():
            stay.landed(case, fact, event)
        case ev.AcquisitionGroundsArose():
            stay.grounds_arose(case, fact, event)
        case ev.StatusAcquired():
            stay.acquired(case, fact, event)
        case ev.ApplicationFiled():
            stay.filed(case, fact, event)
        case ev.ApplicationClosed():
            stay.closed(case, fact, event)
        case ev.PeriodExtended():
            stay.extended(case, fact, event)
        case ev.StatusChanged():
            stay.changed(case, fact, event)
        case ev.PermanentResidenceGranted():
            stay.permanent(case, fact)
        case ev.StatusLost():
            stay.end(case, fact, "lost")
            card.lapse_cards(case, "RET-1", fact)
        case ev.RevocationProceedingsOpened():
            case.proceedings_open = True
        case ev.RevocationProceedingsClosed():
            case.proceedings_open = False
        case ev.PurposeChanged():
            stay.purpose_changed(case, fact, event)
        case ev.ActivityStopped():
            affiliation.activity_stopped(case, fact, event)
        case ev.ActivityResumed():
            affiliation.activity_resumed(case, fact, event)
        case ev.SideActivityStarted():
            affiliation.side_activity_started(case, fact, event)
        case ev.SideActivityPermitted():
            affiliation.side_activity_permitted(case, fact, event)
        case ev.CardIssued():
            card.issued(case, fact, event)
        case ev.CardLost():
            card.lost(case, fact, event)
        case ev.CardDamaged():
            card.damaged(case, fact, event)
        case ev.CardReplacementOrdered():
            card.replacement_ordered(case, fact, event)
        case ev.PoliceReported():
            case.police_reports.append(fact)
        case ev.CardFound():
            card.found(case, fact, event)
        case ev.CardReturned():
            card.returned(case, fact, event)
        case ev.Settled():
            address.settled(case, fact, event)
        case ev.Moved():
            address.moved(case, fact, event)
        case ev.ResidenceLeft():
            address.left(case, fact, event)
        case ev.AddressNotified():
            address.notified(case, fact, event)
        case ev.ParticularsChanged():
            particulars_changed(case, fact, event)
        case ev.ParticularsNotified():
            case.particulars_notices.append(fact)
        case ev.OrganisationChanged():
            affiliation.organisation_changed(case, fact, event)
        case ev.OrganisationNotified():
            case.organisation_notices.append(Notice(fact, event.changes))
        case ev.MarriageEnded():
            affiliation.marriage_ended(case, fact, event)
        case ev.SpouseNotified():
            case.spouse_notices.append(fact)
        case ev.ReentryPermitted():
            presence.permitted(case, fact, event)
        case ev.ReentryPermitExtended():
            presence.permit_extended(case, fact, event)
        case ev.Departed():
            presence.departed(case, fact, event)
        case ev.Reentered():
            presence.reentered(case, fact)
        case ev.Died():
            case.died = case.died or fact
            stay.end(case, fact, "deceased")
            card.lapse_cards(case, "RET-7", fact)
        case ev.Naturalised():
            case.naturalised = fact
            stay.end(case, fact, "naturalised")
            card.lapse_cards(case, "RET-1", fact)
        case ev.SideActivityEnded() | ev.NoteAdded():
            pass
        case _ as never:
            assert_never(never)


def particulars_changed(case: Case, fact: Fact, event: ev.ParticularsChanged) -> None:
    """Name, date of birth, sex or nationality became another (ICRRA 19-10)."""
    if event.date_of_birth is not UNSET:
        if event.date_of_birth > fact.on and case.impossible("before-birth", fact):
            return
        case.date_of_birth = event.date_of_birth
    if event.name is not UNSET:
        case.name = event.name
    if event.sex is not UNSET:
        case.sex = event.sex
    if event.nationality is not UNSET:
        case.nationality = event.nationality
    case.particulars_changes.append(
        Incident(fact, case.stay_number, regime_on(case, fact.on))
    )
