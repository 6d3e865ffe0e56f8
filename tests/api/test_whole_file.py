"""One resident's whole file: what is in the zip, who gets it, and that it goes into another office."""

import asyncio
import hashlib
import json
import os
import random
import subprocess
import sys
from asyncio import to_thread
from collections.abc import AsyncIterator
from io import BytesIO
from pathlib import Path
from time import perf_counter
from typing import Any
from zipfile import ZipFile

import httpx
import pytest
from click.testing import CliRunner
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from adapters.embedded import Embedded
from adapters.exchange.transfer import import_file
from adapters.exchange.whole_file.manifest import MANIFEST, PARTS
from adapters.exchange.whole_file.reading import read_whole_file
from adapters.keys import master_keys, new_key
from adapters.ports import Author
from adapters.sealing import Sealing
from adapters.settings import Settings
from adapters.workers import Workplace
from api import whole_file
from api.cli import main
from domain.admissibility import MOST_EVENTS
from domain.policy import DEFAULT
from tests.api.office import TODAY, Office, arrival, event, office
from tests.api.test_long_histories import longest_wait
from tests.api.test_merging import files, merging
from tests.conftest import Dsns
from tests.databases import create_clone, drop
from tests.strategies import life_of

VERIFIER = Path(__file__).parents[2] / "docs" / "verify_proof.py"
ANSWERS = ("standing.json", "obligations.json", "timeline.json", "notices.json")
KEY = new_key()
RESIDENT = "00000000-0000-4000-8000-00000000cafe"
AUTHOR = Author(person="import", role="integrator", office="01101")


@pytest.fixture(scope="module")
async def other(server: Embedded, template: str) -> AsyncIterator[Dsns]:
    """Another, empty database."""
    name = await create_clone(server, template)
    yield Dsns(
        application=server.dsn("zairyu_app", name), owner=server.dsn("zairyu_owner", name),
        superuser=server.dsn("postgres", name), name=name,
    )  # fmt: skip
    await drop(server, name)


def parts(answer: httpx.Response) -> dict[str, bytes]:
    """Return what is in a zip."""
    assert (answer.status_code, answer.headers["content-type"]) == (200, "application/zip"), answer.text
    with ZipFile(BytesIO(answer.content)) as zipped:
        return {name: zipped.read(name) for name in zipped.namelist()}


async def corrected(hall: Office) -> str:
    """Open a file with a correction, a void and a request, of whose overdue duties an office was told."""
    resident = await hall.open(*arrival())
    moved = event("Moved", "2026-06-01", address={"municipality_code": "01107", "line": "Nishi 5"})
    right = {**moved, "occurred_on": "2026-06-03"}
    done = await hall.record(
        resident,
        moved,
        event("EventCorrected", "2026-06-04", corrects=5, replacement=right, reason="read as 1"),
        event("NoteAdded", "2026-06-05", text="of somebody else"),
        event("EventVoided", "2026-06-05", voids=7, reason="wrong file"),
    )
    path = f"/v1/residents/{resident}/correction-requests"
    asked = await hall.post(path, event("EventVoided", "2026-06-06", voids=3, reason="not this card"))
    declined = await hall.post(f"{path}/{asked.json()['request']}/decline", {"reason": "it is"})
    assert declined.status_code == 201, declined.text
    await hall.get("/v1/notices", wait_for=done["position"] + 2, limit=1)
    return resident


async def test_a_zip_holds_all_there_is_to_one_resident(hall: Office) -> None:
    resident = await corrected(hall)
    path = f"/v1/residents/{resident}"
    token = await hall.token("supervisor", person="Yamada")
    headers = {"X-Purpose": "asked for by the resident", "Accept-Language": "ja"}
    answer = await hall.get(f"{path}/file.zip", token=token, headers=headers)
    assert answer.headers["content-disposition"] == f'attachment; filename="resident-{resident}.zip"'
    found = parts(answer)
    assert list(found) == [PARTS[0], MANIFEST, *PARTS[1:]]
    for name, route in zip(ANSWERS, ("", "/obligations", "/timeline", "/notices"), strict=True):
        asked = await hall.get(path + route, token=token, headers={"Accept-Language": "ja"})
        assert found[name] == asked.content, name
    assert found["proofs.json"] == (await hall.get(f"{path}/events", proof="true")).content
    lines = [json.loads(line) for line in found["events.jsonl"].splitlines()]
    assert [(x["version"], x["role"], x["event"]["type"]) for x in lines[-2:]] == [
        (9, "development", "CorrectionRequested"), (10, "development", "CorrectionDecided"),
    ]  # fmt: skip
    look = json.loads(found["looks.json"])["items"][0]
    assert (look["person"], look["purpose"], look["route"]) == (
        "Yamada", "asked for by the resident", "GET /v1/residents/{resident_id}/file.zip",
    )  # fmt: skip
    manifest = json.loads(found[MANIFEST])
    assert (manifest["resident_id"], manifest["events"], manifest["on"], manifest["language"]) == (
        resident, 10, str(TODAY), "ja",
    )  # fmt: skip
    for part in manifest["parts"]:
        assert hashlib.sha256(found[part["name"]]).hexdigest() == part["sha256"], part
    about = found["README.txt"].decode()
    assert resident in about
    assert "確かめ方" in about
    assert all(name in about for name in found if name != "README.txt")


