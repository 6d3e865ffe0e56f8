"""Who is let in at the console, as whom, and for how long."""

from datetime import timedelta
from pathlib import Path

import httpx
import pytest
import structlog

from api.console.cookies import SESSION
from api.ratelimit import FAILURES
from tests.api.console.conftest import browser, csrf_in, post_form, signed_in
from tests.api.office import DEVELOPMENT, Office, office
from tests.conftest import Dsns

NEEDED = "/sign-in?to=%2F&ended=1"
"""Where a page leads when the session has ended."""


def plant(client: httpx.AsyncClient, session_id: str) -> None:
    """Leave a browser with the cookie of a session and no other."""
    client.cookies.clear()
    client.cookies.set(SESSION, session_id, domain="127.0.0.1")


async def _where(client: httpx.AsyncClient) -> str:
    """Where the page of the day leads, "" when it is shown."""
    answer = await client.get("/")
    return str(answer.headers.get("location", ""))


@pytest.mark.parametrize("role", ["caseworker", "supervisor", "auditor", "administrator", "development"])
async def test_whoever_signs_in_sees_the_page_of_the_day(hall: Office, role: str) -> None:
    client = await signed_in(hall, role)
    page = await client.get("/")
    assert page.status_code == 200
    assert 'action="/sign-out"' in page.text


async def test_whoever_is_not_signed_in_is_sent_to_sign_in_and_on_to_the_page_they_wanted(
    hall: Office,
) -> None:
    client = browser(hall)
    sent = await client.get("/", params={"on": "2029-01-01"})
    assert (sent.status_code, sent.headers["location"]) == (303, "/sign-in?to=%2F%3Fon%3D2029-01-01")
    on = await post_form(client, "/sign-in/practice", shown_on=sent.headers["location"], to="/?on=2029-01-01")
    assert (on.status_code, on.headers["location"]) == (303, "/?on=2029-01-01")


async def test_a_page_in_parts_is_sent_to_sign_in_as_a_whole(hall: Office) -> None:
    answer = await browser(hall).get("/", headers={"HX-Request": "true"})
    assert (answer.status_code, answer.headers["hx-redirect"]) == (200, "/sign-in?to=%2F")


# --- the session


@pytest.mark.parametrize("planted", ["of somebody who signed in", "of nobody"])
async def test_a_session_has_a_new_id_whatever_the_browser_had_before(hall: Office, planted: str) -> None:
    """Else whoever plants an id in a browser would be signed in with its owner."""
    before = "x" * 43
    if planted == "of somebody who signed in":
        before = (await signed_in(hall, "caseworker")).cookies[SESSION]
    client = browser(hall)
    plant(client, before)
    await post_form(client, "/sign-in/practice", shown_on="/sign-in")
    after = client.cookies[SESSION]
    assert after != before
    plant(client, before)
    assert (await _where(client)).startswith("/sign-in")


@pytest.mark.parametrize(
    ("address", "begins", "secure"), [("http://127.0.0.1", "", False), ("https://127.0.0.1", "__Host-", True)]
)
async def test_cookies_are_for_this_site_alone_and_under_https_for_https_alone(
    hall: Office, address: str, begins: str, secure: bool
) -> None:
    client = browser(hall, address=address)
    answers = [
        await client.get("/sign-in"),
        await post_form(client, "/sign-in/practice", shown_on="/sign-in"),
        await client.get("/language/ja"),
        await post_form(client, "/sign-out", shown_on="/"),
    ]
    for answer in answers:
        assert answer.headers.get_list("set-cookie")
        for given in answer.headers.get_list("set-cookie"):
            parts = given.split("; ")
            assert parts[0].startswith(f"{begins}zairyu_")
            assert {"Path=/", "HttpOnly", "SameSite=Lax"} <= set(parts)
            assert ("Secure" in parts) == secure
            assert "Domain" not in given


async def test_a_cookie_for_http_is_none_for_https(hall: Office) -> None:
    """A neighbour under the same domain could have set it."""
    client = browser(hall, address="https://127.0.0.1")
    plant(client, (await signed_in(hall)).cookies[SESSION])
    assert await _where(client) == "/sign-in?to=%2F"


@pytest.mark.parametrize(
    ("column", "minutes", "ended"),
    [("seen_at", 28, False), ("seen_at", 31, True), ("began_at", 719, False), ("began_at", 721, True)],
)
async def test_a_session_ends_after_half_an_hour_unused_and_after_twelve_hours(
    hall: Office, column: str, minutes: int, ended: bool
) -> None:
    client = await signed_in(hall, "auditor", person=f"{column} {minutes}")
    moved = f"UPDATE console.session SET {column} = {column} - $1::interval WHERE person = $2"
    await hall.parts.services.pool.execute(moved, timedelta(minutes=minutes), f"{column} {minutes}")
    assert await _where(client) == (NEEDED if ended else "")


@pytest.mark.parametrize("how", ["revoked", "expired"])
async def test_a_session_ends_with_the_token_it_was_begun_with(hall: Office, how: str) -> None:
    token = await hall.token("supervisor", person=how, expires=timedelta(hours=1))
    client = browser(hall)
    await post_form(client, "/sign-in/token", shown_on="/sign-in", token=token)
    other = await signed_in(hall, "supervisor", person=how)
    assert await _where(client) == ""
    if how == "revoked":
        assert await hall.parts.tokens.revoke(token[-6:]) == 1
    else:
        await _expire(hall, token)
    assert await _where(client) == NEEDED
    assert await _where(other) == ""


