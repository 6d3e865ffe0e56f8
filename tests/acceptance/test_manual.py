"""The manual's own commands, as docs/operations.md has them, run against scratch servers."""

import os
import re
import shutil
import subprocess
import sys
import tempfile
from asyncio import to_thread
from collections.abc import AsyncIterator, Iterator, Mapping, Sequence
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from pathlib import Path
from uuid import UUID

import asyncpg
import pytest
from msgspec.structs import replace

from adapters.binaries import find_bindir
from adapters.embedded import Embedded
from adapters.keys import keyring
from adapters.postgres.database import open_pool
from adapters.postgres.fitness import check
from adapters.postgres.log import open_log
from adapters.postgres.log.writer import MICROSECOND
from adapters.postgres.migrate import MigrationError
from adapters.settings import Settings
from adapters.verification import verify
from domain.history import Recorded
from tests.adapters.lives import adding, opened
from tests.adapters.test_comparing import LANDED
from tests.api.office import Office, arrival, office
from tests.conftest import Dsns
from tests.databases import administrator, drop

MANUAL = Path(__file__).parents[2] / "docs" / "operations.md"
RESIDENT = "00000000-0000-4000-8000-000000000001"
STORED = """
SELECT pg_describe_object(classid, objid, objsubid) AS name, pg_get_userbyid(owner) AS owner FROM (
    SELECT 'pg_class'::regclass::oid, oid, 0, relowner, relnamespace FROM pg_class WHERE relkind IN ('r', 'i')
    UNION ALL
    SELECT 'pg_proc'::regclass::oid, oid, 0, proowner, pronamespace FROM pg_proc
) AS found (classid, objid, objsubid, owner, namespace)
WHERE namespace::regnamespace::text IN ('lists', 'lists_next', 'projection') ORDER BY 1, 2
"""


def commands(section: str) -> list[str]:
    """The blocks of commands of one section of the manual, in their order."""
    text = MANUAL.read_text(encoding="utf-8").split(f"\n## {section}\n")[1].split("\n## ")[0]
    return re.findall(r"```sh\n(.*?)```", text, re.DOTALL)


