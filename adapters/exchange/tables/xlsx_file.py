"""A table as an Excel workbook of one sheet: texts as texts, days as days, titles that stay in sight."""

import unicodedata
from collections.abc import Iterable, Sequence
from datetime import UTC, date, datetime
from io import BytesIO
from pathlib import Path
from typing import Any, Final

from xlsxwriter import Workbook

from adapters.exchange.tables.cells import XLSX, Cell, Row, clean

LONGEST_TEXT: Final = 32_767
"""Characters (UTF-16) that a cell of a workbook holds."""

_FIRST_DAY: Final = date(1900, 3, 1)
"""Before it Excel counts days wrongly, or not at all: such a day is written as text."""
_MEASURED: Final = 500
"""Rows of which the widths of the columns are taken."""
_NARROWEST, _WIDEST = 8, 48
_ALWAYS: Final = datetime(2000, 1, 1, tzinfo=UTC)
_OPTIONS: Final = {
    "constant_memory": True,
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
}


class XlsxFile:
    """A workbook that is being written; its rows wait in a file of their own that nobody else may read."""

    media_type = XLSX

    def __init__(self, name: str, titles: Sequence[str]) -> None:
        self._bytes = BytesIO()
        self._book: Any = Workbook(self._bytes, _OPTIONS)
        # A workbook says when it was made; what two people download of one day is the same, byte by byte.
        self._book.set_properties({"created": _ALWAYS, "title": name})
        self._sheet: Any = self._book.add_worksheet(name[:31])
        self._day = self._book.add_format({"num_format": "yyyy-mm-dd", "align": "left"})
        self._moment = self._book.add_format({"num_format": "yyyy-mm-dd hh:mm:ss", "align": "left"})
        head = self._book.add_format({"bold": True, "bottom": 1})
        self._sheet.freeze_panes(1, 0)
        for column, title in enumerate(titles):
            self._sheet.write_string(0, column, title, head)
        self._widths = [_width(title) + 3 for title in titles]
        self._rows = 0

    def write(self, rows: Iterable[Row]) -> int:
        """Add rows; return how many there are now."""
        for row in rows:
            self._rows += 1
            for column, cell in enumerate(row):
                if cell is not None and cell != "":
                    self._write(column, cell)
            if self._rows <= _MEASURED:
                self._widths = [
                    max(width, _width(cell)) for width, cell in zip(self._widths, row, strict=True)
                ]
        return self._rows

    def _write(self, column: int, cell: Cell) -> None:
        sheet, row = self._sheet, self._rows
        match cell:
            case str():
                sheet.write_string(row, column, _plain(_fitting(clean(cell))))
            case datetime() if cell.date() >= _FIRST_DAY:
                sheet.write_datetime(row, column, cell, self._moment)
            case int():
                sheet.write_number(row, column, cell)
            case date() if not isinstance(cell, datetime) and cell >= _FIRST_DAY:
                sheet.write_datetime(row, column, cell, self._day)
            case _:
                sheet.write_string(row, column, str(cell))

    def end(self) -> bytes:
        """Return the file."""
        for column, width in enumerate(self._widths):
            self._sheet.set_column(column, column, max(_NARROWEST, min(width + 1, _WIDEST)))
        self._sheet.autofilter(0, 0, self._rows, len(self._widths) - 1)
        self._book.close()
        return self._bytes.getvalue()

    def discard(self) -> None:
        """Let go of what has been written, on disk too."""
        self._sheet.row_data_fh.close()
        Path(self._sheet.row_data_filename).unlink(missing_ok=True)


def _width(cell: Cell) -> int:
    """Return how many narrow characters a cell is wide."""
    if not isinstance(cell, str):
        return len(str(cell)) if cell is not None else 0
    shown = cell[:_WIDEST]
    return sum(2 if unicodedata.east_asian_width(char) in "WFA" else 1 for char in shown)


def _plain(text: str) -> str:
    """Return a text that the library takes for one: it does not escape its marks for fonts."""
    return f"{text} " if text.startswith("<r>") and text.endswith("</r>") else text


def _fitting(text: str) -> str:
    """Return as much of a text as a cell holds, and a mark where there is more."""
    if len(text) * 2 <= LONGEST_TEXT or len(text.encode("utf-16-le")) // 2 <= LONGEST_TEXT:
        return text
    kept = text.encode("utf-16-le")[: (LONGEST_TEXT - 1) * 2].decode("utf-16-le", "ignore")
    return f"{kept}…"