async def _expire(hall: Office, token: str) -> None:
    """Let a token's time be over, which only the owner of its table can: its id is another one's then."""
    gone = "UPDATE console.session SET token_id = (SELECT id FROM access.token WHERE person = $1) WHERE token_id = ANY (SELECT id FROM access.token WHERE tail = $2)"  # noqa: E501
    await hall.token("auditor", person=f"past of {token}", expires=timedelta(seconds=-1))
    await hall.parts.services.pool.execute(gone, f"past of {token}", token[-6:])


async def test_whoever_signs_out_ends_this_session_or_all_of_theirs(hall: Office) -> None:
    first, second, third = [await signed_in(hall, "auditor", person="Ota") for _ in range(3)]
    other = await signed_in(hall, "auditor", person="Oda")
    kept = first.cookies[SESSION]
    assert (await post_form(first, "/sign-out", shown_on="/")).headers["location"] == "/sign-in?out=1"
    assert "You are signed out." in (await first.get("/sign-in?out=1")).text
    plant(first, kept)
    assert await _where(first) == NEEDED
    assert await _where(second) == ""
    await post_form(second, "/sign-out/everywhere", shown_on="/")
    assert await _where(third) == NEEDED
    assert await _where(other) == ""


@pytest.mark.parametrize("header", ["Forwarded", "X-Forwarded-For", "X-Real-IP", "Via"])
async def test_nobody_practises_through_a_proxy(hall: Office, header: str) -> None:
    """By a stored token of that role neither, nor by a session that was begun without one."""
    passed_on = {header: "for=192.0.2.1"}
    client = await signed_in(hall, "development")
    assert (await client.get("/", headers=passed_on)).status_code == 303
    page = await client.get("/sign-in", headers=passed_on)
    assert "/sign-in/practice" not in page.text
    form = {"csrf": csrf_in(page)}
    token = await hall.token("development", "development")
    for path, more in (("practice", {}), ("token", {"token": DEVELOPMENT}), ("token", {"token": token})):
        answer = await client.post(f"/sign-in/{path}", data={**form, **more}, headers=passed_on)
        assert answer.status_code == 403


# --- who is not let in


async def test_why_a_token_is_not_taken_is_not_said(ward: Office) -> None:
    expired = await ward.token("auditor", expires=timedelta(seconds=-1))
    revoked = await ward.token("auditor")
    await ward.parts.tokens.revoke(revoked[-6:])
    client = browser(ward)
    pages = set()
    for token in (expired, revoked, "zai_unknown", "", "a.b.c", "\0", "日本", "x" * 5000):
        answer = await post_form(client, "/sign-in/token", shown_on="/sign-in", token=token, to="/worklist")
        pages.add((answer.status_code, answer.text))
    ((status, text),) = pages
    assert status == 403
    assert "This did not work." in text
    assert 'name="to" value="/worklist"' in text
    assert 'aria-describedby="token-help failed" aria-invalid="true"' in text


async def test_whoever_fails_too_often_waits(ward: Office) -> None:
    """Those who succeed do not count; who waits is not let in by a right token either."""
    token = await ward.token("auditor")
    for _ in range(20):
        await signed_in(ward, "auditor")
    client = browser(ward)
    answers = [
        await post_form(client, "/sign-in/token", shown_on="/sign-in", token=given)
        for given in (*["wrong"] * int(FAILURES["burst"]), token)
    ]
    assert [each.status_code for each in answers] == [403] * 10 + [429]
    seconds = int(answers[-1].headers["retry-after"])
    assert f"Try again in {seconds} seconds" in answers[-1].text
    assert await _where(await signed_in(ward, "development")) == ""


async def test_the_log_says_who_signs_in_and_out_and_never_with_what(ward: Office) -> None:
    token = await ward.token("auditor", person="Abe")
    with structlog.testing.capture_logs() as events:
        client = browser(ward)
        for given in ("zai_wrong", token):
            await post_form(client, "/sign-in/token", shown_on="/sign-in", token=given)
        session_id = client.cookies[SESSION]
        await post_form(client, "/sign-out", shown_on="/")
    lines = [
        (event["session"], event.get("actor"), event["status"]) for event in events if "session" in event
    ]
    assert lines == [("refused: not-known", None, 403), ("begun", "Abe", 303), ("ended", "Abe", 303)]
    assert [secret for secret in (token, "zai_wrong", session_id) if secret in str(events)] == []


async def test_without_the_development_token_there_is_no_button_and_its_sessions_are_over(
    database: Dsns, tmp_path: Path
) -> None:
    async with office(database.application, tmp_path) as found:
        kept = (await signed_in(found, "development")).cookies[SESSION]
    async with office(database.application, tmp_path, host="0.0.0.0") as found:  # noqa: S104
        client = browser(found)
        page = await client.get("/sign-in")
        assert "/sign-in/practice" not in page.text
        plant(client, kept)
        assert (await client.get("/")).status_code == 303
