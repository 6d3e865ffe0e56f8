"""Dated law: where a number comes from, since when it holds, how sure we are, when it was last checked."""

from datetime import date
from typing import Generic, Literal, TypeVar

from msgspec import Struct

Confidence = Literal["city", "statute", "secondary", "memory-high", "memory-medium", "memory-low"]
"""How a fact is known: the city page, the text of the law itself, a secondary source, or memory alone."""

CITY_PAGE = "City page"
"""The page the city gives its foreign residents: no law, but what people are told."""

UNCONFIRMED: frozenset[Confidence] = frozenset({"memory-medium", "memory-low"})

T_co = TypeVar("T_co", covariant=True)


class Provision(Struct, frozen=True, kw_only=True):
    """A place in the law, what it was read from, and the day on which that was last checked."""

    law: str
    articles: str
    source: str
    confidence: Confidence
    checked_on: date

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


def in_force(entries: tuple[InForce[T_co], ...], on: date) -> InForce[T_co]:
    """Return the entry in force on the legally relevant day; entries stand oldest first.

    Raises LookupError for a day before the first entry.
    """
    for entry in reversed(entries):
        if entry.since is None or entry.since <= on:
            return entry
    message = f"nothing in force on {on}"
    raise LookupError(message)


CHECKED_ON = date(2026, 11, 23)
"""The day on which the provisions below were last checked, unless they say otherwise."""


def icrra(articles: str, source: str, confidence: Confidence = "statute") -> Provision:
    """Return a provision of the Immigration Control and Refugee Recognition Act."""
    return Provision(
        law="ICRRA", articles=articles, source=source, confidence=confidence, checked_on=CHECKED_ON
    )


def spra(articles: str, source: str, confidence: Confidence = "statute") -> Provision:
    """Return a provision of the Special Act on special permanent residents (1991 Act 71)."""
    return Provision(
        law="SPRA", articles=articles, source=source, confidence=confidence, checked_on=CHECKED_ON
    )
