"""Trees against the definitions of RFC 6962, written down as they stand there."""

from hashlib import sha256

import pytest

from adapters.merkle import (
    Span,
    Tree,
    inclusion,
    joined,
    node_hash,
    perfect,
    subtrees,
)
from tests.adapters.proofs import consistency, consistent, included

SIZES = [*range(1, 70), 255, 256, 257, 511, 512, 513, 1000]
LEAVES = [sha256(b"\x00" + n.to_bytes(4, "big")).digest() for n in range(70_000)]
KNOWN_LEAVES = [
    "",
    "00",
    "10",
    "2021",
    "3031",
    "40414243",
    "5051525354555657",
    "606162636465666768696a6b6c6d6e6f",
]
KNOWN_ROOT = "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328"


def mth(leaves: list[bytes]) -> bytes:
    """The Merkle tree hash as section 2.1 defines it."""
    if not leaves:
        return sha256(b"").digest()
    if len(leaves) == 1:
        return leaves[0]
    k = 1
    while k * 2 < len(leaves):
        k *= 2
    return node_hash(mth(leaves[:k]), mth(leaves[k:]))


def test_the_known_tree_of_certificate_transparency() -> None:
    assert mth([sha256(b"\x00" + bytes.fromhex(leaf)).digest() for leaf in KNOWN_LEAVES]).hex() == KNOWN_ROOT


@pytest.mark.parametrize("size", SIZES)
def test_a_growing_tree_has_the_defined_root(size: int) -> None:
    one, many = Tree(), Tree()
    for leaf in LEAVES[:size]:
        one.push(leaf)
    many.extend(LEAVES[: size // 3])
    many.extend(LEAVES[size // 3 : size])
    assert one.root == many.root == mth(LEAVES[:size])


def test_a_tree_of_nothing() -> None:
    assert Tree().root == joined([]) == sha256(b"").digest()


def test_kept_subtrees_are_those_of_whole_blocks() -> None:
    tree = Tree()
    tree.extend(LEAVES)
    kept = {(s.level, s.index): found for s, found in tree.completed}
    assert sorted(kept) == [*((8, n) for n in range(70_000 // 256)), (16, 0)]
    assert kept[8, 3] == perfect(LEAVES[768:1024])
    assert kept[16, 0] == perfect(LEAVES[:65_536])


def hash_of(span: Span) -> bytes:
    found = [perfect(LEAVES[s.index << s.level : (s.index + 1) << s.level]) for s in subtrees(span)]
    return joined(found)


@pytest.mark.parametrize("size", SIZES)
def test_every_leaf_is_proved_and_no_other(size: int) -> None:
    root = mth(LEAVES[:size])
    for index in range(0, size, max(1, size // 40)):
        path = [hash_of(span) for span in inclusion(index, size)]
        assert included(LEAVES[index], index=index, size=size, path=path, root=root)
        assert not included(LEAVES[index + 1], index=index, size=size, path=path, root=root)
        assert not included(LEAVES[index], index=index, size=size, path=[*path, root], root=root)
        if size > 1:
            assert not included(LEAVES[index], index=index ^ 1, size=size, path=path, root=root)


@pytest.mark.parametrize("new", SIZES)
def test_every_beginning_is_proved(new: int) -> None:
    new_root = mth(LEAVES[:new])
    for old in range(1, new + 1, max(1, new // 40)):
        path = [hash_of(span) for span in consistency(old, new)]
        old_root = mth(LEAVES[:old])
        assert consistent(old=old, old_root=old_root, new=new, new_root=new_root, path=path)
        if old < new:
            other = sha256(old_root).digest()
            assert not consistent(old=old, old_root=other, new=new, new_root=new_root, path=path)
            assert not consistent(old=old, old_root=old_root, new=new, new_root=other, path=path)
            assert not consistent(old=old, old_root=old_root, new=new, new_root=new_root, path=[])
