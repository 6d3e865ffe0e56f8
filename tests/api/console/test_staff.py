"""Signing in with the office's identity provider, as a browser goes there and comes back."""

import asyncio
import subprocess
import sys
from collections.abc import AsyncIterator, Iterator
from itertools import count
from pathlib import Path
from time import time
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import httpx
import pytest
import structlog
from joserfc.jwk import ECKey

from adapters.embedded import Embedded
from api import providers
from api.console.cookies import SESSION, SIGNING_IN
from api.oidc.provider import open_provider
from api.providers import ProviderAway, SignInRefused
from api.settings import WebSettings
from tests.api.conftest import Offices, clone
from tests.api.console import conftest
from tests.api.office import Office, office
from tests.api.provider import AUDIENCE, CLIENT, SECRET, Provider, provider

_addresses = count(1)

ROOT = Path(__file__).resolve().parents[3]
THERE = "/sign-in/provider"
BACK = "/sign-in/callback"
PUBLIC = "https://zairyu.example"


@pytest.fixture(scope="module")
def issuer() -> Iterator[Provider]:
    """A provider for all tests of this module."""
    with provider() as found:
        yield found


def _settings(issuer: Provider, **changed: Any) -> WebSettings:
    settings: dict[str, Any] = {
        "oidc_issuer": issuer.issuer, "oidc_audience": AUDIENCE, "oidc_client_id": CLIENT,
        "oidc_client_secret": SECRET, **changed,
    }  # fmt: skip
    return WebSettings(**settings)


@pytest.fixture(scope="module")
async def staffed(offices: Offices, issuer: Provider) -> AsyncIterator[Office]:
    """The application where people sign in at the provider."""
    async with offices(web=_settings(issuer)) as found:
        yield found


def browser(office: Office) -> httpx.AsyncClient:
    """A browser on a machine of its own: sign-ins that fail count by machine."""
    return conftest.browser(office, comes_from=f"192.0.2.{next(_addresses)}")


async def _there(client: httpx.AsyncClient, to: str = "/") -> str:
    """Go to the provider, and return the address that the browser was sent to."""
    answer = await client.get(THERE, params={"to": to})
    assert answer.status_code == 303, answer.text
    return str(answer.headers["location"])


async def _back(client: httpx.AsyncClient, issuer: Provider, **claims: Any) -> httpx.Response:
    """Sign in at the provider, and come back."""
    return await client.get(BACK, params=issuer.signs_in(await _there(client), **claims))


async def test_whoever_signs_in_at_the_provider_is_who_it_says_and_goes_on_to_the_page_they_wanted(
    staffed: Office, issuer: Provider
) -> None:
    client = browser(staffed)
    wanted = "/worklist?state=overdue&municipality=%E6%B1%9F%E5%88%A5%E5%B8%82"
    sent = await client.get(wanted)
    page = await client.get(sent.headers["location"])
    assert "Sign in with your staff account" in page.text
    address = await _there(client, dict(parse_qsl(urlsplit(sent.headers["location"]).query))["to"])
    with structlog.testing.capture_logs() as events:
        answer = await client.get(
            BACK, params=issuer.signs_in(address, sub="7", zairyu_role="supervisor", zairyu_office="01102")
        )
    assert (answer.status_code, answer.headers["location"]) == (303, wanted)
    line = events[-1]
    assert [line[name] for name in ("session", "actor", "role", "office")] == [
        "begun", f"{issuer.issuer}#7", "supervisor", "01102",
    ]  # fmt: skip
    assert (await client.get("/")).status_code == 200
    assert SIGNING_IN not in client.cookies


async def test_a_sign_in_is_asked_for_with_a_secret_of_its_own_each_time(
    staffed: Office, issuer: Provider
) -> None:
    asked = [dict(parse_qsl(urlsplit(await _there(browser(staffed))).query)) for _ in range(2)]
    for each in asked:
        assert each["redirect_uri"] == f"http://127.0.0.1{BACK}"
        assert not {"code_verifier", "client_secret"} & set(each)
    assert not {asked[0][name] for name in ("state", "nonce", "code_challenge")} & set(asked[1].values())


