"""Export: the log into a file, a line for each event with its envelope, in the order of the log.

Erased residents are left out. Positions are not written: they follow from the order.
"""

from collections.abc import AsyncIterator, Callable
from datetime import datetime
from io import BytesIO
from pathlib import Path
from typing import IO
from uuid import UUID

import msgspec
from msgspec import Struct

from adapters.postgres.log import Reader, Unread
from domain.events import CaseEvent
from domain.history import Recorded

PAGE = 2000


class Exported(Struct, frozen=True, kw_only=True, omit_defaults=True, forbid_unknown_fields=True):
    """One line: an event as the log recorded it."""

    resident_id: UUID
    version: int
    event_id: UUID
    recorded_at: datetime
    recorded_by: str
    role: str
    office: str
    event: CaseEvent
    override: str | None = None


Progress = Callable[[int, int], None]
"""Called with entries done and entries in all, or bytes."""


Tell = Callable[[Unread], None]
"""Called with the first entry of a resident that cannot be read."""


async def export_file(
    log: Reader, out: IO[bytes], *, progress: Progress | None = None, tell: Tell | None = None
) -> int:
    """Write the log up to its present end, and return the number of lines.

    An entry that cannot be read is left out with what follows it of its resident, and `tell` hears of it.
    """
    encoder, lines = msgspec.json.Encoder(), 0
    async for line in exported(log, progress, tell):
        out.write(encoder.encode(line) + b"\n")
        lines += 1
    return lines


async def exported(
    log: Reader, progress: Progress | None = None, tell: Tell | None = None
) -> AsyncIterator[Exported]:
    """Yield the log's events up to its present end; of each resident those before one that is unreadable."""
    head, after, cut = await log.head(), 0, set[UUID]()
    while page := [r for r in await log.feed_each(after=after, limit=PAGE) if r[0].position <= head]:
        for r, role in page:
            if r.resident_id in cut:
                continue
            if isinstance(r, Unread):
                cut.add(r.resident_id)
                if tell is not None:
                    tell(r)
                continue
            yield exported_line(r, role)
        after = page[-1][0].position
        if progress is not None:
            progress(after, head)


def exported_line(recorded: Recorded, role: str) -> Exported:
    """Return the line of an event that somebody recorded in a role."""
    return Exported(
        resident_id=recorded.resident_id,
        version=recorded.version,
        event_id=recorded.event_id,
        recorded_at=recorded.recorded_at,
        recorded_by=recorded.recorded_by,
        role=role,
        office=recorded.office,
        event=recorded.event,
        override=recorded.override,
    )


def opened_source(source: Path | bytes) -> tuple[IO[bytes], int]:
    """Return lines that come in, from a file or from memory, and how many bytes they are."""
    if isinstance(source, bytes):
        return BytesIO(source), len(source)
    return source.open("rb"), source.stat().st_size
