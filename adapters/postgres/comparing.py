"""Rows in use against live folds: the check behind `zairyu verify --rows`."""

from typing import Any, Final
from uuid import UUID

import asyncpg

from adapters.postgres.log import Log
from adapters.postgres.rows import LINES, SHARD, agree
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
    async with (
        pool.acquire() as connection,
        connection.transaction(isolation="repeatable_read", readonly=True),
    ):
        shown = {
            r["resident_id"]: r["version"]
            for r in await connection.fetch(sql("comparing", "versions"), SHARD, sample)
        }
        wrong: list[UUID] = []
        for start in range(0, len(shown), AT_ONCE):
            residents = list(shown)[start : start + AT_ONCE]
            kept = {t: await connection.fetch(sql("comparing", f"{t}_rows"), SHARD, residents) for t in LINES}
            streams = await log.load_many(residents)
            wrong += [r for r in residents if not _equal(streams.get(r, []), shown[r], kept, policy)]
    return len(shown), wrong


def _equal(stream: Any, version: int, kept: dict[str, list[asyncpg.Record]], policy: Policy) -> bool:
    if not stream:
        return False
    outcome = fold(stream[:version], policy, position=0)
    return isinstance(outcome, Rows) and agree(kept, outcome)