async def test_a_sign_in_ends_in_the_browser_that_began_it(staffed: Office, issuer: Provider) -> None:
    """Else somebody could be signed in as another without noticing, and record in their name."""
    mine, theirs, nobody = browser(staffed), browser(staffed), browser(staffed)
    answer = issuer.signs_in(await _there(theirs))
    await _there(mine)
    for client in (mine, nobody):
        page = await client.get(BACK, params=answer)
        assert page.status_code == 403
        assert "begun in another browser" in page.text
        assert (await client.get("/")).status_code == 303
    assert (await theirs.get(BACK, params=answer)).headers["location"] == "/"


async def test_a_new_session_id_is_given_and_the_code_holds_once(staffed: Office, issuer: Provider) -> None:
    client = browser(staffed)
    await client.get("/sign-in")
    before = client.cookies[SESSION]
    answer = issuer.signs_in(await _there(client))
    kept = client.cookies[SIGNING_IN]
    assert (await client.get(BACK, params=answer)).status_code == 303
    assert client.cookies[SESSION] != before
    again = browser(staffed)
    again.cookies.set(SIGNING_IN, kept, domain="127.0.0.1")
    page = await again.get(BACK, params=answer)
    assert (page.status_code, "Your staff account was not accepted." in page.text) == (403, True)


CLAIMS: list[tuple[str, dict[str, Any]]] = [
    ("cannot be used", {"nonce": "another"}),
    ("cannot be used", {"nonce": None}),
    ("cannot be used", {"aud": AUDIENCE}),
    ("cannot be used", {"aud": [CLIENT, "b"], "azp": "b"}),
    ("cannot be used", {"iss": "https://another.example"}),
    ("cannot be used", {"exp": 1_000_000_000}),
    ("cannot be used", {"exp": None}),
    ("cannot be used", {"sub": None}),
    ("cannot be used", {"sub": "a\nb"}),
    ("has no role or no office", {"zairyu_role": None}),
    ("has no role or no office", {"zairyu_role": "development"}),
    ("has no role or no office", {"zairyu_office": "99999"}),
]


@pytest.mark.parametrize(("said", "claims"), CLAIMS, ids=str)
async def test_an_id_token_that_is_not_for_this_sign_in_lets_nobody_in(
    staffed: Office, issuer: Provider, said: str, claims: dict[str, Any]
) -> None:
    client = browser(staffed)
    page = await _back(client, issuer, **claims)
    assert (page.status_code, said in page.text) == (403, True), page.text
    assert (await client.get("/")).status_code == 303


async def test_where_somebody_was_signed_in_before_the_provider_asks_who_is_there_now(
    staffed: Office, issuer: Provider
) -> None:
    """At a desk of many, whoever comes next would else go on as whoever was there before."""
    client = browser(staffed)
    assert "prompt=" not in await _there(client)
    await client.get(BACK, params=issuer.signs_in(await _there(client)))
    assert "prompt=login" in await _there(client)
    await conftest.post_form(client, "/sign-out", shown_on="/")
    assert "prompt=login" in await _there(client)
    assert "prompt=" not in await _there(browser(staffed))


async def test_another_site_sends_nobody_to_the_provider(staffed: Office) -> None:
    """It could sign in again who has signed out."""
    answer = await browser(staffed).get(
        THERE, params={"to": "/rules"}, headers={"Sec-Fetch-Site": "cross-site"}
    )
    assert (answer.status_code, answer.headers["location"]) == (303, "/sign-in?to=%2Frules")


