"""What goes on after errors ends when it is cancelled, even if a connection breaks at that moment.

A connection that is let go of while it breaks raises its own error in the place of the cancellation.
"""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from typing import Any, cast

import pytest
from asyncpg import InterfaceError

from adapters.clock import Clock
from adapters.ports import EventLog
from adapters.postgres.database import Pool
from adapters.postgres.projector import Projector
from adapters.postgres.reading import read
from adapters.postgres.telling import Teller
from domain.policy import DEFAULT
from projections.notices import Telling


class BreaksWhenCancelled:
    """Connections of which each breaks when whoever waits for it is cancelled."""

    shard = 0

    async def fetch(self, *_: object) -> None:
        try:
            await asyncio.sleep(60)
        except asyncio.CancelledError:
            message = "connection is closed"
            raise InterfaceError(message) from None

    @asynccontextmanager
    async def acquire(self) -> AsyncIterator[None]:
        await self.fetch()
        yield


def parts() -> tuple[Pool, EventLog]:
    broken: Any = BreaksWhenCancelled()
    return cast("Pool", broken), cast("EventLog", broken)


async def reading() -> None:
    pool, _ = parts()
    await read(pool, "SELECT 1")


async def projecting() -> None:
    pool, log = parts()
    await Projector(pool, log, DEFAULT).run()


async def telling() -> None:
    pool, log = parts()
    await Teller(pool, log, Clock(), Telling(), "made by").run()


@pytest.mark.parametrize("work", [reading, projecting, telling])
async def test_what_is_cancelled_while_a_connection_breaks_ends(work: Callable[[], Awaitable[None]]) -> None:
    task = asyncio.ensure_future(work())
    await asyncio.sleep(0.05)
    task.cancel()
    done, _ = await asyncio.wait([task], timeout=10)
    assert done
    assert task.cancelled()
