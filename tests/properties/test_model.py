"""The fold against the naive model: the same standing, the same obligations, the same refusals."""

import random
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.naive.answers import many
from tests.naive.refusals import check, refusals
from tests.properties.differences import obligation_differences, standing_differences
from tests.spec import answers_of, recorded
from tests.strategies import TODAY, Event, days_of_interest, lives, proposals, untidy


@given(lives())
def test_every_answer_of_the_fold_is_that_of_the_naive_model(life: list[Event]) -> None:
    assert_same_answers(life, days_of_interest(life))


@pytest.mark.parametrize("number", range(60))
def test_so_it_is_of_an_untidy_life(number: int) -> None:
    """Its days are shuffled, its facts late, corrected, voided, and recorded although they were refused."""
    assert_same_for_untidy_life(number)


@pytest.mark.torture
def test_so_it_is_of_two_thousand_untidy_lives() -> None:
    for number in range(2000):
        assert_same_for_untidy_life(number)


def assert_same_for_untidy_life(number: int) -> None:
    draw = random.Random(number)
    life = untidy([draw.randrange(2**32) for _ in range(draw.choice([5, 12, 25, 40]))])
    assert_same_answers(life, days_of_interest(life))


def assert_same_answers(life: list[Event], days: list[date]) -> None:
    history = recorded(life)
    for day, (standing, obligations) in many(life, days, check).items():
        folded_standing, folded_obligations = answers_of(history, day)
        found = [
            *standing_differences(standing, folded_standing),
            *obligation_differences(obligations, folded_obligations),
        ]
        assert found == [], f"on {day}"


@given(st.lists(st.integers(0, 2**32 - 1), min_size=2, max_size=25))
def test_every_refusal_is_that_of_the_naive_model(seeds: list[int]) -> None:
    for stream, event, codes in proposals(seeds):
        assert (event, refusals(stream, [event], TODAY)) == (event, [(0, code) for code in codes[:1]])
