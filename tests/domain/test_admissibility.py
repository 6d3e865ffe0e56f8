"""What may be recorded: corrections and voids, days, contradictions, overrides (contract section 2)."""

from datetime import date
from typing import Any

import msgspec
import pytest

from domain.admissibility import MOST_EVENTS, Decision, Refusal, card_number, card_numbers, decide
from domain.events import Landed
from domain.events.types import Why
from domain.history import effective
from domain.policy import DEFAULT
from projections import current_status
from tests.domain.telling import (
    CARD,
    OTHER_CARD,
    Stream,
    anomalies,
    engineer,
    issued,
    landed,
    opened,
    place,
)
from tests.spec import decoded, event, recorded

TODAY = date(2029, 12, 31)
NEW = 6
"""The version that a sixth event gets: the engineer's file has five."""


def refusals(stream: Stream, *new: dict[str, Any], override: str | None = None) -> list[Refusal]:
    found = decide(
        recorded(stream), [decoded(e) for e in new], policy=DEFAULT, today=TODAY, override=override
    )
    return list(found.refusals)


def codes(stream: Stream, *new: dict[str, Any], override: str | None = None) -> list[str]:
    return [r.code for r in refusals(stream, *new, override=override)]


def corrected(version: int, replacement: dict[str, Any], on: str = "2026-10-01") -> dict[str, Any]:
    return event("EventCorrected", on, corrects=version, replacement=replacement, reason="r")


def voided(version: int) -> dict[str, Any]:
    return event("EventVoided", "2026-10-01", voids=version, reason="r")


MOVED = event("Moved", "2026-06-03", address=place("01107"))
LEFT = event("Departed", "2026-06-10", reentry="special")
BACK = event("Reentered", "2026-06-20")


def test_a_file_opens_with_the_opening_and_the_rest_may_follow_in_one_go() -> None:
    assert codes([], *engineer()) == []


def test_a_later_event_of_one_request_may_correct_an_earlier_one() -> None:
    assert codes(engineer(), MOVED, corrected(NEW, MOVED | {"occurred_on": "2026-06-04"})) == []


@pytest.mark.parametrize(
    ("code", "new"),
    [
        ("future-date", MOVED | {"occurred_on": "2030-01-01"}),
        ("future-date", corrected(4, MOVED | {"occurred_on": "2030-01-01"})),
        ("case-already-open", opened()),
        ("unknown-version", corrected(9, MOVED)),
        ("unknown-version", voided(9)),
        ("case-opening-not-voidable", voided(1)),
        ("case-not-open", corrected(1, MOVED)),
        ("case-already-open", corrected(4, opened())),
        ("before-birth", MOVED | {"occurred_on": "1989-12-31"}),
        (
            "before-birth",
            event("ParticularsChanged", "2026-06-03", date_of_birth="2026-06-04"),
        ),
        ("card-number-taken", issued("2026-06-03", "2028-04-07", CARD)),
        ("card-not-issued", event("CardFound", "2026-06-03", number=OTHER_CARD)),
        ("card-not-issued", event("CardReturned", "2026-06-03", number=OTHER_CARD, route="post")),
        (
            "application-not-pending",
            event("ApplicationClosed", "2026-06-03", procedure="change", outcome="refused"),
        ),
    ],
)
def test_refused(code: str, new: dict[str, Any]) -> None:
    assert [(r.code, r.index, r.version) for r in refusals(engineer(), new)] == [(code, 0, None)]


EXTENDED = event("PeriodExtended", "2026-06-03", period_of_stay="P1Y", expires_on="2028-04-06")


@pytest.mark.parametrize(
    ("new", "path", "why"),
    [
        (MOVED | {"occurred_on": "1867-12-31"}, "occurred_on", "day-out-of-bounds"),
        (EXTENDED | {"expires_on": "0001-01-01"}, "expires_on", "day-out-of-bounds"),
        (EXTENDED | {"expires_on": "2200-01-01"}, "expires_on", "day-out-of-bounds"),
        (EXTENDED | {"expires_on": "2026-06-02"}, "expires_on", "last-day-before-event"),
        (issued("2026-06-03", "2026-06-02"), "valid_until", "last-day-before-event"),
        (
            corrected(2, event("ReentryPermitted", "2026-06-03", valid_until="2026-06-02")),
            "replacement/valid_until",
            "last-day-before-event",
        ),
        (
            event("ParticularsChanged", "2026-06-03", date_of_birth="1867-12-31"),
            "date_of_birth",
            "day-out-of-bounds",
        ),
    ],
    ids=lambda value: value if isinstance(value, str) else value["type"],
)
def test_a_day_that_cannot_be_meant_is_refused_whatever_the_reason(
    new: dict[str, Any], path: str, why: Why
) -> None:
    expected = [Refusal("invalid-event", 0, path=tuple(path.split("/")), why=why)]
    assert refusals(engineer(), new) == refusals(engineer(), new, override="because") == expected


