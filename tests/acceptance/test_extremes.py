"""Whatever the log holds, lists, answers, rebuild, verify, export and import go on."""

import asyncio
import io
import random
from base64 import b64encode
from datetime import date
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import asyncpg
import msgspec
import pytest

from adapters.exchange.exporting import export_file
from adapters.exchange.restoring import import_as_recorded
from adapters.postgres.log import Log, Unread
from adapters.postgres.projector import Projector
from adapters.postgres.rows import rebuild as rebuilding
from adapters.postgres.rows.comparing import differing
from adapters.postgres.rows.folding import Place
from adapters.postgres.rows.rebuild import rebuild
from adapters.verification import verify
from domain.policy import DEFAULT
from tests.adapters.conftest import MASTER
from tests.adapters.exchange.test_transfer import emptied
from tests.adapters.lives import DESK, adding, note, opened
from tests.adapters.test_comparing import LANDED
from tests.api.office import Office, office
from tests.conftest import Dsns
from tests.extremes import OF_ONE_FILE, extreme_life

ASKED_ON = ("0001-01-01", "1868-01-01", "2028-02-29", "2029-12-31", "2199-12-31", "9999-12-31")
LISTS = (
    "residents?q=x", "residents?q=漢", "residents?status=student", "obligations", "obligations?state=overdue",
    "obligations/summary", "notifications/overdue", "events?after=0",
)  # fmt: skip


SPOIL_TOPIC = "UPDATE log.event SET topic = 'SomethingNewer/2' WHERE resident_id = $1 AND version = 2"
SPOIL_BODY = "UPDATE log.event SET body = body || '\\x00' WHERE resident_id = $1 AND version = 2"


@pytest.fixture(autouse=True)
def few_parts(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rebuilding, "PARTS", 8)


async def test_everything_goes_on_whatever_the_log_holds(database: Dsns, tmp_path: Path) -> None:
    await survive(database, tmp_path, seed=1, residents=120)


@pytest.mark.torture
@pytest.mark.parametrize("seed", range(2, 22))
async def test_everything_goes_on_whatever_twenty_large_logs_hold(
    database: Dsns, tmp_path: Path, seed: int
) -> None:
    await survive(database, tmp_path, seed=seed, residents=1000)


async def survive(database: Dsns, folder: Path, *, seed: int, residents: int) -> None:
    async with office(database.application, folder, key=b64encode(MASTER.secret).decode()) as running:
        log = running.parts.services.log
        ids = await fill(log, seed=seed, residents=residents)
        await level(running)
        await everything_is_shown(running, log, ids)
        done = await rebuild(
            Place(dsn=database.application, masters=(MASTER,), policy=DEFAULT, shard=0), workers=1
        )
        assert (done.residents, done.stuck) == (residents + 1, 0)
        await everything_is_shown(running, log, ids)
        await answers_are_given(running, ids)
        await comes_back(database, log, folder)


async def fill(log: Log, *, seed: int, residents: int) -> list[UUID]:
    """Write lives into the log that nobody has decided upon; every type of event is among them."""
    draw = random.Random(seed)
    lives = {uuid4(): extreme_life(draw, draw.choice([1, 5, 15])) for _ in range(residents)}
    assert {type(event) for life in lives.values() for event in life} == set(OF_ONE_FILE)
    lives[uuid4()] = [opened(), msgspec.structs.replace(LANDED, expires_on=date.min)]
    for resident_id, life in lives.items():
        await log.append(adding(resident_id, *life))
    return list(lives)


async def level(running: Office) -> None:
    await running.parts.services.projector.catch_up()


async def everything_is_shown(running: Office, log: Log, ids: list[UUID]) -> None:
    projector = running.parts.services.projector
    assert await projector.stuck() == []
    assert (await projector.progress()).lag == 0
    assert await differing(log.pool, log, DEFAULT, sample=10_000) == (len(ids), [])


