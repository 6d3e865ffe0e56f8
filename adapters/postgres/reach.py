"""Which rows to read for whose residents a caller may list."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

import asyncpg

from adapters.postgres.questions import Reach
from adapters.postgres.reading import read
from adapters.postgres.rows.tables import NOWHERE
from adapters.postgres.statements import sql

MUNICIPALITY_DIGITS = 5
FEW = 3000
"""Residents looked up one by one; of more, a page is found sooner by looking at everybody's rows in order."""
Homes = Mapping[str, str]
"""Places of residents who move often, by what the rows of their duties name in the place of one."""


def places_named(reach: Reach | None, municipality: str | None) -> list[str] | None:
    """Return the places to read when they are named one by one; None: those of a district, or everywhere.

    With a municipality come those without an address whom it opened; within a reach these are reached
    otherwise, for it may be that they have an address elsewhere today.
    """
    if municipality is not None:
        if reach is None:
            return [municipality, NOWHERE + municipality]
        return [municipality] if municipality.startswith(reach.prefixes) else []
    if reach is None or any(len(prefix) != MUNICIPALITY_DIGITS for prefix in reach.prefixes):
        return None
    return list(reach.prefixes)


async def places_within(
    pool: "asyncpg.Pool[asyncpg.Record]", shard: int, reach: Reach | None, municipality: str | None
) -> list[str] | None:
    """Return the places to read; None: all there are. Those of a district are the ones that rows name."""
    named = places_named(reach, municipality)
    if named is not None or reach is None:
        return named
    return [place for place in await all_places(pool, shard) if place.startswith(reach.prefixes)]


async def all_places(pool: "asyncpg.Pool[asyncpg.Record]", shard: int) -> list[str]:
    """Return every place that rows name, but for what stands for those who move often."""
    return [r["place"] for r in await read(pool, sql("lists/places.sql"), shard)]


async def wandering(pool: "asyncpg.Pool[asyncpg.Record]", shard: int, on: date, known: datetime) -> Homes:
    """Return where those who move often are on a day, as known at a moment."""
    return {r["named"]: r["place"] for r in await read(pool, sql("lists/wandering.sql"), shard, on, known)}


def reached_arguments(reach: Reach) -> tuple[Any, ...]:
    """Return the arguments of `projection.reaches` that follow those about a dwelling."""
    return list(reach.prefixes), reach.office, reach.today, reach.lately, reach.ever
