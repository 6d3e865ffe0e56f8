"""A file goes in decided line by line, twice to the same end; a log goes out and comes back byte for byte."""

import io
import random
from collections.abc import AsyncIterator, Sequence
from pathlib import Path
from typing import Any
from uuid import UUID

import asyncpg
import msgspec
import pytest
from msgspec.structs import replace

from adapters.exchange.exporting import export_file
from adapters.exchange.importing import RefusedLine
from adapters.exchange.restoring import AlreadyThereError, FaultyLineError, import_as_recorded
from adapters.exchange.transfer import Imported, import_file, resident_id
from adapters.keys import Keyring
from adapters.ports import Author
from adapters.postgres.log import Log
from adapters.postgres.log.erasure import erase
from adapters.postgres.log.loading import Loader
from adapters.workers import Workplace
from api.cli.demo.lives import life
from domain.admissibility import MOST_EVENTS
from domain.policy import DEFAULT
from tests.adapters.conftest import MASTER
from tests.conftest import Dsns
from tests.spec import event
from tests.strategies import TODAY, life_of

AUTHOR = Author(person="import", role="integrator", office="01101")


def write(path: Path, lines: Sequence[Any]) -> Path:
    path.write_bytes(
        b"".join(line if isinstance(line, bytes) else msgspec.json.encode(line) + b"\n" for line in lines)
    )
    return path


def lines_of(lives: dict[str, list[dict[str, Any]]]) -> list[dict[str, Any]]:
    return [{"resident": key, "event": event} for key, life in lives.items() for event in life]


def some_lives(count: int, seed: int = 1) -> dict[str, list[dict[str, Any]]]:
    choice = random.Random(seed)
    return {f"R-{n}": life_of([choice.getrandbits(32) for _ in range(15)]) for n in range(count)}


async def taken_in(
    path: Path, database: Dsns, *, check: bool = False
) -> tuple[Imported, list[dict[str, Any]]]:
    report: list[RefusedLine] = []
    site = Workplace(dsn=database.application, masters=(MASTER,), policy=DEFAULT, shard=0)
    outcome = await import_file(path, site, AUTHOR, today=TODAY, check=check, report=report.append, workers=1)
    assert [fault.line for fault in report] == sorted(fault.line for fault in report)
    return outcome, [msgspec.to_builtins(fault) for fault in report]


@pytest.fixture
async def owner(database: Dsns) -> AsyncIterator["asyncpg.Connection[asyncpg.Record]"]:
    connection = await asyncpg.connect(database.owner)
    yield connection
    await connection.close()


async def test_a_file_goes_in_once_however_often_it_is_imported(
    tmp_path: Path, database: Dsns, log: Log
) -> None:
    lives = some_lives(30)
    path = write(tmp_path / "in.ndjson", lines_of(lives))
    count = sum(map(len, lives.values()))
    first, faults = await taken_in(path, database)
    assert (first.lines, first.recorded, first.already, faults) == (count, count, 0, [])
    assert await log.head() == count
    second, faults = await taken_in(path, database)
    assert (second.recorded, second.already, faults) == (0, count, [])
    assert await log.head() == count
    stream = await log.load(resident_id("R-3"))
    assert [msgspec.to_builtins(r.event)["type"] for r in stream] == [e["type"] for e in lives["R-3"]]


