"""Whose residents an office reaches, by the dwellings of a resident and the office that opened the file."""

from datetime import date

import pytest

from domain.reach import Reach, prefixes_of

CHUO, KITA, TOKYO = "01101", "01102", "13101"
MOVED_AWAY = date(2026, 3, 1)
"""A Sunday, the last day in Chūō: ninety days after the day of the move is Sunday 2026-05-31."""


def office(*, today: date, prefixes: tuple[str, ...] = (CHUO,), ever: bool = False) -> Reach:
    return Reach(prefixes=prefixes, office=prefixes[0], today=today, ever=ever)


@pytest.mark.parametrize(
    ("today", "reached"),
    [
        pytest.param(date(2025, 12, 31), False, id="before anybody lived there"),
        pytest.param(date(2026, 1, 1), True, id="on the day of moving in"),
        pytest.param(date(2026, 5, 31), True, id="ninety days after the move away"),
        pytest.param(date(2026, 6, 1), False, id="on the day after that"),
    ],
)
def test_an_office_reaches_who_lives_there_or_did_in_the_last_ninety_days(
    today: date, *, reached: bool
) -> None:
    here = office(today=today)
    assert here.reaches(CHUO, date(2026, 1, 1), MOVED_AWAY, opened_by=TOKYO) is reached
    assert not here.reaches(KITA, date(2026, 1, 1), MOVED_AWAY, opened_by=TOKYO)


def test_who_has_no_address_is_reached_where_the_file_was_opened() -> None:
    here = office(today=date(2026, 1, 15))
    assert here.reaches(None, date(2026, 1, 1), date.max, opened_by=CHUO)
    assert not here.reaches(None, date(2026, 1, 1), date.max, opened_by=KITA)
    assert not here.reaches(None, date(2026, 1, 1), date(2026, 1, 14), opened_by=CHUO)


def test_a_district_reaches_all_its_municipalities() -> None:
    bureau = office(today=date(2026, 1, 15), prefixes=("01", "02"))
    assert bureau.reaches(KITA, date(2026, 1, 1), date.max, opened_by=TOKYO)
    assert not bureau.reaches(TOKYO, date(2026, 1, 1), date.max, opened_by=TOKYO)


def test_ever_reaches_whoever_lived_there_or_was_opened_there_at_any_time() -> None:
    here = office(today=date(2040, 1, 1), ever=True)
    assert here.reaches(CHUO, date(2026, 1, 1), MOVED_AWAY, opened_by=TOKYO)
    assert here.reaches(KITA, date(2026, 1, 1), MOVED_AWAY, opened_by=CHUO)
    assert not here.reaches(KITA, date(2026, 1, 1), MOVED_AWAY, opened_by=TOKYO)


def test_a_bureau_has_its_whole_district_and_a_municipality_itself() -> None:
    assert prefixes_of("risb-sapporo") == ("01",)
    assert prefixes_of(CHUO) == (CHUO,)
