"""Loading whole lives into the log, as its owner: events with their envelopes, as they were once recorded."""

from collections.abc import Iterable, Sequence
from typing import Any
from uuid import UUID

from adapters.codec import Entry, StructMapper, encode_meta
from adapters.exporting import Exported
from adapters.keys import DataKey, Keyring
from adapters.ports import Author
from adapters.postgres.database import Connection
from adapters.postgres.log.reader import Reader
from adapters.postgres.statements import sql
from domain.admissibility import card_numbers
from domain.events import CardIssued, EventCorrected, EventVoided
from domain.history import effective

SHARD = 0
STAGED = ("n", "resident_id", "version", "event_id", "recorded_at", "topic", "body", "meta")


class Loader:
    """Puts events with their envelopes into the log, as its owner."""

    def __init__(self, connection: Connection, keyring: Keyring, *, first: int = 0) -> None:
        self._connection = connection
        self._keyring = keyring
        self._mapper = StructMapper()
        self._n = first

    async def head(self) -> int:
        """Return the position of the last entry, 0 for an empty log."""
        return int(await self._connection.fetchval(sql("log/head.sql"), SHARD) or 0)

    async def forget_broken_off(self) -> None:
        """Forget what a broken off run staged and, while the log is empty, the keys and claims it made."""
        await self._connection.execute(sql("transfer/forget_staged.sql"))
        if not await self.head():
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
        log = Reader(self._connection, self._keyring, mapper=self._mapper)
        streams, _ = await log.load_each(changed)
        claims = sorted(
            {(n, SHARD, r) for r, stream in streams.items() for n in card_numbers(effective(stream))}
        )
        await self._connection.execute(sql("transfer/release.sql"), SHARD, changed)
        if claims:
            await self._connection.execute(sql("transfer/claim.sql"), *map(list, zip(*claims, strict=True)))
