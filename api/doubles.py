"""Likely doubles of a file, as far as the caller reaches; and who was there already when a file is opened."""

import asyncio
from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from datetime import date
from typing import Final
from uuid import UUID

from msgspec.structs import asdict

from adapters.postgres.errors import Unavailable
from adapters.postgres.lists import Lists
from adapters.postgres.log import Log
from adapters.postgres.questions import BusyError, ListedResident
from adapters.recording import Answered
from api.scope import places
from api.wording.doubles import WhyView, why_views
from domain.history import Recorded, effective, merged_into
from domain.reach import Reach
from projections.directory import NAMING
from projections.likeness import Person, Why, person_of, strength, why_one_person

SHOWN: Final = 20
"""Likely doubles that are named when a file is opened, and where no other number is asked for."""
PATIENCE: Final = 0.5
"""Seconds after which an opening is answered without who is similar, when the database stalls."""
BEHIND: Final = 200
"""Entries of the log that an opening reads because the rows do not show them yet."""

_NOBODY: Final = UUID(int=0)

Reasons = Mapping[UUID, tuple[Why, ...]]


class LikelyDouble(ListedResident, frozen=True, kw_only=True):
    """A resident whose file may be of the same person, and why."""

    why: tuple[WhyView, ...]


async def doubles(
    lists: Lists, person: Person, *, reach: Reach | None, on: date, language: str, limit: int,
    but_for: UUID | None = None,
) -> list[LikelyDouble]:  # fmt: skip
    """Return whose files may be of this person, within reach, the likeliest first."""
    reasons = await lists.doubles(person, on, reach, but_for=but_for)
    found = await _within(reasons, lists, reach, on)
    return [
        LikelyDouble(**asdict(found[resident]), why=why_views(reasons[resident], language))
        for resident in _likeliest(reasons, found)[:limit]
    ]


async def similar(
    done: Answered, lists: Lists, log: Log, *, reach: Reach | None, today: date
) -> tuple[UUID, ...]:
    """Return likely doubles of a file just opened, as known when it was opened, the likeliest first.

    A repeated request is told the same. None when that cannot be found out soon.
    """
    with suppress(TimeoutError, BusyError, Unavailable):
        async with asyncio.timeout(PATIENCE):
            return await _similar(done, lists, log, reach, today)
    return ()


async def _similar(
    done: Answered, lists: Lists, log: Log, reach: Reach | None, today: date
) -> tuple[UUID, ...]:
    first = done.events[0]
    person = person_of(done.events, effective(done.events))
    shown = await lists.position()
    reasons, late = await asyncio.gather(
        lists.doubles(person, today, reach, but_for=first.resident_id, known=first.recorded_at),
        _not_shown_yet(person, log, shown, first.position, reach),
    )
    shown_alike = [resident for resident in reasons if resident not in late]
    within = set(await _within(shown_alike, lists, reach, today))
    within |= {resident for resident, why in late.items() if why}
    return tuple(_likeliest({**reasons, **late}, within)[:SHOWN])


async def _within(
    residents: Iterable[UUID], lists: Lists, reach: Reach | None, on: date
) -> dict[UUID, ListedResident]:
    """Return those within reach; asked also where there is nobody, so that time tells nothing of others."""
    return await lists.named(list(residents) or [_NOBODY], on, reach)


async def _not_shown_yet(
    person: Person, log: Log, shown: int, before: int, reach: Reach | None
) -> dict[UUID, tuple[Why, ...]]:
    """Return whose newest entries the rows do not show yet, and why they are likely doubles, if in reach."""
    after = max(shown, before - 1 - BEHIND)
    if after >= before - 1:
        return {}
    newest = await log.feed(after=after, limit=before - 1 - after)
    named = {r.resident_id for r in newest if r.position < before and isinstance(r.event, NAMING)}
    found: dict[UUID, tuple[Why, ...]] = dict.fromkeys(named, ())
    for resident, stream in (await log.load_many(list(named))).items() if named else ():
        recorded = [r for r in stream if r.position < before]
        if recorded and merged_into(recorded) is None and _reached(recorded, reach):
            found[resident] = why_one_person(person, person_of(recorded, effective(recorded)))
    return found


def _reached(recorded: Sequence[Recorded], reach: Reach | None) -> bool:
    where = places(recorded, effective(recorded))
    return reach is None or any(
        reach.reaches(*dwelling, opened_by=where.opened_by) for dwelling in where.dwellings()
    )


def _likeliest(reasons: Reasons, within: Iterable[UUID]) -> list[UUID]:
    return sorted(within, key=lambda resident: (-strength(reasons[resident]), resident))
