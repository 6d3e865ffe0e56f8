"""Whether this program may serve from a database: its schema fits, its role is as weak as it must be."""

from adapters.postgres.catalogue import broken_promises, made_by, strangers
from adapters.postgres.database import Pool
from adapters.postgres.migrate import MigrationError, migrations, missing_tables, pending


class RoleError(RuntimeError):
    """Role or database are not as the manual promises; the message names each thing that is not."""


async def check(pool: Pool) -> None:
    """Return when this program may serve from this database.

    Raises MigrationError when the schema is not this program's, RoleError when role or database are not as
    the manual promises.
    """
    await check_schema(pool)
    if found := await weaknesses(pool):
        message = (
            f"zairyu does not serve from this database: {'; '.join(found)}. ZAIRYU_DATABASE_URL must name a "
            "login role that is zairyu_app or a member of it and nothing else, ZAIRYU_OWNER_DATABASE_URL the "
            "owner."
        )
        raise RoleError(message)


async def check_schema(pool: Pool) -> None:
    """Return when every migration ran. Raises MigrationError."""
    async with pool.acquire() as connection:
        if lacking := await pending(connection):
            message = f"the database lacks migrations from {lacking[0].name} on: run `zairyu migrate`"
            raise MigrationError(message)
        if gone := await missing_tables(connection):
            message = f"tables are missing ({', '.join(gone)}): run `zairyu migrate`, then `zairyu rebuild`"
            raise MigrationError(message)


async def weaknesses(pool: Pool) -> list[str]:
    """Return a sentence for each thing by which role or database are weaker than the manual promises."""
    async with pool.acquire() as connection:
        foreign = await strangers(connection, made_by(m.text for m in migrations()))
        return [*await broken_promises(connection), *foreign]
