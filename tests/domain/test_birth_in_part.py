"""A birth known by its year or month: ages by the latest day, and nothing refused that may be true."""

from datetime import date
from typing import Any

import pytest

from domain.admissibility import Refusal
from tests.domain.telling import (
    Stream,
    anomalies,
    duty,
    engineer,
    issued,
    landed,
    opened,
    rules,
    special_permanent,
    standing,
)
from tests.domain.test_admissibility import codes, corrected, refusals
from tests.spec import event


def child(born: str, *, years: int = 5, card_until: str = "2027-06-30") -> Stream:
    """A dependent since Monday 7 April 2025, with a card printed until some day of 2027."""
    return [
        opened(born=born),
        landed("2025-04-07", "dependent", f"P{years}Y", f"{2025 + years}-04-07"),
        issued("2025-04-07", card_until, route="port"),
        event("Settled", "2025-04-07", address={"municipality_code": "01101", "line": "Odori 1"}),
    ]


@pytest.mark.parametrize(
    ("born", "day_before", "from_then", "taken"),
    [
        # known by 2011 alone: 16 on Friday 31 December 2027, as born on Saturday 31 December 2011
        ("2011", "2027-12-30", "2027-12-31", date(2011, 12, 31)),
        # by May 2011: 16 on Monday 31 May 2027
        ("2011-05", "2027-05-30", "2027-05-31", date(2011, 5, 31)),
        # by February 2012: born on Wednesday 29 February at the latest, 16 on Tuesday 29 February 2028
        ("2012-02", "2028-02-28", "2028-02-29", date(2012, 2, 29)),
    ],
)
def test_a_child_carries_the_card_from_the_latest_sixteenth_birthday_and_the_standing_says_so(
    born: str, day_before: str, from_then: str, taken: date
) -> None:
    life = child(born)
    assert standing(life, day_before).carry_required is False
    assert standing(life, from_then).carry_required is True
    assert standing(life, from_then).date_of_birth == born
    assert standing(life, from_then).birth_taken_as == taken


def test_of_a_whole_day_of_birth_nothing_is_said() -> None:
    life = child("2011-12-31")
    assert not standing(life, "2027-12-31").birth_taken_as
    assert duty(life, "2025-04-08", "ADR-1")["birth_taken_as"] is None


def test_the_guardian_files_until_the_latest_sixteenth_birthday() -> None:
    """Moved on Monday 20 December 2027: on the Friday of the birthday, 31 December, the child files alone."""
    life = [*child("2011"), event("AddressNotified", "2025-04-08")]
    life.append(event("Moved", "2027-12-20", address={"municipality_code": "01102", "line": "Kita 1"}))
    told = duty(life, "2027-12-30", "ADR-3")
    assert (told["owed_by"], told["holder_from"], told["birth_taken_as"]) == (
        "guardian",
        "2027-12-31",
        "2011-12-31",
    )


def test_a_duty_of_a_relative_asks_nobodys_age() -> None:
    life = engineer(event("Died", "2026-06-01"), born="1990")
    assert duty(life, "2026-06-02", "RET-7")["birth_taken_as"] is None


@pytest.mark.parametrize("printed", ["2027-01-14", "2027-08-02", "2027-12-30"])
def test_the_card_of_a_child_is_computed_by_the_latest_day_and_not_held_against_the_print(
    printed: str,
) -> None:
    """Printed to the day before some sixteenth birthday of 2027: it may be right."""
    life = child("2011", card_until=printed)
    card = standing(life, "2025-04-07").card
    assert (card.computed_valid_until, card.computed_rule) == (date(2027, 12, 30), "VAL-4@RB-2025-04")
    assert anomalies(life, "2025-04-07") == []
    assert ("card-date-mismatch" in anomalies(child("2011-12-31", card_until=printed), "2025-04-07")) is (
        printed != "2027-12-30"
    )


def test_a_card_date_that_no_possible_birth_would_change_is_held_against_the_print() -> None:
    """Born in 1990: grown up. A child of 2012 whose stay ends first, on Wednesday 7 April 2027."""
    for life in (
        child("1990", card_until="2029-01-01"),
        child("2012", years=2, card_until="2027-01-01"),
    ):
        assert anomalies(life, "2025-04-07") == ["card-date-mismatch"]


