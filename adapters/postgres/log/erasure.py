"""Erasure of a resident: the data key, the bodies, the rows; and the entry of the log that says so."""

from datetime import datetime
from typing import Literal, get_args
from uuid import UUID, uuid4

import msgspec
from msgspec import Struct

from adapters.codec import encode_meta
from adapters.ports import Author
from adapters.postgres.database import Pool
from adapters.postgres.errors import translated
from adapters.postgres.rows.writing import forget, take_back
from adapters.postgres.statements import sql

Reason = Literal["retention-ended", "request-of-the-person", "recorded-in-error", "court-order"]
"""Why a case is erased. A closed list: its entry stays for ever and must not hold a word about the person."""

REASONS: tuple[Reason, ...] = get_args(Reason)


class Erasure(Struct, frozen=True, kw_only=True):
    """The entry that ends an erased stream."""

    resident_id: UUID
    position: int
    version: int
    recorded_at: datetime


class NotErasedError(Exception):
    """Nothing was erased; `code` is `absent` (no such resident) or `erased` (done before)."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


async def erase(pool: Pool, resident_id: UUID, *, reason: Reason, author: Author, shard: int) -> Erasure:
    """Erase the resident's case for good: first what the log's owner keeps, then the rows of the lists.

    These are two transactions, since each is of a role of its own. When the second does not come about, the
    rows are taken away by the projector, which reads of the erasure in the log, or by erasing once more.

    The data key, the bodies, the claims on card numbers, the rows of the lists and what the console kept of
    forms about the resident are destroyed; the key's wrapping in older backups opens no more once the master
    key has been rotated and the old one destroyed (docs/log.md). Raises NotErasedError.
    """
    body = msgspec.json.encode({"reason": reason})
    with translated():
        arguments = (shard, resident_id, uuid4(), body, encode_meta(author))
        [(verdict, position, version, recorded_at)] = await pool.fetch(sql("log/erase.sql"), *arguments)
        if verdict != "absent":
            await _forget_rows(pool, shard, resident_id)
    if verdict != "done":
        raise NotErasedError(verdict)
    return Erasure(resident_id=resident_id, position=position, version=version, recorded_at=recorded_at)


async def _forget_rows(pool: Pool, shard: int, resident_id: UUID) -> None:
    async with pool.acquire() as connection, connection.transaction():
        await connection.execute(sql("rows/lock.sql"), shard, None)
        await forget(connection, shard, [resident_id])
        await take_back(connection, shard, [resident_id])
