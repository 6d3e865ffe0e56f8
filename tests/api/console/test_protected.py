"""A protected address at the console: no page tells it until a caseworker of the own office says why."""

import re
from collections.abc import AsyncIterator

import pytest
from litestar.handlers import HTTPRouteHandler
from msgspec import Struct

from api.console.app import PAGES
from tests.api.conftest import Offices
from tests.api.console.conftest import post_form, signed_in
from tests.api.office import Office
from tests.api.protected import BUREAU, FORMER, LINES, OWN, Protected, protected_in, told_in, words_in


class Walked(Struct, frozen=True, kw_only=True):
    """An office with a protected resident."""

    hall: Office
    her: Protected


@pytest.fixture(scope="module")
async def walked(offices: Offices) -> AsyncIterator[Walked]:
    async with offices() as hall:
        yield Walked(hall=hall, her=await protected_in(hall))


def pages(her: Protected) -> list[str]:
    """Return the address of every page, those of the console's own table."""
    names = {"resident_id": her.resident, "version": "6", "request": "9", "type": "Moved", "rule": "ADR-3"}
    found = []
    for handler in PAGES:
        assert isinstance(handler, HTTPRouteHandler)
        if "GET" in handler.http_methods:
            found += [_filled(path, names) for path in handler.paths]
    return [path for path in found if "{" not in path and not path.startswith(("/static", "/sign"))]


def _filled(path: str, names: dict[str, str]) -> str:
    return re.sub(r"\{(\w+?)_?(:\w+)?\}", lambda m: names.get(m[1], names.get(f"{m[1]}_id", m[0])), path)


@pytest.mark.parametrize(
    ("role", "office"),
    [
        ("caseworker", OWN),
        ("supervisor", OWN),
        ("supervisor", FORMER),
        ("supervisor", BUREAU),
        ("auditor", "13101"),
    ],
)
async def test_no_page_tells_the_address(walked: Walked, role: str, office: str) -> None:
    """Neither as the file is, nor as it was, nor to others who say why."""
    browser = await signed_in(walked.hall, role, office, person="Suzuki")
    seen = 0
    for path in pages(walked.her):
        why = "" if office == OWN else "&why=x"
        for query in (f"?on=2029-12-15{why}", f"?known=v8{why}", f"?municipality={OWN}", "?format=csv"):
            answer = await browser.get(path + query)
            assert answer.status_code < 500, (path, query, answer.text)
            told = re.sub("<option[^>]*>[^<]*|福岡県糸島市", "", words_in(answer))  # of all municipalities
            if role == "auditor" and path.startswith("/audit"):
                told = re.sub("福岡市博多区|広島市中区|40132|34101|Fukuoka|Hiroshima", "", told)
            echoed = {OWN, "福岡市博多区", "Fukuoka", "福岡"} if "municipality=" in query else set()
            assert set(told_in(told, office)) <= echoed, (path, query)
            seen += answer.status_code == 200
    assert seen > 30


async def test_who_says_why_is_shown_it_on_the_pages_of_the_file_alone(walked: Walked) -> None:
    browser = await signed_in(walked.hall, "supervisor", OWN, person="Tanaka")
    place = f"/residents/{walked.her.resident}"
    page = (await browser.get(place)).text
    assert "The address is protected." in page
    assert 'name="why"' in page
    for path in ("", "/history", "/history/7", "/correct/6"):
        told = (await browser.get(f"{place}{path}", params={"why": "a certificate"})).text
        assert LINES[1] in told, path
    for path in ("/sheet", "/looks", "/record", "/file", "/history?format=csv"):
        mark = "&" if "?" in path else "?"
        answer = await browser.get(f"{place}{path}{mark}why=a+certificate")
        assert answer.status_code == 200
        assert told_in(answer.text, OWN) == [], path
    page = (await browser.get(place, params={"why": "a certificate"})).text
    assert f'href="{place}/history?why=a+certificate"' in page
    assert f'href="{place}"' in page  # to hide it again


async def test_an_entry_is_not_corrected_without_what_is_hidden_of_it(walked: Walked) -> None:
    """A form filled in without the note would lose it."""
    browser = await signed_in(walked.hall, "supervisor", OWN, person="Tanaka")
    page = (await browser.get(f"/residents/{walked.her.resident}/correct/8")).text
    assert "once it shows whole" in page
    assert 'method="post" action="/residents' not in page


async def test_measures_are_recorded_like_any_event_and_auditors_list_the_looks(walked: Walked) -> None:
    browser = await signed_in(walked.hall, "caseworker", OWN, person="Mori")
    place = f"/residents/{walked.her.resident}"
    assert f"{place}/record/AddressProtected" in (await browser.get(f"{place}/record")).text
    page = await post_form(browser, f"{place}/record/AddressProtected", {"0.occurred_on": "2029-12-31"})
    assert page.status_code == 200, page.text
    await browser.get(place, params={"why": "listed by the auditor"})
    auditor = await signed_in(walked.hall, "auditor", "13101")
    looks = (await auditor.get("/audit/looks", params={"address_shown": "true", "person": "Mori"})).text
    assert "listed by the auditor" in looks
    assert "protected address shown" in looks
