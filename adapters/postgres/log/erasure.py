"""Erasure of a resident: the data key, the bodies, the rows; and the entry of the log that says so."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Final, Literal, get_args
from uuid import UUID, uuid4

import msgspec
from msgspec import Struct

from adapters.codec import encode_meta
from adapters.keys import ChangedError
from adapters.ports import Author, LogBusy, ResidentErased
from adapters.postgres.database import Connection, Pool
from adapters.postgres.errors import translated
from adapters.postgres.log.reader import Reader
from adapters.postgres.rows.writing import forget, take_back
from adapters.postgres.statements import sql
from domain.history import Recorded, merged_into, merges, once_merged_into

Reason = Literal["retention-ended", "request-of-the-person", "recorded-in-error", "court-order"]
"""Why a case is erased. A closed list: its entry stays for ever and must not hold a word about the person."""

REASONS: tuple[Reason, ...] = get_args(Reason)


ATTEMPTS: Final = 20
"""How often an erasure is tried when something is recorded meanwhile."""


class Erasure(Struct, frozen=True, kw_only=True):
    """The entry that ends an erased stream."""

    resident_id: UUID
    position: int
    version: int
    recorded_at: datetime


class ErasedPerson(Struct, frozen=True):
    """What was erased: the file named, and those that had been merged into it."""

    named: Erasure
    merged: tuple[Erasure, ...] = ()


class NotErasedError(Exception):
    """Nothing was erased; `code` is `absent` (no such resident) or `erased` (done before)."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


class StillMergedError(Exception):
    """Nothing was erased: the file was merged into another, and goes with that one."""

    def __init__(self, into: UUID) -> None:
        super().__init__(str(into))
        self.into = into


class _OvertakenError(Exception):
    """Something was recorded since the files to be erased were read."""


class _Ending(Struct, frozen=True):
    """A file to be erased: the version that is to end it, if known, and the files it was once merged into."""

    version: int | None = None
    once_in: tuple[UUID, ...] = ()


async def erase(pool: Pool, resident_id: UUID, *, reason: Reason, author: Author, shard: int) -> Erasure:
    """Erase one file for good, whatever it was merged with. Raises NotErasedError."""
    ended = await _erase(pool, {resident_id: _Ending()}, reason=reason, author=author, shard=shard)
    return ended[resident_id]


async def erase_person(
    log: Reader, pool: Pool, resident_id: UUID, *, reason: Reason, author: Author
) -> ErasedPerson:
    """Erase a person's file for good, and those merged into it: all of them, or none.

    The rows of a file that these were once merged into, and are no more, are made anew by the projector,
    which reads of it in the erasing entry. A file that cannot be read is erased as it is named. Raises
    NotErasedError, StillMergedError, LogBusy.
    """
    for _ in range(ATTEMPTS):
        files = await _files(log, resident_id)
        try:
            ended = await _erase(pool, files, reason=reason, author=author, shard=log.shard)
        except _OvertakenError:
            continue
        log.streams.forget(resident_id)
        named = ended.pop(resident_id)
        return ErasedPerson(named, tuple(ended.values()))
    raise LogBusy


async def _files(log: Reader, resident_id: UUID) -> dict[UUID, _Ending]:
    """Return the files that are erased with one, that one first. Raises StillMergedError."""
    stream = await _readable(log, resident_id)
    into = merged_into(stream)
    if into is not None and not await log.erasure(into):
        raise StillMergedError(into)
    streams = {resident_id: stream, **{other: await _readable(log, other) for other in merges(stream)}}
    return {
        r: _Ending(len(events) + 1, tuple(o for o in once_merged_into(events) if o not in streams))
        if events
        else _Ending()
        for r, events in streams.items()
    }


async def _readable(log: Reader, resident_id: UUID) -> Sequence[Recorded]:
    """Return a stream, () when there is none any more or it cannot be read. Raises KeyUnavailableError."""
    try:
        return await log.load(resident_id)
    except (ResidentErased, ChangedError):
        return ()


async def _erase(
    pool: Pool, files: Mapping[UUID, _Ending], *, reason: Reason, author: Author, shard: int
) -> dict[UUID, Erasure]:
    """Erase files for good: first what the log's owner keeps, then the rows of the lists.

    These are two transactions, since each is of a role of its own. When the second does not come about, the
    rows are taken away by the projector, which reads of the erasure in the log, or by erasing once more.

    The data keys, the bodies, the claims on card numbers, the rows of the lists and what the console kept of
    forms about the residents are destroyed; a key's wrapping in older backups opens no more once the master
    key has been rotated and the old one destroyed (docs/log.md). Raises NotErasedError, _OvertakenError.
    """
    with translated():
        async with pool.acquire() as connection:
            try:
                async with connection.transaction():
                    found = await _end(connection, shard, files, reason, encode_meta(author))
            except NotErasedError as refused:
                if refused.code == "erased":
                    await _forget_rows(connection, shard, files)
                raise
            await _forget_rows(connection, shard, files)
    return found


async def _end(
    connection: Connection, shard: int, files: Mapping[UUID, _Ending], reason: Reason, meta: str
) -> dict[UUID, Erasure]:
    """Let streams end, in the order of their ids: who holds several keys takes them in that order, too.

    Of the first one that must come about; of the others those that are there.
    """
    named, found = next(iter(files)), {}
    for resident_id, ending in sorted(files.items()):
        said = {"reason": reason, "once_in": ending.once_in} if ending.once_in else {"reason": reason}
        arguments = shard, resident_id, uuid4(), msgspec.json.encode(said), meta
        [(verdict, position, version, at)] = await connection.fetch(sql("log/erase.sql"), *arguments)
        if verdict != "done" and resident_id == named:
            raise NotErasedError(verdict)
        if ending.version not in {None, version}:
            raise _OvertakenError
        if verdict == "done":
            found[resident_id] = Erasure(
                resident_id=resident_id, position=position, version=version, recorded_at=at
            )
    return found


async def _forget_rows(connection: Connection, shard: int, residents: Iterable[UUID]) -> None:
    gone = list(residents)
    async with connection.transaction():
        await connection.execute(sql("rows/lock.sql"), shard, None)
        await forget(connection, shard, gone)
        await take_back(connection, shard, gone)
