"""The log, read and written: what is recorded is encrypted by resident and committed in groups."""

import os
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from datetime import datetime
from typing import TYPE_CHECKING, Final, cast
from uuid import UUID

from asyncpg.pgproto.pgproto import UUID as AsyncpgUUID  # noqa: N811 - it is a class

from adapters.codec import NewEntry, StructMapper, encode_meta
from adapters.keys import DataKey, Keyring
from adapters.ports import (
    Append,
    CardNumberTaken,
    KeyReused,
    OtherStream,
    Replayed,
    ResidentErased,
    VersionConflict,
)
from adapters.postgres.database import Pool
from adapters.postgres.log.reader import Reader
from adapters.postgres.log.writer import MICROSECOND, EventRow, Item, Verdict, Writer
from adapters.postgres.statements import sql
from adapters.streams import Streams
from domain.history import Recorded

if TYPE_CHECKING:
    import asyncio

THE_ONLY_SHARD: Final = 0
"""The shard of every log there is so far. Only what opens a database names it (`api/serving.py` and
`api/cli/run.py`); whatever is opened there carries it, and is asked."""


@asynccontextmanager
async def open_log(pool: Pool, keyring: Keyring, *, shard: int, remembered: int = 0) -> "AsyncIterator[Log]":
    """Open the log over this pool; on leaving, what was submitted is settled first.

    `remembered`: of so many events, those of the streams used last, it only asks what follows them.
    """
    writer = Writer(pool, shard=shard, master=keyring.current)
    try:
        yield Log(writer, keyring, streams=Streams(most_events=remembered))
    finally:
        await writer.close()


