"""May these facts be recorded? Decided by the one fold, over the history with the new facts in it.

Contract section 2: what is refused, each with its code, on the day of the event and on every later day.
"""

from collections.abc import Iterable, Sequence
from datetime import date

from msgspec import Struct

from domain.anomalies import Anomaly
from domain.consequences import Comparison, compared, without_last
from domain.correction_requests import correction_requests, only_declines, target
from domain.events import (
    CardIssued,
    CaseEvent,
    CaseOpened,
    Change,
    CorrectionDecided,
    CorrectionRequested,
    EventCorrected,
    EventVoided,
    FilesUnmerged,
    Landed,
    Merging,
    Procedural,
    parts,
)
from domain.events.types import Why
from domain.history import (
    Effective,
    Recorded,
    Versioned,
    changes_no_answer,
    effective,
    merged_into,
    merged_version,
    merges,
    up_to,
)
from domain.malformed import malformed
from domain.policy import Policy
from domain.spans.fold import fold
from domain.spans.parts import Finding

MOST_EVENTS = 20_000
"""Events of one resident, corrections and voids among them: a hundred a year for two hundred years."""

NEVER_OVERRIDDEN = frozenset(
    {
        "invalid-event",
        "future-date",
        "case-not-open",
        "case-already-open",
        "unknown-version",
        "case-opening-not-voidable",
        "file-merged",
        "card-number-taken",
        "history-too-long",
        "correction-request-not-found",
        "correction-request-decided",
        "correction-request-overtaken",
    }
)
"""Refusals that no reason overrides: the history would have no meaning or no end, or two people one card."""


class Refusal(Struct, frozen=True):
    """Why an event may not be recorded.

    `index` is the place among the new events, `version` that of the recorded event made impossible, `path`
    the fields that lead to what is wrong, `why` more closely what that is.
    """

    code: str
    index: int
    version: int | None = None
    path: tuple[str, ...] = ()
    why: Why | None = None

    @property
    def overridable(self) -> bool:
        """Whether a supervisor may have it recorded all the same."""
        return self.code not in NEVER_OVERRIDDEN


class New(Struct, frozen=True):
    """A new event under the version it will get: as much of an envelope as a history in effect needs."""

    version: int
    event: CaseEvent
    override: str | None = None
    merged: tuple[Effective, ...] = ()


class Decision(Struct, frozen=True):
    """What becomes of new facts on top of a history: refusals, or all the rest.

    `anomalies` is what is odd because of the facts. `claims` are card numbers that the resident holds from
    now on, `releases` those given up by a void or a correction. `comparison` is what the day of the decision
    shows without the facts and with them; None for facts that change no answer, and where the history knows
    of later days.
    """

    refusals: tuple[Refusal, ...] = ()
    anomalies: tuple[Anomaly, ...] = ()
    claims: frozenset[str] = frozenset()
    releases: frozenset[str] = frozenset()
    comparison: Comparison | None = None


def decide(
    history: Sequence[Recorded],
    new: Sequence[CaseEvent],
    *,
    policy: Policy,
    today: date,
    override: str | None = None,
) -> Decision:
    """Return whether new events may be recorded together, and with what consequences.

    Refusals come in the order of the events. With an `override` only those count that no reason overrides.
    """
    refusals = (
        unrecordable(new, today)
        or _too_many(len(history), len(new))
        or _held(_unfounded(history, new), override)
    )
    if refusals or all(map(changes_no_answer, new)):
        return Decision(tuple(refusals))
    added = following(history, new, override)
    stream: list[Recorded | New] = [*history, *added]
    facts = effective(stream)
    before = without_last(len(new), stream, facts)
    comparison = compared(before, facts, today, policy)
    if refusals := _held(_impossible(history, added, comparison, policy), override):
        return Decision(tuple(refusals))
    held, holds = card_numbers(before), card_numbers(facts)
    elsewhere = _claimed_elsewhere(history)
    return Decision(
        anomalies=comparison.arose(),
        claims=holds - held - elsewhere,
        releases=held - holds - elsewhere,
        comparison=comparison if up_to(facts, today) is facts else None,
    )


def following(history: Sequence[Recorded], new: Sequence[CaseEvent], override: str | None) -> list[New]:
    """Return new events under the versions that they get on top of a history."""
    return [New(version, event, override) for version, event in enumerate(new, len(history) + 1)]


def _held(found: list[Refusal], override: str | None) -> list[Refusal]:
    """Return the refusals that stand in spite of a reason."""
    return [r for r in found if override is None or not r.overridable]


def unrecordable(new: Sequence[CaseEvent], today: date) -> list[Refusal]:
    """Return what no history could make right: what no event can mean, and days that are still to come."""
    return [*_malformed(new), *_future(new, today)]


def _malformed(new: Sequence[CaseEvent]) -> list[Refusal]:
    return [
        Refusal("invalid-event", index, path=part.path, why=part.why)
        for index, event in enumerate(new)
        for part in malformed(event)
    ]


def _future(new: Sequence[CaseEvent], today: date) -> list[Refusal]:
    found = []
    for index, event in enumerate(new):
        late = next((path for path, part in parts(event) if part.occurred_on > today), None)
        if late is not None:
            found.append(Refusal("future-date", index, path=(*late, "occurred_on")))
    return found


def _too_many(recorded: int, new: int) -> list[Refusal]:
    """Refuse what goes beyond the bound of a history: no life has so many facts, and reading takes long."""
    return [Refusal("history-too-long", index) for index in range(max(MOST_EVENTS - recorded, 0), new)]


