"""Notices in the console: what offices were told, taken note of once, by form and in place."""

import re
from collections.abc import AsyncIterator
from html import unescape

import httpx
import pytest

from tests.api.conftest import Offices
from tests.api.console import hostile
from tests.api.console.conftest import csrf_in, opened, post_form, signed_in, told
from tests.api.office import DAY_AFTER, Office, event

HTMX = {"HX-Request": "true"}


@pytest.fixture(scope="module")
async def hall(offices: Offices) -> AsyncIterator[Office]:
    async with offices(today=DAY_AFTER) as found:
        yield found


def listed(page: httpx.Response) -> list[str]:
    return re.findall(r'<article [^>]*id="n-([0-9a-f-]{36})"', page.text)


async def test_an_office_sees_what_it_was_told_of_its_own_residents(hall: Office) -> None:
    resident = await opened(hall, "01101")
    await opened(hall, "01102")
    client = await signed_in(hall, "caseworker", "01101", language="ja")
    page = await client.get("/notices")
    (notice,) = listed(page)
    assert f'href="/residents/{resident}"' in page.text
    assert "期限超過" in page.text
    assert "札幌市中央区役所" in page.text
    assert f'id="n-{notice}-note"' in page.text
    elsewhere = await signed_in(hall, "caseworker", "01103")
    assert "Nothing fits." in (await elsewhere.get("/notices")).text


async def test_filters_stand_in_the_address(hall: Office) -> None:
    await opened(hall, "01104")
    client = await signed_in(hall, "development")
    for asked, number in (
        ({"stage": "overdue"}, 1), ({"stage": "due-today"}, 0), ({"rule": "ADR-1"}, 1), ({"rule": "EXT"}, 0),
        ({"state": "superseded"}, 2), ({"state": "all"}, 3), ({"state": "all", "stage": "due-in-7"}, 1),
    ):  # fmt: skip
        page = await client.get("/notices", params={"municipality": "白石区", **asked})
        assert len(listed(page)) == number, asked
        assert f'value="{next(iter(asked.values()))}" selected' in page.text
        assert "Ward or municipality: Shiroishi Ward, Sapporo" in page.text
    assert (await client.get("/notices", params={"stage": "soon"})).status_code == 400
    assert (await client.get("/notices", params={"municipality": "Atlantis"})).status_code == 400


async def test_somebody_takes_note_by_a_form_and_comes_back_to_their_list(hall: Office) -> None:
    await opened(hall, "01105")
    client = await signed_in(hall, "caseworker", "01105")
    (notice,) = listed(await client.get("/notices"))
    for note in ("電話した", "again"):
        answer = await post_form(client, "/notices?rule=ADR-1", notice=notice, note=note)
        assert (answer.status_code, answer.headers["location"]) == (303, "/notices?rule=ADR-1&said=taken")
    page = await client.get("/notices", params={"rule": "ADR-1", "said": "taken"})
    assert "The notice is taken note of." in page.text
    assert listed(page) == []
    page = await client.get("/notices", params={"state": "acknowledged"})
    assert "caseworker of 01105, 20" in page.text
    assert "電話した" in page.text, "the first one's note"
    assert "again" not in page.text
    assert '<form class="keys"' not in page.text


async def test_with_htmx_a_notice_alone_stands_in_its_own_place(hall: Office) -> None:
    await opened(hall, "01106")
    client = await signed_in(hall, "caseworker", "01106")
    page = await client.get("/notices")
    (notice,) = listed(page)
    assert f'hx-post="/notices" hx-target="#n-{notice}" hx-swap="outerHTML"' in page.text
    for _ in range(2):
        sent = {"csrf": csrf_in(page), "notice": notice, "note": ""}
        answer = await client.post("/notices", data=sent, headers=HTMX)
        assert answer.status_code == 200
        assert answer.text.strip().startswith('<article class="duty notice acknowledged"')
        assert "<html" not in answer.text
    other = await signed_in(hall, "caseworker", "01107")
    sent["csrf"] = csrf_in(await other.get("/notices"))
    answer = await other.post("/notices", data=sent, headers=HTMX)
    assert "could not be taken note of" in answer.text, "htmx puts only what is a success in place"
    assert (await other.post("/notices", data=sent)).status_code == 404
    sent["notice"] = "feed"
    assert (await other.post("/notices", data=sent)).status_code == 404


async def test_a_notice_taken_back_says_why_and_by_which_version(hall: Office) -> None:
    resident = await opened(hall, "01108")
    done = await hall.record(resident, event("AddressNotified", "2026-04-10"))
    await told(hall, done["position"])
    client = await signed_in(hall, "caseworker", "01108")
    page = await client.get("/notices", params={"state": "withdrawn"})
    assert len(listed(page)) == 3
    assert "It had been done before." in page.text
    assert f'<a href="/residents/{resident}/history/5">because of entry v5</a>' in page.text


async def test_nobody_takes_note_on_another_day_or_without_the_right_to_record(hall: Office) -> None:
    await opened(hall, "01109")
    client = await signed_in(hall, "caseworker", "01109")
    page = await client.get("/notices", params={"on": "2026-04-14", "state": "all"})
    assert len(listed(page)) <= 1
    assert 'class="keys" method="post"' not in page.text
    auditor = await signed_in(hall, "auditor")
    assert 'class="keys" method="post"' not in (await auditor.get("/notices")).text


async def test_a_note_outlives_the_session(hall: Office) -> None:
    await opened(hall, "01110")
    client = await signed_in(hall, "caseworker", "01110", person="tanaka")
    page = await client.get("/notices")
    (notice,) = listed(page)
    await hall.parts.services.pool.execute(
        "UPDATE console.session SET seen_at = seen_at - interval '1 hour' WHERE person = 'tanaka'"
    )
    sent = {"csrf": csrf_in(page), "notice": notice, "note": "<b>called</b> twice"}
    answer = await client.post("/notices", data=sent)
    assert answer.headers["location"].startswith("/sign-in?to=%2Fnotices")
    back = await signed_in(hall, "caseworker", "01110", person="tanaka")
    page = await back.get("/notices")
    assert unescape(page.text).count("<b>called</b> twice") == 2, "above the list and in its field"
    assert "<b>called" not in page.text
    await post_form(back, "/notices", notice=notice, note="called twice")
    assert "called" not in (await back.get("/notices")).text


async def test_a_form_of_an_earlier_session_says_so_in_its_place_and_keeps_the_note(hall: Office) -> None:
    await opened(hall, "01217")
    client = await signed_in(hall, "caseworker", "01217", person="yamada")
    page = await client.get("/notices")
    (notice,) = listed(page)
    again = await signed_in(hall, "caseworker", "01217", person="yamada")
    sent = {"csrf": csrf_in(page), "notice": notice, "note": "called twice"}
    answer = await again.post("/notices", data=sent, headers=HTMX)
    assert answer.status_code == 200
    assert '<a href="/notices">' in answer.text
    assert "<html" not in answer.text
    assert (await again.post("/notices", data=sent)).status_code == 403
    assert "called twice" in (await again.get("/notices")).text


@pytest.mark.parametrize("name", hostile.NAMES)
async def test_hostile_names_show_as_text(hall: Office, name: str) -> None:
    await opened(hall, "02201", family=name)
    client = await signed_in(hall, "caseworker", "02201")
    page = await client.get("/notices")
    assert f"<bdi>{name}" in unescape(page.text)
    assert f"<bdi>{name}" not in page.text or "<" not in name
