"""The directory of residents: by words, by place, by status and stay, as on a day."""

import asyncio
from collections.abc import Sequence
from datetime import date, datetime
from functools import partial
from typing import Annotated, Any
from uuid import UUID

import msgspec
from msgspec import UNSET, Meta, Struct

from adapters.postgres.cursors import read_cursor, write_cursor
from adapters.postgres.database import Pool, Record
from adapters.postgres.protected import Hidden, left_out, protected
from adapters.postgres.questions import ListedResident, Page, ResidentsAsked
from adapters.postgres.reach import (
    MUNICIPALITY_DIGITS,
    municipality_places,
    reach_arguments,
    residents_within,
)
from adapters.postgres.reading import read
from adapters.postgres.rows.tables import ALWAYS_KNOWN
from adapters.postgres.statements import sql
from domain.events.types import Name
from domain.events.written import with_check_digit
from domain.reach import Reach
from projections import directory as terms
from projections.directory import BEGUN, JOINED_BEGUN, MISTYPED, Range

READ_IN_ORDER = 10_000
"""Residents reached otherwise of whom the first ones by id are read: to know who they are costs little."""


class _Found(Struct, array_like=True, frozen=True):
    """The place of the last item: its rank and its id."""

    rank: Annotated[int, Meta(ge=-1, lt=2**31)] = -1
    resident_id: UUID = UUID(int=0)


class _Named(Struct, array_like=True, frozen=True):
    """The place of the last item among names."""

    sort_key: Annotated[str, Meta(max_length=terms.LONGEST_SORT_KEY, pattern=r"^[^\x00]*\Z")] = ""
    resident_id: UUID = UUID(int=0)


async def browse(pool: Pool, shard: int, asked: ResidentsAsked) -> Page[ListedResident]:
    """Return a page of residents by place, status and stay. Raises CursorError."""
    after, hidden = read_cursor(asked.cursor, _Found), await protected(pool, shard)
    places, residents = _places(asked), set[UUID]() if asked.municipality else None
    if places is not None and residents is None:
        when = asked.on, _known(asked)
        residents = await residents_within(pool, shard, asked.reach, when, at_most=READ_IN_ORDER)
    if residents is None:
        places = None
    arguments = *_arguments(shard, asked, after.resident_id), *_reach(asked), places, residents
    without = left_out(hidden, asked.municipality, asked.reach)
    return _page(await read(pool, sql("directory/residents.sql"), *arguments, without), asked.limit, hidden)


async def named(
    pool: Pool, shard: int, residents: Sequence[UUID], on: date, reach: Reach | None
) -> dict[UUID, ListedResident]:
    """Return those of the residents who are within reach, as on the day and now known."""
    asked = ResidentsAsked(on=on, reach=reach, limit=max(1, len(residents)))
    arguments = *_arguments(shard, asked, UUID(int=0)), *_reach(asked), [], list(residents), []
    hidden = await protected(pool, shard, residents)
    found = [_resident(r, hidden) for r in await read(pool, sql("directory/residents.sql"), *arguments)]
    return {each.resident_id: each for each in found}


async def browse_by_name(pool: Pool, shard: int, asked: ResidentsAsked) -> Page[ListedResident]:
    """Return a page of residents in the order of their names as now known. Raises CursorError."""
    after, hidden = read_cursor(asked.cursor, _Named), await protected(pool, shard)
    places, residents = _places(asked), None
    if places is not None:
        otherwise = None if asked.municipality else asked.reach
        residents = await residents_within(pool, shard, otherwise, (asked.on, _known(asked)), places=places)
    arguments = *_arguments(shard, asked, after.resident_id), *_reach(asked), residents, after.sort_key
    without = left_out(hidden, asked.municipality, asked.reach)
    found = await read(pool, sql("directory/residents_by_name.sql"), *arguments, without)
    page = found[: asked.limit]
    last = _Named(page[-1]["sort_key"], page[-1]["resident_id"]) if len(found) > asked.limit else None
    return Page(items=tuple(_resident(r, hidden) for r in page), next=write_cursor(last))


