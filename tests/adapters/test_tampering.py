"""What the application's role and a superuser do to a log is refused, or named by `verify --rows`."""

import asyncio
from collections.abc import AsyncIterator, Iterator
from datetime import date
from uuid import UUID

import asyncpg
import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from adapters.embedded import Embedded
from adapters.keys import Keyring
from adapters.postgres.database import open_pool
from adapters.postgres.fitness import check_schema, weaknesses
from adapters.postgres.log import open_log
from adapters.postgres.log.erasure import erase
from adapters.postgres.log.seals import seal
from adapters.postgres.migrate import MigrationError
from adapters.postgres.projector import Projector
from adapters.postgres.rows.comparing import differing, misclaimed
from adapters.verification import verify
from domain.events import CardIssued, Landed
from domain.policy import DEFAULT
from tests.adapters.conftest import MASTER
from tests.adapters.lives import DESK, adding, moved, note, opened
from tests.adapters.test_seals import TAMPERING
from tests.databases import create_clone, drop

ONE, TWO, LONG, ERASED, NEW = (UUID(int=n) for n in range(1, 6))
NUMBER = "AB12345678CD"
LANDED = Landed(
    occurred_on=date(2026, 4, 1),
    port="Narita",
    status="student",
    period_of_stay="P1Y",
    expires_on=date(2027, 4, 1),
)
CARD = CardIssued(
    occurred_on=date(2026, 4, 1), number=NUMBER, valid_until=date(2027, 4, 1), route="port", reason="landing"
)


def array(values: object) -> str:
    return "'{" + ",".join(f'"{v}"' for v in values) + "}'"  # type: ignore[attr-defined]


def append(
    resident: UUID = TWO,
    expected: int = 3,
    versions: tuple[int, ...] = (4,),
    *,
    topic: str = "NoteAdded",
    size: int = 100,
    key: tuple[UUID, int] | None = None,
    master: str = MASTER.id,
    claims: tuple[str, ...] = (),
    releases: tuple[str, ...] = (),
) -> str:
    """A call of log.append with one item, as the application's role can make it."""
    n = len(versions)
    held = [] if key is None else [key[0]]
    wrapped = "" if key is None else f"decode(repeat('ab', {key[1]}), 'hex')"
    keys = f"{array([1] * len(held))}, {array(held)}, ARRAY[{wrapped}]::bytea[]"
    return (
        f"SELECT * FROM log.append(0, '{{}}', '{{}}', '{{}}', '{{}}', '{{1}}', {array([resident])},"
        f" {array([expected])}, '{{null}}', {array([1] * n)}, {array([resident] * n)}, {array(versions)},"
        f" {array(UUID(int=900 + v) for v in versions)}, {array([topic] * n)},"
        f" array_fill(decode(repeat('00', {size}), 'hex'), '{{{n}}}'), array_fill('{{}}'::text, '{{{n}}}'),"
        f" {keys}, '{master}', {array([1] * len(claims))}, {array(claims)},"
        f" {array([1] * len(releases))}, {array(releases)})"
    )


def sealing(size: str = "(SELECT position FROM log.head)", *, root: int = 32, signature: int = 64) -> str:
    """A call of log.keep_seal with a signature that is none."""
    return (
        f"SELECT log.keep_seal(0, {size}, decode(repeat('ab', {root}), 'hex'), now(),"
        f" decode(repeat('ab', 32), 'hex'), decode(repeat('ab', {signature}), 'hex'))"
    )


def erasing(body: str, meta: str) -> str:
    return f"SELECT * FROM log.erase(0, '{TWO}', '{NEW}', '{body}', '{meta}')"


