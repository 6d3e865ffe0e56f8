"""The log on a fresh database, and lives to record in it."""

from collections.abc import AsyncIterator

import asyncpg
import pytest

from adapters.keys import Keyring, MasterKey
from adapters.postgres.database import open_pool
from adapters.postgres.log import Log, open_log
from tests.conftest import Dsns

MASTER = MasterKey(b"m" * 32)


@pytest.fixture
def keyring() -> Keyring:
    return Keyring([MASTER])


@pytest.fixture
async def pool(database: Dsns) -> AsyncIterator["asyncpg.Pool[asyncpg.Record]"]:
    """The application's pool, as weak as in production."""
    pool = await open_pool(database.application, size=20)
    yield pool
    await pool.close()


@pytest.fixture
async def log(pool: "asyncpg.Pool[asyncpg.Record]", keyring: Keyring) -> AsyncIterator[Log]:
    async with open_log(pool, keyring, shard=0) as log:
        yield log
