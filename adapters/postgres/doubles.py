"""Likely doubles: other files that may be of the same person, found in the rows of the lists."""

import asyncio
from collections.abc import Sequence
from datetime import datetime
from functools import partial
from uuid import UUID

import msgspec

from adapters.postgres.database import Pool, Record
from adapters.postgres.reading import read
from adapters.postgres.rows.tables import ALWAYS_KNOWN
from adapters.postgres.statements import sql
from domain.events.types import Name
from projections.likeness import (
    Person,
    Why,
    birth_terms,
    by_year_or_month,
    card_terms,
    joined_terms,
    name_terms_alike,
    why_one_person,
)

MANY = 50
"""So many people are compared in a thread, that others are served meanwhile."""


async def doubles(
    pool: Pool,
    shard: int,
    person: Person,
    *,
    but_for: UUID | None = None,
    known: datetime | None = None,
    among: set[UUID] | None = None,
) -> dict[UUID, tuple[Why, ...]]:
    """Return whose files may be of the same person, and why: everywhere, by what was known at the moment.

    Looked for are those born on the same day. Where the year or month of a birth is known alone, in which
    very many are born, those with a like name; or those `among` some, such as all within reach.
    """
    births, residents, names = list(birth_terms(person)), None, None
    if by_year_or_month(person):
        if among is None:
            names = await asyncio.to_thread(lambda: list(name_terms_alike(person)))
        else:
            residents = list(among)
    found = await read(
        pool, sql("directory/doubles.sql"), shard, known or ALWAYS_KNOWN, but_for,
        *_columns(births), card_terms(person), joined_terms(person), residents,
        *((None, []) if names is None else _columns(names)),
    )  # fmt: skip
    compare = partial(_compared, person, found)
    return await asyncio.to_thread(compare) if len(found) > MANY else compare()


def _columns(ranges: Sequence[tuple[str, str]]) -> tuple[list[str], list[str]]:
    return [first for first, _ in ranges], [past for _, past in ranges]


def _compared(person: Person, found: Sequence[Record]) -> dict[UUID, tuple[Why, ...]]:
    reasons = {r["resident_id"]: why_one_person(person, _person(r)) for r in found}
    return {resident: why for resident, why in reasons.items() if why}


def _person(found: Record) -> Person:
    return Person(
        names=tuple(msgspec.json.decode(name, type=Name) for name in found["names"]),
        joined=frozenset(found["joined"]),
        births=tuple(found["births"] or ()),
        cards=frozenset(found["cards"] or ()),
    )
