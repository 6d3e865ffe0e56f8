"""Lists taken away from the console: links beside each list, which keep its filters."""

import re
from html import unescape
from typing import Any

import httpx
import pytest

from tests.api.console.conftest import signed_in, words
from tests.api.office import TODAY, Office, arrival, event
from tests.api.test_tables import XLSX, read_csv, read_xlsx

_LINK = re.compile(r'<a href="([^"]*format=(csv|xlsx)[^"]*)" download>')


@pytest.fixture(scope="module")
async def resident(hall: Office) -> str:
    """Somebody with something on every list, beside somebody else of another ward."""
    await hall.open(*arrival(family="Elsewhere", code="01102"))
    found = await hall.open(*arrival(family="Sharma"))
    clerk = await hall.token("caseworker")
    await hall.post(
        f"/v1/residents/{found}/correction-requests",
        event("EventVoided", "2026-04-29", voids=4, reason="x"), token=clerk,
    )  # fmt: skip
    glass = {"X-Break-Glass": "ambulance"}
    await hall.get(f"/v1/residents/{found}", token=await hall.token("caseworker", "13101"), headers=glass)
    position = (await hall.record(found, event("NoteAdded", "2026-05-01", text="x")))["position"]
    await hall.get("/v1/notices", wait_for=position)
    return found


async def _taken(client: httpx.AsyncClient, path: str, **query: str) -> tuple[list[Any], list[Any]]:
    """Return what the two links of a page lead to."""
    page = await client.get(path, params=query or None)
    assert page.status_code == 200
    links = {form: unescape(link) for link, form in _LINK.findall(page.text)}
    assert links.keys() == {"csv", "xlsx"}, path
    return read_csv(await client.get(links["csv"])), read_xlsx(await client.get(links["xlsx"]))


@pytest.mark.parametrize(
    "path",
    [
        "/worklist", "/notices", "/letters", "/search?sort=name", "/search?q=Sharma", "/audit",
        "/audit/looks", "/audit/corrections", "/residents/{}/timeline", "/residents/{}/history",
        "/residents/{}/looks",
    ],
)  # fmt: skip
async def test_every_list_leads_to_both_files(hall: Office, resident: str, path: str) -> None:
    client = await signed_in(hall, "development")
    text, book = await _taken(client, path.format(resident))
    assert text
    assert len(text) == len(book) or "looks" in path  # to look at them adds one


async def test_a_file_has_what_the_page_is_narrowed_to(hall: Office, resident: str) -> None:
    """Filters as they were typed, both dates, and not only the rows of the page; what is usual, too."""
    client = await signed_in(hall, "development")
    asked = {"state": "all", "municipality": "札幌市中央区", "rule": "ADR-1", "on": "R8.4.10", "limit": "500"}
    text, _ = await _taken(client, "/worklist", **asked)
    assert {(row["Resident id"], row["Rule"], row["Days left"]) for row in text} == {
        (resident, "ADR-1", "10")
    }
    usual = read_csv(await client.get("/worklist?format=csv&on=2026-04-10"))
    assert {row["State"] for row in usual} == {"open"}


async def test_a_file_is_of_the_office_of_who_is_signed_in_and_in_their_language(
    hall: Office, resident: str
) -> None:
    client = await signed_in(hall, "supervisor", "01102", language="ja")
    answer = await client.get("/search?sort=name&format=xlsx")
    assert answer.headers["content-type"] == XLSX
    assert "filename*=UTF-8''" in answer.headers["content-disposition"]
    assert [row["氏名(英字)"] for row in read_xlsx(answer)] == ["Elsewhere Priya"]
    refused = await client.get(f"/residents/{resident}/timeline?format=csv")
    assert refused.status_code == 404
    assert "text/html" in refused.headers["content-type"]


async def test_what_cannot_be_asked_is_said_on_the_page(hall: Office) -> None:
    client = await signed_in(hall, "development")
    for path in ("/worklist?format=csv&municipality=Atlantis", "/worklist?format=csv&due_after=x"):
        page = await client.get(path)
        assert page.status_code == 400
        assert "Please check what you typed" in words(page.text)
    unknown = await client.get("/worklist?format=pdf")
    assert unknown.headers["content-type"].startswith("text/html")
    assert str(TODAY) in unknown.text
