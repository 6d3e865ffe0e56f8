"""Tables as files: the right characters in them, days as days, and nothing that a spreadsheet would run."""

import csv
import xml.etree.ElementTree as ET
import zipfile
from collections.abc import Sequence
from datetime import date, datetime
from io import BytesIO, StringIO
from pathlib import Path
from typing import Any

import pytest
from python_calamine import CalamineWorkbook

from adapters.exchange.tables.cells import Cell
from adapters.exchange.tables.csv_file import CsvFile
from adapters.exchange.tables.xlsx_file import LONGEST_TEXT, XlsxFile

RUN = (
    "=cmd|' /C calc'!A0", "+1+1", "-2+3", "@SUM(A1)", "\t=1+1", "\r=1+1", "\n=1+1", "＝1+1", "＋1", "－1",
    "＠SUM(A1)",
    "  =1+1", "\u3000=1+1", "\u200b=1+1", "\ufeff@SUM(A1)", '=HYPERLINK("http://example.invalid","x")',
)  # fmt: skip
"""Texts that a spreadsheet would run, or that somebody would make it run."""
TEXTS = (
    "葛󠄀城", "𠮷田", "髙橋﨑", "ﾌｧﾝ", "Nguyễn", "O'Brien", 'a "b", c', "一行目\r\n二行目", "<r><t>x</t></r>",
    "_x0041_",
    "]]>", "&amp;", "007", "2026-11-27", "1e5", "http://example.invalid", "{=1}", "🏯",
)  # fmt: skip
"""Texts that are to come back as they are."""
AT = datetime(2026, 11, 27, 9, 30, 5)  # noqa: DTZ001 as people read it
NUMBERS: Sequence[Cell] = (-5, 0, 17, None, date(2026, 11, 27), AT)


def csv_of(*rows: Sequence[Cell]) -> list[list[str]]:
    """Return what a reader of CSV reads."""
    file = CsvFile(["title"] * len(rows[0]))
    file.write(rows)
    content = file.end()
    assert content.startswith(b"\xef\xbb\xbf")
    return list(csv.reader(StringIO(content.decode("utf-8-sig"), newline="")))[1:]


def xlsx_of(*rows: Sequence[Cell]) -> bytes:
    """Return a workbook."""
    file = XlsxFile("手続一覧", ["title"] * len(rows[0]))
    file.write(rows)
    return file.end()


def read(content: bytes) -> list[list[Any]]:
    """Return what a reader of workbooks reads."""
    [sheet] = [CalamineWorkbook.from_filelike(BytesIO(content)).get_sheet_by_index(0)]
    return sheet.to_python()[1:]


@pytest.mark.parametrize("text", RUN)
def test_no_cell_of_a_csv_begins_as_a_formula(text: str) -> None:
    [[cell]] = csv_of([text])
    assert cell == f"'{text}"


@pytest.mark.parametrize("text", TEXTS)
def test_other_texts_stand_in_a_csv_as_they_are(text: str) -> None:
    assert csv_of([text]) == [[text]]


def test_numbers_and_days_stay_what_they_are() -> None:
    """Minus five days is a number, and no formula."""
    assert csv_of(NUMBERS) == [["-5", "0", "17", "", "2026-11-27", "2026-11-27 09:30:05"]]
    assert read(xlsx_of(NUMBERS)) == [[-5.0, 0.0, 17.0, "", date(2026, 11, 27), AT]]


def test_every_line_of_a_csv_ends_as_rfc_4180_says_and_texts_are_quoted() -> None:
    """Where a list separator is `;`, a cell would else begin inside one."""
    file = CsvFile(["a", "b"])
    file.write([["x;=1+1", 3]])
    assert file.end()[3:] == b'"a","b"\r\n"x;=1+1",3\r\n'


def test_texts_stand_in_a_workbook_as_they_are_and_none_is_a_formula_or_a_link() -> None:
    content = xlsx_of(*([text] for text in (*RUN, *TEXTS)))
    kept = [[text] if not text.startswith("<r>") else [f"{text} "] for text in (*RUN, *TEXTS)]
    assert [[str(cell).replace("\r\n", "\n") for cell in row] for row in read(content)] == [
        [text.replace("\r\n", "\n") for text in row] for row in kept
    ]
    with zipfile.ZipFile(BytesIO(content)) as book:
        sheet = ET.fromstring(book.read("xl/worksheets/sheet1.xml"))  # noqa: S314 made here
        assert not [name for name in book.namelist() if "external" in name.lower() or name.endswith(".bin")]
    names = {element.tag.rpartition("}")[2] for element in sheet.iter()}
    assert not names & {"f", "hyperlink"}


def test_a_workbook_keeps_its_titles_in_sight_filters_and_fits_its_columns() -> None:
    with zipfile.ZipFile(BytesIO(xlsx_of(["長い長い長い長い長い文", 1]))) as book:
        sheet = book.read("xl/worksheets/sheet1.xml").decode()
    assert '<pane ySplit="1"' in sheet
    assert '<autoFilter ref="A1:B2"/>' in sheet
    assert '<col min="1" max="1" width="23' in sheet


def test_what_no_file_can_hold_is_replaced_and_what_is_too_long_is_marked() -> None:
    """Control characters, half a character, a text longer than a cell; a day that Excel cannot count."""
    broken, long = "a\x00b\x1bc\ud800d\uffff", "𠮷" * LONGEST_TEXT
    shown = "a\ufffdb\ufffdc\ufffdd\ufffd"
    assert csv_of([broken]) == [[shown]]
    [[first, second, third]] = read(xlsx_of([broken, long, date(1868, 1, 25)]))
    assert first == shown
    assert second == "𠮷" * ((LONGEST_TEXT - 1) // 2) + "…"
    assert third == "1868-01-25"


def test_the_same_table_is_the_same_workbook_and_a_file_given_up_leaves_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert xlsx_of(["a"]) == xlsx_of(["a"])
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    file = XlsxFile("x", ["a"])
    file.write([["b"]])
    [waiting] = tmp_path.iterdir()
    assert waiting.stat().st_mode & 0o077 == 0
    file.discard()
    assert list(tmp_path.iterdir()) == []
    xlsx_of(["a"])
    assert list(tmp_path.iterdir()) == []
