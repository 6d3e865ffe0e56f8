"""The codes of municipalities on a day, and of countries: what names something (readings N69)."""

import subprocess
import sys
from datetime import date
from typing import Any

import iso3166
import pytest

from domain.law.countries import COUNTRIES, NATIONALITIES
from domain.law.municipalities import (
    Municipality,
    codes_called,
    full_name,
    known_municipality,
    last_name,
    municipality,
    newest,
)
from domain.law.prefectures import PREFECTURES
from tests.domain.telling import engineer, landed, opened, place, standing
from tests.spec import event

NOW = date(2026, 11, 27)
EVERY_CODE = [f"{number:05}" for number in range(1000, 48000)]


def in_force(on: date) -> list[Municipality]:
    return [there for code in EVERY_CODE if isinstance(there := municipality(code, on), Municipality)]


def test_as_many_municipalities_are_in_force_as_the_ministry_counts() -> None:
    """Cities but the 20 that are divided, towns, villages (6 in the Northern Territories), wards."""
    names = [found.name_ja for found in in_force(NOW)]
    assert {kind: sum(name.endswith(kind) for name in names) for kind in "市町村区"} == {
        "市": 772, "町": 743, "村": 183 + 6, "区": 171 + 23,
    }  # fmt: skip


def test_every_prefecture_has_municipalities_and_none_has_its_own_code() -> None:
    assert {found.code[:2] for found in in_force(NOW)} == set(PREFECTURES)
    assert not any(known_municipality(f"{code}000") for code in PREFECTURES)


@pytest.mark.parametrize("code", ["01111", "01199", "01100", "22130", "13100", "01000", "48001", "00000", ""])
def test_prefectures_divided_cities_and_gaps_in_the_numbers_are_no_municipalities(code: str) -> None:
    assert municipality(code, NOW) == "unknown"
    assert last_name(code) is None
    assert full_name(code) is None


@pytest.mark.parametrize(
    ("code", "on", "there"),
    [
        ("01110", "1997-11-03", "not-yet"),
        ("01110", "1997-11-04", "札幌市清田区"),
        ("22131", "2023-12-31", "浜松市中区"),
        ("22131", "2024-01-01", "abolished"),
        ("22138", "2023-12-31", "not-yet"),
        ("22138", "2024-01-01", "浜松市中央区"),
        ("28221", "2019-04-30", "篠山市"),
        ("28221", "2019-05-01", "丹波篠山市"),
        ("09367", "2014-04-04", "岩舟町"),
        ("09367", "2014-04-05", "abolished"),
        ("13104", "1868-01-01", "新宿区"),
        ("47201", "1972-05-14", "not-yet"),
    ],
)
def test_a_code_names_a_municipality_for_as_long_as_it_is_there(code: str, on: str, there: str) -> None:
    found = municipality(code, date.fromisoformat(on))
    assert (found.name_ja if isinstance(found, Municipality) else found) == there


def test_the_countries_are_those_of_the_standard() -> None:
    """The package adds Kosovo, which the standard leaves to its users."""
    assert {country.alpha2 for country in iso3166.countries} - {"XK"} == COUNTRIES
    assert COUNTRIES - {"JP"} | {"XXA", "XXX", "PSE"} == NATIONALITIES


def moved(code: str, on: str) -> dict[str, Any]:
    return event("Moved", on, address=place(code))


def flagged(*events: dict[str, Any], on: str = "2026-06-30") -> list[tuple[str, int]]:
    return [(found.code, found.version) for found in standing(list(events), on).anomalies]


def test_a_municipality_that_was_not_there_on_the_day_is_flagged() -> None:
    abolished, there = moved("22131", "2026-06-01"), moved("22138", "2026-06-02")
    assert flagged(*engineer(abolished, there)) == [("municipality-abolished", 6)]
    assert flagged(*engineer(there, moved("13104", "2026-06-03"))) == []


def test_one_that_is_made_later_is_flagged_too() -> None:
    arrived = landed("1997-04-07", "long-term-resident", "P1Y", "1998-04-07")
    early = [opened("1997-04-07"), arrived, event("Settled", "1997-04-07", address=place("01110"))]
    assert ("municipality-not-yet", 3) in flagged(*early, on="1997-04-07")


def test_an_unknown_code_recorded_before_there_was_a_check_stays_readable() -> None:
    assert flagged(*engineer(moved("01111", "2026-06-01"))) == []


@pytest.mark.parametrize(
    ("name", "codes"),
    [
        ("札幌市西区", ("01107",)),
        ("江別市", ("01217",)),
        ("北海道江別市", ("01217",)),
        ("府中市", ("13206", "34208")),
        ("東京都府中市", ("13206",)),
        ("東京都中央区", ("13102",)),
        ("浜松市中区", ("22131",)),
        ("札幌市", ("01201",)),  # before it was divided
        ("", ()),
    ],
)
def test_a_name_stands_for_every_municipality_that_has_or_had_it(name: str, codes: tuple[str, ...]) -> None:
    assert codes_called(name) == codes


def test_each_code_has_a_last_name_and_stands_once() -> None:
    found = [each.code for each in newest()]
    assert found == sorted(set(found))
    assert {"01101", "13104", "22131"} < set(found)


def test_the_name_of_a_ward_alone_may_be_that_of_several_cities() -> None:
    assert {"01101", "13102", "27128"} < set(codes_called("中央区"))


def test_the_list_is_read_when_it_is_first_asked_for() -> None:
    script = (
        "import domain.law.municipalities as m; before = m._by_code.cache_info().currsize;"
        "m.known_municipality('01101'); print(before, m._by_code.cache_info().currsize)"
    )
    assert subprocess.check_output([sys.executable, "-c", script]).split() == [b"0", b"1"]
