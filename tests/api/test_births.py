"""Births known by year or month: recorded as far as they are known, found, and said where an age counts."""

import csv
from io import StringIO
from typing import Any

import pytest

from tests.api.console.conftest import page, signed_in, words
from tests.api.console.filling import checked, main_of, saved
from tests.api.console.test_opening import PATH, typed
from tests.api.office import Office, arrival, event
from tests.api.test_letters import text_of
from tests.api.test_tables import read_xlsx

TAKEN = "Ages counted from the latest day of birth there may be: 2011-12-31 (Sat)"
TAKEN_JA = "生年月日の一部が不明のため、年齢は最も遅い場合の日から計算:平成23年12月31日(2011-12-31)土曜日"


def life_of(born: Any, family: str = "Barakzai") -> list[dict[str, Any]]:
    """A student since Monday 6 April 2026, of whose birth so much is known."""
    opening, *others = arrival(family=family)
    return [opening | {"date_of_birth": born}, *others]


@pytest.fixture(scope="module")
async def child(hall: Office) -> str:
    """Known by 2011, typed as 平成２３年; 16 on Friday 31 December 2027."""
    resident = await hall.open(*life_of("平成２３年"))
    await hall.parts.services.projector.catch_up()
    return resident


async def test_a_year_is_recorded_and_answered_as_a_year_with_the_day_that_was_taken(
    hall: Office, child: str
) -> None:
    [opening, *_] = (await hall.get(f"/v1/residents/{child}/events")).json()["items"]
    assert opening["date_of_birth"] == "2011"
    for on, carried in (("2027-12-30", False), ("2027-12-31", True)):
        standing = (await hall.get(f"/v1/residents/{child}", on=on)).json()
        assert (standing["date_of_birth"], standing["birth_taken_as"]) == ("2011", "2011-12-31")
        assert standing["carry_required"] is carried


async def test_every_duty_says_the_day_that_was_taken_in_both_languages(hall: Office, child: str) -> None:
    for language, sentence in (("en", TAKEN), ("ja", TAKEN_JA)):
        heard, on = {"Accept-Language": language}, "2026-04-20"
        answer = await hall.get(f"/v1/residents/{child}/obligations", headers=heard, on=on)
        own = answer.json()["obligations"]
        found = (await hall.get("/v1/obligations", headers=heard, on=on)).json()["items"]
        listed = [duty for duty in found if duty["resident_id"] == child]
        assert own
        assert len(own) == len(listed)
        for duty in (*own, *listed):
            assert (duty["birth_taken_as"], sentence in duty["explanation"]) == ("2011-12-31", True)


async def test_of_a_whole_day_of_birth_no_answer_says_more(hall: Office) -> None:
    resident = await hall.open(*arrival())
    standing = (await hall.get(f"/v1/residents/{resident}")).json()
    duties = (await hall.get(f"/v1/residents/{resident}/obligations")).json()["obligations"]
    assert "birth_taken_as" not in standing
    assert duties
    assert not [duty for duty in duties if "birth_taken_as" in duty or "Ages" in str(duty["explanation"])]


@pytest.mark.parametrize("q", ["barakzai 2011", "barakzai 平成23年", "barakzai 2011-05", "barakzai H23.5.14"])
@pytest.mark.usefixtures("child")
async def test_somebody_is_found_by_a_birth_that_may_be_the_same(hall: Office, q: str) -> None:
    found = (await hall.get("/v1/residents", q=q)).json()["items"]
    assert [one["date_of_birth"] for one in found] == ["2011"]
    assert (await hall.get("/v1/residents", q="barakzai 2012-05-14")).json()["items"] == []


@pytest.mark.usefixtures("child")
async def test_tables_hold_the_part_that_is_known(hall: Office) -> None:
    table = await hall.get("/v1/residents", q="barakzai", format="csv")
    [row] = csv.DictReader(StringIO(table.content.decode("utf-8-sig"), newline=""))
    [line] = read_xlsx(await hall.get("/v1/residents", q="barakzai", format="xlsx"))
    assert row["Date of birth"] == line["Date of birth"] == "2011"
    gif = await hall.get("/v1/residents", q="barakzai", format="csv", profile="gif")
    [row] = csv.DictReader(StringIO(gif.content.decode("utf-8-sig"), newline=""))
    assert row["生年月日"] == "2011"


