"""The story of one resident, past and coming (contract section 5)."""

from datetime import date

from domain.history import effective
from domain.policy import DEFAULT
from projections import status_timeline
from projections.status_timeline import DueEntry, EventEntry, StatusTimeline, TransitionEntry
from tests.domain.telling import Stream, engineer, special_permanent
from tests.spec import event, recorded

LEFT = event("Departed", "2026-01-15", reentry="special")


def told(stream: Stream, on: str = "2026-02-01") -> StatusTimeline:
    return status_timeline.on(effective(recorded(stream)), date.fromisoformat(on), DEFAULT)


def track(timeline: StatusTimeline, name: str) -> list[tuple[str, str, str | None]]:
    return [
        (s.value, str(s.valid_from), None if s.valid_to is None else str(s.valid_to))
        for s in timeline.spans
        if s.track == name
    ]


def test_spans_reach_into_the_future_that_time_alone_brings() -> None:
    away = told(engineer(LEFT))
    assert track(away, "stay") == [
        ("valid", "2025-04-07", "2026-01-14"),
        ("abroad-protected", "2026-01-15", "2027-01-15"),
        ("lost", "2027-01-16", None),
    ]
    assert track(away, "card") == [("held", "2025-04-07", "2027-01-15"), ("lapsed", "2027-01-16", None)]
    assert track(away, "presence")[-1] == ("abroad", "2026-01-15", None)


def test_entries_stand_by_day_events_before_what_they_bring() -> None:
    entries = told(engineer(LEFT)).entries
    assert [e.on for e in entries] == sorted(e.on for e in entries)
    assert [e.version for e in entries if isinstance(e, EventEntry)] == [1, 2, 3, 4, 5, 6]


def test_a_transition_names_the_fact_or_the_rule_behind_it() -> None:
    found = {
        (e.track, e.value): (e.version, e.rule)
        for e in told(engineer(LEFT)).entries
        if isinstance(e, TransitionEntry)
    }
    assert found["stay", "abroad-protected"] == (6, "RE-3")
    assert found["stay", "lost"] == (None, "RE-3")
    assert found["card", "lapsed"] == (None, "RET-5")


def test_what_time_brings_to_special_permanent_residents_is_by_their_act() -> None:
    away = told(special_permanent(event("Departed", "2026-01-15", reentry="special")))
    lost = [e for e in away.entries if isinstance(e, TransitionEntry) and e.value in {"lost", "lapsed"}]
    assert {(e.track, e.rule, e.basis) for e in lost} == {
        ("stay", "RE-4", "SPRA art. 23(2)"),
        ("card", "SPR-7", "SPRA art. 15, 16"),
    }


def test_due_days_come_as_far_as_nothing_cancels_them_before() -> None:
    due = {e.rule: str(e.on) for e in told(engineer(LEFT)).entries if isinstance(e, DueEntry)}
    assert due == {"ADR-1": "2025-04-21", "RE-3": "2027-01-15", "RET-5": "2027-01-29"}


def test_later_facts_do_not_show_on_an_earlier_day() -> None:
    assert told(engineer(LEFT), "2026-01-14") == told(engineer(), "2026-01-14")


def test_a_used_grace_and_an_overstay_name_their_rule() -> None:
    short = engineer(until="2026-05-03")
    words = [e for e in told(short).entries if isinstance(e, TransitionEntry) and e.track == "stay"]
    assert [(e.value, str(e.on), e.rule) for e in words[1:]] == [
        ("filing-grace", "2026-05-04", "EXT-2"),
        ("overstay", "2026-05-08", "EXT-2"),
    ]
