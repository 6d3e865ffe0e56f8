"""Where the projector keeps rows and checkpoint."""

import asyncio
from collections.abc import Mapping, Sequence
from uuid import UUID

from adapters.postgres.database import Connection, Pool
from adapters.postgres.reading import divided
from adapters.postgres.rows.reading import Streams, kept
from adapters.postgres.rows.writing import forget, keep, kept_whole, remove, shown
from adapters.postgres.statements import sql
from projections.projector import ProjectedBatch
from projections.rows.resident import CurrentRows


class RowStore:
    """Rows and checkpoint: written on one connection, a transaction for each batch.

    Versions are read on another one meanwhile. The checkpoint is not, so that the connection is used often
    enough not to be let go.
    """

    def __init__(self, pool: Pool, connection: Connection, made_by: str, shard: int) -> None:
        self._pool = pool
        self._connection = connection
        self._made_by = made_by
        self._shard = shard

    async def position(self) -> int:
        """Return the checkpoint, 0 before the first one."""
        return (await shown(self._connection, self._shard)).position

    async def shown(self, resident_ids: Sequence[UUID]) -> Mapping[UUID, int]:
        """Return the versions that rows show; none while they are of another version of the projection."""
        async with self._pool.acquire() as connection:
            found = await shown(connection, self._shard, resident_ids)
        return found.versions if found.made_by in {None, self._made_by} else {}

    async def current(self, streams: Streams) -> Mapping[UUID, CurrentRows]:
        """Return the current rows of residents; several connections wait for the disk at once."""
        residents = list(streams)
        parts = [{r: streams[r] for r in residents[part]} for part in divided(len(residents))]
        found: dict[UUID, CurrentRows] = {}
        for some in await asyncio.gather(*map(self._current, parts)):
            found |= some
        return found

    async def _current(self, streams: Streams) -> Mapping[UUID, CurrentRows]:
        async with self._pool.acquire() as connection:
            return await kept(connection, self._shard, streams)

    async def remove(self, resident_ids: Sequence[UUID]) -> None:
        """Take every row of residents away, of a rebuild that was broken off too: it goes on from the log."""
        async with self._connection.transaction():
            await self._connection.execute(sql("rows/lock.sql"), self._shard, "off")
            await remove(self._connection, self._shard, resident_ids)
            await self._connection.execute(sql("rebuild/forget_erased.sql"), self._shard, resident_ids)

    async def keep(self, batch: ProjectedBatch) -> None:
        """Write a batch; while the rows are of another version, replace a resident's as a whole."""
        async with kept_whole(self._connection):
            await self._connection.execute(sql("rows/lock.sql"), self._shard, "off")
            residents = [r.resident_id for r in batch.rows]
            found = await shown(self._connection, self._shard, residents)
            versions = dict(found.versions)
            await forget(self._connection, self._shard, batch.erased)
            if found.made_by not in {None, self._made_by}:
                replaced = [r.resident_id for r in batch.rows if r.version >= versions.get(r.resident_id, 0)]
                await remove(self._connection, self._shard, replaced)
                versions = {r: version for r, version in versions.items() if r not in set(replaced)}
            await keep(self._connection, self._shard, batch, self._made_by, versions)
