"""Setting a letter with typst: PDF/A-2a, tagged; fonts and template are read once and kept.

What stands in a letter goes in as data and is never read as markup. Nothing is fetched and no font of the
system is used: the page is the same everywhere. Typst works without the interpreter's lock, in a thread.
"""

import asyncio
import re
import unicodedata
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING, Final

import msgspec

from adapters.exchange.letters.letter import Letter
from adapters.threads import in_thread

if TYPE_CHECKING:
    from typst import Compiler

SECONDS: Final = 10.0
"""How long a letter may take; it takes some milliseconds."""
LONGEST: Final = 60_000
"""Bytes of what stands in a letter; the longest that people can bring about has half of them."""
GETA: Final = "〓"
"""What Japanese printers put where they have no type for a character."""

_FONTS: Final = ("noto_cjk_sans_jp_regular", "noto_cjk_sans_jp_bold")
_STANDARD: Final = "a-2a"
_NO_GLYPH: Final = re.compile(r'the text `"(.+?)"` could not be displayed', re.DOTALL)
_ESCAPED: Final = re.compile(r"\\u\{([0-9a-f]+)\}")
_MOST_UNKNOWN: Final = 50
_SCRIPT: Final = 128
"""Most scripts have so many places one after the other, or a part of them."""
_BEYOND_LATIN: Final = 0x590


class LetterTooLongError(Exception):
    """More stands in a letter than a letter holds, or too much for which there is no type."""


async def typeset(letter: Letter) -> bytes:
    """Return a letter as PDF; raises LetterTooLongError, and TimeoutError after `SECONDS`."""
    async with asyncio.timeout(SECONDS):
        return await in_thread("letters", lambda: typeset_here(letter))


def typeset_here(letter: Letter) -> bytes:
    """Return a letter as PDF, made in this thread; raises LetterTooLongError.

    Characters for which there is no type are set as `GETA`.
    """
    from typst import TypstError  # noqa: PLC0415 - most servers need it late or never

    written = msgspec.json.encode(letter).decode()
    if len(written) > LONGEST:
        raise LetterTooLongError
    for _ in range(_MOST_UNKNOWN):
        try:
            return _compiled(written)
        except TypstError as error:
            unknown = _NO_GLYPH.search(str(error))
            if unknown is None:
                raise
            characters = _ESCAPED.sub(lambda found: chr(int(found[1], 16)), unknown[1])
            written = re.sub(f"[{''.join(map(_kin, characters))}]", GETA, written)
    raise LetterTooLongError


def _kin(character: str) -> str:
    """Return, as a range, what there is no type for either: a whole script, but of kanji that one alone."""
    if unicodedata.name(character, "").startswith("CJK"):
        return re.escape(character)
    first = ord(character) & ~(_SCRIPT - 1)
    if first < _BEYOND_LATIN:
        return re.escape(character)
    return f"{re.escape(chr(first))}-{re.escape(chr(first + _SCRIPT - 1))}"


def _compiled(written: str) -> bytes:
    made = _compiler().compile(format="pdf", pdf_standards=[_STANDARD], sys_inputs={"letter": written})
    assert isinstance(made, bytes)
    return made


@cache
def _compiler() -> "Compiler":
    """Return the compiler, with our fonts and those that it brings for letters of other scripts."""
    from typst import Compiler, Fonts  # noqa: PLC0415

    here = Path(__file__).parent
    paths = [str(files(name)) for name in _FONTS]
    fonts = Fonts(include_system_fonts=False, include_embedded_fonts=True, font_paths=paths)
    return Compiler(here / "letter.typ", root=here, font_paths=fonts, ignore_system_fonts=True)
