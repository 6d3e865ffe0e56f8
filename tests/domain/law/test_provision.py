"""Dated law: the entry of the day, and how sure it is."""

from datetime import date

import pytest

from domain.law.provision import InForce, icrra, in_force

OLD = InForce(since=date(2012, 7, 9), value=7, under=icrra("19-5(1)", "A:1"))
NEW = InForce(since=date(2026, 6, 14), value=10, under=icrra("19-5(1)", "B:40", "memory-medium"))


@pytest.mark.parametrize(
    ("value", "on"), [(7, date(2026, 6, 13)), (10, date(2026, 6, 14)), (7, date(2012, 7, 9))]
)
def test_the_entry_in_force_is_that_of_the_day(value: int, on: date) -> None:
    assert in_force((OLD, NEW), on).value == value


def test_nothing_is_in_force_before_the_first_entry() -> None:
    with pytest.raises(LookupError, match="nothing in force on 2012-07-08"):
        in_force((OLD, NEW), date(2012, 7, 8))


def test_a_provision_cites_its_article_and_knows_what_is_unconfirmed() -> None:
    assert OLD.under.citation == "ICRRA art. 19-5(1)"
    assert OLD.under.confirmed
    assert not NEW.under.confirmed
