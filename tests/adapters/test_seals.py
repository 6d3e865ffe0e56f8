"""Seals and proofs, and what `verify` says when a superuser has been at the log."""

import subprocess
import sys
from pathlib import Path
from uuid import UUID, uuid4

import asyncpg
import msgspec
import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from adapters.keys import Keyring, KeyUnavailableError
from adapters.ports import ResidentErased
from adapters.postgres.log import Log
from adapters.postgres.log.erasure import erase
from adapters.postgres.log.seals import hash_spans, prove, seal
from adapters.seals import Seal, signing_key
from adapters.settings import from_environment
from adapters.verification import verify
from tests.adapters.lives import DESK, adding, note, opened
from tests.adapters.proofs import consistency, consistent, included

KEY = Ed25519PrivateKey.from_private_bytes(b"s" * 32)
PUBLIC = KEY.public_key().public_bytes_raw()
VERIFIER = Path(__file__).parents[2] / "docs" / "verify_proof.py"


async def record(log: Log, residents: int, *, each: int = 3) -> list[UUID]:
    """Streams woven into each other: position n belongs to resident n modulo their number."""
    ids = [uuid4() for _ in range(residents)]
    for version in range(each):
        for resident in ids:
            event = note(f"{version}") if version else opened()
            await log.append(adding(resident, event, after=version))
    return ids


async def sealed(log: Log) -> Seal:
    made = await seal(log.pool, KEY, shard=0)
    assert made is not None
    return made


async def test_an_untouched_log_is_clean(log: Log, keyring: Keyring) -> None:
    ids = await record(log, 4)
    first = await sealed(log)
    await erase(log.pool, ids[1], reason="court-order", author=DESK, shard=0)
    await record(log, 2)
    second = await sealed(log)
    assert await seal(log.pool, KEY, shard=0) is None
    assert (first.size, second.size) == (12, 19)
    report = await verify(log.pool, keyring=keyring, outside=[first, second], trusted=PUBLIC, shard=0)
    assert report.clean, report.faults
    assert (report.entries, report.residents, report.erased, report.seals, report.sealed) == (19, 6, 1, 2, 19)


async def test_an_empty_log_is_clean_and_not_sealed(log: Log) -> None:
    assert await seal(log.pool, KEY, shard=0) is None
    assert (await verify(log.pool, shard=0)).clean


async def test_a_later_seal_grows_out_of_an_earlier_one(log: Log) -> None:
    seals = []
    for batch in (1, 300, 5, 700):
        resident = uuid4()
        await log.append(adding(resident, opened(), *[note()] * (batch - 1)))
        seals.append(await sealed(log))
    assert [s.size for s in seals] == [1, 301, 306, 1006]
    for old in seals:
        for new in seals[seals.index(old) :]:
            spans = consistency(old.size, new.size)
            hashes = await hash_spans(log.pool, spans, shard=log.shard)
            path = [hashes[span] for span in spans]
            assert consistent(old=old.size, old_root=old.root, new=new.size, new_root=new.root, path=path)
    assert (await verify(log.pool, shard=0)).clean


async def test_a_proof_holds_outside(log: Log, tmp_path: Path) -> None:
    ids = await record(log, 300, each=2)
    made = await sealed(log)
    await log.append(adding(ids[7], note("after the seal"), after=2))
    proof = await prove(log, ids[7])
    assert proof is not None
    assert [e.position for e in proof.entries] == [8, 308, 601]
    assert proof.entries[2].path is None
    for entry in proof.entries[:2]:
        assert entry.path is not None
        assert included(entry.leaf, index=entry.position - 1, size=made.size, path=entry.path, root=made.root)
    assert await prove(log, uuid4()) is None
    said = stand_alone(tmp_path, proof)
    assert said.returncode == 0, said.stdout + said.stderr
    assert "2 of 3" in said.stdout


@pytest.mark.parametrize("part", ["event", "meta", "recorded_at", "path", "body", "seal", "version"])
async def test_a_changed_proof_does_not_hold_outside(log: Log, tmp_path: Path, part: str) -> None:
    (resident, *_) = await record(log, 3)
    await sealed(log)
    proof = msgspec.to_builtins(await prove(log, resident))
    entry = proof["entries"][1]
    match part:
        case "event":
            entry["event"] = entry["event"].replace('"1"', '"2"')
        case "meta":
            entry["meta"] = entry["meta"].replace("hanako", "taro")
        case "recorded_at":
            entry["recorded_at"] = entry["recorded_at"].replace("2", "1", 1)
        case "path":
            entry["path"] = entry["path"][::-1]
        case "body":
            entry["body"] = (
                entry["body"][:60] + ("A" if entry["body"][60] != "A" else "B") + entry["body"][61:]
            )
        case "version":
            entry["version"] += 1
        case _:
            proof["seal"]["size"] += 1
    assert stand_alone(tmp_path, proof).returncode == 1


