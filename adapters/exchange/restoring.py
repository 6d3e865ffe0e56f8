"""Import as recorded: an export back into an empty log, byte for byte."""

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import IO
from uuid import UUID

import msgspec
from msgspec.structs import replace

from adapters.exchange.exporting import PAGE, Exported, Progress, exported, opened_source
from adapters.exchange.importing import UNREADABLE, without_values
from adapters.keys import Keyring
from adapters.postgres.database import Connection
from adapters.postgres.log import Reader
from adapters.postgres.log.loading import Loader
from adapters.postgres.log.writer import MICROSECOND


class AlreadyThereError(RuntimeError):
    """The log holds other entries than the file begins with; nothing was changed."""


class FaultyLineError(ValueError):
    """A line of the file is not one of an export."""

    def __init__(self, number: int, why: str) -> None:
        super().__init__(f"line {number}: {why}")


async def import_as_recorded(
    source: Path | bytes,
    connection: Connection,
    keyring: Keyring,
    *,
    shard: int,
    progress: Progress | None = None,
    stamps: "Stamps | None" = None,
) -> int:
    """Bring the lines of an export back, as the owner, and return how many were new.

    They come from a file, or from memory. With `stamps`, those that lie too late are set back. Lines that the
    log already begins with are passed over, so a run that broke off can be repeated. Raises AlreadyThereError
    when the log holds anything else, FaultyLineError.
    """
    loader = Loader(connection, keyring, shard=shard)
    await loader.forget_broken_off()
    log = Reader(connection, keyring, shard=shard)
    file, size = opened_source(source)  # nothing else runs meanwhile
    done, taken = 0, 0
    order, page = LogOrder(), list[Exported]()
    with file:
        lines = _lines(file, stamps or Stamps())
        async for held in exported(log):
            if next(lines, (0, 0, None))[2] != held:
                raise AlreadyThereError
            order.follow(held)
        for number, length, line in lines:
            order.check(number, line)
            page.append(line)
            done += length
            if len(page) == PAGE:
                taken += await loader.take(page)
                page = []
                if progress is not None:
                    progress(done, size)
    return taken + await loader.take(page)


class Stamps:
    """Sets back what a clock that was ahead has stamped: from `latest` on, a microsecond apart, in order.

    `changed` counts those lines; `first` is the number of the first one, None when there is none.
    """

    def __init__(self, latest: datetime | None = None) -> None:
        self._latest = latest
        self.changed = 0
        self.first: int | None = None

    def set_back(self, number: int, line: Exported) -> Exported:
        """Return the line, at or before the latest moment, or as many microseconds after it as it is due."""
        if self._latest is None or line.recorded_at <= self._latest:
            return line
        self.first = self.first or number
        self.changed += 1
        return replace(line, recorded_at=self._latest + self.changed * MICROSECOND)


def _lines(file: IO[bytes], stamps: Stamps) -> Iterator[tuple[int, int, Exported]]:
    """Yield number and length of each line, and what it says; raises FaultyLineError."""
    for number, raw in enumerate(file, 1):
        try:
            line = msgspec.json.decode(raw, type=Exported)
        except UNREADABLE as error:
            raise FaultyLineError(number, without_values(error)) from None
        yield number, len(raw), stamps.set_back(number, line)


class LogOrder:
    """Whether lines follow each other as a log has them: versions without gaps, instants that rise."""

    def __init__(self) -> None:
        self._versions: dict[UUID, int] = {}
        self._before = datetime.min.replace(tzinfo=UTC)

    def check(self, number: int, line: Exported) -> None:
        """Take the next line; raises FaultyLineError when it cannot be the next one."""
        if line.version != self._versions.get(line.resident_id, 0) + 1:
            raise FaultyLineError(number, f"version {line.version} does not follow the one before")
        if line.recorded_at <= self._before:
            raise FaultyLineError(number, "recorded_at is not later than that of the line before")
        self.follow(line)

    def follow(self, line: Exported) -> None:
        """Take a line that the log has."""
        self._versions[line.resident_id], self._before = line.version, line.recorded_at
