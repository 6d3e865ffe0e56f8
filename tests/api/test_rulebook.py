"""What `/v1/rules` and `/v1/offices` answer for a day."""

from datetime import date
from typing import Any

import msgspec
import pytest

from api.rulebook import offices_answer, rule_answer, rules_answer
from domain.law.calendar import CALENDAR_VERSION
from domain.policy import DEFAULT, Policy

TODAY = date(2026, 11, 23)


def rules(on: date = TODAY, language: str = "en", policy: Policy = DEFAULT) -> dict[str, Any]:
    answer: dict[str, Any] = msgspec.json.decode(msgspec.json.encode(rules_answer(on, language, policy)))
    return answer


def one(id_: str, on: date = TODAY, language: str = "en", policy: Policy = DEFAULT) -> dict[str, Any]:
    answer: dict[str, Any] = msgspec.json.decode(msgspec.json.encode(rule_answer(id_, on, language, policy)))
    return answer


def test_the_answer_names_rulebook_calendar_and_the_settings_of_this_server() -> None:
    answer = rules(policy=Policy(damaged_card="STATUTE"))
    assert answer["rulebook"] == "RB-2026-10"
    assert answer["calendar"] == CALENDAR_VERSION
    assert answer["switches"]["damaged_card"] == "STATUTE"
    assert answer["switches"]["month_end"] == "BOTH"
    (damaged,) = [s for s in answer["contested"] if s["name"] == "damaged_card"]
    assert (damaged["value"], damaged["default"]) == ("STATUTE", "CITY_14D")


def test_a_rule_that_comes_into_force_later_is_not_among_those_in_force() -> None:
    assert "REV-7" not in {rule["id"] for rule in rules()["items"]}
    assert "REV-7" in {rule["id"] for rule in rules(date(2027, 4, 1))["items"]}
    coming = one("REV-7")
    assert (coming["in_force"], coming["says"], coming["basis"]) == (False, None, None)
    assert coming["versions"][0]["since"] == "2027-04-01"


def test_a_rule_says_article_source_confidence_and_the_day_last_checked() -> None:
    moved = one("ADR-3")
    assert moved["basis"] == {
        "law": "ICRRA",
        "articles": "19-9(1)",
        "source": "iuris.jp ICRRA 19-9",
        "confidence": "statute",
        "confirmed": True,
        "checked_on": "2026-11-23",
    }
    assert (moved["kind"], moved["class"], moved["desk"]) == ("notification", "statutory", ["municipality"])
    assert moved["settled_by"] == ["AddressNotified"]
    assert moved["penalty"]["text"].startswith("fine up to 200,000 yen")
    assert [(n["name"], n["value"]) for n in moved["numbers"]] == [("days", 14)]


def test_the_penalty_for_a_card_not_renewed_binds_in_japan_only() -> None:
    for id_ in ("REN-1", "REN-2"):
        assert one(id_)["penalty"]["in_japan_only"] is True
        assert "in Japan only" in one(id_)["penalty"]["text"]
    assert one("ADR-3")["penalty"]["in_japan_only"] is False


def test_the_longer_window_of_renewal_is_said_since_its_day_and_unconfirmed() -> None:
    for id_ in ("REN-1", "SPR-4"):
        for on, months, confirmed in ((date(2026, 6, 13), 2, True), (date(2026, 6, 14), 3, False)):
            rule = one(id_, on)
            number = rule["numbers"][0]
            assert (number["value"], number["basis"]) == (months, rule["basis"])
            assert f"within the {months} months" in rule["says"].lower()
            assert rule["basis"]["confirmed"] is confirmed


def test_a_certificate_no_longer_ends_on_the_7th_birthday_since_the_new_cards() -> None:
    for on, birthdays in ((date(2026, 6, 13), 7), (date(2026, 6, 14), None)):
        numbers = {n["name"]: n["value"] for n in one("SPR-3", on)["numbers"]}
        assert numbers["birthdays after issue"] == birthdays


def test_a_rule_in_japanese() -> None:
    moved = one("ADR-3", language="ja")
    assert moved["title"] == "住居地の変更届出"
    assert (moved["basis"]["law"], moved["basis"]["articles"]) == ("入管法", "19条の9第1項")


def test_what_is_unconfirmed_shows_as_such() -> None:
    assert one("VAL-1", date(2026, 6, 13))["basis"]["confirmed"] is True
    new_card = one("VAL-1", date(2026, 6, 14))
    assert (new_card["basis"]["confirmed"], new_card["basis"]["confidence"]) == (False, "memory-medium")
    birthdays = {n["name"]: n["basis"]["confirmed"] for n in new_card["numbers"]}
    assert birthdays["birthdays after issue, 18 or over"] is False