def test_the_first_and_the_last_day_that_can_be_meant_are_taken() -> None:
    born = opened(born="1868-01-01")
    assert codes([], born) == []
    assert codes(engineer(), EXTENDED | {"expires_on": "2199-12-31"}) == []
    assert codes(engineer(), EXTENDED | {"expires_on": "2026-06-03"}) == []


def test_the_opening_may_be_corrected_to_another_opening() -> None:
    assert codes(engineer(), corrected(1, opened(born="1991-01-15"))) == []


def test_corrections_and_voids_are_final() -> None:
    stream = engineer(MOVED, corrected(NEW, MOVED), voided(NEW))
    assert codes(stream, voided(7)) == ["not-correctable"]
    assert codes(stream, corrected(8, MOVED)) == ["not-correctable"]
    assert codes(stream, corrected(NEW, MOVED)) == ["already-voided"]
    assert codes(stream, voided(NEW)) == ["already-voided"]


def test_a_correction_of_what_is_final_stands_by_override_without_effect_and_is_flagged() -> None:
    """Readings N90; whatever day it names, and on every day, as N03 says of corrections."""
    stream = engineer(MOVED, corrected(NEW, MOVED), voided(NEW))
    idle = [voided(7), corrected(8, LEFT), corrected(NEW, LEFT), voided(NEW)]
    assert codes(stream, *idle, override="so the paper says") == []
    overridden = [{**e, "overridden": True} for e in idle]
    for on in (date(2020, 1, 1), date(2026, 6, 30)):
        shown = current_status.on(effective(recorded([*stream, *overridden])), on, DEFAULT)
        assert [(a.code, a.version) for a in shown.anomalies] == [
            ("not-correctable", 9), ("not-correctable", 10), ("already-voided", 11), ("already-voided", 12),
        ]  # fmt: skip
        before = current_status.on(effective(recorded(stream)), on, DEFAULT)
        assert msgspec.structs.replace(shown, anomalies=()) == before


def test_a_reason_for_one_event_of_a_request_covers_no_taken_card_number_of_another() -> None:
    again = issued("2026-06-03", "2028-04-07", CARD)
    assert codes(engineer(MOVED, voided(NEW)), voided(NEW), again, override="r") == ["card-number-taken"]


def test_the_place_of_the_first_event_at_fault_is_named() -> None:
    stream = engineer(LEFT, BACK)
    new = [event("NoteAdded", "2026-06-01", text="x"), LEFT | {"occurred_on": "2026-06-05"}]
    assert refusals(stream, *new) == [Refusal("contradicts-later-event", 1, NEW)]


def test_a_void_that_leaves_a_later_event_without_ground_contradicts_it() -> None:
    assert refusals(engineer(LEFT, BACK), voided(NEW)) == [Refusal("contradicts-later-event", 0, 7)]


def test_a_note_may_lie_before_birth_and_after_death() -> None:
    dead = engineer(event("Died", "2026-06-08"))
    assert codes(dead, event("NoteAdded", "1980-01-01", text="x")) == []
    assert codes(dead, event("NoteAdded", "2026-07-01", text="x")) == []
    assert codes(dead, MOVED | {"occurred_on": "2026-06-09"}) == ["after-death"]


def test_an_override_covers_what_is_impossible_and_it_stands_as_an_anomaly() -> None:
    twice = LEFT | {"occurred_on": "2026-06-15"}
    assert codes(engineer(LEFT), twice) == ["not-in-japan"]
    assert codes(engineer(LEFT), twice, override="passport stamps") == []
    told = engineer(LEFT, twice | {"overridden": True})
    assert anomalies(told, "2026-06-15") == ["not-in-japan"]
    assert anomalies(told, "2026-06-14") == []


def test_what_an_override_makes_impossible_later_stands_as_an_anomaly_too() -> None:
    told = engineer(LEFT, BACK, event("Died", "2026-06-15") | {"overridden": True})
    assert anomalies(told, "2026-06-20") == ["contradicts-later-event"]


@pytest.mark.parametrize(
    ("code", "new"),
    [
        ("future-date", MOVED | {"occurred_on": "2030-01-01"}),
        ("card-number-taken", issued("2026-06-03", "2028-04-07")),
    ],
)
def test_no_reason_overrides_what_would_have_no_meaning(code: str, new: dict[str, Any]) -> None:
    assert codes(engineer(), new, override="because") == [code]


def test_numbers_of_voided_cards_are_free_again() -> None:
    stream = engineer(issued("2026-06-03", "2028-04-07", OTHER_CARD, "reissue"))
    assert card_numbers(effective(recorded(stream))) == {CARD, OTHER_CARD}
    assert card_numbers(effective(recorded([*stream, voided(NEW)]))) == {CARD}


