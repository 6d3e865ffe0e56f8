"""The directory: under which terms a resident is found, and which terms a question stands for.

A term is a word of a name in canonical spelling, a card number, or a date of birth; former ones stay.
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator
from functools import lru_cache
from itertools import pairwise
from typing import Final, NamedTuple

from domain.events import (
    CardIssued,
    CaseEvent,
    CaseOpened,
    EventCorrected,
    EventVoided,
    FilesMerged,
    FilesUnmerged,
    Name,
    ParticularsChanged,
)
from domain.events.birth import known_in_part
from domain.events.written import era
from domain.history import Effective
from projections.spelling import (
    beginnings,
    in_order_of_kana,
    in_order_of_letters,
    parts,
    passport_spelling,
    readings,
    readings_of,
    spelled,
)

CARD: Final = "#"
"""First character of the term of a card number."""
BORN: Final = "@"
"""First character of the term of a date of birth."""
JOINED: Final = "="
"""First character of the term of several words as one."""
AS_TYPED: Final = " "
"""Between the canonical spelling of a word and the word as recorded."""
NEXT: Final = "!"
"""Follows everything spelled the same, with or without a word as recorded."""
LAST: Final = "\U0010ffff"
"""Above every character of a term."""

WHOLE: Final = 0
"""Rank of whom all names asked for, joined, are the name or a part of it."""
TYPED: Final = 1
"""Rank of what is recorded as it was asked for."""
SPELLED: Final = 2
"""Rank of another spelling, or of a reading."""
BEGUN: Final = 3
"""Rank of what only begins so."""
JOINED_BEGUN: Final = 4
"""Rank of whose words joined begin with the one word asked for; as many again as words that begin so."""
MISTYPED: Final = 5
"""Rank of what is one error away."""

LONGEST_TERM: Final = 300
"""Characters of a term that are kept: an index takes no more, and nobody asks for more."""

LONGEST_SORT_KEY: Final = 100
"""Characters of a name by which it is put in order; those of the same beginning follow by id."""

TYPABLE: Final = "abcdefghijklmnopqrstuvwxyz"
SHORTEST_MISTYPED: Final = 4
"""Shorter words are too alike for errors to be forgiven,"""
SHORTEST_SWAPPED: Final = 3
"""but for two letters in the wrong order."""

MOST_FORGIVEN: Final = 32
"""Letters in which an error is forgiven, over the words of a question in their order: each letter makes some
hundred spellings that are looked up."""

_DAY: Final = re.compile(
    r"""(?<![0-9a-z])
    (?: (?P<era> 明治|大正|昭和|平成|令和|[MTSHR] ) \s* (?P<of> \d{1,2}|元 ) | (?P<year> \d{4} ) )
    \s* [-‐-―−ー./年]? \s*
    (?P<month> 1[0-2]|0?[1-9] ) \s* [-‐-―−ー./月]? \s*
    (?P<day> 3[01]|[12]\d|0?[1-9] ) \s* 日?
    (?![0-9a-z])""",
    re.VERBOSE | re.IGNORECASE | re.ASCII,
)
_PART_OF_A_DAY: Final = re.compile(
    r"""(?<![0-9a-z])
    (?: (?P<era> 明治|大正|昭和|平成|令和|[MTSHR] ) \s* (?P<of> \d{1,2}|元 ) | (?P<year> \d{4} ) )
    \s* (?: [-‐-―−ー./年] \s* (?P<month> 1[0-2]|0?[1-9] ) \s* 月? | 年 )?
    (?![0-9a-z])""",
    re.VERBOSE | re.IGNORECASE | re.ASCII,
)
"""A year, or a year and month: of a birth that is known in part, or as much as whoever asks knows."""
_CARD: Final = re.compile(
    r"""(?<![0-9a-z])
    (?: [A-Z]{2} (?: \s* \d ){8} \s* [A-Z]{2} | [A-Z]{2} [-‐-―−ー]? \d{2,8} [-‐-―−ー]? [A-Z]{0,2} )
    (?![0-9a-z])""",
    re.VERBOSE | re.IGNORECASE | re.ASCII,
)
"""A number of a card, or how one begins; with spaces in it only the whole number."""
_NOT_OF_A_CARD: Final = re.compile(r"[^0-9A-Z]+")

NAMING: Final = (
    CaseOpened, ParticularsChanged, CardIssued, EventCorrected, EventVoided, FilesMerged, FilesUnmerged,
)  # fmt: skip
"""The events that may change the terms of a resident."""


class Range(NamedTuple):
    """Terms from the first one to before another one, and the rank of whom they find."""

    first: str
    past: str
    rank: int


def terms(facts: Iterable[Effective]) -> list[str]:
    """Return the terms a resident is found under, present and former, each once."""
    naming = (e.fact for e in facts if isinstance(e.fact, NAMING))
    return list(dict.fromkeys(term for fact in naming for term in terms_of(fact)))


def terms_of(fact: CaseEvent) -> Iterator[str]:
    """Yield the terms that one fact adds to those before."""
    found: list[str] = []
    match fact:
        case CaseOpened(name=name, date_of_birth=born) | ParticularsChanged(name=name, date_of_birth=born):
            found += name_terms(name) if isinstance(name, Name) else ()
            found += [BORN + born] if isinstance(born, str) else ()
        case CardIssued(number=number):
            found.append(CARD + number)
        case _:
            pass
    yield from (term[:LONGEST_TERM] for term in found)


@lru_cache(maxsize=1 << 12)
def name_terms(name: Name) -> tuple[str, ...]:
    """Return the words of a name, its parts and the whole (in both orders) without spaces, in each script."""
    found: dict[str, None] = {}
    for first, last in scripts(name):
        found |= dict.fromkeys(map(_typed, filter(spelled, (*first, *last))))
        written = list(filter(None, map(spelled, first))), list(filter(None, map(spelled, last)))
        read = readings_of(first), readings_of(last)
        found |= dict.fromkeys((*read[0], *read[1], *_joined(*written), *_joined(*read)))
    return tuple(found)


def scripts(name: Name) -> tuple[tuple[tuple[str, ...], tuple[str, ...]], ...]:
    """Return the words of both parts of a name in each script, each once; so of the alias, and as printed."""
    family, given = name.family or "", name.given or ""
    whole = [_in_two(text) for text in (name.alias, name.printed) if text is not None]
    written = (
        (family, given),
        (passport_spelling(family), passport_spelling(given)),
        (name.family_kanji or "", name.given_kanji or ""),
        (name.family_kana or "", name.given_kana or ""),
        *whole,
        *((passport_spelling(first), passport_spelling(last)) for first, last in whole),
    )
    return tuple(dict.fromkeys((tuple(parts(first)), tuple(parts(last))) for first, last in written))


def _in_two(text: str) -> tuple[str, str]:
    """Return the first word of a name written as a whole, and the others: they are found in any order."""
    first, *others = unicodedata.normalize("NFKC", text).split() or [""]
    return first, " ".join(others)


def sort_key(name: Name) -> str:
    """Return what a name is put in order by: its kana in the fifty sounds, and after all of them its letters.

    A name of one part stands where that part would as a family name. Names that sound alike but for voice,
    length or size of kana stand together, then in the order of these.
    """
    if name.family_kana or name.given_kana:
        written = list(filter(None, (name.family_kana, name.given_kana)))
        folded = "1" + " ".join(map(in_order_of_kana, written))
    else:
        written = list(filter(None, (name.family, name.given)))
        folded = "2" + " ".join(map(in_order_of_letters, written))
    return f"{folded}\t{' '.join(written)}"[:LONGEST_SORT_KEY]


def _typed(part: str) -> str:
    return spelled(part) + AS_TYPED + part


def _joined(first: list[str], last: list[str]) -> Iterator[str]:
    for several in (first, last, [*first, *last], [*last, *first]):
        if len(several) > 1:
            yield JOINED + spelled("".join(several))


def asked(text: str, worst: int = JOINED_BEGUN) -> tuple[tuple[Range, ...], ...]:
    """Return for every word of a question the ranges of terms it stands for, of no rank worse than one.

    A date, or a year with its month or without, is one of birth, letters and digits in the order of a card
    are its number; the rest are names.
    """
    plain = unicodedata.normalize("NFKC", text)
    cards = [card(found[0]) for found in _CARD.finditer(plain)]
    plain = _CARD.sub(" ", plain)
    days = [_born(found) for found in _DAY.finditer(plain)]
    plain = _DAY.sub(" ", plain)
    days += [_born(found) for found in _PART_OF_A_DAY.finditer(plain)]
    named = list(filter(spelled, parts(_PART_OF_A_DAY.sub(" ", plain))))
    forgiven = _forgiven(named) if worst >= MISTYPED else ()
    found = (
        *((exactly(term), Range(term + NEXT, term + LAST, BEGUN)) for term in cards),
        *(tuple(_born_then(born)) for born in days),
        *(
            (*_written(part), *_whole(named), *(_meant(part) if part in forgiven else ()))
            for part in dict.fromkeys(named)
        ),
    )
    return tuple(tuple(r for r in ranges if r.rank <= worst) for ranges in found)


def exactly(term: str, rank: int = TYPED) -> Range:
    """Return the range that holds one term, with whatever was recorded of that spelling."""
    return Range(term, term + NEXT, rank)


def card(number: str) -> str:
    """Return the term of a card number, of whatever width, with spaces or hyphens."""
    return CARD + _NOT_OF_A_CARD.sub("", unicodedata.normalize("NFKC", number).upper())


def _born(day: re.Match[str]) -> str:
    """Return a day, or the part of it that is written, as births are recorded; no such day is nobody's."""
    if day["era"] is None:
        year = int(day["year"])
    else:
        year = era(day["era"]).began.year - 1 + (1 if day["of"] == "元" else int(day["of"]))
    known = [int(n) for n in (day["month"], day.groupdict().get("day")) if n is not None]
    return "-".join((f"{year:04}", *(f"{n:02}" for n in known)))