REASON = '{"reason":"court-order"}'
EVERYWHERE = ("resident", "duty", "standing", "dwelling", "term")
LISTS = [
    f"DELETE FROM lists.resident WHERE resident_id = '{ONE}'",
    "; ".join(f"DELETE FROM lists.{t} WHERE resident_id = '{ONE}'" for t in EVERYWHERE),
    f"UPDATE lists.resident SET name = replace(name, 'Maya', 'Mia') WHERE resident_id = '{ONE}'",
    f"UPDATE lists.resident SET opened_by = '13101' WHERE resident_id = '{ONE}'",
    f"UPDATE lists.resident SET version = 1 WHERE resident_id = '{ONE}'",
    f"INSERT INTO lists.resident (shard, resident_id, version, opened_by) VALUES (0, '{NEW}', 1, '01101')",
    "DELETE FROM lists.rule",
    "UPDATE lists.rule SET longest_open = 0, shortest_window = 36500, longest_pending = 0",
    "UPDATE projection.checkpoint SET position = 1000000",
    "UPDATE lists.duty SET due_on = due_on + 1",
    "UPDATE lists.standing SET status = 'spouse-of-japanese'",
    "UPDATE lists.standing SET name = replace(name, 'Maya', 'Mia')",
    "UPDATE lists.dwelling SET place = '13101'",
    "UPDATE lists.dwelling SET opened_by = '13101'",
    "DELETE FROM lists.term WHERE term LIKE '#%'",
    "DELETE FROM lists.state_change",
    "UPDATE lists.week_change SET n = n + 1",
]
CODE = [
    (
        "CREATE FUNCTION lists.mine() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NULL; END';"
        "CREATE TRIGGER mine AFTER DELETE ON lists.dwelling EXECUTE FUNCTION lists.mine()"
    ),
    "CREATE OR REPLACE FUNCTION projection.hold_lists() RETURNS void LANGUAGE sql AS 'SELECT'",
    "CREATE RULE mine AS ON DELETE TO lists.duty DO INSTEAD NOTHING",
    "ALTER TABLE lists.duty ALTER settled SET DEFAULT set_config('role', 'zairyu_owner', false)",
]
APPLICATION = [
    "UPDATE log.event SET body = ''",
    "DELETE FROM log.event",
    "TRUNCATE log.event",
    "ALTER TABLE log.event DISABLE TRIGGER ALL",
    "UPDATE log.head SET position = 0",
    "DELETE FROM keys.data_key",
    "UPDATE keys.data_key SET wrapped = ''",
    "DELETE FROM log.card_claim",
    "DELETE FROM log.seal",
    "DELETE FROM log.subtree",
    "DELETE FROM access.look",
    "UPDATE access.look SET residents = '{}'",
    "INSERT INTO migration.applied VALUES (1, '', '')",
    "SET ROLE zairyu_owner",
    "CREATE FUNCTION public.mine() RETURNS int LANGUAGE sql AS 'SELECT 1'",
    "SELECT log.take_staged(0)",
    append(versions=(5,)),
    append(versions=(5, 4)),
    append(versions=(4, 4)),
    append(expected=-1, versions=(0,), resident=NEW),
    append(NEW, 0, (1,)),
    append(NEW, 0, (1,), key=(NEW, 59)),
    append(NEW, 0, (1,), key=(NEW, 60), master="m"),
    append(NEW, 0, (1,), key=(NEW, 60)),
    append(key=(ERASED, 60)),
    append(key=(TWO, 60)),
    append(topic="Erased"),
    append(size=2_000_000),
    append(claims=("ZZ00000000ZZ",)),
    append(ONE, 3, (4,), releases=(NUMBER,)),
    erasing("gone", "{}"),
    erasing(REASON, "nobody"),
    sealing("(SELECT position + 1 FROM log.head)"),
    sealing("0"),
    sealing(root=31),
    sealing(signature=0),
    sealing(),
    "SELECT log.keep_subtrees(0, 1000000)",
    *LISTS,
    *CODE,
]
REFUSED = (
    asyncpg.InsufficientPrivilegeError,
    asyncpg.IntegrityConstraintViolationError,
    asyncpg.InvalidTextRepresentationError,
)
AT = "WHERE resident_id = "
OLDEST = "'4713-01-01 BC'"
SUPERUSER = [
    *(statement for statement, *_ in TAMPERING.values()),
    "UPDATE log.event SET event_id = gen_random_uuid() WHERE position = 3",
    "UPDATE log.event SET version = version + 1 WHERE position = 3",
    f"UPDATE log.event SET resident_id = '{NEW}' WHERE position = 3",
    "UPDATE log.event SET shard = 1 WHERE position = 3",
    "UPDATE log.event SET recorded_at = 'infinity' WHERE position = 3",
    f"UPDATE log.event SET recorded_at = {OLDEST} WHERE position = 3",
    "UPDATE log.event SET topic = NULL WHERE position = 3",
    "ALTER TABLE log.event DROP CONSTRAINT event_check; UPDATE log.event SET topic = NULL WHERE position = 3",
    "UPDATE log.event SET body = '' WHERE position = 3",
    "UPDATE log.event SET position = 0 WHERE position = 1",
    "DELETE FROM log.event",
    f"DELETE FROM log.event {AT} '{ERASED}' AND topic = 'Erased'",
    f"UPDATE log.event SET (topic, body, meta, event_id) = ('N', '', '', '{NEW}') {AT} '{ERASED}'",
    f"UPDATE log.event SET topic = 'Erased' {AT} '{ONE}' AND version = 3",
    "UPDATE log.head SET position = position + 1",
    "UPDATE log.head SET recorded_at = '-infinity'",
    "UPDATE log.seal SET signature = sha512(signature)",
    "UPDATE log.seal SET public_key = root",
    "UPDATE log.seal SET public_key = ''",
    "UPDATE log.seal SET size = size + 1",
    "UPDATE log.seal SET sealed_at = sealed_at + interval '1 day'",
    "UPDATE log.seal SET sealed_at = 'infinity'",
    f"UPDATE log.seal SET sealed_at = {OLDEST}",
    "DELETE FROM log.seal",
    "INSERT INTO log.seal SELECT shard, 0, root, sealed_at, public_key, signature FROM log.seal",
    "UPDATE log.subtree SET hash = sha256(hash)",
    "DELETE FROM log.subtree",
    "INSERT INTO log.subtree SELECT shard, level, 99, hash FROM log.subtree",
    f"UPDATE keys.data_key SET master = 'none' {AT} '{ONE}'",
    f"UPDATE keys.data_key SET wrapped = (SELECT wrapped FROM keys.data_key {AT} '{TWO}') {AT} '{ONE}'",
    f"INSERT INTO keys.data_key SELECT shard, '{NEW}', master, wrapped FROM keys.data_key {AT} '{ONE}'",
    f"INSERT INTO keys.data_key SELECT shard, '{ERASED}', master, wrapped FROM keys.data_key {AT} '{ONE}'",
    "DELETE FROM log.card_claim",
    f"UPDATE log.card_claim SET resident_id = '{TWO}'",
    f"INSERT INTO log.card_claim VALUES ('ZZ00000000ZZ', 0, '{ONE}')",
    "ALTER TABLE log.event DISABLE TRIGGER no_delete",
    "DROP TRIGGER append_only ON access.look",
    "CREATE RULE mine AS ON INSERT TO log.event DO INSTEAD NOTHING",
    "CREATE OR REPLACE FUNCTION log.refuse_change() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN END'",
    "ALTER TABLE log.event ENABLE ROW LEVEL SECURITY",
    "GRANT UPDATE ON log.event TO zairyu_app",
    "GRANT EXECUTE ON FUNCTION log.take_staged TO PUBLIC",
    (
        "DO $$ BEGIN EXECUTE format('ALTER ROLE zairyu_app IN DATABASE %I SET synchronous_commit = off',"
        " current_database()); END $$"
    ),
    "DELETE FROM migration.applied WHERE number = 1",
]


