"""Reading: one question about many is divided among connections, and loses nobody."""

import asyncpg
import pytest

from adapters.postgres.reading import AT_ONCE, WORTH, read_divided


@pytest.mark.parametrize("count", [0, 1, WORTH, 2 * WORTH - 1, 2 * WORTH, AT_ONCE * WORTH + 1, 1000])
async def test_a_divided_question_finds_what_one_question_finds(
    pool: "asyncpg.Pool[asyncpg.Record]", count: int
) -> None:
    statement = "SELECT $1::int AS given, * FROM unnest($2::int[], $3::text[]) AS one (number, word)"
    numbers, words = list(range(count)), [str(n) for n in range(count)]
    found = await read_divided(pool, statement, 7, about=[numbers, words])
    assert sorted(map(tuple, found)) == [(7, n, str(n)) for n in numbers]
