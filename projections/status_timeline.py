"""The story of one resident, past and coming: entries by day, and spans by track (contract section 5)."""

from collections.abc import Iterator, Sequence
from datetime import date
from typing import Literal

from msgspec import Struct

from domain import events as ev
from domain.history import Effective, up_to
from domain.law.acquisition import ACQ_1
from domain.law.extension import EXT_2, EXT_3
from domain.law.occasions import Occasion, occasion
from domain.law.returning import RET_2, SPR_7
from domain.law.rule import DutyRule
from domain.law.rulebook import RULES
from domain.policy import Policy
from domain.spans.case import Case
from domain.spans.parts import StayWord
from projections.current_status import WITHOUT_STATUS, address, newest_card, presence, stay_word
from projections.outlook import ONE_DAY, Outlook, cases, outlook

Track = Literal["stay", "status", "card", "address", "presence"]


class EventEntry(Struct, frozen=True, kw_only=True):
    """Something happened."""

    on: date
    version: int
    fact: ev.Fact


class TransitionEntry(Struct, frozen=True, kw_only=True):
    """A track took another value; `rule` and `basis` say why, where a rule of the law did it."""

    on: date
    track: Track
    value: str | None
    version: int | None = None
    rule: str | None = None
    basis: str | None = None


class DueEntry(Struct, frozen=True, kw_only=True):
    """The last day of a duty."""

    on: date
    rule: str
    version: int


TimelineEntry = EventEntry | TransitionEntry | DueEntry


class TrackSpan(Struct, frozen=True, kw_only=True):
    """A value of a track from a first to a last day (None: open-ended)."""

    track: Track
    value: str
    valid_from: date
    valid_to: date | None


class StatusTimeline(Struct, frozen=True, kw_only=True):
    """Entries by day, and the spans of each track by first day."""

    entries: tuple[TimelineEntry, ...]
    spans: tuple[TrackSpan, ...]


BY_TIME: dict[StayWord, Occasion] = {
    "special-period": Occasion(EXT_3),
    "filing-grace": Occasion(EXT_2, "AHA art. 2"),
    "overstay": Occasion(EXT_2, "ICRRA art. 24(iv)(b)"),
    "within-60-days": Occasion(ACQ_1, "ICRRA art. 22-2(1)"),
}
"""Rule and article behind the words that time alone brings; those of a loss stand with the duty to return."""

LAPSED = "ICRRA art. 19-14"
"""Why a card lapses; its rule, why it goes back."""

_STATUS: frozenset[type[ev.Event]] = frozenset(
    {
        ev.Landed,
        ev.AcquisitionGroundsArose,
        ev.StatusAcquired,
        ev.PeriodExtended,
        ev.StatusChanged,
        ev.PermanentResidenceGranted,
        ev.StatusLost,
        ev.Departed,
        ev.Died,
        ev.Naturalised,
    }
)
MOVES: dict[Track, frozenset[type[ev.Event]]] = {
    "stay": _STATUS | {ev.ApplicationFiled, ev.ApplicationClosed, ev.Reentered},
    "status": _STATUS,
    "card": _STATUS | {ev.CardIssued, ev.CardLost, ev.CardDamaged, ev.CardFound, ev.CardReturned},
    "address": frozenset({ev.Settled, ev.Moved, ev.ResidenceLeft, ev.Landed}),
    "presence": frozenset(
        {ev.Landed, ev.AcquisitionGroundsArose, ev.StatusAcquired, ev.Departed, ev.Reentered}
    ),
}
"""Which facts may give a track another value."""


def on(facts: Sequence[Effective], day: date, policy: Policy, seen: Outlook | None = None) -> StatusTimeline:
    """Return the story told by the facts up to a day: what was, and what comes if nothing else happens.

    `seen` is the outlook of these facts, by default as they say it themselves.
    """
    counted = up_to(facts, day)
    spans = sorted(_spans(counted, policy), key=lambda s: (s.valid_from, s.track))
    entries: list[TimelineEntry] = [EventEntry(on=e.on, version=e.version, fact=e.fact) for e in counted]
    seen = seen or outlook(counted, policy)
    entries += _transitions(spans, counted, seen)
    entries += [
        DueEntry(on=duty.due_on, rule=duty.rule, version=duty.trigger)
        for duty in seen.duties
        if duty.due_on is not None and (duty.cancelled_on is None or duty.due_on < duty.cancelled_on)
    ]
    order = {EventEntry: 0, TransitionEntry: 1, DueEntry: 2}
    entries.sort(key=lambda e: (e.on, order[type(e)]))
    return StatusTimeline(entries=tuple(entries), spans=tuple(spans))


