"""What the processes that serve one address share while they run: a folder of theirs alone."""

import fcntl
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from tempfile import TemporaryDirectory, gettempdir
from time import time
from typing import Final

from msgspec import Struct

_PREFIX: Final = "zairyu-processes-"
_NEW_SECONDS: Final = 60
_SERVED: Final = "served"


class Shared(Struct, frozen=True):
    """The folder, and which of the processes this is: one that takes the place of another has its number."""

    folder: Path
    number: int

    def note_served(self) -> None:
        """Note that this process serves."""
        (self.folder / _SERVED).touch()

    @property
    def served(self) -> bool:
        """Whether any of the processes has served yet."""
        return (self.folder / _SERVED).exists()


@contextmanager
def shared_folder() -> Iterator[Path]:
    """Give an empty folder for one run; what killed runs left behind is removed first. Raises OSError."""
    for left in Path(gettempdir()).glob(f"{_PREFIX}*"):
        _remove_if_left(left)
    with TemporaryDirectory(prefix=_PREFIX, ignore_cleanup_errors=True) as name:
        held = os.open(name, os.O_RDONLY)
        fcntl.flock(held, fcntl.LOCK_EX)
        try:
            yield Path(name)
        finally:
            os.close(held)


def _remove_if_left(folder: Path) -> None:
    """Remove a folder of ours that no run holds, unless one is just about to."""
    with suppress(OSError):
        held = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW)
        try:
            found = os.fstat(held)
            if found.st_uid != os.geteuid() or time() - found.st_mtime < _NEW_SECONDS:
                return
            fcntl.flock(held, fcntl.LOCK_EX | fcntl.LOCK_NB)
            shutil.rmtree(folder, ignore_errors=True)
        finally:
            os.close(held)
