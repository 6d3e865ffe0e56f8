"""The whole log as it stands at one moment, for verification: nothing here is computed by the database."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager

from adapters.merkle import KEPT_LEVELS
from adapters.postgres.database import Connection, Pool, Record
from adapters.postgres.errors import translated
from adapters.postgres.statements import sql
from adapters.seals import Seal

PAGE = 1_000
FAR = 2**62
"""No log is so long."""


@asynccontextmanager
async def snapshot(pool: Pool, *, shard: int) -> "AsyncIterator[Snapshot]":
    """Give the log as it is now as long as the context lasts, whatever is recorded meanwhile."""
    with translated():
        async with (
            pool.acquire() as connection,
            connection.transaction(isolation="repeatable_read", readonly=True),
        ):
            yield Snapshot(connection, shard)


class Snapshot:
    """One shard's log, over a transaction that sees one state of it; see the statements for the columns."""

    def __init__(self, connection: Connection, shard: int) -> None:
        self._connection = connection
        self._shard = shard

    async def seals(self) -> list[Seal]:
        """Return all seals, smallest first."""
        return [Seal(**row) for row in reversed(await self._fetch(sql("seals/newest_first.sql"), None))]

    async def pages(self) -> AsyncIterator[Sequence[Record]]:
        """Yield all entries in order of position; the server reads ahead while a page is looked at."""
        statement = sql("log/entries.sql")
        page = await self._fetch(statement, 0, PAGE)
        while page:
            ahead = asyncio.create_task(self._fetch(statement, page[-1]["position"], PAGE))
            await asyncio.sleep(0)
            yield page
            page = await ahead

    async def head(self) -> Record | None:
        """Return the head row, None when there is none."""
        found = await self._fetch(sql("log/head.sql"))
        return found[0] if found else None

    async def subtrees(self) -> Sequence[Record]:
        """Return every kept subtree."""
        levels = len(KEPT_LEVELS)
        return await self._fetch(sql("seals/hashes.sql"), KEPT_LEVELS, [0] * levels, [FAR] * levels)

    async def data_keys(self) -> Sequence[Record]:
        """Return every data key as it is wrapped."""
        return await self._fetch(sql("keys/wrapped_by.sql"), "", "~", None)

    async def _fetch(self, statement: str, *arguments: object) -> Sequence[Record]:
        return await self._connection.fetch(statement, self._shard, *arguments)
