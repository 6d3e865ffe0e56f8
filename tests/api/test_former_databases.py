"""A database that a zairyu before 0.1.0 made is refused with the way to carry its log over, gone here."""

import json
import os
import subprocess
import sys
from asyncio import to_thread
from collections.abc import Iterator
from datetime import date
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import asyncpg
import pytest
from click.testing import CliRunner

from adapters.embedded import Embedded
from adapters.keys import new_key
from adapters.postgres.migrate import migrate
from api.cli import main
from tests.api.office import office
from tests.conftest import FASTER, Dsns

FORMER = Path(__file__).parents[1] / "history" / "before-0.1.0"
ANSWERS = json.loads((FORMER / "answers.json").read_text())
WAY_OVER = (
    "`zairyu export FILE`",
    "`zairyu migrate`",
    "`zairyu import --as-recorded FILE`",
    "`zairyu rebuild`",
)


async def run(environment: dict[str, str], *words: str, status: int = 0) -> str:
    """Run a command in this process and return what it printed."""
    done = await to_thread(partial(CliRunner().invoke, main, list(words), env=environment))
    assert done.exit_code == status, done.output
    return str(done.output)


async def refusal(environment: dict[str, str], *words: str) -> str:
    """Run a command that fails, in a process of its own, and return what it says at the end."""
    command = [str(Path(sys.executable).with_name("zairyu")), *words]
    started = partial(
        subprocess.run, env=environment, capture_output=True, text=True, timeout=60, check=False
    )
    done = await to_thread(started, command)
    assert done.returncode == 1, done.stdout
    return done.stderr


def at(database: Dsns, folder: Path) -> dict[str, str]:
    return {
        **os.environ, "ZAIRYU_DATABASE_URL": database.application, "ZAIRYU_DATA": str(folder),
        "ZAIRYU_OWNER_DATABASE_URL": database.owner, "ZAIRYU_PORT": "0",
    }  # fmt: skip


@pytest.fixture
def open_folder() -> Iterator[Path]:
    """A folder that the embedded server's user can enter."""
    with TemporaryDirectory(prefix="zairyu-former-") as path:
        Path(path).chmod(0o755)
        yield Path(path) / "data"


async def make_former(dsn: str) -> None:
    """Let a database tell of the migrations that ran before 0.1.0."""
    names = (FORMER / "migrations.txt").read_text().split()
    owner = await asyncpg.connect(dsn)
    async with owner.transaction():
        await owner.execute("DELETE FROM migration.applied")
        await owner.executemany(
            "INSERT INTO migration.applied (number, name, digest) VALUES ($1, $2, '')",
            [(int(name[:4]), name) for name in names],
        )
    await owner.close()


@pytest.mark.parametrize("command", ["migrate", "serve", "verify"])
async def test_a_former_database_is_refused_with_the_way_over(
    command: str, database: Dsns, tmp_path: Path
) -> None:
    await make_former(database.owner)
    said = await refusal(at(database, tmp_path), command)
    assert "the database was made by a zairyu before 0.1.0" in said
    assert [part for part in WAY_OVER if part not in said] == []


async def test_a_former_folder_is_refused_too_and_stays_as_it_is(open_folder: Path) -> None:
    """The embedded server's database is migrated by whatever command comes first."""
    folder = Embedded(open_folder, settings=FASTER)
    folder.start()
    try:
        await migrate(folder.server.owner, folder.server.application)
        await make_former(folder.server.owner)
        owner = await asyncpg.connect(folder.server.owner)
        await owner.execute("DROP TABLE lists.duty")
        environment = {**os.environ, "ZAIRYU_DATA": str(open_folder), "ZAIRYU_PORT": "0"}
        for words in (["serve"], ["demo", "--residents", "1"]):
            said = await refusal(environment, *words)
            assert [part for part in WAY_OVER if part not in said] == []
        assert await owner.fetchval("SELECT to_regclass('lists.resident') IS NOT NULL")
        await owner.close()
    finally:
        folder.stop()


async def test_its_export_comes_back_as_recorded_and_answers_the_same(database: Dsns, tmp_path: Path) -> None:
    key = new_key()
    new = {**at(database, tmp_path), "ZAIRYU_KEY": key, "ZAIRYU_TODAY": ANSWERS["on"]}
    assert "nothing to do" in await run(new, "migrate")
    export = FORMER / "export.ndjson"
    assert "120 events brought back" in await run(new, "import", "--as-recorded", str(export))
    await run(new, "rebuild", "--workers", "1")
    await run(new, "export", str(tmp_path / "again"))
    assert (tmp_path / "again").read_bytes() == export.read_bytes()
    today = date.fromisoformat(ANSWERS["on"])
    async with office(database.application, tmp_path, today=today, key=key) as found:
        residents = (await found.get("/v1/residents", limit=50)).json()["items"]
        assert [_former(new, old) for new, old in zip(residents, ANSWERS["residents"], strict=True)] == (
            ANSWERS["residents"]
        )
        for state, before in ANSWERS["obligations"].items():
            now = (await found.get("/v1/obligations", state=state, limit=200)).json()["items"]
            assert [item for item in before if item not in [_former(n, item) for n in now]] == [], state


def _former(answer: dict[str, Any], before: dict[str, Any]) -> dict[str, Any]:
    """Return of an answer what there was to it before."""
    return {key: answer[key] for key in before}
