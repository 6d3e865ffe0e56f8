"""The rulebook in pages: every rule with its article and how sure it is, on a day."""

import re
from html import unescape

import pytest

from api.wording.text import articles
from domain.law.rulebook import DUTIES, RULES
from tests.api.console.conftest import signed_in
from tests.api.office import Office


async def test_every_rule_has_a_page_with_its_words_and_its_article(hall: Office) -> None:
    client = await signed_in(hall, "administrator", language="ja")
    for id_, rule in RULES.items():
        page = await client.get(f"/rules/{id_}")
        assert page.status_code == 200, id_
        said = unescape(page.text)
        assert rule.title.ja in said
        assert rule.says.entries[0].value.ja in said
        assert articles(rule.says.entries[0].under.articles, "ja") in said


async def test_the_list_leads_to_every_rule_in_force_and_says_which_settings_this_server_has(
    hall: Office,
) -> None:
    client = await signed_in(hall, "caseworker")
    page = (await client.get("/rules")).text
    linked = set(re.findall(r'<th scope="row"[^>]*><span><a href="/rules/([^"]+)"', page))
    assert linked == set(RULES)
    assert "Settings of this server" in page
    assert "reentry_bound" in page
    assert '<h3 id="S1"' in page


@pytest.mark.parametrize(
    ("on", "text"), [("2026-06-13", "before"), ("2026-06-14", "The 10th birthday after the issue")]
)
async def test_a_rule_says_what_it_says_on_the_day(hall: Office, on: str, text: str) -> None:
    client = await signed_in(hall, "caseworker")
    page = (await client.get("/rules/VAL-1", params={"on": on})).text
    now, _, versions = page.partition('id="versions"')
    assert ("The 10th birthday after the issue" in now) == (text != "before")
    assert "The 10th birthday after the issue" in versions
    assert 'href="/rules/VAL-1?on=2026-06-14"' in versions


@pytest.mark.parametrize(("on", "value"), [("2026-06-13", "2"), ("2026-06-14", "3")])
async def test_numbers_stand_by_date_and_the_one_of_the_day_is_marked(
    hall: Office, on: str, value: str
) -> None:
    client = await signed_in(hall, "caseworker")
    page = (await client.get("/rules/REN-1", params={"on": on})).text
    numbers = page.partition('id="numbers"')[2].partition("</table>")[0]
    assert len(re.findall("<tr", numbers)) == 3, "a head and two values"
    assert re.findall(r'<td data-label="Value"><span>(\S+) <span class="state">on this day', numbers) == [
        value
    ]


async def test_what_is_not_confirmed_is_marked_in_words(hall: Office) -> None:
    client = await signed_in(hall, "caseworker")
    page = (await client.get("/rules/VAL-1", params={"on": "2026-11-27"})).text
    assert "Do not rely on it alone" in page
    assert "from memory, not confirmed" in page
    assert "that a closed last day moves to the next open day" in (await client.get("/rules/REN-1")).text


async def test_a_duty_leads_to_its_worklist_for_whoever_may_read_it(hall: Office) -> None:
    rule = next(iter(DUTIES))
    for role, leads in (("caseworker", True), ("administrator", False)):
        client = await signed_in(hall, role)
        page = (await client.get(f"/rules/{rule}", params={"on": "2026-04-01"})).text
        assert (f'href="/worklist?on=2026-04-01&amp;rule={rule}"' in page) is leads


async def test_the_rulebook_is_of_a_day_alone_and_links_keep_what_was_known(hall: Office) -> None:
    client = await signed_in(hall, "caseworker")
    page = (await client.get("/rules", params={"known": "2026-04-01"})).text
    assert 'id="seen-known"' not in page
    assert "Not today" not in page
    assert 'href="/worklist?known=2026-04-01"' in page


async def test_a_version_of_one_file_is_not_taken_to_other_pages(hall: Office) -> None:
    client = await signed_in(hall, "caseworker")
    page = (await client.get("/rules", params={"known": "v3", "on": "2026-04-01"})).text
    assert 'href="/worklist?on=2026-04-01"' in page


async def test_a_rule_that_is_none_is_not_found(hall: Office) -> None:
    client = await signed_in(hall, "caseworker")
    page = await client.get("/rules/NONE-1")
    assert page.status_code == 404
    assert page.headers["content-type"].startswith("text/html")
