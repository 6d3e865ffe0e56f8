"""The worklist in pages: what is on it, narrowed down in the address, page by page, for whom."""

import re
from html import escape, unescape

import pytest

from tests.api.console import hostile
from tests.api.console.conftest import signed_in
from tests.api.office import Office, arrival, event


async def opened(hall: Office, **more: str) -> str:
    """Open a file whose first address nobody notified, and wait until the lists show it."""
    answer = await hall.post("/v1/residents", {"events": arrival(**more)})
    assert answer.status_code == 201, answer.text
    await hall.get("/v1/obligations", wait_for=str(answer.json()["position"]), limit="1")
    return str(answer.json()["resident_id"])


def residents(page: str) -> list[str]:
    """Return whose duties a page lists, in its order."""
    return re.findall(r'<td[^>]*><a href="/residents/([0-9a-f-]{36})', page)


async def test_a_caseworker_sees_what_is_to_be_done_in_their_own_ward_alone(hall: Office) -> None:
    ours, theirs = await opened(hall, code="01101"), await opened(hall, code="01102")
    for code, seen, unseen in (("01101", ours, theirs), ("01102", theirs, ours)):
        client = await signed_in(hall, "caseworker", code)
        page = (await client.get("/worklist", params={"rule": "ADR-1"})).text
        assert seen in residents(page)
        assert unseen not in page
    client = await signed_in(hall, "caseworker", "01103")
    page = (await client.get("/worklist")).text
    assert residents(page) == []
    assert "Nothing fits." in page


async def test_filters_stand_in_the_address_and_a_ward_is_named(hall: Office) -> None:
    here, there = await opened(hall, code="01104"), await opened(hall, code="01105")
    client = await signed_in(hall, "development")
    for place in ("札幌市白石区", "白石区", "Shiroishi", "Shiroishi Ward Office, Sapporo", "01104", "011045"):
        asked = {"state": "overdue", "rule": "ADR-1", "kind": "notification", "municipality": place}
        page = (await client.get("/worklist", params={**asked, "class": "statutory"})).text
        assert residents(page) == [here], place
        assert f'value="{place}"' in page
        assert "Kind: notification · Class: statutory · Ward or municipality: Shiroishi Ward, Sapporo" in page
    page = (await client.get("/worklist", params={"rule": "ADR-1", "due_after": "令和8年4月19日"})).text
    assert {here, there} <= set(residents(page))
    page = (await client.get("/worklist", params={"rule": "ADR-1", "due_before": "R8.4.20"})).text
    assert residents(page) == []


async def test_what_cannot_be_asked_is_said_beside_its_field(hall: Office) -> None:
    client = await signed_in(hall, "development")
    wrong = await client.get("/worklist", params={"due_after": "yesterday", "municipality": "中央区"})
    assert wrong.status_code == 400
    assert re.search(r'<input id="f-due_after"[^>]*aria-invalid="true"', wrong.text)
    assert '<a href="#f-due_after">' in wrong.text
    assert 'municipality=13102">中央区, Tokyo</a>' in wrong.text
    assert "<table" not in wrong.text, "no list of anything else in its place"
    unknown = await client.get("/worklist", params={"municipality": "Atlantis"})
    assert "No municipality is called so." in unknown.text
    assert (await client.get("/worklist", params={"rule": "XYZ-1"})).status_code == 400


async def test_one_of_several_wards_of_a_name_is_that_of_the_own_office(hall: Office) -> None:
    ours = await opened(hall, code="01101")
    client = await signed_in(hall, "caseworker", "risb-sapporo")
    page = await client.get("/worklist", params={"municipality": "中央区", "rule": "ADR-1"})
    assert page.status_code == 200
    assert ours in residents(page.text)


