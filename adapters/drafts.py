"""Folders in the making: each is made under another name beside its place, whole, then renamed into it."""

import shutil
import time
from pathlib import Path
from tempfile import mkdtemp
from typing import Final

_DRAFT: Final = ".draft."
_TRIES: Final = 10
_PAUSE: Final = 0.05


def draft_of(folder: Path) -> Path:
    """Return a new folder, closed to others, beside one that is to be."""
    return Path(mkdtemp(prefix=f"{folder.name}{_DRAFT}", dir=folder.parent))


def discard_drafts(within: Path) -> None:
    """Remove what killed starts left half made; for whoever holds the lock on this folder.

    A program that such a start had called may still write there for a moment.
    """
    for _ in range(_TRIES):
        found = list(within.glob(f"*{_DRAFT}*"))
        if not found:
            return
        for draft in found:
            shutil.rmtree(draft, ignore_errors=True)
        time.sleep(_PAUSE)
