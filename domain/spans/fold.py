"""The fold: from facts in order to the case they make. There is no other.

Facts are taken day by day. Before each day the passing of time has its effect (a re-entry day missed, a card
run out); after the last fact time runs on, so that every span of the case reaches into the future.
"""

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import Any

from msgspec import UNSET, structs

from domain import events as ev
from domain.events.birth import earliest_day, latest_day, may_be_the_same
from domain.events.types import Name
from domain.history import Effective
from domain.law.returning import RET_1, RET_7
from domain.policy import Policy
from domain.spans import address, affiliation, card, presence, stay
from domain.spans.case import Case
from domain.spans.lawful import regime_on
from domain.spans.parts import Fact, Finding, Incident, OrganisationNotice, StaySpan

ALLOWED_AFTER_DEATH = (
    ev.AddressProtected, ev.AddressProtectionEnded, ev.CardFound, ev.CardReturned, ev.NoteAdded,
)  # fmt: skip
"""What may be recorded for a day after death (readings N42); corrections and voids are no facts."""

QUIET: frozenset[type[ev.Event]] = frozenset(
    {
        ev.ActivityResumed,
        ev.ActivityStopped,
        ev.AddressNotified,
        ev.AddressProtected,
        ev.AddressProtectionEnded,
        ev.CardDamaged,
        ev.CardReplacementOrdered,
        ev.MarriageEnded,
        ev.Moved,
        ev.NoteAdded,
        ev.OrganisationChanged,
        ev.OrganisationNotified,
        ev.ParticularsChanged,
        ev.ParticularsNotified,
        ev.PoliceReported,
        ev.PurposeChanged,
        ev.ResidenceLeft,
        ev.Settled,
        ev.SideActivityEnded,
        ev.SideActivityPermitted,
        ev.SideActivityStarted,
        ev.SpouseNotified,
    }
)
"""Facts that change neither the stay nor how long a card or a trip lasts."""

NEED_AN_ENTRY: frozenset[type[ev.Event]] = frozenset(
    {
        ev.AddressNotified,
        ev.CardIssued,
        ev.Moved,
        ev.OrganisationNotified,
        ev.ParticularsNotified,
        ev.Settled,
        ev.SideActivityPermitted,
        ev.SpouseNotified,
        ev.StatusAcquired,
    }
)
"""Facts that stand without effect before the first landing or grounds of acquisition (readings N64)."""

ABOUT_CARDS: frozenset[type[ev.Event]] = frozenset(
    {ev.CardFound, ev.CardIssued, ev.CardLost, ev.CardReturned, ev.ReentryPermitted}
)
"""Facts that do not change the words for the stay, but other things that time brings to an end."""


def fold(facts: Sequence[Effective], policy: Policy) -> Case:
    """Return the case that facts make, the opening first, then by day and order recorded.

    Raises ValueError when the first fact does not open the case.
    """
    folding = Folding(facts, policy)
    for e in facts[1:]:
        folding.take(e)
    return folding.end()


class Folding:
    """A fold under way: it has taken some facts, and can say at any point what they make of the days ahead.

    Whoever asks for every first part of a history pays for one fold, not for as many as there are facts.
    """

    def __init__(self, facts: Sequence[Effective], policy: Policy) -> None:
        """Begin with the first of the facts. Raises ValueError when it does not open the case."""
        opening = facts[0].fact if facts else None
        if not isinstance(opening, ev.CaseOpened):
            message = "a history begins with CaseOpened"
            raise ValueError(message)  # noqa: TRY004 - the value of the history is wrong, not its type
        self._case = Case(
            policy=policy,
            name=opening.name,
            date_of_birth=opening.date_of_birth,
            born_from=earliest_day(opening.date_of_birth),
            born_by=latest_day(opening.date_of_birth),
            nationality=opening.nationality,
            sex=opening.sex,
        )
        self._taken = 0
        self._case.refusals = [
            Finding(code, version, opening.occurred_on, refused=True, overridden=True)
            for version, code in facts[0].idle
        ]
        _take(self._case, facts[0], 0)
        self._day, self._opened = opening.occurred_on, True
        self._changed, self._lasting = True, False

    def take(self, e: Effective) -> None:
        """Take the next fact, which is not before those taken; the opening alone may lie after it."""
        case, on, kind = self._case, e.fact.occurred_on, type(e.fact)
        if self._opened:
            self._day, self._opened = on, False
        elif on != self._day:
            _pass_time(case, self._day, on, changed=self._changed, lasting=self._lasting)
            self._day, self._changed, self._lasting = on, False, False
        if kind not in QUIET:
            if not self._lasting:
                card.lapse_by_time(case, on)
                self._lasting = True
            self._changed = self._changed or kind not in ABOUT_CARDS
        self._taken += 1
        _take(case, e, self._taken)

    def ahead(self) -> Case:
        """Return the case with the days ahead of the facts taken; it is good until the next one is taken."""
        return self._run_on(_with_time_of_its_own(self._case))

    def end(self) -> Case:
        """Return the case with the days ahead, and take no more facts."""
        return self._run_on(self._case)

    def _run_on(self, case: Case) -> Case:
        _pass_time(case, self._day, date.max, changed=self._changed, lasting=self._lasting)
        card.lapse_by_time(case, date.max)
        return case