async def answers_are_given(running: Office, ids: list[UUID]) -> None:
    for path in LISTS:
        answer = await running.get(f"/v1/{path}")
        assert answer.status_code == 200, (path, answer.text)
    for resident_id in ids:
        for path in ("", "/obligations", "/timeline", "/events"):
            on = "" if path == "/events" else f"?on={ASKED_ON[resident_id.int % len(ASKED_ON)]}"
            answer = await running.get(f"/v1/residents/{resident_id}{path}{on}")
            assert answer.status_code == 200, (path, answer.text)


async def comes_back(database: Dsns, log: Log, folder: Path) -> None:
    """The log verifies, goes out, and comes back byte for byte."""
    keyring = log.keyring
    assert (await verify(log.pool, keyring=keyring, shard=0)).clean
    out = folder / "out.ndjson"
    with out.open("wb") as file:
        lines = await export_file(log, file)
    await emptied(database)
    owner = await asyncpg.connect(database.owner)
    assert await import_as_recorded(out, owner, keyring, shard=0) == lines
    await owner.close()
    again = io.BytesIO()
    assert await export_file(log, again) == lines
    assert again.getvalue() == out.read_bytes()


async def test_whom_no_row_can_show_or_nobody_can_read_is_named_and_the_others_go_on(
    database: Dsns, pool: Any, log: Log, superuser: Any, tmp_path: Path
) -> None:
    sound, nul, long, unknown, changed = ids = [uuid4() for _ in range(5)]
    offices = {nul: "\x00", long: "".join(map(str, range(2000)))}
    for resident_id in ids:
        author = msgspec.structs.replace(DESK, office=offices.get(resident_id, DESK.office))
        await log.append(adding(resident_id, opened(), LANDED, author=author))
    await superuser.execute("SET session_replication_role = replica")
    await superuser.execute(SPOIL_TOPIC, unknown)
    await superuser.execute(SPOIL_BODY, changed)
    projector, aside = Projector(pool, log, DEFAULT), {nul, long, unknown, changed}
    for _ in range(2):
        await projector.catch_up()
        assert {s.resident_id for s in await projector.stuck()} == aside
        assert (await projector.progress()).lag == 0
        assert await differing(pool, log, DEFAULT, sample=10) == (1, [])
        done = await rebuild(
            Place(dsn=database.application, masters=(MASTER,), policy=DEFAULT, shard=0), workers=1
        )
        assert (done.residents, done.stuck) == (1, len(aside))
    assert {f.resident_id for f in (await verify(pool, shard=0)).faults} == {unknown, changed}
    unread: list[Unread] = []
    with (tmp_path / "out").open("wb") as file:
        assert await export_file(log, file, tell=unread.append) == 8
    assert {u.resident_id: (u.version, u.position) for u in unread} == {unknown: (2, 8), changed: (2, 10)}
    await emptied(database)
    owner = await asyncpg.connect(database.owner)
    assert await import_as_recorded(tmp_path / "out", owner, log.keyring, shard=0) == 8
    await owner.close()
    assert len(await log.load(sound)) == 2


async def test_whom_no_row_can_show_is_set_aside_also_when_recorded_while_rows_are_made(
    database: Dsns, pool: Any, log: Log
) -> None:
    sound, nul = uuid4(), uuid4()
    await log.append(adding(sound, opened(), LANDED))
    late: list[asyncio.Task[Any]] = []

    def record(what: str, _done: int, _total: int) -> None:
        if what == "indexing" and not late:
            author = msgspec.structs.replace(DESK, office="\x00")
            late.append(asyncio.create_task(log.append(adding(nul, opened(), author=author))))
            late.append(asyncio.create_task(log.append(adding(sound, note(), after=2))))

    place = Place(dsn=database.application, masters=(MASTER,), policy=DEFAULT, shard=0)
    done = await rebuild(place, workers=1, progress=record)
    assert (done.position, done.stuck) == (4, 1)
    assert [s.resident_id for s in await Projector(pool, log, DEFAULT).stuck()] == [nul]
    assert await differing(pool, log, DEFAULT, sample=10) == (1, [])