def test_there_are_as_many_changes_as_promised() -> None:
    assert len(set(APPLICATION)) >= 40
    assert len(set(SUPERUSER)) >= 52


@pytest.fixture(scope="module")
def lives(server: Embedded, template: str) -> Iterator[str]:
    """The name of a database with a sealed log, an erased resident and rows."""
    name = asyncio.run(create_clone(server, template))
    asyncio.run(live(server.dsn("zairyu_app", name)))
    yield name
    asyncio.run(drop(server, name))


async def live(dsn: str) -> None:
    async with await open_pool(dsn) as pool, open_log(pool, Keyring([MASTER]), shard=0) as log:
        await log.append(adding(ONE, opened(), LANDED, CARD, claims=frozenset({NUMBER})))
        await log.append(adding(TWO, opened("Sita"), LANDED, moved()))
        await log.append(adding(ERASED, opened("Ram"), LANDED))
        await log.append(adding(LONG, opened("Gita"), *[note(f"{n}") for n in range(260)]))
        await erase(pool, ERASED, reason="court-order", author=DESK, shard=0)
        await Projector(pool, log, DEFAULT).catch_up()
        await seal(pool, Ed25519PrivateKey.from_private_bytes(b"s" * 32), shard=0)
        await log.append(adding(LONG, note("after the seal"), after=261))


@pytest.fixture
async def tampered(server: Embedded, lives: str) -> AsyncIterator[tuple[str, str]]:
    """A copy of it: the DSNs of the application and of a superuser."""
    name = await create_clone(server, lives)
    yield server.dsn("zairyu_app", name), server.dsn("postgres", name)
    await drop(server, name)


async def test_nothing_is_named_where_nothing_was_changed(tampered: tuple[str, str]) -> None:
    assert await named(tampered[0]) == []


@pytest.mark.parametrize("statement", sorted(set(APPLICATION)), ids=lambda s: s[:60])
async def test_what_the_application_does_is_refused_or_named(
    tampered: tuple[str, str], statement: str
) -> None:
    connection = await asyncpg.connect(tampered[0])
    try:
        await connection.execute(statement)
    except REFUSED:
        return
    finally:
        await connection.close()
    assert await named(tampered[0])


@pytest.mark.parametrize("statement", sorted(set(SUPERUSER)), ids=lambda s: s[:60])
async def test_what_a_superuser_does_is_refused_or_named(tampered: tuple[str, str], statement: str) -> None:
    connection = await asyncpg.connect(tampered[1])
    await connection.execute("SET session_replication_role = replica")
    try:
        await connection.execute(statement)
    except REFUSED:
        return
    finally:
        await connection.close()
    assert await named(tampered[0])


async def named(dsn: str) -> list[str]:
    """What `zairyu verify --rows` names."""
    keys = Keyring([MASTER])
    async with await open_pool(dsn, size=3) as pool, open_log(pool, keys, shard=0) as log:
        try:
            await check_schema(pool)
        except MigrationError as error:
            return [str(error)]
        report = await verify(pool, keyring=keys, shard=0)
        found = [f"{f.code} at {f.position}: {f.detail}" for f in report.faults]
        found += ["no seal is there"] if report.unsealed else []
        rows = (await differing(pool, log, DEFAULT, sample=10))[1]
        return [*found, *await weaknesses(pool), *rows, *await misclaimed(pool, log, sample=10)]
