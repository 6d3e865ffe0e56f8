"""Who may call what: every route, every role, in and out of reach; made from the routes themselves."""

from collections.abc import AsyncIterator, Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import httpx
import pytest
from litestar.handlers import HTTPRouteHandler

from api.app import PLAIN, VERSIONED
from api.roles import ROLES
from api.routing import contract_of
from api.settings import WebSettings
from tests.api.conftest import Offices
from tests.api.office import DEVELOPMENT, Office, arrival, event, office
from tests.api.provider import AUDIENCE, Provider, provider
from tests.conftest import Dsns

LETTERS = "POST /v1/residents/{resident_id}/letters"
WRITERS = {"caseworker", "supervisor", "development"}
READERS = WRITERS | {"auditor"}
EVERYBODY: set[str] = set(ROLES)
ADMINISTRATORS = {"administrator", "development"}

MAY: dict[str, set[str]] = {
    "POST /v1/residents": WRITERS,
    "POST /v1/residents/{resident_id}/events": WRITERS,
    "POST /v1/residents/{resident_id}/preview": WRITERS,
    "POST /v1/residents/{resident_id}/merge": {"supervisor", "development"},
    "POST /v1/residents/{resident_id}/merge/preview": {"supervisor", "development"},
    "POST /v1/residents/{resident_id}/unmerge": {"supervisor", "development"},
    "GET /v1/residents/{resident_id}": READERS,
    "GET /v1/residents/{resident_id}/obligations": READERS,
    "GET /v1/residents/{resident_id}/timeline": READERS,
    "GET /v1/residents/{resident_id}/events": READERS,
    "GET /v1/residents/{resident_id}/diff": READERS,
    "GET /v1/residents/{resident_id}/file.zip": {"supervisor", "development"},
    "POST /v1/residents/{resident_id}/correction-requests": WRITERS,
    "POST /v1/residents/{resident_id}/correction-requests/{version}/accept": {"supervisor", "development"},
    "POST /v1/residents/{resident_id}/correction-requests/{version}/decline": {"supervisor", "development"},
    "GET /v1/residents/{resident_id}/correction-requests": READERS,
    "GET /v1/correction-requests": READERS,
    "POST /v1/residents/{resident_id}/erasure": {"administrator", "development"},
    "GET /v1/residents/{resident_id}/duplicates": READERS,
    "GET /v1/duplicates": READERS,
    "GET /v1/residents": READERS,
    "GET /v1/obligations": READERS,
    "GET /v1/obligations/summary": READERS,
    "GET /v1/notifications/overdue": READERS,
    "GET /v1/notices": READERS,
    "GET /v1/residents/{resident_id}/notices": READERS,
    "POST /v1/notices/{notice_id}/acknowledge": WRITERS,
    "GET /v1/residents/{resident_id}/letters/{rule}": READERS,
    LETTERS: WRITERS,
    "GET /v1/letters": READERS,
    "GET /v1/notices/feed": {"auditor", "integrator", "development"},
    "GET /v1/events": {"auditor", "integrator", "development"},
    "POST /v1/calendars": READERS,
    "GET /v1/calendars": READERS,
    "DELETE /v1/calendars/{calendar}": READERS,
    "GET /v1/offices": EVERYBODY,
    "GET /v1/rules": EVERYBODY,
    "GET /v1/rules/{rule_id}": EVERYBODY,
    "GET /v1/residents/{resident_id}/access": {"supervisor", "auditor", "development"},
    "GET /v1/looks/mine": {"caseworker", "supervisor", "auditor", "development"},
    "GET /v1/audit/accesses": {"auditor", "development"},
    "GET /v1/audit/emergencies": {"supervisor", "auditor", "development"},
    "GET /v1/audit/seals": {"supervisor", "auditor", "development"},
    "GET /v1/mail/recipients": ADMINISTRATORS,
    "PUT /v1/mail/recipients/{office}": ADMINISTRATORS,
    "DELETE /v1/mail/recipients/{office}": ADMINISTRATORS,
    "POST /v1/mail/trials": ADMINISTRATORS,
    "POST /v1/webhooks": ADMINISTRATORS,
    "GET /v1/webhooks": ADMINISTRATORS,
    "GET /v1/webhooks/{webhook_id}": ADMINISTRATORS,
    "PATCH /v1/webhooks/{webhook_id}": ADMINISTRATORS,
    "DELETE /v1/webhooks/{webhook_id}": ADMINISTRATORS,
    "POST /v1/webhooks/{webhook_id}/secret": ADMINISTRATORS,
    "GET /v1/webhooks/{webhook_id}/deliveries": ADMINISTRATORS,
    "POST /v1/webhooks/{webhook_id}/replay": ADMINISTRATORS,
}
"""Written by hand, beside the code's own table: a new route without an entry fails."""

