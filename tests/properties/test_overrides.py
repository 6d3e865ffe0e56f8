"""What a supervisor records against a refusal stands as an anomaly, and every question keeps its answer."""

from datetime import date

from hypothesis import given

from domain.history import effective
from domain.policy import DEFAULT
from projections import current_status
from tests.over_time import duty_spans, obligations
from tests.spec import recorded
from tests.strategies import TODAY, Event, days_of_interest, seeds_of_lives, with_overrides

LAST = date(2035, 1, 1)


@given(seeds_of_lives())
def test_an_overridden_refusal_stands_as_an_anomaly(seeds: list[int]) -> None:
    life, overridden = with_overrides(seeds)
    anomalies = current_status.on(effective(recorded(life)), LAST, DEFAULT).anomalies
    for version, code in overridden.items():
        assert code in {
            a.code for a in anomalies if a.version == version or code == "contradicts-later-event"
        }


@given(seeds_of_lives())
def test_a_life_with_overrides_still_has_an_answer_for_every_day(seeds: list[int]) -> None:
    life, _ = with_overrides(seeds)
    facts = effective(recorded(life))
    spans = duty_spans(facts)
    for day in days(life):
        duties = obligations(facts, day, DEFAULT)
        standing = current_status.on(facts, day, DEFAULT)
        listed = [
            s.duty.rule for s in spans if s.valid_from <= day and (s.valid_to is None or day <= s.valid_to)
        ]
        assert sorted(listed) == sorted(d.rule for d in duties)
        counted = [d.state(day) for d in duties if d.class_ == "statutory"]
        assert (counted.count("open"), counted.count("overdue")) == (
            standing.obligations.open,
            standing.obligations.overdue,
        )


def test_a_departure_before_any_landing_has_an_answer_too() -> None:
    opened = {
        "type": "CaseOpened",
        "occurred_on": "2020-01-06",
        "name": {"family": "A", "given": "B"},
        "date_of_birth": "1990-01-01",
        "nationality": "NP",
    }
    departed = {"type": "Departed", "occurred_on": "2020-02-01", "reentry": "none", "overridden": True}
    standing = current_status.on(effective(recorded([opened, departed])), LAST, DEFAULT)
    assert [a.code for a in standing.anomalies] == ["not-in-japan"]


def days(life: list[Event]) -> list[date]:
    return [day for day in days_of_interest(life) if day <= TODAY][::3]