def _born_then(born: str) -> Iterator[Range]:
    """Yield the terms of a birth, of those it is a part of, and of those that are known less exactly."""
    yield exactly(BORN + born)
    if known_in_part(born):
        yield Range(BORN + born + NEXT, BORN + born + LAST, BEGUN)
    while "-" in born:
        born = born.rpartition("-")[0]
        yield exactly(BORN + born, BEGUN)


def _written(part: str) -> Iterator[Range]:
    """Yield the terms that are spelled as a word is or begin so, and its reading."""
    word, *others = beginnings(part)
    typed = _typed(part)
    edges = (word, typed, typed + NEXT, word + NEXT, word + LAST)
    for (first, past), rank in zip(pairwise(edges), (SPELLED, TYPED, SPELLED, BEGUN), strict=True):
        yield Range(first, past, rank)
    yield from (Range(other, other + LAST, BEGUN) for other in others)
    if read := spelled("".join(readings(part))):  # as a whole: many short readings begin other names
        yield exactly(read, SPELLED)
        yield exactly(JOINED + read, SPELLED)


def _whole(named: list[str]) -> Iterator[Range]:
    """Yield the terms that are all the words as one, or begin so: they answer every one of the words."""
    word, *others = beginnings("".join((*map(spelled, named[:-1]), named[-1])))
    for mark, begun in ((JOINED, JOINED_BEGUN),) if len(named) == 1 else ((JOINED, BEGUN), ("", BEGUN)):
        yield exactly(mark + word, WHOLE)
        yield Range(mark + word + NEXT, mark + word + LAST, begun)
        yield from (Range(mark + other, mark + other + LAST, begun) for other in others)