async def test_an_erased_resident_has_no_proof(log: Log) -> None:
    (resident, *_) = await record(log, 2)
    await erase(log.pool, resident, reason="court-order", author=DESK, shard=0)
    with pytest.raises(ResidentErased):
        await prove(log, resident)


def stand_alone(folder: Path, proof: object) -> subprocess.CompletedProcess[str]:
    path = folder / "proof.json"
    path.write_bytes(msgspec.json.encode(proof))
    command = [sys.executable, "-I", str(VERIFIER), str(path), "--key", PUBLIC.hex()]
    return subprocess.run(command, check=False, capture_output=True, text=True)


def test_the_signing_key_is_made_once(tmp_path: Path) -> None:
    settings = from_environment({"ZAIRYU_DATA": str(tmp_path)})
    first = signing_key(settings).private_bytes_raw()
    assert signing_key(settings).private_bytes_raw() == first
    assert (tmp_path / "seal.key").stat().st_mode & 0o777 == 0o600
    with pytest.raises(KeyUnavailableError):
        signing_key(from_environment({"ZAIRYU_SEAL_KEY_FILE": str(tmp_path / "absent")}))


REHASH = """
UPDATE log.event
   SET leaf = log.leaf(shard, position, resident_id, version, event_id, recorded_at, topic, meta, body)
 WHERE body IS NOT NULL
"""
CLOSE_THE_GAP = """
UPDATE log.event SET position = -position WHERE position > 8;
UPDATE log.event SET position = -position - 1 WHERE position < 0;
UPDATE log.head SET position = position - 1;
"""
INSERT_AT_FIVE = """
UPDATE log.event SET position = -position WHERE position > 4;
UPDATE log.event SET position = -position + 1 WHERE position < 0;
INSERT INTO log.event
SELECT shard, 5, resident_id, 99, recorded_at + interval '1 us', event_id, topic, body, meta, leaf
  FROM log.event WHERE position = 4;
UPDATE log.head SET position = position + 1;
"""
EXCHANGE = """
UPDATE log.event SET position = 1000 WHERE position = 3;
UPDATE log.event SET position = 3 WHERE position = 7;
UPDATE log.event SET position = 7 WHERE position = 1000;
"""
CUT_THE_TAIL = """
DELETE FROM log.event WHERE position > 10;
UPDATE log.head SET position = 10, recorded_at = (SELECT max(recorded_at) FROM log.event);
"""
ANOTHER_AUTHOR = "UPDATE log.event SET meta = replace(meta, 'hanako', 'taro') WHERE position = 6;"
NO_CONTENT = "UPDATE log.event SET event_id = NULL, topic = NULL, body = NULL, meta = NULL WHERE position = 9"
FIRST = "(SELECT resident_id FROM log.event WHERE position = 1)"
TAMPERING = {
    "a body": ("UPDATE log.event SET body = body || '\\x00' WHERE position = 5", "entry-changed", 5),
    "a meta field": (ANOTHER_AUTHOR, "entry-changed", 6),
    "an instant": ("UPDATE log.event SET recorded_at = now() WHERE position = 2", "entry-changed", 2),
    "a topic": ("UPDATE log.event SET topic = 'Died' WHERE position = 6", "entry-changed", 6),
    "a leaf": ("UPDATE log.event SET leaf = sha256(leaf) WHERE position = 4", "entry-changed", 4),
    "a meta field and its leaf": (ANOTHER_AUTHOR + REHASH, "seal-differs", 1),
    "the first entry deleted": ("DELETE FROM log.event WHERE position = 1", "entry-missing", 1),
    "a middle entry deleted": ("DELETE FROM log.event WHERE position = 8", "entry-missing", 8),
    "a middle entry deleted and the gap closed": (
        "DELETE FROM log.event WHERE position = 8;" + CLOSE_THE_GAP + REHASH,
        "stream-broken",
        11,
    ),
    "the tail deleted": (CUT_THE_TAIL, "log-shorter-than-seal", 11),
    "the head row deleted": ("DELETE FROM log.head", "head-differs", 12),
    "a stream deleted": (f"DELETE FROM log.event WHERE resident_id = {FIRST}", "entry-missing", 1),
    "two entries exchanged": (EXCHANGE, "entry-changed", 3),
    "an entry inserted": (INSERT_AT_FIVE + REHASH, "seal-differs", 1),
    "content taken away without an erasure": (NO_CONTENT, "erased-without-entry", 9),
    "a seal forged": ("UPDATE log.seal SET root = sha256(root)", "seal-forged", 12),
    "a data key destroyed": (f"DELETE FROM keys.data_key WHERE resident_id = {FIRST}", "key-missing", 12),
    "a data key exchanged": (
        f"UPDATE keys.data_key SET wrapped = sha256(wrapped) WHERE resident_id = {FIRST}",
        "key-changed",
        12,
    ),
}
WHOSE = {
    "a body": 5,
    "a meta field": 6,
    "a leaf": 4,
    "a stream deleted": 1,
    "two entries exchanged": 7,
    "a middle entry deleted": 8,
    "content taken away without an erasure": 9,
    "a data key destroyed": 1,
}


