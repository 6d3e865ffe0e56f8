"""A year of days over a real database and a plain loop over days and residents agree on every notice."""

import random
from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any
from uuid import UUID

import msgspec
import pytest

from adapters.keys import Keyring
from adapters.ports import Author
from adapters.postgres.database import Pool
from adapters.postgres.log import Log, open_log
from adapters.postgres.log.erasure import erase
from adapters.postgres.notice_ids import notice_id
from adapters.postgres.rows.folding import Place
from adapters.postgres.rows.rebuild import rebuild
from domain.duties.duty import Subject
from domain.policy import DEFAULT
from projections.notices import STAGES, Notice
from tests.adapters.conftest import MASTER
from tests.adapters.test_telling import Office
from tests.conftest import Dsns
from tests.naive.notices import Office as Model
from tests.properties.test_notices import days_recorded
from tests.strategies import Event, life_of, untidy

FIRST = date(2024, 1, 1)
DAY = timedelta(days=1)
WHO = Author(person="admin", role="administrator", office="01101")

Life = list[tuple[date, Event]]


def lives(draw: random.Random, count: int, last: date) -> Iterator[Life]:
    """Lives of whom something is recorded, more than once, between the first day and the last."""
    while count:
        seeds = [draw.randrange(2**32) for _ in range(draw.choice([8, 12, 20]))]
        life = (untidy if draw.random() < 0.5 else life_of)(seeds)
        recorded_on = days_recorded(draw, life)
        if sum(FIRST < day <= last for day in recorded_on) > 2:
            count -= 1
            yield list(zip(recorded_on, life, strict=True))


class Year:
    """A service and a model, told the same facts on the same days."""

    def __init__(self, office: Office, residents: list[Life], last: date) -> None:
        self.office = office
        self.lives = {UUID(int=n): life for n, life in enumerate(residents, 1)}
        self.models = {r: Model(FIRST, last, STAGES, advisory=False) for r in self.lives}
        self.erased: set[UUID] = set()

    async def begin(self) -> None:
        """What was recorded before the first day is there at the first start."""
        for resident in self.lives:
            await self._record(resident, FIRST - DAY, FIRST)

    async def record(self, day: date) -> list[UUID]:
        """Record what comes to the desk on a day; return about whom."""
        return [r for r in self.lives if r not in self.erased and await self._record(r, day, day)]

    async def _record(self, resident: UUID, day: date, as_of: date) -> bool:
        life, after = self.lives[resident], self.office.versions.get(resident, 0)
        new = [e for on, e in life[after:] if on <= day]
        for event in new:
            await self.office.record(resident, event)
            known = self.office.versions[resident]
            self.models[resident].record([e for _, e in life[:known]], as_of)
        return bool(new)

    async def look(self, day: date) -> None:
        """Let both look at everything: the service by a process that has just been started."""
        await self.office.on(day.isoformat())
        for resident, model in self.models.items():
            if resident not in self.erased and self.office.versions.get(resident):
                model.look(day)

    async def erase(self, resident: UUID) -> None:
        await erase(self.office.pool, resident, reason="retention-ended", author=WHO, shard=0)
        self.erased.add(resident)

    async def told(self) -> list[tuple[Any, ...]]:
        columns = "notice_id", "state", "told_on", "rests_on_version", "cause", "reason"
        found = await self.office.told("resident_id", *columns)
        return sorted((row[1:] for row in found if row[0] is not None), key=repr)

    def expected(self) -> list[tuple[Any, ...]]:
        found = [
            (self._id(r, n), n["state"], n["told_on"], n["rests_on"], n["cause"], n["reason"])
            for r, model in self.models.items()
            if r not in self.erased
            for n in model.notices
        ]
        return sorted(found, key=repr)

    def _id(self, resident: UUID, n: dict[str, Any]) -> UUID:
        subject = None if n["subject"] is None else msgspec.convert(n["subject"], Subject)
        return notice_id(
            resident, Notice(**{k: n[k] for k in ("rule", "trigger", "due_on", "stage")}, subject=subject)
        )


async def lived(year: Year, last: date, draw: random.Random, place: Place | None = None) -> None:
    await year.begin()
    day, asleep = FIRST, 0
    while day <= last:
        asleep = asleep - 1 if asleep else draw.choice([0] * 30 + [1, 7])
        if not asleep:
            await year.look(day)
        if await year.record(day) and not asleep:
            await year.look(day)
            assert await year.told() == year.expected(), day
        if draw.random() < 0.01 and len(year.erased) * 4 < len(year.lives):
            there = [r for r in year.lives if r not in year.erased and year.office.versions.get(r)]
            await year.erase(draw.choice(there))
        if place is not None and day == FIRST + (last - FIRST) // 2:
            await rebuild(place, workers=1)
        if day.day % 10 == 0 and not asleep:
            assert await year.told() == year.expected(), day
        day += DAY
    await year.look(last)
    assert await year.told() == year.expected()
    assert len(year.expected()) > len(year.lives)


async def test_a_season_of_a_few_residents_is_told_as_the_model_tells_it(pool: Pool, log: Log) -> None:
    draw, last = random.Random(1), FIRST + timedelta(days=40)
    await lived(Year(Office(pool, log), list(lives(draw, 6, last)), last), last, draw)


@pytest.mark.torture
@pytest.mark.parametrize("seed", range(5))
async def test_so_is_a_year_of_many_with_a_rebuild_in_the_middle(
    pool: Pool, database: Dsns, keyring: Keyring, seed: int
) -> None:
    draw, last = random.Random(seed), FIRST + timedelta(days=365)
    place = Place(dsn=database.application, masters=(MASTER,), policy=DEFAULT, shard=0)
    async with open_log(pool, keyring, shard=0) as log:
        await lived(Year(Office(pool, log), list(lives(draw, 60, last)), last), last, draw, place)
