"""How full each person's bucket is, in memory that several processes may share: no database is asked.

A bucket is as full as it can be unless it is kept here, and what is kept is when it will be full again.
"""

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from hashlib import blake2b
from mmap import mmap
from pathlib import Path
from typing import Final

from api.shared import Shared

GROUPS: Final = 1 << 12
PLACES: Final = 8
"""Places in a group. A person has one of the places of one group: some thirty thousand buckets in all."""

_HALF: Final = GROUPS * PLACES * 8
_ROUNDED: Final = 1e-6


class Buckets:
    """Buckets by whose they are, measured in the seconds that they take to fill up again.

    With a `file`, all processes that name it have the same ones, and each waits for the others, for some
    millionths of a second. Where a group has no place for a newcomer, the bucket goes that is full first.
    """

    def __init__(self, file: Path | None = None) -> None:
        self._file = None if file is None else os.open(file, os.O_RDWR | os.O_CREAT, 0o600)
        if self._file is not None:
            os.ftruncate(self._file, 2 * _HALF)
        memory = memoryview(mmap(-1 if self._file is None else self._file, 2 * _HALF))
        self._whose = memory[:_HALF].cast("Q")
        self._full_at = memory[_HALF:].cast("d")

    def take(self, key: str, seconds: float, *, now: float, most: float) -> float:
        """Take what fills up in so many seconds, out of what fills up in `most`.

        Returns 0; when there is not so much left, how many seconds are lacking, and then nothing is taken.
        """
        whose, group = _place(key)
        with self._alone():
            at = self._found(whose, group)
            since = 0.0 if at is None else self._full_at[at]
            full_at = max(since, now) + seconds
            lacking = full_at - now - most
            if lacking > _ROUNDED:
                return lacking
            if at is None:
                at = min(range(group, group + PLACES), key=self._full_at.__getitem__)
            self._whose[at], self._full_at[at] = whose, full_at
            return 0.0

    def give_back(self, key: str, seconds: float) -> None:
        """Put back what was taken, if the bucket is still kept."""
        whose, group = _place(key)
        with self._alone():
            at = self._found(whose, group)
            if at is not None:
                self._full_at[at] -= seconds

    def _found(self, whose: int, group: int) -> int | None:
        places = self._whose[group : group + PLACES].tolist()
        return group + places.index(whose) if whose in places else None

    @contextmanager
    def _alone(self) -> Iterator[None]:
        """Keep other processes out; one that dies in here lets them in again."""
        if self._file is None:
            yield
            return
        fcntl.lockf(self._file, fcntl.LOCK_EX)
        try:
            yield
        finally:
            fcntl.lockf(self._file, fcntl.LOCK_UN)


def _place(key: str) -> tuple[int, int]:
    """Return by which number somebody is known, never 0, and where the places of their group begin."""
    digest = blake2b(key.encode("utf-8", "surrogatepass"), digest_size=12).digest()
    group = int.from_bytes(digest[8:], "little") % GROUPS
    return int.from_bytes(digest[:8], "little") or 1, group * PLACES


def buckets_of(shared: Shared | None, name: str) -> Buckets:
    """Return the buckets of this name that processes share, or this one's own."""
    return Buckets(None if shared is None else shared.folder / f"{name}.buckets")
