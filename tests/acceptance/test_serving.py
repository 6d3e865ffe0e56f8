"""The server as a process: what it prints, how it ends, what survives its death."""

import asyncio
import json
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
from asyncio import to_thread
from functools import partial
from pathlib import Path
from time import monotonic

import httpx
import pytest

from adapters.sealing import read_seals
from adapters.settings import Settings
from api.cli.pasting import addresses, questions
from tests.api.office import arrival, event
from tests.api.process import Served, served
from tests.conftest import Dsns

ZAIRYU = str(Path(sys.executable).with_name("zairyu"))


def _client(server: Served, token: str | None = None) -> httpx.AsyncClient:
    headers = {"Authorization": f"Bearer {token or server.token}"}
    return httpx.AsyncClient(base_url=server.address, headers=headers, timeout=120)


async def _all_said(server: Served) -> None:
    """Wait until everything that is said at start was read."""
    while not any("Ctrl-C ends" in line for line in server.printed):
        await asyncio.sleep(0.01)


@pytest.mark.parametrize("name", ["bash", "dash"])
async def test_the_printed_commands_work_as_they_are(database: Dsns, tmp_path: Path, name: str) -> None:
    """Pasted whole into a shell: seven facts in, five answers out."""
    with served(tmp_path, ZAIRYU_DATABASE_URL=database.application) as server:
        await _all_said(server)
        text = "".join(server.printed)
        script = re.split(r"\n(?=These record)", text.partition("one after the other:")[2])[0]
        shell = await to_thread(
            subprocess.run,
            [shutil.which(name) or "sh", "-eu"],
            input=script,
            capture_output=True,
            text=True,
            timeout=180,
            check=False,
        )
        assert shell.returncode == 0, shell.stderr
        out = shell.stdout
        assert re.search(r"recorded: [0-9a-f-]{36}", out), out
        for word in (
            '"stay":"',
            '"rule":"LOS-1"',
            '"days_overdue"',
            '"track":"presence"',
            '"type":"Departed"',
        ):
            assert word in out, word
        assert "/problems/" not in out


async def test_the_console_comes_first_and_a_button_opens_an_office_of_invented_residents(
    database: Dsns, tmp_path: Path
) -> None:
    """With a development token on this machine, and `--demo`: one command, and one button."""
    dsns = {
        "ZAIRYU_DATABASE_URL": database.application,
        "ZAIRYU_OWNER_DATABASE_URL": database.owner,
        "ZAIRYU_TODAY": "2026-11-27",
    }
    with served(tmp_path, None, ["--demo"], **dsns) as server:
        await _all_said(server)
        first = next(line for line in server.printed if "console" in line)
        assert first.split(maxsplit=3) == [
            *("The", "console", server.address),
            "(open it in a browser: a button signs in)\n",
        ]
        async with httpx.AsyncClient(base_url=server.address, timeout=60, follow_redirects=True) as browser:
            page = await browser.get("/")
            assert page.url.path == "/sign-in"
            token = re.search(r'name="csrf" value="(\w+)"', page.text)
            assert token is not None
            page = await browser.post("/sign-in/practice", data={"csrf": token[1], "to": "/"})
            assert (page.status_code, page.url.path) == (200, "/")
            while not (await browser.get("/", params={"on": "2026-03-07"})).text.count('class="overdue"'):
                await asyncio.sleep(0.1)  # the lists follow
            assert 'id="begin"' not in (await browser.get("/")).text


def test_who_starts_a_server_is_told_how_to_sign_in_there() -> None:
    own, everywhere = Settings(token="x" * 20), Settings(host="0.0.0.0", token="x" * 20)  # noqa: S104
    assert "a button signs in" in addresses("http://a", own.token, own)
    assert "the token below" in addresses("http://a", "zai_1", Settings())
    assert "a staff account or a token" in addresses("http://a", None, everywhere)


