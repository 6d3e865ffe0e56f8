"""The schema: every key starts with the shard, and the application's role can only append."""

import asyncpg
import pytest

from adapters.postgres.database import RoleError, check, open_pool
from adapters.postgres.migrate import MigrationError, migrate
from tests.conftest import Dsns

KEYS = """
SELECT c.conrelid::regclass::text AS relation, c.conname AS name,
       (SELECT a.attname FROM pg_attribute a
         WHERE a.attrelid = c.conrelid AND a.attnum = c.conkey[1]) AS first
  FROM pg_constraint c JOIN pg_namespace n ON n.oid = c.connamespace
 WHERE c.contype IN ('p', 'u', 'f') AND n.nspname IN ('log', 'keys', 'lists', 'projection')
UNION ALL
SELECT i.indrelid::regclass::text, i.indexrelid::regclass::text,
       (SELECT a.attname FROM pg_attribute a WHERE a.attrelid = i.indrelid AND a.attnum = i.indkey[0])
  FROM pg_index i JOIN pg_class c ON c.oid = i.indrelid JOIN pg_namespace n ON n.oid = c.relnamespace
 WHERE i.indisunique AND n.nspname IN ('log', 'keys', 'lists', 'projection')
"""

INSERT = """
INSERT INTO log.event (shard, position, resident_id, version, recorded_at, leaf)
VALUES (0, 1, gen_random_uuid(), 1, now(), '')
"""
FORBIDDEN = [
    INSERT,
    "UPDATE log.event SET body = ''",
    "DELETE FROM log.event",
    "TRUNCATE log.event",
    "DROP TABLE log.event",
    "ALTER TABLE log.event DISABLE TRIGGER ALL",
    "UPDATE log.head SET position = 0",
    "DELETE FROM keys.data_key",
    "UPDATE keys.data_key SET wrapped = ''",
    "DELETE FROM log.card_claim",
    "DELETE FROM log.idempotency",
    "DELETE FROM log.seal",
    "CREATE FUNCTION log.mine() RETURNS int LANGUAGE sql AS 'SELECT 1'",
    "CREATE TABLE public.mine (a int)",
    "SET ROLE zairyu_owner",
    "SET session_replication_role = replica",
]


async def test_every_key_starts_with_the_shard(superuser: "asyncpg.Connection[asyncpg.Record]") -> None:
    keys = await superuser.fetch(KEYS)
    assert len(keys) > 10
    others = {(k["relation"], k["first"]) for k in keys if k["first"] != "shard"}
    assert others == {("log.card_claim", "number")}


async def test_the_application_can_only_append(pool: "asyncpg.Pool[asyncpg.Record]") -> None:
    for statement in FORBIDDEN:
        with pytest.raises(asyncpg.InsufficientPrivilegeError):
            await pool.execute(statement)


async def test_even_the_owner_meets_the_trigger(database: Dsns) -> None:
    owner = await asyncpg.connect(database.owner)
    await owner.execute(INSERT)
    for statement in ("UPDATE log.event SET topic = 'x'", "DELETE FROM log.event", "TRUNCATE log.event"):
        with pytest.raises(asyncpg.InsufficientPrivilegeError, match="append-only"):
            await owner.execute(statement)
    await owner.close()


async def test_the_application_may_serve(pool: "asyncpg.Pool[asyncpg.Record]") -> None:
    await check(pool)


@pytest.mark.parametrize("role", ["owner", "superuser"])
async def test_a_role_that_could_change_events_may_not_serve(database: Dsns, role: str) -> None:
    pool = await open_pool(getattr(database, role))
    with pytest.raises(RoleError):
        await check(pool)
    await pool.close()


@pytest.mark.parametrize(
    "grant",
    ["GRANT UPDATE ON log.event TO zairyu_app", "GRANT DELETE ON keys.data_key TO zairyu_app"],
)
async def test_one_privilege_too_many_is_refused(
    pool: "asyncpg.Pool[asyncpg.Record]", superuser: "asyncpg.Connection[asyncpg.Record]", grant: str
) -> None:
    await superuser.execute(grant)
    with pytest.raises(RoleError):
        await check(pool)


async def test_a_schema_behind_the_program_may_not_serve(
    pool: "asyncpg.Pool[asyncpg.Record]", superuser: "asyncpg.Connection[asyncpg.Record]"
) -> None:
    await superuser.execute("DELETE FROM migration.applied WHERE number = 3")
    with pytest.raises(MigrationError, match="0003_tracking"):
        await check(pool)


async def test_an_edited_migration_is_refused(
    database: Dsns, superuser: "asyncpg.Connection[asyncpg.Record]"
) -> None:
    await superuser.execute("UPDATE migration.applied SET digest = '' WHERE number = 2")
    with pytest.raises(MigrationError, match="0002_append"):
        await migrate(database.owner)


async def test_a_newer_database_is_refused(
    database: Dsns, superuser: "asyncpg.Connection[asyncpg.Record]"
) -> None:
    await superuser.execute("INSERT INTO migration.applied (number, name, digest) VALUES (9999, 'x', '')")
    with pytest.raises(MigrationError, match="newer"):
        await migrate(database.owner)