@pytest.mark.parametrize("how", ["by another key", "by nobody", "as an access token"])
async def test_an_id_token_that_is_not_signed_as_one_lets_nobody_in(
    staffed: Office, issuer: Provider, monkeypatch: pytest.MonkeyPatch, how: str
) -> None:
    rightly = issuer.token

    def token(**given: Any) -> str:
        match how:
            case "by another key":
                return rightly(**given, key=ECKey.generate_key("P-256", {"kid": str(issuer.key.kid)}))
            case "as an access token":
                return rightly(**{**given, "header": {"typ": "at+jwt"}})
            case _:
                return f"eyJhbGciOiJub25lIn0.{rightly(**given).split('.')[1]}."

    monkeypatch.setattr(issuer, "token", token)
    page = await _back(browser(staffed), issuer)
    assert (page.status_code, "cannot be used" in page.text) == (403, True)


@pytest.mark.parametrize(
    ("said", "answer"),
    [
        ("Your staff account was not accepted.", {"error": "access_denied", "error_description": "<b>Boo"}),
        ("Your staff account was not accepted.", {"code": "unknown"}),
        ("cannot be used", {"code": "code-0", "iss": "https://another.example"}),
        ("cannot be used", {}),
    ],
)
async def test_what_the_provider_refuses_is_said_in_our_words(
    staffed: Office, said: str, answer: dict[str, str]
) -> None:
    client = browser(staffed)
    state = dict(parse_qsl(urlsplit(await _there(client)).query))["state"]
    page = await client.get(BACK, params={**answer, "state": state})
    assert (page.status_code, said in page.text) == (403, True), page.text
    assert "Boo" not in page.text
    assert THERE in page.text


@pytest.mark.parametrize("kept", ["", "x", "a.b.c", "eyJhbGciOiJub25lIn0.eyJzdGF0ZSI6IiJ9."])
async def test_what_a_browser_keeps_cannot_be_made_up(staffed: Office, kept: str) -> None:
    client = browser(staffed)
    client.cookies.set(SIGNING_IN, kept, domain="127.0.0.1")
    for answer in ({"state": "", "code": "c"}, {"code": "c"}, {}, {"state": b"\xff"}, {"state": "\0日"}):
        page = await client.get(BACK, params=answer)
        assert (page.status_code, "begun in another browser" in page.text) == (403, True)


async def test_a_sign_in_left_for_longer_than_ten_minutes_is_begun_again(
    staffed: Office, issuer: Provider, monkeypatch: pytest.MonkeyPatch
) -> None:
    client = browser(staffed)
    answer = issuer.signs_in(await _there(client))
    later = time() + 601
    monkeypatch.setattr("api.oidc.staff.time", lambda: later)
    assert "too long ago" in (await client.get(BACK, params=answer)).text


async def test_behind_a_proxy_people_come_back_to_the_public_address(
    server: Embedded, template: str, tmp_path: Path, issuer: Provider
) -> None:
    """Under https cookies are for https alone; where the address is not known, nobody is sent anywhere."""
    passed_on = {"X-Forwarded-For": "192.0.2.1"}
    async with clone(server, template) as dsn:
        async with office(dsn, tmp_path, web=_settings(issuer, public_url=PUBLIC)) as found:
            client = browser(found)
            sent = await client.get(THERE, headers=passed_on)
            asked = dict(parse_qsl(urlsplit(sent.headers["location"]).query))
            assert asked["redirect_uri"] == f"{PUBLIC}{BACK}"
            (given,) = sent.headers.get_list("set-cookie")
            assert given.startswith(f"__Host-{SIGNING_IN}=")
            assert given.endswith("; Path=/; HttpOnly; SameSite=Lax; Secure; Max-Age=600")
        async with office(dsn, tmp_path, web=_settings(issuer)) as found:
            page = await browser(found).get(THERE, headers=passed_on)
            assert (page.status_code, "ZAIRYU_PUBLIC_URL" in page.text) == (503, True)