async def test_the_questions_of_the_demonstration_work_as_they_are(database: Dsns, tmp_path: Path) -> None:
    """Pasted whole: three answers."""
    with served(tmp_path, ZAIRYU_DATABASE_URL=database.application) as server:
        port = int(server.address.rpartition(":")[2])
        script = questions(Settings(port=port, token=server.token)).partition("in this one:")[2]
        shell = await to_thread(
            subprocess.run,
            ["sh", "-eu"],
            input=script,
            capture_output=True,
            text=True,
            timeout=60,
            check=True,
        )
    assert [sorted(json.loads(line)) for line in shell.stdout.splitlines()] == [
        ["by_rule", "by_week", "on"], ["items", "next"], ["items", "next"],
    ]  # fmt: skip


def test_where_no_token_can_be_shown_a_command_makes_one() -> None:
    """Over the embedded server on loopback; elsewhere the program's help is named."""
    own = Settings(data=Path("/a b"))
    assert "TOKEN=\"$(ZAIRYU_DATA='/a b' " in questions(own)
    assert 'zairyu token create --name me --office 01101 --expires 30d --role auditor)"\n' in questions(own)
    other = Settings(database_url="postgresql://x@/y")
    assert "TOKEN='a token of yours: zairyu token create --help'\n" in questions(other)


async def test_no_token_is_made_on_a_database_of_somebody_else(database: Dsns, tmp_path: Path) -> None:
    """`zairyu token create` makes those."""
    with served(tmp_path, ZAIRYU_DATABASE_URL=database.application, ZAIRYU_TOKEN="") as server:
        await _all_said(server)
        assert "zai_" not in "".join(server.printed)
        async with _client(server, "zai_") as client:
            assert (await client.get("/v1/rules")).status_code == 401


@pytest.mark.parametrize("name", ["SIGINT", "SIGTERM"])
async def test_a_signal_ends_it_cleanly_under_load(database: Dsns, tmp_path: Path, name: str) -> None:
    """Exit status 0; no request that was taken is lost; what was answered is there."""
    with served(tmp_path, ZAIRYU_DATABASE_URL=database.application) as server:
        taken: list[str] = []
        async with _client(server) as client:

            async def record() -> None:
                while True:
                    try:
                        answer = await client.post("/v1/residents", json={"events": arrival()})
                    except (httpx.ConnectError, httpx.ReadError, httpx.RemoteProtocolError):
                        return
                    assert answer.status_code == 201, answer.text
                    taken.append(answer.json()["resident_id"])

            callers = [asyncio.create_task(record()) for _ in range(8)]
            while len(taken) < 40:
                await asyncio.sleep(0.01)
            status = await to_thread(server.end, signal=getattr(signal, name))
            await asyncio.gather(*callers)
        assert status == 0
    with served(tmp_path, ZAIRYU_DATABASE_URL=database.application) as server:
        async with _client(server) as client:
            for resident in taken[-20:]:
                assert (await client.get(f"/v1/residents/{resident}")).status_code == 200
    assert '"status":500' not in server.log.read_text()


async def test_what_was_acknowledged_survives_kill_9(database: Dsns, tmp_path: Path) -> None:
    """And the same key gives the same answer afterwards."""
    key = {"Idempotency-Key": "one"}
    facts = {"events": arrival()}
    with served(tmp_path, ZAIRYU_DATABASE_URL=database.application) as server:
        async with _client(server) as client:
            first = await client.post("/v1/residents", json=facts, headers=key)
            assert await to_thread(server.end, signal=signal.SIGKILL) == -signal.SIGKILL
    with served(tmp_path, ZAIRYU_DATABASE_URL=database.application) as server:
        async with _client(server) as client:
            again = await client.post("/v1/residents", json=facts, headers=key)
            assert (again.content, again.headers["idempotency-replayed"]) == (first.content, "true")
            position = again.json()["position"]
            listed = await client.get("/v1/residents", params={"wait_for": position})
            assert [r["resident_id"] for r in listed.json()["items"]] == [again.json()["resident_id"]]


