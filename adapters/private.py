"""Files for the eyes of whoever runs the program: what they hold is about people, or stops a server."""

import os
from pathlib import Path
from typing import IO, Any

OWNER_ALONE = 0o600


def open_private(path: Path, mode: str, *, encoding: str | None = None) -> IO[Any]:
    """Open a file that its owner alone may open, made new or there before. Raises OSError."""
    file: IO[Any] = open(path, mode, encoding=encoding, opener=_opener)  # noqa: SIM115 the caller closes it
    os.fchmod(file.fileno(), OWNER_ALONE)
    return file


def _opener(path: str, flags: int) -> int:
    return os.open(path, flags, OWNER_ALONE)
