"""Text that says nothing, and names that read as others (readings N68)."""

from collections.abc import Iterator
from typing import Final
from unicodedata import category

from msgspec import Struct

from domain.events.types import Event, Malformed, Name

UNSEEN: Final = frozenset({"Cc", "Cf", "Cn", "Zs", "Zl", "Zp"})
"""Unicode's categories of control, format and unassigned characters, of spaces and of ends of line."""

TURNING: Final = frozenset("\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
"""The characters that turn the direction of writing."""


def blank(text: str) -> bool:
    """Return whether nothing of a text can be seen: then it is none, wherever one is required."""
    return all(category(character) in UNSEEN for character in text)


def malformed_texts(part: Struct) -> Iterator[Malformed]:
    """Yield the texts of an event, or of a part of one, that are blank, and the names that turn."""
    for field in part.__struct_fields__:
        value = getattr(part, field)
        if isinstance(value, str):
            if blank(value):
                yield Malformed((field,), "blank-text")
            elif isinstance(part, Name) and not TURNING.isdisjoint(value):
                yield Malformed((field,), "turned-text")
        elif isinstance(value, Struct) and not isinstance(value, Event):
            for inner in malformed_texts(value):
                yield Malformed((field, *inner.path), inner.why)
