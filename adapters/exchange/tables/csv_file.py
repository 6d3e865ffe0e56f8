"""A table as CSV (RFC 4180): UTF-8 with a byte order mark, texts in quotes, nothing in it that runs."""

import csv
from collections.abc import Iterable, Sequence
from datetime import datetime
from io import StringIO

from adapters.exchange.tables.cells import CSV, Cell, Row, clean, guarded


class CsvFile:
    """CSV that is being written."""

    media_type = f"{CSV}; charset=utf-8; header=present"

    def __init__(self, titles: Sequence[str]) -> None:
        self._parts = [b"\xef\xbb\xbf"]
        self._rows = -1
        self.write([titles])

    def write(self, rows: Iterable[Row]) -> int:
        """Add rows; return how many there are now."""
        text = StringIO(newline="")
        # Texts are quoted: where a list separator is `;`, a spreadsheet would else begin a cell inside one.
        csv.writer(text, quoting=csv.QUOTE_NONNUMERIC, lineterminator="\r\n").writerows(
            written := [[_written(cell) for cell in row] for row in rows]
        )
        self._parts.append(text.getvalue().encode())
        self._rows += len(written)
        return self._rows

    def end(self) -> bytes:
        """Return the file."""
        return b"".join(self._parts)

    def discard(self) -> None:
        """Let go of what has been written."""
        self._parts = []


def _written(cell: Cell) -> str | int:
    match cell:
        case None:
            return ""
        case str():
            return guarded(clean(cell))
        case datetime():
            return cell.isoformat(" ", "seconds")
        case int():
            return cell
        case _:
            return cell.isoformat()
