"""The directory: under which terms a resident is found, and what a question asks for.

A term is a word of a name in one canonical spelling, a card number, or a date of birth; former ones stay.
Words are compared in a form that the usual spellings of Japanese share: Hepburn, Kunrei and passport
romaji, kana of any width, long vowels written or not. It is a key, never shown.
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator
from datetime import date
from itertools import chain
from typing import Final

import jaconv
from msgspec import Struct

from domain.events import CardIssued, CaseOpened, Name, ParticularsChanged
from domain.history import Effective

CARD: Final = "#"
"""First character of the term of a card number."""
BORN: Final = "@"
"""First character of the term of a date of birth."""

TYPABLE: Final = "abcdefghijklmnopqrstuvwxyz"
SHORTEST_MISTYPED: Final = 4
"""Shorter words are too alike for errors to be forgiven."""

_PLAIN: Final = str.maketrans(
    {"đ": "d", "ð": "d", "ø": "o", "ł": "l", "ı": "i", "ß": "ss", "æ": "ae", "œ": "oe", "þ": "th"}
)
_SEPARATORS: Final = re.compile(r"[\s\-‐-―・･,，、.．·/]+")
_DROPPED: Final = re.compile(r"[^\w]|_")
_KANA: Final = re.compile(r"^[\u3041-\u3096\u30a1-\u30fa\u30fc]+$")
_LATIN: Final = re.compile(r"^[a-z0-9]+$")
_CARD_BEGINNING: Final = re.compile(r"^[A-Z]{2}[0-9]{2,8}[A-Z]{0,2}$")
_DATE: Final = re.compile(r"^(\d{4})[-/.年]?(\d{2})[-/.月]?(\d{2})日?$")
_SPELLINGS: Final = tuple(
    (re.compile(pattern), one)
    for pattern, one in (
        ("tch", "ch"),
        (r"(.)\1+", r"\1"),
        ("sh(?=i)|sch(?=i)", "s"),
        ("sh", "sy"),
        ("ch(?=i)", "t"),
        ("ch|cy", "ty"),
        ("tsu?(?=u)|ts", "t"),
        ("f(?=u)", "h"),
        ("jy?(?=i)|d(?=i)", "z"),
        ("jy?|dy", "zy"),
        ("dzu|du", "zu"),
        ("m(?=[bp])", "n"),
        ("n(?=m)", ""),
        ("ou", "o"),
        ("oh(?![aiueoy])", "o"),
        (r"(.)\1+", r"\1"),
    )
)


_FOLLOWING: Final = ("i", "u", "h", "hi", "b", "m")
"""What may follow and change how the letters before are spelled."""


class Asked(Struct, frozen=True, kw_only=True):
    """What a search asks for: for every word the beginnings to look for, and what it may be mistyped for."""

    beginnings: tuple[tuple[str, ...], ...]
    mistyped: tuple[tuple[str, ...], ...]


def terms(facts: Iterable[Effective]) -> list[str]:
    """Return the terms a resident is found under, present and former, each once."""
    found: dict[str, None] = {}
    for e in facts:
        match e.fact:
            case CaseOpened(name=name, date_of_birth=born):
                found |= dict.fromkeys([*name_terms(name), BORN + born.isoformat()])
            case ParticularsChanged(name=name, date_of_birth=born):
                found |= dict.fromkeys(name_terms(name) if isinstance(name, Name) else ())
                found |= {BORN + born.isoformat(): None} if isinstance(born, date) else {}
            case CardIssued(number=number):
                found[CARD + number] = None
            case _:
                pass
    return list(found)


def name_terms(name: Name) -> list[str]:
    """Return the words of a name, and the whole name without spaces in both orders, in each script."""
    scripts = (
        (name.family, name.given),
        (name.family_kanji, name.given_kanji),
        (name.family_kana, name.given_kana),
    )
    return list(dict.fromkeys(chain.from_iterable(_written(f or "", g or "") for f, g in scripts)))


def _written(family: str, given: str) -> Iterator[str]:
    first, last = words(family), words(given)
    yield from (*first, *last)
    if first and last:
        yield "".join((*first, *last))
        yield "".join((*last, *first))


def words(text: str) -> list[str]:
    """Return the words of a text in canonical spelling; one written with a hyphen is two words."""
    return [word for part in _SEPARATORS.split(_folded(text)) if (word := spelled(part))]


def _folded(text: str) -> str:
    """Return the text in small letters of one width, without accents; kana keep their sound marks."""
    wide = unicodedata.normalize("NFKC", text).casefold().translate(_PLAIN)
    parts = unicodedata.normalize("NFD", wide)
    bare = "".join(c for c in parts if not unicodedata.combining(c) or c in "\u3099\u309a")
    return unicodedata.normalize("NFC", bare)


def spelled(word: str) -> str:
    """Return a folded word in the spelling that Hepburn, Kunrei, passport romaji and kana share."""
    bare = _DROPPED.sub("", word)
    if _KANA.match(bare):
        bare = jaconv.kata2alphabet(jaconv.hira2kata(bare.replace("ー", "")))
    if not _LATIN.match(bare):
        return bare
    for pattern, one in _SPELLINGS:
        bare = pattern.sub(one, bare)
    return bare


def asked(text: str) -> Asked:
    """Return what a question asks for; a date is one of birth, letters and digits in card order a number."""
    plain = unicodedata.normalize("NFKC", text)
    found = dict(chain.from_iterable(_terms_asked(part) for part in plain.split()))
    return Asked(
        beginnings=tuple(found.values()),
        mistyped=tuple(tuple(mistyped(word)) for word in found),
    )


def _terms_asked(part: str) -> list[tuple[str, tuple[str, ...]]]:
    if day := _DATE.match(part):
        term = f"{BORN}{day[1]}-{day[2]}-{day[3]}"
        return [(term, (term,))]
    if _CARD_BEGINNING.match(part.upper()):
        term = CARD + part.upper()
        return [(term, (term,))]
    return [
        (word, beginnings(raw)) for raw in _SEPARATORS.split(_folded(part)) if (word := spelled(raw))
    ]


def beginnings(word: str) -> tuple[str, ...]:
    """Return the canonical beginnings of all words that begin as a folded word is written.

    The spelling of its last letters depends on what follows: `shim` begins `shimada` and `shimbashi`.
    """
    whole = spelled(word)
    longer = (spelled(word + following) for following in _FOLLOWING)
    return tuple(dict.fromkeys([whole, *(other for other in longer if not other.startswith(whole))]))


def mistyped(word: str) -> Iterator[str]:
    """Yield the word and every spelling one error away: a letter left out, added, changed, or two swapped."""
    yield word
    if len(word) < SHORTEST_MISTYPED or not _LATIN.match(word):
        return
    for n in range(len(word) + 1):
        head, tail = word[:n], word[n:]
        yield from (head + letter + tail for letter in TYPABLE)
        if tail:
            yield head + tail[1:]
            yield from (head + letter + tail[1:] for letter in TYPABLE)
        if len(tail) > 1:
            yield head + tail[1] + tail[0] + tail[2:]


