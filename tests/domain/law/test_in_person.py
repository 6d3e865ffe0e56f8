"""Carrying the card (ICRRA 23(2), 23(5); readings N21)."""

import pytest

from tests.domain.telling import CARD, engineer, landed, opened, special_permanent, standing
from tests.spec import event


@pytest.mark.parametrize(("required", "on"), [(False, "2026-06-19"), (True, "2026-06-20")])
def test_from_the_sixteenth_birthday_on(required: bool, on: str) -> None:
    assert standing(engineer(born="2010-06-20"), on).carry_required is required


def test_not_before_a_card_was_issued() -> None:
    life = [opened("2026-04-06"), landed("2026-04-06", "student", "P1Y", "2027-04-06")]
    assert standing(life, "2026-04-20").carry_required is False


def test_whatever_became_of_the_card() -> None:
    assert (
        standing(engineer(event("CardLost", "2026-06-01", cause="lost")), "2026-06-02").carry_required is True
    )


def test_not_abroad_not_in_overstay_not_after_leaving() -> None:
    assert (
        standing(engineer(event("Departed", "2026-06-01", reentry="special")), "2026-06-02").carry_required
        is False
    )
    assert standing(engineer(), "2028-04-08").carry_required is False
    gone = engineer(
        event("Departed", "2026-06-01", reentry="none"),
        event("CardReturned", "2026-06-01", number=CARD, route="port"),
    )
    assert standing(gone, "2026-06-02").carry_required is False


def test_special_permanent_residents_need_not_carry_theirs() -> None:
    assert standing(special_permanent(), "2026-06-01").carry_required is False
