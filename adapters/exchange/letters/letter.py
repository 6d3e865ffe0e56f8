"""What stands in a letter: words ready to be set, each line in pieces, some with a reading above."""

from datetime import date
from typing import Literal

from msgspec import Struct

Piece = str | tuple[str, str]
"""Text as it is, or characters and the reading that stands above them."""
Line = tuple[Piece, ...]


class FeeTable(Struct, frozen=True, kw_only=True):
    """A table with its columns' titles."""

    titles: tuple[Line, ...]
    rows: tuple[tuple[Line, ...], ...]


class Section(Struct, frozen=True, kw_only=True):
    """One thing that a letter says, under a heading; `strong` is the line that matters most."""

    heading: Line
    strong: Line | None = None
    lines: tuple[Line, ...] = ()
    table: FeeTable | None = None


class Letter(Struct, frozen=True, kw_only=True):
    """A letter of one or two pages.

    `title` is that of the document, `heading` the one on the page. What people have typed, `address` and
    `name`, stands in the window of the envelope; `honorific` follows the name. `mark` is the line above the
    parts, `end` the one below them, as Japanese letters have them.
    """

    language: Literal["ja", "en"]
    title: str
    written_on: date
    address: tuple[str, ...]
    name: str
    honorific: str = ""
    reference: tuple[str, ...]
    sender: tuple[str, ...]
    heading: Line
    opening: tuple[Line, ...]
    mark: str = ""
    parts: tuple[Section, ...]
    closing: tuple[Line, ...]
    end: str = ""
