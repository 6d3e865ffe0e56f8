"""The log: residents' streams in one gapless sequence, encrypted by resident, written in groups."""

import asyncio
import os
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from datetime import datetime
from typing import NamedTuple, cast
from uuid import UUID

import asyncpg
import msgspec
from asyncpg.pgproto.pgproto import UUID as AsyncpgUUID  # noqa: N811 - it is a class

from adapters.codec import ERASED, Entry, StoredEntry, StructMapper, encode_meta
from adapters.collector import uncollected
from adapters.keys import ChangedError, DataKey, Keyring, KeyUnavailableError
from adapters.ports import (
    Append,
    CardNumberTaken,
    KeyReused,
    Replayed,
    ResidentErased,
    VersionConflict,
)
from adapters.postgres.reading import read
from adapters.postgres.recorder import Recorder
from adapters.postgres.statements import sql
from adapters.postgres.writer import MICROSECOND, Item, Row, Verdict, Writer
from adapters.streams import Streams
from domain.history import Recorded
from projections.projector import LogEntry

BREATH = 250
"""Events mapped in one go, some five milliseconds."""


@asynccontextmanager
async def open_log(
    pool: "asyncpg.Pool[asyncpg.Record]", keyring: Keyring, *, shard: int = 0, remembered: int = 0
) -> "AsyncIterator[Log]":
    """Open the log over this pool; on leaving, what was submitted is settled first.

    `remembered`: of so many events, those of the streams used last, it only asks what follows them.
    """
    writer = Writer(pool, shard=shard, master=keyring.current)
    try:
        yield Log(Recorder(pool, writer), keyring, streams=Streams(most_events=remembered))
    finally:
        await writer.close()


class Unread(NamedTuple):
    """An entry that cannot be read, and the kind of its fault, which tells nothing of the resident."""

    resident_id: UUID
    version: int
    position: int
    fault: str