def _spans(facts: Sequence[Effective], policy: Policy) -> Iterator[TrackSpan]:
    """Yield the spans of every track; of the outlooks only the days they answer for count."""
    running: dict[Track, TrackSpan] = {}
    for first, last, case in cases(facts, policy):
        cuts = {first, *(w.since for w in case.stay_words)}
        cuts |= {c.lapsed_on for c in case.cards if c.lapsed_on is not None}
        days = sorted(day for day in cuts if first <= day <= last)
        for number, begin in enumerate(days):
            end = days[number + 1] - ONE_DAY if number + 1 < len(days) else last
            values = _values(case, begin)
            for track, value in values.items():
                before = running.get(track)
                if before is not None and before.value == value:
                    running[track] = _until(before, end)
                    continue
                if before is not None:
                    yield before
                    del running[track]
                if value is not None:
                    span = TrackSpan(track=track, value=value, valid_from=begin, valid_to=None)
                    running[track] = _until(span, end)
    yield from running.values()


def _until(span: TrackSpan, end: date) -> TrackSpan:
    return TrackSpan(
        track=span.track,
        value=span.value,
        valid_from=span.valid_from,
        valid_to=None if end == date.max else end,
    )


def _values(case: Case, day: date) -> dict[Track, str | None]:
    """What each track shows of a case on a day; None for nothing to tell."""
    word, card = stay_word(case, day)[0], newest_card(case, day).state
    grant = None if word in WITHOUT_STATUS else case.grant_held
    place = address(case)
    return {
        "stay": None if word == "none" else word,
        "status": None if grant is None else grant.status,
        "card": None if card == "none" else card,
        "address": None if place is None else place.municipality_code,
        "presence": presence(case),
    }


def _transitions(
    spans: Sequence[TrackSpan], facts: Sequence[Effective], seen: Outlook
) -> Iterator[TransitionEntry]:
    """Yield an entry where a track takes a value, with the rule and the article that did it.

    A fact of that day did it if there is one that changes such tracks; otherwise time alone did.
    """
    lost = {d.failed_on: Occasion(RULES[d.rule], d.basis) for d in seen.duties if d.failed_on is not None}
    lapsed = {c.lapsed_on: _lapse(c.lapse.rule.of(c.regime)) for c in seen.case.cards if c.lapse is not None}
    by_day: dict[date, list[Effective]] = {}
    for e in facts:
        by_day.setdefault(e.on, []).append(e)
    for span in spans:
        day = span.valid_from
        version, why = _fact_behind(span, by_day.get(day, ()))
        if why is None and span.track == "stay":
            why = lost.get(day) or BY_TIME.get(_word(span.value))
        elif why is None and span.track == "card" and span.value == "lapsed":
            why = lapsed.get(day) or _lapse(RET_2)
        yield TransitionEntry(
            on=day,
            track=span.track,
            value=span.value,
            version=version,
            rule=None if why is None or why.rule is None else why.rule.id,
            basis=None if why is None else why.basis(day),
        )


def _lapse(rule: DutyRule) -> Occasion:
    """Return the occasion of a lapse by the rule of the return; certificates have one for both (SPR-7)."""
    return Occasion(rule, None if rule is SPR_7 else LAPSED)


def _fact_behind(span: TrackSpan, of_the_day: Sequence[Effective]) -> tuple[int | None, Occasion | None]:
    """Return the last fact of the day that moves such a track, and its occasion; nothing if time did it."""
    for e in reversed(of_the_day):
        if type(e.fact) in MOVES[span.track]:
            return e.version, occasion(e.fact)
    return None, None


def _word(value: str) -> StayWord:
    return value  # type: ignore[return-value]  # spans of the track `stay` hold nothing else
