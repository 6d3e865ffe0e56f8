"""The log goes out whatever becomes of who reads it, and says the same thing once a second."""

import asyncio
import os
import pty
import re
import subprocess
import sys
from asyncio import to_thread
from contextlib import suppress
from pathlib import Path
from time import monotonic, sleep

import httpx
import msgspec
import pytest
from structlog import DropEvent

from adapters.embedded import Embedded
from api.lines import MOST_WAITING, Lines, Repeats
from tests.api.office import arrival
from tests.api.process import served
from tests.conftest import Dsns
from tests.databases import administrator

LINE = b'{"event":"request","route":"/v1/residents/{resident_id}","status":200}' + b" " * 900


def _until(condition: object, seconds: float = 10) -> None:
    assert callable(condition)
    end = monotonic() + seconds
    while not condition():
        assert monotonic() < end
        sleep(0.01)


def test_what_nobody_reads_in_time_is_counted_and_said_once_it_is_read() -> None:
    """Putting never waits; what was written and what was dropped are everything."""
    reader, writer = os.pipe()
    lines = Lines(writer)
    began = monotonic()
    for _ in range(2 * MOST_WAITING // len(LINE)):
        lines.put(LINE)
    assert monotonic() - began < 1
    dropped = lines.dropped
    assert dropped > 0
    with os.fdopen(reader, "rb", buffering=0) as stream:
        read = b""
        while b"log lines dropped" not in read:
            read += stream.read(1 << 20)
        lines.flush()
        lines.put(b"after")
        while not read.endswith(b"after\n"):
            read += stream.read(1 << 20)
    found = read.splitlines()
    said = [msgspec.json.decode(line) for line in found if b"log lines dropped" in line]
    assert sum(line["count"] for line in said) == dropped
    assert found.count(LINE) + dropped == 2 * MOST_WAITING // len(LINE)
    os.close(writer)


def test_lines_of_several_processes_on_one_pipe_stay_whole() -> None:
    """Also when who reads is slow, so that writes wait."""
    reader, writer = os.pipe()
    kinds = [bytes([65 + number]) * (200 + 90 * number) for number in range(40)]
    two = [Lines(writer), Lines(writer)]
    for lines in two:
        for _ in range(20):
            for line in kinds:
                lines.put(line)
    with os.fdopen(reader, "rb", buffering=0) as stream:
        read = b""
        while read.count(b"\n") < 2 * 20 * len(kinds):
            read += stream.read(1 << 12)
    assert sorted(read.splitlines()) == sorted(40 * kinds)
    os.close(writer)


def test_a_reader_that_is_gone_is_no_end() -> None:
    """A closed pipe: lines are dropped and counted."""
    reader, writer = os.pipe()
    os.close(reader)
    lines = Lines(writer)
    lines.put(LINE)
    _until(lambda: lines.dropped)
    os.close(writer)


def test_a_descriptor_that_does_not_block_gets_every_line() -> None:
    """A terminal can be such, by whoever had it before."""
    reader, writer = os.pipe()
    os.set_blocking(writer, False)
    lines = Lines(writer)
    for _ in range(500):
        lines.put(LINE)
    with os.fdopen(reader, "rb", buffering=0) as stream:
        read = b""
        while read.count(b"\n") < 500:
            read += stream.read(1 << 16)
    assert (read, lines.dropped) == ((LINE + b"\n") * 500, 0)
    os.close(writer)


def test_failures_that_say_the_same_are_one_line_a_second(monkeypatch: pytest.MonkeyPatch) -> None:
    """The first at once, then the last of those held back, with their number; others stand for themselves."""
    now = 0.0
    monkeypatch.setattr("api.lines.monotonic", lambda: now)
    repeats, shown = Repeats(), []

    def say(**event: object) -> None:
        with suppress(DropEvent):
            shown.append(repeats(None, "", dict(event)))

    for number in range(5):
        say(event="request", level="info", status=503, problem="unavailable", request_id=number)
        say(event="request", level="info", status=200, request_id=number)
    say(event="request", level="info", status=500, problem="internal-error", request_id=9)
    assert [e["request_id"] for e in shown] == [0, 0, 1, 2, 3, 4, 9]
    now = 1.0
    assert [(e["request_id"], e["repeated"]) for e in repeats.due(1.0)] == [(4, 4)]
    say(event="request", level="info", status=503, problem="unavailable", request_id=10)
    assert len(shown) == 7
    now = 2.0
    assert [(e["request_id"], e["repeated"]) for e in repeats.due(1.0)] == [(10, 1)]
    now = 3.0
    assert repeats.due(1.0) == []
    say(event="request", level="info", status=503, problem="unavailable", request_id=11)
    assert shown[-1]["request_id"] == 11


async def test_a_server_whose_standard_error_nobody_reads_goes_on(database: Dsns, tmp_path: Path) -> None:
    """A pipe holds 64 kB, some 350 lines; six hundred requests are answered, and who reads then has all."""
    reader, writer = os.pipe()
    with (
        os.fdopen(reader, "rb", buffering=0) as stream,
        served(tmp_path, writer, ZAIRYU_DATABASE_URL=database.application) as server,
    ):
        os.close(writer)
        async with httpx.AsyncClient(base_url=server.address, timeout=10) as client:
            for _ in range(600):
                assert (await client.get("/health/live")).status_code == 200
            assert "zairyu_log_lines_dropped 0.0" in (await client.get("/metrics")).text
        reading = asyncio.create_task(to_thread(stream.readall))
        assert await to_thread(server.end, signal=15) == 0
        assert (await reading).count(b'"event":"request"') == 601


async def test_a_database_that_is_away_costs_a_few_lines_a_second(
    database: Dsns, server: Embedded, tmp_path: Path
) -> None:
    """However many ask meanwhile; every request is answered, and counted in a line."""
    dsn = f"postgresql://zairyu_app@/{database.name}?host={tmp_path}"
    door = tmp_path / ".s.PGSQL.5432"
    door.symlink_to(Path(server.sockets) / door.name)
    with served(tmp_path, ZAIRYU_DATABASE_URL=dsn) as serving:
        headers = {"Authorization": f"Bearer {serving.token}"}
        async with httpx.AsyncClient(base_url=serving.address, headers=headers, timeout=60) as client:
            opened = await client.post("/v1/residents", json={"events": arrival()})
            path = f"/v1/residents/{opened.json()['resident_id']}/obligations"
            began, before = monotonic(), len(serving.log.read_bytes().splitlines())
            door.unlink()
            async with administrator(server) as connection:
                await connection.execute(
                    "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = $1",
                    database.name,
                )
            for _ in range(8):
                answers = await asyncio.gather(*[client.get(path) for _ in range(20)])
                assert {a.status_code for a in answers} == {503}
            assert answers[0].json()["type"] == "/problems/unavailable"
        await to_thread(serving.end, signal=15)
    lines = [msgspec.json.decode(line) for line in serving.log.read_bytes().splitlines()[before:]]
    loud = [line for line in lines if line["level"] != "info" or line["status"] >= 500]
    assert len(loud) < 10 + 5 * (monotonic() - began)
    asked = [line for line in lines if line["event"] == "request" and line["status"] == 503]
    assert sum(line.get("repeated", 1) for line in asked) == 160
    assert "exception" in asked[0]
    assert not [line for line in lines if line["event"] == "failed"]


CALL = """
import sys
from api.logs import configure, log
configure()
said = {"route": "/v1/rules", "status": 403, "ms": 2.6, "actor": "Suzuki", "problem": "forbidden"}
said["office"] = "01101"
log.info("request", method="GET", **said)
log.warning("no key to sign seals with", exc_info=OSError())
"""


@pytest.mark.parametrize("watched", [True, False])
def test_on_a_terminal_a_line_is_short_and_elsewhere_json(watched: bool) -> None:
    """As `make run` is watched, and as a machine collects it."""
    reader, writer = pty.openpty() if watched else os.pipe()
    subprocess.run([sys.executable, "-c", CALL], stderr=writer, check=True)
    os.close(writer)
    said = b""
    with suppress(OSError):  # the end of a terminal is an error
        while part := os.read(reader, 65536):
            said += part
    os.close(reader)
    first, second = said.decode().splitlines()
    if watched:
        assert re.fullmatch(r"\d\d:\d\d:\d\d  GET /v1/rules  403  forbidden  3 ms  Suzuki", first)
        assert re.fullmatch(
            r"\d\d:\d\d:\d\d warning: no key to sign seals with exception=builtins.OSError at=.*", second
        )
    else:
        assert msgspec.json.decode(first)["office"] == "01101"
        assert msgspec.json.decode(second)["event"] == "no key to sign seals with"
