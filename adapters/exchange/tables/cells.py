"""What stands in the cells of a table, and what no cell may do when a spreadsheet opens it."""

import re
from collections.abc import Iterable, Sequence
from datetime import date, datetime
from typing import Final, Protocol, TypeAlias

Cell: TypeAlias = str | int | date | datetime | None
"""A text, a number, a civil day, an instant (without a zone, as people read it), or nothing."""
Row: TypeAlias = Sequence[Cell]

CSV: Final = "text/csv"
XLSX: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"

GUARD: Final = "'"
"""What a spreadsheet takes as "the rest is text"."""

_RUN: Final = re.compile(r"[\t\r\n]|[\s\ufeff\u00ad\u200b-\u200f\u2060]*[=+\-@＝＋－＠﹦﹢﹣﹫−]")
"""How a text begins that a spreadsheet may run as a formula, also after spaces and what cannot be seen."""
_NO_TEXT: Final = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff]")
"""What XML cannot hold, or no program shows: control characters, halves of characters."""


class TableFile(Protocol):
    """A table that is being written; its titles stand in it already."""

    media_type: str

    def write(self, rows: Iterable[Row]) -> int:
        """Add rows, each with as many cells as there are titles; return how many there are now."""

    def end(self) -> bytes:
        """Return the file; nothing is written after that."""

    def discard(self) -> None:
        """Let go of what has been written, when it is not wanted after all."""


def clean(text: str) -> str:
    """Return a text without what no file may hold; every other character as it is."""
    return text if text.isprintable() else _NO_TEXT.sub("\ufffd", text)


def guarded(text: str) -> str:
    """Return a text as one that no spreadsheet runs; only texts are guarded, so that -5 stays a number."""
    return f"{GUARD}{text}" if _RUN.match(text) else text