async def search(pool: Pool, shard: int, asked: ResidentsAsked) -> Page[ListedResident]:
    """Return a page of residents by words or card number, the best matches first. Raises CursorError."""
    after, hidden = read_cursor(asked.cursor, _Found), await protected(pool, shard)
    return _page(await _best(pool, shard, asked, after, hidden), asked.limit, hidden)


async def _best(
    pool: Pool, shard: int, asked: ResidentsAsked, after: _Found, hidden: Hidden
) -> Sequence[Record]:
    """Return who is found, a page at least if there are as many; errors are forgiven when nobody else is.

    No worse ranks are read than fill the page: how well a resident fits does not depend on them.
    """
    found: Sequence[Record] = ()
    searched: tuple[tuple[Range, ...], ...] = ()
    for worst in (worst for worst in (BEGUN, JOINED_BEGUN, MISTYPED) if worst >= after.rank):
        # errors have thousands of spellings, which are made in a thread: others are served meanwhile
        spell = partial(terms.asked, asked.q or "", worst)
        words = await asyncio.to_thread(spell) if worst == MISTYPED else spell()
        if asked.card_number is not None:
            words = (*words, (terms.exactly(terms.card(asked.card_number)),))
        if not words:
            break
        if words != searched:
            found, searched = await _searched(pool, shard, asked, words, after, hidden), words
        if len(found) > asked.limit or (worst == JOINED_BEGUN and (found or asked.cursor is not None)):
            break
    return found


async def _searched(
    pool: Pool,
    shard: int,
    asked: ResidentsAsked,
    words: tuple[tuple[Range, ...], ...],
    after: _Found,
    hidden: Hidden,
) -> Sequence[Record]:
    ranges = [(n, *found) for n, some in enumerate(words) for found in some]
    return await read(
        pool,
        sql("directory/search.sql"),
        *_arguments(shard, asked, after.resident_id),
        after.rank,
        *map(list, zip(*ranges, strict=True)),
        len(words),
        *_reach(asked),
        _places(asked),
        left_out(hidden, asked.municipality, asked.reach),
    )


def _places(asked: ResidentsAsked) -> list[str] | None:
    """Return one or two places to look for residents in; None: everybody is looked at in order.

    Of a municipality all are looked at; else to those of the places come whoever is reached otherwise.
    """
    if asked.municipality is not None:
        return [*municipality_places(asked.municipality)]
    if asked.reach is None or any(len(prefix) < MUNICIPALITY_DIGITS for prefix in asked.reach.prefixes):
        return None
    return list(asked.reach.prefixes)


def _reach(asked: ResidentsAsked) -> tuple[Any, ...]:
    return reach_arguments(asked.reach, asked.on)


def _known(asked: ResidentsAsked) -> datetime:
    return asked.known or ALWAYS_KNOWN


def _arguments(shard: int, asked: ResidentsAsked, after: UUID) -> tuple[Any, ...]:
    return (
        shard, asked.on, _known(asked), asked.municipality, asked.status, asked.stay,
        after, asked.limit + 1,
    )  # fmt: skip


def _page(found: Sequence[Record], limit: int, hidden: Hidden) -> Page[ListedResident]:
    page = found[:limit]
    more = len(found) > limit
    last = _Found(page[-1].get("rank", -1), page[-1]["resident_id"]) if more else None
    return Page(items=tuple(_resident(r, hidden) for r in page), next=write_cursor(last))


def _resident(found: Record, hidden: Hidden) -> ListedResident:
    """Return a resident of a list, who may be one whose place is not told."""
    is_hidden = found["resident_id"] in hidden
    place = None if is_hidden else found["municipality_code"]
    return ListedResident(
        resident_id=found["resident_id"],
        name=msgspec.json.decode(found["name"], type=Name),
        date_of_birth=found["date_of_birth"],
        nationality=found["nationality"],
        status=found["status"],
        stay=found["stay"],
        municipality_code=place,
        lg_code=with_check_digit(place),
        card_number=found["card_number"],
        address_protected=True if is_hidden else UNSET,
    )