def test_a_doubt_beside_a_sourced_rule_shows() -> None:
    assert one("ACQ-1")["doubt"] == "that a day of birth is not counted: from memory"
    assert one("ACQ-1", language="ja")["doubt"] == "出生の日を算入しないこと(出典未確認)"
    assert one("ADR-3")["doubt"] is None


def test_every_number_stands_with_the_days_since_which_it_held() -> None:
    dated = [(n["value"], n["since"]) for n in one("SPR-4")["numbers_by_date"] if "16" not in n["name"]]
    assert dated == [(2, None), (3, "2026-06-14")]
    for rule in rules()["items"]:
        assert all(number in rule["numbers_by_date"] for number in rule["numbers"]), rule["id"]


def test_numbers_in_force_are_those_of_the_day() -> None:
    child = {n["name"]: n["value"] for n in one("VAL-4", date(2023, 10, 31))["numbers"]}
    assert child["days before the 16th birthday"] == 0
    child = {n["name"]: n["value"] for n in one("VAL-4", date(2023, 11, 1))["numbers"]}
    assert child["days before the 16th birthday"] == 1
    names = {n["name"] for n in one("VAL-1", date(2026, 6, 13))["numbers"]}
    assert "birthdays after issue, 18 or over" not in names


def test_a_rule_names_the_settings_it_depends_on_and_where_the_page_differs() -> None:
    damaged = one("DMG-1", policy=Policy(damaged_card="STATUTE"))
    switches = {"damaged_card": "STATUTE", "midnight_start": "OFF"}
    assert (damaged["switches"], damaged["differs"]) == (switches, "S2")
    assert [d["id"] for d in rules()["differences"]] == ["S1", "S2", "S3"]


def test_a_table_has_the_same_order_in_every_process() -> None:
    (designated,) = one("X4")["numbers"]
    assert designated["value"] == ["taiwan-office", "palestine-mission", "digital-nomad"]


def test_statuses_stand_with_the_periods_of_the_day() -> None:
    for on, longest in ((date(2025, 9, 29), "P1Y"), (date(2025, 9, 30), "P3Y")):
        held = {s["code"]: s for s in rules(on)["statuses"]}
        assert held["ssw-1"]["periods"]["at_most"] == longest
    assert held["hsp-2"]["notice_by_detail"] == {"a": "ORG-2", "b": "ORG-2", "c": "ORG-1"}


@pytest.mark.parametrize(
    ("counter", "on"),
    [
        ([4_000], date(2025, 3, 31)),
        ([6_000], date(2026, 9, 30)),
        ([10_000, 18_000, 25_000, 33_000, 48_000, 64_000, 75_000], date(2026, 10, 1)),
    ],
)
def test_fees_are_those_of_the_day_by_the_period_granted(counter: list[int], on: date) -> None:
    """Readings N61: each band begins where the one before ends."""
    bands = [f for f in rules(on)["fees"] if f["procedure"] == "extension"]
    assert [f["counter"] for f in bands] == counter
    assert [f["granted_over"] for f in bands] == [None, *(f["granted_up_to"] for f in bands[:-1])]
    assert bands[-1]["granted_up_to"] is None


def test_permanent_residence_is_paid_at_the_counter_and_permits_cost_what_they_did() -> None:
    fees = {f["procedure"]: f for f in rules(date(2026, 10, 1))["fees"]}
    permanent, multiple = fees["permanent-residence"], fees["reentry-permit-multiple"]
    assert (permanent["counter"], permanent["online"], permanent["confirmed"]) == (200_000, None, True)
    assert (multiple["counter"], multiple["online"], multiple["since"]) == (7_000, 6_500, "2025-04-01")


def test_there_is_no_answer_for_an_unknown_rule() -> None:
    assert rule_answer("ADR-99", TODAY, "en", DEFAULT) is None


def test_offices_are_the_desks_of_the_city_page_and_the_bureaus() -> None:
    answer = msgspec.json.decode(msgspec.json.encode(offices_answer(TODAY, "en")))
    desks = {desk["id"]: desk for desk in answer["items"]}
    assert desks["risb-sapporo"]["telephone"] == "011-261-7502"
    assert desks["risb-sapporo"]["basis"]["confidence"] == "city"
    assert desks["01107"]["name"] == "Nishi Ward Office"
    assert desks["risb-hiroshima"]["prefectures"] == ["33", "34", "35", "31", "32"]
    assert desks["risb-hiroshima"]["prefectures_basis"]["confidence"] == "memory-high"
    assert len([d for d in desks.values() if d["kind"] == "bureau"]) == 8


def test_offices_show_the_closed_days_of_their_areas() -> None:
    answer = msgspec.json.decode(msgspec.json.encode(offices_answer(TODAY, "ja")))
    closed = {(d["area"], d["month"], d["day"], d["name"]) for d in answer["local_closed_days"]}
    assert ("47", 6, 23, "慰霊の日") in closed
    assert ("34101", 8, 6, "平和記念日") in closed
