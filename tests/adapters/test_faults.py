"""What is acknowledged is there once, whatever breaks; what is refused for a fault is not there.

The long forms of these stand in test_torture.py.
"""

import asyncio
from pathlib import Path
from uuid import UUID, uuid4

import asyncpg
import pytest
from eventsourcing.persistence import OperationalError

from adapters.embedded import Embedded
from adapters.keys import Keyring
from adapters.ports import LogBusy, LogUnavailable
from adapters.postgres import database as database_module
from adapters.postgres.database import open_pool
from adapters.postgres.log import Log, open_log
from adapters.postgres.log import writer as writer_module
from adapters.verification import verify
from tests.adapters.lives import adding, note, opened, recorded
from tests.adapters.proxy import proxied
from tests.conftest import Dsns


async def test_a_connection_cut_between_commit_and_answer(
    server: Embedded, database: Dsns, keyring: Keyring, tmp_path: Path
) -> None:
    resident = uuid4()
    async with proxied(str(server.sockets), tmp_path) as proxy:
        pool = await open_pool(f"postgresql://zairyu_app@/{database.name}?host={tmp_path}")
        async with pool, open_log(pool, keyring, shard=0) as log:
            await log.append(adding(resident, opened()))
            for version in range(1, 6):
                proxy.armed = True
                (event,) = await recorded(
                    log, adding(resident, note(), after=version, key=(str(version), b"d"))
                )
                assert event.version == version + 1
            assert proxy.cuts == 5
            assert [r.version for r in await log.load(resident)] == [1, 2, 3, 4, 5, 6]


async def test_connections_that_are_terminated_under_load(
    log: Log, superuser: "asyncpg.Connection[asyncpg.Record]"
) -> None:
    acknowledged: dict[UUID, int] = {}

    async def write() -> None:
        resident = uuid4()
        for version in range(30):
            await log.append(adding(resident, opened() if version == 0 else note(), after=version))
            acknowledged[resident] = version + 1

    async def terminate() -> None:
        for _ in range(10):
            await asyncio.sleep(0.03)
            await superuser.execute(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                " WHERE datname = current_database() AND usename = 'zairyu_app'"
            )

    await asyncio.gather(terminate(), *[write() for _ in range(12)])
    for resident, version in acknowledged.items():
        assert [r.version for r in await log.load(resident)] == list(range(1, version + 1))
    assert await log.head() == 12 * 30
    assert (await verify(log.pool, shard=0)).clean


async def test_a_head_row_that_is_held_too_long(
    database: Dsns, keyring: Keyring, superuser: "asyncpg.Connection[asyncpg.Record]"
) -> None:
    pool = await open_pool(database.application, settings={"lock_timeout": "500ms"})
    async with pool, open_log(pool, keyring, shard=0) as log:
        async with superuser.transaction():
            await superuser.execute("SELECT FROM log.head FOR UPDATE")
            with pytest.raises(LogUnavailable) as caught:
                await log.append(adding(uuid4(), opened()))
            assert isinstance(caught.value, OperationalError)
        assert await log.head() == 0
        await log.append(adding(uuid4(), opened()))
        assert await log.head() == 1


async def test_a_statement_that_takes_too_long(
    database: Dsns, keyring: Keyring, superuser: "asyncpg.Connection[asyncpg.Record]"
) -> None:
    pool = await open_pool(database.application, settings={"statement_timeout": "1s"})
    async with pool, open_log(pool, keyring, shard=0) as log:
        async with superuser.transaction():
            await superuser.execute("SELECT FROM log.head FOR UPDATE")
            with pytest.raises(LogUnavailable):
                await log.append(adding(uuid4(), opened()))
        await log.append(adding(uuid4(), opened()))
        assert await log.head() == 1


async def test_a_pool_that_is_exhausted(
    database: Dsns, keyring: Keyring, monkeypatch: pytest.MonkeyPatch
) -> None:
    pool = await open_pool(database.application, size=2, smallest=2)
    async with pool, open_log(pool, keyring, shard=0) as log:
        async with pool.acquire(), pool.acquire():
            monkeypatch.setattr(database_module, "ACQUIRE_SECONDS", 0.1)
            with pytest.raises(LogUnavailable):
                await log.load(uuid4())
            with pytest.raises(LogUnavailable):
                await log.append(adding(uuid4(), opened()))
        monkeypatch.undo()
        await log.append(adding(uuid4(), opened()))
        assert await log.head() == 1


async def test_a_caller_that_goes_away_takes_nobody_along(log: Log) -> None:
    gone = asyncio.create_task(log.append(adding(uuid4(), opened())))
    stays = asyncio.create_task(recorded(log, adding(uuid4(), opened())))
    await asyncio.sleep(0)
    gone.cancel()
    (event,) = await stays
    assert event.version == 1
    assert (await verify(log.pool, shard=0)).clean


async def test_an_event_the_database_cannot_take_fails_alone(
    log: Log, superuser: "asyncpg.Connection[asyncpg.Record]"
) -> None:
    poisoned = uuid4()
    await superuser.execute(
        f"ALTER TABLE log.event ADD CONSTRAINT poison CHECK (resident_id <> '{poisoned}')"
    )
    answers = await asyncio.gather(
        *[log.append(adding(r, opened())) for r in (uuid4(), poisoned, uuid4())], return_exceptions=True
    )
    assert [isinstance(a, Exception) for a in answers] == [False, True, False]
    assert await log.head() == 2
    assert (await verify(log.pool, shard=0)).clean


async def test_more_than_can_wait_is_turned_away(log: Log, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(writer_module, "MOST_WAITING", 3)
    answers = await asyncio.gather(
        *[log.append(adding(uuid4(), opened())) for _ in range(5)], return_exceptions=True
    )
    assert sum(isinstance(a, LogBusy) for a in answers) == 2
    assert await log.head() == 3
