"""Rows written: what is new of a resident's rows is added, what is no longer known is closed."""

from collections.abc import AsyncIterator, Iterable, Mapping, Sequence
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from typing import Any, Final, NamedTuple, Never
from uuid import UUID

import asyncpg

from adapters.postgres.database import Connection
from adapters.postgres.rows.tables import (
    ALWAYS_KNOWN,
    COLUMNS,
    KINDS,
    RESIDENT,
    Line,
    closed,
    lines,
    resident_line,
)
from adapters.postgres.statements import sql
from projections.projector import ProjectedBatch, Stuck, UnkeepableError
from projections.rows.resident import ResidentRows

UNKEEPABLE: Final = (asyncpg.DataError, asyncpg.ProgramLimitExceededError, ArithmeticError, ValueError)
"""What a row raises that cannot be counted or written; a lost database raises something else."""


_EPOCH: Final = datetime(2000, 1, 1, tzinfo=UTC)
_MICROSECOND: Final = timedelta(microseconds=1)
_INFINITY: Final = ((1 << 63) - 1).to_bytes(8)


class RowsReplacedError(RuntimeError):
    """Rows that a fold went on from are gone: what is there now must be read first."""


class Shown(NamedTuple):
    """How far the rows are, what made them (None before the first), and which versions residents show."""

    position: int
    made_by: str | None
    versions: Mapping[UUID, int]


@asynccontextmanager
async def kept_whole(connection: Connection) -> AsyncIterator[None]:
    """Write all that follows, or nothing. Raises UnkeepableError when it holds what no row can."""
    try:
        async with connection.transaction():
            yield
    except UNKEEPABLE as error:
        raise UnkeepableError from error


async def encode_instants_once(connection: Connection) -> None:
    """Let a connection on which many rows are written, and no instant is read, encode each instant once.

    Most rows of a resident begin or end with the same few; the driver takes longer to encode them than all
    other columns.
    """
    await connection.set_type_codec(
        "timestamptz", schema="pg_catalog", encoder=_instant, decoder=_unread, format="binary"
    )


@lru_cache(1 << 12)
def _instant(at: datetime) -> bytes:
    """Return an instant as PostgreSQL takes it: microseconds since 2000; without a zone the end of time."""
    if at == ALWAYS_KNOWN:
        return _INFINITY
    return ((at - _EPOCH) // _MICROSECOND).to_bytes(8, signed=True)


def _unread(_: bytes) -> Never:
    raise NotImplementedError


async def shown(connection: Connection, shard: int, residents: Sequence[UUID] = ()) -> Shown:
    """Return how far the rows are; residents without rows show no version."""
    found = await connection.fetchrow(sql("rows/shown.sql"), shard, residents)
    assert found is not None
    return Shown(found["position"] or 0, found["made_by"], dict(found["versions"]))


async def keep(
    connection: Connection, shard: int, batch: ProjectedBatch, made_by: str, versions: Mapping[UUID, int]
) -> None:
    """Write what a batch says, of residents whose rows show these versions; newer rows are left alone.

    Must run in a transaction, and one at a time. Raises RowsReplacedError.
    """
    stale = [(r, after) for r in batch.rows if r.version > (after := versions.get(r.resident_id, 0))]
    if any(r.since > after for r, after in stale):
        raise RowsReplacedError
    await copy(connection, shard, stale)
    gone = [line for table in KINDS for r, after in stale for line in closed(table, r, after)]
    settled = [*(r.resident_id for r in batch.rows), *(r for r, _ in batch.unchanged), *batch.erased]
    await connection.execute(
        sql("rows/keep.sql"),
        shard,
        *_columns(gone, 4),
        *_columns([resident_line(r) for r, _ in stale], len(RESIDENT)),
        *_columns(batch.unchanged, 2),
        *_columns([(s.resident_id, s.version, s.position, s.fault) for s in batch.stuck], 4),
        settled,
        batch.position,
        made_by,
    )


async def set_aside(connection: Connection, shard: int, stuck: Sequence[Stuck]) -> None:
    """Set residents aside whose history could not be folded; the checkpoint stays."""
    await keep(connection, shard, ProjectedBatch(position=0, stuck=tuple(stuck)), "", {})


async def take_back(connection: Connection, shard: int, residents: Sequence[UUID]) -> None:
    """Let these residents be set aside no longer; the checkpoint stays."""
    await keep(connection, shard, ProjectedBatch(position=0, erased=tuple(residents)), "", {})


async def copy(connection: Connection, shard: int, residents: Iterable[tuple[ResidentRows, int]]) -> None:
    """Add the rows that became known after a version, for each resident."""
    found = list(residents)
    for table, columns in COLUMNS.items():
        await _copy(
            connection,
            table,
            columns=("shard", "resident_id", *columns),
            records=[(shard, r.resident_id, *line) for r, after in found for line in lines(table, r, after)],
        )


async def copy_new(connection: Connection, shard: int, residents: Sequence[ResidentRows]) -> None:
    """Add all rows of residents who have none; rules and sums are not told of them."""
    await copy(connection, shard, [(r, 0) for r in residents])
    records = [(shard, *resident_line(r)) for r in residents]
    await _copy(connection, "resident", columns=("shard", *RESIDENT), records=records)


async def _copy(
    connection: Connection, table: str, *, columns: Sequence[str], records: Sequence[Line]
) -> None:
    if records:
        await connection.copy_records_to_table(table, records=records, columns=columns)


async def remove(connection: Connection, shard: int, residents: Sequence[UUID]) -> None:
    """Take away every row of these residents, and what they add to the sums."""
    if residents:
        await connection.execute(sql("rows/remove.sql"), shard, residents)


async def forget(connection: Connection, shard: int, residents: Sequence[UUID]) -> None:
    """Take away every row of residents who were erased, of a rebuild that was broken off too.

    With them goes what the console kept of forms about them, which were sent when a session had ended.
    """
    if residents:
        await connection.execute(sql("unsaved/forget.sql"), "", "", residents)
        await remove(connection, shard, residents)
        await connection.execute(sql("rebuild/forget_erased.sql"), shard, residents)


def _columns(found: Sequence[tuple[Any, ...]], width: int) -> list[list[Any]]:
    """Return lines as columns, which is how `unnest` takes them."""
    return [[line[n] for line in found] for n in range(width)]