async def test_the_processes_that_serve_end_with_their_parent(database: Dsns, tmp_path: Path) -> None:
    """Killed: the port is free for the next start."""
    more = {"ZAIRYU_DATABASE_URL": database.application, "ZAIRYU_WORKERS": "2"}
    with served(tmp_path, **more) as server:
        assert await to_thread(server.end, signal=signal.SIGKILL) == -signal.SIGKILL
        port = server.address.rpartition(":")[2]
        for _ in range(100):
            await asyncio.sleep(0.05)
            with socket.socket() as probe:
                if probe.connect_ex(("127.0.0.1", int(port))):
                    break
    with served(tmp_path, ZAIRYU_PORT=port, **more) as again:
        assert again.address == server.address


async def test_a_taken_port_is_said_in_a_sentence(database: Dsns, tmp_path: Path) -> None:
    """Before a database is started."""
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        settings = {
            **os.environ, "ZAIRYU_PORT": str(taken.getsockname()[1]), "ZAIRYU_DATABASE_URL": database.application,  # noqa: E501
            "ZAIRYU_DATA": str(tmp_path),
        }  # fmt: skip
        done = await to_thread(
            subprocess.run,
            [ZAIRYU, "serve"],
            env=settings,
            capture_output=True,
            text=True,
            timeout=180,
            check=False,
        )
    assert done.returncode == 1
    assert "Address already in use" in done.stderr
    if Path("/proc/net/tcp").exists():  # noqa: ASYNC240
        assert f"held by process {os.getpid()} (" in done.stderr
    assert "ZAIRYU_PORT" in done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize(
    ("setting", "value"),
    [
        ("ZAIRYU_TODAY", "yesterday"),
        ("ZAIRYU_RATE_LIMIT", "-1"),
        ("ZAIRYU_POLICY_NONE", "ON"),
        ("ZAIRYU_OIDC_ISSUER", "https://x.example"),
    ],
)
async def test_an_unreadable_setting_is_said_in_a_sentence(
    database: Dsns, tmp_path: Path, setting: str, value: str
) -> None:
    """Exit status 1, no traceback."""
    settings = {
        **os.environ, "ZAIRYU_PORT": "0", "ZAIRYU_DATABASE_URL": database.application, "ZAIRYU_DATA": str(tmp_path),  # noqa: E501
        setting: value,
    }  # fmt: skip
    done = await to_thread(
        subprocess.run,
        [ZAIRYU, "serve"],
        env=settings,
        capture_output=True,
        text=True,
        timeout=180,
        check=False,
    )
    assert done.returncode == 1
    assert done.stderr.startswith("Error: ")
    assert "Traceback" not in done.stderr


async def test_tokens_are_made_listed_and_revoked_on_the_command_line(database: Dsns, tmp_path: Path) -> None:
    """`zairyu token`, and what the token may do meanwhile."""
    settings = {**os.environ, "ZAIRYU_DATABASE_URL": database.application, "ZAIRYU_DATA": str(tmp_path)}

    async def zairyu(*words: str) -> "subprocess.CompletedProcess[str]":
        return await to_thread(
            subprocess.run,
            [ZAIRYU, *words],
            env=settings,
            capture_output=True,
            text=True,
            timeout=180,
            check=False,
        )

    made = await zairyu(
        "token", "create", "--name", "Suzuki", "--role", "caseworker", "--office", "01101", "--expires", "30d"
    )
    assert made.returncode == 0, made.stderr
    token = made.stdout.strip()
    listed = await zairyu("token", "list")
    assert "Suzuki" in listed.stdout
    assert token not in listed.stdout
    with served(tmp_path, ZAIRYU_DATABASE_URL=database.application) as server:
        async with _client(server, token) as client:
            opened = await client.post("/v1/residents", json={"events": arrival()})
            assert opened.status_code == 201
            moved = event("Moved", "2026-05-01", address={"municipality_code": "01101", "line": "x"})
            path = f"/v1/residents/{opened.json()['resident_id']}"
            assert (await client.post(f"{path}/events", json={"events": [moved]})).status_code == 201
            assert (await client.get(f"{path}/obligations")).status_code == 200
            assert (await client.get("/v1/events")).status_code == 403
        assert (await zairyu("token", "revoke", token[-6:])).returncode == 0
        assert (await zairyu("token", "revoke", token[-6:])).returncode == 1
        until = monotonic() + 6  # a token is looked up again after five seconds
        for words in (
            ("--role", "boss", "--office", "01101"),
            ("--role", "caseworker", "--office", "Sapporo"),
        ):
            assert (await zairyu("token", "create", "--name", "x", *words)).returncode == 2
        async with _client(server, token) as client:
            while (await client.get("/v1/rules")).status_code != 401:
                assert monotonic() < until
                await asyncio.sleep(0.1)


