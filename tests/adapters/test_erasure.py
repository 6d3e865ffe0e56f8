"""An erased resident is gone from every table; the log keeps its places, its leaves and the reason's code."""

from datetime import date
from pathlib import Path
from uuid import UUID, uuid4

import asyncpg
import pytest

from adapters.keys import (
    Keyring,
    KeyUnavailableError,
    MasterKey,
    add_master_key,
    keyring,
    make_key_file,
    retire_master_keys,
)
from adapters.ports import ResidentErased
from adapters.postgres.log import Log, open_log
from adapters.postgres.log.erasure import NotErasedError, erase
from adapters.postgres.log.keys import masters, rewrap
from adapters.postgres.projector import Projector
from adapters.postgres.statements import sql
from adapters.settings import from_environment
from domain.events import CardIssued
from domain.policy import DEFAULT
from tests.adapters.lives import DESK, adding, note, opened

NUMBER = frozenset({"AB12345678CD"})
CARD = CardIssued(
    occurred_on=date(2026, 4, 2),
    number="AB12345678CD",
    valid_until=date(2027, 4, 1),
    route="port",
    reason="landing",
)
TABLES = """
SELECT c.oid::regclass::text AS relation FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
 WHERE c.relkind IN ('r', 'p') AND n.nspname NOT IN ('pg_catalog', 'information_schema')
"""


async def test_an_erased_resident_is_gone(log: Log, superuser: "asyncpg.Connection[asyncpg.Record]") -> None:
    gone, stays = uuid4(), uuid4()
    await log.append(adding(gone, opened("Sagarmatha"), CARD, key=("k", b"d"), claims=NUMBER, override="so"))
    await log.append(adding(stays, opened()))
    leaves = await superuser.fetch("SELECT position, leaf FROM log.event ORDER BY position")
    erased = await erase(log.pool, gone, reason="retention-ended", author=DESK, shard=0)
    assert (erased.position, erased.version) == (4, 3)
    for ask in (
        lambda: log.load(gone),
        lambda: log.append(adding(gone, note(), after=2)),
        lambda: log.append(adding(gone, note(), after=3)),
        lambda: log.append(adding(gone, opened())),
        lambda: log.replay("hanako", "k", b"d"),
        lambda: log.append(adding(uuid4(), opened(), key=("k", b"d"))),
    ):
        with pytest.raises(ResidentErased) as caught:
            await ask()
        assert caught.value.code == "retention-ended"
    assert await log.load_many([gone, stays]) == {stays: await log.load(stays)}
    assert [r.resident_id for r in await log.feed(after=0, limit=9)] == [stays]
    assert [(c.position, c.resident_id, c.erased) for c in await log.changes(after=0, limit=9)] == [
        (1, gone, False),
        (2, gone, False),
        (3, stays, False),
        (4, gone, True),
    ]
    kept = await superuser.fetch("SELECT position, leaf FROM log.event WHERE position < 4 ORDER BY position")
    assert kept == leaves
    await log.append(adding(stays, CARD, after=1, claims=NUMBER))


async def test_nothing_but_place_and_reason_is_left(
    log: Log, superuser: "asyncpg.Connection[asyncpg.Record]"
) -> None:
    resident = uuid4()
    await log.append(adding(resident, opened("Sagarmatha"), CARD, key=("k", b"d"), claims=NUMBER))
    await Projector(log.pool, log, DEFAULT).catch_up()
    assert len(await mentions(superuser, resident)) > 5
    await erase(log.pool, resident, reason="court-order", author=DESK, shard=0)
    assert await mentions(superuser, resident) == {"log.event", "log.idempotency"}
    await Projector(log.pool, log, DEFAULT).catch_up()
    assert await mentions(superuser, resident) == {"log.event", "log.idempotency"}
    rows = await superuser.fetch("SELECT topic, body, meta, event_id FROM log.event ORDER BY position")
    assert [tuple(r) for r in rows[:2]] == [(None, None, None, None)] * 2
    assert (rows[2]["topic"], rows[2]["body"]) == ("Erased", b'{"reason":"court-order"}')
    assert await superuser.fetchval("SELECT digest FROM log.idempotency") == b""


@pytest.mark.parametrize("again", ["projector", "erasing once more"])
async def test_rows_that_a_broken_off_erasure_left_are_taken_away(
    log: Log, superuser: "asyncpg.Connection[asyncpg.Record]", again: str
) -> None:
    """Killed between its two transactions: the log is erased, the rows of the lists are not."""
    resident, other = uuid4(), uuid4()
    await log.append(adding(resident, opened("Sagarmatha"), CARD, key=("k", b"d"), claims=NUMBER))
    await log.append(adding(other, opened()))
    await Projector(log.pool, log, DEFAULT).catch_up()
    first_half = (log.shard, resident, uuid4(), b'{"reason":"court-order"}', "{}")
    await log.pool.execute(sql("log/erase.sql"), *first_half)
    assert "lists.standing" in await mentions(superuser, resident)
    if again == "projector":
        await Projector(log.pool, log, DEFAULT).catch_up()
    else:
        with pytest.raises(NotErasedError, match="erased"):
            await erase(log.pool, resident, reason="court-order", author=DESK, shard=0)
    assert await mentions(superuser, resident) == {"log.event", "log.idempotency"}
    assert "lists.standing" in await mentions(superuser, other)


