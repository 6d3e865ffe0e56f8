"""`zairyu verify --rows`: rows that are not those of a live fold are found."""

from datetime import date
from uuid import uuid4

import asyncpg

from adapters.postgres.log import Log
from adapters.postgres.projector import Projector
from adapters.postgres.rows.comparing import differing
from domain.events import Landed
from domain.policy import DEFAULT
from tests.adapters.lives import adding, note, opened

LANDED = Landed(
    occurred_on=date(2026, 4, 1),
    port="Narita",
    status="student",
    period_of_stay="P1Y",
    expires_on=date(2027, 4, 1),
)


async def test_rows_that_were_changed_are_named(
    log: Log, superuser: "asyncpg.Connection[asyncpg.Record]"
) -> None:
    projector = Projector(log.pool, log, DEFAULT)
    residents = [uuid4() for _ in range(5)]
    for resident in residents:
        await log.append(adding(resident, opened(), LANDED))
    await projector.catch_up()
    await log.append(adding(residents[0], note(), after=2))
    assert await differing(log.pool, log, DEFAULT, sample=100) == (5, [])
    await projector.catch_up()
    assert await differing(log.pool, log, DEFAULT, sample=100) == (5, [])
    await superuser.execute("UPDATE lists.duty SET due_on = due_on + 1 WHERE resident_id = $1", residents[2])
    await superuser.execute("DELETE FROM lists.term WHERE resident_id = $1", residents[3])
    compared, wrong = await differing(log.pool, log, DEFAULT, sample=100)
    said = {f"resident {r}: the rows of lists differ from the live fold" for r in residents[2:4]}
    assert (compared, said <= set(wrong)) == (5, True)