def _unfounded(history: Sequence[Recorded], new: Sequence[CaseEvent]) -> list[Refusal]:
    """Refuse what does not open the case first, and corrections and voids of what cannot take them."""
    events, voided = _entries(history)
    if merged_into(history) is not None and not only_declines(new):
        return [Refusal("file-merged", 0)]
    if not history and not isinstance(new[0], CaseOpened):
        return [Refusal("case-not-open", 0)]
    found: list[Refusal] = []
    for index, event in enumerate(new):
        if isinstance(event, CorrectionDecided):
            code = _why_not_decided(event, events)
        else:
            code = _why_not(event, events, voided)
        if code is not None:
            found.append(Refusal(code, index))
        events[len(history) + index + 1] = event
        if isinstance(event, EventVoided):
            voided.add(event.voids)
    return found


def _entries(history: Sequence[Recorded]) -> tuple[dict[int, CaseEvent], set[int]]:
    """Return the entries that may be spoken of, those of merged files too, and which of them were removed."""
    events: dict[int, CaseEvent] = {}
    removed: set[int] = set()
    active = merges(history)
    for r in history:
        events[r.version] = r.event
        if isinstance(r.event, EventVoided):
            removed.add(r.event.voids)
        for e in r.merged:
            version = merged_version(r.version, e.version)
            events[version] = e.fact
            if r.version not in active.values():
                removed.add(version)
    return events, removed


def _why_not(event: CaseEvent, events: dict[int, CaseEvent], voided: set[int]) -> str | None:
    match event:
        case EventCorrected(corrects=version) | EventVoided(voids=version):
            return _why_not_changed(event, version, events, voided)
        case CorrectionRequested(requested=change):
            return _why_not_changed(change, target(change), events, voided)
        case CaseOpened() if events:
            return "case-already-open"
        case _:
            return None


def _why_not_changed(
    event: Change, version: int, events: dict[int, CaseEvent], voided: set[int]
) -> str | None:
    """The opening stays the opening; what was voided, corrects or voids is final (readings N03)."""
    changed = events.get(version)
    if changed is None:
        return "unknown-version"
    if isinstance(changed, Change | Procedural | Merging):
        return "not-correctable"
    if version in voided:
        return "already-voided"
    if isinstance(event, EventVoided):
        return "case-opening-not-voidable" if isinstance(changed, CaseOpened) else None
    if isinstance(event.replacement, CaseOpened) != isinstance(changed, CaseOpened):
        return "case-not-open" if isinstance(changed, CaseOpened) else "case-already-open"
    return None


def _why_not_decided(event: CorrectionDecided, events: dict[int, CaseEvent]) -> str | None:
    """A request is decided once, and accepted only while what it would change stands as it did."""
    request = correction_requests(New(v, e) for v, e in events.items()).get(event.request)
    if request is None:
        return "correction-request-not-found"
    if request.decided_by is not None:
        return "correction-request-decided"
    overtaken = request.overtaken_by is not None and event.outcome == "accepted"
    return "correction-request-overtaken" if overtaken else None


def _impossible(
    history: Sequence[Recorded], added: Sequence[New], comparison: Comparison, policy: Policy
) -> list[Refusal]:
    """Refuse what the fold finds impossible: a new event by itself, or a recorded one because of it."""
    before = {(f.version, f.code) for f in comparison.before.refusals}
    after = [f for f in comparison.after.refusals if (f.version, f.code) not in before]
    if not after:
        return []
    own = {e.version: index for index, e in enumerate(added)}
    for index, e in enumerate(added):
        if isinstance(e.event, EventCorrected):
            own[e.event.corrects] = index
    by_itself = [Refusal(f.code, own[f.version]) for f in after if f.version in own]
    if not by_itself and 1 in own and _born_after_landing([*history, *added], after):
        by_itself = [Refusal("before-birth", own[1])]
    if by_itself:
        return by_itself
    index = _first_at_fault(history, added, policy, before)
    return [Refusal("contradicts-later-event", index, f.version) for f in after]


def _born_after_landing(events: Sequence[Recorded | New], found: Sequence[Finding]) -> bool:
    """Whether the first landing now lies before birth: then the date of birth is at fault (readings N67)."""
    landed = next((e.version for e in effective(events) if isinstance(e.fact, Landed)), None)
    return any(f.code == "before-birth" and f.version == landed for f in found)


def _first_at_fault(
    history: Sequence[Recorded], added: Sequence[New], policy: Policy, before: set[tuple[int, str]]
) -> int:
    """Return the place of the first new event with which a recorded one becomes impossible."""
    for count in range(1, len(added)):
        found = fold(effective([*history, *added[:count]]), policy).refusals
        if any((f.version, f.code) not in before for f in found):
            return count - 1
    return len(added) - 1


def card_numbers(facts: Iterable[Effective]) -> frozenset[str]:
    """Return the card numbers issued and neither voided nor corrected away."""
    return frozenset(e.fact.number for e in facts if isinstance(e.fact, CardIssued))


def claimed(recorded: Sequence[Versioned]) -> frozenset[str]:
    """Return the card numbers that the log holds claimed by a stream: those issued and not taken back.

    What a file that was merged into this one has issued stays claimed by that one.
    """
    return card_numbers(effective(recorded)) - _claimed_elsewhere(recorded)


def claimable(recorded: Sequence[Versioned]) -> frozenset[str]:
    """Return `claimed`, and what this stream made of the cards of a file that was taken out of it again."""
    never_undone = [r for r in recorded if not isinstance(r.event, FilesUnmerged)]
    return claimed(recorded) | claimed(never_undone)


def _claimed_elsewhere(recorded: Iterable[Versioned]) -> frozenset[str]:
    return card_numbers(e for r in recorded for e in r.merged)


def card_number(event: CaseEvent) -> str | None:
    """Return the number of the card that an event issues, or says to have been issued."""
    issued = event.replacement if isinstance(event, EventCorrected) else event
    return issued.number if isinstance(issued, CardIssued) else None