async def test_a_list_goes_on_page_by_page_and_back_to_its_first(hall: Office) -> None:
    for number in range(51):
        await hall.post("/v1/residents", {"events": arrival(code="01106", family=f"N{number}")})
    last = await opened(hall, code="01106")
    client = await signed_in(hall, "caseworker", "01106")
    first = (await client.get("/worklist", params={"rule": "ADR-1"})).text
    assert len(residents(first)) == 50
    following = re.search(r'rel="next" href="([^"]+)"', first)
    assert following is not None
    assert "rule=ADR-1" in following[1]
    second = (await client.get(unescape(following[1]))).text
    assert len(set(residents(first) + residents(second))) == 52
    assert last in residents(first) + residents(second)
    assert 'href="/worklist?rule=ADR-1">First page</a>' in second
    assert 'rel="next"' not in second
    paper = (await client.get("/worklist", params={"rule": "ADR-1", "limit": "500"})).text
    assert len(residents(paper)) == 52


async def test_counts_lead_to_the_duties_they_count(hall: Office) -> None:
    await opened(hall, code="01107")
    client = await signed_in(hall, "caseworker", "01107")
    page = (await client.get("/worklist", params={"on": "2026-04-10"})).text
    for link, number in re.findall(r'<td class="number"[^>]*><a href="([^"]+)">(\d+)</a>', page):
        assert "on=2026-04-10" in link
        assert len(residents((await client.get(unescape(link))).text)) == int(number)
    assert re.search(r"due_after=2026-04-19&amp;due_before=2026-04-27", page)


async def test_a_district_sees_its_list_at_once_and_its_counts_after_it(hall: Office) -> None:
    """To count in a whole district takes longer than a page may; without script a link leads there."""
    await opened(hall, code="01109")
    client = await signed_in(hall, "supervisor", "risb-sapporo")
    page = (await client.get("/worklist", params={"on": "2026-04-10"})).text
    assert residents(page)
    assert 'hx-get="/worklist/counts?on=2026-04-10"' in page
    assert 'aria-labelledby="counts"' not in page
    alone = (await client.get("/worklist/counts", params={"on": "2026-04-10"})).text
    assert "<h1>" in alone
    part = await client.get("/worklist/counts?on=2026-04-10", headers={"HX-Request": "true"})
    assert part.text.lstrip().startswith("<section")
    for text in (alone, part.text):
        assert 'href="/worklist?on=2026-04-10&amp;rule=ADR-1' in text
    assert 'aria-labelledby="counts"' in (await client.get("/worklist?municipality=01109")).text


async def test_another_day_is_marked_and_kept_by_every_link(hall: Office) -> None:
    resident = await opened(hall, code="01108")
    client = await signed_in(hall, "caseworker", "01108")
    page = (await client.get("/worklist", params={"on": "2026-04-19"})).text
    assert "Not today" in page
    assert "tomorrow" in page
    assert f'href="/residents/{resident}?on=2026-04-19"' in page
    assert 'href="/rules/ADR-1?on=2026-04-19"' in page


@pytest.mark.parametrize("name", hostile.NAMES)
async def test_hostile_names_show_as_text(hall: Office, name: str) -> None:
    await opened(hall, code="01109", family=name)
    client = await signed_in(hall, "caseworker", "01109")
    page = (await client.get("/worklist", params={"rule": "ADR-1"})).text
    assert f"<bdi>{name}" in unescape(page)
    assert name == escape(name) or name not in page


async def test_the_page_is_japanese_for_who_reads_japanese(hall: Office) -> None:
    resident = await opened(hall, code="01110")
    position = (await hall.record(resident, event("AddressNotified", "2026-05-01")))["position"]
    await hall.get("/v1/obligations", wait_for=str(position), limit="1")
    client = await signed_in(hall, "caseworker", "01110", language="ja")
    page = (await client.get("/worklist", params={"state": "done-late,done"})).text
    assert "<h2>手続(期限後に手続済み・手続済み)</h2>" in page
    assert "期限の早い順です。" in page


async def test_whoever_may_not_read_is_told_so(hall: Office) -> None:
    client = await signed_in(hall, "administrator")
    assert (await client.get("/worklist")).status_code == 403
