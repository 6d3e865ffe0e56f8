"""Browsers at the console: clients with cookies of their own, signed in, and forms sent as a browser does."""

import re
from collections.abc import Mapping, Sequence

import httpx

from tests.api.office import Office, arrival

_TOKEN = re.compile(r'name="csrf" value="([0-9a-f]+)"')


def browser(
    office: Office, *, language: str = "en", address: str = "http://127.0.0.1", comes_from: str = "127.0.0.1"
) -> httpx.AsyncClient:
    """Return a browser where nobody is signed in; it keeps cookies and follows no redirect by itself."""
    transport = httpx.ASGITransport(app=office.parts.app, client=(comes_from, 50_000))
    return httpx.AsyncClient(transport=transport, base_url=address, headers={"Accept-Language": language})


async def signed_in(
    office: Office,
    role: str = "caseworker",
    office_code: str = "01101",
    *,
    person: str | None = None,
    language: str = "en",
) -> httpx.AsyncClient:
    """Return a browser where somebody signed in: `development` by the practice button, others by token."""
    client = browser(office, language=language)
    if role == "development":
        answer = await post_form(client, "/sign-in/practice", shown_on="/sign-in")
    else:
        token = await office.token(role, office_code, person=person)
        answer = await post_form(client, "/sign-in/token", shown_on="/sign-in", token=token)
    assert answer.status_code == 303, answer.text
    return client


async def post_form(
    client: httpx.AsyncClient,
    path: str,
    typed: Mapping[str, str | Sequence[str]] | None = None,
    /,
    *,
    shown_on: str | None = None,
    **fields: str | Sequence[str],
) -> httpx.Response:
    """Fill in and send a form: of the page at the same path, or of the one it is `shown_on`.

    Fields whose names are no Python names stand in `typed`.
    """
    page = await client.get(shown_on or path)
    return await client.post(path, data={**(typed or {}), **fields, "csrf": csrf_in(page)})


def csrf_in(page: httpx.Response) -> str:
    """Return the token that the forms of a page carry."""
    found = _TOKEN.search(page.text)
    assert found is not None, f"no form on this page: {page.status_code} {page.text[:500]}"
    return found[1]


async def page(office: Office, path: str, role: str = "development", **query: str) -> str:
    """Return a page as somebody sees it, in English unless a `language` is named."""
    client = await signed_in(office, role, language=query.pop("language", "en"))
    answer = await client.get(path, params=query or None)
    assert answer.status_code == 200, answer.text
    return answer.text


def words(text: str) -> str:
    """Return what a page or a part of it says, without its marks, its spaces as one."""
    apart = re.sub(r"</?(?:dd|dt|h\d|li|p|td|th|title)\b[^>]*>", " ", text)
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", "", apart))


async def opened(office: Office, code: str, **more: str) -> str:
    """Open the file of somebody who arrived, wait until notices show it, and return their id."""
    answer = await office.post("/v1/residents", {"events": arrival(code=code, **more)})
    await told(office, answer.json()["position"])
    return str(answer.json()["resident_id"])


async def told(office: Office, position: int) -> None:
    """Wait until the office has been told of what stands in the log up to a position."""
    await office.get("/v1/notices", wait_for=str(position), limit="1")