async def test_erasing_is_done_once(log: Log) -> None:
    resident = uuid4()
    with pytest.raises(NotErasedError, match="absent"):
        await erase(log.pool, resident, reason="court-order", author=DESK, shard=0)
    await log.append(adding(resident, opened()))
    await erase(log.pool, resident, reason="court-order", author=DESK, shard=0)
    with pytest.raises(NotErasedError, match="erased"):
        await erase(log.pool, resident, reason="court-order", author=DESK, shard=0)
    assert await log.head() == 2


async def test_a_rotation_rewraps_keys_and_no_body(
    log: Log, superuser: "asyncpg.Connection[asyncpg.Record]", keyring: Keyring
) -> None:
    residents = [uuid4() for _ in range(3)]
    for resident in residents:
        await log.append(adding(resident, opened()))
    before = await superuser.fetch("SELECT body, leaf FROM log.event ORDER BY position")
    old, new = MasterKey(b"m" * 32), MasterKey(b"n" * 32)
    assert await rewrap(superuser, Keyring([new, old]), shard=0) == 3
    assert await rewrap(superuser, Keyring([new, old]), shard=0) == 0
    assert await superuser.fetch("SELECT body, leaf FROM log.event ORDER BY position") == before
    async with open_log(log.pool, Keyring([new]), shard=0) as rotated:
        assert len(await rotated.load_many(residents)) == 3
        await rotated.append(adding(residents[0], note(), after=1))
    assert await masters(log.pool, shard=0) == (new.id,)
    Keyring([new]).require(await masters(log.pool, shard=0))
    with pytest.raises(KeyUnavailableError, match=new.id):
        Keyring([old]).require(await masters(log.pool, shard=0))
    async with open_log(log.pool, Keyring([old]), shard=0) as behind:
        with pytest.raises(KeyUnavailableError, match=new.id):
            await behind.load(residents[0])


async def test_a_stream_opens_with_no_other_residents_key(
    log: Log, superuser: "asyncpg.Connection[asyncpg.Record]"
) -> None:
    a, b = uuid4(), uuid4()
    await log.append(adding(a, opened()))
    await log.append(adding(b, opened()))
    await superuser.execute(
        "UPDATE keys.data_key SET wrapped = (SELECT wrapped FROM keys.data_key WHERE resident_id = $1)", a
    )
    with pytest.raises(KeyUnavailableError):
        await log.load(b)


def test_the_key_file_is_made_once_and_for_its_owner_alone(tmp_path: Path) -> None:
    settings = from_environment({"ZAIRYU_DATA": str(tmp_path)})
    first = keyring(settings)
    path = tmp_path / "master.key"
    assert path.stat().st_mode & 0o777 == 0o600
    assert keyring(settings).current == first.current
    make_key_file(path)
    assert keyring(settings).current == first.current
    add_master_key(path)
    both = keyring(settings)
    assert both.current != first.current
    assert first.current in both.masters
    retired = retire_master_keys(path)
    assert list(keyring(settings).masters) == [both.current]
    assert list(keyring(from_environment({"ZAIRYU_KEY_FILE": str(retired)})).masters) == [first.current]
    assert retired.stat().st_mode & 0o777 == 0o600
    assert path.stat().st_mode & 0o777 == 0o600


@pytest.mark.parametrize("bad", ["", "abc", "AAAA"])
def test_a_key_that_is_none_is_refused(tmp_path: Path, bad: str) -> None:
    path = tmp_path / "k"
    path.write_text(bad, encoding="ascii")
    with pytest.raises(KeyUnavailableError, match="32 bytes"):
        keyring(from_environment({"ZAIRYU_KEY_FILE": str(path)}))


def test_a_named_key_file_is_never_made(tmp_path: Path) -> None:
    with pytest.raises(KeyUnavailableError, match="restore it"):
        keyring(from_environment({"ZAIRYU_KEY_FILE": str(tmp_path / "absent")}))


async def mentions(superuser: "asyncpg.Connection[asyncpg.Record]", resident: UUID) -> set[str]:
    """Every table with a row that holds the resident's id anywhere."""
    found = set()
    for table in await superuser.fetch(TABLES):
        relation = table["relation"]
        if await superuser.fetchval(
            f"SELECT EXISTS (SELECT FROM {relation} t WHERE t::text LIKE $1)", f"%{resident}%"
        ):
            found.add(relation)
    return found
