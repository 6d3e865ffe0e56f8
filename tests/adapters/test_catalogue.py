"""The schema: every key starts with the shard, and the application's role can only append."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import asyncpg
import pytest

from adapters.postgres.catalogue import broken_promises, made_by, strangers
from adapters.postgres.database import open_pool
from adapters.postgres.fitness import RoleError, check
from adapters.postgres.migrate import MigrationError, migrate, migrations
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


BROKEN = {
    "GRANT UPDATE ON log.event TO zairyu_app": "UPDATE on log.event",
    "GRANT UPDATE (topic) ON log.event TO zairyu_app": "UPDATE on log.event",
    "GRANT INSERT (position) ON log.event TO PUBLIC": "INSERT on log.event",
    "GRANT TRIGGER ON log.head TO zairyu_app": "TRIGGER on log.head",
    "GRANT DELETE ON keys.data_key TO zairyu_app": "DELETE on keys.data_key",
    "GRANT DELETE, UPDATE (purpose) ON access.look TO zairyu_app": "DELETE, UPDATE on access.look",
    "GRANT UPDATE (office) ON access.token TO zairyu_app": "UPDATE on access.token",
    "GRANT INSERT ON migration.applied TO zairyu_app": "INSERT on migration.applied",
    "GRANT EXECUTE ON FUNCTION log.take_staged TO zairyu_app": "EXECUTE on log.take_staged",
    "GRANT CREATE ON SCHEMA log TO zairyu_app": "CREATE in schema log",
    "GRANT CREATE ON SCHEMA public TO PUBLIC": "CREATE in schema public",
    "GRANT SET ON PARAMETER session_replication_role TO zairyu_app": "SET session_replication_role",
    "GRANT pg_execute_server_program TO zairyu_app": "a member of pg_execute_server_program",
    "GRANT pg_write_all_data TO zairyu_app": "a member of pg_write_all_data",
    "GRANT zairyu_owner TO zairyu_app": "a member of zairyu_owner",
    "ALTER TABLE log.head OWNER TO zairyu_app": "TRIGGER, TRUNCATE, UPDATE on log.head",
    "ALTER ROLE zairyu_app CREATEROLE": "may create roles",
    "SET LOCAL synchronous_commit = off": "synchronous_commit is off",
    "SET LOCAL zairyu.data_may_be_lost = off": "fsync is off",
}


@pytest.mark.parametrize("statement", BROKEN)
async def test_each_broken_promise_is_named(
    superuser: "asyncpg.Connection[asyncpg.Record]", statement: str
) -> None:
    """Within a transaction: roles belong to the whole server, which other tests use."""
    revoke = "REVOKE zairyu_app FROM zairyu_owner"
    async with rolled_back(superuser):
        await superuser.execute(f"{revoke};{statement}" if "zairyu_owner TO" in statement else statement)
        await superuser.execute("SET LOCAL SESSION AUTHORIZATION zairyu_app")
        found = await broken_promises(superuser)
    assert any(BROKEN[statement] in sentence for sentence in found), found


async def test_a_role_with_one_privilege_too_many_may_not_serve(
    pool: "asyncpg.Pool[asyncpg.Record]", superuser: "asyncpg.Connection[asyncpg.Record]"
) -> None:
    await superuser.execute("GRANT UPDATE (topic) ON log.event TO zairyu_app")
    with pytest.raises(RoleError, match=r"zairyu_app has the privilege to UPDATE on log\.event"):
        await check(pool)


DOING_NOTHING = "CREATE FUNCTION lists.mine() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN END';"
STRANGE = {
    DOING_NOTHING: "function lists.mine()",
    DOING_NOTHING + "CREATE TRIGGER mine AFTER DELETE ON lists.dwelling EXECUTE FUNCTION lists.mine()": (
        "trigger mine on lists.dwelling"
    ),
    "CREATE TRIGGER me BEFORE UPDATE ON lists.duty FOR EACH ROW EXECUTE FUNCTION tsvector_update_trigger()": (
        "trigger me on lists.duty"
    ),
    "CREATE OR REPLACE FUNCTION projection.hold_lists() RETURNS void LANGUAGE sql AS ''": (
        "function projection.hold_lists()"
    ),
    "CREATE RULE mine AS ON DELETE TO lists.duty DO INSTEAD NOTHING": "rule mine on lists.duty",
    "CREATE VIEW lists.mine AS SELECT 1": 'rule "_RETURN" on lists.mine',
    "ALTER TABLE lists.duty ALTER settled SET DEFAULT set_config('role', 'zairyu_owner', false)": (
        "default value for lists.duty.settled"
    ),
    "ALTER TABLE lists.duty ADD CHECK (set_config('role', 'zairyu_owner', false) <> '')": (
        "table constraint duty_check on lists.duty"
    ),
    "CREATE POLICY mine ON lists.duty": "policy mine on lists.duty",
    "CREATE DOMAIN lists.mine AS int": "type lists.mine",
    "CREATE OPERATOR lists.= (LEFTARG = uuid, RIGHTARG = uuid, FUNCTION = uuid_eq)": (
        "operator lists.=(pg_catalog.uuid,pg_catalog.uuid)"
    ),
    "CREATE FUNCTION lists.e() RETURNS event_trigger LANGUAGE plpgsql AS 'BEGIN END';"
    "CREATE EVENT TRIGGER mine ON ddl_command_end EXECUTE FUNCTION lists.e()": "event trigger mine",
    "ALTER TABLE log.event DISABLE TRIGGER no_delete": "trigger no_delete on log.event",
    "CREATE OR REPLACE FUNCTION log.refuse_change() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN END'": (
        "function log.refuse_change()"
    ),
}


@pytest.mark.parametrize("statement", STRANGE)
async def test_what_no_migration_made_is_named(
    superuser: "asyncpg.Connection[asyncpg.Record]", statement: str
) -> None:
    made = made_by(m.text for m in migrations())
    assert await strangers(superuser, made) == []
    async with rolled_back(superuser):
        await superuser.execute(statement)
        found = await strangers(superuser, made)
    assert f"{STRANGE[statement]} is not as a migration made it" in found, found


async def test_a_trigger_of_the_applications_stops_the_start_and_the_next_migration(
    database: Dsns, pool: "asyncpg.Pool[asyncpg.Record]"
) -> None:
    """Once it ran as the owner, within a migration that touched the table."""
    await pool.execute(
        "CREATE FUNCTION lists.rise() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN SET ROLE zairyu_owner;"
        " UPDATE log.event SET topic = NULL; RETURN NULL; END';"
        " CREATE TRIGGER rise AFTER DELETE ON lists.dwelling EXECUTE FUNCTION lists.rise()"
    )
    with pytest.raises(RoleError, match=r"trigger rise on lists\.dwelling"):
        await check(pool)
    with pytest.raises(MigrationError, match=r"trigger rise on lists\.dwelling"):
        await migrate(database.owner, database.application)


@asynccontextmanager
async def rolled_back(connection: "asyncpg.Connection[asyncpg.Record]") -> AsyncIterator[None]:
    """Whatever is done within leaves nothing behind."""
    transaction = connection.transaction()
    await transaction.start()
    try:
        yield
    finally:
        await transaction.rollback()


async def test_a_schema_behind_the_program_may_not_serve(
    pool: "asyncpg.Pool[asyncpg.Record]", superuser: "asyncpg.Connection[asyncpg.Record]"
) -> None:
    await superuser.execute("DELETE FROM migration.applied WHERE number = 1")
    with pytest.raises(MigrationError, match="0001_beginning"):
        await check(pool)


async def test_an_edited_migration_is_refused(
    database: Dsns, superuser: "asyncpg.Connection[asyncpg.Record]"
) -> None:
    await superuser.execute("UPDATE migration.applied SET digest = '' WHERE number = 1")
    with pytest.raises(MigrationError, match="0001_beginning"):
        await migrate(database.owner, database.application)


async def test_a_newer_database_is_refused(
    database: Dsns, superuser: "asyncpg.Connection[asyncpg.Record]"
) -> None:
    await superuser.execute("INSERT INTO migration.applied (number, name, digest) VALUES (9999, 'x', '')")
    with pytest.raises(MigrationError, match="newer"):
        await migrate(database.owner, database.application)
