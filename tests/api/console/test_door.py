"""The door of the console: where a form comes from, what is kept of it, where it leads; headers."""

import re
from typing import Any
from urllib.parse import urljoin, urlsplit
from uuid import uuid4

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st
from litestar.handlers import HTTPRouteHandler

from adapters.postgres.sessions import Sessions, UnsavedForms
from api.console.addresses import own_path, work_path
from api.console.app import PAGES
from api.console.assets import asset
from api.console.door import Entrance, Visitor
from api.console.forms import Form, StaleForm, csrf_token
from api.scope import Caller
from tests.api.console.conftest import browser, csrf_in, post_form, signed_in
from tests.api.office import Office, arrival

POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; font-src 'self'; "
    "connect-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'"
)
SAMPLES = {"uuid": str(uuid4()), "str": "x", "int": "1"}
"""What stands in the path of a page that is asked for, by the kind of its part."""


def _paths(method: str) -> list[str]:
    """Every path of the console that takes a method, those with parts by an example of them."""
    handlers = [page for page in PAGES if isinstance(page, HTTPRouteHandler) and method in page.http_methods]
    paths = [path for handler in handlers for path in handler.paths]
    return [re.sub(r"{\w+:(\w+)}", lambda part: SAMPLES[part[1]], path) for path in paths]


# --- forms


@pytest.mark.parametrize("who", ["somebody who is signed in", "nobody"])
async def test_a_form_without_the_token_of_its_session_is_refused_in_words(hall: Office, who: str) -> None:
    """Whatever it would do: every page that takes a form takes part."""
    form = {"Content-Type": "application/x-www-form-urlencoded"}
    client = browser(hall) if who == "nobody" else await signed_in(hall, "development")
    for path in _paths("POST"):
        for typed in ("", "csrf=", "csrf=0", "csrf=%E3%81%82", "csrf=%ff"):
            answer = await client.post(path, content=typed, headers=form)
            assert (answer.status_code, answer.headers["content-type"]) == (403, "text/html; charset=utf-8")
            assert "This page is out of date" in answer.text
            assert "Nothing was done" in answer.text


@pytest.mark.parametrize(
    "header",
    [
        {"Origin": "https://evil.example"}, {"Origin": "http://127.0.0.1.evil.example"}, {"Origin": "http://["},
        {"Sec-Fetch-Site": "cross-site"}, {"Sec-Fetch-Site": "same-site", "Origin": "null"},
    ],
    ids=str,
)  # fmt: skip
async def test_a_form_that_another_site_sends_is_refused_even_with_the_token(
    hall: Office, header: dict[str, str]
) -> None:
    client = await signed_in(hall, "development")
    token = csrf_in(await client.get("/sign-in"))
    for path in _paths("POST"):
        answer = await client.post(path, data={"csrf": token}, headers=header)
        assert (answer.status_code, "sent by another site" in answer.text) == (403, True), path
    assert (await client.get("/")).status_code == 200


@pytest.mark.parametrize("origin", ["null", "http://127.0.0.1", "HTTP://127.0.0.1"])
async def test_a_page_of_ours_is_no_other_site_whether_or_not_the_browser_names_it(
    hall: Office, origin: str
) -> None:
    client = await signed_in(hall, "development")
    token = csrf_in(await client.get("/"))
    answer = await client.post("/sign-out", data={"csrf": token}, headers={"Origin": origin})
    assert answer.headers["location"] == "/sign-in?out=1"


async def test_a_form_of_another_session_is_refused(hall: Office) -> None:
    mine, theirs = await signed_in(hall, "supervisor"), await signed_in(hall, "auditor")
    answer = await mine.post("/sign-out", data={"csrf": csrf_in(await theirs.get("/"))})
    assert answer.status_code == 403
    assert (await mine.get("/")).status_code == 200


async def test_whoever_signed_in_again_in_another_tab_is_told_to_open_the_page_again(hall: Office) -> None:
    client = await signed_in(hall, "development")
    before = csrf_in(await client.get("/"))
    waiting = csrf_in(await client.get("/sign-in", params={"to": "/worklist"}))
    await post_form(client, "/sign-in/practice", shown_on="/sign-in")
    for path, token, on in (("/sign-out", before, "/"), ("/sign-in/token", waiting, "/worklist")):
        typed = {"csrf": token, "to": on}
        answer = await client.post(path, data=typed)
        assert answer.status_code == 403
        assert f'<a href="{on}">Open the page again</a>' in answer.text
    assert (await client.get("/")).status_code == 200


async def test_what_was_typed_into_a_form_of_an_earlier_session_is_kept_for_the_same_person_alone(
    hall: Office,
) -> None:
    pool = hall.parts.services.pool
    sessions, unsaved = Sessions(pool), UnsavedForms(pool)
    door = Entrance(sessions=sessions, unsaved=unsaved, identity=None, address=None)  # type: ignore[arg-type]
    abe = Caller(person="Abe", role="supervisor", office="01101", key="k")
    ito = Caller(person="Ito", role="supervisor", office="01101", key="k")
    earlier, now = [await sessions.begin(person="Abe", role="supervisor", office="01101") for _ in "12"]
    path = f"/residents/{uuid4()}/record"
    scope: Any = {"path": path, "headers": []}
    typed = f"csrf={csrf_token(earlier)}&text=a+long+word"
    for caller, kept in ((ito, None), (abe, typed)):
        with pytest.raises(StaleForm) as stale:
            await door.check(scope, Form(typed), Visitor(session_id=now, caller=caller))
        assert (stale.value.page, stale.value.kept) == (path, kept is not None)
        assert await unsaved.find(caller.person, path) == kept
    with pytest.raises(StaleForm):
        await door.check(scope, Form("csrf=0&text=forged"), Visitor(session_id=now, caller=abe))
    assert await unsaved.find("Abe", path) == typed


