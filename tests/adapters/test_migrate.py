"""Migrations run once, and every key of the log starts with the shard."""
import asyncpg

from adapters.postgres.migrate import migrate, migrations
from tests.conftest import Dsns


async def test_a_second_run_does_nothing(database: Dsns) -> None:
    assert await migrate(database.owner) == ()
