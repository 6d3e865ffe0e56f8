"""Export, and import as recorded: the log out into a file, and back into an empty one, byte for byte.

A line holds one event with its envelope, in the order of the log. Erased residents are left out. Positions
are not written: they follow from the order.
"""

from collections.abc import AsyncIterator, Callable, Iterable, Iterator, Sequence
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import IO, Any
from uuid import UUID

import asyncpg
import msgspec
from msgspec import Struct
from msgspec.structs import replace

from adapters.codec import Entry, StructMapper, encode_meta, read_meta
from adapters.importing import UNREADABLE, without_values
from adapters.keys import DataKey, Keyring
from adapters.ports import Author
from adapters.postgres.log import Log, Unread
from adapters.postgres.statements import sql
from adapters.postgres.writer import MICROSECOND
from domain.admissibility import card_numbers
from domain.events import CardIssued, CaseEvent, EventCorrected, EventVoided
from domain.history import effective

SHARD = 0
PAGE = 2000
STAGED = ("n", "resident_id", "version", "event_id", "recorded_at", "topic", "body", "meta")


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


class AlreadyThereError(RuntimeError):
    """The log holds other entries than the file begins with; nothing was changed."""


Progress = Callable[[int, int], None]
"""Called with entries done and entries in all, or bytes."""


Tell = Callable[[Unread], None]
"""Called with the first entry of a resident that cannot be read."""


class FaultyLineError(ValueError):
    """A line of the file is not one of an export."""

    def __init__(self, number: int, why: str) -> None:
        super().__init__(f"line {number}: {why}")


async def export_file(
    log: Log, out: IO[bytes], *, progress: Progress | None = None, tell: Tell | None = None
) -> int:
    """Write the log up to its present end, and return the number of lines.

    An entry that cannot be read is left out with what follows it of its resident, and `tell` hears of it.
    """
    encoder, lines = msgspec.json.Encoder(), 0
    async for line in _exported(log, progress, tell):
        out.write(encoder.encode(line) + b"\n")
        lines += 1
    return lines


async def _exported(
    log: Log, progress: Progress | None = None, tell: Tell | None = None
) -> AsyncIterator[Exported]:
    """Yield the log's events up to its present end; of each resident those before one that is unreadable."""
    head, after, cut = await log.head(), 0, set[UUID]()
    while page := [r for r in await log.feed_each(after=after, limit=PAGE) if r.position <= head]:
        roles = await _roles(log, page[0].position, page[-1].position)
        for r in page:
            if r.resident_id in cut:
                continue
            if isinstance(r, Unread):
                cut.add(r.resident_id)
                if tell is not None:
                    tell(r)
                continue
            yield Exported(
                resident_id=r.resident_id,
                version=r.version,
                event_id=r.event_id,
                recorded_at=r.recorded_at,
                recorded_by=r.recorded_by,
                role=roles[r.position],
                office=r.office,
                event=r.event,
                override=r.override,
            )
        after = page[-1].position
        if progress is not None:
            progress(after, head)


async def _roles(log: Log, first: int, last: int) -> dict[int, str]:
    found = await log.pool.fetch(sql("transfer/metas.sql"), SHARD, first, last)
    roles = {}
    for r in found:
        with suppress(msgspec.MsgspecError):  # of an entry that cannot be read
            roles[r["position"]] = read_meta(r["meta"] or "").role
    return roles


async def import_as_recorded(
    path: Path,
    connection: "asyncpg.Connection[asyncpg.Record]",
    keyring: Keyring,
    *,
    progress: Progress | None = None,
    stamps: "Stamps | None" = None,
) -> int:
    """Bring the lines of an export back, as the owner, and return how many were new.

    With `stamps`, those that lie too late are set back. Lines that the log already begins with are passed
    over, so a run that broke off can be repeated. Raises AlreadyThereError when the log holds anything else,
    FaultyLineError.
    """
    loader = Loader(connection, keyring)
    await loader.forget_broken_off()
    log = Log(_Reading(connection), keyring)  # type: ignore[arg-type]
    size, done, taken = path.stat().st_size, 0, 0  # noqa: ASYNC240 nothing else runs meanwhile
    order, page = _Order(), list[Exported]()
    with path.open("rb") as file:
        lines = _lines(file, stamps or Stamps())
        async for held in _exported(log):
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


class _Order:
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


