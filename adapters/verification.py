"""Verification: everything the log holds, read again, hashed again, compared with its seals.

It trusts no function of the database: leaves and trees are computed here. It says where the first fault is,
and whose entry it is where that can be known.
"""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from struct import Struct as Layout
from typing import Literal
from uuid import UUID

from msgspec import Struct
from msgspec.structs import replace

from adapters.clock import MOST_AHEAD, Clock
from adapters.codec import ERASED
from adapters.keys import Keyring, KeyUnavailableError
from adapters.merkle import Subtree, Tree
from adapters.postgres.database import Pool, Record
from adapters.postgres.log.snapshot import snapshot
from adapters.seals import Seal

MOST_FAULTS = 100
POSTGRES_EPOCH = datetime(2000, 1, 1, tzinfo=UTC)
LAST_DAY = datetime(9999, 12, 31, tzinfo=UTC)
MICROSECOND = timedelta(microseconds=1)
FIXED = Layout(">Biq16si16sq").pack
LENGTH = Layout(">i").pack

FaultCode = Literal[
    "entry-missing",
    "entry-changed",
    "stream-broken",
    "time-not-growing",
    "erased-without-entry",
    "clock-ahead",
    "head-differs",
    "key-missing",
    "key-changed",
    "seal-forged",
    "seal-differs",
    "subtree-differs",
    "log-shorter-than-seal",
]


class LogFault(Struct, frozen=True, kw_only=True):
    """What is wrong, at the position where it shows first; the resident where it can be known."""

    code: FaultCode
    position: int
    resident_id: UUID | None
    detail: str


class Report(Struct, frozen=True, kw_only=True):
    """What was read, and what is wrong with it, first position first."""

    entries: int
    residents: int
    erased: int
    seals: int
    sealed: int
    faults: tuple[LogFault, ...]

    @property
    def clean(self) -> bool:
        """True when nothing is wrong."""
        return not self.faults

    @property
    def unsealed(self) -> bool:
        """True when there is something, and no seal to hold it to: as good as nothing is proven."""
        return bool(self.entries) and not self.sealed


async def verify(
    pool: Pool,
    *,
    keyring: Keyring | None = None,
    outside: Sequence[Seal] = (),
    trusted: bytes | None = None,
    shard: int,
) -> Report:
    """Read the whole log in one snapshot and check it against itself, its seals, and seals kept outside.

    With a keyring every data key is opened too. `trusted` is the public key that all seals must be signed
    with.
    """
    async with snapshot(pool, shard=shard) as log:
        seals = await log.seals()
        walk = _Walk(shard, [*seals, *outside], trusted)
        async for page in log.pages():
            walk.take(page)
        walk.finish(await log.head())
        walk.subtrees(await log.subtrees(), seals)
        walk.keys(await log.data_keys(), keyring)
    return walk.report(len(seals))


def leaf_hash(  # noqa: PLR0913, PLR0917 - the parts of an entry, in their order
    shard: int,
    position: int,
    resident_id: UUID,
    version: int,
    event_id: UUID,
    instant: int,
    topic: bytes,
    meta: bytes,
    body: bytes,
) -> bytes:
    """Return the leaf of an entry, as log.leaf does in the database; `instant` as `stamp` gives it."""
    fixed = FIXED(0, shard, position, resident_id.bytes, version, event_id.bytes, instant)
    parts = (fixed, LENGTH(len(topic)), topic, LENGTH(len(meta)), meta, LENGTH(len(body)), body)
    return sha256(b"".join(parts)).digest()


def stamp(recorded_at: datetime) -> int:
    """Return an instant as PostgreSQL stores it: microseconds since 2000."""
    return (recorded_at - POSTGRES_EPOCH) // MICROSECOND


