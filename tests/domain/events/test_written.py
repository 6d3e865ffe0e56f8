"""Days, municipality codes and card numbers as people type them (contract-desk, section 6)."""

from datetime import date

import pytest

from domain.events.written import birth_day, card_number, day, municipality_code, with_check_digit


@pytest.mark.parametrize(
    "text",
    [
        "2026-11-20", "2026/11/20", "2026.11.20", "20261120", "2026年11月20日", "令和8年11月20日", "R8.11.20",
        "r8/11/20", "Ｒ８．１１．２０", "２０２６－１１－２０", "２０２６／１１／２０", "㋿8年11月20日",
        "令和　８年　１１月　２０日", "2026−11−20", " 2026-11-20 ", "平成38年11月20日",
    ],
)  # fmt: skip
def test_a_day_is_read_however_it_is_written(text: str) -> None:
    assert day(text) == date(2026, 11, 20)


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ("令和元年5月1日", date(2019, 5, 1)),
        ("H31.4.30", date(2019, 4, 30)),
        ("昭和64年1月7日", date(1989, 1, 7)),
        ("T15.12.24", date(1926, 12, 24)),
        ("明治45年7月29日", date(1912, 7, 29)),
        ("2026/1/5", date(2026, 1, 5)),
    ],
)
def test_eras_begin_on_their_day_and_months_need_no_zero(text: str, read: date) -> None:
    assert day(text) == read


@pytest.mark.parametrize(
    "text",
    [
        "", "today", "8.11.20", "26/11/20", "11/20/2026", "2026-11/20", "2026112", "2026-11",
        "2026-11-20T00:00:00", "令和8年11月",
    ],
)  # fmt: skip
def test_what_could_mean_several_days_is_none(text: str) -> None:
    assert day(text) is None


@pytest.mark.parametrize("text", ["2026-02-30", "令和1年4月30日", "00000101", "R8.13.1"])
def test_a_day_of_no_calendar_is_told(text: str) -> None:
    with pytest.raises(ValueError, match=r"."):
        day(text)


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ("1990-05-12", "1990-05-12"), ("H2.5.12", "1990-05-12"), ("１９９０年５月１２日", "1990-05-12"),
        ("1990", "1990"), ("１９９０年", "1990"), ("平成2年", "1990"), ("H2", "1990"), ("平成 2", "1990"),
        ("1990-00-00", "1990"), ("1990年00月00日", "1990"), ("19900000", "1990"), ("1990-00", "1990"),
        ("1990年(月日不明)", "1990"), ("1990年月日不詳", "1990"), ("昭和64年", "1989"), ("平成元年", "1989"),
        ("1990-05", "1990-05"), ("1990/5", "1990-05"), ("1990年5月", "1990-05"), ("平成２年５月", "1990-05"),
        ("h2.5", "1990-05"), ("1990-05-00", "1990-05"), ("19900500", "1990-05"),
        ("1990年5月（日不明）", "1990-05"), ("令和元年5月", "2019-05"),
    ],
)  # fmt: skip
def test_a_birth_is_read_as_far_as_it_is_known(text: str, read: str) -> None:
    assert birth_day(text) == read


@pytest.mark.parametrize(
    "text", ["", "90", "199005", "1990-", "1990年5月頃", "5月12日", "unknown", "1990-05-"]
)
def test_what_is_no_birth_is_none(text: str) -> None:
    assert birth_day(text) is None


@pytest.mark.parametrize("text", ["1990-13", "令和元年3月", "H0", "0000", "1990-02-30", "1990-00-12"])
def test_a_birth_of_no_calendar_is_told(text: str) -> None:
    with pytest.raises(ValueError, match=r"."):
        birth_day(text)


def test_a_municipality_has_five_digits_or_six_with_the_right_one() -> None:
    for text in ("01101", "011011", "０１１０１１", "01 101"):
        assert municipality_code(text) == "01101"
    assert municipality_code("011002") == "01100"
    assert municipality_code("131016") == "13101"
    assert municipality_code("011012") == "011012"
    assert [with_check_digit(code) for code in ("01101", "01107", "13101")] == ["011011", "011070", "131016"]


def test_a_card_number_is_plain_capitals() -> None:
    for text in (
        "AB12345678CD",
        "ab12345678cd",
        "ＡＢ１２３４５６７８ＣＤ",
        "AB 12345678 CD",
        "ab-12345678-cd",
    ):
        assert card_number(text) == "AB12345678CD"
    assert card_number("\u202eAB12345678CD") != "AB12345678CD"
    assert card_number("ı\u03b2") == "ı\u03b2"