class Log:
    """Implements `adapters.ports.EventLog`."""

    def __init__(
        self,
        recorder: Recorder,
        keyring: Keyring,
        *,
        mapper: StructMapper | None = None,
        streams: Streams | None = None,
    ) -> None:
        self.recorder = recorder
        self.keyring = keyring
        self.mapper = mapper or StructMapper()
        self.streams = streams or Streams(most_events=0)
        self.pool = recorder.pool
        self.shard = recorder.shard

    @property
    def appended(self) -> asyncio.Event:
        """Set after a commit of this process; who waits on it clears it. A hint, never a promise."""
        return self.recorder.writer.appended

    async def load(self, resident_id: UUID) -> list[Recorded]:
        """Return the stream, oldest first; [] when there is none. Raises ResidentErased."""
        known = self.streams.known(resident_id)
        rows = await self._read(sql("log/stream.sql"), self.shard, resident_id, len(known))
        if rows and rows[-1]["topic"] == ERASED:
            self.streams.forget(resident_id)
            raise ResidentErased(erasure_code(rows[-1]["body"]))
        if not _goes_on(known, rows):
            self.streams.forget(resident_id)
            return await self.load(resident_id)
        return await self._joined(known, rows)

    async def load_many(self, resident_ids: Sequence[UUID]) -> dict[UUID, list[Recorded]]:
        """Return the streams that exist and are not erased, in one round trip."""
        streams, faults = await self.load_each(resident_ids)
        for fault in faults.values():
            raise fault
        return streams

    async def load_each(
        self, resident_ids: Sequence[UUID]
    ) -> tuple[dict[UUID, list[Recorded]], dict[UUID, Exception]]:
        """Return the streams that exist and are not erased, and what is wrong with those that are no use.

        Raises KeyUnavailableError: without the master key nothing is wrong with a stream.
        """
        known = {resident_id: self.streams.known(resident_id) for resident_id in resident_ids}
        versions = [len(stream) for stream in known.values()]
        found: dict[UUID, list[asyncpg.Record]] = {}
        for row in await self._read(sql("log/streams.sql"), self.shard, list(known), versions):
            found.setdefault(row[0], []).append(row)
        again = [
            resident_id
            for resident_id in known
            if not _goes_on(known[resident_id], found.get(resident_id, ()))
        ]
        for resident_id in again:
            self.streams.forget(resident_id)
            found.pop(resident_id, None)
        streams, faults = {}, {}
        with uncollected(sum(map(len, found.values()))):
            for resident_id, rows in found.items():
                try:
                    streams[resident_id] = await self._joined(known[resident_id], rows)
                except Exception as fault:  # noqa: BLE001 - whatever one stream holds, the others are read
                    faults[resident_id] = _of_one(fault)
        if not again:
            return streams, faults
        more, wrong = await self.load_each(again)
        return streams | more, faults | wrong

    async def append(self, append: Append) -> tuple[Recorded, ...] | Replayed:
        """Record all events or none.

        Returns them as recorded, or `Replayed` when the same person sent the same key and digest before.
        Raises VersionConflict, CardNumberTaken, KeyReused, ResidentErased, LogBusy.
        """
        key, wrapped = await self._key(append)
        item = self._item(append, key, wrapped)
        verdict = await self.recorder.writer.submit(item)
        if verdict.code == "done":
            if wrapped is not None:
                self.keyring.remember(append.resident_id, wrapped, key)
            recorded = self._as_recorded(append, item, verdict)
            known = self.streams.known(append.resident_id)
            if len(known) == append.expected_version:
                self.streams.keep((*known, *recorded))
            return recorded
        if verdict.code == "repeated" and verdict.resident_id is not None:
            events = await self._versions(verdict.resident_id, verdict.first_version, verdict.last_version)
            again = {e.event_id for e in events} == {r.event_id for r in item.rows}
            return events if again else Replayed(events)
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

    async def feed(self, *, after: int, limit: int) -> list[Recorded]:
        """Return up to `limit` events past the position, in position order; [] at the end."""
        rows = await self._read(sql("log/feed.sql"), self.shard, after, limit)
        return await self._recorded(rows)

    async def feed_each(self, *, after: int, limit: int) -> list[Recorded | Unread]:
        """Return as `feed` does, and in the place of each event that cannot be read what is wrong with it.

        Raises KeyUnavailableError: without the master key nothing is wrong with an event.
        """
        rows = await self._read(sql("log/feed.sql"), self.shard, after, limit)
        try:
            return [*await self._recorded(rows)]
        except Exception:  # noqa: BLE001 - which of them it was is found out one by one
            return [await self._one(row) for row in rows]

    async def _one(self, row: asyncpg.Record) -> Recorded | Unread:
        try:
            return (await self._recorded([row]))[0]
        except Exception as fault:  # noqa: BLE001 - whatever one entry holds, the others are read
            return Unread(row["resident_id"], row["version"], row["position"], type(_of_one(fault)).__name__)

    async def changes(self, *, after: int, limit: int) -> list[LogEntry]:
        """Return the next `limit` entries past the position, without gaps; [] at the end."""
        rows = await self._read(sql("log/changes.sql"), self.shard, after, limit)
        return [LogEntry(*row) for row in rows]

    async def head(self) -> int:
        """Return the position of the last entry, 0 for an empty log."""
        found = await self._read(sql("log/head.sql"), self.shard)
        return int(found[0]["position"]) if found else 0

    async def ahead(self) -> float:
        """Return by how many seconds the last entry's moment lies ahead of the database's clock, 0 if not."""
        found = await self._read(sql("log/ahead.sql"), self.shard)
        return float(found[0][0]) if found else 0.0

    async def erasure(self, resident_id: UUID) -> str:
        """Return the reason's code of an erased resident, "" when the resident is not erased."""
        found = await self._read(sql("log/erasure.sql"), self.shard, resident_id)
        return erasure_code(found[0][0]) if found else ""

    async def _read(self, statement: str, *arguments: object) -> list[asyncpg.Record]:
        return await read(self.pool, statement, *arguments)

    async def _key(self, append: Append) -> tuple[DataKey, bytes | None]:
        """Return the resident's key; for a new stream a new one, with its wrapped form to store."""
        if append.expected_version == 0:
            return self.keyring.create(append.resident_id)
        key = self.keyring.cached(append.resident_id)
        if key is None:
            found = await self._read(sql("log/data_key.sql"), self.shard, append.resident_id)
            if not found:
                code = await self.erasure(append.resident_id)
                raise ResidentErased(code) if code else VersionConflict(0)
            key = self.keyring.open(append.resident_id, found[0]["master"], found[0]["wrapped"])
        return key, None

    def _item(self, append: Append, key: DataKey, wrapped: bytes | None) -> Item:
        meta = encode_meta(append.author)
        rows = []
        for version, event in enumerate(append.events, start=append.expected_version + 1):
            event_id = new_id()
            entry = Entry(
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
            rows.append(Row(append.resident_id, version, event_id, stored.topic, stored.state, meta))
        asked = append.idempotency
        return Item(
            rows=rows,
            streams=((append.resident_id, append.expected_version),),
            person=append.author.person,
            key=asked.key if asked else None,
            digest=asked.digest if asked else None,
            new_keys=() if wrapped is None else ((append.resident_id, wrapped),),
            claims=append.claims,
            releases=append.releases,
        )

    def _as_recorded(self, append: Append, item: Item, verdict: Verdict) -> tuple[Recorded, ...]:
        position, recorded_at = cast("int", verdict.position), cast("datetime", verdict.recorded_at)
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
            for n, (row, event) in enumerate(zip(item.rows, append.events, strict=True))
        )

    async def _refuse(self, append: Append, verdict: Verdict) -> None:
        match verdict.code:
            case "conflict":
                self.streams.forget(append.resident_id)
                raise VersionConflict(verdict.last_version or 0)
            case "key-reused":
                raise KeyReused
            case "card-taken":
                raise CardNumberTaken(verdict.number or "")
            case _:
                self.streams.forget(append.resident_id)
                raise ResidentErased(await self.erasure(verdict.resident_id or append.resident_id))

    async def _versions(self, resident_id: UUID, first: int | None, last: int | None) -> tuple[Recorded, ...]:
        stream = await self.load(resident_id)
        return tuple(stream[(first or 1) - 1 : last])

    async def _joined(self, known: Sequence[Recorded], rows: Sequence[asyncpg.Record]) -> list[Recorded]:
        """Return a stream of which the first events are known; the rows begin with the last of those."""
        news = rows[1:] if known else rows
        stream = [*known, *await self._recorded(news)]
        if news:
            self.streams.keep(stream)
        return stream

    async def _recorded(self, rows: Sequence[asyncpg.Record]) -> list[Recorded]:
        """Map rows, others in between; in a stream the data key stands beside the first.

        Raises KeyUnavailableError.
        """
        found = []
        map_one, key, holder = self.mapper.to_domain_event, None, None
        with uncollected(len(rows)):
            for resident, version, topic, body, position, event_id, at, meta, master, wrapped in rows:
                if wrapped is not None:
                    key, holder = self.keyring.open(resident, master, wrapped), resident
                elif key is None or resident != holder:
                    raise ChangedError("a resident's data key is gone from the database")
                stored = StoredEntry(resident, version, topic, body, position, event_id, at, meta, key)
                found.append(map_one(stored))
                if len(found) % BREATH == 0:
                    await asyncio.sleep(0)
        return found


def _of_one(fault: Exception) -> Exception:
    """Return a fault of one stream; raises that of all: without the master key nothing is wrong with one."""
    if isinstance(fault, KeyUnavailableError) and not isinstance(fault, ChangedError):
        raise fault
    return fault


def _goes_on(known: Sequence[Recorded], rows: Sequence[asyncpg.Record]) -> bool:
    """Whether the log still holds the last event known; it may have been put back to an older state."""
    return not known or (bool(rows) and rows[0]["event_id"] == known[-1].event_id)


def new_id() -> UUID:
    """Return a random (version 4) id, of the class that asyncpg reads and writes: it is made faster."""
    drawn = bytearray(os.urandom(16))
    drawn[6] = drawn[6] & 0x0F | 0x40
    drawn[8] = drawn[8] & 0x3F | 0x80
    return AsyncpgUUID(bytes(drawn))


def erasure_code(body: bytes) -> str:
    """Return the reason's code out of the plain body of the entry that ends an erased stream."""
    return cast("str", msgspec.json.decode(body)["reason"])
