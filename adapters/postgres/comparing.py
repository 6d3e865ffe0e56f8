"""Rows in use, and card numbers held, against the log: the check behind `zairyu verify --rows`."""

from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING, Final
from uuid import UUID

import asyncpg
from asyncpg.pool import PoolConnectionProxy
from msgspec import Struct

from adapters.budget import BUDGETS, EXCEEDED, fold_within
from adapters.ports import LogUnavailable
from adapters.postgres.log import Log
from adapters.postgres.rows import LINES, SHARD, agree, heads, listed
from adapters.postgres.statements import sql
from domain.admissibility import card_numbers
from domain.history import Recorded, effective
from domain.policy import Policy
from projections.projector import Stuck
from projections.rows.resident import ResidentRows

if TYPE_CHECKING:
    Pool = asyncpg.Pool[asyncpg.Record]
    Connection = PoolConnectionProxy[asyncpg.Record]
else:
    Pool = asyncpg.Pool
    Connection = PoolConnectionProxy

AT_ONCE: Final = 500
MOST: Final = 100
"""Of one kind of fault, so many residents are named."""
ONE_SIDED: Final = {
    "residents_without_rows": "is in the log, and in none of the lists",
    "rows_without_residents": "has rows in the lists that nobody in the log accounts for",
}


class _Page(Struct, frozen=True, kw_only=True):
    """What is kept of some residents, as of one moment: the checkpoint, and the rows by table."""

    position: int
    heads: Mapping[UUID, asyncpg.Record]
    kept: Mapping[str, Sequence[asyncpg.Record]]
    rules: Mapping[tuple[str, str, str], tuple[int, int, int]]


async def differing(
    pool: Pool, log: Log, policy: Policy, *, sample: int, seconds: float = BUDGETS[0]
) -> tuple[int, list[str]]:
    """Compare the rows in use with the log; return how many residents were folded, and what differs.

    Of up to `sample` residents every row is held against a fold up to the version that the rows show, which
    is not before the checkpoint; whose fold takes more than so many seconds is not compared, and named. Of
    all, that whoever is in the log has rows, and the other way round. Sums are held against the rows, the
    checkpoint against the head.
    """
    async with _snapshot(pool) as connection:
        said = await _whole(connection)
    found = [r["resident_id"] for r in await pool.fetch(sql("comparing/residents.sql"), SHARD, sample)]
    compared = 0
    for start in range(0, len(found), AT_ONCE):
        page = await _read(pool, found[start : start + AT_ONCE])
        streams = await _streams(log, list(page.heads))
        for resident, head in page.heads.items():
            equal = _equal(streams.get(resident, ()), head, page, policy, seconds)
            compared += equal is not None
            if equal is None:
                said.append(f"resident {resident}: not compared, the fold takes more than {seconds:g} s")
            elif not equal:
                said.append(f"resident {resident}: the rows of lists differ from the live fold")
    return compared, said


async def misclaimed(pool: Pool, log: Log, *, sample: int) -> list[str]:
    """Say who, of up to `sample` residents, holds card numbers not issued to them, or cannot be read."""
    async with _snapshot(pool) as connection:
        end = await connection.fetchval(sql("log/head.sql"), SHARD) or 0
        found = await connection.fetch(sql("comparing/keyed_residents.sql"), SHARD, sample)
        residents = [r["resident_id"] for r in found]
        claims = await connection.fetch(sql("comparing/claims.sql"), SHARD, residents)
    held: dict[UUID, set[str]] = {}
    for resident, number in claims:
        held.setdefault(resident, set()).add(number)
    said = []
    for start in range(0, len(residents), AT_ONCE):
        page = residents[start : start + AT_ONCE]
        streams = await _streams(log, page)
        said += [f"resident {r}: the stream cannot be read" for r in page if r not in streams]
        said += [
            f"resident {r}: the card numbers held are not those issued"
            for r, stream in streams.items()
            if card_numbers(effective([e for e in stream if e.position <= end])) != held.get(r, set())
        ]
    return said


@asynccontextmanager
async def _snapshot(pool: Pool) -> AsyncIterator[Connection]:
    """One moment of the database; nothing is folded meanwhile, the server would end that."""
    async with (
        pool.acquire() as connection,
        connection.transaction(isolation="repeatable_read", readonly=True),
    ):
        yield connection


async def _whole(connection: Connection) -> list[str]:
    """Say what is wrong with the rows that shows without folding anybody."""
    said = []
    for position, end in await connection.fetch(sql("comparing/positions.sql"), SHARD):
        if (position or 0) > end:
            said.append(f"the rows say they have come to position {position}, the log ends at {end}")
    for kind, sentence in ONE_SIDED.items():
        found = await connection.fetch(sql(f"comparing/{kind}.sql"), SHARD, MOST)
        said += [f"resident {r['resident_id']}: {sentence}" for r in found]
    for sums in ("states", "weeks"):
        if wrong := await connection.fetchval(sql(f"comparing/wrong_{sums}.sql"), SHARD):
            said.append(f"the sums of {sums} differ from the rows in {wrong} places")
    return said


async def _read(pool: Pool, residents: Sequence[UUID]) -> _Page:
    async with _snapshot(pool) as connection:
        shown = await connection.fetch(sql("comparing/resident_rows.sql"), SHARD, residents)
        return _Page(
            position=await connection.fetchval(sql("rows/checkpoint.sql"), SHARD) or 0,
            heads={r["resident_id"]: r for r in shown},
            kept={t: await connection.fetch(sql(f"comparing/{t}_rows.sql"), SHARD, residents) for t in LINES},
            rules={
                (r[0], r[1], r[2]): (r[3], r[4], r[5])
                for r in await connection.fetch(sql("comparing/rules.sql"), SHARD)
            },
        )


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
    stream: Sequence[Recorded], head: asyncpg.Record, page: _Page, policy: Policy, seconds: float
) -> bool | None:
    """Return whether the rows show the stream, None when it takes too long to find out."""
    version = head["version"]
    shown = list(stream[:version])
    if not 0 < version == len(shown) or version < sum(r.position <= page.position for r in stream):
        return False
    made = fold_within(seconds, shown, policy, position=0)
    if isinstance(made, Stuck) and made.fault in EXCEEDED:
        return None
    return (
        isinstance(made, ResidentRows)
        and agree(page.kept, made)
        and heads(head, made)
        and listed(page.rules, made)
    )
