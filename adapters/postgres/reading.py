"""Reading from the database: a connection that is lost costs nobody an answer."""

from contextlib import suppress
from typing import Final

import asyncpg

from adapters.postgres.errors import LOST, translated

AGAIN: Final = 2
"""Times that a read is asked again after its connection was lost, before the caller is told."""


async def read(
    pool: "asyncpg.Pool[asyncpg.Record]", statement: str, *arguments: object
) -> list[asyncpg.Record]:
    """Return what a statement that only reads finds; over another connection when one is lost.

    Raises the library's errors, `Unavailable` among them.
    """
    with translated():
        for _ in range(AGAIN):
            with suppress(*LOST):
                return await pool.fetch(statement, *arguments)
        return await pool.fetch(statement, *arguments)
