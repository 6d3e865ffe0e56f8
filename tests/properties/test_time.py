"""Time in the folds: order of recording, what was known when, days ahead, states that move on their days."""

import random
from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

from hypothesis import assume, given
from hypothesis import strategies as st

from domain.admissibility import decide
from domain.duties.duty import Duty
from domain.events import CaseOpened
from domain.history import Effective, effective, known_at
from domain.law.calendar import closed
from domain.policy import DEFAULT
from domain.spans.fold import Folding, fold
from projections import current_status
from projections.current_status import Standing
from tests.over_time import DutySpan, duty_spans, obligations, standing_spans
from tests.spec import decoded, recorded
from tests.strategies import TODAY, Event, days_of_interest, lives

chances = st.integers(0, 2**32 - 1)


def standing(facts: Sequence[Effective], day: date) -> Standing:
    return current_status.on(facts, day, DEFAULT)


def duties(facts: Sequence[Effective], day: date) -> list[Duty]:
    return sorted(obligations(facts, day, DEFAULT), key=repr)


def some_days(life: Sequence[Event], chance: int, number: int = 12) -> list[date]:
    days = days_of_interest(life)
    return random.Random(chance).sample(days, min(number, len(days)))


def up_to(facts: Sequence[Effective], day: date) -> list[Effective]:
    return [f for f in facts if f.on <= day or isinstance(f.fact, CaseOpened)]


@given(lives(), chances)
def test_another_order_of_recording_gives_the_same_answers(life: list[Event], chance: int) -> None:
    """The order within a day is kept; only the versions are other ones."""
    first = effective(recorded(life))
    order = [first[0], *shuffled(first[1:], chance)]
    renamed = {new: old.version for new, old in enumerate(order, 1)}
    again = sorted(
        (Effective(version, f.fact, f.overridden) for version, f in enumerate(order, 1)),
        key=lambda f: (not isinstance(f.fact, CaseOpened), f.on, f.version),
    )
    for day in some_days(life, chance):
        assert plain(standing(first, day), {}) == plain(standing(again, day), renamed)
        assert sorted(plain(d, {}) for d in duties(first, day)) == sorted(
            plain(d, renamed) for d in duties(again, day)
        )


def shuffled(facts: Sequence[Effective], chance: int) -> list[Effective]:
    draw = random.Random(chance)
    days: dict[date, list[Effective]] = {}
    for fact in facts:
        days.setdefault(fact.on, []).append(fact)
    places = [fact.on for fact in facts]
    draw.shuffle(places)
    return [days[day].pop(0) for day in places]


def plain(answer: Any, renamed: dict[int, int]) -> str:
    """The answer as text, with versions under their first names."""
    return repr(with_versions(answer, renamed))


def with_versions(value: Any, renamed: dict[int, int]) -> Any:
    if isinstance(value, tuple | list):
        return sorted((with_versions(v, renamed) for v in value), key=repr)
    if not hasattr(value, "__struct_fields__"):
        return value
    fields = {name: getattr(value, name) for name in value.__struct_fields__}
    return {
        name: renamed.get(item, item)
        if name in {"version", "trigger", "settled_by"}
        else with_versions(item, renamed)
        for name, item in fields.items()
    }


@given(lives(), chances)
def test_later_events_do_not_colour_an_earlier_day(life: list[Event], chance: int) -> None:
    facts = effective(recorded(life))
    spans, stays = duty_spans(facts), standing_spans(facts)
    for day in some_days(life, chance):
        then = up_to(facts, day)
        assert standing(then, day) == standing(facts, day)
        assert duties(then, day) == duties(facts, day)
        assert stated(spans, day) == stated(duty_spans(then), day)
        assert stated(spans, day) == sorted(
            (d.rule, d.trigger, d.due_on, d.state(day)) for d in duties(facts, day)
        )
        here = [shown for first, last, shown in stays if first <= day <= last]
        assert here == [shown for first, last, shown in standing_spans(then) if first <= day <= last]
        assert [shown.stay for shown in here] == [standing(facts, day).stay]


@given(lives())
def test_a_fold_under_way_says_at_each_fact_what_a_fold_up_to_it_says(life: list[Event]) -> None:
    facts = effective(recorded(life))
    folding = Folding(facts, DEFAULT)
    for count in range(1, len(facts) + 1):
        if count > 1:
            folding.take(facts[count - 1])
        assert folding.ahead() == fold(facts[:count], DEFAULT)
    assert folding.end() == fold(facts, DEFAULT)


def contains(span: DutySpan, day: date) -> bool:
    return span.valid_from <= day and (span.valid_to is None or day <= span.valid_to)


def stated(spans: Sequence[DutySpan], day: date) -> list[Any]:
    return sorted((s.duty.rule, s.duty.trigger, s.duty.due_on, s.state) for s in spans if contains(s, day))


