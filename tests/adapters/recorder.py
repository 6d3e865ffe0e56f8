"""The recorder: the library's process recorder, awaitable, over asyncpg.

Names and meaning of the methods are those of `eventsourcing.persistence`; its shipped test cases run against
this class through a synchronous shim. Writes go through the group-commit writer, as the log's own do.
"""

import asyncio
from collections.abc import AsyncIterator, Mapping, Sequence
from typing import Any, cast
from uuid import UUID, uuid4

import asyncpg
from eventsourcing.persistence import IntegrityError, Notification, StoredEvent, Tracking

from adapters.postgres.errors import translated
from adapters.postgres.log.writer import EventRow, Item, Verdict, Writer, columns, verdicts
from adapters.postgres.statements import sql

EVENTS = """
SELECT resident_id, version, topic, body
  FROM log.event
 WHERE shard = $1 AND resident_id = $2 AND body IS NOT NULL
   AND version > coalesce($3, -1) AND version <= coalesce($4, 2147483647)
 ORDER BY CASE WHEN $6 THEN -version ELSE version END
 LIMIT $5
"""
NOTIFICATIONS = """
SELECT resident_id, version, topic, body, position
  FROM log.event
 WHERE shard = $1 AND position > $2 AND position <= coalesce($3, 9223372036854775807) AND body IS NOT NULL
   AND ($4::text[] IS NULL OR topic = ANY ($4))
 ORDER BY position
 LIMIT $5
"""
TRACKING = """
CREATE TABLE IF NOT EXISTS projection.tracking (
    shard int, name text, position bigint NOT NULL, PRIMARY KEY (shard, name))
"""
TRACK = """
INSERT INTO projection.tracking AS t (shard, name, position) VALUES ($1, $2, $3)
ON CONFLICT (shard, name) DO UPDATE SET position = excluded.position WHERE t.position < excluded.position
RETURNING true
"""
TRACKED = "SELECT position FROM projection.tracking WHERE shard = $1 AND name = $2"

FIRST_WAIT = 0.005
LONGEST_WAIT = 0.25