async def test_a_file_cut_short_is_taken_up_where_it_broke_off(
    tmp_path: Path, database: Dsns, log: Log
) -> None:
    lines = lines_of(some_lives(10))
    await taken_in(write(tmp_path / "part.ndjson", lines[: len(lines) // 2]), database)
    outcome, faults = await taken_in(write(tmp_path / "in.ndjson", lines), database)
    assert (outcome.already + outcome.recorded, faults) == (len(lines), [])
    assert await log.head() == len(lines)


OPENED = {
    "type": "CaseOpened", "occurred_on": "2026-04-01", "name": {"family": "Sharma", "given": "Priya"},
    "date_of_birth": "2001-08-02", "nationality": "NP",
}  # fmt: skip
LANDED = {
    "type": "Landed", "occurred_on": "2026-04-01", "port": "Narita", "status": "student",
    "period_of_stay": "P1Y", "expires_on": "2027-04-01",
}  # fmt: skip


def card(number: str) -> dict[str, Any]:
    return {
        "type": "CardIssued", "occurred_on": "2026-04-01", "number": number, "valid_until": "2027-04-01",
        "route": "port", "reason": "landing",
    }  # fmt: skip


FAULTY: list[Any] = [
    {"resident": "a", "event": OPENED},
    {"resident": "a", "event": LANDED},
    {"resident": "a", "event": {"type": "Reentered", "occurred_on": "2026-05-01"}},
    {"resident": "a", "event": {"type": "Departed", "occurred_on": "2026-06-01", "reentry": "gone"}},
    {"resident": "a", "event": {"type": "NoteAdded", "occurred_on": "2026-06-02", "text": "kept"}},
    {
        "resident": "a",
        "event": {"type": "EventVoided", "occurred_on": "2026-06-02", "voids": 4, "reason": "x"},
    },
    {
        "resident": "a",
        "event": {"type": "EventVoided", "occurred_on": "2026-06-02", "voids": 5, "reason": "x"},
    },
    b"{not json\n",
    {"resident": "b", "event": LANDED},
    {"resident": "c", "event": OPENED},
    {"resident": "c", "event": card("AB12345678CD")},
    {"resident": "d", "event": OPENED},
    {"resident": "d", "event": card("AB12345678CD")},
    {"resident": "a", "event": OPENED},
    {"resident": "e", "event": {**OPENED, "occurred_on": "2031-01-01"}},
    {"resident": "f", "event": {**OPENED, "date_of_birth": "0001-01-01"}},
    {"resident": "g", "event": OPENED},
    {"resident": "g", "event": {"type": "NoteAdded", "occurred_on": "2026-06-02", "text": "\u200b"}},
]
CODES = {
    3: "not-abroad", 4: "invalid-event", 6: "unknown-version", 8: "invalid-line", 9: "case-not-open",
    14: "not-together", 15: "future-date", 16: "invalid-event", 18: "invalid-event",
}  # fmt: skip


@pytest.mark.parametrize("check", [True, False])
async def test_a_line_that_would_take_its_own_opening_away_is_left_out_alone(
    tmp_path: Path, database: Dsns, check: bool
) -> None:
    away = {"type": "EventCorrected", "occurred_on": "2026-06-01", "corrects": 1, "replacement": LANDED}
    lines = lines_of(
        {"a": [OPENED, LANDED, {**away, "reason": "x"}, {**LANDED, "occurred_on": "2026-04-02"}]}
    )
    outcome, faults = await taken_in(write(tmp_path / "in.ndjson", lines), database, check=check)
    assert [(fault["line"], fault["code"]) for fault in faults] == [(3, "case-not-open"), (4, "not-abroad")]
    assert outcome.recorded == 2


@pytest.mark.parametrize("check", [True, False])
async def test_every_faulty_line_is_named_and_nothing_else_left_out(
    tmp_path: Path, database: Dsns, log: Log, check: bool
) -> None:
    outcome, faults = await taken_in(write(tmp_path / "in.ndjson", FAULTY), database, check=check)
    found = {fault["line"]: fault["code"] for fault in faults}
    taken = {line: found.pop(line) for line in (11, 13) if line in found}
    assert set(taken.values()) == {"card-number-taken"}
    assert len(taken) == 1
    assert found == CODES
    assert outcome.refused == len(faults)
    pointers = {fault["line"]: fault["pointer"] for fault in faults if fault["code"] == "invalid-event"}
    assert pointers == {4: "/reentry", 16: "/date_of_birth", 18: "/text"}
    assert await log.head() == (0 if check else 8)
    if not check:
        stream = await log.load(resident_id("a"))
        assert [r.version for r in stream if r.event.note is None] == [1, 2, 3, 4]
        assert msgspec.to_builtins(stream[3].event)["voids"] == 3


async def test_a_report_of_faulty_lines_does_not_say_what_they_hold(tmp_path: Path, database: Dsns) -> None:
    """It lies about for longer than the file does."""
    lines = [
        {"resident": "a", "event": {**OPENED, "type": "Sharma, Priya's"}},
        {"resident": "a", "event": OPENED},
    ]
    _, (fault,) = await taken_in(write(tmp_path / "in", lines), database)
    assert (fault["detail"], fault["pointer"]) == ("Invalid value", "/type")


async def test_an_export_comes_back_byte_for_byte(
    tmp_path: Path, database: Dsns, log: Log, owner: "asyncpg.Connection[asyncpg.Record]", keyring: Keyring
) -> None:
    births = {born: [{**OPENED, "date_of_birth": born}] for born in ("1990", "1990-05", "1990-05-12")}
    await taken_in(write(tmp_path / "in.ndjson", lines_of(some_lives(12) | births)), database)
    out = tmp_path / "out.ndjson"
    with out.open("wb") as file:
        lines = await export_file(log, file)
    assert all(f'"date_of_birth":"{born}"'.encode() in out.read_bytes() for born in births)
    before = await log.head()
    with pytest.raises(AlreadyThereError):
        await import_as_recorded(
            write(tmp_path / "other.ndjson", out.read_bytes().splitlines(keepends=True)[3:]),
            owner,
            keyring,
            shard=0,
        )
    assert await import_as_recorded(out, owner, keyring, shard=0) == 0
    claims = await owner.fetch("SELECT number, resident_id FROM log.card_claim ORDER BY 1")
    await emptied(database)
    assert await log.head() == 0
    assert await import_as_recorded(out, owner, keyring, shard=0) == lines == before
    again = io.BytesIO()
    assert await export_file(log, again) == lines
    assert again.getvalue() == out.read_bytes()
    assert await owner.fetch("SELECT number, resident_id FROM log.card_claim ORDER BY 1") == claims


async def test_a_card_number_given_up_and_issued_to_another_comes_back_with_its_holder(
    tmp_path: Path, database: Dsns, log: Log, owner: "asyncpg.Connection[asyncpg.Record]", keyring: Keyring
) -> None:
    """Read back on one page, both have issued the number, and one has been corrected."""
    typed_wrong, holder = str(UUID(int=1)), str(UUID(int=2))
    right: dict[str, Any] = {
        "type": "EventCorrected",
        "occurred_on": "2026-06-01",
        "corrects": 3,
        "reason": "x",
    }
    first: list[dict[str, Any]] = [
        OPENED,
        LANDED,
        card("AB12345678CD"),
        right | {"replacement": card("AB87654321CD")},
    ]
    await taken_in(write(tmp_path / "a.ndjson", lines_of({typed_wrong: first})), database)
    second: list[dict[str, Any]] = [OPENED, LANDED, card("AB12345678CD")]
    await taken_in(write(tmp_path / "b.ndjson", lines_of({holder: second})), database)
    out = tmp_path / "out.ndjson"
    with out.open("wb") as file:
        assert await export_file(log, file) == len(first + second)
    claims = await owner.fetch("SELECT number, resident_id FROM log.card_claim ORDER BY 1")
    assert [(c["number"], str(c["resident_id"])) for c in claims] == [
        ("AB12345678CD", holder), ("AB87654321CD", typed_wrong),
    ]  # fmt: skip
    await emptied(database)
    await import_as_recorded(out, owner, keyring, shard=0)
    assert await owner.fetch("SELECT number, resident_id FROM log.card_claim ORDER BY 1") == claims


async def emptied(database: Dsns) -> None:
    """Take everything out of the log, as only a superuser can."""
    superuser = await asyncpg.connect(database.superuser)
    await superuser.execute("SET session_replication_role = replica")
    for table in ("log.event", "log.card_claim", "log.idempotency", "keys.data_key"):
        await superuser.execute(f"DELETE FROM {table}")
    await superuser.execute("UPDATE log.head SET position = 0, recorded_at = '-infinity'")
    await superuser.close()


async def test_the_application_cannot_bring_in_what_it_likes(pool: "asyncpg.Pool[asyncpg.Record]") -> None:
    for statement in ("SELECT log.take_staged(0)", "INSERT INTO log.staged SELECT"):
        with pytest.raises(asyncpg.InsufficientPrivilegeError):
            await pool.execute(statement)


async def test_a_file_may_begin_with_a_byte_order_mark_and_end_its_lines_in_two_characters(
    tmp_path: Path, database: Dsns
) -> None:
    [first, *others] = [msgspec.json.encode(line) + b"\r\n" for line in lines_of(some_lives(1))]
    outcome, faults = await taken_in(write(tmp_path / "in", [b"\xef\xbb\xbf" + first, *others]), database)
    assert (outcome.recorded, faults) == (1 + len(others), [])


def one(*events: dict[str, Any], key: str = "R") -> list[Any]:
    return [{"resident": key, "event": e} for e in events]


OPENED = event(
    "CaseOpened",
    "2026-04-06",
    name={"family": "A", "given": "B"},
    date_of_birth="2000-01-01",
    nationality="NP",
)


def note(text: str) -> dict[str, Any]:
    return event("NoteAdded", "2026-04-07", text=text)


def void(count: int) -> dict[str, Any]:
    return event("EventVoided", "2026-04-08", voids=count, reason="x")


async def test_equal_lines_are_as_many_events_also_the_second_time(tmp_path: Path, database: Dsns) -> None:
    path = write(tmp_path / "in", one(OPENED, note("n"), void(2), note("n"), note("n")))
    assert [(await taken_in(path, database))[0].recorded for _ in range(2)] == [5, 0]
    path = write(tmp_path / "more", one(OPENED, note("n"), void(2), note("n"), note("n"), note("n")))
    assert (await taken_in(path, database))[0].recorded == 1


async def test_after_a_line_that_cannot_be_read_nobody_knows_what_is_voided(
    tmp_path: Path, database: Dsns
) -> None:
    before = one(OPENED, note("one"))
    bad = [b"{broken\n", b'{"resident": "\xe9"}\n', b"[" * 5000 + b"\n"]
    outcome, faults = await taken_in(
        write(tmp_path / "in", [*before, *bad, *one(note("two"), void(3), note("three"))]), database
    )
    assert [(fault["line"], fault["code"]) for fault in faults] == [
        (3, "invalid-line"),
        (4, "invalid-line"),
        (5, "invalid-line"),
        (7, "unknown-version"),
    ]
    assert outcome.recorded == 4


async def test_a_stray_line_and_one_that_is_too_long_cost_no_other(tmp_path: Path, database: Dsns) -> None:
    stray = one(note("stray"), key="A")
    lines = [
        *one(OPENED, note("a"), key="A"), *one(OPENED, key="B"), *stray, *one(note("b"), key="B"),
        *one(note("x" * 3_000_000), key="B"), *one(note("c"), key="B"),
    ]  # fmt: skip
    outcome, faults = await taken_in(write(tmp_path / "in", lines), database)
    assert [(fault["line"], fault["code"]) for fault in faults] == [(4, "not-together"), (6, "invalid-line")]
    assert (outcome.lines, outcome.recorded) == (7, 5)


async def test_what_is_beyond_the_bound_of_a_history_is_left_out(tmp_path: Path, database: Dsns) -> None:
    lines = one(OPENED, *[note("n")] * MOST_EVENTS, note("beyond"))
    outcome, faults = await taken_in(write(tmp_path / "in", lines), database)
    beyond = [(MOST_EVENTS + 1, "history-too-long"), (MOST_EVENTS + 2, "history-too-long")]
    assert [(fault["line"], fault["code"]) for fault in faults] == beyond
    assert outcome.recorded == MOST_EVENTS


async def test_a_check_finds_who_was_erased(tmp_path: Path, database: Dsns, pool: Any, log: Log) -> None:
    path = write(tmp_path / "in", one(OPENED, note("a")))
    await taken_in(path, database)
    await erase(pool, resident_id("R"), reason="court-order", author=AUTHOR, shard=0)
    for check in (True, False):
        _, faults = await taken_in(path, database, check=check)
        assert [fault["code"] for fault in faults] == ["resident-erased", "resident-erased"]


async def test_what_a_broken_off_demonstration_leaves_stays_out_of_the_log(
    tmp_path: Path, database: Dsns, keyring: Keyring, log: Log, owner: Any
) -> None:
    await Loader(owner, keyring, shard=0).stage(life(1, 1, TODAY))
    path = write(tmp_path / "out", life(1, 2, TODAY))
    taken = await import_as_recorded(path, owner, keyring, shard=0)
    assert taken == len(life(1, 2, TODAY)) == await log.head()
    held = {r["resident_id"] for r in await owner.fetch("SELECT resident_id FROM log.card_claim")}
    keys = {r["resident_id"] for r in await owner.fetch("SELECT resident_id FROM keys.data_key")}
    assert held == keys == {life(1, 2, TODAY)[0].resident_id}


async def test_an_export_that_was_changed_is_refused_with_its_line(
    tmp_path: Path, database: Dsns, keyring: Keyring, owner: Any
) -> None:
    lines = life(1, 3, TODAY)
    for faulty in ([*lines[:2], b"{\n"], [lines[0], lines[2]], [lines[1]], [*lines[:3], lines[2]]):
        with pytest.raises(FaultyLineError, match=f"line {len(faulty)}: "):
            await import_as_recorded(write(tmp_path / "out", faulty), owner, keyring, shard=0)
    await import_as_recorded(write(tmp_path / "out", lines), owner, keyring, shard=0)
    other = replace(lines[0], recorded_by="somebody else")
    with pytest.raises(AlreadyThereError):
        await import_as_recorded(write(tmp_path / "out", [other, *lines[1:]]), owner, keyring, shard=0)


async def test_requests_for_corrections_go_in_with_the_lines_that_they_name(
    database: Dsns, log: Log, tmp_path: Path
) -> None:
    """Also where a line before them was left out."""
    moved = event("Moved", "2026-04-20", address={"municipality_code": "01101", "line": "x"})
    void = event("EventVoided", "2026-05-01", voids=4, reason="wrong file")
    decided = event("CorrectionDecided", "2026-05-02", request=5, outcome="declined", reason="It is right.")
    refused = event("Reentered", "2026-04-10")
    asked = event("CorrectionRequested", "2026-05-01", requested=void)
    lines = lines_of({"R": [OPENED, LANDED, refused, moved, asked, decided, {**decided, "reason": "again"}]})
    _, report = await taken_in(write(tmp_path / "in", lines), database)
    assert [(fault["line"], fault["code"]) for fault in report] == [
        (3, "not-abroad"), (7, "correction-request-decided"),
    ]  # fmt: skip
    stream = await log.load(resident_id("R"))
    requested, decision = [msgspec.to_builtins(r.event) for r in stream[3:]]
    assert (requested["type"], requested["requested"]["voids"]) == ("CorrectionRequested", 3)
    assert (decision["type"], decision["request"]) == ("CorrectionDecided", 4)
