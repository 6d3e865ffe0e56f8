"""Letters in the console: looked at from a link, printed and noted as sent by a form, once."""

import re
from collections.abc import AsyncIterator
from html import unescape

import httpx
import pytest

from tests.api.conftest import Offices
from tests.api.console.conftest import csrf_in, opened, signed_in
from tests.api.console.conftest import words as words_of
from tests.api.office import DAY_AFTER, Office, event


@pytest.fixture(scope="module")
async def hall(offices: Offices) -> AsyncIterator[Office]:
    async with offices(today=DAY_AFTER) as found:
        yield found


def form_on(page: httpx.Response, resident: str) -> dict[str, str]:
    """What a browser sends of the first form of a letter to somebody, in English."""
    form = page.text.partition(f'action="/residents/{resident}/letters"')[2].partition("</form>")[0]
    return {**dict(re.findall(r'name="(\w+)" value="([^"]*)"', form)), "language": "en"}


async def test_a_duty_of_a_resident_leads_to_its_letter_in_each_language(hall: Office) -> None:
    resident = await opened(hall, "01107")
    client = await signed_in(hall, "caseworker", "01107")
    page = await client.get(f"/residents/{resident}")
    links = re.findall(rf'href="(/residents/{resident}/letters/ADR-1[^"]*)"', page.text)
    assert len(links) == 3
    for link in links:
        answer = await client.get(unescape(link))
        assert (answer.status_code, answer.headers["content-type"]) == (200, "application/pdf")
        assert answer.headers["content-disposition"].startswith("inline")
        assert answer.content.startswith(b"%PDF-")
    assert "Last letter" not in page.text
    assert (await client.get(f"/residents/{resident}/letters/ADR-3")).status_code == 404
    assert (await client.get(f"/residents/{resident}/letters")).headers[
        "location"
    ] == f"/residents/{resident}"


async def test_a_page_as_known_before_shows_what_was_known_before(hall: Office) -> None:
    """Its list, its file and the letters that it leads to."""
    resident = await opened(hall, "01106")
    client = await signed_in(hall, "caseworker", "01106")
    known = (await hall.get(f"/v1/residents/{resident}/events")).json()["items"][-1]["recorded_at"]
    recorded = await hall.record(resident, event("AddressNotified", "2026-04-21"))
    await hall.get("/v1/notices", wait_for=str(recorded["position"]), limit="1")
    assert resident not in (await client.get("/letters")).text
    page = await client.get("/letters", params={"known": known})
    [link, *_] = re.findall(rf'href="(/residents/{resident}/letters/ADR-1[^"]*)"', page.text)
    assert (await client.get(unescape(link))).headers["content-type"] == "application/pdf"
    assert resident in (await client.get("/letters", params={"known": known, "format": "csv"})).text


async def test_a_letter_is_printed_and_noted_once(hall: Office) -> None:
    resident = await opened(hall, "01105")
    client = await signed_in(hall, "caseworker", "01105", person="Hanako")
    sent = form_on(await client.get("/letters"), resident)
    assert (sent["rule"], sent["trigger"]) == ("ADR-1", "4")
    for _ in range(2):
        answer = await client.post(f"/residents/{resident}/letters", data=sent)
        assert (answer.status_code, answer.headers["content-type"]) == (200, "application/pdf")
    letters = (await hall.get(f"/v1/residents/{resident}/notices")).json()["letters"]
    assert [(letter["language"], letter["person"]) for letter in letters] == [("en", "Hanako")]
    for path in ("/letters", f"/residents/{resident}"):
        assert "2026-04-21 (Tue), in English, by Hanako" in words_of((await client.get(path)).text)
    timeline = words_of((await client.get(f"/residents/{resident}/timeline")).text)
    assert "Letter sent: Notify the first address (English)" in timeline
    again = form_on(await client.get("/letters"), resident)
    await client.post(f"/residents/{resident}/letters", data=again)
    assert len((await hall.get(f"/v1/residents/{resident}/notices")).json()["letters"]) == 2


async def test_an_office_sees_whom_to_write_to_by_state_rule_and_place(hall: Office) -> None:
    resident = await opened(hall, "01104")
    client = await signed_in(hall, "development")
    for asked, there in (
        ({"state": "overdue"}, True), ({"state": "open"}, False), ({"rule": "ADR-1"}, True),
        ({"rule": "LOS-1"}, False), ({"municipality": "札幌市白石区"}, True),
        ({"municipality": "01103"}, False),
    ):  # fmt: skip
        page = await client.get("/letters", params={"municipality": "01104", **asked})
        assert page.status_code == 200
        assert (f"/residents/{resident}" in page.text) is there, asked
    assert (await client.get("/letters", params={"municipality": "Atlantis"})).status_code == 400
    page = await (await signed_in(hall, "caseworker", "01104", language="ja")).get("/letters")
    assert "お知らせ文書" in page.text
    assert "やさしい日本語" in page.text


async def test_who_may_not_record_looks_and_sends_nothing(hall: Office) -> None:
    resident = await opened(hall, "01106")
    auditor = await signed_in(hall, "auditor")
    for path in ("/letters", f"/residents/{resident}"):
        page = await auditor.get(path)
        assert f"/residents/{resident}/letters/ADR-1" in page.text
        assert f'action="/residents/{resident}/letters"' not in page.text
    sent = {"csrf": csrf_in(page), "rule": "ADR-1", "language": "ja", "trigger": "4", "key": "k"}
    assert (await auditor.post(f"/residents/{resident}/letters", data=sent)).status_code == 403
    clerk = await signed_in(hall, "caseworker", "01106")
    moved = event("Moved", "2026-04-20", address={"municipality_code": "01103", "line": "x"})
    await hall.record(resident, moved)
    page = await clerk.get(f"/residents/{resident}")
    assert "/letters/ADR-3" in page.text
    assert f'action="/residents/{resident}/letters"' not in page.text, "handed over"
    other_day = await clerk.get("/letters", params={"on": "2026-04-19"})
    assert 'method="post" action="/residents/' not in other_day.text
