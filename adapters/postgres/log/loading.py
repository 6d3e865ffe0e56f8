"""Loading whole lives into the log, as its owner: events with their envelopes, as they were once recorded."""

from collections.abc import Iterable, Sequence
from typing import Any
from uuid import UUID

from adapters.codec import NewEntry, StructMapper, encode_meta
from adapters.exchange.exporting import Exported
from adapters.keys import DataKey, Keyring
from adapters.ports import Author
from adapters.postgres.database import Connection
from adapters.postgres.log.reader import Reader
from adapters.postgres.statements import sql
from domain.admissibility import claimed
from domain.events import CardIssued, EventCorrected, EventVoided, FilesMerged, FilesUnmerged

STAGED = ("n", "resident_id", "version", "event_id", "recorded_at", "topic", "body", "meta")


_MAY_CHANGE_CLAIMS = EventCorrected, EventVoided, FilesMerged, FilesUnmerged


class Loader:
    """Puts events with their envelopes into the log, as its owner."""

    def __init__(self, connection: Connection, keyring: Keyring, *, shard: int, first: int = 0) -> None:
        self.shard = shard
        self._connection = connection
        self._keyring = keyring
        self._mapper = StructMapper()
        self._n = first

    async def head(self) -> int:
        """Return the position of the last entry, 0 for an empty log."""
        return int(await self._connection.fetchval(sql("log/head.sql"), self.shard) or 0)

    async def forget_broken_off(self) -> None:
        """Forget what a broken off run staged and, while the log is empty, the keys and claims it made."""
        await self._connection.execute(sql("transfer/begin.sql"), self.shard)

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
        await self._claim(_issued(lines))  # what was taken back is left to `settle_claims`

    async def take_staged(self) -> int:
        """Record everything staged, in order of the instants; return how many lines there were."""
        return int(await self._connection.fetchval(sql("transfer/take_staged.sql"), self.shard))

    def _record(self, line: Exported, key: DataKey) -> tuple[Any, ...]:
        self._n += 1
        entry = NewEntry(
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
        found = await self._connection.fetch(sql("keys/of_residents.sql"), self.shard, wanted)
        keys = {
            r["resident_id"]: self._keyring.open(r["resident_id"], r["master"], r["wrapped"]) for r in found
        }
        new = [(r, *self._keyring.create(r)) for r in wanted if r not in keys]
        records = [(self.shard, r, self._keyring.current, wrapped) for r, _, wrapped in new]
        await self._connection.copy_records_to_table("data_key", records=records, schema_name="keys")
        return keys | {r: key for r, key, _ in new}

    async def settle_claims(self, lines: Sequence[Exported]) -> None:
        """Where an event was taken back, let the resident hold the numbers that are still issued.

        So where files were merged: a number is held by the one that issued it first.
        What is given up by this may have been issued to another since, among the same lines.
        """
        changed = list({x.resident_id for x in lines if isinstance(x.event, _MAY_CHANGE_CLAIMS)})
        if not changed:
            return
        log = Reader(self._connection, self._keyring, shard=self.shard, mapper=self._mapper)
        streams, _ = await log.load_each(changed)
        held = {(n, r) for r, stream in streams.items() for n in claimed(stream)}
        await self._claim(held, giving_up=changed)
        await self._claim(_issued(x for x in lines if x.resident_id not in streams))

    async def _claim(self, claims: Iterable[tuple[str, UUID]], *, giving_up: Sequence[UUID] = ()) -> None:
        found = sorted(claims)
        arguments = self.shard, [n for n, _ in found], [r for _, r in found], list(giving_up)
        await self._connection.execute(sql("transfer/settle_claims.sql"), *arguments)


def _issued(lines: Iterable[Exported]) -> set[tuple[str, UUID]]:
    """Return the card numbers that lines issue, with whom to."""
    return {(x.event.number, x.resident_id) for x in lines if isinstance(x.event, CardIssued)}