class _Walk:
    """The state of one reading, in position order."""

    def __init__(self, shard: int, seals: Sequence[Seal], trusted: bytes | None) -> None:
        self.shard = shard
        self.tree = Tree()
        self.whole = True
        self.position = 0
        self.instant: int | None = None
        self.latest = stamp(Clock().now() + MOST_AHEAD)
        self.ahead: tuple[int, int] | None = None
        self.versions: dict[UUID, int] = {}
        self.bare: dict[UUID, int] = {}
        self.ended: set[UUID] = set()
        self.faults: list[LogFault] = []
        self.good: list[int] = []
        self.seals = sorted(seals, key=lambda s: s.size)
        self.sealed = max((s.size for s in seals), default=0)
        for made in self.seals:
            if not made.genuine() or trusted not in (None, made.public_key):
                self.fault(
                    "seal-forged", made.size, None, f"the seal of size {made.size} has no valid signature"
                )

    def fault(self, code: FaultCode, position: int, resident_id: UUID | None, detail: str) -> None:
        if len(self.faults) < MOST_FAULTS:
            self.faults.append(LogFault(code=code, position=position, resident_id=resident_id, detail=detail))

    def take(self, page: Sequence[Record]) -> None:
        """Check one page of entries, and the seals that end in it."""
        leaves = []
        shard, versions = self.shard, self.versions
        for position, resident_id, version, stamped, event_id, topic, body, meta, leaf in page:
            instant = int.from_bytes(stamped, signed=True)
            if position != self.position + 1:
                self._missing(position, resident_id, version)
            if body is None:
                self.bare.setdefault(resident_id, position)
            elif event_id is None or topic is None or meta is None:
                self.fault("entry-changed", position, resident_id, "a part of its content is gone")
            else:
                named, kept = topic.encode(), meta.encode()
                place = (shard, position, resident_id, version, event_id, instant)
                if leaf_hash(*place, named, kept, body) != leaf:
                    self.fault("entry-changed", position, resident_id, "its content does not give its leaf")
                if topic == ERASED or resident_id in self.ended:
                    self._ends(resident_id, position, topic)
            if versions.get(resident_id, 0) != version - 1:
                self._broken(position, resident_id, version)
            versions[resident_id] = version
            self._clock(position, resident_id, instant)
            self.position, self.instant = position, instant
            leaves.append(leaf)
            if self.seals and position >= self.seals[0].size:
                self.tree.extend(leaves)
                leaves.clear()
                self._compare(position)
        self.tree.extend(leaves)

    def finish(self, head: Record | None) -> None:
        """Check what can be known only at the end."""
        for made in self.seals:
            detail = f"a seal covers {made.size} entries: those after {self.position} are gone"
            self.fault("log-shorter-than-seal", self.position + 1, None, detail)
        if head is None or head["position"] != self.position:
            self.fault("head-differs", self.position, None, "the head row does not name the last entry")
        elif self.instant is not None and int.from_bytes(head["instant"], signed=True) < self.instant:
            self.fault("head-differs", self.position, None, "the head row is older than the last entry")
        if self.ahead is not None:
            position, instant = self.ahead
            at = POSTGRES_EPOCH + min(instant, stamp(LAST_DAY)) * MICROSECOND
            detail = f"it and all after it are stamped {at:%Y-%m-%d %H:%M} or later: a clock was ahead"
            self.fault("clock-ahead", position, None, detail)
        for resident_id, position in self.bare.items():
            if resident_id not in self.ended:
                detail = "the content is gone and no erasure is recorded"
                self.fault("erased-without-entry", position, resident_id, detail)

    def keys(self, rows: Sequence[Record], keyring: Keyring | None) -> None:
        """Check that each stream has its key, and that it opens."""
        keyed = set()
        for resident_id, master, wrapped in rows:
            keyed.add(resident_id)
            try:
                if keyring is not None:
                    keyring.open(resident_id, master, wrapped)
            except KeyUnavailableError as error:
                self.fault("key-changed", self.position, resident_id, str(error))
        for resident_id in self.versions.keys() - keyed - self.bare.keys() - self.ended:
            self.fault(
                "key-missing", self.position, resident_id, "the data key is gone: the stream cannot be read"
            )
        for resident_id in keyed & self.ended:
            self.fault("key-changed", self.position, resident_id, "an erased resident has a data key")
        for resident_id in keyed - self.versions.keys():
            self._name_missing(resident_id)
            self.fault("stream-broken", self.position, resident_id, "there is a data key, but no entry")

    def subtrees(self, rows: Sequence[Record], seals: Sequence[Seal]) -> None:
        """Check what is kept to make proofs short: as the leaves make it, and all of it that is sealed."""
        if not self.whole:
            return
        kept = {Subtree(level, index): found for _, level, index, found in rows}
        made = dict(self.tree.completed)
        sealed = max((s.size for s in seals), default=0)
        for name in kept.keys() | made.keys():
            end = (name.index + 1) << name.level
            if kept.get(name, made.get(name) if end > sealed else None) != made.get(name):
                detail = f"the kept subtree {name.level}/{name.index} is not that of the entries"
                self.fault("subtree-differs", end, None, detail)

    def report(self, seals: int) -> Report:
        """Return what was found, first position first."""
        return Report(
            entries=self.position,
            residents=len(self.versions),
            erased=len(self.ended),
            seals=seals,
            sealed=min(self.sealed, self.position),
            faults=tuple(sorted(self.faults, key=lambda f: f.position)),
        )

    def _clock(self, position: int, resident_id: UUID, instant: int) -> None:
        if self.instant is not None and instant <= self.instant:
            detail = "recorded before the entry in front of it"
            self.fault("time-not-growing", position, resident_id, detail)
        if self.ahead is None and instant > self.latest:
            self.ahead = position, instant

    def _missing(self, position: int, resident_id: UUID, version: int) -> None:
        """Name the resident of a missing entry when the next one shows whose it was."""
        gone = position - self.position - 1
        whose = resident_id if self.versions.get(resident_id, 0) != version - 1 else None
        self.fault("entry-missing", self.position + 1, whose, f"{gone} missing before position {position}")
        self.whole = False

    def _broken(self, position: int, resident_id: UUID, version: int) -> None:
        before = self.versions.get(resident_id, 0)
        detail = f"version {version} follows version {before}"
        self.fault("stream-broken", position, resident_id, detail)
        if version == before + 2:
            self._name_missing(resident_id)

    def _name_missing(self, resident_id: UUID) -> None:
        """Say whose the first missing entry was that nobody is named for."""
        for n, fault in enumerate(self.faults):
            if fault.code == "entry-missing" and fault.resident_id is None:
                self.faults[n] = replace(fault, resident_id=resident_id)
                return

    def _ends(self, resident_id: UUID, position: int, topic: str) -> None:
        """Check an erasure, and that nothing of the resident follows it."""
        if topic != ERASED:
            self.fault("stream-broken", position, resident_id, "an entry after the erasure")
            return
        self.ended.add(resident_id)
        if resident_id not in self.bare:
            self.fault("stream-broken", position, resident_id, "an erasure, but the content is still there")

    def _compare(self, position: int) -> None:
        """Compare the seals of this size; once an entry is missing there is nothing to compare them with."""
        while self.seals and position >= self.seals[0].size:
            made = self.seals.pop(0)
            if not self.whole:
                continue
            if made.root != self.tree.root:
                first = max((size for size in self.good if size < made.size), default=0) + 1
                detail = f"entries {first} to {made.size} are not those that were sealed"
                self.fault("seal-differs", first, None, detail)
            else:
                self.good.append(made.size)
