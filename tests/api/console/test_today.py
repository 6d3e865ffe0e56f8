"""The page of the day: what waits, with numbers that lead to lists, and the residents of late."""

import re
from html import unescape

import httpx
import pytest

from tests.api.console.conftest import signed_in
from tests.api.office import Office, arrival, event

DAY = "2026-04-25"
"""Between the last day of one duty and that of another."""


def part(page: httpx.Response, name: str) -> str:
    """One section of a page, by the id of its heading."""
    start = page.text.index(f'aria-labelledby="{name}"')
    return unescape(page.text[start : page.text.index("</section>", start)])


async def loses_a_card(office: Office, family: str, on: str, **given: str) -> str:
    """Open a file and record that the card was lost: within 14 days another is to be asked for."""
    resident = await office.open(*arrival(family=family, **given))
    done = await office.record(resident, event("CardLost", on, cause="lost"))
    for path in ("/v1/obligations/summary", "/v1/notices"):
        assert (await office.get(path, wait_for=done["position"])).status_code == 200
    return resident


async def test_the_numbers_lead_to_lists_and_agree_with_them(hall: Office) -> None:
    await loses_a_card(hall, "Late", "2026-04-07")
    await loses_a_card(hall, "Soon", "2026-04-14")
    client = await signed_in(hall, "supervisor")
    page = await client.get("/", params={"on": DAY})
    assert "Late" in part(page, "overdue")
    assert "Soon" in part(page, "soon")
    numbers = re.findall(r'<a href="(/[^"]+)"><strong>(\d+)</strong> ([^<]+)</a>', unescape(page.text))
    assert [words for _, _, words in numbers] == ["Overdue", "Due within 7 days", "Notices not acknowledged"]
    for path, number, _ in numbers[:2]:
        listed = await client.get(path)
        assert listed.text.count(' class="left"') == int(number) > 0, path


async def test_what_nobody_took_note_of_is_shown_with_the_day_it_was_told(hall: Office) -> None:
    resident = await loses_a_card(hall, "Untold", "2026-04-07")
    client = await signed_in(hall)
    told = part(await client.get("/"), "notices")
    assert f'<a href="/residents/{resident}"><bdi>Untold Priya</bdi></a>' in told
    assert "2029-12-31 (Mon)" in told


async def test_what_belongs_to_another_ward_is_not_on_the_page(hall: Office) -> None:
    await loses_a_card(hall, "Elsewhere", "2026-04-07", code="01107")
    client = await signed_in(hall)
    for on in (DAY, ""):
        assert "Elsewhere" not in (await client.get("/", params={"on": on})).text


async def test_the_residents_of_late_are_those_whose_pages_one_opened(hall: Office) -> None:
    first, second = [await hall.open(*arrival(family=name)) for name in ("First", "Second")]
    position = (await hall.get("/v1/events", limit=500)).json()["items"][-1]["position"]
    client = await signed_in(hall, person="Suzuki")
    assert "Residents whose files you open are listed here." in part(await client.get("/"), "mine")
    for resident in (second, first):
        await client.get(f"/residents/{resident}")
    await hall.get("/v1/obligations/summary", wait_for=position)
    mine = part(await client.get("/"), "mine")
    assert re.findall(r"<bdi>(\w+) Priya</bdi>", mine) == ["First", "Second"]
    assert "First" not in part(await (await signed_in(hall, person="Sato")).get("/"), "mine")


@pytest.mark.parametrize(
    ("role", "may"),
    [("administrator", "erase a file"), ("integrator", "follow the whole log")],
)
async def test_who_may_not_read_files_is_told_what_they_may_do(hall: Office, role: str, may: str) -> None:
    client = await signed_in(hall, role)
    page = await client.get("/")
    assert page.status_code == 200
    assert "Your role does not read residents&#39; files." in page.text
    assert f"<li>{may}</li>" in page.text
    assert "read residents&#39; files</li>" not in page.text
    assert 'class="counts"' not in page.text


async def test_an_empty_office_says_how_to_begin(ward: Office) -> None:
    client = await signed_in(ward)
    begin = part(await client.get("/"), "begin")
    assert 'href="/residents/new"' in begin
    assert "make demo" in begin
    from_elsewhere = await client.get("/", headers={"X-Forwarded-For": "203.0.113.9"})
    assert "make demo" not in part(from_elsewhere, "begin")
    assert 'href="/residents/new"' not in part(await (await signed_in(ward, "auditor")).get("/"), "begin")
    await ward.open(*arrival())
    await ward.get("/v1/obligations/summary", wait_for=4)
    assert 'id="begin"' not in (await client.get("/")).text