@pytest.mark.parametrize("what", TAMPERING)
async def test_tampering_is_named(
    log: Log, keyring: Keyring, superuser: "asyncpg.Connection[asyncpg.Record]", what: str
) -> None:
    statements, code, position = TAMPERING[what]
    await record(log, 4)
    await sealed(log)
    owners = {
        r["position"]: r["resident_id"]
        for r in await superuser.fetch("SELECT position, resident_id FROM log.event")
    }
    await tamper(superuser, statements)
    report = await verify(log.pool, keyring=keyring, trusted=PUBLIC, shard=0)
    found = {(str(f.code), f.position): f for f in report.faults}
    assert (code, position) in found, report.faults
    if what in WHOSE:
        assert found[code, position].resident_id == owners[WHOSE[what]]


async def test_a_log_rolled_back_shows_against_the_seal_outside(
    log: Log, superuser: "asyncpg.Connection[asyncpg.Record]"
) -> None:
    await record(log, 4)
    await sealed(log)
    await record(log, 2)
    outside = await sealed(log)
    await tamper(
        superuser,
        "DELETE FROM log.event WHERE position > 12; DELETE FROM log.seal WHERE size > 12; UPDATE log.head SET"
        " position = 12; DELETE FROM keys.data_key k WHERE NOT EXISTS"
        " (SELECT FROM log.event e WHERE e.resident_id = k.resident_id)",
    )
    assert (await verify(log.pool, shard=0)).clean
    report = await verify(log.pool, outside=[outside], shard=0)
    assert [(f.code, f.position) for f in report.faults] == [("log-shorter-than-seal", 13)]


async def test_history_written_anew_and_sealed_again_shows_against_the_seal_outside(
    log: Log, superuser: "asyncpg.Connection[asyncpg.Record]"
) -> None:
    await record(log, 4)
    outside = await sealed(log)
    await tamper(
        superuser,
        f"UPDATE log.event SET meta = replace(meta, 'hanako', 'taro') WHERE position = 6; {REHASH};"
        " DELETE FROM log.seal; DELETE FROM log.subtree",
    )
    await sealed(log)
    assert (await verify(log.pool, trusted=PUBLIC, shard=0)).clean
    report = await verify(log.pool, outside=[outside], shard=0)
    assert [(f.code, f.position) for f in report.faults] == [("seal-differs", 1)]


async def test_the_unsealed_tail_is_not_proven(
    log: Log, superuser: "asyncpg.Connection[asyncpg.Record]"
) -> None:
    """As docs/log.md says: until the next seal a superuser can rewrite what is after the last."""
    await record(log, 4)
    outside = await sealed(log)
    await log.append(adding(uuid4(), opened()))
    await tamper(
        superuser,
        f"UPDATE log.event SET meta = replace(meta, 'hanako', 'taro') WHERE position = 13; {REHASH}",
    )
    assert (await verify(log.pool, outside=[outside], shard=0)).clean


async def test_a_seal_of_another_key_is_not_trusted(log: Log) -> None:
    await record(log, 1)
    await sealed(log)
    report = await verify(log.pool, trusted=b"o" * 32, shard=0)
    assert [f.code for f in report.faults] == ["seal-forged"]


async def tamper(superuser: "asyncpg.Connection[asyncpg.Record]", statements: str) -> None:
    """As a superuser can: with triggers off, and nothing checked."""
    await superuser.execute("SET session_replication_role = replica")
    await superuser.execute(statements)
    await superuser.execute("SET session_replication_role = origin")