class Log(Reader):
    """Implements `adapters.ports.EventLog`."""

    def __init__(
        self,
        writer: Writer,
        keyring: Keyring,
        *,
        mapper: StructMapper | None = None,
        streams: Streams | None = None,
    ) -> None:
        super().__init__(writer.pool, keyring, shard=writer.shard, mapper=mapper, streams=streams)
        self.pool = writer.pool
        self.writer = writer

    @property
    def appended(self) -> "asyncio.Event":
        """Set after a commit of this process; who waits on it clears it. A hint, never a promise."""
        return self.writer.appended

    async def append(self, append: Append) -> tuple[Recorded, ...] | Replayed:
        """Record all events or none.

        Returns those of its own stream as recorded, or `Replayed` when the same person sent the same key and
        digest before. Raises VersionConflict, CardNumberTaken, KeyReused, ResidentErased, LogBusy.
        """
        key, wrapped = await self._key(append)
        before = [] if append.beside is None else await self._rows_beside(append, append.beside)
        item = self._item(append, before, key, wrapped)
        verdict = await self.writer.submit(item)
        if verdict.code == "done":
            if wrapped is not None:
                self.keyring.remember(append.resident_id, wrapped, key)
            recorded = self._as_recorded(append, item, verdict)
            self._keep(append, recorded)
            return recorded
        if verdict.code == "repeated" and verdict.resident_id is not None:
            return await self._repeated(append, item, verdict, verdict.resident_id)
        await self._refuse(append, verdict)
        message = f"unknown verdict {verdict.code}"
        raise AssertionError(message)

    async def replay(self, person: str, key: str, digest: bytes) -> tuple[Recorded, ...] | None:
        """Return what the key recorded, None when it is new. Raises KeyReused, ResidentErased."""
        found = await self._read(sql("log/remembered.sql"), self.shard, person, key)
        if not found:
            return None
        row = found[0]
        if row["digest"] == b"":
            raise ResidentErased(await self.erasure(row["resident_id"]))
        if row["digest"] != digest:
            raise KeyReused
        return await self._versions(row["resident_id"], row["first_version"], row["last_version"])

    async def _key(self, append: Append) -> tuple[DataKey, bytes | None]:
        """Return the resident's key; for a new stream a new one, with its wrapped form to store."""
        if append.expected_version == 0:
            return self.keyring.create(append.resident_id)
        return await self.data_key(append.resident_id), None

    async def data_key(self, resident_id: UUID) -> DataKey:
        """Return the key of a resident whose stream there is. Raises ResidentErased, VersionConflict."""
        key = self.keyring.cached(resident_id)
        if key is None:
            found = await self._read(sql("keys/of_residents.sql"), self.shard, [resident_id])
            if not found:
                code = await self.erasure(resident_id)
                raise ResidentErased(code) if code else VersionConflict(0)
            key = self.keyring.open(resident_id, found[0]["master"], found[0]["wrapped"])
        return key

    async def _rows_beside(self, append: Append, beside: OtherStream) -> list[EventRow]:
        """Return what is to be inserted into the other stream. Raises ResidentErased, VersionConflict."""
        key = await self.data_key(beside.resident_id)
        return self._rows(
            Append(
                resident_id=beside.resident_id,
                expected_version=beside.expected_version,
                events=beside.events,
                author=append.author,
            ),
            key,
        )

    def _rows(self, append: Append, key: DataKey) -> list[EventRow]:
        meta = encode_meta(append.author)
        rows = []
        for version, event in enumerate(append.events, start=append.expected_version + 1):
            event_id = new_id()
            entry = NewEntry(
                originator_id=append.resident_id,
                originator_version=version,
                event_id=event_id,
                event=event,
                key=key,
            )
            if append.override is not None:
                sealed = key.seal(append.override.encode(), version=version, event_id=event_id)
                meta = encode_meta(append.author, sealed)
            stored = self.mapper.to_stored_event(entry)
            rows.append(EventRow(append.resident_id, version, event_id, stored.topic, stored.state, meta))
        return rows

    def _item(self, append: Append, before: Sequence[EventRow], key: DataKey, wrapped: bytes | None) -> Item:
        """Return what is to be inserted: the rows of the other stream first, the own stream named first."""
        asked = append.idempotency
        return Item(
            rows=[*before, *self._rows(append, key)],
            streams=append.streams,
            person=append.author.person,
            key=asked.key if asked else None,
            digest=asked.digest if asked else None,
            new_keys=() if wrapped is None else ((append.resident_id, wrapped),),
            claims=append.claims,
            releases=append.releases,
        )

    def _as_recorded(self, append: Append, item: Item, verdict: Verdict) -> tuple[Recorded, ...]:
        position, recorded_at = cast("int", verdict.position), cast("datetime", verdict.recorded_at)
        before = len(item.rows) - len(append.events)
        return tuple(
            Recorded(
                resident_id=append.resident_id,
                version=row.version,
                event_id=row.event_id,
                recorded_at=recorded_at + n * MICROSECOND,
                recorded_by=append.author.person,
                office=append.author.office,
                position=position + n,
                event=event,
                override=append.override,
            )
            for n, (row, event) in enumerate(zip(item.rows[before:], append.events, strict=True), before)
        )

    def _keep(self, append: Append, recorded: Sequence[Recorded]) -> None:
        """Keep what was recorded with the stream that is known here.

        Not what concerns two streams: a merge is known with the facts that it merged, as who reads it next
        finds them.
        """
        if append.beside is not None:
            self._forget(append)
            return
        known = self.streams.known(append.resident_id)
        if len(known) == append.expected_version:
            self.streams.keep((*known, *recorded))

    def _forget(self, append: Append) -> None:
        for resident_id, *_ in append.streams:
            self.streams.forget(resident_id)

    async def _repeated(
        self, append: Append, item: Item, verdict: Verdict, resident_id: UUID
    ) -> tuple[Recorded, ...] | Replayed:
        """Return events that stood in the log already: these very ones, or those of an earlier request.

        Of an append to two streams the verdict names either, and counts the entries of both as of one.
        """
        own = {row.event_id for row in item.rows}
        if append.beside is not None:
            stream = await self.load(append.resident_id)
            found = tuple(r for r in stream if r.event_id in own)
            return found or Replayed(tuple(stream[(verdict.first_version or 1) - 1 :][: len(append.events)]))
        events = await self._versions(resident_id, verdict.first_version, verdict.last_version)
        return events if {e.event_id for e in events} == own else Replayed(events)

    async def _refuse(self, append: Append, verdict: Verdict) -> None:
        match verdict.code:
            case "conflict":
                self._forget(append)
                raise VersionConflict(verdict.last_version or 0)
            case "key-reused":
                raise KeyReused
            case "card-taken":
                raise CardNumberTaken(verdict.number or "")
            case _:
                self._forget(append)
                raise ResidentErased(await self.erasure(verdict.resident_id or append.resident_id))

    async def _versions(self, resident_id: UUID, first: int | None, last: int | None) -> tuple[Recorded, ...]:
        stream = await self.load(resident_id)
        return tuple(stream[(first or 1) - 1 : last])


def new_id() -> UUID:
    """Return a random (version 4) id, of the class that asyncpg reads and writes: it is made faster."""
    drawn = bytearray(os.urandom(16))
    drawn[6] = drawn[6] & 0x0F | 0x40
    drawn[8] = drawn[8] & 0x3F | 0x80
    return AsyncpgUUID(bytes(drawn))
