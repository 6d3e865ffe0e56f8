"""A service with receivers: a log, rows, offices told, and a courier with a watch of its own."""

from collections.abc import AsyncIterator, Sequence
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import pytest

from adapters.clock import Clock
from adapters.exchange.webhooks.courier import Courier
from adapters.exchange.webhooks.facts import KINDS, Kind
from adapters.exchange.webhooks.sending import Sender
from adapters.keys import Keyring
from adapters.postgres.accesses import Accesses
from adapters.postgres.database import Pool
from adapters.postgres.deliveries import Deliveries
from adapters.postgres.log import Log
from adapters.postgres.webhooks import Undelivered, Webhook, Webhooks
from tests.adapters.conftest import keyring, log, pool
from tests.adapters.test_telling import MOVED, Office
from tests.domain.telling import engineer
from tests.receiver import HERE, Authority, Delivery, Receiver, authority, receiver

__all__ = ["keyring", "log", "pool"]


class Watch(Clock, frozen=True, kw_only=True):
    """A clock that can be put forward; its day stays."""

    ahead: list[timedelta]

    def now(self) -> datetime:
        return datetime.now(UTC) + self.ahead[0]

    def later(self, **time: float) -> None:
        self.ahead[0] += timedelta(**time)


class Exchange(Office):
    """An office whose facts are sent out."""

    def __init__(self, pool: Pool, log: Log, keyring: Keyring, authority: Authority) -> None:
        super().__init__(pool, log)
        self.watch = Watch(fixed=date(2026, 9, 25), ahead=[timedelta()])
        self.webhooks = Webhooks(pool, keyring, log.shard)
        self.sender = Sender(allowed=HERE, trust=authority.trusting)
        self.accesses = Accesses(pool)
        self.courier = self.another_courier()

    def another_courier(self, deliveries: Deliveries | None = None) -> Courier:
        deliveries = deliveries or Deliveries(self.pool, self.log.shard)
        return Courier(self.pool, self.webhooks, deliveries, self.sender, self.accesses, clock=self.watch)

    async def send_to(self, url: str, *kinds: Kind, offices: Sequence[str] = ()) -> UUID:
        made, _ = await self.webhooks.make(
            url=url, kinds=kinds or KINDS, offices=tuple(offices), by="admin", at=self.watch.now()
        )
        return made

    async def visit(self, webhook: UUID) -> None:
        await self.projector.catch_up()
        await self.courier.visit(webhook)

    async def webhook(self, webhook: UUID) -> Webhook:
        found = await self.webhooks.find(webhook, at=self.watch.now())
        assert found is not None
        return found

    async def undelivered(self, webhook: UUID) -> list[Undelivered]:
        page = await self.webhooks.undelivered(webhook, states=("failing", "dead"), cursor=None, limit=100)
        return list(page.items)

    async def until_the_next_try(self, webhook: UUID) -> float:
        """Put the clock forward to the next try of what was not taken; return by how many seconds."""
        tries = [one.next_at for one in await self.undelivered(webhook) if one.next_at is not None]
        wait = max((min(tries) - self.watch.now()).total_seconds(), 0.0)
        self.watch.later(seconds=wait + 0.2)
        return wait

    async def arrived(self, *more: dict[str, Any]) -> UUID:
        """Open a file of five facts, and moving to Nishi Ward of Sapporo."""
        resident = uuid4()
        await self.record(resident, *engineer(MOVED), *more)
        return resident


def versions(came: Sequence[Delivery], resident: UUID) -> list[int]:
    """Return the versions of a resident that came, in the order in which they did."""
    return [
        one.event["data"]["version"]
        for one in came
        if one.resident == str(resident) and one.event["type"] == "resident.recorded"
    ]


@pytest.fixture(scope="session")
def trusted(tmp_path_factory: pytest.TempPathFactory) -> Authority:
    return authority(tmp_path_factory.mktemp("tls"))


@pytest.fixture
async def there(trusted: Authority) -> AsyncIterator[Receiver]:
    """A receiver."""
    async with receiver(trusted) as found:
        yield found


@pytest.fixture
async def here(pool: Pool, log: Log, keyring: Keyring, trusted: Authority, tmp_path: Path) -> Exchange:
    """A service that has told its offices of nothing yet."""
    found = Exchange(pool, log, keyring, trusted)
    await found.on("2026-09-01")
    return found
