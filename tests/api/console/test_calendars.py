"""The console's calendars: made with an address that is shown once, listed, revoked."""

import re
from collections.abc import AsyncIterator
from datetime import date

import httpx
import pytest

from tests.api.conftest import Offices
from tests.api.console.conftest import page, post_form, signed_in, words
from tests.api.office import Office, arrival

ADDRESS = re.compile(r"http://127\.0\.0\.1/v1/calendars/[A-Za-z0-9_-]{43}\.ics")


@pytest.fixture(scope="module")
async def hall(offices: Offices) -> AsyncIterator[Office]:
    async with offices(today=date(2026, 4, 10)) as found:
        yield found


def address(answer: httpx.Response) -> str:
    assert answer.status_code == 200, answer.text
    return httpx.URL(ADDRESS.findall(answer.text)[0]).path


async def test_the_worklist_leads_to_the_calendars(hall: Office) -> None:
    assert 'href="/calendars"' in await page(hall, "/worklist", "caseworker")


async def test_the_address_is_shown_once(hall: Office) -> None:
    client = await signed_in(hall)
    answer = await post_form(client, "/calendars", kinds=["return", "notification"], language="ja")
    path = address(answer)
    assert "Thunderbird" in answer.text
    assert answer.headers["cache-control"] == "no-store"
    feed = await hall.client.get(path)
    assert feed.headers["content-type"].startswith("text/calendar")
    assert "手続の期限" in feed.text
    later = await client.get("/calendars")
    assert ADDRESS.findall(later.text) == []
    assert "notification, return · without names · Japanese" in words(later.text)


async def test_a_calendar_is_revoked_at_a_press(hall: Office) -> None:
    client = await signed_in(hall, person="Revoking")
    path = address(await post_form(client, "/calendars", names="yes", language="en"))
    (action,) = re.findall(r'action="(/calendars/[^/]+/revoke)"', (await client.get("/calendars")).text)
    answer = await post_form(client, action, shown_on="/calendars")
    assert (answer.status_code, answer.headers["location"]) == (303, "/calendars?said=revoked")
    assert "leads nowhere now" in (await client.get("/calendars?said=revoked")).text
    assert (await hall.client.get(path)).status_code == 404


@pytest.mark.parametrize(
    ("role", "code", "typed", "said"),
    [
        pytest.param("caseworker", "risb-sapporo", "札幌市中央区", "", id="by name"),
        pytest.param("caseworker", "risb-sapporo", "01101", "", id="by code"),
        pytest.param("caseworker", "risb-sapporo", "Atlantis", "No office is called so", id="nowhere"),
        pytest.param("caseworker", "risb-sapporo", "34101", "No office within your reach", id="out of reach"),
        pytest.param("auditor", "01101", "risb-hiroshima", "", id="a bureau"),
    ],
)
async def test_whoever_reaches_many_offices_may_choose_one(
    hall: Office, role: str, code: str, typed: str, said: str
) -> None:
    client = await signed_in(hall, role, code, person=f"{typed} {role}")
    answer = await post_form(client, "/calendars", office=typed, language="en")
    assert answer.status_code == (400 if said else 200)
    assert said in answer.text
    assert bool(ADDRESS.findall(answer.text)) == (not said)
    if said:
        assert f'value="{typed}"' in answer.text, "what was typed is still there"


async def test_who_reaches_one_office_is_not_asked_which(hall: Office) -> None:
    assert 'name="office"' not in await page(hall, "/calendars", "caseworker")


async def test_a_name_stands_in_the_calendar_where_the_box_is_ticked(hall: Office) -> None:
    answer = await hall.post("/v1/residents", {"events": arrival(family="Boxed")})
    await hall.parts.services.lists.wait_for(answer.json()["position"])
    client = await signed_in(hall, "supervisor")
    for typed, there in (({"names": "yes"}, True), ({}, False)):
        path = address(await post_form(client, "/calendars", {**typed, "language": "ja"}))
        feed = (await hall.client.get(path)).text
        assert "BEGIN:VEVENT" in feed
        assert ("Boxed" in feed) == there


async def test_the_page_is_there_in_japanese_and_not_for_who_may_read_nothing(hall: Office) -> None:
    assert "カレンダーの作成" in await page(hall, "/calendars", language="ja")
    administrator = await signed_in(hall, "administrator")
    assert (await administrator.get("/calendars")).status_code == 403
