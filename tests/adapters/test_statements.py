"""Every SQL file holds one statement that PostgreSQL can prepare on the migrated schema."""

import re
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
        for area, name in STATEMENTS:
            assert sql(f"{area}/{name}.sql").startswith("-- "), f"{area}/{name} has no header"
            try:
                async with connection.transaction():
                    await connection.prepare(sql(f"{area}/{name}.sql"))
            except asyncpg.PostgresError as error:
                broken[f"{area}/{name}"] = str(error)
    assert broken == {}


HAVING_A_SHARD = "SELECT attrelid::regclass::text FROM pg_attribute WHERE attname = 'shard' AND attnum > 0"
FUNCTIONS = """
SELECT p.oid::regprocedure::text AS name, l.lanname AS language, p.prosrc AS body,
       p.proconfig::text AS settings
  FROM pg_proc p JOIN pg_language l ON l.oid = p.prolang
  JOIN pg_namespace n ON n.oid = p.pronamespace
 WHERE n.nspname IN ('log', 'keys', 'access', 'lists', 'projection')
"""
WHOLE = ("projection.drop_next", "projection.switch_next")
"""The tables of a rebuild are dropped and put in place whole, with all their shards."""


def tables_in(text: str) -> set[str]:
    """Names, without schema, that stand where a statement reads or writes a table."""
    said = re.sub("--.*", "", text)
    return {m[1] for m in re.finditer(r"\b(?:FROM|JOIN|INTO|UPDATE|USING)\s+(?:\w+\.)?(\w+)\b(?!\()", said)}


async def test_statements_and_functions_are_such_as_shards_allow(
    superuser: "asyncpg.Connection[asyncpg.Record]",
) -> None:
    """Whoever touches rows of a shard names it, or says at the top why not; a cluster refuses the others."""
    sharded = {r[0].split(".")[-1] for r in await superuser.fetch(HAVING_A_SHARD)}
    assert {"event", "duty", "data_key"} <= sharded
    texts = {f"{area}/{name}": sql(f"{area}/{name}.sql") for area, name in STATEMENTS}
    functions = await superuser.fetch(FUNCTIONS)
    texts |= {f["name"]: f["body"] for f in functions}
    anywhere = [name for name, text in texts.items() if tables_in(text) & sharded and "shard" not in text]
    assert [name for name in anywhere if not name.startswith(WHOLE)] == []
    inlined = [f for f in functions if f["language"] == "sql"]
    assert [f["name"] for f in inlined if tables_in(f["body"]) & sharded] == []
    assert [f["name"] for f in functions if "plan_cache_mode" in (f["settings"] or "")] == []
    assert [name for name, text in texts.items() if "force_generic_plan" in text] == []


HOT = {
    "stream": ("event_shard_resident_id_version_key",),
    "streams": ("event_shard_resident_id_version_key",),
    "feed": ("event_pkey", "data_key_pkey"),
    "changes": ("event_pkey",),
    "remembered": ("idempotency_pkey",),
}
ARGUMENTS: dict[str, tuple[object, ...]] = {
    "stream": (0, UUID(int=1), 0),
    "streams": (0, [UUID(int=1)], [0]),
    "feed": (0, 10, 50),
    "changes": (0, 10, 50),
    "remembered": (0, "hanako", "k"),
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


LOOKS = """
INSERT INTO access.look (looked_at, person, role, office, route, residents)
SELECT now(), CASE n % 50 WHEN 0 THEN 'hanako' ELSE 'taro' END, 'caseworker', '01101',
       'GET /v1/residents/{resident_id}', ARRAY[md5((n % 900)::text)::uuid]
  FROM generate_series(1, 30000) n;
ANALYZE access.look;
"""


async def test_the_looks_of_a_person_are_read_from_the_newest_back(
    superuser: "asyncpg.Connection[asyncpg.Record]",
) -> None:
    """However many there are: no more of them than are asked for."""
    await superuser.execute(LOOKS)
    for person in ("hanako", "taro", "nobody"):
        explain = f"EXPLAIN (ANALYZE, FORMAT JSON) {sql('accesses/lately.sql')}"
        plan = str(await superuser.fetchval(explain, person, 500, 10))
        assert "look_person" in plan, plan
        assert "Seq Scan" not in plan, plan
        assert max(int(rows) for rows in re.findall(r'"Actual Rows": (\d+)', plan)) <= 500, plan


async def test_hot_queries_go_through_their_index(superuser: "asyncpg.Connection[asyncpg.Record]") -> None:
    await superuser.execute(FILL)
    for name, indexes in HOT.items():
        text = sql(f"log/{name}.sql").rstrip().removesuffix(";")
        plan = "\n".join([r[0] for r in await superuser.fetch(f"EXPLAIN {text}", *ARGUMENTS[name])])
        assert "Seq Scan" not in plan, f"{name}\n{plan}"
        for index in indexes:
            assert index in plan, f"{name}\n{plan}"
