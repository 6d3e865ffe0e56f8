"""Seals: signed tree heads over the log, and proofs that an entry is under one.

What is after the last seal is not yet proven. A seal binds only if a copy of it is kept where the log's
keepers cannot change it: see `adapters.sealing`.
"""

import base64
from collections.abc import Iterable, Sequence
from datetime import datetime
from uuid import UUID

import asyncpg
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from msgspec import Struct

from adapters.clock import Clock
from adapters.codec import ERASED
from adapters.keys import DataKey, KeyUnavailableError, make_key_file
from adapters.merkle import KEPT_LEVELS, Span, Tree, inclusion, joined, perfect, subtrees
from adapters.ports import ResidentErased
from adapters.postgres.errors import translated
from adapters.postgres.log import Log, erasure_code
from adapters.postgres.statements import sql
from adapters.settings import Settings

Pool = asyncpg.Pool
PAGE = 4_096
"""Leaves hashed at once: a server's event loop waits for them."""


class Seal(Struct, frozen=True, kw_only=True):
    """A tree head: the hash over the leaves of positions 1 to `size`, signed with Ed25519."""

    size: int
    root: bytes
    sealed_at: datetime
    public_key: bytes
    signature: bytes

    @property
    def statement(self) -> bytes:
        """What is signed: four lines of ASCII."""
        return statement(self.size, self.root, self.sealed_at)

    def genuine(self) -> bool:
        """Return whether the signature is that of the key named in the seal."""
        try:
            Ed25519PublicKey.from_public_bytes(self.public_key).verify(self.signature, self.statement)
        except (InvalidSignature, ValueError):
            return False
        return True


class ProvenEntry(Struct, frozen=True, kw_only=True):
    """One entry as stored, with what opens its commitment, and its path to the seal's root.

    `path` is None for an entry after the seal. Bytes are base64 in JSON.
    """

    position: int
    version: int
    event_id: UUID
    recorded_at: datetime
    topic: str
    meta: str
    body: bytes
    salt: bytes
    event: str
    leaf: bytes
    path: tuple[bytes, ...] | None


class Proof(Struct, frozen=True, kw_only=True):
    """A resident's entries, proven under the newest seal; docs/verify_proof.py checks it."""

    resident_id: UUID
    seal: Seal | None
    entries: tuple[ProvenEntry, ...]
    shard: int = 0


def statement(size: int, root: bytes, sealed_at: datetime) -> bytes:
    """Return the bytes that a seal signs."""
    hashed = base64.b64encode(root).decode()
    return f"zairyu log seal\n{size}\n{hashed}\n{sealed_at.isoformat(timespec='microseconds')}\n".encode()


def signing_key(settings: Settings) -> Ed25519PrivateKey:
    """Return the key that signs seals: `ZAIRYU_SEAL_KEY_FILE`, or `seal.key` in the data folder, made there.

    Raises KeyUnavailableError.
    """
    path = settings.seal_key_file or settings.data / "seal.key"
    if not path.exists() and settings.seal_key_file is None:
        make_key_file(path)
    try:
        return Ed25519PrivateKey.from_private_bytes(base64.b64decode(path.read_text(encoding="ascii")))
    except (OSError, ValueError) as error:
        message = f"{path} does not hold a signing key of 32 bytes in base64: restore it from its backup"
        raise KeyUnavailableError(message) from error


async def seal(pool: "Pool[asyncpg.Record]", key: Ed25519PrivateKey, *, shard: int = 0) -> Seal | None:
    """Seal everything recorded so far. Returns the seal, None when nothing is new since the last one."""
    with translated():
        size = await pool.fetchval(sql("log/head.sql"), shard)
        last = await newest(pool, shard=shard)
        if size == (last.size if last else 0):
            return None
        for until in range(last.size if last else 0, size, PAGE):
            await pool.execute(sql("seals/keep_subtrees.sql"), shard, min(until + PAGE, size))
        tree = await _kept(pool, shard, size)
        tree.extend([row[0] for row in await pool.fetch(sql("seals/leaves.sql"), shard, tree.size, size)])
        made = _signed(key, tree, Clock().now())
        parts = (made.size, made.root, made.sealed_at, made.public_key, made.signature)
        if await pool.fetchval(sql("seals/keep.sql"), shard, *parts):
            return made
        return None


async def every_seal(pool: "Pool[asyncpg.Record]", *, shard: int = 0) -> list[Seal]:
    """Return all seals, smallest first."""
    with translated():
        return [Seal(**row) for row in await pool.fetch(sql("seals/all.sql"), shard)]