# --- where it leads


@pytest.mark.parametrize(
    "to",
    [
        "", "evil", "https://evil.example", "//evil.example", "///evil.example", "/\\evil.example",
        "\\\\evil.example", "/\t/evil.example", "\t//evil.example", " //evil.example", "/\n/evil.example",
        "/\r\nSet-Cookie: a=b", "javascript:alert(1)", "/\u2028/evil", "/\0", "/\ud800", "http:evil",
        "//[", "/\u202eevil",
    ],
)  # fmt: skip
def test_what_is_no_page_of_this_site_leads_to_the_first_page(to: str) -> None:
    assert own_path(to) == "/"


@pytest.mark.parametrize(
    ("to", "page"),
    [
        ("/worklist?on=2029-01-01&ward=01101", "/worklist?on=2029-01-01&ward=01101"),
        ("/search?q=%E7%94%B0&x=a+b", "/search?q=%E7%94%B0&x=a+b"),
        ("/search?q=田 中", "/search?q=%E7%94%B0%20%E4%B8%AD"),
        ("/%0d%0aSet-Cookie:a=b", "/%0d%0aSet-Cookie:a=b"),
        ("/%2F%2Fevil.example", "/%2F%2Fevil.example"),
        ("/%5Cevil.example", "/%5Cevil.example"),
        ("/x\\..\\evil", "/x%5C..%5Cevil"),
        ('/"><script>', "/%22%3E%3Cscript%3E"),
    ],
)
def test_a_page_of_this_site_is_come_back_to_as_it_was_written(to: str, page: str) -> None:
    assert own_path(to) == page


@given(st.text(alphabet=st.sampled_from("/\\.:@?#%25evil \t\r\n\0[]日\ud800"), max_size=12))
def test_no_address_leads_off_the_site(to: str) -> None:
    found = own_path(to)
    assert re.fullmatch(r"/(?:[!-~]*)", found)
    assert urlsplit(urljoin("http://here.example/sign-in", found)).netloc == "here.example"


def test_whoever_signs_in_goes_on_to_work_and_not_to_sign_in_or_out() -> None:
    assert [work_path(to) for to in ("/sign-in?to=/", "/sign-out", "/worklist")] == ["/", "/", "/worklist"]


@pytest.mark.parametrize(
    ("back", "to"),
    [
        ("/worklist?state=overdue", "/worklist?state=overdue"), ("//evil.example", "/"),
        ("/sign-in?to=%2Fworklist", "/sign-in?to=%2Fworklist"), ("/sign-in/token", "/sign-in"),
    ],
)  # fmt: skip
async def test_whoever_chooses_a_language_comes_back_to_the_page(hall: Office, back: str, to: str) -> None:
    client = browser(hall)
    answer = await client.get("/language/ja", params={"to": back})
    assert (answer.status_code, answer.headers["location"]) == (303, to)
    assert 'lang="ja"' in (await client.get("/sign-in")).text


# --- headers


async def test_every_page_is_under_the_strict_policy_and_kept_nowhere(hall: Office) -> None:
    """Signed in or not, found or not, refused or not."""
    resident = await hall.open(*arrival())
    paths = [*_paths("GET"), "/nowhere", "/residents/x", "/?on=never", "/worklist?limit=x", "/sign-out"]
    paths += [path.replace(SAMPLES["uuid"], resident) for path in paths if SAMPLES["uuid"] in path]
    pages = 0
    for client in (await signed_in(hall, "development"), await signed_in(hall), browser(hall)):
        client.headers["Accept"] = "text/html,application/xhtml+xml,*/*;q=0.8"
        answers = [await client.get(path) for path in paths]
        answers += [await client.post(path, data={}) for path in _paths("POST")]
        pages += sum(_is_page(answer) for answer in answers)
    assert pages > 20


def _is_page(answer: httpx.Response) -> bool:
    """Whether an answer is a page; whatever it is, it may be read here alone."""
    assert answer.headers["x-content-type-options"] == "nosniff"
    if not answer.headers["content-type"].startswith("text/html"):
        return False
    assert answer.headers.get_list("content-security-policy") == [POLICY], answer.url
    assert answer.headers.get_list("cache-control") == ["no-store"], answer.url
    return True


async def test_the_description_of_the_api_has_a_policy_of_its_own_for_the_styles_it_brings(
    hall: Office,
) -> None:
    """Swagger's page writes styles into itself, and its pictures; scripts come from files here too."""
    policy = (await browser(hall).get("/schema")).headers["content-security-policy"]
    assert policy == (
        "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; "
        "connect-src 'self'; frame-ancestors 'none'"
    )


@pytest.mark.parametrize("name", ["console.css", "icon.svg", "htmx.js"])
async def test_what_pages_bring_along_is_kept_for_a_year_under_an_address_of_its_content(
    hall: Office, name: str
) -> None:
    client = browser(hall)
    answer = await client.get(asset(name))
    assert answer.headers["cache-control"] == "public, max-age=31536000, immutable"
    assert (await client.get(f"/static/{'0' * 16}/{name}")).status_code == 404
