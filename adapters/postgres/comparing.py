"""Rows in use against live folds: the check behind `zairyu verify --rows`."""

from collections.abc import Mapping, Sequence
from typing import Any, Final
from uuid import UUID

import asyncpg

from adapters.postgres.log import Log
from adapters.postgres.rows import LINES, SHARD, agree, versions
from adapters.postgres.statements import sql
from domain.policy import Policy
from projections.projector import fold
from projections.rows import Rows

AT_ONCE: Final = 500


async def differing(
    pool: "asyncpg.Pool[asyncpg.Record]", log: Log, policy: Policy, *, sample: int
) -> tuple[int, list[UUID]]:
    """Compare the rows of up to `sample` residents; return how many were compared, and who differs.

    A resident is folded up to the version that the rows show: lag is no difference.
    """
    found = [r["resident_id"] for r in await pool.fetch(sql("comparing", "residents"), SHARD, sample)]
    compared, wrong = 0, list[UUID]()
    for start in range(0, len(found), AT_ONCE):
        shown, kept = await _read(pool, found[start : start + AT_ONCE])
        streams = await log.load_many(list(shown))
        wrong += [r for r in shown if not _equal(streams.get(r, []), shown[r], kept, policy)]
        compared += len(shown)
    return compared, wrong


async def _read(
    pool: "asyncpg.Pool[asyncpg.Record]", residents: Sequence[UUID]
) -> tuple[Mapping[UUID, int], dict[str, list[asyncpg.Record]]]:
    """Return versions and rows as of one moment; nothing is folded meanwhile, the server would end that."""
    async with (
        pool.acquire() as connection,
        connection.transaction(isolation="repeatable_read", readonly=True),
    ):
        shown = await versions(connection, residents)
        kept = {
            table: await connection.fetch(sql("comparing", f"{table}_rows"), SHARD, list(shown))
            for table in LINES
        }
    return shown, kept


def _equal(stream: Any, version: int, kept: dict[str, list[asyncpg.Record]], policy: Policy) -> bool:
    if not stream:
        return False
    outcome = fold(stream[:version], policy, position=0)
    return isinstance(outcome, Rows) and agree(kept, outcome)
