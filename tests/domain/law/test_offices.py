"""The desks: the city page to the letter, the ten wards, the eight bureaus, local closed days."""

import pytest

from domain.law.offices import (
    BUREAUS,
    DESKS,
    DISTRICT_OFFICES,
    INFORMATION_CENTER,
    SAPPORO_WARDS,
    bureau_of,
    local_closed_days,
    municipality_desk,
)
from domain.law.prefectures import PREFECTURES


def test_the_sapporo_bureau_stands_as_on_the_city_page() -> None:
    desk = bureau_of("01101")
    assert desk.name == "Sapporo Regional Immigration Services Bureau"
    assert desk.address == (
        "Sapporo Third Joint Government Bldg., Odori-Nishi 12-chome, Chuo-ku, Sapporo, 060-0042"
    )
    assert desk.telephone == "011-261-7502"
    assert desk.hours == "9:00 – 16:00 (excluding weekends and national holidays)"
    assert desk.municipality_code is None


def test_the_information_center_stands_as_on_the_city_page() -> None:
    assert INFORMATION_CENTER.telephone == "0570-013904"
    assert INFORMATION_CENTER.telephone_abroad == "03-5796-7112"
    assert INFORMATION_CENTER.hours == "8:30 – 17:15 (excluding weekends and national holidays)"


def test_sapporo_has_ten_wards() -> None:
    assert [(d.id, d.name) for d in SAPPORO_WARDS] == [
        ("01101", "Chuo Ward Office"),
        ("01102", "Kita Ward Office"),
        ("01103", "Higashi Ward Office"),
        ("01104", "Shiroishi Ward Office"),
        ("01105", "Toyohira Ward Office"),
        ("01106", "Minami Ward Office"),
        ("01107", "Nishi Ward Office"),
        ("01108", "Atsubetsu Ward Office"),
        ("01109", "Teine Ward Office"),
        ("01110", "Kiyota Ward Office"),
    ]


def test_a_ward_of_sapporo_is_named_as_the_city_names_it() -> None:
    assert municipality_desk("01107").name == "Nishi Ward Office"


def test_other_municipalities_are_named_by_their_prefecture() -> None:
    desk = municipality_desk("13101")
    assert (desk.name, desk.municipality_code) == ("Municipality 13101, Tokyo", "13101")
    assert desk.name_ja == "東京都千代田区役所"
    assert (desk.address, desk.telephone, desk.hours) == (None, None, None)


@pytest.mark.parametrize(
    ("expected", "code"),
    [
        ("risb-sapporo", "01204"),
        ("risb-sendai", "04101"),
        ("risb-tokyo", "14101"),
        ("risb-tokyo", "19201"),
        ("risb-nagoya", "22101"),
        ("risb-osaka", "28101"),
        ("risb-hiroshima", "34101"),
        ("risb-hiroshima", "31201"),
        ("risb-takamatsu", "38201"),
        ("risb-fukuoka", "47201"),
    ],
)
def test_the_bureau_is_that_of_the_prefecture(expected: str, code: str) -> None:
    assert bureau_of(code).id == expected


def test_every_prefecture_has_one_bureau() -> None:
    areas = [p for desk in BUREAUS for p in (*desk.prefectures, *desk.also)]
    assert sorted(areas) == sorted(PREFECTURES)
    assert len(BUREAUS) == 8
    assert len(DISTRICT_OFFICES) == 7


def test_without_an_address_there_is_no_bureau() -> None:
    assert bureau_of(None) is None


def test_no_two_desks_share_an_id_and_every_parent_exists() -> None:
    ids = [desk.id for desk in DESKS]
    assert len(set(ids)) == len(ids)
    assert {desk.parent for desk in DESKS if desk.parent} <= set(ids)


@pytest.mark.parametrize(
    ("expected", "code"),
    [
        pytest.param([(6, 23)], "47201", id="A19 Naha"),
        pytest.param([(6, 23)], "47208", id="Urasoe"),
        pytest.param([(8, 6)], "34100", id="Hiroshima city"),
        pytest.param([(8, 6)], "34108", id="a ward of Hiroshima"),
        pytest.param([], "34202", id="Kure, in Hiroshima prefecture"),
        pytest.param([], "01107", id="Sapporo Nishi-ku"),
    ],
)
def test_local_closed_days(expected: list[tuple[int, int]], code: str) -> None:
    assert [(d.month, d.day) for d in local_closed_days(code)] == expected


def test_cards_go_back_by_post_to_the_odaiba_office() -> None:
    desk = next(desk for desk in DESKS if desk.id == "isa-return-desk")
    assert desk.address is not None
    assert "135-0064" in desk.address
    assert desk.under.confidence == "statute"


def test_the_branch_at_the_airport_of_chitose_takes_no_applications() -> None:
    desk = next(desk for desk in DESKS if desk.id == "chitose-tomakomai")
    assert desk.advice is not None
    assert "no applications" in desk.advice.en
