"""`sql/schema/` holds one object a file; the migrations together make exactly these."""

import os
from collections.abc import AsyncIterator
from pathlib import Path
from uuid import uuid4

import asyncpg
import pytest

import adapters.postgres
from adapters.embedded import Embedded
from adapters.postgres.statements import sql
from tests.databases import administrator, drop

FOLDER = Path(adapters.postgres.__file__).parent / "sql" / "schema"
OBJECTS = sorted(str(path.relative_to(FOLDER.parent)) for path in FOLDER.rglob("*.sql"))
THE_APPLICATIONS = ("schema/lists/", "schema/projection/", "schema/console/", "schema/exchange/")
NOT_THERE_YET = (
    asyncpg.InvalidSchemaNameError,
    asyncpg.UndefinedTableError,
    asyncpg.UndefinedFunctionError,
)

CATALOGUE = """
WITH schema AS (
    SELECT oid, nspname AS name FROM pg_namespace
     WHERE nspname IN ('log', 'keys', 'access', 'lists', 'lists_next', 'projection', 'console', 'exchange',
                   'public')
), relation AS (
    SELECT c.*, s.name || '.' || c.relname AS name FROM pg_class c JOIN schema s ON s.oid = c.relnamespace
), function AS (
    SELECT p.*, p.oid::regprocedure::text AS name FROM pg_proc p JOIN schema s ON s.oid = p.pronamespace
)
SELECT 'schema ' || n.nspname || ' of ' || n.nspowner::regrole
  FROM pg_namespace n JOIN schema s ON s.oid = n.oid
UNION ALL
SELECT concat_ws(' ', 'relation', name, 'of', relowner::regrole, relkind, relpersistence, reloptions::text)
  FROM relation
UNION ALL
SELECT concat_ws(' ', 'column', r.name, a.attname, format_type(a.atttypid, a.atttypmod),
                 a.attcollation::regcollation, a.attnotnull, nullif(a.attidentity, ''), a.attstorage,
                 pg_get_expr(d.adbin, d.adrelid))
  FROM pg_attribute a JOIN relation r ON r.oid = a.attrelid
  LEFT JOIN pg_attrdef d ON (d.adrelid, d.adnum) = (a.attrelid, a.attnum)
 WHERE r.relkind = 'r' AND a.attnum > 0 AND NOT a.attisdropped
UNION ALL
SELECT concat_ws(' ', 'constraint', r.name, c.conname, pg_get_constraintdef(c.oid))
  FROM pg_constraint c JOIN relation r ON r.oid = c.conrelid
UNION ALL
SELECT 'index ' || pg_get_indexdef(i.indexrelid) FROM pg_index i JOIN relation r ON r.oid = i.indrelid
UNION ALL
SELECT 'function of ' || proowner::regrole || ' ' || pg_get_functiondef(oid) FROM function
UNION ALL
SELECT concat_ws(' ', pg_get_triggerdef(t.oid), t.tgenabled)
  FROM pg_trigger t JOIN relation r ON r.oid = t.tgrelid WHERE NOT t.tgisinternal
UNION ALL
SELECT concat_ws(' ', 'privilege', held.name, held.acl) FROM (
    SELECT n.nspname AS name, unnest(coalesce(n.nspacl, acldefault('n', n.nspowner)))::text AS acl
      FROM pg_namespace n JOIN schema s ON s.oid = n.oid
    UNION ALL
    SELECT name, unnest(coalesce(relacl, acldefault('r', relowner)))::text FROM relation WHERE relkind = 'r'
    UNION ALL
    SELECT r.name || '.' || a.attname, unnest(a.attacl)::text
      FROM pg_attribute a JOIN relation r ON r.oid = a.attrelid
    UNION ALL
    SELECT name, unnest(coalesce(proacl, acldefault('f', proowner)))::text FROM function
) held
UNION ALL
SELECT 'head ' || shard FROM log.head
"""
"""Whatever the program makes in a database, a line for each part; not the order of columns."""


@pytest.fixture
async def empty(server: Embedded) -> AsyncIterator["asyncpg.Connection[asyncpg.Record]"]:
    """The owner's connection to a database in which nothing has been made."""
    name = f"test_{os.getpid()}_{uuid4().hex[:8]}"
    async with administrator(server) as connection:
        await connection.execute(f'CREATE DATABASE "{name}" OWNER zairyu_owner')
    owner = await asyncpg.connect(server.dsn("zairyu_owner", name))
    yield owner
    await owner.close()
    await drop(server, name)


async def test_migrations_add_up_to_the_objects(
    empty: "asyncpg.Connection[asyncpg.Record]", superuser: "asyncpg.Connection[asyncpg.Record]"
) -> None:
    waiting = OBJECTS
    while waiting:
        made = {name for name in waiting if await _is_made(empty, name)}
        assert made, f"neither of {waiting} finds what it needs"
        waiting = [name for name in waiting if name not in made]
    objects = {r[0] for r in await empty.fetch(CATALOGUE)}
    migrated = {r[0] for r in await superuser.fetch(CATALOGUE)}
    assert len(objects) > 200
    assert sorted(objects - migrated) == sorted(migrated - objects) == []


async def _is_made(owner: "asyncpg.Connection[asyncpg.Record]", name: str) -> bool:
    """Make an object, as the role that shall own it, unless another one must be there before."""
    role = "zairyu_app" if name.startswith(THE_APPLICATIONS) else "zairyu_owner"
    try:
        async with owner.transaction():
            await owner.execute(f"SET LOCAL ROLE {role}")
            await owner.execute(sql(name))
    except NOT_THERE_YET:
        return False
    return True