async def newest(pool: "Pool[asyncpg.Record]", *, shard: int = 0) -> Seal | None:
    """Return the newest seal."""
    row = await pool.fetchrow(sql("seals/last.sql"), shard)
    return Seal(**row) if row else None


async def prove(log: Log, resident_id: UUID) -> Proof | None:
    """Return the resident's entries, proven under the newest seal; None when there is no such stream.

    Raises ResidentErased.
    """
    with translated():
        under = await newest(log.pool, shard=log.shard)
        rows = await log.pool.fetch(sql("log/stream.sql"), log.shard, resident_id, 0)
        if not rows:
            return None
        if rows[-1]["topic"] == ERASED:
            raise ResidentErased(erasure_code(rows[-1]["body"]))
        size = under.size if under else 0
        found = await leaves_at(log.pool, [row["position"] for row in rows], shard=log.shard)
        spans = {
            row["position"]: inclusion(row["position"] - 1, size) for row in rows if row["position"] <= size
        }
        hashes = await hash_spans(
            log.pool, [span for path in spans.values() for span in path], shard=log.shard
        )
    key = log.keyring.open(resident_id, rows[0]["master"], rows[0]["wrapped"])
    entries = []
    for row in rows:
        path = spans.get(row["position"])
        proven = None if path is None else tuple(hashes[span] for span in path)
        entries.append(_proven(key, row, found[row["position"]], proven))
    return Proof(resident_id=resident_id, seal=under, entries=tuple(entries), shard=log.shard)


async def leaves_at(
    pool: "Pool[asyncpg.Record]", positions: Sequence[int], *, shard: int
) -> dict[int, bytes]:
    """Return the stored leaves of these positions."""
    rows = await pool.fetch(
        sql("seals/leaves_of_spans.sql"), shard, [p - 1 for p in positions], list(positions)
    )
    return {positions[number - 1]: leaf for number, leaf in rows}


async def hash_spans(
    pool: "Pool[asyncpg.Record]", spans: Iterable[Span], *, shard: int = 0
) -> dict[Span, bytes]:
    """Return the hashes of spans of sealed leaves, in two round trips however many they are."""
    wanted = sorted({s for span in spans for s in subtrees(span)}, key=lambda s: (s.level, s.index))
    small = [s for s in wanted if s.level < KEPT_LEVELS[0]]
    large = [
        (s, max(kept for kept in KEPT_LEVELS if kept <= s.level)) for s in wanted if s.level >= KEPT_LEVELS[0]
    ]
    rows: dict[object, list[bytes]] = {}
    firsts, ends = [s.index << s.level for s in small], [(s.index + 1) << s.level for s in small]
    for number, leaf in await pool.fetch(sql("seals/leaves_of_spans.sql"), shard, firsts, ends):
        rows.setdefault(small[number - 1], []).append(leaf)
    firsts = [s.index << (s.level - kept) for s, kept in large]
    ends = [(s.index + 1) << (s.level - kept) for s, kept in large]
    kept_levels = [kept for _, kept in large]
    for number, found in await pool.fetch(
        sql("seals/subtrees_of_spans.sql"), shard, kept_levels, firsts, ends
    ):
        rows.setdefault(large[number - 1][0], []).append(found)
    return {span: joined([perfect(rows[s]) for s in subtrees(span)]) for span in spans}


def _proven(key: DataKey, row: asyncpg.Record, leaf: bytes, path: tuple[bytes, ...] | None) -> ProvenEntry:
    return ProvenEntry(
        position=row["position"],
        version=row["version"],
        event_id=row["event_id"],
        recorded_at=row["recorded_at"],
        topic=row["topic"],
        meta=row["meta"],
        body=row["body"],
        salt=key.salt(row["event_id"]),
        event=key.open(row["body"], version=row["version"]).decode(),
        leaf=leaf,
        path=path,
    )


def _signed(key: Ed25519PrivateKey, tree: Tree, now: datetime) -> Seal:
    return Seal(
        size=tree.size,
        root=tree.root,
        sealed_at=now,
        public_key=key.public_key().public_bytes_raw(),
        signature=key.sign(statement(tree.size, tree.root, now)),
    )


async def _kept(pool: "Pool[asyncpg.Record]", shard: int, size: int) -> Tree:
    """Return the tree of this size as far as kept subtrees make it: all but the leaves of its last block."""
    tree = Tree()
    for level in reversed(KEPT_LEVELS):
        first, end = tree.size >> level, size >> level
        for row in await pool.fetch(sql("seals/row_of_subtrees.sql"), shard, level, first, end):
            tree.push(row[0], level=level)
    return tree
