"""The oldest PostgreSQL that the manual promises; runs where Debian's postgresql-15 is installed."""

import os
import shutil
import subprocess
import tempfile
from asyncio import to_thread
from collections.abc import Iterator
from pathlib import Path

import asyncpg
import pytest

from adapters.embedded import Embedded
from adapters.postgres.database import open_pool
from adapters.postgres.fitness import check
from adapters.postgres.migrate import migrate, migrations

OLDER = Path("/usr/lib/postgresql/15/bin")
ROLES = Path(__file__).parents[2] / "docker" / "roles.sh"
pytestmark = pytest.mark.skipif(not (OLDER / "initdb").exists(), reason="PostgreSQL 15 is not installed")


@pytest.fixture
def older() -> Iterator[Embedded]:
    """A server of PostgreSQL 15 of its own."""
    path = Path(tempfile.mkdtemp(prefix="zairyu-older-"))
    path.chmod(0o755)
    server = Embedded(path / "data", bindir=OLDER)
    server.start()
    yield server
    server.stop()
    shutil.rmtree(path, ignore_errors=True)


async def test_the_roles_of_the_container_are_made_on_the_oldest_server(
    older: Embedded, tmp_path: Path
) -> None:
    superuser = await asyncpg.connect(older.dsn("postgres", "postgres"))
    for statement in ("DROP DATABASE zairyu", "DROP ROLE zairyu_owner", "DROP ROLE zairyu_app"):
        await superuser.execute(statement)
    await superuser.close()
    names = {"POSTGRES_USER": "postgres", "PGHOST": str(older.sockets), "PGDATABASE": "postgres"}
    (tmp_path / "word").write_text("a")
    words = dict.fromkeys(("OWNER_PASSWORD_FILE", "APPLICATION_PASSWORD_FILE"), str(tmp_path / "word"))
    environment = {**os.environ, **names, **words, "PATH": f"{OLDER}:{os.environ['PATH']}"}
    done = await to_thread(
        subprocess.run, ["sh", str(ROLES)], env=environment, capture_output=True, text=True, timeout=60
    )
    assert done.returncode == 0, done.stderr
    application = older.dsn("zairyu_app", "zairyu")
    ran = await migrate(older.dsn("zairyu_owner", "zairyu"), application)
    assert ran == tuple(m.name for m in migrations())
    pool = await open_pool(application, size=1)
    async with pool:
        await check(pool)
