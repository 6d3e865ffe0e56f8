"""Secrets of webhooks: wrapped by the master key, each for its webhook alone, and wrapped anew with it."""

from uuid import UUID

import asyncpg
import pytest

from adapters.keys import ChangedError, Keyring, KeyUnavailableError, MasterKey
from adapters.postgres.database import Pool
from adapters.postgres.log import keys
from adapters.postgres.webhooks import Webhooks
from tests.adapters.conftest import MASTER
from tests.adapters.exchange.webhooks.conftest import Exchange
from tests.conftest import Dsns

NEW = MasterKey(b"n" * 32)
URL = "https://receiver.example/"


async def made(here: Exchange) -> tuple[UUID, bytes]:
    return await here.webhooks.make(
        url=URL, kinds=("notice.raised",), offices=(), by="admin", at=here.watch.now()
    )


async def opened(pool: Pool, webhook: UUID, here: Exchange, *masters: MasterKey) -> list[bytes]:
    return await Webhooks(pool, Keyring(masters), 0).secrets(webhook, at=here.watch.now())


async def test_a_rotation_of_the_master_key_takes_secrets_along(here: Exchange, database: Dsns) -> None:
    webhook, secret = await made(here)
    assert await keys.masters(here.pool, shard=0) == (MASTER.id,)
    owner = await asyncpg.connect(database.owner)
    try:
        for wrapped in (1, 0):
            assert await keys.rewrap(owner, Keyring([NEW, MASTER]), shard=0) == wrapped
    finally:
        await owner.close()
    assert await keys.masters(here.pool, shard=0) == (NEW.id,)
    assert await opened(here.pool, webhook, here, NEW) == [secret]
    with pytest.raises(KeyUnavailableError):
        await opened(here.pool, webhook, here, MASTER)


async def test_a_secret_opens_for_its_own_webhook_alone(here: Exchange) -> None:
    (one, _), (other, _) = await made(here), await made(here)
    await here.pool.execute(
        "UPDATE exchange.webhook_secret s SET wrapped = o.wrapped FROM exchange.webhook_secret o"
        " WHERE s.webhook_id = $1 AND o.webhook_id = $2",
        one,
        other,
    )
    with pytest.raises(ChangedError):
        await here.webhooks.secrets(one, at=here.watch.now())


async def test_three_secrets_are_never_valid_at_once(here: Exchange) -> None:
    webhook, _ = await made(here)
    news = []
    for _ in range(3):
        here.watch.later(seconds=1)
        news.append(await here.webhooks.new_secret(webhook, at=here.watch.now()))
    assert await here.webhooks.secrets(webhook, at=here.watch.now()) == [news[2], news[1]]
    here.watch.later(hours=24)
    assert await here.webhooks.secrets(webhook, at=here.watch.now()) == [news[2]]
