"""What whoever holds a proof does with it (RFC 9162): an entry stands in a tree, a tree begins another."""

from collections.abc import Sequence

from adapters.merkle import Span, node_hash


def consistency(old: int, new: int) -> list[Span]:
    """Return the spans whose hashes prove that the tree of size `old` begins that of size `new`."""
    first, end, whole = 0, new, True
    found = []
    while old < end:
        middle = first + _left(end - first)
        if old <= middle:
            found.append(Span(middle, end))
            end = middle
        else:
            found.append(Span(first, middle))
            first, whole = middle, False
    return ([] if whole else [Span(first, end)]) + found[::-1]


def included(leaf: bytes, *, index: int, size: int, path: Sequence[bytes], root: bytes) -> bool:
    """Return whether the path proves the leaf to stand at this index (RFC 9162, 2.1.3.2)."""
    if not 0 <= index < size:
        return False
    found, left, last = leaf, index, size - 1
    for sibling in path:
        if last == 0:
            return False
        if left & 1 or left == last:
            found = node_hash(sibling, found)
            while not left & 1 and left:
                left, last = left >> 1, last >> 1
        else:
            found = node_hash(found, sibling)
        left, last = left >> 1, last >> 1
    return last == 0 and found == root


def consistent(*, old: int, old_root: bytes, new: int, new_root: bytes, path: Sequence[bytes]) -> bool:
    """Return whether the path proves the old tree to be the beginning of the new one (RFC 9162, 2.1.4.2)."""
    if old == new:
        return not path and old_root == new_root
    hashes = [old_root, *path] if old & (old - 1) == 0 else list(path)
    if not hashes:
        return False
    left, last = old - 1, new - 1
    while left & 1:
        left, last = left >> 1, last >> 1
    before = after = hashes[0]
    for sibling in hashes[1:]:
        if last == 0:
            return False
        if left & 1 or left == last:
            before, after = node_hash(sibling, before), node_hash(sibling, after)
            while left and not left & 1:
                left, last = left >> 1, last >> 1
        else:
            after = node_hash(after, sibling)
        left, last = left >> 1, last >> 1
    return last == 0 and before == old_root and after == new_root


def _left(size: int) -> int:
    """Return the largest power of two below the size."""
    return 1 << ((size - 1).bit_length() - 1)
