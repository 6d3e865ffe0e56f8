"""Every SQL file holds one statement that PostgreSQL can prepare on the migrated schema."""

from importlib.resources import files
from uuid import UUID

import asyncpg

from adapters.postgres.statements import sql

FOLDER = files("adapters.postgres") / "sql"
STATEMENTS = sorted(
    (area.name, file.name.removesuffix(".sql"))
    for area in FOLDER.iterdir()
    if area.is_dir() and area.name not in ("schema", "migrations", "cluster", "migrate")
    for file in area.iterdir()
    if file.name.endswith(".sql")
)


async def test_every_statement_can_be_prepared(pool: "asyncpg.Pool[asyncpg.Record]") -> None:
    assert STATEMENTS
    broken = {}
    async with pool.acquire() as connection, connection.transaction():
        await connection.execute(sql("rebuild/begin_next.sql"))  # its tables exist during a rebuild alone
        for area, name in STATEMENTS:
            assert sql(f"{area}/{name}.sql").startswith("-- "), f"{area}/{name} has no header"
            try:
                async with connection.transaction():
                    await connection.prepare(sql(f"{area}/{name}.sql"))
            except asyncpg.PostgresError as error:
                broken[f"{area}/{name}"] = str(error)
    assert broken == {}


HOT = {
    "stream": ("event_shard_resident_id_version_key",),
    "streams": ("event_shard_resident_id_version_key",),
    "feed": ("event_pkey", "data_key_pkey"),
    "changes": ("event_pkey",),
    "remembered": ("idempotency_pkey",),
    "data_key": ("data_key_pkey",),
}
ARGUMENTS: dict[str, tuple[object, ...]] = {
    "stream": (0, UUID(int=1), 0),
    "streams": (0, [UUID(int=1)], [0]),
    "feed": (0, 10, 50),
    "changes": (0, 10, 50),
    "remembered": (0, "hanako", "k"),
    "data_key": (0, UUID(int=1)),
}
FILL = """
INSERT INTO log.event (shard, position, resident_id, version, recorded_at, event_id, topic, body, meta, leaf)
SELECT 0, n, md5((n / 10)::text)::uuid, n % 10 + 1, now(), md5(n::text)::uuid, 'NoteAdded', '', '', ''
  FROM generate_series(1, 20000) n;
INSERT INTO keys.data_key (shard, resident_id, master, wrapped)
SELECT 0, md5(n::text)::uuid, 'm', '' FROM generate_series(0, 2000) n;
INSERT INTO log.idempotency (shard, person, key, digest, resident_id, first_version, last_version)
SELECT 0, 'hanako', n::text, 'd', md5(n::text)::uuid, 1, 1 FROM generate_series(1, 5000) n;
ANALYZE log.event, keys.data_key, log.idempotency;
"""


async def test_hot_queries_go_through_their_index(superuser: "asyncpg.Connection[asyncpg.Record]") -> None:
    await superuser.execute(FILL)
    for name, indexes in HOT.items():
        text = sql(f"log/{name}.sql").rstrip().removesuffix(";")
        plan = "\n".join([r[0] for r in await superuser.fetch(f"EXPLAIN {text}", *ARGUMENTS[name])])
        assert "Seq Scan" not in plan, f"{name}\n{plan}"
        for index in indexes:
            assert index in plan, f"{name}\n{plan}"
