"""Which residents' streams hold requests for corrections; what they say is read from the streams."""

from collections.abc import Sequence
from typing import NamedTuple
from uuid import UUID

from adapters.postgres.log import Log
from adapters.postgres.reading import read
from adapters.postgres.statements import sql


class AskedIn(NamedTuple):
    """Where a request stands."""

    resident_id: UUID
    version: int
    position: int


async def asked_for(
    log: Log,
    *,
    waiting: bool,
    offices: Sequence[str] | None,
    after: int,
    limit: int,
) -> list[AskedIn]:
    """Return requests past a position in the log, in its order.

    `offices` are those in which they were made, or beginnings of them; None: all. `waiting`: only about
    residents of whom one is not decided, which may bring one that is.
    """
    found = await read(
        log.pool, sql("log/correction_requests.sql"), log.shard, after, offices, waiting, limit
    )
    return [AskedIn(*r) for r in found]