def decision(stream: Stream, *new: dict[str, Any], override: str | None = None) -> Decision:
    return decide(recorded(stream), [decoded(e) for e in new], policy=DEFAULT, today=TODAY, override=override)


def test_a_decision_claims_the_numbers_of_new_cards_and_gives_up_those_of_voided_ones() -> None:
    reissued = issued("2026-06-03", "2028-04-07", OTHER_CARD, "reissue")
    found = decision(engineer(), reissued)
    assert (found.claims, found.releases) == (frozenset({OTHER_CARD}), frozenset())
    found = decision(engineer(reissued), voided(NEW))
    assert (found.claims, found.releases) == (frozenset(), frozenset({OTHER_CARD}))
    found = decision(engineer(reissued), corrected(NEW, reissued | {"number": "AB00000000CD"}))
    assert (found.claims, found.releases) == (frozenset({"AB00000000CD"}), frozenset({OTHER_CARD}))
    found = decision(engineer(), reissued, voided(NEW))
    assert (found.claims, found.releases) == (frozenset(), frozenset())
    assert decision(engineer(), MOVED).claims == frozenset()


def test_a_correction_issues_the_number_of_its_replacement() -> None:
    told = issued("2026-06-03", "2028-04-07", OTHER_CARD, "reissue")
    said = [told, corrected(NEW, told), MOVED, voided(NEW)]
    assert [card_number(decoded(e)) for e in said] == [OTHER_CARD, OTHER_CARD, None, None]


def test_a_decision_names_what_is_odd_because_of_the_facts_alone() -> None:
    assert decision(engineer(), MOVED).anomalies == ()
    first = decision(
        engineer(), LEFT, BACK, event("Reentered", "2026-06-25"), override="seen in the passport"
    )
    assert [(a.code, a.version) for a in first.anomalies] == [("not-abroad", NEW + 2)]
    again = decision(engineer(event("Reentered", "2026-06-01") | {"overridden": True}), MOVED)
    assert again.anomalies == ()


def test_a_note_is_decided_without_a_look_at_the_day() -> None:
    assert decision(engineer(), event("NoteAdded", "2026-06-03", text="x")) == Decision()


def test_a_history_that_knows_of_later_days_says_nothing_of_today() -> None:
    history = recorded(engineer(event("Departed", "2029-12-01", reentry="special")))
    early = decide(history, [decoded(MOVED)], policy=DEFAULT, today=date(2026, 6, 3))
    assert (early.refusals, early.comparison) == ((), None)


def test_the_last_event_may_be_the_one_at_fault() -> None:
    new = [event("NoteAdded", "2026-06-01", text="x"), event("Died", "2026-06-15")]
    assert refusals(engineer(LEFT, BACK), *new) == [Refusal("contradicts-later-event", 1, 7)]


def test_a_detail_belongs_to_its_status() -> None:
    told = landed("2026-06-03", "student", "P1Y", "2027-06-03", detail="a")
    with pytest.raises(msgspec.ValidationError, match="does not belong"):
        decoded(told)
    allowed = decoded(landed("2026-06-03", "hsp-2", None, None, detail="a"))
    assert isinstance(allowed, Landed)
    assert allowed.detail == "a"


def test_the_first_event_may_be_the_one_at_fault() -> None:
    new = [event("Died", "2026-06-15"), event("NoteAdded", "2026-06-01", text="x")]
    assert refusals(engineer(LEFT, BACK), *new) == [Refusal("contradicts-later-event", 0, 7)]


def test_a_history_ends_far_above_any_life_and_no_reason_lengthens_it() -> None:
    said = event("NoteAdded", "2026-06-03", text="x")
    full = recorded([*engineer(), *[said] * (MOST_EVENTS - NEW)])
    new = [decoded(said)] * 3
    for override in (None, "because"):
        found = decide(full, new, policy=DEFAULT, today=TODAY, override=override)
        assert found.refusals == (Refusal("history-too-long", 1), Refusal("history-too-long", 2))
    assert decide(full, new[:1], policy=DEFAULT, today=TODAY).refusals == ()


def test_n67_a_date_of_birth_after_the_first_landing_is_refused_also_by_correcting_the_opening() -> None:
    late = opened("2025-06-01", born="2025-04-08")
    corrected = event("EventCorrected", "2026-06-01", corrects=1, replacement=late, reason="Wrong year.")
    assert codes(engineer(), corrected) == ["before-birth"]
    changed = event("ParticularsChanged", "2026-06-01", date_of_birth="2025-04-08")
    assert codes(engineer(), changed) == ["before-birth"]
    on_the_day = event("ParticularsChanged", "2026-06-01", date_of_birth="2025-04-07")
    assert codes(engineer(), on_the_day) == []