async def test_a_provider_that_is_away_is_said_on_the_page(
    server: Embedded, template: str, tmp_path: Path, issuer: Provider
) -> None:
    """Before going there, and when coming back; other ways in stay open."""
    async with clone(server, template) as dsn:
        away = WebSettings(
            oidc_issuer="http://127.0.0.1:9", oidc_audience=AUDIENCE, oidc_client_id=CLIENT,
            oidc_client_secret=SECRET,
        )  # fmt: skip
        async with office(dsn, tmp_path, web=away) as found:
            page = await browser(found).get(THERE)
            assert (page.status_code, "does not answer" in page.text) == (503, True)
            assert "/sign-in/token" in page.text
        async with office(dsn, tmp_path, web=_settings(issuer)) as found:
            issuer.more = {"token_endpoint": "http://127.0.0.1:9/token"}
            try:
                page = await _back(browser(found), issuer)
            finally:
                issuer.more = {}
            assert (page.status_code, "does not answer" in page.text) == (503, True)


def test_a_server_without_a_provider_imports_nothing_for_it() -> None:
    """These libraries take longer to import than the rest of a start."""
    late = "{'authlib', 'httpx2', 'joserfc'} & set(__import__('sys').modules)"
    program = [sys.executable, "-c", f"import api.serving; print({late} or '')"]
    done = subprocess.run(program, cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stdout.strip() == ""


async def test_whoever_comes_while_the_provider_is_asked_about_itself_first_waits_for_it(
    issuer: Provider,
) -> None:
    async with open_provider(_settings(issuer)) as found:
        arrived = await asyncio.gather(*(_there_and_back(found, issuer) for _ in range(5)))
        assert {each.caller.role for each in arrived} == {"auditor"}


@pytest.mark.parametrize(
    ("says", "why"),
    [
        ({"issuer": "https://another.example"}, ProviderAway), ({"jwks_uri": 1}, ProviderAway),
        ({"authorization_endpoint": None}, ProviderAway), ({"token_endpoint": None}, ProviderAway),
        ({"token_endpoint": "no address"}, ProviderAway), ({"jwks_uri": "no address"}, ProviderAway),
        ({"token_endpoint_auth_methods_supported": ["client_secret_post"]}, SignInRefused),
        ({"authorization_response_iss_parameter_supported": True}, SignInRefused),
    ],
    ids=str,
)  # fmt: skip
async def test_a_provider_that_says_otherwise_than_it_does_lets_nobody_in(
    issuer: Provider, monkeypatch: pytest.MonkeyPatch, says: dict[str, Any], why: type[Exception]
) -> None:
    """This one takes the secret in the header alone, and never says who it is on the way back."""
    monkeypatch.setattr(issuer, "more", says)
    async with open_provider(_settings(issuer)) as found:
        with pytest.raises(why):
            await _there_and_back(found, issuer)


async def _there_and_back(found: providers.Provider, issuer: Provider) -> providers.Arrived:
    assert found.staff is not None
    begun = await found.staff.begin(back="http://here/back", to="/", anew=False)
    answer = issuer.signs_in(begun.address)
    return await found.staff.finish(back="http://here/back", kept=begun.kept, answer=answer)


async def test_without_a_provider_there_is_no_button_and_no_way(ward: Office) -> None:
    client = browser(ward)
    assert THERE not in (await client.get("/sign-in")).text
    assert [(await client.get(path)).status_code for path in (THERE, BACK)] == [404, 404]


async def test_codes_that_fail_count_as_sign_ins_that_fail_and_what_other_sites_send_does_not(
    staffed: Office,
) -> None:
    client = browser(staffed)
    for _ in range(20):
        assert (await client.get(BACK, params={"code": "c", "state": "s"})).status_code == 403
    statuses = []
    for _ in range(11):
        state = dict(parse_qsl(urlsplit(await _there(client)).query))["state"]
        statuses.append((await client.get(BACK, params={"code": "c", "state": state})).status_code)
    assert statuses == [403] * 10 + [429]