UNLIMITED = {"auditor", "administrator", "development"}
"""Who reaches residents of every office, for what they may do at all."""

REQUESTS = "POST /v1/residents/{resident_id}/correction-requests"
GOOD = {
    "POST /v1/residents": 201, "POST /v1/residents/{resident_id}/events": 201, REQUESTS: 201,
    "POST /v1/residents/{resident_id}/merge": 201, "POST /v1/residents/{resident_id}/unmerge": 201,
    "DELETE /v1/mail/recipients/{office}": 204, "POST /v1/mail/trials": 409,
    "POST /v1/calendars": 201, f"{REQUESTS}/{{version}}/accept": 201, f"{REQUESTS}/{{version}}/decline": 201,
    "POST /v1/webhooks": 201, "DELETE /v1/webhooks/{webhook_id}": 204,
    LETTERS: 201,
}  # fmt: skip

QUERY = {
    "GET /v1/residents/{resident_id}/diff": "?known_from=v1",
    "GET /v1/duplicates": "?card_number=AB12345678CD",
}
VOID = event("EventVoided", "2026-05-01", voids=4, reason="x")
WEBHOOK = {"url": "https://receiver.invalid/", "kinds": ["notice.raised"]}
WEBHOOKS: dict[str, Any] = {
    "POST /v1/webhooks": WEBHOOK,
    "PATCH /v1/webhooks/{webhook_id}": {"paused": True},
    "POST /v1/webhooks/{webhook_id}/replay": {"after": 0},
}
NOTE = {"events": [event("NoteAdded", "2026-05-01", text="x")]}
BODIES: dict[str, Any] = {
    "/v1/mail/recipients/01101": {"addresses": ["a@city.example.jp"]},
    "/v1/mail/trials": {"address": "a@city.example.jp"},
}
"""What else is sent, by path; no mail server is set here."""


def routes() -> Iterator[tuple[str, HTTPRouteHandler]]:
    """Yield every route as `METHOD /path`."""
    for prefix, handlers in (("/v1", VERSIONED), ("", PLAIN)):
        for handler in handlers:
            assert isinstance(handler, HTTPRouteHandler)
            (method,) = handler.http_methods - {"OPTIONS", "HEAD"}
            (path,) = handler.paths
            yield f"{method} {prefix}{_plain(path)}", handler


def _plain(path: str) -> str:
    return "/".join(
        part.partition(":")[0] + "}" if part.startswith("{") else part for part in path.split("/")
    )


ROUTES = [name for name, handler in routes() if contract_of(handler).action != "public"]


def test_every_route_has_an_entry() -> None:
    """Here, by hand."""
    assert set(ROUTES) == set(MAY)


def test_public_routes_are_these() -> None:
    """Nothing about residents, but for calendars, whose address is the key."""
    assert {name for name, _ in routes()} - set(ROUTES) == {
        "GET /health/live", "GET /health/ready", "GET /metrics", "GET /schema", "GET /schema/openapi.json",
        "GET /schema/ui/{name}", "GET /problems/{code}", "GET /v1/calendars/{calendar}",
        "GET /schema/webhooks/{kind}",
    }  # fmt: skip


@pytest.fixture(scope="module")
def issuer() -> Iterator[Provider]:
    """A provider of access tokens."""
    with provider() as found:
        yield found


@pytest.fixture(scope="module")
async def guarded(offices: Offices, issuer: Provider) -> AsyncIterator[Office]:
    """The application, believing a provider too."""
    web = WebSettings(oidc_issuer=issuer.issuer, oidc_audience=AUDIENCE)
    async with offices(web=web) as found:
        yield found


@pytest.mark.parametrize("route", ROUTES)
async def test_a_route_answers_whom_it_may(guarded: Office, issuer: Provider, route: str) -> None:
    """Roles in and out of reach, and every way of having no valid token."""
    mine = await guarded.open(*arrival())
    theirs = await guarded.open(*arrival(code="34101"))
    for role in ROLES:
        token = await guarded.token(role)
        status = (await _call(guarded, route, mine, token)).status_code
        assert status == (GOOD.get(route, 200) if role in MAY[route] else 403), role
        if "{resident_id}" in route or "{notice_id}" in route:
            expected = 403 if role not in MAY[route] else status if role in UNLIMITED else 404
            assert (await _call(guarded, route, theirs, token)).status_code == expected, role
    for token in await _invalid(guarded, issuer):
        answer = await _call(guarded, route, mine, token)
        assert answer.status_code == 401
        assert answer.headers["www-authenticate"].startswith('Bearer realm="zairyu"')
        assert answer.json()["type"] == "/problems/unauthorized"


