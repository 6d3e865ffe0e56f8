"""What holds for every answer: request id, headers, one log event, time-outs, hosts, unknown paths."""

import asyncio
import base64
import re
from typing import Any

import httpx
import pytest
import structlog

from api import dependencies
from api.edge import Edge
from api.metrics import Metrics
from tests.api.office import DEVELOPMENT, Office, arrival
from tests.api.test_authorisation import routes


def _cursor(before: int) -> str:
    return base64.urlsafe_b64encode(f'{{"before":{before}}}'.encode()).rstrip(b"=").decode()


@pytest.mark.parametrize(
    ("method", "path", "status", "code"),
    [
        ("GET", "/nothing", 404, "not-found"),
        ("GET", "/v1/residents/abc", 404, "not-found"),
        ("DELETE", "/v1/residents", 405, "method-not-allowed"),
        ("PUT", "/health/live", 405, "method-not-allowed"),
        ("GET", "/v1/rules", 401, "unauthorized"),
    ],
)
async def test_every_refusal_is_a_problem_with_the_same_headers(
    hall: Office, method: str, path: str, status: int, code: str
) -> None:
    """Also where no route is."""
    answer = await hall.client.request(method, path)
    assert (answer.status_code, answer.json()["type"]) == (status, f"/problems/{code}")
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.headers["cache-control"] == "no-store"
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert answer.headers["content-security-policy"].startswith("default-src 'none'")
    assert answer.headers["x-request-id"]
    assert (status == 405) == ("allow" in answer.headers)


@pytest.mark.parametrize(
    ("path", "methods"),
    [
        ("/v1/residents", "GET, HEAD, OPTIONS, POST"),
        ("/v1/residents/7b0a3c4e-0000-4000-8000-000000000000/events", "GET, HEAD, OPTIONS, POST"),
        ("/v1/residents/7b0a3c4e-0000-4000-8000-000000000000/preview", "OPTIONS, POST"),
        ("/health/live", "GET, HEAD, OPTIONS"),
    ],
)
async def test_a_path_says_what_it_takes_and_takes_it(hall: Office, path: str, methods: str) -> None:
    """Readings N71: OPTIONS wherever `Allow` names it, HEAD wherever GET."""
    asked = await hall.client.options(path)
    assert (asked.status_code, asked.content, asked.headers["allow"]) == (204, b"", methods)
    refused = await hall.client.delete(path)
    assert (refused.status_code, refused.headers["allow"]) == (405, methods)
    head = await hall.client.head(path, headers={"Authorization": f"Bearer {DEVELOPMENT}"})
    assert (head.status_code == 405) == ("HEAD" not in methods)


async def test_head_answers_like_get_without_the_body(hall: Office) -> None:
    """Readings N71; the log line says what was asked."""
    path = f"/v1/residents/{await hall.open(*arrival())}"
    with structlog.testing.capture_logs() as events:
        head = await hall.client.head(path, headers={"Authorization": f"Bearer {DEVELOPMENT}"})
    got = await hall.get(path)
    assert (head.status_code, head.content) == (200, b"")
    for name in ("etag", "content-type", "content-length"):
        assert head.headers[name] == got.headers[name]
    assert [(e["method"], e["route"]) for e in events] == [("HEAD", "/v1/residents/{resident_id}")]


async def test_a_good_request_id_is_kept_and_a_bad_one_replaced(hall: Office) -> None:
    """It goes into logs: letters, digits, dash and underscore."""
    kept = await hall.client.get("/health/live", headers={"X-Request-Id": "abc-12345"})
    assert kept.headers["x-request-id"] == "abc-12345"
    replaced = await hall.client.get("/health/live", headers={"X-Request-Id": 'x" injected'})
    assert len(replaced.headers["x-request-id"]) == 32


async def test_one_wide_event_a_request(ward: Office) -> None:
    """Route template, actor, resident, versions, outcome; nothing of what was sent."""
    with structlog.testing.capture_logs() as events:
        resident = await ward.open(*arrival(family="Longfamilyname"))
        await ward.get(f"/v1/residents/{resident}")
        await ward.get("/nothing/Longfamilyname")
        await ward.post("/v1/residents", {"events": []})
    assert [e["event"] for e in events] == ["request"] * 4
    opened, read, lost, refused = events
    assert (opened["route"], opened["status"], opened["versions"]) == ("/v1/residents", 201, [1, 4])
    assert (read["route"], str(read["resident_id"])) == ("/v1/residents/{resident_id}", resident)
    assert (lost["route"], lost["status"], lost["problem"]) == (None, 404, "not-found")
    assert (refused["problem"], refused["actor"]) == ("invalid-event", "development")
    assert "Longfamilyname" not in str(events)


