"""Which rows to read for whose residents a caller may list."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any
from uuid import UUID

from adapters.postgres.database import Pool
from adapters.postgres.reading import read
from adapters.postgres.rows.tables import NOWHERE
from adapters.postgres.statements import sql
from domain.reach import Reach

MUNICIPALITY_DIGITS = 5
FEW = 3000
"""Residents looked up one by one; of more, a page is found sooner by looking at everybody's rows in order."""
FEW_OF_DISTRICTS = 1000
"""The same where so large a share of all rows is the caller's that a page of them in order is short."""
EVERYWHERE = ("",)
"""The beginning of every place."""
Places = Mapping[str, str]
"""Places by what rows name: the same, but for residents who move often, whose duties name no place."""


def beginnings(reach: Reach | None, municipality: str | None) -> tuple[str, ...]:
    """Return beginnings of the places to read.

    With a municipality come those without an address whom it opened; within a reach these are reached
    otherwise, for it may be that they have an address elsewhere today.
    """
    if municipality is None:
        return EVERYWHERE if reach is None else reach.prefixes
    if reach is None:
        return municipality_places(municipality)
    return (municipality,) if municipality.startswith(reach.prefixes) else ()


def municipality_places(municipality: str) -> tuple[str, str]:
    """Return the places of a municipality: who lives there, and who has no address and was opened there."""
    return municipality, NOWHERE + municipality


async def places_of(pool: Pool, shard: int, beginning: Sequence[str], on: date, known: datetime) -> Places:
    """Return places with such a beginning, and where those are on the day, as known, who move often."""
    whole = {place: place for place in beginning if len(place) >= MUNICIPALITY_DIGITS}
    parts = [part for part in beginning if part not in whole]
    found = await read(pool, sql("lists/places.sql"), shard, on, known, parts)
    return {**whole, **{r["named"]: r["place"] for r in found}}


def few(reach: Reach) -> int:
    """Return how many residents a page of duties within a reach is worth looking up one by one for."""
    whole = all(len(prefix) >= MUNICIPALITY_DIGITS for prefix in reach.prefixes)
    return FEW if whole else FEW_OF_DISTRICTS


def named(places: Places, beginning: tuple[str, ...]) -> list[str]:
    """Return what rows name instead of places with such a beginning."""
    return [name for name, place in places.items() if place.startswith(beginning)]


async def residents_within(
    pool: Pool,
    shard: int,
    reach: Reach | None,
    when: tuple[date, datetime],
    *,
    places: Sequence[str] = (),
    owing: bool = False,
    at_most: int | None = FEW,
) -> set[UUID] | None:
    """Return residents of some places, and those reached otherwise; None: more than `at_most`.

    `when` is the day asked about, and the moment as known at which. `owing`: without those reached
    otherwise about whom nothing had happened by the day.
    """
    limit = None if at_most is None else at_most + 1
    whose = reach_arguments(reach, when[0])
    found = await read(pool, sql("lists/within.sql"), shard, *when, list(places), *whose, owing, limit)
    return None if len(found) == limit else {r["resident_id"] for r in found}


def reach_arguments(reach: Reach | None, on: date) -> tuple[Any, ...]:
    """Return the arguments of statements that say who is reached; the first one null: everybody is."""
    if reach is None:
        return None, "", on, on, False
    return list(reach.prefixes), reach.office, reach.today, reach.lately, reach.ever