async def _call(guarded: Office, route: str, resident: str, token: str) -> httpx.Response:
    method, _, path = route.partition(" ")
    if path.endswith(("/erasure", "/merge", "/merge/preview", "/unmerge")):
        return await _once(guarded, path, resident, token)
    if path.endswith(("/accept", "/decline")):
        noted = await guarded.record(resident, *NOTE["events"])
        wanted = {**VOID, "voids": noted["version"]}
        asked = await guarded.post(REQUESTS.removeprefix("POST ").format(resident_id=resident), wanted)
        path = path.format(resident_id=resident, version=asked.json()["request"])
        return await guarded.post(path, {"reason": "x"}, token=token)
    if path.endswith("/correction-requests") and method == "POST":
        return await guarded.post(path.format(resident_id=resident), VOID, token=token)
    if path.startswith("/v1/calendars") and method != "GET":
        made = await guarded.post("/v1/calendars", {}, token=token)
        if method == "POST":
            return made
        path = path.format(calendar=made.json().get("calendar_id", "x"))
        return await guarded.client.delete(path, headers={"Authorization": f"Bearer {token}"})
    if "{notice_id}" in path:
        position = (await guarded.record(resident, *NOTE["events"]))["position"]
        told = await guarded.get("/v1/notices", resident_id=resident, wait_for=position)
        return await guarded.post(
            path.format(notice_id=told.json()["items"][0]["notice_id"]), {}, token=token
        )
    if "/webhooks" in path:
        made = (await guarded.post("/v1/webhooks", WEBHOOK)).json()["webhook_id"]
        headers, body = {"Authorization": f"Bearer {token}"}, WEBHOOKS.get(route)
        path = path.format(webhook_id=made)
        answer = await guarded.client.request(method, path, json=body, headers=headers)
        await guarded.parts.services.pool.execute("DELETE FROM exchange.webhook")
        return answer
    path = path.format(resident_id=resident, rule_id="ADR-1", rule="RET-2", office="01101")
    path += QUERY.get(route, "")
    if method == "GET":
        return await guarded.get(path, token=token)
    if path in BODIES or method == "DELETE":
        headers = {"Authorization": f"Bearer {token}"}
        return await guarded.client.request(method, path, json=BODIES.get(path), headers=headers)
    bodies = {"POST /v1/residents": {"events": arrival()}, LETTERS: {"rule": "RET-2"}}
    return await guarded.post(path, bodies.get(route, NOTE), token=token)


async def _once(guarded: Office, path: str, resident: str, token: str) -> httpx.Response:
    """What needs a file of its own each time: one to erase, one to merge."""
    address = (await guarded.get(f"/v1/residents/{resident}")).json()["address"]
    other, body = await guarded.open(*arrival(code=address["municipality_code"])), {"reason": "x"}
    if path.endswith("/erasure"):
        return await guarded.post(path.format(resident_id=other), {"reason": "court-order"}, token=token)
    if path.endswith("/unmerge"):
        await guarded.post(f"/v1/residents/{resident}/merge", {"with": other, **body})
        return await guarded.post(path.format(resident_id=resident), body, token=token)
    return await guarded.post(path.format(resident_id=resident), {"with": other, **body}, token=token)


async def _invalid(guarded: Office, issuer: Provider) -> list[str]:
    expired = await guarded.token("supervisor", expires=timedelta(seconds=-1))
    revoked = await guarded.token("supervisor")
    await guarded.parts.tokens.revoke(revoked[-6:])
    foreign = issuer.token(aud="another-service")
    unsigned = f"eyJhbGciOiJub25lIn0.{foreign.split('.')[1]}."
    forged = [
        issuer.token(zairyu_role=role, zairyu_office=office)
        for role, office in (("development", "01101"), ("boss", "01101"), ("auditor", "0"), ("auditor", ""))
    ]
    return ["", "wrong", "zai_wrong", expired, revoked, foreign, unsigned, *forged]


@pytest.mark.parametrize("route", [route for route in ROUTES if "{resident_id}" in route])
async def test_a_person_of_the_same_name_in_another_office_is_another(guarded: Office, route: str) -> None:
    """Neither the name, nor the key of what the other recorded, opens anything."""
    mine, theirs = [await guarded.token("caseworker", code, person="Suzuki") for code in ("01101", "34101")]
    resident = await guarded.open(*arrival())
    key = {"Idempotency-Key": f"{route} {resident}"}
    path = f"/v1/residents/{resident}/events"
    assert (await guarded.post(path, NOTE, token=mine, headers=key)).status_code == 201
    again = await guarded.post(path, NOTE, token=theirs, headers=key)
    assert (again.status_code, again.json()["type"]) == (422, "/problems/idempotency-key-reused")
    expected = 404 if "caseworker" in MAY[route] else 403
    assert (await _call(guarded, route, resident, theirs)).status_code == expected