class Recorder:
    """Stored events of one shard: inserted whole or not at all, read by stream and by position."""

    def __init__(self, pool: "asyncpg.Pool[asyncpg.Record]", writer: Writer) -> None:
        self.pool = pool
        self.writer = writer
        self.shard = writer.shard

    async def insert_events(
        self,
        stored_events: Sequence[StoredEvent],
        *,
        tracking: Tracking | None = None,
        new_keys: Mapping[UUID, bytes] | None = None,
    ) -> Sequence[int] | None:
        """Insert the events, and the tracking with them. Returns their positions, None without events.

        Each stream must go on without a gap, a new one with its wrapped data key. Raises IntegrityError,
        with nothing inserted, for a version that is there already and for tracking that does not move
        forward.
        """
        if not stored_events and tracking is None:
            return None
        rows, streams = [_row(e) for e in stored_events], _streams(stored_events)
        item = Item(rows=rows, streams=streams, new_keys=tuple((new_keys or {}).items()))
        if tracking is None:
            verdict = await self.writer.submit(item)
        else:
            verdict = await self._insert_tracked(item, tracking)
        if not stored_events:
            return None
        if verdict.code != "done" or verdict.position is None:
            raise IntegrityError(verdict.code)
        return range(verdict.position, verdict.position + len(stored_events))

    async def _insert_tracked(self, item: Item, tracking: Tracking) -> Verdict:
        """Events and tracking in one transaction, which no other append can share."""
        with translated():
            async with self.pool.acquire() as connection, connection.transaction():
                await self._track(connection, tracking)
                if not item.rows:
                    return Verdict("done", None, None, None, None, None, None)
                arguments = columns([item], shard=self.shard, master=self.writer.master)
                (verdict,) = verdicts([item], await connection.fetch(sql("log/append.sql"), *arguments))
                if verdict.code != "done":
                    raise IntegrityError(verdict.code)
        return verdict

    async def select_events(
        self,
        originator_id: UUID,
        *,
        gt: int | None = None,
        lte: int | None = None,
        desc: bool = False,
        limit: int | None = None,
    ) -> list[StoredEvent]:
        """Return one stream's stored events, versions above `gt` and up to `lte`."""
        with translated():
            rows = await self.pool.fetch(EVENTS, self.shard, originator_id, gt, lte, limit, desc)
        return [StoredEvent(*row) for row in rows]

    async def select_notifications(
        self,
        start: int | None,
        limit: int,
        stop: int | None = None,
        topics: Sequence[str] = (),
        *,
        inclusive_of_start: bool = True,
    ) -> list[Notification]:
        """Return stored events in position order, from `start` on and up to `stop`."""
        after = 0 if start is None else start - inclusive_of_start
        arguments = (self.shard, after, stop, list(topics) or None, limit)
        with translated():
            rows = await self.pool.fetch(NOTIFICATIONS, *arguments)
        return [Notification(*row) for row in rows]

    async def max_notification_id(self) -> int | None:
        """Return the position of the last entry, None for an empty log."""
        with translated():
            position = await self.pool.fetchval(sql("log/head.sql"), self.shard)
        return cast("int", position) or None

    async def insert_tracking(self, tracking: Tracking) -> None:
        """Move a reader forward. Raises IntegrityError when it is there or past it."""
        with translated():
            async with self.pool.acquire() as connection, connection.transaction():
                await self._track(connection, tracking)

    async def _track(self, connection: Any, tracking: Tracking) -> None:
        arguments = (self.shard, tracking.application_name, tracking.notification_id)
        if not await connection.fetchval(TRACK, *arguments):
            raise IntegrityError("tracked already")

    async def max_tracking_id(self, application_name: str) -> int | None:
        """Return how far a reader has come, None before its first entry."""
        with translated():
            position = await self.pool.fetchval(TRACKED, self.shard, application_name)
        return cast("int | None", position)

    async def has_tracking_id(self, application_name: str, notification_id: int | None) -> bool:
        """Return whether the reader has come so far."""
        if notification_id is None:
            return True
        position = await self.max_tracking_id(application_name)
        return position is not None and position >= notification_id

    async def wait(self, application_name: str, notification_id: int | None, timeout: float = 1.0) -> None:
        """Return when the reader has come so far. Raises TimeoutError."""
        pause = FIRST_WAIT
        async with asyncio.timeout(timeout):
            while not await self.has_tracking_id(application_name, notification_id):
                await asyncio.sleep(pause)
                pause = min(pause * 2, LONGEST_WAIT)

    async def subscribe(
        self, gt: int | None = None, topics: Sequence[str] = (), *, page: int = 500, poll: float = 0.05
    ) -> AsyncIterator[Notification]:
        """Yield stored events past `gt` for ever, in position order.

        Appends of this process wake it at once; those of others are found by the poll.
        """
        last = gt or 0
        while True:
            head = await self.max_notification_id() or 0
            found = await self.select_notifications(last, page, head, topics, inclusive_of_start=False)
            for notification in found:
                yield notification
            last = found[-1].id if len(found) == page else head
            if len(found) < page:
                await self.hint(poll)

    async def hint(self, timeout: float) -> None:
        """Return after an append of this process, or after this many seconds."""
        self.writer.appended.clear()
        try:
            async with asyncio.timeout(timeout):
                await self.writer.appended.wait()
        except TimeoutError:
            return


def _row(event: StoredEvent) -> EventRow:
    return EventRow(
        cast("UUID", event.originator_id), event.originator_version, uuid4(), event.topic, event.state, "{}"
    )


def _streams(events: Sequence[StoredEvent]) -> list[tuple[UUID, int, None]]:
    """Return each stream with the version before its first new event. Raises IntegrityError for gaps."""
    first: dict[UUID, int] = {}
    last: dict[UUID, int] = {}
    for event in events:
        stream, version = cast("UUID", event.originator_id), event.originator_version
        if last.setdefault(stream, version - 1) != version - 1:
            raise IntegrityError("versions of one call do not follow each other")
        first.setdefault(stream, version - 1)
        last[stream] = version
    return [(stream, version, None) for stream, version in first.items()]
