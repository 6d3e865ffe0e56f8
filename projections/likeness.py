"""Whether two files may be of one person, and why: by card number, or by birth and name.

Both names and births count that were recorded and hold or held; of card numbers also what was corrected away.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from itertools import chain, product
from typing import Final, Literal, get_args

from msgspec import Struct, structs

from domain.admissibility import card_number
from domain.events import CaseOpened, Name, ParticularsChanged
from domain.events.birth import known_in_part, may_be_the_same
from domain.events.types import BirthDay
from domain.history import Effective, Recorded, merges
from projections.directory import (
    BORN,
    CARD,
    JOINED,
    LAST,
    NEXT,
    SHORTEST_MISTYPED,
    SHORTEST_SWAPPED,
    mistyped,
    scripts,
)
from projections.spelling import readings_of, spelled

Why = Literal["same-card-number", "same-birth", "same-name", "possible-birth", "like-name"]
"""Why two files may be of one person. A birth known by year or month is possibly the day of another."""
STRENGTH: Final = {
    "same-card-number": 8,
    "same-birth": 2,
    "same-name": 1,
    "possible-birth": 0,
    "like-name": 0,
}
"""What a reason counts when likely doubles are put in order."""


class Person(Struct, frozen=True, kw_only=True):
    """What tells whom a file is of: names, births and card numbers."""

    names: tuple[Name, ...] = ()
    joined: frozenset[str] = frozenset()
    """Other whole names, in canonical spelling and as one word: of files merged into this one."""
    births: tuple[BirthDay, ...] = ()
    cards: frozenset[str] = frozenset()


class WrittenName(Struct, frozen=True):
    """A whole name in one script: its words in canonical spelling, and as recorded."""

    words: tuple[str, ...]
    recorded: tuple[str, ...]


class Compared(Struct, frozen=True):
    """A name made ready to compare: its writings, what the same name in any order is, and how it is read."""

    writings: tuple[WrittenName, ...]
    written: frozenset[str]
    read: frozenset[str]


def person_of(recorded: Sequence[Recorded], facts: Iterable[Effective]) -> Person:
    """Return whom a file is of: by what is recorded, and the facts of it that count.

    Of files merged into it everything counts, their openings too.
    """
    merged = set(merges(recorded).values())
    others = chain.from_iterable(r.merged for r in recorded if r.version in merged)
    known = [e.fact for e in chain(facts, others)]
    naming = [fact for fact in known if isinstance(fact, CaseOpened | ParticularsChanged)]
    numbers = map(card_number, chain((r.event for r in recorded), known))
    return Person(
        names=tuple(dict.fromkeys(fact.name for fact in naming if isinstance(fact.name, Name))),
        births=tuple(dict.fromkeys(str(fact.date_of_birth) for fact in naming if fact.date_of_birth)),
        cards=frozenset(number for number in numbers if number is not None),
    )


def why_one_person(one: Person, other: Person) -> tuple[Why, ...]:
    """Return why two files are likely of one person, the strongest reason first; nothing: they are not."""
    found: set[Why] = set()
    if one.cards & other.cards:
        found.add("same-card-number")
    birth = _birth(one, other)
    name = _best(likeness(a, b) for a, b in product(one.names, other.names)) or _joined_alike(one, other)
    if birth is not None and name is not None:
        found |= {birth, name}
    return tuple(why for why in get_args(Why) if why in found)


def strength(reasons: Iterable[Why]) -> int:
    """Return by what likely doubles are put in order: the more, the likelier."""
    return sum(STRENGTH[why] for why in reasons)


def likeness(one: Name, other: Name) -> Why | None:
    """Return whether two names are the same, or alike, however they are written; it says so both ways.

    The same: in one script, but for order, spaces, case, width, accents and ways to romanise. Alike: so read;
    or with one slip in one word; or one is a part of the other.
    """
    a, b = compared(one), compared(other)
    if a.written & b.written:
        return "same-name"
    if (a.written | a.read) & (b.written | b.read):
        return "like-name"
    alike = any(_alike(first, second) for first, second in product(a.writings, b.writings))
    return "like-name" if alike else None


@lru_cache(maxsize=1 << 12)
def compared(name: Name) -> Compared:
    """Return a name made ready to compare."""
    writings: list[WrittenName] = []
    written: set[str] = set()
    read: set[str] = set()
    for first, last in scripts(_whole(name)):
        recorded = tuple(part for part in (*first, *last) if spelled(part))
        if not recorded:
            continue
        writings.append(WrittenName(tuple(map(spelled, recorded)), recorded))
        written |= _keys([spelled(part) for part in first], [spelled(part) for part in last])
        read |= _keys(readings_of(first), readings_of(last))
    return Compared(tuple(writings), frozenset(written), frozenset(read))


def _whole(name: Name) -> Name:
    """Return a name without a script in which only one of its two parts is recorded."""
    if name.family is None or name.given is None:
        return name
    if not (name.family_kanji and name.given_kanji):
        name = structs.replace(name, family_kanji=None, given_kanji=None)
    if not (name.family_kana and name.given_kana):
        name = structs.replace(name, family_kana=None, given_kana=None)
    return name


def _keys(first: Sequence[str], last: Sequence[str]) -> set[str]:
    """Return what names are the same by: their words in any order, or all letters in either order."""
    words = [word for word in (*first, *last) if word]
    joined = ("".join((*first, *last)), "".join((*last, *first)))
    return {" ".join(sorted(words)), *map(spelled, joined)} if words else set()


def _alike(one: WrittenName, other: WrittenName) -> bool:
    """Whether one name is a part of the other, or both differ by one slip in one word."""
    rest = list((Counter(one.words) - Counter(other.words)).elements())
    more = list((Counter(other.words) - Counter(one.words)).elements())
    if not rest or not more:
        return True
    return len(rest) == len(more) == 1 and any(
        one_slip(a, b)
        for a, b in ((rest[0], more[0]), *product(_as_recorded(one, rest[0]), _as_recorded(other, more[0])))
    )


def _as_recorded(writing: WrittenName, word: str) -> list[str]:
    return [part for each, part in zip(writing.words, writing.recorded, strict=True) if each == word]


def one_slip(one: str, other: str) -> bool:
    """Whether two words in letters differ by one: left out, added, changed, or two in the wrong order."""
    if not (one.isascii() and one.isalpha() and other.isascii() and other.isalpha()):
        return False
    short, long = sorted((one, other), key=len)
    start = next((n for n, (a, b) in enumerate(zip(short, long, strict=False)) if a != b), len(short))
    left, right = short[start:], long[start:]
    if len(short) == len(long):
        swapped = left[:2] == right[1::-1] and left[2:] == right[2:]
        changed = left[1:] == right[1:]
        return (changed and len(short) >= SHORTEST_MISTYPED) or (swapped and len(short) >= SHORTEST_SWAPPED)
    return len(long) - len(short) == 1 and len(short) >= SHORTEST_MISTYPED and left == right[1:]


def _birth(one: Person, other: Person) -> Why | None:
    """Return whether both may be born on the same day; a year or month is possibly each of its days."""
    found: Why | None = None
    for a, b in product(one.births, other.births):
        if a == b and not known_in_part(a):
            return "same-birth"
        if may_be_the_same(a, b):
            found = "possible-birth"
    return found


def _best(found: Iterable[Why | None]) -> Why | None:
    several = set(found)
    return next((why for why in ("same-name", "like-name") if why in several), None)


def _joined_alike(one: Person, other: Person) -> Why | None:
    """Return whether a name of one file is that of a file merged into the other."""
    return "like-name" if _joined(one) & _joined(other) else None


def _joined(person: Person) -> frozenset[str]:
    found = (compared(name) for name in person.names)
    return person.joined.union(*(name.written | name.read for name in found))


def birth_terms(person: Person) -> Iterator[tuple[str, str]]:
    """Yield the terms of who may be born on the same day, in ranges: from the first to before another."""
    for born in person.births:
        known = [born[:length] for length in (4, 7, 10) if length <= len(born)]
        yield from ((BORN + part, BORN + part + NEXT) for part in known[:-1])
        yield BORN + born, BORN + born + LAST


def name_terms_alike(person: Person) -> Iterator[tuple[str, str]]:
    """Yield ranges of terms, of which everybody of a like name is found under one at least."""
    for name in person.names:
        found = compared(name)
        single = {(w.words[0], w.recorded[0]) for w in found.writings if len(w.words) == 1}
        slips = [spelled(other) for pair in single for word in pair for other in mistyped(word)]
        keys = {key.replace(" ", "") for key in found.written | found.read}
        words = {word for key in found.written | found.read for word in key.split()}
        for word in dict.fromkeys((*words, *keys, *filter(None, slips))):
            yield word, word + NEXT
            yield JOINED + word, JOINED + word + NEXT


def by_year_or_month(person: Person) -> bool:
    """Whether a birth is not known to the day: very many others are born in that year."""
    return any(map(known_in_part, person.births))


def joined_terms(person: Person) -> list[str]:
    """Return the terms under which whole names are found, each as one word."""
    return [JOINED + key for key in sorted(_joined(person)) if " " not in key]


def card_terms(person: Person) -> list[str]:
    """Return the terms under which card numbers are found."""
    return [CARD + number for number in sorted(person.cards)]
