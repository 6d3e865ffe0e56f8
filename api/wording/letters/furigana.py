"""Readings above the characters of plain Japanese (やさしい日本語).

Sentences are written without them: `readings.txt` has how each word is read, one a line. Where a word is read
otherwise, its reading stands in the sentence itself: `月《つき》`, or from a mark on, `｜3日《みっか》`.
"""

import re
from collections.abc import Iterator
from functools import cache
from importlib.resources import files
from typing import Final

from adapters.exchange.letters.letter import Line, Piece

_MARKED: Final = re.compile(r"(?:｜([^《》｜]+)|([㐀-鿿々]+))《([^《》]+)》")


def with_readings(text: str) -> Line:
    """Return a sentence of plain Japanese with readings above its words, where they are known."""
    return tuple(_joined(_read(text)))


def _read(text: str) -> Iterator[Piece]:
    at = 0
    for found in _MARKED.finditer(text):
        yield from _looked_up(text[at : found.start()])
        yield (found[1] or found[2], found[3])
        at = found.end()
    yield from _looked_up(text[at:])


def _looked_up(text: str) -> Iterator[Piece]:
    known, words = _words()
    at = 0
    for found in known.finditer(text):
        yield text[at : found.start()]
        yield from words[found[0]]
        at = found.end()
    yield text[at:]


def _joined(pieces: Iterator[Piece]) -> Iterator[Piece]:
    """Yield pieces, those without a reading together."""
    plain = ""
    for piece in pieces:
        if isinstance(piece, str):
            plain += piece
            continue
        if plain:
            yield plain
        plain = ""
        yield piece
    if plain:
        yield plain


@cache
def _words() -> tuple[re.Pattern[str], dict[str, tuple[Piece, ...]]]:
    """Return what finds a word, of those that begin alike the longest, and the pieces of each."""
    found: dict[str, tuple[Piece, ...]] = {}
    for word in (files("api.wording.letters") / "readings.txt").read_text("utf-8").split():
        pieces: list[Piece] = []
        at = 0
        for marked in _MARKED.finditer(word):
            pieces += [word[at : marked.start()]] if marked.start() > at else []
            pieces.append((marked[1] or marked[2], marked[3]))
            at = marked.end()
        pieces += [word[at:]] if word[at:] else []
        found["".join(p if isinstance(p, str) else p[0] for p in pieces)] = tuple(pieces)
    longest_first = sorted(found, key=len, reverse=True)
    return re.compile("|".join(map(re.escape, longest_first))), found
