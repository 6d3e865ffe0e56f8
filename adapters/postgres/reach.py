"""Which rows to read for whose residents a caller may list."""

from datetime import timedelta
from typing import Any

import asyncpg

from adapters.postgres.questions import Reach
from adapters.postgres.reading import read
from adapters.postgres.rows import SHARD
from adapters.postgres.statements import sql

MUNICIPALITY_DIGITS = 5


async def places_within(
    pool: "asyncpg.Pool[asyncpg.Record]", reach: Reach | None, municipality: str | None
) -> list[str] | None:
    """Return the places to read; None: all there are. Those of a prefecture are the ones that rows name."""
    if municipality is not None:
        return [municipality] if reach is None or municipality.startswith(reach.prefixes) else []
    if reach is None:
        return None
    if all(len(prefix) == MUNICIPALITY_DIGITS for prefix in reach.prefixes):
        return list(reach.prefixes)
    return [r["place"] for r in await read(pool, sql("lists", "places"), SHARD, list(reach.prefixes))]


def reached_arguments(reach: Reach) -> tuple[Any, ...]:
    """Return the arguments of `projection.reached`, but for shard and day."""
    lately = reach.today - timedelta(days=reach.handover_days) - timedelta(days=1)
    return list(reach.prefixes), reach.office, reach.today, lately, reach.ever