_copy = structs.replace
"""Without changes, a copy; `copy.copy` takes three times as long to make it."""


def _with_time_of_its_own(case: Case) -> Case:
    """Return a copy in which time can run on: what time alone changes is copied, the rest is shared."""
    copied = _copy(case)
    copied.stay_words = case.stay_words.copy()
    if case.stays:
        copied.stays = [*case.stays[:-1], _copy(case.stays[-1])]
    if case.trips:
        copied.trips = [*case.trips[:-1], _copy(case.trips[-1])]
    if case.applications:
        copied.applications = [_copy(a) if a.closed_on is None else a for a in case.applications]
    if case.cards:
        copied.cards = [*map(_copy, case.cards)]
    return copied


def _pass_time(case: Case, day: date, to: date, *, changed: bool, lasting: bool) -> None:
    """Let time run from `day`, whose facts are taken, to the day `to`: note the words for the days ahead.

    `lasting`: something that lasts changed on that day; `changed`: the words for the stay among it.
    """
    trip = case.trip
    if lasting and trip is not None:
        presence.protect(case, trip)
    if changed:
        _note_words(case, day)
    if trip is not None and trip.last_day is not None and trip.last_day < to:
        card.lapse_by_time(case, trip.last_day)
        presence.lose_abroad(case, trip, trip.last_day)


def _note_words(case: Case, day: date) -> None:
    """Note the words for the stay from a day on, in place of those that were expected."""
    words = case.stay_words
    while words and words[-1].since >= day:
        words.pop()
    for since, word in stay.outlook(case, day):
        if not words or words[-1].word != word:
            words.append(StaySpan(since, word))


def _take(case: Case, e: Effective, place: int) -> None:
    """Take one fact: refuse it, pass over it, or let it have its effect."""
    event = e.fact
    fact = Fact(event.occurred_on, e.version, type(event).__name__, place)
    case.overridden = e.overridden
    if _out_of_life(case, fact, event):
        return
    if not case.entered and type(event) in NEED_AN_ENTRY:
        case.flag("before-first-entry", fact)
        return
    EFFECTS[type(event)](case, fact, event)


def _out_of_life(case: Case, fact: Fact, event: ev.Fact) -> bool:
    """Whether a fact is to have no effect because it lies before birth or after death (readings N42)."""
    if fact.on < case.born_from and not isinstance(event, ev.NoteAdded):
        return case.impossible("before-birth", fact)
    if case.died is not None and fact.on > case.died.on and not isinstance(event, ALLOWED_AFTER_DEATH):
        return case.impossible("after-death", fact)
    return False


def _lost(case: Case, fact: Fact, _event: ev.StatusLost) -> None:
    """The status is lost; who never landed has lost it too, and is nowhere all the same (readings N89)."""
    if (trip := case.trip) is not None:
        trip.failed_on = fact.on
    stay.end(case, fact, "lost")
    card.lapse_cards(case, RET_1, fact)


def _proceedings_opened(case: Case, _fact: Fact, _event: ev.RevocationProceedingsOpened) -> None:
    case.proceedings_open = True


def _proceedings_closed(case: Case, _fact: Fact, _event: ev.RevocationProceedingsClosed) -> None:
    case.proceedings_open = False


def _died(case: Case, fact: Fact, _event: ev.Died) -> None:
    case.died = case.died or fact
    stay.give_up_trips(case, fact)
    stay.end(case, fact, "deceased")
    card.lapse_cards(case, RET_7, fact)


def _naturalised(case: Case, fact: Fact, _event: ev.Naturalised) -> None:
    case.naturalised = fact
    stay.give_up_trips(case, fact)
    stay.end(case, fact, "naturalised")
    card.lapse_cards(case, RET_1, fact)


