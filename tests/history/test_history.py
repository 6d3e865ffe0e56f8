"""What was ever stored is read for ever: every topic has an example here, and every example is read."""

import base64
import json
from datetime import datetime
from pathlib import Path
from uuid import UUID, uuid4

import asyncpg
import msgspec
import pytest
from eventsourcing.persistence import MapperDeserialisationError

from adapters.codec import StructMapper
from adapters.keys import Keyring, MasterKey
from adapters.postgres.database import open_pool
from adapters.postgres.log import Log, open_log
from adapters.verification import leaf_hash, stamp
from domain.events import CATALOGUE, CaseEvent, CaseOpened, PoliceReported
from tests.adapters.lives import adding, opened
from tests.conftest import Dsns

HERE = Path(__file__).parent
MAPPER = StructMapper()
TOPICS = sorted(MAPPER.topics())


def stored(topic: str) -> bytes:
    return (HERE / f"{topic.replace('/', '-')}.json").read_bytes().strip()


def test_every_topic_has_an_example_and_every_example_a_topic() -> None:
    files = {p.stem for p in HERE.glob("*.json")} - {"entry"}
    assert files == {topic.replace("/", "-") for topic in TOPICS}
    assert {cls.__name__ for cls in CATALOGUE} <= set(TOPICS)


@pytest.mark.parametrize("topic", TOPICS)
def test_an_example_is_read_and_stays_readable_when_written_anew(topic: str) -> None:
    event = MAPPER.read(topic, stored(topic))
    written = MAPPER.transcoder.encode(event)
    assert MAPPER.read(MAPPER.topic(event), written) == event
    if MAPPER.topic(event) == topic:
        assert json.loads(written) == json.loads(stored(topic))


def test_an_older_version_becomes_the_newer() -> None:
    old = MAPPER.read("PoliceReported", stored("PoliceReported"))
    new = MAPPER.read("PoliceReported/2", stored("PoliceReported/2"))
    assert isinstance(old, PoliceReported)
    assert isinstance(new, PoliceReported)
    assert (old.station, new.station) == (None, "Sapporo Nishi")
    assert MAPPER.topic(old) == MAPPER.topic(new) == "PoliceReported/2"


def test_the_registry_is_closed() -> None:
    for topic in (
        "http.server:HTTPServer",
        "PoliceReported/3",
        "EventCorrected(CaseOpened/2)",
        "Moved/0",
        "",
    ):
        with pytest.raises(MapperDeserialisationError, match="catalogue"):
            MAPPER.read(topic, b"{}")


@pytest.mark.parametrize(
    "state", [b"", b"{}", b'{"type":"Died"}', b'{"type":"Moved","occurred_on":"2026-04-01"}',
              b'{"type":"Died","occurred_on":"2026-04-01","nothing":1}'],
)  # fmt: skip
def test_what_is_read_is_validated(state: bytes) -> None:
    with pytest.raises(MapperDeserialisationError, match="stored Died"):
        MAPPER.read("Died", state)


def test_a_whole_entry_is_read_as_it_was_stored() -> None:
    """Pins the envelope: sealing, wrapping, commitment, meta, leaf."""
    entry = json.loads((HERE / "entry.json").read_bytes())
    row = entry["row"]
    resident, body = UUID(row["resident_id"]), base64.b64decode(row["body"])
    master = MasterKey(base64.b64decode(entry["master_key"]))
    key = Keyring([master]).open(resident, row["master"], base64.b64decode(row["wrapped"]))
    at = datetime.fromisoformat(row["recorded_at"])
    event_id = UUID(row["event_id"])
    recorded = MAPPER.recorded(
        (
            resident, row["version"], row["topic"], body, row["position"], event_id, at, row["meta"],
            row["master"], None,
        ),
        key,
    )  # fmt: skip
    assert msgspec.to_builtins(recorded) == {**entry["recorded"], "merged": ()}
    place = (0, row["position"], resident, row["version"], event_id, stamp(at))
    hashed = leaf_hash(*place, row["topic"].encode(), row["meta"].encode(), body)
    assert hashed == base64.b64decode(row["leaf"])


async def test_both_versions_live_in_one_stream(database: Dsns) -> None:
    class FirstVersion(StructMapper):
        """The program before the field came: it stored the first version."""

        def topic(self, event: CaseEvent) -> str:
            return super().topic(event).removesuffix("/2")

    resident = uuid4()
    old = MAPPER.read("PoliceReported", stored("PoliceReported"))
    new = MAPPER.read("PoliceReported/2", stored("PoliceReported/2"))
    pool = await open_pool(database.application)
    async with pool, open_log(pool, Keyring([MasterKey(b"m" * 32)]), shard=0) as log:
        await Log(log.writer, log.keyring, mapper=FirstVersion()).append(adding(resident, opened(), old))
        await log.append(adding(resident, new, after=2))
        assert [r.event for r in await log.load(resident)] == [opened(), old, new]
    reader = await asyncpg.connect(database.application)
    topics = await reader.fetch("SELECT topic FROM log.event ORDER BY position")
    await reader.close()
    assert [r["topic"] for r in topics] == ["CaseOpened", "PoliceReported", "PoliceReported/2"]


def test_a_name_of_before_is_read_as_it_was_and_a_newer_one_beside_it() -> None:
    """One part may be missing since, alias and printed name may be there; nothing is added to older names."""
    old = MAPPER.read("CaseOpened", stored("CaseOpened"))
    assert isinstance(old, CaseOpened)
    assert (old.name.alias, old.name.printed) == (None, None)
    newer = json.loads(stored("CaseOpened"))
    newer["name"] = {"given": "SUKARNO", "alias": "山田 太郎", "printed": "SUKARNO"}
    new = MAPPER.read("CaseOpened", json.dumps(newer).encode())
    assert json.loads(MAPPER.transcoder.encode(new)) == newer
    assert MAPPER.topic(new) == "CaseOpened"
