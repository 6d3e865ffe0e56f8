"""A reader that remembers its last position never misses an event, however late its neighbours commit.

The library's own cases do not see a skipped event: this one does, and two mutations of the append show that
it does.
"""

import asyncio
import random
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from uuid import UUID, uuid4

import asyncpg
import pytest
from eventsourcing.persistence import IntegrityError

from adapters.keys import Keyring
from adapters.ports import VersionConflict
from adapters.postgres.log import Log, open_log
from tests.adapters.lives import adding, note, opened, recorded

WRITERS = 16
RESIDENTS = 200
APPENDS = 20

DELAYS = """
CREATE FUNCTION public.dawdle() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN PERFORM pg_sleep(random() * 0.004); RETURN NULL; END $$;
GRANT USAGE ON SCHEMA public TO PUBLIC;
CREATE CONSTRAINT TRIGGER late_commit AFTER INSERT ON log.event DEFERRABLE INITIALLY DEFERRED
FOR EACH ROW WHEN (NEW.version % 3 = 1) EXECUTE FUNCTION public.dawdle();
CREATE TRIGGER late_insert BEFORE INSERT ON log.event FOR EACH STATEMENT EXECUTE FUNCTION public.dawdle();
"""
LOCK = "FROM log.head h WHERE h.shard = p_shard FOR UPDATE;"


@pytest.fixture
async def logs(pool: "asyncpg.Pool[asyncpg.Record]", keyring: Keyring) -> AsyncIterator[list[Log]]:
    """As many writers as if each were a process of its own."""
    async with AsyncExitStack() as stack:
        yield [await stack.enter_async_context(open_log(pool, keyring, shard=0)) for _ in range(WRITERS)]


@asynccontextmanager
async def tailing(log: Log) -> AsyncIterator[list[int]]:
    """Follow the log by its positions while the block runs, then to its end."""
    seen: list[int] = []
    written = asyncio.Event()

    async def follow() -> None:
        while True:
            last_round = written.is_set()
            page = await log.changes(after=seen[-1] if seen else 0, limit=50)
            seen.extend(change.position for change in page)
            if last_round and not page:
                return

    reader = asyncio.create_task(follow())
    try:
        yield seen
    finally:
        written.set()
        await reader


async def write_lives(logs: list[Log], *, tolerated: tuple[type[Exception], ...] = ()) -> None:
    chance = random.Random(20261123)
    residents = [uuid4() for _ in range(RESIDENTS)]
    versions = dict.fromkeys(residents, 0)
    plans = [[chance.choice(residents) for _ in range(APPENDS)] for _ in logs]

    async def write(log: Log, plan: list[UUID]) -> None:
        for resident in plan:
            events = [note()] * chance.randint(1, 3) if versions[resident] else [opened()]
            try:
                last = (await recorded(log, adding(resident, *events, after=versions[resident])))[-1]
            except VersionConflict as conflict:
                versions[resident] = max(versions[resident], conflict.actual)
            except tolerated:
                continue
            else:
                versions[resident] = max(versions[resident], last.version)

    await asyncio.gather(*[write(log, plan) for log, plan in zip(logs, plans, strict=True)])


async def test_a_tailing_reader_sees_every_position_once_and_in_order(
    logs: list[Log], superuser: "asyncpg.Connection[asyncpg.Record]"
) -> None:
    await superuser.execute(DELAYS)
    async with tailing(logs[0]) as seen:
        await write_lives(logs)
    stored = await superuser.fetchval("SELECT array_agg(position ORDER BY position) FROM log.event")
    assert len(stored) > WRITERS * APPENDS // 2
    assert seen == stored == list(range(1, len(stored) + 1))


async def test_without_the_lock_on_the_head_row_the_writers_collide(
    logs: list[Log], superuser: "asyncpg.Connection[asyncpg.Record]"
) -> None:
    await superuser.execute(DELAYS)
    await mutate(superuser, LOCK, "FROM log.head h WHERE h.shard = p_shard;")
    with pytest.raises(IntegrityError):
        await write_lives(logs)


async def test_with_a_sequence_instead_the_reader_loses_events(
    logs: list[Log], superuser: "asyncpg.Connection[asyncpg.Record]"
) -> None:
    await superuser.execute(DELAYS)
    await superuser.execute(
        "CREATE SEQUENCE log.loose INCREMENT 10; GRANT USAGE ON SEQUENCE log.loose TO PUBLIC"
    )
    await mutate(
        superuser, LOCK, "FROM log.head h WHERE h.shard = p_shard; v_position := nextval('log.loose');"
    )
    async with tailing(logs[0]) as seen:
        await write_lives(logs, tolerated=(IntegrityError,))
    stored = await superuser.fetchval("SELECT array_agg(position ORDER BY position) FROM log.event")
    assert set(seen) < set(stored)


async def mutate(superuser: "asyncpg.Connection[asyncpg.Record]", old: str, new: str) -> None:
    source = await superuser.fetchval("SELECT pg_get_functiondef('log.append'::regproc)")
    assert old in source
    await superuser.execute(source.replace(old, new))
