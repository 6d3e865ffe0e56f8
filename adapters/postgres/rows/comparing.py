"""Rows in use, and card numbers held, against the log: the check behind `zairyu verify --rows`."""

from collections.abc import AsyncIterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from contextlib import asynccontextmanager
from typing import Final
from uuid import UUID

from adapters.budget import BUDGETS, EXCEEDED, fold_within
from adapters.ports import LogUnavailable
from adapters.postgres.database import Connection, Pool, Record
from adapters.postgres.log import Log
from adapters.postgres.rows.reading import agree, all_rows
from adapters.postgres.rows.writing import shown
from adapters.postgres.statements import sql
from domain.admissibility import claimable, claimed
from domain.history import Recorded
from domain.policy import Policy
from projections.projector import Stuck
from projections.rows.resident import ResidentRows

AT_ONCE: Final = 500
MOST: Final = 100
"""Of one kind of fault, so many residents are named."""
FAULTS: Final = {
    "without rows": "resident {}: is in the log, and in none of the lists",
    "rows alone": "resident {}: has rows in the lists that nobody in the log accounts for",
    "states": "the sums of states differ from the rows in {} places",
    "weeks": "the sums of weeks differ from the rows in {} places",
    "rules": "{} rules that rows name are unknown, or wider than known",
}
"""What `comparing/faults.sql` finds, in words."""


async def differing(
    pool: Pool, log: Log, policy: Policy, *, sample: int, seconds: float = BUDGETS[0]
) -> tuple[int, list[str]]:
    """Compare the rows in use with the log; return how many residents were folded, and what differs.

    Of up to `sample` residents every row is held against a fold up to the version that the rows show, which
    is not before the checkpoint; whose fold takes more than so many seconds is not compared, and named. Of
    all, that whoever is in the log has rows, and the other way round. Sums are held against the rows, the
    checkpoint against the head.
    """
    shard = log.shard
    async with _snapshot(pool) as connection:
        said = await _whole(connection, shard)
    sample_of = await pool.fetch(sql("comparing/residents.sql"), shard, sample)
    found = [r["resident_id"] for r in sample_of]
    compared = 0
    for start in range(0, len(found), AT_ONCE):
        async with _snapshot(pool) as connection:
            position = (await shown(connection, shard)).position
            page = await all_rows(connection, shard, found[start : start + AT_ONCE])
        streams = await _streams(log, list(page))
        for resident, head in page.items():
            equal = _equal(streams.get(resident, ()), head, position, policy, seconds)
            compared += equal is not None
            if equal is None:
                said.append(f"resident {resident}: not compared, the fold takes more than {seconds:g} s")
            elif not equal:
                said.append(f"resident {resident}: the rows of lists differ from the live fold")
    return compared, said


async def misclaimed(pool: Pool, log: Log, *, sample: int) -> list[str]:
    """Say who, of up to `sample` residents, holds card numbers not issued to them, or cannot be read."""
    async with _snapshot(pool) as connection:
        end = await connection.fetchval(sql("log/head.sql"), log.shard) or 0
        found = await connection.fetch(sql("comparing/residents.sql"), log.shard, sample)
    held = {r["resident_id"]: set(r["numbers"]) for r in found}
    residents = list(held)
    said = []
    for start in range(0, len(residents), AT_ONCE):
        page = residents[start : start + AT_ONCE]
        streams = await _streams(log, page)
        said += [f"resident {r}: the stream cannot be read" for r in page if r not in streams]
        said += [
            f"resident {r}: the card numbers held are not those issued"
            for r, stream in streams.items()
            if not _are_claims(held[r], [e for e in stream if e.position <= end])
        ]
    return said


def _are_claims(held: AbstractSet[str], stream: Sequence[Recorded]) -> bool:
    """Whether numbers may be held by a stream: where nothing was merged, exactly those issued."""
    return claimed(stream) <= held <= claimable(stream)


@asynccontextmanager
async def _snapshot(pool: Pool) -> AsyncIterator[Connection]:
    """One moment of the database; nothing is folded meanwhile, the server would end that."""
    async with (
        pool.acquire() as connection,
        connection.transaction(isolation="repeatable_read", readonly=True),
    ):
        yield connection


async def _whole(connection: Connection, shard: int) -> list[str]:
    """Say what is wrong with the rows that shows without folding anybody."""
    said = []
    reached = (await shown(connection, shard)).position
    end = await connection.fetchval(sql("log/head.sql"), shard) or 0
    if reached > end:
        said.append(f"the rows say they have come to position {reached}, the log ends at {end}")
    for fault, resident_id, places in await connection.fetch(sql("comparing/faults.sql"), shard, MOST):
        if resident_id is not None or places:
            said.append(FAULTS[fault].format(resident_id or places))
    return said


async def _streams(log: Log, residents: Sequence[UUID]) -> Mapping[UUID, Sequence[Recorded]]:
    """Return the streams that can be read; where one spoils the page, each is read alone."""
    try:
        return (await log.load_each(residents))[0]
    except LogUnavailable:
        raise
    except Exception:  # noqa: BLE001 - whatever one stream holds, the others are read
        if len(residents) == 1:
            return {}
        return {r: stream for one in residents for r, stream in (await _streams(log, [one])).items()}


def _equal(
    stream: Sequence[Recorded], found: Record, position: int, policy: Policy, seconds: float
) -> bool | None:
    """Return whether the rows show the stream, None when it takes too long to find out."""
    version = found["version"]
    told = list(stream[:version])
    if not 0 < version == len(told) or version < sum(r.position <= position for r in stream):
        return False
    made = fold_within(seconds, told, policy, position=0)
    if isinstance(made, Stuck) and made.fault in EXCEEDED:
        return None
    return isinstance(made, ResidentRows) and agree(found, made)