async def test_the_same_question_about_a_moment_gives_the_same_bytes(hall: Office) -> None:
    """And none when the caller has them already; each time the look is on record all the same."""
    resident = await corrected(hall)
    path = f"/v1/residents/{resident}"
    asked: dict[str, Any] = {"known": "v6", "on": "2026-06-10"}
    first = await hall.get(f"{path}/file.zip", **asked)
    await hall.get(path)
    again = await hall.get(f"{path}/file.zip", **asked)
    assert again.content == first.content
    same = {"If-None-Match": f'"other", W/{first.headers["etag"]}'}
    unchanged = await hall.get(f"{path}/file.zip", headers=same, **asked)
    assert (unchanged.status_code, unchanged.content) == (304, b"")
    looks = (await hall.get(f"{path}/access")).json()["items"]
    assert [x["route"][-8:] for x in looks].count("file.zip") == 3
    found = parts(first)
    assert json.loads(found["looks.json"])["items"] == []
    assert found["standing.json"] == (await hall.get(path, **asked)).content
    assert [x["version"] for x in json.loads(found["proofs.json"])["entries"]] == [1, 2, 3, 4, 5, 6]
    assert len(found["events.jsonl"].splitlines()) == json.loads(found[MANIFEST])["events"] == 6
    newer = await hall.get(f"{path}/file.zip", headers=same)
    assert newer.headers["etag"] != first.headers["etag"]


