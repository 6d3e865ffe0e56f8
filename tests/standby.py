"""Two servers of their own for tests: a primary with a migrated database, and standbys that follow it."""

import asyncio
import os
import signal
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import asyncpg

from adapters.embedded import Embedded
from adapters.postgres.migrate import migrate

FASTER = {"fsync": "off", "full_page_writes": "off", "zairyu.data_may_be_lost": "on"}
GOING_ON = {"wal_keep_size": "256MB", "shared_buffers": "32MB"}
"""A standby that was away finds what it missed; two servers for tests are small ones."""
AT_ONCE = {"max_standby_streaming_delay": "0", "shared_buffers": "32MB"}
"""A standby shows what comes at once, whoever reads meanwhile."""


@contextmanager
def primary(folder: Path, bindir: Path) -> Iterator[Embedded]:
    """Run a server with a migrated database that lets standbys follow it."""
    server = Embedded(folder, bindir=bindir, settings={**FASTER, **GOING_ON})
    server.start()
    try:
        with (server.cluster / "pg_hba.conf").open("a", encoding="utf-8") as file:
            file.write("local replication postgres peer map=zairyu\n")
        told(server.server.superuser, "SELECT pg_reload_conf()")
        asyncio.run(_migrated(server))
        yield server
    finally:
        server.stop()


async def _migrated(server: Embedded) -> None:
    await migrate(server.server.owner, server.server.application)


@contextmanager
def standby(of: Embedded, folder: Path) -> Iterator[Embedded]:
    """Run a standby that streams from a server; it may be killed, started again, promoted."""
    made = Embedded(folder, bindir=of.bindir, settings={**FASTER, **AT_ONCE})
    copied(of, made)
    made.start()
    try:
        yield made
    finally:
        made.stop()


def copied(of: Embedded, made: Embedded) -> None:
    """Have a copy of a server's cluster that follows it, as docs/operations.md makes one."""
    command = [
        str(of.bindir / "pg_basebackup"), f"--dbname={of.dsn('postgres', 'postgres')}",
        f"--pgdata={made.cluster}", "--checkpoint=fast", "--wal-method=stream", "--no-sync",
        "--write-recovery-conf",
    ]  # fmt: skip
    made.root.mkdir()
    how: dict[str, Any] = {}
    if made.user is not None:
        os.chown(made.root, made.user.pw_uid, made.user.pw_gid)
        how = {"user": made.user.pw_uid, "group": made.user.pw_gid, "extra_groups": []}
    subprocess.run(command, check=True, capture_output=True, cwd="/", **how)


def told(dsn: str, statement: str) -> object:
    """Return what a statement answers over a connection of its own.

    A standby cuts off who is in the way of what comes from its primary: it is asked again.
    """

    async def answer() -> object:
        connection = await asyncpg.connect(dsn)
        try:
            return await connection.fetchval(statement)
        finally:
            await connection.close()

    for _ in range(_TRIES):
        try:
            return asyncio.run(answer())
        except asyncpg.ConnectionDoesNotExistError:
            continue
    raise AssertionError(statement)


_TRIES = 5


def killed(server: Embedded) -> None:
    """Kill a server, and all that serves in it, and wait for their end."""
    for process in processes(server):
        os.kill(process, signal.SIGKILL)
    server.stop()


def processes(server: Embedded) -> list[int]:
    """Return a server's processes, the one that starts the others first."""
    postmaster = server.pid()
    assert postmaster is not None
    return [
        postmaster,
        *(int(stat.parent.name) for stat in Path("/proc").glob("[0-9]*/stat") if _parent(stat) == postmaster),
    ]


def _parent(stat: Path) -> int:
    try:
        return int(stat.read_text(encoding="utf-8").rpartition(")")[2].split()[1])
    except OSError:
        return 0