async def test_titles_come_in_japanese_when_asked(hall: Office) -> None:
    """By the client's first choice of the two."""
    answer = await hall.get("/v1/rules/none", headers={"Accept-Language": "ja,en;q=0.5"})
    assert answer.json()["title"] == "該当する規則がありません"
    answer = await hall.get("/v1/rules/none", headers={"Accept-Language": "en, ja;q=0.5"})
    assert answer.json()["title"] == "Rule not found"


async def _call(app: Any, path: str = "/", host: str = "office.example") -> httpx.Response:
    transport = httpx.ASGITransport(app=app, raise_app_exceptions=False)
    async with httpx.AsyncClient(transport=transport, base_url=f"http://{host}") as client:
        return await client.get(path)


async def _echo(scope: Any, receive: Any, send: Any) -> None:
    del scope, receive
    await send({"type": "http.response.start", "status": 200, "headers": []})
    await send({"type": "http.response.body", "body": b"ok"})


async def _slow(scope: Any, receive: Any, send: Any) -> None:
    await asyncio.sleep(60)
    await _echo(scope, receive, send)


async def _broken(scope: Any, receive: Any, send: Any) -> None:
    raise RuntimeError("the card AB12345678CD of Nguyen")


async def test_unknown_hosts_are_refused() -> None:
    """Names, with and without port."""
    app = Edge(_echo, metrics=Metrics(), hosts=frozenset({"office.example", "[::1]"}))
    assert (await _call(app)).status_code == 200
    assert (await _call(app, host="office.example:8000")).status_code == 200
    assert (await _call(app, host="[::1]:8000")).status_code == 200
    answer = await _call(app, host="evil.example")
    assert (answer.status_code, answer.json()["type"]) == (400, "/problems/unknown-host")


async def test_a_request_that_takes_too_long_is_ended() -> None:
    """503 `timed-out`."""
    answer = await _call(Edge(_slow, metrics=Metrics(), timeout=0.05))
    assert (answer.status_code, answer.json()["type"]) == (503, "/problems/timed-out")


async def test_a_bug_says_where_and_not_what() -> None:
    """500 without a word of the error, neither in the answer nor in the log."""
    with structlog.testing.capture_logs(processors=[]) as events:
        answer = await _call(Edge(_broken, metrics=Metrics()))
    assert (answer.status_code, answer.json()["type"]) == (500, "/problems/internal-error")
    assert "Nguyen" not in answer.text
    assert [e["event"] for e in events] == ["unhandled", "request"]


async def test_metrics_know_templates_and_no_paths(ward: Office) -> None:
    """Prometheus, with what an operator watches."""
    resident = await ward.open(*arrival())
    await ward.get(f"/v1/residents/{resident}")
    await ward.get(f"/v1/nothing/{resident}")
    await ward.post(f"/v1/residents/{resident}/events", {"events": []})
    page = (await ward.client.get("/metrics")).text
    assert 'zairyu_requests_total{method="GET",route="/v1/residents/{resident_id}",status="200"} 1.0' in page
    assert 'route="none",status="404"' in page
    assert 'zairyu_refusals_total{code="invalid-event"} 1.0' in page
    for name in (
        "zairyu_log_head",
        "zairyu_projection_lag",
        "zairyu_projection_outdated 0.0",
        "zairyu_append_calls",
        "zairyu_append_items",
        "zairyu_pool_idle",
        "zairyu_residents_set_aside",
    ):
        assert name in page
    assert resident not in page


async def test_health(ward: Office) -> None:
    """Alive, and ready with the lag in the body."""
    assert (await ward.client.get("/health/live")).json() == {"alive": True}
    await ward.open(*arrival())
    ready = await ward.client.get("/health/ready")
    assert ready.status_code == 200
    assert ready.json()["log"] is True
    assert ready.json()["head"] == 4


async def test_not_ready_without_a_log(ward: Office) -> None:
    """503 when the log cannot be used; live all the same; 503 for questions, not 500."""
    await ward.parts.services.pool.close()
    answer = await ward.client.get("/health/ready")
    assert (answer.status_code, answer.json()["type"]) == (503, "/problems/unavailable")
    assert (await ward.client.get("/health/live")).status_code == 200
    headers = {"Authorization": f"Bearer {DEVELOPMENT}"}
    asked = await ward.client.get("/v1/residents/00000000-0000-4000-8000-000000000000", headers=headers)
    assert asked.status_code == 503