class Loader:
    """Puts events with their envelopes into the log, as its owner."""

    def __init__(
        self, connection: "asyncpg.Connection[asyncpg.Record]", keyring: Keyring, *, first: int = 0
    ) -> None:
        self._connection = connection
        self._keyring = keyring
        self._mapper = StructMapper()
        self._n = first

    async def forget_broken_off(self) -> None:
        """Forget what a broken off run staged and, while the log is empty, the keys and claims it made."""
        await self._connection.execute(sql("transfer/forget_staged.sql"))
        if not await self._connection.fetchval(sql("log/head.sql"), SHARD):
            await self._connection.execute(sql("transfer/forget_claims.sql"), SHARD)
            await self._connection.execute(sql("transfer/forget_keys.sql"), SHARD)

    async def take(self, lines: Sequence[Exported]) -> int:
        """Record the lines in one transaction, and return how many there were."""
        if not lines:
            return 0
        async with self._connection.transaction():
            await self.stage(lines)
            taken = await self.take_staged()
            await self.settle_claims(lines)
        return taken

    async def stage(self, lines: Sequence[Exported]) -> None:
        """Put lines where `take_staged` finds them, and let their residents hold their card numbers."""
        keys = await self._keys({line.resident_id for line in lines})
        records = [self._record(line, keys[line.resident_id]) for line in lines]
        await self._connection.copy_records_to_table(
            "staged", records=records, columns=STAGED, schema_name="log"
        )
        await self._claim(lines)

    async def take_staged(self) -> int:
        """Record everything staged, in order of the instants; return how many lines there were."""
        return int(await self._connection.fetchval(sql("transfer/take_staged.sql"), SHARD))

    def _record(self, line: Exported, key: DataKey) -> tuple[Any, ...]:
        self._n += 1
        entry = Entry(
            originator_id=line.resident_id,
            originator_version=line.version,
            event_id=line.event_id,
            event=line.event,
            key=key,
        )
        stored = self._mapper.to_stored_event(entry)
        sealed = None
        if line.override is not None:
            sealed = key.seal(line.override.encode(), version=line.version, event_id=line.event_id)
        author = Author(person=line.recorded_by, role=line.role, office=line.office)
        meta = encode_meta(author, sealed)
        return (
            self._n, line.resident_id, line.version, line.event_id, line.recorded_at, stored.topic,
            stored.state, meta,
        )  # fmt: skip

    async def _keys(self, residents: Iterable[UUID]) -> dict[UUID, DataKey]:
        """Return the data key of each resident, new ones made and stored."""
        wanted = list(residents)
        found = await self._connection.fetch(sql("transfer/data_keys.sql"), SHARD, wanted)
        keys = {
            r["resident_id"]: self._keyring.open(r["resident_id"], r["master"], r["wrapped"]) for r in found
        }
        new = [(r, *self._keyring.create(r)) for r in wanted if r not in keys]
        records = [(SHARD, r, self._keyring.current, wrapped) for r, _, wrapped in new]
        await self._connection.copy_records_to_table("data_key", records=records, schema_name="keys")
        return keys | {r: key for r, key, _ in new}

    async def _claim(self, lines: Sequence[Exported]) -> None:
        """Let residents hold the card numbers issued; what was voided is left to `settle_claims`."""
        claims = sorted(
            {(x.event.number, SHARD, x.resident_id) for x in lines if isinstance(x.event, CardIssued)}
        )
        if claims:
            await self._connection.execute(sql("transfer/claim.sql"), *map(list, zip(*claims, strict=True)))

    async def settle_claims(self, lines: Sequence[Exported]) -> None:
        """Where an event was taken back, let the resident hold the numbers that are still issued."""
        changed = list({x.resident_id for x in lines if isinstance(x.event, EventCorrected | EventVoided)})
        if not changed:
            return
        log = Log(_Reading(self._connection), self._keyring, mapper=self._mapper)  # type: ignore[arg-type]
        streams, _ = await log.load_each(changed)
        claims = sorted(
            {(n, SHARD, r) for r, stream in streams.items() for n in card_numbers(effective(stream))}
        )
        await self._connection.execute(sql("transfer/release.sql"), SHARD, changed)
        if claims:
            await self._connection.execute(sql("transfer/claim.sql"), *map(list, zip(*claims, strict=True)))


class _Reading:
    """What reading a log needs of a recorder, over one connection."""

    def __init__(self, connection: "asyncpg.Connection[asyncpg.Record]") -> None:
        self.pool = connection
        self.shard = SHARD
