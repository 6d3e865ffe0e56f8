"""Reading the log: streams by resident, entries by position; decrypted, decoded, checked."""

import asyncio
from collections.abc import Iterator, Sequence
from itertools import groupby
from operator import itemgetter
from typing import NamedTuple
from uuid import UUID

import msgspec
from msgspec import structs

from adapters.codec import ERASED, StructMapper, read_meta
from adapters.collector import uncollected
from adapters.keys import ChangedError, Keyring, KeyUnavailableError
from adapters.ports import ResidentErased
from adapters.postgres.database import Connection, Pool, Record
from adapters.postgres.reading import leave_standby, read
from adapters.postgres.statements import sql
from adapters.streams import Streams
from domain.events import FilesMerged
from domain.history import Effective, Recorded, effective
from projections.projector import LogEntry

BREATH = 250
"""Events mapped in one go, some five milliseconds."""


class Unread(NamedTuple):
    """An entry that cannot be read, and the kind of its fault, which tells nothing of the resident."""

    resident_id: UUID
    version: int
    position: int
    fault: str


class _Erasing(msgspec.Struct, frozen=True):
    """What the entry says that ends an erased stream."""

    reason: str
    once_in: tuple[UUID, ...] = ()


class Reader:
    """Reads one shard's log over a pool, or over one connection and as its transaction sees it."""

    def __init__(
        self,
        pool: Pool | Connection,
        keyring: Keyring,
        *,
        shard: int,
        mapper: StructMapper | None = None,
        streams: Streams | None = None,
    ) -> None:
        self.keyring = keyring
        self.mapper = mapper or StructMapper()
        self.shard = shard
        self.streams = streams or Streams(most_events=0)
        self._source = pool

    def remembered(self, resident_id: UUID) -> Sequence[Recorded]:
        """Return the stream as this process last knew it, () when it does not; the log may say otherwise."""
        return self.streams.known(resident_id)

    async def load(self, resident_id: UUID) -> list[Recorded]:
        """Return the stream, oldest first; [] when there is none. Raises ResidentErased."""
        known = self.streams.known(resident_id)
        rows = await self.stored(resident_id, after=len(known))
        if not _goes_on(known, rows):
            if not leave_standby():  # a standby may not have come so far: the primary knows
                self.streams.forget(resident_id)
            return await self.load(resident_id)
        return await self._joined(known, rows)

    async def stored(self, resident_id: UUID, *, after: int = 0) -> list[Record]:
        """Return the stream's rows as they are stored, from this version on. Raises ResidentErased."""
        rows = await self._read(sql("log/stream.sql"), self.shard, resident_id, after)
        if rows and rows[-1]["topic"] == ERASED:
            self.streams.forget(resident_id)
            raise ResidentErased(_reason(rows[-1]["body"]))
        return rows

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
        again = {resident for resident, stream in known.items() if stream}
        streams, faults = {}, {}
        with uncollected(len(known)):
            found = await self._read(sql("log/streams.sql"), self.shard, list(known), versions)
        with uncollected(len(found)):
            for resident, rows in _by_resident(found):
                if not _goes_on(known[resident], rows):
                    continue
                again.discard(resident)
                try:
                    streams[resident] = await self._joined(known[resident], rows)
                except Exception as fault:  # noqa: BLE001 - whatever one stream holds, the others are read
                    faults[resident] = _of_one(fault)
        if again and not leave_standby():
            for resident in again:
                self.streams.forget(resident)
        if not again:
            return streams, faults
        more, wrong = await self.load_each(list(again))
        return streams | more, faults | wrong

    async def feed(self, *, after: int, limit: int) -> list[Recorded]:
        """Return up to `limit` events past the position, in position order; [] at the end."""
        return await self._recorded(await self._entries(after, limit))

    async def feed_each(self, *, after: int, limit: int) -> list[tuple[Recorded | Unread, str]]:
        """Return as `feed` does, and with each event its author's role; or what is wrong with it, and "".

        Raises KeyUnavailableError: without the master key nothing is wrong with an event.
        """
        return [await self._one(row) for row in await self._entries(after, limit)]

    async def changes(self, *, after: int, limit: int) -> list[LogEntry]:
        """Return the next `limit` entries past the position, without gaps; [] at the end."""
        found = await self._read(sql("log/changes.sql"), self.shard, after, limit)
        return [
            LogEntry(
                position=position,
                resident_id=resident_id,
                version=version,
                erased=topic == ERASED,
                changes_no_row=version > 1 and topic is not None and self.mapper.changes_no_answer(topic),
                once_in=() if erasing is None else _once_in(erasing),
            )
            for position, resident_id, version, topic, erasing in found
        ]

    async def head(self) -> int:
        """Return the position of the last entry, 0 for an empty log."""
        found = await self._read(sql("log/head.sql"), self.shard)
        return int(found[0]["position"]) if found else 0

    async def ahead(self) -> float:
        """Return by how many seconds the last entry's moment lies ahead of the database's clock, 0 if not."""
        found = await self._read(sql("log/head.sql"), self.shard)
        return float(found[0]["ahead"]) if found else 0.0

    async def erasure(self, resident_id: UUID) -> str:
        """Return the reason's code of an erased resident, "" when the resident is not erased."""
        rows = await self._read(sql("log/stream.sql"), self.shard, resident_id, 0)
        return _reason(rows[-1]["body"]) if rows and rows[-1]["topic"] == ERASED else ""

    async def _read(self, statement: str, *arguments: object) -> list[Record]:
        return await read(self._source, statement, *arguments)

    async def _entries(self, after: int, limit: int) -> list[Record]:
        return await self._read(sql("log/feed.sql"), self.shard, after, limit)

    async def _one(self, row: Record) -> tuple[Recorded | Unread, str]:
        try:
            return (await self._recorded([row]))[0], read_meta(row["meta"]).role
        except Exception as fault:  # noqa: BLE001 - whatever one entry holds, the others are read
            kind = type(_of_one(fault)).__name__
            return Unread(row["resident_id"], row["version"], row["position"], kind), ""

    async def _joined(self, known: Sequence[Recorded], rows: Sequence[Record]) -> list[Recorded]:
        """Return a stream of which the first events are known; the rows begin with the last of those."""
        news = rows[1:] if known else rows
        stream = [*known, *await self._with_merged(await self._recorded(news))]
        if news:
            self.streams.keep(stream)
        return stream

    async def _with_merged(self, events: list[Recorded]) -> list[Recorded]:
        """Return events of a stream, each merge with the facts of the file that it merged into this one."""
        return [
            structs.replace(r, merged=await self._facts_merged(r.event))
            if isinstance(r.event, FilesMerged) and r.event.role == "surviving"
            else r
            for r in events
        ]

    async def _facts_merged(self, event: FilesMerged) -> tuple[Effective, ...]:
        """Return the facts of a merged file as they were at the merge, () when it was erased since.

        A file merged into that one before is looked up too: each step leads to earlier events.
        """
        rows = await self._read(sql("log/stream.sql"), self.shard, event.other, 0)
        if not rows or rows[-1]["topic"] == ERASED:
            return ()
        return tuple(effective(await self._with_merged(await self._recorded(rows[: event.entries]))))

    async def _recorded(self, rows: Sequence[Record]) -> list[Recorded]:
        """Map rows, others in between; in a stream the data key stands beside the first.

        Raises KeyUnavailableError.
        """
        found = []
        map_one, key, holder = self.mapper.recorded, None, None
        with uncollected(len(rows)):
            for row in rows:
                resident, wrapped = row[0], row[9]
                if wrapped is not None:
                    key, holder = self.keyring.open(resident, row[8], wrapped), resident
                elif key is None or resident != holder:
                    raise ChangedError("a resident's data key is gone from the database")
                found.append(map_one(row, key))
                if len(found) % BREATH == 0:
                    await asyncio.sleep(0)
        return found


def _by_resident(rows: list[Record]) -> Iterator[tuple[UUID, list[Record]]]:
    """Yield each resident's rows, and let go of them: their memory is used again while it is at hand."""
    rows.reverse()
    one_by_one = (rows.pop() for _ in range(len(rows)))
    for resident, some in groupby(one_by_one, itemgetter(0)):
        yield resident, list(some)


def _of_one(fault: Exception) -> Exception:
    """Return a fault of one stream; raises that of all: without the master key nothing is wrong with one."""
    if isinstance(fault, KeyUnavailableError) and not isinstance(fault, ChangedError):
        raise fault
    return fault


def _goes_on(known: Sequence[Recorded], rows: Sequence[Record]) -> bool:
    """Whether the log still holds the last event known; it may have been put back to an older state."""
    return not known or (bool(rows) and rows[0]["event_id"] == known[-1].event_id)


def _reason(body: bytes) -> str:
    """Return the reason's code out of the plain body of the entry that ends an erased stream."""
    return msgspec.json.decode(body, type=_Erasing).reason


def _once_in(body: bytes) -> tuple[UUID, ...]:
    """Return the files in which the facts of an erased stream once counted."""
    return msgspec.json.decode(body, type=_Erasing).once_in