@given(lives(), chances)
def test_what_was_known_at_a_moment_is_what_was_answered_then(life: list[Event], chance: int) -> None:
    history = recorded(life)
    version = random.Random(chance).randint(1, len(life))
    then = effective(recorded(life[:version]))
    for day in some_days(life, chance, number=4):
        for known in (version, history[version - 1].recorded_at):
            facts = effective(known_at(history, known))
            assert standing(then, day) == standing(facts, day)
            assert duties(then, day) == duties(facts, day)


@given(lives(), chances)
def test_an_event_added_corrected_and_voided_leaves_no_trace(life: list[Event], chance: int) -> None:
    draw = random.Random(chance)
    added = draw.choice(life[1:] or life)
    assume(added["type"] not in {"EventCorrected", "EventVoided", "CaseOpened"})
    version, on = len(life) + 1, life[-1]["occurred_on"]
    moved = {**added, "occurred_on": (date.fromisoformat(on) + timedelta(days=3)).isoformat()}
    again = [
        *life,
        added,
        {
            "type": "EventCorrected",
            "occurred_on": on,
            "corrects": version,
            "replacement": moved,
            "reason": "x",
        },
        {"type": "EventVoided", "occurred_on": on, "voids": version, "reason": "x"},
    ]
    assert effective(recorded(life)) == effective(recorded(again))


@given(lives(), chances)
def test_corrected_and_corrected_back_gives_the_first_answer(life: list[Event], chance: int) -> None:
    facts = effective(recorded(life))
    fact = random.Random(chance).choice(facts)
    on = life[-1]["occurred_on"]
    written = next(e for v, e in enumerate(written_facts(life), 1) if v == fact.version)
    other = {**written, "occurred_on": (fact.on + timedelta(days=40)).isoformat(), "note": "wrong"}
    again = [
        *life,
        {
            "type": "EventCorrected",
            "occurred_on": on,
            "corrects": fact.version,
            "replacement": other,
            "reason": "x",
        },
        {
            "type": "EventCorrected",
            "occurred_on": on,
            "corrects": fact.version,
            "replacement": written,
            "reason": "x",
        },
    ]
    assert facts == effective(recorded(again))


def written_facts(life: Sequence[Event]) -> list[Event]:
    """Each version as its last correction has it."""
    found = list(life)
    for event in life:
        if event["type"] == "EventCorrected":
            found[event["corrects"] - 1] = event["replacement"]
    return found


@given(lives())
def test_a_duty_changes_its_state_only_on_its_own_days(life: list[Event]) -> None:
    facts = effective(recorded(life))
    told = {f.on for f in facts} | {facts[0].on}
    spans = duty_spans(facts)
    for span in spans:
        assert span.valid_from in told | own_days(span.duty), span
        assert span.valid_to is None or span.valid_from <= span.valid_to
        assert span.duty.state(span.valid_from) == span.state
        assert span.valid_to is None or span.duty.state(span.valid_to) == span.state
        days = [] if span.valid_to is None else [span.valid_to + timedelta(days=1)]
        before = {s.valid_from for s in spans if s.duty.rule == span.duty.rule}
        assert all(day in before or day in told | own_days(span.duty) for day in days), span


def own_days(duty: Duty) -> set[date | None]:
    after_due = None if duty.due_on is None else duty.due_on + timedelta(days=1)
    after_raw = None if duty.raw_due_on is None else duty.raw_due_on + timedelta(days=1)
    return {
        duty.listed_from, duty.opens_on, duty.raw_due_on, after_raw, after_due, duty.settled_on,
        duty.cancelled_on, duty.failed_on,
    }  # fmt: skip


@given(lives())
def test_a_due_day_that_rolls_is_an_open_day(life: list[Event]) -> None:
    facts = effective(recorded(life))
    for span in duty_spans(facts):
        duty = span.duty
        if duty.counted is None or duty.rule in {"RE-1", "RE-3", "RE-4", "RET-3", "RET-6"}:
            continue
        if duty.rule == "SPR-7" and duty.counted.days == 0:
            continue
        code = duty.municipality_code if duty.desk == "municipality" else None
        assert closed(duty.counted.due_on, code) is None, span
        days = [c.on for c in duty.counted.closed]
        passed = (duty.counted.due_on - duty.counted.raw_due_on).days
        assert days == [duty.counted.raw_due_on + timedelta(days=n) for n in range(passed)]


@given(lives())
def test_a_life_recorded_in_one_go_is_taken_as_it_was_event_by_event(life: list[Event]) -> None:
    assert decide([], [decoded(event) for event in life], policy=DEFAULT, today=TODAY).refusals == ()