def _particulars_changed(case: Case, fact: Fact, event: ev.ParticularsChanged) -> None:
    """Name, date of birth, sex or nationality became another (ICRRA 19-10; readings N65, N67).

    A birth that is known more exactly, or less, is no other one, as a spelling added makes no other name.
    """
    born = case.date_of_birth
    if event.date_of_birth is not UNSET:
        born = event.date_of_birth
        if earliest_day(born) > (case.first_landed_on or fact.on):
            case.impossible("before-birth", fact)
            return
    named = case.name if event.name is UNSET else event.name
    sex = case.sex if event.sex is UNSET else event.sex
    nationality = case.nationality if event.nationality is UNSET else event.nationality
    others = (sex, nationality) != (case.sex, case.nationality)
    if not others and (named, born) == (case.name, case.date_of_birth):
        case.flag("nothing-changed", fact)
        return
    others = others or not may_be_the_same(born, case.date_of_birth)
    if others or not _only_spelled_out(case.name, named):
        case.particulars_changes.append(Incident(fact, case.stay_number, regime_on(case, fact.on)))
    case.now_born(born)
    case.name, case.sex, case.nationality = named, sex, nationality


def _only_spelled_out(before: Name, after: Name) -> bool:
    """Whether a name is the same as before, or the same with a spelling added that was not there.

    An alias may change, too: it stands on no card (ICRRA 19-4), and nobody notifies the agency of it.
    """
    if (before.family, before.given) != (after.family, after.given):
        return False
    others = structs.replace(before, alias=after.alias)
    pairs = zip(structs.astuple(others), structs.astuple(after), strict=True)
    return all(was in (None, now) for was, now in pairs)


def _particulars_notified(case: Case, fact: Fact, _event: ev.ParticularsNotified) -> None:
    case.particulars_notices.append(fact)


def _organisation_notified(case: Case, fact: Fact, event: ev.OrganisationNotified) -> None:
    case.organisation_notices.append(OrganisationNotice(fact, event.changes))


def _spouse_notified(case: Case, fact: Fact, _event: ev.SpouseNotified) -> None:
    case.spouse_notices.append(fact)


def _police_reported(case: Case, fact: Fact, _event: ev.PoliceReported) -> None:
    case.police_reports.append(fact)


def _nothing(_case: Case, _fact: Fact, _event: ev.Event) -> None:
    """The opening is taken by the fold itself; notes and the end of a side activity change nothing."""


EFFECTS: Mapping[type[ev.Event], Callable[[Case, Fact, Any], None]] = {
    ev.CaseOpened: _nothing,
    ev.Landed: stay.landed,
    ev.AcquisitionGroundsArose: stay.grounds_arose,
    ev.StatusAcquired: stay.acquired,
    ev.ApplicationFiled: stay.filed,
    ev.ApplicationClosed: stay.closed,
    ev.PeriodExtended: stay.extended,
    ev.StatusChanged: stay.changed,
    ev.PermanentResidenceGranted: stay.permanent,
    ev.StatusLost: _lost,
    ev.RevocationProceedingsOpened: _proceedings_opened,
    ev.RevocationProceedingsClosed: _proceedings_closed,
    ev.PurposeChanged: stay.purpose_changed,
    ev.ActivityStopped: affiliation.activity_stopped,
    ev.ActivityResumed: affiliation.activity_resumed,
    ev.SideActivityStarted: affiliation.side_activity_started,
    ev.SideActivityEnded: _nothing,
    ev.SideActivityPermitted: affiliation.side_activity_permitted,
    ev.CardIssued: card.issued,
    ev.CardLost: card.lost,
    ev.CardDamaged: card.damaged,
    ev.CardReplacementOrdered: card.replacement_ordered,
    ev.PoliceReported: _police_reported,
    ev.CardFound: card.found,
    ev.CardReturned: card.returned,
    ev.Settled: address.settled,
    ev.Moved: address.moved,
    ev.ResidenceLeft: address.left,
    ev.AddressNotified: address.notified,
    ev.AddressProtected: address.protected,
    ev.AddressProtectionEnded: address.protection_ended,
    ev.ParticularsChanged: _particulars_changed,
    ev.ParticularsNotified: _particulars_notified,
    ev.OrganisationChanged: affiliation.organisation_changed,
    ev.OrganisationNotified: _organisation_notified,
    ev.MarriageEnded: affiliation.marriage_ended,
    ev.SpouseNotified: _spouse_notified,
    ev.ReentryPermitted: presence.permitted,
    ev.ReentryPermitExtended: presence.permit_extended,
    ev.Departed: presence.departed,
    ev.Reentered: presence.reentered,
    ev.Died: _died,
    ev.Naturalised: _naturalised,
    ev.NoteAdded: _nothing,
}
"""What each fact does to a case. A table, not a `match`: with some forty types the fold spends less on it; a
test holds it against the catalogue."""
