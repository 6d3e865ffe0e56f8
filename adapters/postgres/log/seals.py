"""Sealing the log and proving what is under a seal, out of leaves and subtrees as the database keeps them."""

from collections.abc import Iterable, Iterator, Sequence
from functools import partial
from uuid import UUID

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from adapters.clock import Clock
from adapters.keys import DataKey
from adapters.merkle import KEPT_LEVELS, Span, Subtree, Tree, inclusion, joined, perfect, subtrees
from adapters.postgres.database import Pool, Record
from adapters.postgres.errors import translated
from adapters.postgres.log.log import Log
from adapters.postgres.statements import sql
from adapters.seals import Proof, ProvenEntry, Seal, signed
from adapters.threads import in_thread_if_long

PAGE = 4_096
"""Leaves hashed, and hashes read, at once: a server's event loop waits for them."""

Stretch = tuple[int, int, int]
"""Hashes of one level (0: leaves, see `KEPT_LEVELS`), by their first number and their end, exclusive."""


async def seal(pool: Pool, key: Ed25519PrivateKey, *, shard: int) -> Seal | None:
    """Seal everything recorded so far. Returns the seal, None when nothing is new since the last one."""
    with translated():
        size = await pool.fetchval(sql("log/head.sql"), shard)
        last = await newest(pool, shard=shard)
        if size == (last.size if last else 0):
            return None
        for until in range(last.size if last else 0, size, PAGE):
            await pool.execute(sql("seals/keep_subtrees.sql"), shard, min(until + PAGE, size))
        tree = await _kept(pool, shard, size)
        [leaves] = await _hashes(pool, shard, [(0, tree.size, size)])
        tree.extend(leaves)
        made = signed(key, tree, Clock().now())
        parts = (made.size, made.root, made.sealed_at, made.public_key, made.signature)
        if await pool.fetchval(sql("seals/keep.sql"), shard, *parts):
            return made
        return None


async def every_seal(pool: Pool, *, shard: int) -> list[Seal]:
    """Return all seals, smallest first."""
    with translated():
        found = await pool.fetch(sql("seals/newest_first.sql"), shard, None)
    return [Seal(**row) for row in reversed(found)]


async def newest(pool: Pool, *, shard: int) -> Seal | None:
    """Return the newest seal."""
    with translated():
        row = await pool.fetchrow(sql("seals/newest_first.sql"), shard, 1)
    return Seal(**row) if row else None


async def prove(log: Log, resident_id: UUID) -> Proof | None:
    """Return the resident's entries, proven under the newest seal; None when there is no such stream.

    Raises ResidentErased.
    """
    with translated():
        under = await newest(log.pool, shard=log.shard)
        rows = await log.stored(resident_id)
        if not rows:
            return None
        size = under.size if under else 0
        positions = [row["position"] for row in rows]
        leaves = await leaves_at(log.pool, positions, shard=log.shard)
        sealed = [position for position in positions if position <= size]
        paths = await in_thread_if_long(len(rows), lambda: {p: inclusion(p - 1, size) for p in sealed})
        spans = [span for path in paths.values() for span in path]
        hashes = await hash_spans(log.pool, spans, shard=log.shard)
    key = log.keyring.open(resident_id, rows[0]["master"], rows[0]["wrapped"])

    def entries() -> tuple[ProvenEntry, ...]:
        proven = {position: tuple(hashes[span] for span in path) for position, path in paths.items()}
        return tuple(_proven(key, row, leaves[row["position"]], proven.get(row["position"])) for row in rows)

    found = await in_thread_if_long(len(rows), entries)
    return Proof(resident_id=resident_id, seal=under, entries=found, shard=log.shard)


async def leaves_at(pool: Pool, positions: Sequence[int], *, shard: int) -> dict[int, bytes]:
    """Return the stored leaves of these positions."""
    found = await _hashes(pool, shard, [(0, position - 1, position) for position in positions])
    return {position: hashes[0] for position, hashes in zip(positions, found, strict=True)}


async def hash_spans(pool: Pool, spans: Iterable[Span], *, shard: int) -> dict[Span, bytes]:
    """Return the hashes of spans of sealed leaves, in few round trips however many they are."""
    each = set(spans)
    wanted, stretches = await in_thread_if_long(len(each), partial(_kept_of, each))
    kept = await _hashes(pool, shard, stretches)
    return await in_thread_if_long(len(each), partial(_joined_of, each, wanted, kept))


def _kept_of(spans: Iterable[Span]) -> tuple[list[Subtree], list[Stretch]]:
    """Return the perfect subtrees that spans are made of, and for each what of it is kept (see `_hashes`)."""
    wanted = sorted({s for span in spans for s in subtrees(span)}, key=lambda s: (s.level, s.index))
    stretches = []
    for s in wanted:
        kept = max(level for level in (0, *KEPT_LEVELS) if level <= s.level)
        stretches.append((kept, s.index << (s.level - kept), (s.index + 1) << (s.level - kept)))
    return wanted, stretches


def _joined_of(
    spans: Iterable[Span], wanted: Sequence[Subtree], kept: Sequence[Sequence[bytes]]
) -> dict[Span, bytes]:
    """Return the hash of each span, out of what is kept of the subtrees that it is made of."""
    made = dict(zip(wanted, map(perfect, kept), strict=True))
    return {span: joined([made[s] for s in subtrees(span)]) for span in spans}


async def _hashes(pool: Pool, shard: int, stretches: Sequence[Stretch]) -> list[list[bytes]]:
    """Return what is kept of each stretch."""
    found: list[list[bytes]] = [[] for _ in stretches]
    for start, some in _pages(stretches):
        columns = [[stretch[n] for stretch in some] for n in range(3)]
        for number, _, _, kept in await pool.fetch(sql("seals/hashes.sql"), shard, *columns):
            found[start + number - 1].append(kept)
    return found


def _pages(stretches: Sequence[Stretch]) -> Iterator[tuple[int, Sequence[Stretch]]]:
    """Yield stretches with `PAGE` hashes in all, or one with more; each time with how many came before."""
    start = hashes = 0
    for end, (_, first, until) in enumerate(stretches):
        if hashes and hashes + until - first > PAGE:
            yield start, stretches[start:end]
            start, hashes = end, 0
        hashes += until - first
    if start < len(stretches):
        yield start, stretches[start:]


def _proven(key: DataKey, row: Record, leaf: bytes, path: tuple[bytes, ...] | None) -> ProvenEntry:
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


async def _kept(pool: Pool, shard: int, size: int) -> Tree:
    """Return the tree of this size as far as kept subtrees make it: all but the leaves of its last block."""
    tree = Tree()
    for level in reversed(KEPT_LEVELS):
        [kept] = await _hashes(pool, shard, [(level, tree.size >> level, size >> level)])
        for found in kept:
            tree.push(found, level=level)
    return tree