async def pasted(block: str, environment: Mapping[str, str]) -> str:
    """Paste a block into a shell that stops at the first error; return what it said."""
    path = os.pathsep.join([str(Path(sys.executable).parent), str(find_bindir()), os.environ["PATH"]])
    done = await to_thread(
        subprocess.run,
        ["sh", "-eux", "-c", block],
        env={**os.environ, **environment, "PATH": path},
        capture_output=True,
        text=True,
        timeout=120,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


@pytest.fixture
def place() -> Iterator[Path]:
    """A folder that every user can enter: root's embedded server runs as another one."""
    found = Path(tempfile.mkdtemp(prefix="zairyu-manual-"))
    found.chmod(0o755)
    yield found
    shutil.rmtree(found, ignore_errors=True)


@pytest.fixture
def folders(place: Path) -> dict[str, str]:
    """Where the manual's commands put things."""
    found = {"BACKUP": place / "backup", "KEYS": place / "keys"}
    for folder in (*found.values(), place / "old", place / "new"):
        folder.mkdir()
    return {name: str(path) for name, path in found.items()}


def environment(dsns: Mapping[str, str], data: Path, folders: Mapping[str, str]) -> dict[str, str]:
    return {**folders, **dsns, "ZAIRYU_DATA": str(data), "ZAIRYU_SEAL_TO": f"{folders['BACKUP']}/seals"}


async def record(dsn: str, data: Path) -> None:
    pool = await open_pool(dsn, size=2)
    async with pool, open_log(pool, keyring(Settings(data=data)), shard=0) as log:
        await log.append(adding(UUID(RESIDENT), opened(), LANDED))


async def test_the_manual_restores_a_dump_without_the_lists(
    database: Dsns, server: Embedded, place: Path, folders: dict[str, str]
) -> None:
    backup, restore, *_ = commands("Backup and restore")
    dsns = {"ZAIRYU_DATABASE_URL": database.application, "ZAIRYU_OWNER_DATABASE_URL": database.owner}
    old = environment(dsns, place / "old", folders)
    await record(database.application, place / "old")
    await pasted("zairyu rebuild; zairyu seal", old)
    await pasted(backup, old)
    async with empty_database(server, f"{database.name}_restored") as dsns:
        said = await pasted(restore, environment(dsns, place / "new", folders))
        assert "1 residents, 2 events, level with position 2" in said
        assert said.endswith("clean\n")
        restored = server.dsn("postgres", f"{database.name}_restored")
        assert await stored(restored) == await stored(database.superuser)


@asynccontextmanager
async def empty_database(server: Embedded, name: str) -> AsyncIterator[dict[str, str]]:
    """Make a database with nothing in it, and give the settings that name it."""
    async with administrator(server) as connection:
        await connection.execute(f'CREATE DATABASE "{name}" OWNER zairyu_owner')
    try:
        yield {
            "ZAIRYU_DATABASE_URL": server.dsn("zairyu_app", name),
            "ZAIRYU_OWNER_DATABASE_URL": server.dsn("zairyu_owner", name),
        }
    finally:
        await drop(server, name)


async def stored(dsn: str) -> list[tuple[str, ...]]:
    connection = await asyncpg.connect(dsn)
    found = [tuple(r) for r in await connection.fetch(STORED)]
    await connection.close()
    return found


async def test_the_manual_brings_the_embedded_log_back(place: Path, folders: dict[str, str]) -> None:
    *_, out, back = commands("Backup and restore")
    without = {"ZAIRYU_DATABASE_URL": "", "ZAIRYU_OWNER_DATABASE_URL": ""}
    old, new = (environment(without, place / part, folders) for part in ("old", "new"))
    await pasted("zairyu demo --residents 3 --workers 1", old)
    await pasted(out, old)
    assert (await pasted(back, new)).endswith("clean\n")


@pytest.mark.parametrize(
    ("gone", "named"),
    [("lists, lists_next", "lists.duty"), ("projection", "projection.checkpoint")],
)
async def test_what_is_missing_is_named(
    ward: Office, database: Dsns, superuser: "asyncpg.Connection[asyncpg.Record]", gone: str, named: str
) -> None:
    await superuser.execute(f"DROP SCHEMA {gone} CASCADE")
    ready = (await ward.client.get("/health/ready")).json()
    assert named in ready["missing"]
    pool = await open_pool(database.application, size=1)
    async with pool:
        with pytest.raises(MigrationError, match=rf"{named}.*zairyu migrate"):
            await check(pool)


async def test_a_clock_that_was_ahead_is_told(
    ward: Office, superuser: "asyncpg.Connection[asyncpg.Record]"
) -> None:
    assert (await ward.client.get("/health/ready")).json()["clock_ahead"] == 0
    await superuser.execute("UPDATE log.head SET recorded_at = clock_timestamp() + interval '50 s'")
    await ward.open(*arrival())
    assert (await ward.client.get("/health/ready")).json()["clock_ahead"] == 0
    await superuser.execute("UPDATE log.head SET recorded_at = '2098-12-31'")
    await ward.open(*arrival())
    assert (await ward.client.get("/health/ready")).json()["clock_ahead"] > 86_400
    report = await verify(ward.parts.services.pool, shard=0)
    assert [fault.code for fault in report.faults] == ["clock-ahead"]


async def test_the_manual_leads_back_when_a_clock_was_ahead(
    database: Dsns, server: Embedded, place: Path, folders: dict[str, str]
) -> None:
    await the_way_back(database, server, place, folders, residents=2)


@pytest.mark.torture
async def test_the_manual_leads_back_when_a_clock_was_ahead_for_long(
    database: Dsns, server: Embedded, place: Path, folders: dict[str, str]
) -> None:
    await the_way_back(database, server, place, folders, residents=2000)


async def the_way_back(
    database: Dsns, server: Embedded, place: Path, folders: dict[str, str], *, residents: int
) -> None:
    """Lives, a clock far ahead, as many lives again; then what the manual says, and what is known now."""
    out, back = commands("A clock that was ahead")
    data = place / "old"
    keyring(Settings(data=data))
    key = (data / "master.key").read_text()
    dsns = {"ZAIRYU_DATABASE_URL": database.application, "ZAIRYU_OWNER_DATABASE_URL": database.owner}
    async with office(database.application, data, key=key) as ward:
        token = await ward.token("caseworker")
        ids = [await ward.open(*arrival()) for _ in range(residents)]
        superuser = await asyncpg.connect(database.superuser)
        await superuser.execute("UPDATE log.head SET recorded_at = '2098-12-31'")
        await superuser.close()
        ids += [await ward.open(*arrival()) for _ in range(residents)]
        [fault] = (await verify(ward.parts.services.pool, shard=0)).faults
        assert (fault.code, fault.position) == ("clock-ahead", 4 * residents + 1)
        assert await known_now(ward, ids, token) == [200] * residents + [404] * residents
        before = await entries(ward)
    instant = datetime.now(UTC)
    await pasted(out, environment(dsns, data, folders))
    async with empty_database(server, f"{database.name}_back") as dsns:
        new = environment(dsns, data, folders) | {"INSTANT": instant.isoformat()}
        said = await pasted(back, new)
        assert f"{4 * residents} of the file set back in time, from line {4 * residents + 1} on" in said
        assert said.endswith("clean\n")
        async with office(dsns["ZAIRYU_DATABASE_URL"], data, key=key) as ward:
            assert (await ward.client.get("/health/ready")).json()["clock_ahead"] == 0
            after = await entries(ward)
            changed = after[4 * residents :]
            assert [r.recorded_at for r in changed] == [
                instant + n * MICROSECOND for n in range(1, len(changed) + 1)
            ]
            assert after == [
                replace(r, recorded_at=a.recorded_at) if a in changed else r
                for r, a in zip(before, after, strict=True)
            ]
            ids.append(await ward.open(*arrival()))
            assert await known_now(ward, ids, token) == [200] * len(ids)


async def known_now(ward: Office, ids: Sequence[str], token: str) -> list[int]:
    now = datetime.now(UTC).isoformat()
    return [(await ward.get(f"/v1/residents/{i}", token=token, known=now)).status_code for i in ids]


async def entries(ward: Office) -> list[Recorded]:
    log = ward.parts.services.log
    return await log.feed(after=0, limit=await log.head())