def _forgiven(named: list[str]) -> list[str]:
    """Return the words in which an error is forgiven: the first ones, up to so many letters together."""
    found = list(dict.fromkeys(named))
    while sum(map(len, found)) > MOST_FORGIVEN:
        found.pop()
    return found


def _meant(part: str) -> Iterator[Range]:
    """Yield the terms one error away from a word, as it is written and as it is spelled.

    One error in `shimada` may be three in its canonical spelling.
    """
    found = dict.fromkeys((*mistyped(spelled(part)), *map(spelled, mistyped(part))))
    for word in filter(None, found):
        yield exactly(word, MISTYPED)
        yield exactly(JOINED + word, MISTYPED)


def mistyped(word: str) -> Iterator[str]:
    """Yield every spelling one error away from a word: a letter left out, added, changed, or two swapped."""
    if len(word) < SHORTEST_SWAPPED or not (word.isascii() and word.isalpha()):
        return
    for n in range(len(word) - 1):
        yield word[:n] + word[n + 1] + word[n] + word[n + 2 :]
    if len(word) < SHORTEST_MISTYPED:
        return
    for n in range(len(word) + 1):
        head, tail = word[:n], word[n:]
        yield from (head + letter + tail for letter in TYPABLE)
        if tail:
            yield head + tail[1:]
            yield from (head + letter + tail[1:] for letter in TYPABLE)
