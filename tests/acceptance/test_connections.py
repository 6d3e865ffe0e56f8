"""A server process and clients that keep to no rule: what they send, how slowly, and how many they are."""

import asyncio
from asyncio import StreamReader, StreamWriter, to_thread
from contextlib import suppress
from pathlib import Path
from time import monotonic
from urllib.parse import urlsplit

import httpx
import msgspec
import pytest

from tests.api.office import arrival
from tests.api.process import Served, served
from tests.conftest import Dsns

LIMITS = {
    "ZAIRYU_CONNECTIONS": "200",
    "ZAIRYU_HEADER_BYTES": "8192",
    "ZAIRYU_HEADER_SECONDS": "1",
    "ZAIRYU_BODY_SECONDS": "1",
    "ZAIRYU_IDLE_SECONDS": "2",
}
HEAD = b"GET /health/live HTTP/1.1\r\nHost: x\r\n"
READY = HEAD + b"\r\n"


async def _connected(server: Served) -> tuple[StreamReader, StreamWriter]:
    address = urlsplit(server.address)
    return await asyncio.open_connection(address.hostname, address.port)


async def _told(reader: StreamReader, seconds: float = 15) -> bytes:
    """Return what comes until the server closes."""
    found = b""
    async with asyncio.timeout(seconds):
        with suppress(ConnectionError):
            while more := await reader.read(1 << 16):
                found += more
    return found


async def _sent(server: Served, *parts: bytes, pause: float = 0.02) -> bytes:
    """Send parts with pauses between them, as far as the server takes them; return what it says."""
    reader, writer = await _connected(server)
    telling = asyncio.create_task(_told(reader))
    with suppress(ConnectionError):
        for part in parts:
            if telling.done() or writer.is_closing():
                break
            writer.write(part)
            await writer.drain()
            await asyncio.sleep(pause)
    told = await telling
    writer.close()
    return told


async def _milliseconds(server: Served) -> float:
    """Return how long another one waits for an answer on a connection of its own."""
    began = monotonic()
    reader, writer = await _connected(server)
    writer.write(READY)
    assert (await asyncio.wait_for(reader.readline(), 5)).startswith(b"HTTP/1.1 200")
    writer.close()
    return (monotonic() - began) * 1000


async def _metrics(server: Served) -> str:
    async with httpx.AsyncClient(base_url=server.address) as client:
        return (await client.get("/metrics")).text


async def test_an_endless_header_is_refused_and_nobody_waits(database: Dsns, tmp_path: Path) -> None:
    """In large pieces, in one piece, as many headers, as the address, as trailers: 431, or closed."""
    chunked = b"POST /nothing HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n"
    with served(tmp_path, ZAIRYU_DATABASE_URL=database.application, **LIMITS) as server:
        for sent in (
            [HEAD + b"X-A: ", *[b"a" * 4096] * 50],
            [HEAD + b"X-A: " + b"a" * 9000 + b"\r\n\r\n"],
            [HEAD, *[b"X-A: b\r\n" * 100] * 50],
            [b"GET /", *[b"a" * 4096] * 50],
        ):
            told = await _sent(server, *sent, pause=0.001)
            assert told.startswith(b"HTTP/1.1 431 "), told
            assert b"/problems/header-too-large" in told
            assert b"content-type: application/problem+json" in told
        trailers = await _sent(server, chunked, b"0\r\nX-A: ", *[b"a" * 4096] * 50, pause=0.001)
        assert trailers.count(b"HTTP/1.1 ") <= 2
        assert await _milliseconds(server) < 1000
        page = await _metrics(server)
    assert 'zairyu_connections_closed_total{reason="header-too-large"} 5.0' in page
    lines = [msgspec.json.decode(line) for line in server.log.read_bytes().splitlines()]
    assert [line["reason"] for line in lines if line["event"] == "connection closed"]


async def test_a_request_that_arrives_too_slowly_is_ended(database: Dsns, tmp_path: Path) -> None:
    """A header byte by byte and a body that stays out: 408; nothing at all, and a rest: closed."""
    body = "POST /v1/residents HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer token-of-a-test-process\r\n"
    body += "Content-Type: application/json\r\nContent-Length: 100\r\n\r\n{"
    refused = b"POST /v1/residents HTTP/1.1\r\nHost: x\r\nContent-Length: 1000\r\n\r\n"
    with served(tmp_path, ZAIRYU_DATABASE_URL=database.application, **LIMITS) as server:
        slowly, late, silent, idle, rest = await asyncio.gather(
            _sent(server, *(bytes([byte]) for byte in HEAD + b"X-A: " + b"a" * 100)),
            _sent(server, body.encode()),
            _sent(server),
            _sent(server, READY),
            _sent(server, refused, *[b"a"] * 100),
        )
        for told in (slowly, late):
            assert told.startswith(b"HTTP/1.1 408 "), told
            assert b"/problems/request-too-slow" in told
        assert silent == b""
        assert (idle.startswith(b"HTTP/1.1 200 "), idle.count(b"HTTP/1.1 ")) == (True, 1)
        assert rest.startswith(b"HTTP/1.1 401 ")
        await asyncio.sleep(0.1)
        page = await _metrics(server)
    assert 'zairyu_requests_total{method="POST",route="/v1/residents",status="499"} 1.0' in page
    assert '"status":500' not in server.log.read_text()


