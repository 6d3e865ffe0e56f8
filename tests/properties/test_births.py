"""A birth known by its year or month gives the answers of one on the latest day that it may have been."""

from datetime import date
from typing import Any

from hypothesis import assume, given
from hypothesis import strategies as st

from domain.events.birth import latest_day
from tests.spec import answers_of, recorded
from tests.strategies import Event, days_of_interest, lives

RECORDED_ALONE = ("date_of_birth", "birth_taken_as")
"""What says how a birth is known."""


@given(lives(20), st.sampled_from([4, 7]))
def test_a_birth_known_in_part_is_taken_as_the_latest_day(life: list[Event], known: int) -> None:
    opening, *others = life
    born = opening["date_of_birth"][:known]
    latest = str(latest_day(born))
    assume(all(latest <= event["occurred_on"] for event in life))
    assume("date_of_birth" not in str(others))
    for day in days_of_interest(life)[::5]:
        partly, wholly = (told({**opening, "date_of_birth": b}, others, day) for b in (born, latest))
        assert partly == wholly, f"on {day}"


def told(opening: Event, others: list[Event], day: date) -> Any:
    """Standing and duties, but for how the birth is known and for prints that may be right."""
    standing, duties = answers_of(recorded([opening, *others]), day)
    noticed = [a for a in standing["anomalies"] if a["code"] != "card-date-mismatch"]
    kept = {name: value for name, value in standing.items() if name not in RECORDED_ALONE}
    return kept | {"anomalies": noticed}, [{**duty, "birth_taken_as": None} for duty in duties]
