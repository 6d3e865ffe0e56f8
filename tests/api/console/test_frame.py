"""What stands around every page: where one can go, the two dates, the language, and what went wrong."""

import re

import pytest

from api.console.assets import asset, content
from tests.api.console.conftest import browser, signed_in
from tests.api.office import DEVELOPMENT, Office

PAGE = {"Accept": "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"}


def links(text: str) -> list[str]:
    """The addresses in the navigation of a page."""
    return re.findall(r'href="([^"]+)"', text[text.index("<nav") : text.index("</nav>")])


@pytest.mark.parametrize(
    ("role", "pages"),
    [
        ("caseworker", {"/", "/worklist", "/search", "/residents/new", "/notices", "/rules"}),
        ("auditor", {"/", "/worklist", "/search", "/notices", "/audit", "/rules"}),
        ("administrator", {"/rules"}),
    ],
)
async def test_the_navigation_leads_to_what_the_person_may_do(
    hall: Office, role: str, pages: set[str]
) -> None:
    client = await signed_in(hall, role)
    shown = set(links((await client.get("/")).text))
    assert pages <= shown
    assert {"/audit", "/residents/new", "/search"} & shown == {"/audit", "/residents/new", "/search"} & pages


async def test_a_page_about_another_day_says_so_and_leads_on_to_the_same_day(hall: Office) -> None:
    client = await signed_in(hall)
    text = (await client.get("/", params={"on": "R8.3.7", "known": "2026-03-10"})).text
    assert '<body class="other-day">' in text
    assert "Not today&#39;s answer" in text
    assert 'value="2026-03-07"' in text
    assert '<p id="seen-on-said" class="echo">2026-03-07 (Sat), R8.3.7</p>' in text
    assert '<p id="seen-known-said" class="echo">2026-03-10 (Tue)' in text
    assert "/worklist?on=2026-03-07&amp;known=2026-03-10" in links(text)


async def test_a_page_about_today_carries_no_mark(hall: Office) -> None:
    client = await signed_in(hall, language="ja")
    text = (await client.get("/")).text
    assert "other-day" not in text
    assert "令和11年12月31日(2029-12-31)月曜日" in text


@pytest.mark.parametrize("name", ["on", "known"])
async def test_a_day_that_is_none_is_marked_where_it_was_typed(hall: Office, name: str) -> None:
    client = await signed_in(hall)
    page = await client.get("/", params={name: "the 40th <b>"})
    assert page.status_code == 400
    field = re.search(rf'<input id="seen-{name}"[^>]*>', page.text)
    assert field is not None
    assert 'value="the 40th &lt;b&gt;"' in field[0]
    assert 'aria-invalid="true"' in field[0]
    assert f'<a href="#seen-{name}">' in page.text
    assert "2026-03-07, 20260307, 令和8年3月7日 or R8.3.7" in page.text


async def test_the_language_changes_on_the_same_page_with_its_query(hall: Office) -> None:
    client = await signed_in(hall)
    text = (await client.get("/", params={"on": "2026-03-07", "q": "a&b"})).text
    found = re.search(r'href="(/language/ja[^"]+)"', text)
    assert found is not None
    sent = await client.get(found[1].replace("&amp;", "&"))
    assert sent.headers["location"] == "/?on=2026-03-07&q=a%26b"
    assert '<html lang="ja">' in (await client.get(sent.headers["location"])).text


async def test_a_filter_survives_the_choice_of_a_day(hall: Office) -> None:
    client = await signed_in(hall)
    text = (await client.get("/", params={"state": "overdue", "cursor": "abc", "on": "2026-03-07"})).text
    assert '<input type="hidden" name="state" value="overdue">' in text
    assert 'name="cursor"' not in text
    assert '<a href="/?state=overdue">' in text


@pytest.mark.parametrize("path", ["/nowhere", "/residents/not-an-id", "/residents/new/er"])
async def test_a_browser_that_lost_its_way_is_shown_a_page(hall: Office, path: str) -> None:
    page = await browser(hall, language="ja").get(path, headers=PAGE)
    assert page.status_code == 404
    assert page.headers["content-type"] == "text/html; charset=utf-8"
    assert "script-src 'self'" in page.headers["content-security-policy"]
    assert "<h1>見つかりません</h1>" in page.text
    assert "schema" not in page.text


@pytest.mark.parametrize(
    ("path", "accept", "status"),
    [
        ("/nowhere", "*/*", 404),
        ("/nowhere", "application/json", 404),
        ("/nowhere", "text/html;q=0.5, application/json", 404),
        ("/v1/nowhere", PAGE["Accept"], 404),
        ("/v1/residents", PAGE["Accept"], 401),
    ],
)
async def test_a_machine_is_answered_with_a_problem_document(
    hall: Office, path: str, accept: str, status: int
) -> None:
    answer = await browser(hall).get(path, headers={"Accept": accept})
    assert (answer.status_code, answer.headers["content-type"]) == (status, "application/problem+json")


async def test_what_the_api_refuses_is_said_on_a_page_without_advice_for_programs(hall: Office) -> None:
    client = await signed_in(hall)
    page = await client.get("/", params={"known": "v3"})
    assert page.status_code == 400
    assert "errors" not in page.text
    gone = await client.get("/residents/01890000-0000-7000-8000-000000000000")
    assert gone.status_code == 404
    assert "<h1>Resident not found</h1>" in gone.text


async def test_who_comes_to_practise_is_told_how_an_office_of_invented_residents_is_had(hall: Office) -> None:
    for language in ("en", "ja"):
        assert "make try" in (await browser(hall, language=language).get("/sign-in")).text


async def test_styles_stand_under_an_address_of_their_content_and_their_licence_lies_beside(
    hall: Office,
) -> None:
    for name in ("console.css", "design-tokens.css", "htmx.js", "icon.svg"):
        answer = await browser(hall).get(asset(name))
        assert (answer.status_code, answer.content) == (200, content(name))
        assert "immutable" in answer.headers["cache-control"]
    assert b"design-tokens.LICENSE.txt" in (content("design-tokens.css") or b"")
    assert content("design-tokens.LICENSE.txt") is None
    assert (await browser(hall).get("/static/0000000000000000/console.css")).status_code == 404


async def test_pages_hold_no_style_nor_script_of_their_own(hall: Office) -> None:
    client = await signed_in(hall, "development")
    for path in ("/", "/sign-in", "/nowhere"):
        text = (await client.get(path, headers=PAGE)).text
        assert not re.search(r"<style|style=|<script(?! src=)|\son\w+=|hx-on|javascript:", text), path
    assert DEVELOPMENT not in text
