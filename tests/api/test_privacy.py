"""What a server writes about its work says nothing about people: logs, metrics, traces, problem documents."""

import sys
from asyncio import to_thread
from pathlib import Path
from uuid import uuid4

import httpx
import pytest

from tests.api.office import event
from tests.api.process import served
from tests.conftest import Dsns

FAMILY, GIVEN, KANJI = "Xyzwakamatsu", "Qwertyhanako", "若松特別花子"
CARD, LINE, NOTE = "QZ13579246ZQ", "Privatestreet-99", "Confidentialremark"
PERSONAL = [FAMILY, GIVEN, KANJI, CARD, LINE, NOTE, "1977-07-07", "Wrongtoken"]


def _facts() -> list[dict[str, object]]:
    return [
        event("CaseOpened", "2026-04-06", name={"family": FAMILY, "given": GIVEN, "family_kanji": KANJI}, date_of_birth="1977-07-07", nationality="NP", note=NOTE),  # noqa: E501
        event("Landed", "2026-04-06", port="New Chitose", status="student", period_of_stay="P2Y", expires_on="2028-04-06"),  # noqa: E501
        event("CardIssued", "2026-04-06", number=CARD, valid_until="2028-04-06", route="port", reason="landing"),  # noqa: E501
        event("Settled", "2026-04-06", address={"municipality_code": "01101", "line": LINE}),
    ]  # fmt: skip


def _exercise(address: str, token: str) -> list[httpx.Response]:
    """Do everything that goes well and that goes wrong; return the refusals."""
    headers = {"Authorization": f"Bearer {token}"}
    refused: list[httpx.Response] = []
    with httpx.Client(base_url=address, headers=headers, timeout=30) as client:
        resident = client.post("/v1/residents", json={"events": _facts()}).json()["resident_id"]
        path = f"/v1/residents/{resident}"
        for ask in ("", "/obligations", "/timeline", "/events", "/access", "/diff?known_from=v1"):
            assert client.get(path + ask).status_code == 200
        for ask in (
            f"residents?q={FAMILY}",
            f"residents?card_number={CARD}",
            f"residents?q={KANJI}",
            "obligations",
            "events",
        ):
            assert client.get(f"/v1/{ask}").status_code == 200
        refused += [
            client.post("/v1/residents", json={"events": _facts()}),
            client.post(f"{path}/events", json={"events": [event("Reentered", "2026-05-01", note=NOTE)]}),
            client.post(f"{path}/events", json={"events": [event(FAMILY, "2026-05-01")]}),
            client.post(f"{path}/events", json={"events": [event("CardLost", "2026-05-01", cause=FAMILY)]}),
            client.post(
                f"{path}/events", json={"events": [event("CardFound", "2026-05-01", number=CARD + "9")]}
            ),
            client.post(f"{path}/events", json={"events": [event("NoteAdded", NOTE, text=NOTE)]}),
            client.post(
                f"{path}/events", json={"events": [event("NoteAdded", "2026-05-01", text=NOTE + "\0")]}
            ),
            client.post(f"{path}/events", content=NOTE),
            client.get(f"/v1/residents?municipality={FAMILY}"),
            client.get(f"/v1/residents?on={FAMILY}&{GIVEN}=1"),
            client.get(f"/v1/{FAMILY}/{CARD}"),
            client.get(f"/v1/rules/{FAMILY}"),
            client.get(path, headers={"Authorization": "Bearer Wrongtoken"}),
            client.get(path, params={"known": LINE}),
            client.get(f"/v1/residents/{uuid4()}"),
            client.post(f"{path}/erasure", json={"reason": NOTE}),
        ]
        refused.append(client.get("/metrics"))
    return refused


async def test_nothing_written_says_who(database: Dsns, tmp_path: Path) -> None:
    """A real process, everything asked of it, then a search through what it left."""
    own = database.application
    with served(tmp_path, ZAIRYU_DATABASE_URL=own, OTEL_TRACES_EXPORTER="console") as server:
        refused = await to_thread(_exercise, server.address, server.token)
        await to_thread(server.end, signal=15)
        printed = (
            "".join(server.printed).partition("Paste these")[0]
            + "".join(server.printed).partition("Ctrl-C ends")[2]
        )
    texts = {"the log": server.log.read_text(), "standard output": printed}
    texts |= {f"{r.request.method} {r.request.url}": r.text for r in refused}
    for where, text in texts.items():
        assert not [word for word in [*PERSONAL, server.token] if word in text], where
    assert texts["the log"].count('"event":"request"') >= len(refused)
    assert "GET /v1/residents/{resident_id}" in texts["standard output"]


@pytest.mark.parametrize("variables", [{}, {"OTEL_TRACES_EXPORTER": "none"}, {"OTEL_SDK_DISABLED": "true"}])
async def test_without_the_variables_nothing_of_opentelemetry_is_imported(variables: dict[str, str]) -> None:
    """Its packages need not be installed."""
    from api.tracing import wanted

    assert not wanted(variables)
    assert "api.tracing" in sys.modules


async def test_spans_are_named_by_template() -> None:
    """Method, template, status; a parent from the headers; an unknown path has no name."""
    from opentelemetry.sdk.trace import TracerProvider
    from opentelemetry.sdk.trace.export import SimpleSpanProcessor
    from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter

    from api.tracing import traced

    async def app(scope: dict[str, object], receive: object, send: object) -> None:
        if scope["path"] == "/v1/residents/1":
            scope["path_template"] = "/v1/residents/{resident_id}"
        await send({"type": "http.response.start", "status": 200, "headers": []})  # type: ignore[operator]
        await send({"type": "http.response.body", "body": b""})  # type: ignore[operator]

    exporter = InMemorySpanExporter()
    provider = TracerProvider()
    provider.add_span_processor(SimpleSpanProcessor(exporter))
    transport = httpx.ASGITransport(app=traced(app, provider))
    parent = {"traceparent": "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"}
    async with httpx.AsyncClient(transport=transport, base_url="http://x") as client:
        await client.get("/v1/residents/1", headers=parent)
        await client.get("/secret")
    first, second = exporter.get_finished_spans()
    assert (first.name, second.name) == ("GET /v1/residents/{resident_id}", "GET none")
    assert first.attributes is not None
    assert first.attributes["http.route"] == "/v1/residents/{resident_id}"
    assert first.parent is not None
    assert f"{first.parent.span_id:x}" == "b7ad6b7169203331"