async def test_of_many_looks_the_newest_are_in_a_zip_and_it_says_so(
    hall: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(whole_file, "MOST_LOOKS", 3)
    monkeypatch.setattr(whole_file, "LOOKS_AT_ONCE", 2)
    resident = await hall.open(*arrival())
    for left_out, looks in ((False, 1), (False, 3), (True, 3)):
        found = parts(await hall.get(f"/v1/residents/{resident}/file.zip"))
        assert json.loads(found[MANIFEST])["looks_left_out"] is left_out
        assert len(json.loads(found["looks.json"])["items"]) == looks
        await hall.get(f"/v1/residents/{resident}")


async def test_the_proofs_of_a_zip_hold_outside(hall: Office, tmp_path: Path) -> None:
    resident = await corrected(hall)
    services, key = hall.parts.services, Ed25519PrivateKey.generate()
    sealing = Sealing(services.pool, key, shard=services.log.shard, to=None)
    assert await sealing.once(failed=print)
    found = parts(await hall.get(f"/v1/residents/{resident}/file.zip"))
    kept = tmp_path / "proofs.json"
    kept.write_bytes(found["proofs.json"])
    public = key.public_key().public_bytes_raw().hex()
    command = [sys.executable, str(VERIFIER), str(kept), "--key", public]
    said = await to_thread(subprocess.run, command, capture_output=True, text=True, check=False)
    assert (said.returncode, said.stdout) == (0, "10 of 10 entries are under the seal\n")


async def test_who_was_erased_or_is_out_of_reach_is_in_no_zip(hall: Office) -> None:
    resident = await hall.open(*arrival())
    path = f"/v1/residents/{resident}/file.zip"
    elsewhere = await hall.token("supervisor", "34101")
    assert (await hall.get(path, token=elsewhere)).status_code == 404
    assert (await hall.get(path, token=await hall.token("caseworker"))).status_code == 403
    await hall.post(f"/v1/residents/{resident}/erasure", {"reason": "retention-ended"})
    gone = await hall.get(path)
    assert (gone.status_code, gone.json()["type"]) == (410, "/problems/resident-erased")


def environment(database: Dsns, folder: Path) -> dict[str, str]:
    """Return what the command line on a database is told."""
    return {
        **os.environ, "ZAIRYU_DATABASE_URL": database.application, "ZAIRYU_TODAY": str(TODAY),
        "ZAIRYU_OWNER_DATABASE_URL": database.owner, "ZAIRYU_DATA": str(folder), "ZAIRYU_KEY": KEY,
    }  # fmt: skip


async def run(database: Dsns, folder: Path, *words: str | Path, status: int = 0) -> str:
    """Run a command on a database, and return what it printed."""
    given = [str(word) for word in words]
    done = await to_thread(CliRunner().invoke, main, given, env=environment(database, folder))
    assert done.exit_code == status, done.output
    return str(done.output)


async def test_a_zip_goes_into_another_office_decided_anew_or_as_recorded(
    hall: Office, other: Dsns, database: Dsns, tmp_path: Path
) -> None:
    resident = await corrected(hall)
    answer = await hall.get(f"/v1/residents/{resident}/file.zip")
    file = tmp_path / "file.zip"
    file.write_bytes(answer.content)
    once = ("import", "--workers", "1", file)
    assert "10 lines: 10 recorded, 0 there already, 0 refused" in await run(other, tmp_path, *once)
    assert "10 lines: 0 recorded, 10 there already, 0 refused" in await run(other, tmp_path, *once)
    async with office(other.application, tmp_path, key=KEY) as theirs:
        for part in ("", "/obligations"):
            path = f"/v1/residents/{resident}{part}"
            assert (await theirs.get(path)).content == (await hall.get(path)).content
        brought = (await theirs.get(f"/v1/residents/{resident}/events")).json()["items"]
        assert {x["recorded_by"] for x in brought} != {"development"}
    assert "10 events brought back" in await run(database, tmp_path, "import", "--as-recorded", file)
    out = tmp_path / "out.jsonl"
    await run(database, tmp_path, "export", out)
    assert out.read_bytes() == parts(answer)["events.jsonl"]


async def test_a_zip_holds_the_file_that_was_merged_into_it_and_brings_it_along(
    hall: Office, other: Dsns, database: Dsns, tmp_path: Path
) -> None:
    """As one file where it is decided anew, as two where both come as they were recorded."""
    one, second = await files(hall)
    moved = event("Moved", "2026-06-01", address={"municipality_code": "01107", "line": "Nishi 5"})
    await hall.record(one, event("NoteAdded", "2026-05-20", text="opened twice?"))
    done = await hall.post(f"/v1/residents/{one}/merge", merging(second))
    assert done.status_code == 201, done.text
    await hall.record(
        one, event("EventCorrected", "2026-06-02", corrects=600004, replacement=moved, reason="r")
    )
    answer = await hall.get(f"/v1/residents/{one}/file.zip")
    found = parts(answer)
    assert list(found)[-2:] == ["merged-1-events.jsonl", "merged-1-proofs.json"]
    assert json.loads(found[MANIFEST])["merged"] == [{"resident_id": second, "events": 5}]
    file = tmp_path / "merged.zip"
    file.write_bytes(answer.content)
    once = ("import", "--workers", "1", file)
    assert "7 lines: 7 recorded, 0 there already, 0 refused" in await run(other, tmp_path, *once)
    assert "7 lines: 0 recorded, 7 there already, 0 refused" in await run(other, tmp_path, *once)
    here = (await hall.get(f"/v1/residents/{one}")).json()
    async with office(other.application, tmp_path, key=KEY) as theirs:
        there = (await theirs.get(f"/v1/residents/{one}")).json()
    assert {**there, "version": here["version"], "merged": [second]} == here
    assert here["address"]["municipality_code"] == "01107"
    assert "12 events brought back" in await run(database, tmp_path, "import", "--as-recorded", file)
    assert "clean" in await run(database, tmp_path, "verify")
    async with office(database.application, tmp_path, key=KEY) as theirs:
        assert (await theirs.get(f"/v1/residents/{one}")).json() == here
        undone = await theirs.post(f"/v1/residents/{one}/unmerge", {"reason": "two persons"})
        assert undone.status_code == 201, undone.text
        assert (await theirs.get(f"/v1/residents/{second}")).json()["version"] == 6
        await theirs.get("/v1/residents", wait_for=14)
    assert "clean" in await run(database, tmp_path, "verify", "--rows")


async def test_what_was_recorded_against_a_refusal_is_decided_anew(
    hall: Office, other: Dsns, tmp_path: Path
) -> None:
    """A zip is no way around a refusal."""
    resident = await hall.open(*arrival())
    back = {"events": [event("Reentered", "2026-06-01")], "override": "seen at the counter"}
    answer = await hall.post(f"/v1/residents/{resident}/events", back)
    assert answer.status_code == 201, answer.text
    file = tmp_path / "file.zip"
    file.write_bytes((await hall.get(f"/v1/residents/{resident}/file.zip")).content)
    said = await run(other, tmp_path, "import", "--workers", "1", file, status=1)
    assert "5 lines: 4 recorded, 0 there already, 1 refused" in said
    assert "decide on each by hand" in said
    fault = json.loads(Path(f"{file}.refused").read_text())  # noqa: ASYNC240
    assert (fault["line"], fault["code"]) == (5, "not-abroad")


async def test_a_zip_that_is_cut_short_is_refused_in_a_sentence(other: Dsns, tmp_path: Path) -> None:
    file = tmp_path / "cut.ZIP"
    file.write_bytes(b"PK\3\4 and no more")
    for words in ([], ["--as-recorded"]):
        said = await run(other, tmp_path, "import", *words, file, status=1)
        assert "cut.ZIP cannot be read as a resident's whole file: it is damaged, cut short or no zip" in said
        assert "nothing was taken" in said


LIVES = 12


async def test_whatever_life_it_was_stands_in_another_office_as_it_stood_here(
    hall: Office, database: Dsns, tmp_path: Path
) -> None:
    """Standing, duties and course of the stay, on the last day of the life and on today."""
    choice = random.Random(21)
    lives = [life_of([choice.getrandbits(32) for _ in range(25)]) for _ in range(LIVES)]
    residents = [await hall.open(*life) for life in lives]
    lines = b""
    for resident in residents:
        file = tmp_path / f"{resident}.zip"
        file.write_bytes((await hall.get(f"/v1/residents/{resident}/file.zip")).content)
        lines += read_whole_file(file).to_decide()
    masters = master_keys(Settings(key=KEY))
    place = Workplace(dsn=database.application, masters=masters, policy=DEFAULT, shard=0)
    done = await import_file(lines, place, AUTHOR, today=TODAY, workers=1)
    assert (done.recorded, done.refused) == (sum(map(len, lives)), 0)
    async with office(database.application, tmp_path, key=KEY) as theirs:
        for resident, life in zip(residents, lives, strict=True):
            for on in {life[-1]["occurred_on"], str(TODAY)}:
                for part in ("", "/obligations", "/timeline"):
                    path = f"/v1/residents/{resident}{part}"
                    here, there = await hall.get(path, on=on), await theirs.get(path, on=on)
                    assert _untold(there.json()) == _untold(here.json()), (path, on)


def _untold(answer: dict[str, Any]) -> dict[str, Any]:
    """Return an answer without what offices were told: when that was depends on when things were recorded."""
    if "entries" not in answer:
        return answer
    return answer | {"entries": [x for x in answer["entries"] if x["kind"] != "notice"]}


async def idle(ward: Office) -> httpx.Response:
    """Do nothing for as long as a large zip takes: others on this machine keep callers waiting, too."""
    await asyncio.sleep(8)
    return await ward.get("/health/live")


@pytest.mark.torture
@pytest.mark.usefixtures("as_served", "no_pauses")
async def test_a_file_of_ten_thousand_events_is_handed_out_and_nobody_waits(
    database: Dsns, tmp_path: Path
) -> None:
    notes = [event("NoteAdded", "2026-05-01", text=f"{n}: " + "電話" * 200) for n in range(MOST_EVENTS - 4)]
    lines = [{"resident": RESIDENT, "event": each} for each in (*arrival(), *notes)]
    (tmp_path / "in").write_text("".join(json.dumps(line) + "\n" for line in lines))
    await run(database, tmp_path, "import", "--workers", "1", tmp_path / "in")
    await run(database, tmp_path, "seal")
    async with office(database.application, tmp_path, key=KEY) as ward:
        path = f"/v1/residents/{RESIDENT}/file.zip"
        begun = perf_counter()
        found = await ward.get(path)
        print(f"{len(found.content)} bytes in {perf_counter() - begun:.1f} s")
        alone = await longest_wait(idle(ward), ward)
        assert await longest_wait(ward.get(path), ward) < alone + 0.2
    (tmp_path / "file.zip").write_bytes(found.content)
    assert len(read_whole_file(tmp_path / "file.zip").lines) == MOST_EVENTS
