"""Dated law: what holds since when, where it is written, how sure we are, when that was last checked."""

from collections.abc import Callable
from datetime import date
from typing import Generic, Literal, NamedTuple, TypeVar

from msgspec import Struct

from domain.law.sources import checked_on

Confidence = Literal["city", "statute", "secondary", "memory-high", "memory-medium", "memory-low"]
"""How a fact is known: the city page, the text of the law itself, a secondary source, or memory alone."""

CITY_PAGE = "City page"
"""The page the city gives its foreign residents: no law, but what people are told."""

UNCONFIRMED: frozenset[Confidence] = frozenset({"memory-medium", "memory-low"})

T = TypeVar("T")
T_co = TypeVar("T_co", covariant=True)


class Text(NamedTuple):
    """The same sentence in English and Japanese."""

    en: str
    ja: str


class Provision(Struct, frozen=True):
    """A place in the law, and what it was read from."""

    law: str
    articles: str
    source: str
    confidence: Confidence = "statute"

    @property
    def checked_on(self) -> date:
        """The day on which the source was last checked; of several sources the one longest ago."""
        return checked_on(self.source)

    @property
    def confirmed(self) -> bool:
        """False where the rulebook says the fact must not be presented as certain."""
        return self.confidence not in UNCONFIRMED

    @property
    def citation(self) -> str:
        """The basis as a person writes it: `ICRRA art. 19-9(1)`."""
        return f"{self.law}{': ' if self.law == CITY_PAGE else ' art. '}{self.articles}"


class InForce(Struct, Generic[T_co], frozen=True, kw_only=True):
    """A value in force since a day (None: since ever), under a provision."""

    since: date | None = None
    value: T_co
    under: Provision


class Dated(Struct, Generic[T_co], frozen=True):
    """A value of the law by the day since which it holds, the oldest first.

    It is read by asking for the legally relevant day; nothing else gives its value away.
    """

    entries: tuple[InForce[T_co], ...]

    def entry(self, on: date) -> InForce[T_co] | None:
        """Return what is in force on a day with its provision; None before the first entry."""
        for entry in reversed(self.entries):
            if entry.since is None or entry.since <= on:
                return entry
        return None

    def on(self, day: date) -> T_co:
        """Return the value in force on a day; LookupError before the first entry."""
        newest = self.entries[-1]
        if newest.since is None or newest.since <= day:
            return newest.value
        entry = self.entry(day)
        if entry is None:
            message = f"nothing in force on {day}"
            raise LookupError(message)
        return entry.value

    def later(self, *entries: InForce[T_co]) -> "Dated[T_co]":
        """Return the same value with what comes into force after it."""
        return Dated((*self.entries, *entries))

    def under(self, day: date) -> Provision:
        """Return the provision in force on a day; before the first one, that one."""
        return (self.entry(day) or self.entries[0]).under

    def first_day(self, opens: Callable[[T_co], date]) -> date:
        """Return the first day on which something is open by the law of that very day; date.max if never.

        `opens` says since which day it is, by a value. What only a later value opens is open from the day on
        which that value comes into force, at the earliest.
        """
        ends = (*(later.since or date.max for later in self.entries[1:]), date.max)
        for entry, end in zip(self.entries, ends, strict=True):
            first = max(opens(entry.value), entry.since or date.min)
            if first < end:
                return first
        return date.max


def always(value: T, under: Provision) -> Dated[T]:
    """Return a value that holds since ever, as far as is known."""
    return Dated((InForce(value=value, under=under),))


def icrra(articles: str, source: str, confidence: Confidence = "statute") -> Provision:
    """Return a provision of the Immigration Control and Refugee Recognition Act."""
    return Provision("ICRRA", articles, source, confidence)


def regulation(articles: str, source: str, confidence: Confidence = "statute") -> Provision:
    """Return a provision of the enforcement regulation of the same act."""
    return Provision("ICRRA enforcement regulation", articles, source, confidence)


def spra(articles: str, source: str, confidence: Confidence = "statute") -> Provision:
    """Return a provision of the Special Act on special permanent residents (1991 Act 71)."""
    return Provision("SPRA", articles, source, confidence)