PAGED = [
    name
    for name, handler in routes()
    if "cursor" in (says := contract_of(handler)).query.__struct_fields__ and says.action != "administer"
]


@pytest.mark.parametrize("route", PAGED)
async def test_a_cursor_of_somebody_else_opens_nothing(guarded: Office, route: str) -> None:
    """It says where a page ended, not what may be seen."""
    hidden = "Zzyzxcursor"
    theirs = [await guarded.open(*arrival(family=hidden, code="34101")) for _ in range(3)]
    position = (await guarded.get("/v1/events", limit=500)).json()["items"][-1]["position"]
    await guarded.get("/v1/residents", wait_for=position)
    glass = {"X-Break-Glass": "x"}
    stranger = await guarded.token("caseworker", "01102")
    await guarded.get(f"/v1/residents/{theirs[0]}", token=stranger, headers=glass)
    method, _, path = route.partition(" ")
    path = path.format(resident_id=theirs[0])
    first = await guarded.get(path, token=await guarded.token("auditor"), limit=1)
    assert (method, first.status_code) == ("GET", 200)
    for role in ("caseworker", "supervisor"):
        cursor = {"cursor": first.json()["next"]} if first.json()["next"] else {}
        answer = await guarded.get(path, token=await guarded.token(role), **cursor)
        assert answer.status_code in {200, 403, 404}
        assert not [word for word in (hidden, *theirs) if word in answer.text], (route, role)


ONLY_SUPERVISORS: list[tuple[str, dict[str, Any]]] = [
    ("a correction", {"events": [event("EventCorrected", "2026-05-01", corrects=4, reason="x", replacement=event("Settled", "2026-04-07", address={"municipality_code": "01101", "line": "y"}))]}),  # noqa: E501
    ("a void", {"events": [event("EventVoided", "2026-05-01", voids=4, reason="x")]}),
    ("an override", {"events": [event("Reentered", "2026-05-01")], "override": "x"}),
]  # fmt: skip


@pytest.mark.parametrize("body", [b for _, b in ONLY_SUPERVISORS], ids=[name for name, _ in ONLY_SUPERVISORS])
async def test_some_facts_are_for_supervisors(hall: Office, body: dict[str, Any]) -> None:
    """Corrections, voids, overrides: recorded and tried out."""
    resident = await hall.open(*arrival())
    for path in (f"/v1/residents/{resident}/preview", f"/v1/residents/{resident}/events"):
        caseworker = await hall.post(path, body, token=await hall.token("caseworker"))
        assert (caseworker.status_code, caseworker.json()["type"]) == (403, "/problems/forbidden")
        assert (await hall.post(path, body, token=await hall.token("supervisor"))).status_code in {200, 201}


async def test_the_development_token_is_for_loopback_alone(database: Dsns, tmp_path: Path) -> None:
    """Also one that was stored."""
    async with office(database.application, tmp_path, host="0.0.0.0") as found:  # noqa: S104
        assert (await found.get("/v1/rules")).status_code == 401
        assert (await found.get("/v1/rules", token=await found.token("development"))).status_code == 401
        assert (await found.get("/v1/rules", token=await found.token("auditor"))).status_code == 200


@pytest.mark.parametrize("name", ["Forwarded", "X-Forwarded-For", "X-Forwarded-Proto", "X-Real-IP", "Via"])
async def test_the_development_token_is_not_for_who_comes_through_a_proxy(hall: Office, name: str) -> None:
    """On loopback too, and one that was stored; other tokens are."""
    for role, status in (("", 401), ("development", 401), ("auditor", 200)):
        token = await hall.token(role) if role else DEVELOPMENT
        assert (await hall.get("/v1/rules/ADR-1", token=token)).status_code == 200
        answer = await hall.get("/v1/rules/ADR-1", token=token, headers={name: "for=192.0.2.1"})
        assert answer.status_code == status, (role, name)


async def test_what_is_recorded_names_person_and_office(hall: Office) -> None:
    """From the token, never from the request."""
    token = await hall.token("caseworker", "01101", person="Suzuki")
    resident = await hall.open(*arrival(), token=token)
    items = (await hall.get(f"/v1/residents/{resident}/events")).json()["items"]
    assert {(item["recorded_by"], item["office"]) for item in items} == {("Suzuki", "01101")}


@pytest.mark.parametrize("header", ["", "Bearer", "Bearer ", "Basic dDp0", "bearer wrong", "Bearer ü"])
async def test_strange_headers_are_no_tokens(hall: Office, header: str) -> None:
    """401, never 500."""
    answer = await hall.client.get("/v1/rules", headers={b"Authorization": header.encode()})
    assert answer.status_code == 401
