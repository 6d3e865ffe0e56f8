"""Finding a resident in the console: by name in any script, card number, birth day; and nobody."""

import re
from html import escape, unescape

import pytest

from tests.api.console import hostile
from tests.api.console.conftest import signed_in
from tests.api.office import Office, arrival


async def opened(hall: Office, code: str, **more: str) -> str:
    """Open a file and wait until the lists show it."""
    first, *others = arrival(code=code, family=more.pop("family", "Tran"), card=more.pop("card", None))
    first["name"] |= {name: text for name, text in more.items() if name != "date_of_birth"}
    first["date_of_birth"] = more.get("date_of_birth", first["date_of_birth"])
    answer = await hall.post("/v1/residents", {"events": [first, *others]})
    assert answer.status_code == 201, answer.text
    await hall.get("/v1/residents", wait_for=str(answer.json()["position"]), limit="1")
    return str(answer.json()["resident_id"])


def residents(page: str) -> list[str]:
    """Return whom a page lists, in its order."""
    return re.findall(r'<th scope="row"[^>]*><a href="/residents/([0-9a-f-]{36})', page)


@pytest.mark.parametrize(
    "q",
    ["nguyen", "NGUYỄN", "グエン", "ぐえん", "阮", "AB77777777CD", "ab77777777cd",
     "1993-05-04", "平成5年5月4日", "H5.5.4", "nguyen 1993-05-04"],
)  # fmt: skip
async def test_somebody_is_found_by_whatever_is_at_hand(hall: Office, q: str) -> None:
    client = await signed_in(hall, "caseworker", "01101")
    if not residents((await client.get("/search", params={"q": "AB77777777CD"})).text):
        await opened(
            hall, "01101", family="Nguyễn", family_kanji="阮", family_kana="グエン", card="AB77777777CD",
            date_of_birth="1993-05-04",
        )  # fmt: skip
    page = (await client.get("/search", params={"q": q, "on": "2026-05-01"})).text
    assert len(residents(page)) == 1
    assert "in valid stay" in page
    assert "Student" in page
    assert "Chuo Ward Office, Sapporo" in page
    assert "1993-05-04 (Tue)" in page
    assert re.search(r'href="/residents/[0-9a-f-]{36}\?on=2026-05-01"', page)


@pytest.mark.parametrize(
    ("code", "name", "alias", "called"),
    [
        ("XXA", "Anwar", "森 一郎", "stateless"), ("XXX", "Babak", "林 花子", "unknown"),
        ("PSE", "Chafik", "岸 健二", "Palestine"),
    ],
)  # fmt: skip
async def test_people_who_do_not_fit_the_form_are_found_by_all_that_is_known_of_them(
    hall: Office, code: str, name: str, alias: str, called: str
) -> None:
    """One name, an alias, the name as printed, a year of birth, a card number in full width."""
    first, *others = arrival(code="01106", card=f"QQ{code.encode().hex()}00QQ".upper())
    first |= {"nationality": code, "date_of_birth": "1957"}
    first["name"] = {"given": name, "alias": alias, "printed": f"{name} BIN WAHYU"}
    answer = await hall.post("/v1/residents", {"events": [first, *others]})
    resident, position = answer.json()["resident_id"], answer.json()["position"]
    await hall.get("/v1/residents", wait_for=str(position), limit="1")
    client = await signed_in(hall, "caseworker", "01106")
    wide = others[1]["number"].translate({n: n + 0xFEE0 for n in range(0x30, 0x5B)})
    for q in (name, alias, alias.replace(" ", ""), f"bin {name}", f"1957 {name}", f"{name} 昭和32年", wide):
        page = (await client.get("/search", params={"q": q})).text
        assert residents(page) == [resident], q
        assert called.lower() in page.lower()


async def test_who_is_of_another_ward_is_not_found_and_a_file_may_be_opened(hall: Office) -> None:
    await opened(hall, "01102", family="Unreachable")
    client = await signed_in(hall, "caseworker", "01103")
    page = (await client.get("/search", params={"q": "unreachable"})).text
    assert residents(page) == []
    assert "Nobody found for “unreachable”" in page
    assert '<a class="button" href="/residents/new"' in page
    assert "Only residents of your own offices are searched." in page
    auditor = await signed_in(hall, "auditor")
    page = (await auditor.get("/search", params={"q": "nobody at all"})).text
    assert '<a class="button"' not in page


async def test_nobody_is_listed_unasked_and_everybody_by_name_when_asked(hall: Office) -> None:
    for number in range(51):
        await hall.post("/v1/residents", {"events": arrival(code="01104", family=f"N{number:02}")})
    await opened(hall, "01104", family="A", family_kana="ワダ")
    client = await signed_in(hall, "caseworker", "01104")
    assert residents((await client.get("/search")).text) == []
    first = (await client.get("/search", params={"sort": "name"})).text
    assert len(residents(first)) == 50
    following = re.search(r'rel="next" href="([^"]+)"', first)
    assert following is not None
    second = (await client.get(unescape(following[1]))).text
    assert len(set(residents(first) + residents(second))) == 52
    assert 'href="/search?sort=name">First page</a>' in second


@pytest.mark.parametrize("name", hostile.NAMES)
async def test_hostile_names_and_questions_show_as_text(hall: Office, name: str) -> None:
    await opened(hall, "01105", family=name)
    client = await signed_in(hall, "caseworker", "01105", language="ja")
    page = (await client.get("/search", params={"q": name[:200]})).text
    assert f'value="{escape(name)}"' in page.replace("&#34;", "&quot;").replace("&#39;", "&#x27;")
    assert name == escape(name) or name not in page
    assert f"<bdi>{name}" in unescape((await client.get("/search", params={"sort": "name"})).text)


async def test_whoever_may_not_read_finds_nobody(hall: Office) -> None:
    client = await signed_in(hall, "administrator")
    assert (await client.get("/search", params={"q": "tran"})).status_code == 403
