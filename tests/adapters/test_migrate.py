"""Migrations run once, in order, whoever starts them; a schema is what they make together."""

import asyncio
import os
from uuid import uuid4

import asyncpg
import pytest

from adapters.embedded import Embedded
from adapters.postgres import migrate as migrate_module
from adapters.postgres.migrate import APPLICATION, Migration, MigrationError, migrate, migrations
from adapters.settings import SettingError, Settings, from_environment
from tests.conftest import Dsns
from tests.databases import administrator, drop


async def test_a_second_run_does_nothing(database: Dsns) -> None:
    assert await migrate(database.owner, database.application) == ()


async def test_many_at_once_on_an_empty_database(server: Embedded) -> None:
    name = f"test_{os.getpid()}_{uuid4().hex[:8]}"
    async with administrator(server) as connection:
        await connection.execute(f'CREATE DATABASE "{name}" OWNER zairyu_owner')
    dsns = [server.dsn(role, name) for role in ("zairyu_owner", "zairyu_app")]
    ran = await asyncio.gather(*[migrate(*dsns) for _ in range(3)])
    await drop(server, name)
    assert sorted(ran, key=len)[:2] == [(), ()]
    assert max(ran, key=len) == tuple(m.name for m in migrations())


STOOD = """
    INSERT INTO lists.standing
    VALUES (0, gen_random_uuid(), 0, '2026-04-06', 'infinity', '2026-04-06', 'infinity', '01101', '01101',
        'student', 'valid', '{}', '1990-05-12', 'NP', NULL)
"""
"""A row of the lists as the first migration made them."""


async def test_an_upgrade_that_makes_further_tables_leaves_the_lists_as_they_are(
    server: Embedded, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A table that no migration has made yet is not one that a restore has lost."""
    name = f"test_{os.getpid()}_{uuid4().hex[:8]}"
    async with administrator(server) as connection:
        await connection.execute(f'CREATE DATABASE "{name}" OWNER zairyu_owner')
    dsns = [server.dsn(role, name) for role in ("zairyu_owner", "zairyu_app")]
    first, *further = migrations()
    with monkeypatch.context() as before:
        before.setattr(migrate_module, "migrations", lambda: (first,))
        await migrate(*dsns)
    connection = await asyncpg.connect(server.dsn("postgres", name))
    await connection.execute(STOOD)
    there = await connection.fetchval("SELECT 'lists.duty'::regclass::oid")
    assert await migrate(*dsns) == tuple(m.name for m in further)
    assert await connection.fetchval("SELECT date_of_birth FROM lists.standing") == "1990-05-12"
    assert await connection.fetchval("SELECT 'lists.duty'::regclass::oid") == there
    await connection.close()
    await drop(server, name)


async def test_the_application_may_not_migrate(database: Dsns, server: Embedded) -> None:
    async with administrator(server) as connection:
        await connection.execute(f'CREATE DATABASE "{database.name}_x" OWNER zairyu_owner')
    with pytest.raises(Exception, match="permission denied"):
        await migrate(*[server.dsn("zairyu_app", f"{database.name}_x")] * 2)
    await drop(server, f"{database.name}_x")


WHO = "RESET ROLE; CREATE TABLE lists.who AS SELECT session_user::text AS session, current_user::text AS role"


async def test_the_applications_half_runs_as_the_application_and_is_taken_up_when_it_broke_off(
    database: Dsns, monkeypatch: pytest.MonkeyPatch, superuser: "asyncpg.Connection[asyncpg.Record]"
) -> None:
    """No way back to the owner, whatever a trigger of its own does meanwhile."""
    landed = migrations()
    broken = Migration(
        9999, "9999_two_halves", f"CREATE TABLE log.one (a int);\n{APPLICATION}\n{WHO}; SELECT 1 / 0"
    )
    monkeypatch.setattr(migrate_module, "migrations", lambda: (*landed, broken))
    with pytest.raises(asyncpg.DivisionByZeroError):
        await migrate(database.owner, database.application)
    mended = Migration(9999, broken.name, broken.text.replace("1 / 0", "1 / 1"))
    await superuser.execute("UPDATE migration.applied SET digest = $1 WHERE number = 9999", mended.digest)
    monkeypatch.setattr(migrate_module, "migrations", lambda: (*landed, mended))
    assert await migrate(database.owner, database.application) == ("9999_two_halves",)
    assert await migrate(database.owner, database.application) == ()
    assert tuple(await superuser.fetchrow("SELECT * FROM lists.who") or ()) == ("zairyu_app", "zairyu_app")


async def test_an_application_that_could_be_the_owner_is_refused(database: Dsns, server: Embedded) -> None:
    name = f"{database.name}_y"
    async with administrator(server) as connection:
        await connection.execute(f'CREATE DATABASE "{name}" OWNER zairyu_owner')
    with pytest.raises(MigrationError, match="could act as the owner"):
        await migrate(*[server.dsn("zairyu_owner", name)] * 2)
    await drop(server, name)


def test_numbers_are_used_once() -> None:
    numbers = [m.number for m in migrations()]
    assert len(set(numbers)) == len(numbers)


@pytest.mark.parametrize("migration", migrations(), ids=lambda m: m.name)
def test_a_second_half_makes_what_the_log_makes_again_or_none_of_it(migration: Migration) -> None:
    half = migration.halves[1]
    made = {*migrate_module._TABLE.findall(half)}
    derived = {*migrate_module.DERIVED}
    assert made <= derived or not (made & derived or migrate_module._NAMES_DERIVED.search(half))


def test_settings_come_from_the_environment() -> None:
    settings = from_environment(
        {"ZAIRYU_PORT": "81", "ZAIRYU_TODAY": "2029-12-31", "ZAIRYU_POLICY_ROLL_90": "ON"}
    )
    assert (settings.port, str(settings.today), settings.policy.roll_90) == (81, "2029-12-31", "ON")
    assert from_environment({"ZAIRYU_PORT": " "}).port == Settings().port


@pytest.mark.parametrize(
    "bad",
    [
        {"ZAIRYU_PORT": "x"},
        {"ZAIRYU_TODAY": "2029"},
        {"ZAIRYU_POLICY_NO": "1"},
        {"ZAIRYU_POLICY_ROLL_90": "x"},
    ],
)
def test_a_setting_that_cannot_be_read_is_named(bad: dict[str, str]) -> None:
    (name,) = bad
    with pytest.raises(SettingError) as caught:
        from_environment(bad)
    assert name in str(caught.value)
