"""Merkle trees as in RFC 6962 section 2.1, over leaf hashes given in order.

A tree of n leaves is a row of perfect subtrees, largest first; its hash joins them from the right. A perfect
subtree of 2**level leaves is named by (level, index): it covers the leaves from index * 2**level on.
"""

from collections.abc import Iterator, Sequence
from hashlib import sha256

from msgspec import Struct

KEPT_LEVELS = (8, 16, 24)
"""Levels whose subtrees are stored: any other hash is at most 255 hashes away."""
BLOCK = 256


class Span(Struct, frozen=True):
    """Leaves from `first` (0 is the first leaf) until before `end`."""

    first: int
    end: int


class Subtree(Struct, frozen=True):
    """A perfect subtree by its name."""

    level: int
    index: int


def node_hash(left: bytes, right: bytes) -> bytes:
    """Return the hash of an inner node."""
    return sha256(b"\x01" + left + right).digest()


def joined(hashes: Sequence[bytes]) -> bytes:
    """Return the hash of a row of subtrees, largest first; of no subtree, the hash of nothing."""
    if not hashes:
        return sha256(b"").digest()
    found = hashes[-1]
    for left in reversed(hashes[:-1]):
        found = node_hash(left, found)
    return found


def perfect(hashes: Sequence[bytes]) -> bytes:
    """Return the hash of a perfect tree over these hashes; their number is a power of two."""
    row = list(hashes)
    while len(row) > 1:
        row = [sha256(b"\x01" + a + b).digest() for a, b in zip(row[::2], row[1::2], strict=True)]
    return row[0]


class Tree:
    """A growing tree: the row of perfect subtrees, and what of it is to be kept."""

    def __init__(self) -> None:
        self.size = 0
        self.completed: list[tuple[Subtree, bytes]] = []
        self._row: list[tuple[int, bytes]] = []

    @property
    def root(self) -> bytes:
        """The tree's hash."""
        return joined([found for _, found in self._row])

    def push(self, found: bytes, level: int = 0) -> None:
        """Add the next perfect subtree; nothing smaller than it may stand before it."""
        self.size += 1 << level
        while True:
            if level in KEPT_LEVELS:
                self.completed.append((Subtree(level, (self.size >> level) - 1), found))
            if not self._row or self._row[-1][0] != level:
                break
            found = node_hash(self._row.pop()[1], found)
            level += 1
        self._row.append((level, found))

    def extend(self, leaves: Sequence[bytes]) -> None:
        """Add leaves; whole blocks are hashed row by row, which is faster."""
        start = 0
        while start < len(leaves):
            if self.size % BLOCK == 0 and start + BLOCK <= len(leaves):
                self.push(perfect(leaves[start : start + BLOCK]), level=8)
                start += BLOCK
            else:
                self.push(leaves[start])
                start += 1


def inclusion(index: int, size: int) -> list[Span]:
    """Return the spans whose hashes prove that the leaf stands in the tree of this size, nearest first."""
    first, end = 0, size
    found = []
    while end - first > 1:
        middle = first + _left(end - first)
        if index < middle:
            found.append(Span(middle, end))
            end = middle
        else:
            found.append(Span(first, middle))
            first = middle
    return found[::-1]


def subtrees(span: Span) -> Iterator[Subtree]:
    """Yield the perfect subtrees that the span is made of, largest first."""
    first = span.first
    while first < span.end:
        level = (span.end - first).bit_length() - 1
        yield Subtree(level, first >> level)
        first += 1 << level


def _left(size: int) -> int:
    """Return the largest power of two below the size."""
    return 1 << ((size - 1).bit_length() - 1)