async def test_with_nothing_set_it_brings_its_own_postgresql(monkeypatch: pytest.MonkeyPatch) -> None:
    """First start, a token, facts, Ctrl-C ends both; the next start has them, and makes no token."""
    monkeypatch.delenv("ZAIRYU_DATABASE_URL", raising=False)
    folder = Path(tempfile.mkdtemp(prefix="zairyu-run-"))
    folder.chmod(0o755)  # noqa: ASYNC240
    data = folder / "data"
    try:
        with served(folder, ZAIRYU_DATA=str(data), ZAIRYU_TOKEN="") as server:
            await _all_said(server)
            found = re.search(r"TOKEN='(zai_[^']+)'", "".join(server.printed))
            assert found is not None
            async with _client(server, found[1]) as client:
                resident = (await client.post("/v1/residents", json={"events": arrival()})).json()[
                    "resident_id"
                ]
            assert list(data.glob("*/postmaster.pid"))
            assert await to_thread(server.end, signal=signal.SIGINT) == 0
            assert not list(data.glob("*/postmaster.pid"))
        with served(folder, ZAIRYU_DATA=str(data), ZAIRYU_TOKEN="") as server:
            await _all_said(server)
            assert "zai_" not in "".join(server.printed)
            async with _client(server, found[1]) as client:
                assert (await client.get(f"/v1/residents/{resident}")).status_code == 200
    finally:
        shutil.rmtree(folder)


async def _dead_seal_target(dsn: str, folder: Path, rounds: int) -> None:
    """Kill the server again and again while seals can be written nowhere; then all are there."""
    target = folder / "away" / "seals"
    start = partial(
        served, folder, ZAIRYU_DATABASE_URL=dsn, ZAIRYU_SEAL_EVERY="1", ZAIRYU_SEAL_TO=str(target)
    )
    for number in range(rounds):
        with start() as server:
            async with _client(server) as client:
                await client.post("/v1/residents", json={"events": arrival()})
                waiting = 0.0
                async with asyncio.timeout(30):
                    while waiting <= number:
                        await asyncio.sleep(0.05)
                        page = (await client.get("/metrics")).text
                        found = re.search(r"^zairyu_seals_unwritten (\S+)", page, re.MULTILINE)
                        waiting = float(found[1]) if found else 0.0
                assert re.search(r"^zairyu_seal_age_seconds ", page, re.MULTILINE)
            await to_thread(server.end, signal=signal.SIGKILL)
    target.parent.mkdir()
    with start() as server:
        async with _client(server) as client:
            await client.post("/v1/residents", json={"events": arrival()})
        assert await to_thread(server.end, signal=signal.SIGTERM) == 0
    assert "not sealed" in server.log.read_text()
    sizes = [seal.size for seal in read_seals(target)]
    assert len(sizes) > rounds
    assert sizes[-1] == 4 * (rounds + 1)


async def test_seals_reach_a_dead_target_once_it_is_there(database: Dsns, tmp_path: Path) -> None:
    await _dead_seal_target(database.application, tmp_path, 1)


@pytest.mark.torture
async def test_seals_reach_a_dead_target_after_ten_killed_servers(database: Dsns, tmp_path: Path) -> None:
    await _dead_seal_target(database.application, tmp_path, 10)