def test_ren_2_is_for_cards_that_end_by_the_latest_sixteenth_birthday() -> None:
    """Printed to Tuesday 1 June 2027: the holder of 2011 turns 16 on Friday 31 December."""
    life = [
        opened(born="2011"),
        landed("2025-04-07", "permanent-resident", None, None),
        issued("2025-04-07", "2027-06-01", route="port"),
    ]
    told = duty(life, "2027-01-04", "REN-2")
    assert (told["opens_on"], told["birth_taken_as"]) == ("2026-12-01", "2011-12-31")
    assert "REN-2" not in rules([opened(born="2010"), *life[1:]], "2027-01-04")


def test_a_certificate_ends_by_the_birthdays_of_the_latest_day() -> None:
    """SPR-3: the seventh birthday after Monday 10 June 2024 is Tuesday 31 December 2030."""
    life = special_permanent(
        issued("2024-06-10", "2030-08-20", "EF12345678GH", "reissue", "municipality"), born="1980"
    )
    life[:4] = [
        opened("1980-12-31", born="1980"),
        *({**fact, "occurred_on": "1980-12-31"} for fact in special_permanent()[1:4]),
    ]
    card = standing(life, "2024-06-10").card
    assert (card.computed_valid_until, card.computed_rule) == (date(2030, 12, 31), "SPR-3@RB-2024-03")
    assert anomalies(life, "2024-06-10") == []


def moved(on: str) -> dict[str, Any]:
    return event("Moved", on, address={"municipality_code": "01102", "line": "Kita 1"})


def test_what_lies_before_the_earliest_day_of_birth_is_refused_and_nothing_else() -> None:
    for born, before, first in (
        ("2024", "2023-12-31", "2024-01-01"),
        ("2024-02", "2024-01-31", "2024-02-01"),
    ):
        assert codes(child(born), moved(before)) == ["before-birth"]
        assert codes(child(born), moved(first)) == []


def test_a_birth_that_may_have_been_before_the_first_landing_is_taken() -> None:
    """Landed on Monday 7 April 2025."""
    for born, found in (
        ("2025", []),
        ("2025-04", []),
        ("2025-05", ["before-birth"]),
        ("2026", ["before-birth"]),
    ):
        changed = event("ParticularsChanged", "2026-06-01", date_of_birth=born)
        assert codes(engineer(), changed) == found
        assert codes(engineer(), corrected(1, opened(born=born))) == found


@pytest.mark.parametrize(
    ("born", "why"),
    [("1867", "day-out-of-bounds"), ("2200-01", "day-out-of-bounds"), ("2011-02-30", "no-such-day")],
)
def test_a_birth_that_cannot_be_meant_is_refused(born: str, why: Any) -> None:
    expected = [Refusal("invalid-event", 0, path=("date_of_birth",), why=why)]
    changed = event("ParticularsChanged", "2026-06-01", date_of_birth=born)
    assert refusals(engineer(), changed) == expected


@pytest.mark.parametrize("born", ["1868", "1868-01", "1990"])
def test_the_first_year_that_can_be_meant_is_taken(born: str) -> None:
    assert codes([], opened(born=born)) == []


@pytest.mark.parametrize(
    ("before", "after", "raised"),
    [
        ("1990", "1990-05-12", False),
        ("1990-05", "1990-05-12", False),
        ("1990-05-12", "1990", False),
        ("1990", "1991-01-01", True),
        ("1990-05", "1990-06", True),
        ("1990-05-12", "1990-05-13", True),
    ],
)
def test_a_birth_known_more_exactly_or_less_is_no_change_to_notify(
    before: str, after: str, raised: bool
) -> None:
    life = engineer(event("ParticularsChanged", "2026-06-10", date_of_birth=after), born=before)
    assert ("CHG-1" in rules(life, "2026-06-10")) is raised
    assert standing(life, "2026-06-10").date_of_birth == after
    assert anomalies(life, "2026-06-10") == []


def test_the_same_part_of_a_birth_again_changes_nothing() -> None:
    life = engineer(event("ParticularsChanged", "2026-06-10", date_of_birth="1990"), born="1990")
    assert anomalies(life, "2026-06-10") == ["nothing-changed"]


def test_what_becomes_known_of_a_birth_counts_from_then_on() -> None:
    """Known by 2011, from Friday 7 May 2027 as 6 May 2011: 16 since the day before."""
    life = [*child("2011"), event("ParticularsChanged", "2027-05-07", date_of_birth="2011-05-06")]
    assert standing(life, "2027-05-06").carry_required is False
    assert standing(life, "2027-05-07").carry_required is True
    assert not standing(life, "2027-05-07").birth_taken_as