@pytest.mark.parametrize(
    ("born", "said"),
    [
        ("2011-02-30", "There is no such day"),
        ("2011-13", "Not a day of birth"),
        ("May 2011", "Not a day of birth"),
        ("1867", "Days lie between 1868-01-01 and 2199-12-31"),
        ("2200-01", "Days lie between 1868-01-01 and 2199-12-31"),
        (2011, "A text is expected here"),
        (None, "A text is expected here"),
    ],
)
async def test_a_birth_that_cannot_be_meant_is_refused(hall: Office, born: Any, said: str) -> None:
    answer = await hall.post("/v1/residents", {"events": life_of(born)})
    assert (answer.status_code, answer.json()["type"].rpartition("/")[2]) == (400, "invalid-event")
    [fault] = answer.json()["errors"]
    assert (fault["pointer"], fault["detail"].startswith(said)) == ("/events/0/date_of_birth", True)


async def test_nothing_that_may_be_true_is_refused(hall: Office) -> None:
    for born, status in (("2026", 201), ("2026-04", 201), ("2026-05", 409), ("2027", 409)):
        answer = await hall.post("/v1/residents", {"events": life_of(born, "Infant")})
        assert answer.status_code == status, born


async def test_what_becomes_known_is_told_and_is_no_change_to_notify(hall: Office) -> None:
    resident = await hall.open(*life_of("2011", "Known"))
    exact = event("ParticularsChanged", "2026-04-20", date_of_birth="H23.5.14")
    await hall.record(resident, exact)
    standing = (await hall.get(f"/v1/residents/{resident}")).json()
    assert (standing["date_of_birth"], "birth_taken_as" in standing) == ("2011-05-14", False)
    duties = (await hall.get(f"/v1/residents/{resident}/obligations")).json()["obligations"]
    assert "CHG-1" not in {duty["rule"] for duty in duties}
    before = (await hall.get(f"/v1/residents/{resident}", known="v4")).json()
    assert (before["date_of_birth"], before["birth_taken_as"]) == ("2011", "2011-12-31")


async def test_a_letter_says_which_day_was_taken(hall: Office, child: str) -> None:
    clerk = await hall.token("caseworker", "01101")
    for language, sentence in (
        ("en", "Foryouragewetakethelatestday:Saturday,31December2011(H23.12.31)."),
        ("ja", "年齢は最も遅い場合の平成23年(2011年)12月31日(土曜日)生まれとして計算しています。"),
    ):
        path = f"/v1/residents/{child}/letters/ADR-1"
        answer = await hall.get(path, token=clerk, language=language, on="2026-04-10")
        assert sentence in text_of(answer).translate({0xFF08: "(", 0xFF09: ")", 0xFF1A: ":"})


async def test_the_console_says_what_it_understood_of_a_birth(hall: Office) -> None:
    for language, echoed in (
        ("en", f"2011 (day and month unknown). {TAKEN}"),
        ("ja", f"2011年(月日不明)。{TAKEN_JA}"),
    ):
        client = await signed_in(hall, language=language)
        answer = await client.get("/echo/birth", params={"0.date_of_birth": "H23"})
        assert answer.text.strip() == echoed
    client = await signed_in(hall)
    for born, echoed in (
        ("2011-05", "2011-05 (day unknown). Ages counted from"),
        ("H23.5.14", "2011-05-14 (Sat), H23.5.14"),
        ("2011-02-30", "Not a day"),
    ):
        answer = await client.get("/echo/birth", params={"0.date_of_birth": born})
        assert answer.text.strip().startswith(echoed)


async def test_the_console_opens_a_file_of_a_birth_known_by_its_month(hall: Office, child: str) -> None:
    client = await signed_in(hall)
    events = life_of("2011年5月(日不明)", "Barakzai")
    checking = await checked(client, PATH, typed(events))
    shown = main_of(checking)
    assert "2011-05 (day unknown)" in shown
    assert f'href="/residents/{child}"' in shown
    assert "Possibly born on the same day" in shown
    done = await saved(client, PATH, checking)
    resident = done.headers["location"].split("/")[2]
    text = words(await page(hall, f"/residents/{resident}"))
    assert "Date of birth 2011-05 (day unknown)" in text
    assert "Ages counted from the latest day of birth there may be: 2011-05-31 (Tue)" in text
    assert "2011年5月(日不明)" in words(await page(hall, f"/residents/{resident}/history", language="ja"))


async def test_the_console_shows_a_year_in_lists_and_why_a_duty_is_whose(hall: Office, child: str) -> None:
    text = words(await page(hall, f"/residents/{child}?on=2026-04-10"))
    assert text.count(TAKEN) >= 2  # beside the birth, and under each duty
    found = words(await page(hall, "/search?q=barakzai+2011-12-31"))
    assert "2011 (day and month unknown)" in found
