"""Every SQL file holds one statement that PostgreSQL can prepare on the migrated schema."""

from importlib.resources import files

import asyncpg

from adapters.postgres.statements import sql

FOLDER = files("adapters.postgres") / "sql"
STATEMENTS = sorted(
    (area.name, file.name.removesuffix(".sql"))
    for area in FOLDER.iterdir()
    if area.is_dir() and area.name not in ("migrations", "cluster", "migrate")
    for file in area.iterdir()
    if file.name.endswith(".sql")
)


async def test_every_statement_can_be_prepared(pool: "asyncpg.Pool[asyncpg.Record]") -> None:
    assert STATEMENTS
    broken = {}
    async with pool.acquire() as connection, connection.transaction():
        await connection.execute(sql("rebuild", "begin_next"))  # its tables exist during a rebuild alone
        for area, name in STATEMENTS:
            assert sql(area, name).startswith("-- "), f"{area}/{name} has no header"
            try:
                async with connection.transaction():
                    await connection.prepare(sql(area, name))
            except asyncpg.PostgresError as error:
                broken[f"{area}/{name}"] = str(error)
    assert broken == {}
