"""Processes killed while they tell offices; at length in `make torture`.

Whoever takes over goes on: in the end each notice that a plain loop over days and residents expects is there,
once, in the state that it expects, and nothing is left to tell.
"""

import asyncio
import os
import random
import signal
import sys
from asyncio.subprocess import DEVNULL, Process
from base64 import b64encode
from datetime import date, timedelta
from pathlib import Path

import pytest

from adapters.clock import Clock
from adapters.postgres.database import Pool
from adapters.postgres.log import Log
from adapters.postgres.projector import LOCK
from tests.adapters.conftest import MASTER
from tests.adapters.test_telling import Office
from tests.adapters.test_told_by_the_model import FIRST, Year, lives
from tests.conftest import Dsns

PROJECT = """
import asyncio
import os
from adapters.postgres import database, projector, telling
from api.cli import main

database.SERVER_SETTINGS["application_name"] = str(os.getpid())
projector.STAND_BY_SECONDS = 0.05
telling.PART = 1
telling.BREATHER_SECONDS = 0
step = telling.Teller.step

async def slowly(teller):
    await asyncio.sleep(0.01)
    return await step(teller)

telling.Teller.step = slowly
main()
"""
"""`zairyu project` that looks at one resident at a time, slowly, and takes over at once.

Its sessions are named by its pid.
"""

LEADER = """
SELECT a.application_name::int FROM pg_locks AS l JOIN pg_stat_activity AS a ON a.pid = l.pid
 WHERE a.datname = current_database() AND l.locktype = 'advisory'
   AND (l.classid::bigint << 32 | l.objid::bigint) = hashtextextended($1, 0)
"""
TOLD = """
SELECT n.day = $1 AND n.pass_to IS NULL AND n.position = c.position
  FROM projection.noticed AS n JOIN projection.checkpoint AS c USING (shard)
"""
PROGRESS = "SELECT (position, day, pass_to, pass_after)::text FROM projection.noticed"
TURN = "SELECT pass_to FROM projection.noticed"
"""The day whose turn is under way."""


class KilledOffice(Office):
    """A service whose leading process is killed, again and again, on each day that offices are told of."""

    def __init__(self, pool: Pool, log: Log, environment: dict[str, str], chance: random.Random) -> None:
        super().__init__(pool, log)
        self.environment = {**os.environ, **environment}
        self.chance = chance
        self.kills = 2
        self.killed_in_turns_of: set[date | None] = set()

    async def tell(self, day: date) -> None:
        """Bring the rows level; let processes tell of the day, while all but one of them are killed."""
        await self.projector.catch_up()
        running = [await self._project(day) for _ in range(self.kills + 1)]
        try:
            async with asyncio.timeout(60):
                for left in reversed(range(self.kills)):
                    await self._kill_the_leader(running, day, in_turn=not left)
                while not await self.pool.fetchval(TOLD, day):
                    await asyncio.sleep(0.01)
        finally:
            for process in running:
                if process.returncode is None:
                    process.terminate()
                await process.wait()

    async def _project(self, day: date) -> Process:
        environment = {**self.environment, "ZAIRYU_TODAY": day.isoformat()}
        command = [sys.executable, "-c", PROJECT, "project"]
        return await asyncio.create_subprocess_exec(*command, env=environment, stdout=DEVNULL, stderr=DEVNULL)

    async def _kill_the_leader(self, running: list[Process], day: date, *, in_turn: bool) -> None:
        """Kill who leads, a moment after it has looked at somebody, or once there is nobody left.

        `in_turn`: at somebody who had their turn because it is another day.
        """
        before = await self.pool.fetchval(PROGRESS)
        while not await self.pool.fetchval(TOLD, day):
            further = await self.pool.fetchval(PROGRESS) != before
            if further and not (in_turn and await self.pool.fetchval(TURN) != day):
                break
            await asyncio.sleep(0.001)
        await asyncio.sleep(self.chance.uniform(0, 0.005 if in_turn else 0.05))
        while (leader := await self.pool.fetchval(LEADER, LOCK)) is None:
            await asyncio.sleep(0.001)
        (process,) = [process for process in running if process.pid == leader]
        process.send_signal(signal.SIGKILL)
        assert await process.wait() == -signal.SIGKILL
        running.remove(process)
        self.killed_in_turns_of.add(await self.pool.fetchval(TURN))


class KilledYear(Year):
    """Days on which a service is told of the same facts as a model, and killed as it tells offices."""

    office: KilledOffice

    async def look(self, day: date) -> None:
        await self.office.tell(day)
        for resident, model in self.models.items():
            if self.office.versions.get(resident):
                model.look(day)

    async def check(self, day: date) -> None:
        """Each notice that should exist exists once, no other does, and nothing is left to tell anybody."""
        assert await self.told() == self.expected(), day
        positions = await self.office.pool.fetch("SELECT position FROM log.notice ORDER BY position")
        assert [p for (p,) in positions] == list(range(1, len(positions) + 1))
        of_everybody = self.office.teller(Clock(day), made_by="another")
        assert await of_everybody.dry_run(day) == []


async def killed(office: KilledOffice, residents: int, looks: list[int]) -> None:
    """Record day by day; tell offices on some days, so many after the first, and kill whoever does."""
    draw, last = office.chance, FIRST + timedelta(days=looks[-1])
    year = KilledYear(office, list(lives(draw, residents, last)), last)
    await year.begin()
    for number in range(looks[-1] + 1):
        day = FIRST + timedelta(days=number)
        if number in looks:
            await year.look(day)
            await year.check(day)
        await year.record(day)
    assert len(year.expected()) > residents
    assert {FIRST, last} <= office.killed_in_turns_of


@pytest.fixture
def killed_office(pool: Pool, log: Log, database: Dsns, tmp_path: Path) -> KilledOffice:
    environment = {
        "ZAIRYU_DATABASE_URL": database.application, "ZAIRYU_DATA": str(tmp_path),
        "ZAIRYU_KEY": b64encode(MASTER.secret).decode(),
    }  # fmt: skip
    return KilledOffice(pool, log, environment, random.Random(1))


async def test_whoever_leads_is_killed_in_a_first_look_and_in_the_turn_of_a_day(
    killed_office: KilledOffice,
) -> None:
    """The short form."""
    await killed(killed_office, 20, [0, 40])


@pytest.mark.torture
@pytest.mark.parametrize("seed", range(3))
async def test_so_it_is_twenty_times_in_a_season(killed_office: KilledOffice, seed: int) -> None:
    """Each notice once, and none that should not be."""
    killed_office.chance, killed_office.kills = random.Random(seed), 4
    await killed(killed_office, 40, [0, 10, 20, 60, 90])