async def test_half_sent_requests_by_hundreds_leave_room_for_whole_ones(
    database: Dsns, tmp_path: Path
) -> None:
    """Those who wait longest give way, at once; what is closed is counted and said."""
    more = {**LIMITS, "ZAIRYU_HEADER_SECONDS": "60"}
    with served(tmp_path, ZAIRYU_DATABASE_URL=database.application, **more) as server:
        half = [await _connected(server) for _ in range(300)]
        for _, writer in half:
            writer.write(HEAD)
        waits = [await _milliseconds(server) for _ in range(20)]
        assert max(waits) < 1000
        page = await _metrics(server)
        assert 'zairyu_connections_closed_total{reason="too-many-connections"}' in page
        first = await asyncio.gather(*[_told(reader) for reader, _ in half[:90]])
        assert {told[:13] for told in first} <= {b"", b"HTTP/1.1 503 "}
        reader, writer = half[-1]
        writer.write(b"\r\n")
        assert (await asyncio.wait_for(reader.readline(), 5)).startswith(b"HTTP/1.1 200 ")
        for _, writer in half:
            writer.close()
    lines = [msgspec.json.decode(line) for line in server.log.read_bytes().splitlines()]
    said = [line for line in lines if line.get("reason") == "too-many-connections"]
    assert sum(line.get("repeated", 1) for line in said) >= 100
    assert len(said) < 20


async def test_what_is_not_http_is_told_so(database: Dsns, tmp_path: Path) -> None:
    """400 as a problem document, and no error in the log."""
    with served(tmp_path, ZAIRYU_DATABASE_URL=database.application, **LIMITS) as server:
        for sent in (b"\x16\x03\x01\x02\x00", b"GET / HTTP/9.9\r\n\r\n", HEAD + b"no header\r\n\r\n"):
            told = await _sent(server, sent)
            assert told.startswith(b"HTTP/1.1 400 "), told
            assert b"/problems/malformed-request" in told
        pasted = "GET /v1/residents?q=タパ HTTP/1.1\r\nHost: x\r\nAccept-Language: ja\r\n\r\n"
        told = await _sent(server, pasted.encode())
        assert "アドレスの中の日本語などの文字は、符号化(%E3…)が必要です" in told.decode()


async def test_a_client_that_leaves_within_its_body_is_no_error(database: Dsns, tmp_path: Path) -> None:
    """499 in log and metrics, no error line; the next one is served."""
    with served(tmp_path, ZAIRYU_DATABASE_URL=database.application) as server:
        head = f"POST /v1/residents HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {server.token}\r\n"
        head += "Content-Type: application/json\r\nContent-Length: 500\r\n\r\n{"
        for _ in range(20):
            _, writer = await _connected(server)
            writer.write(head.encode())
            await writer.drain()
            await asyncio.sleep(0.01)
            writer.transport.abort()
        async with httpx.AsyncClient(base_url=server.address) as client:
            headers = {"Authorization": f"Bearer {server.token}"}
            opened = await client.post("/v1/residents", json={"events": arrival()}, headers=headers)
            assert opened.status_code == 201
            page = (await client.get("/metrics")).text
        assert await to_thread(server.end, signal=15) == 0
    assert 'zairyu_requests_total{method="POST",route="/v1/residents",status="499"} 20.0' in page
    lines = [msgspec.json.decode(line) for line in server.log.read_bytes().splitlines()]
    assert {line["level"] for line in lines} == {"info"}
    assert [line["problem"] for line in lines if line.get("status") == 499] == ["client-gone"] * 20


@pytest.mark.torture
async def test_slow_endless_and_half_sent_requests_for_a_minute(database: Dsns, tmp_path: Path) -> None:
    """All at once, with limits as they are by default: others are answered within 200 ms, memory stays."""
    with served(tmp_path, ZAIRYU_DATABASE_URL=database.application) as server:
        end = monotonic() + 60

        async def endless() -> None:
            while monotonic() < end:
                await _sent(server, HEAD + b"X-A: ", *[b"a" * 65536] * 20, pause=0)

        async def slow() -> None:
            while monotonic() < end:
                with suppress(TimeoutError, ConnectionError):
                    await _sent(server, *(bytes([byte]) for byte in HEAD * 20), pause=0.1)

        async def half() -> None:
            while monotonic() < end:
                some = [await _connected(server) for _ in range(1100)]
                for _, writer in some:
                    writer.write(HEAD)
                await asyncio.sleep(1)
                for _, writer in some:
                    writer.close()

        attackers = [asyncio.create_task(one()) for one in (*[endless] * 8, *[slow] * 50, half)]
        waits = []
        while monotonic() < end:
            waits.append(await _milliseconds(server))
            await asyncio.sleep(0.05)
        await asyncio.gather(*attackers)
        memory = Path(f"/proc/{server.process.pid}/statm").read_text().split()  # noqa: ASYNC240
    waits.sort()
    print("others waited ms: p50", waits[len(waits) // 2], "p99", waits[len(waits) * 99 // 100])
    assert waits[len(waits) * 99 // 100] < 200
    assert int(memory[1]) * 4096 < 400 << 20
