"""The demonstration's lives into an empty log, as if recorded over the years; generated on all cores."""

import asyncio
from collections.abc import Callable
from datetime import date

from msgspec import Struct

from adapters.clock import Clock
from adapters.exchange.restoring import AlreadyThereError
from adapters.keys import Keyring, MasterKey
from adapters.postgres.database import Connection, connected
from adapters.postgres.log.loading import Loader
from adapters.workers import Workers
from api.cli.demo.lives import lives

RESIDENTS = 300
"""How many lives make an office to look around in."""
RESIDENTS_AT_ONCE = 500

Progress = Callable[[int, int], None]
"""Called with residents done and residents in all."""


class Share(Struct, frozen=True, kw_only=True):
    """Some residents for one process to make: whose keys wrap theirs, and the shard they are in."""

    masters: tuple[MasterKey, ...]
    shard: int
    seed: int
    first: int
    count: int
    today: date


def last_day(pretended: date | None) -> date:
    """Return the day on which the lives end: the pretended today, but none to come, as instants are real."""
    return min(Clock(pretended).today(), Clock().today())


async def populate(  # noqa: PLR0913 - whom, and where to
    owner_dsn: str,
    masters: tuple[MasterKey, ...],
    *,
    shard: int,
    residents: int,
    seed: int,
    today: date,
    workers: int = 2,
    progress: Progress | None = None,
) -> int:
    """Record the lives of so many residents up to the day before today, and return the number of events.

    Raises AlreadyThereError unless the log is empty: lives of past years cannot be recorded after others.
    """
    async with connected(owner_dsn) as connection:
        loader = Loader(connection, Keyring(masters), shard=shard)
        if await loader.head():
            raise AlreadyThereError
        await loader.forget_broken_off()
        shares = [
            Share(
                masters=masters,
                shard=shard,
                seed=seed,
                first=first,
                count=min(RESIDENTS_AT_ONCE, residents - first),
                today=today,
            )
            for first in range(0, residents, RESIDENTS_AT_ONCE)
        ]
        await _stage(owner_dsn, shares, residents, workers, progress)
        return await loader.take_staged()


async def _stage(
    owner_dsn: str, shares: list[Share], residents: int, workers: int, progress: Progress | None
) -> None:
    done = 0
    with Workers(workers, connected, owner_dsn) as processes:
        for finished in asyncio.as_completed([processes.do(_make, share) for share in shares]):
            done += await finished
            if progress is not None:
                progress(done, residents)


async def _make(connection: Connection, share: Share) -> int:
    """Make and stage some lives, in a process of its own; return how many."""
    loader = Loader(connection, Keyring(share.masters), shard=share.shard, first=share.first * 1000)
    found = lives(share.seed, share.first, share.count, share.today)
    async with connection.transaction():
        await loader.stage([line for life in found for line in life])
    return share.count
