"""Leading: of several processes that could do a kind of work, one does it, the others stand by."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress

from adapters.postgres.database import Connection, Pool
from adapters.postgres.errors import LOST
from adapters.postgres.statements import sql

LET_GO = "15s"
"""How long the process that leads may be silent before the database lets another one take over."""
STAND_BY_SECONDS = 1.0
"""How often those who stand by ask whether the one that leads is gone."""


@asynccontextmanager
async def leading(
    pool: Pool, shard: int, what: str, *, let_go: str | None = None
) -> AsyncIterator[Connection | None]:
    """Lead one kind of work for as long as the body runs; None while another process does.

    `what` names the work (`zairyu.projector`). The connection given is the one that holds the lead: who does
    not use it for as long as `let_go` says (`LET_GO` unless given) loses it, and hears of that when using it.
    """
    silent_for = LET_GO if let_go is None else let_go
    async with pool.acquire() as connection:
        if not await connection.fetchval(sql("cluster/lead.sql"), shard, what, "become", silent_for):
            yield None
            return
        try:
            yield connection
        finally:
            with suppress(*LOST):  # the lock of a lost session is gone with it; an end stays an end
                await connection.execute(sql("cluster/lead.sql"), shard, what, "leave", "0")