@pytest.mark.parametrize(
    "query",
    [
        "?on=2026-02-30", "?on=", "?on=today", "?on=2026-05-01T00:00:00", "?known=v0", "?known=5", "?known=2026-02-30",  # noqa: E501
        "?known=2026-05-01T00:00:00", "?known=v99999999999", "?unknown=1", "?on=2026-05-01&on=2026-05-01", "?On=2026-05-01",  # noqa: E501
        "?known=2026-13-01T00:00:00Z", "?known=0001-01-01T00:00:00%2B09:00", "?known=9999-12-31T23:59:59-09:00",  # noqa: E501
        "?on=null", "?%ff=1", "?x", "?state=open",
    ],
)  # fmt: skip
async def test_questions_are_read_strictly(hall: Office, query: str) -> None:
    """400 `invalid-query`; nothing is guessed or ignored."""
    resident = await hall.open(*arrival())
    answer = await hall.get(f"/v1/residents/{resident}{query}")
    assert (answer.status_code, answer.json()["type"]) == (400, "/problems/invalid-query")


@pytest.mark.parametrize(
    ("path", "query"),
    [
        ("/v1/obligations", "limit=0"), ("/v1/obligations", "limit=501"), ("/v1/obligations", "limit=5.0"),
        ("/v1/obligations", "limit=1e2"), ("/v1/obligations", "limit=+5"), ("/v1/obligations", "limit="),
        ("/v1/obligations", "state=late"), ("/v1/obligations", "state=open,"), ("/v1/obligations", "state="),
        ("/v1/obligations", "cursor=!"), ("/v1/obligations", "cursor=abc"), ("/v1/obligations", "rule=XYZ"),
        ("/v1/obligations", "class=x"), ("/v1/obligations", "kind=x"), ("/v1/obligations", "municipality=1"),
        ("/v1/obligations", "known=0001-01-01T00:00:00%2B09:00"), ("/v1/residents", "known=9999-12-31T23:59:59-09:00"),  # noqa: E501
        ("/v1/obligations", "known=v5"), ("/v1/obligations", "wait_for=-1"), ("/v1/obligations", "due_before=x"),  # noqa: E501
        ("/v1/residents", "cursor=abc"), ("/v1/residents", "status=x"), ("/v1/residents", "stay=x"),
        ("/v1/residents", "q="), ("/v1/residents", "q=%00"), ("/v1/notifications/overdue", "cursor=abc"),
        ("/v1/events", "after=x"), ("/v1/events", "after=99999999999999999999"), ("/v1/audit/accesses", "cursor=abc"), ("/v1/audit/accesses", f"cursor={_cursor(2**63)}"), ("/v1/audit/emergencies", f"cursor={_cursor(-1)}"),  # noqa: E501
        ("/v1/obligations/summary", "by_municipality=1"), ("/v1/rules", "on=x"), ("/health/live", "x=1"),
    ],
)  # fmt: skip
async def test_parameters_of_lists_are_read_strictly(hall: Office, path: str, query: str) -> None:
    """400, with the parameter's name."""
    answer = await hall.get(f"{path}?{query}")
    assert (answer.status_code, answer.json()["type"]) == (400, "/problems/invalid-query"), answer.text
    assert query.partition("=")[0] in answer.json()["errors"][0]["pointer"]


async def test_what_no_route_reads_is_refused_everywhere_and_not_passed_over(hall: Office) -> None:
    """Also by what writes: who asks for a letter `?on=` another day gets none of today instead."""
    resident = "7b0a3c4e-0000-4000-8000-000000000000"
    for name, _ in routes():
        method, _, path = name.partition(" ")
        filled = re.sub(r"\{resident_id\}|\{webhook_id\}|\{notice_id\}", resident, path)
        filled = re.sub(r"\{version\}", "1", filled)
        asked = f"{re.sub(r'{[a-z]+}', 'x', filled)}?surprise=1"
        answer = await hall.client.request(method, asked, headers={"Authorization": f"Bearer {DEVELOPMENT}"})
        assert (answer.status_code, answer.json()["errors"][0]["pointer"]) == (400, "?surprise"), name


@pytest.mark.parametrize(
    "query",
    [
        "due_before=0001-01-01", "on=0001-01-01", "on=9999-12-31", "known=0001-01-01T00:00:00Z",
        "known=9999-12-31T23:59:59Z", "state=pending,%20open", "state=pending,+open&due_before=0001-01-01",
    ],
)  # fmt: skip
async def test_the_first_and_last_days_and_blanks_between_states_are_answered(
    hall: Office, query: str
) -> None:
    """200, if only with nothing."""
    await hall.open(*arrival())
    answer = await hall.get(f"/v1/obligations?{query}")
    assert answer.status_code == 200, answer.text
    assert answer.json()["items"] == [] or "0001" not in query


async def test_a_position_that_does_not_come_is_said(hall: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    """503 `projection-behind` after five seconds; here after fewer."""
    assert dependencies.WAIT_SECONDS == 5
    monkeypatch.setattr(dependencies, "WAIT_SECONDS", 0.1)
    answer = await hall.get("/v1/obligations", wait_for=10**9)
    assert (answer.status_code, answer.json()["type"]) == (503, "/problems/projection-behind")
