"""Cursors: where a page ended, as text that means nothing to whoever carries it."""

import base64
import binascii
from typing import TypeVar

import msgspec
from msgspec import Struct

from adapters.postgres.questions import CursorError

T = TypeVar("T", bound=Struct)


def write_cursor(place: Struct | None) -> str | None:
    """Return the cursor of the place after the last item, None where there is none."""
    if place is None:
        return None
    return base64.urlsafe_b64encode(msgspec.json.encode(place)).rstrip(b"=").decode()


def read_cursor(cursor: str | None, shape: type[T]) -> T:
    """Return the place that a cursor stands for; that before the first item when there is no cursor.

    Raises CursorError for anything that `write_cursor` did not make of this shape.
    """
    if cursor is None:
        return shape()
    try:
        raw = base64.b64decode(cursor + "=" * (-len(cursor) % 4), altchars=b"-_", validate=True)
        return msgspec.json.decode(raw, type=shape)
    except (binascii.Error, ValueError, msgspec.MsgspecError):
        raise CursorError from None
