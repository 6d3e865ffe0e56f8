"""The commands: each does its work on a real database, and says so; exit status 0 only on success."""

import asyncio
import json
import os
import re
import signal
import subprocess
import sys
from asyncio import to_thread
from contextlib import suppress
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from msgspec import Struct

from adapters.embedded import Embedded
from adapters.postgres.database import open_pool
from adapters.postgres.made_by import projection_version
from adapters.postgres.sessions import Sessions
from adapters.postgres.statements import sql
from api.cli import COMMANDS, main
from api.cli.run import Bar
from domain.policy import DEFAULT
from tests.api.office import arrival, event
from tests.conftest import Dsns
from tests.databases import create_clone, drop
from tests.japanese import in_other_letters

WAITING = "SELECT count(*) FROM pg_locks WHERE relation = 'projection.rebuilt'::regclass AND NOT granted"
ZAIRYU = str(Path(sys.executable).with_name("zairyu"))


class Desk(Struct, frozen=True, kw_only=True):
    """A command line on one database."""

    folder: Path
    environment: dict[str, str]

    async def run(self, *words: str, status: int = 0, **more: str) -> str:
        """Run a command in this process and return what it printed; fails for another exit status."""
        invoke = partial(CliRunner().invoke, main, list(words), env={**self.environment, **more})
        done = await to_thread(invoke)
        assert done.exception is None or isinstance(done.exception, SystemExit), done.exception
        assert done.exit_code == status, done.output
        return str(done.output)


@pytest.fixture
def desk(database: Dsns, tmp_path: Path) -> Desk:
    """A command line on the test's database."""
    return _desk(database.application, database.owner, tmp_path)


def _desk(application: str, owner: str, folder: Path) -> Desk:
    mine = {
        "ZAIRYU_DATABASE_URL": application, "ZAIRYU_OWNER_DATABASE_URL": owner, "ZAIRYU_DATA": str(folder),
        "ZAIRYU_TODAY": "2029-12-31", "ZAIRYU_SEAL_TO": str(folder / "seals"),
    }  # fmt: skip
    return Desk(folder=folder, environment={**os.environ, **mine})


def _lines(path: Path, *residents: tuple[str, list[dict[str, Any]]]) -> Path:
    path.write_text(
        "".join(json.dumps({"resident": k, "event": e}) + "\n" for k, facts in residents for e in facts)
    )
    return path


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_has_help(command: str) -> None:
    """A sentence at least."""
    found = CliRunner().invoke(main, [command, "--help"])
    assert (found.exit_code, found.output.startswith(f"Usage: main {command}")) == (0, True)


@pytest.mark.parametrize("tail", ["-mrReo", "--mrRe", "_mrReo"])
async def test_a_token_is_revoked_whatever_its_last_characters_are(
    tail: str, desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    """One token in 64 has a hyphen where its last six characters begin."""
    monkeypatch.setattr("secrets.token_urlsafe", lambda _: "A" * 37 + tail)
    await desk.run("token", "create", "--name", "Suzuki", "--role", "caseworker", "--office", "01101")
    assert await desk.run("token", "revoke", tail) == "revoked\n"
    assert "`zairyu token list` shows them" in await desk.run("token", "revoke", tail, status=1)


@pytest.mark.parametrize("office", ["01111", "01100", "01000", "risb-nowhere"])
async def test_a_token_is_for_an_office_that_there_is(office: str, desk: Desk) -> None:
    """Readings N69: a clerk of ward 01111 would see nobody."""
    made = ("token", "create", "--name", "Suzuki", "--role", "caseworker", "--office", office)
    await desk.run(*made, status=2)
    assert await desk.run("token", "list") == ""


async def test_sessions_are_listed_and_ended_one_by_one_by_person_and_all(desk: Desk, database: Dsns) -> None:
    async with await open_pool(database.application, size=2) as pool:
        for person in ("Abe", "Abe", "Ito", "Oda"):
            await Sessions(pool).begin(person=person, role="auditor", office="01101")
    lines = (await desk.run("session", "list")).splitlines()
    assert [line.split("\t")[1:5] for line in lines] == [
        [person, "auditor", "01101", "no token"] for person in ("Oda", "Ito", "Abe", "Abe")
    ]
    assert await desk.run("session", "revoke", lines[0].split("\t")[0]) == "1 ended\n"
    assert await desk.run("session", "revoke", "Abe") == "2 ended\n"
    assert "`zairyu session list`" in await desk.run("session", "revoke", "Abe", status=1)
    await desk.run("session", "revoke", status=2)
    assert await desk.run("session", "revoke", "--all") == "1 ended\n"
    assert await desk.run("session", "list") == ""


async def test_import_seal_verify_erase_export(desk: Desk, server: Embedded, template: str) -> None:
    """A log's whole life on the command line."""
    wrong = event("Reentered", "2026-06-01")
    file = _lines(desk.folder / "in.ndjson", ("a", arrival()), ("b", [*arrival(), wrong]), ("c", arrival()))
    assert "12 would be recorded, 0 there already, 1 refused" in await desk.run(
        "import", "--workers", "1", "--check", str(file), status=1
    )
    assert "12 recorded, 0 there already, 1 refused" in await desk.run(
        "import", "--workers", "1", str(file), status=1
    )
    refused = json.loads(Path(f"{file}.refused").read_text())  # noqa: ASYNC240
    assert (refused["line"], refused["code"]) == (9, "not-abroad")
    await desk.run("import", "--workers", "1", str(file), status=1, LC_ALL="ja_JP.UTF-8")
    assert not in_other_letters(json.loads(Path(f"{file}.refused").read_text())["detail"])  # noqa: ASYNC240
    assert "0 recorded, 12 there already" in await desk.run("import", "--workers", "1", str(file), status=1)
    assert "sealed positions 1 to 12" in await desk.run("seal")
    seals = (desk.folder / "seals").read_text()
    (desk.folder / "seals").unlink()
    assert "nothing new" in await desk.run("seal")
    assert (desk.folder / "seals").read_text() == seals
    assert seals.strip() in await desk.run("seal", "--again", ZAIRYU_SEAL_TO="-")
    assert "takes no seals" in await desk.run("seal", ZAIRYU_SEAL_TO=str(desk.folder / "no" / "x"), status=1)
    assert "12 entries of 3 residents" in await desk.run("verify", "--seal", str(desk.folder / "seals"))
    assert "3 residents, 12 events" in await desk.run("rebuild", "open_obligations", "--workers", "1")
    assert "rows of 3 residents compared with live folds: 0 differ" in await desk.run("verify", "--rows")
    out = desk.folder / "out.ndjson"
    out.touch(0o644)
    assert "12 events exported" in await desk.run("export", str(out))
    assert {path.stat().st_mode & 0o777 for path in (out, Path(f"{file}.refused"))} == {0o600}
    name = await create_clone(server, template)
    try:
        other = desk.folder / "other"
        other.mkdir()
        second = _desk(server.dsn("zairyu_app", name), server.dsn("zairyu_owner", name), other)
        assert "12 events brought back" in await second.run("import", "--as-recorded", str(out))
        again = other / "out.ndjson"
        await second.run("export", str(again))
        assert again.read_bytes() == out.read_bytes()
    finally:
        await drop(server, name)
    resident = json.loads(out.read_text().splitlines()[0])["resident_id"]
    assert "erased" in await desk.run("erase", resident, "--reason", "retention-ended", "--yes")
    assert "erased before" in await desk.run(
        "erase", resident, "--reason", "retention-ended", "--yes", status=1
    )
    assert "1 erased" in await desk.run("verify", "--seal", str(desk.folder / "seals"), "--rows")


async def test_verify_finds_what_was_changed(desk: Desk, superuser: Any) -> None:
    """Exit status 1, with the position; rows too."""
    await desk.run("import", "--workers", "1", str(_lines(desk.folder / "in.ndjson", ("a", arrival()))))
    await desk.run("rebuild", "--workers", "1")
    await superuser.execute("UPDATE lists.standing SET stay = 'lost'")
    assert "1 differ" in await desk.run("verify", "--rows", status=1)
    await superuser.execute("SET session_replication_role = replica")
    await superuser.execute(
        "UPDATE log.event SET recorded_at = recorded_at + interval '1 s' WHERE position = 2"
    )
    said = await desk.run("verify", "--rows", status=1)
    assert "position 2" in said
    assert "no seal is there" in said
    assert said.index("position 2") < said.index("rows of 1 residents compared")
    await superuser.execute("UPDATE log.event SET body = body || 'x' WHERE position = 3")
    await superuser.execute("ALTER TABLE log.event DISABLE TRIGGER no_delete")
    said = await desk.run("verify", "--rows", status=1)
    for sentence in ("position 3", "the stream cannot be read", "trigger no_delete on log.event"):
        assert sentence in said


async def test_verify_says_in_a_sentence_what_it_cannot_read(desk: Desk) -> None:
    """No traceback for a key that is none, nor for a seal file that is nothing but depth."""
    assert "a public key is 32 bytes, in hex" in await desk.run("verify", "--public-key", "zz", status=2)
    (desk.folder / "deep").write_text("[" * 100_000)
    assert "does not hold seals" in await desk.run("verify", "--seal", str(desk.folder / "deep"), status=1)


@pytest.mark.parametrize(
    "ending",
    [
        pytest.param(signal.SIGKILL, id="SIGKILL", marks=pytest.mark.torture),
        pytest.param(signal.SIGTERM, id="SIGTERM", marks=pytest.mark.torture),
        pytest.param(signal.SIGINT, id="SIGINT"),
    ],
)
async def test_a_rebuild_that_is_ended_leaves_no_process_and_is_taken_up(
    ending: signal.Signals, desk: Desk, superuser: Any
) -> None:
    """Standard error ends with the last of them; Ctrl-C reaches all of them, the other signals do not."""
    await desk.run("import", "--workers", "1", str(_lines(desk.folder / "in.ndjson", ("a", arrival()))))
    await superuser.execute("SET ROLE zairyu_app")
    await superuser.execute(sql("rebuild/begin.sql"), 0, projection_version(DEFAULT))
    async with superuser.transaction():
        await superuser.execute("LOCK TABLE projection.rebuilt IN SHARE MODE")
        process = subprocess.Popen(  # noqa: ASYNC220
            [ZAIRYU, "rebuild"],
            env=desk.environment,
            stderr=subprocess.PIPE,
            text=True,
            start_new_session=True,
        )
        while await superuser.fetchval(WAITING) < 2:
            await asyncio.sleep(0.05)
        (os.killpg if ending is signal.SIGINT else os.kill)(process.pid, ending)
        with suppress(subprocess.TimeoutExpired):
            await to_thread(process.wait, timeout=1.5)
    _, said = await to_thread(process.communicate, timeout=20)
    assert ("Aborted!" in said, "Traceback" in said) == (ending is not signal.SIGKILL, False)
    assert "1 residents, 4 events" in await desk.run("rebuild", "--workers", "1")


async def test_master_keys_rotate(desk: Desk) -> None:
    """Begin, rewrap, finish; the log opens with the new key alone."""
    await desk.run(
        "import", "--workers", "1", str(_lines(desk.folder / "in.ndjson", ("a", arrival()), ("b", arrival())))
    )
    await desk.run("keys", "begin")
    assert "2 keys wrapped anew" in await desk.run("keys", "rewrap")
    await desk.run("keys", "finish", "--yes")
    assert len((desk.folder / "master.key").read_text().split()) == 1
    assert "clean" in await desk.run("verify")


async def test_invented_lives_fill_an_empty_log_once(desk: Desk) -> None:
    """And `project` brings the rows level, until it is told to end, where Ctrl-C is ignored too."""
    said = await desk.run("demo", "--residents", "20", "--workers", "1")
    assert "events of 20 invented residents" in said
    assert said.count("\n  ask '") == 3
    assert "To have them beside what is there: export ZAIRYU_DATA=" in await desk.run("demo", status=1)
    process = subprocess.Popen(  # noqa: ASYNC220
        ["sh", "-c", f"trap '' INT; exec {ZAIRYU} project"],  # as a script's command in the background
        env=desk.environment,
        stdout=subprocess.PIPE,
        text=True,
    )
    for _ in range(100):
        await asyncio.sleep(0.3)
        if "rows of 20 residents compared with live folds: 0 differ" in await desk.run("verify", "--rows"):
            break
    process.terminate()
    out, _ = await to_thread(process.communicate)
    assert (process.returncode, out) == (0, "projecting\nended\n")
    assert await desk.run("project", "--stuck") == ""


def test_a_bar_tells_by_the_pace_of_each_stage_what_is_left_of_it(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """A run taken up begins at 500 of 1000; indexing begins 100 seconds later."""
    seconds = [0.0]
    monkeypatch.setattr("sys.stderr.isatty", lambda: True)
    monkeypatch.setenv("TERM", "xterm")
    monkeypatch.setattr("time.monotonic", lambda: seconds[0])
    bar = Bar("rebuilding")
    said = []
    for seconds[0], what, done, total in (
        (0.0, "folding", 500, 1000),
        (50.0, "folding", 600, 1000),
        (100.0, "indexing", 0, 20),
        (110.0, "indexing", 5, 20),
    ):
        bar.named(what, done, total)
        said.append(capsys.readouterr().err.removesuffix("\x1b[K").rpartition("]")[2].split())
    assert said == [[], ["60%", "200", "s", "left"], ["0%"], ["25%", "30", "s", "left"]]


async def test_rules_are_listed_and_stale_ones_found(desk: Desk) -> None:
    """By the day of the server's clock."""
    assert "ADR-1\tNotify the first address\t" in await desk.run("rules", LC_ALL="C")
    assert "ADR-1\t新規上陸後の住居地の届出\t" in await desk.run("rules", LC_ALL="ja_JP.UTF-8")
    assert "ADR-1\t" in await desk.run("rules", "--stale")
    assert await desk.run("rules", "--stale", ZAIRYU_TODAY="2026-11-24") == ""


async def test_migrate_has_nothing_to_do_twice(desk: Desk) -> None:
    """The template is migrated."""
    assert await desk.run("migrate") == "nothing to do\n"


async def test_a_database_that_is_away_is_said_in_a_sentence(desk: Desk) -> None:
    """Exit status 1."""
    out = await desk.run("token", "list", status=1, ZAIRYU_DATABASE_URL="postgresql://x@127.0.0.1:9/x")
    assert out.startswith("Error: The database cannot be used")


@pytest.mark.parametrize(
    ("said", "name", "value"),
    [
        ("ZAIRYU_PORT cannot be read: it takes a whole number.", "ZAIRYU_PORT", "http"),
        ("ZAIRYU_PORT cannot be read: it takes a whole number <= 65535.", "ZAIRYU_PORT", "80000"),
        ("ZAIRYU_TODAY cannot be read: it takes a day as 2026-11-20.", "ZAIRYU_TODAY", "tomorrow"),
        ("ZAIRYU_POLICY_ROLL_90 cannot be read: it takes OFF or ON.", "ZAIRYU_POLICY_ROLL_90", "1"),
        ("ZAIRYU_RATE_LIMIT cannot be read: it takes a number.", "ZAIRYU_RATE_LIMIT", "many"),
        ("there are reentry_bound, damaged_card,", "ZAIRYU_POLICY_ROLL_80", "ON"),
        ("ZAIRYU_PUBLIC_URL is https://host", "ZAIRYU_PUBLIC_URL", "http://zairyu.example"),
        ("ZAIRYU_PUBLIC_URL is https://host", "ZAIRYU_PUBLIC_URL", "https://zairyu.example/console"),
        ("ZAIRYU_PUBLIC_URL is https://host", "ZAIRYU_PUBLIC_URL", "https://a:b@["),
        ("ZAIRYU_OIDC_ISSUER and ZAIRYU_OIDC_AUDIENCE belong together.", "ZAIRYU_OIDC_ISSUER", "https://x"),
        ("ZAIRYU_OIDC_CLIENT_ID and ZAIRYU_OIDC_CLIENT_SECRET, or its file,", "ZAIRYU_OIDC_CLIENT_ID", "x"),
        ("ZAIRYU_OIDC_CLIENT_ID and ZAIRYU_OIDC_CLIENT_SECRET, or its", "ZAIRYU_OIDC_CLIENT_SECRET", "x"),
        ("ZAIRYU_OIDC_CLIENT_SECRET_FILE cannot be read", "ZAIRYU_OIDC_CLIENT_SECRET_FILE", "/nowhere"),
    ],
)
async def test_a_setting_that_cannot_be_read_is_named_with_what_it_takes(
    desk: Desk, said: str, name: str, value: str
) -> None:
    """And where all of them stand."""
    out = await desk.run("serve", status=1, **{name: value})
    assert out.startswith("Error: ")
    assert said in out


async def test_the_digest_of_an_office_is_shown_as_it_would_be_sent(desk: Desk, tmp_path: Path) -> None:
    lines = _lines(tmp_path / "lives.jsonl", ("1", arrival(on="2026-04-06")))
    await desk.run("import", str(lines))
    await desk.run("rebuild")
    await desk.run("notices")
    shown = await desk.run("digest", "--dry-run", "--office", "01101", "--language", "both")
    assert shown.startswith("To: nobody: no recipients are set\nSubject: 【在留管理】今日の業務 12月31日(月)")
    counted = re.search(r"期限超過:([1-9])件\n  http://127\.0\.0\.1:8000/worklist\?state=overdue\n", shown)
    assert counted is not None, shown
    assert f"\nOverdue: {counted[1]}\n" in shown
    assert "Sharma" not in shown
    empty = await desk.run("digest", "--dry-run", "--office", "risb-osaka", "--on", "2029-12-27")
    assert "期限超過:0件" in empty
    assert "on this day no mail is sent" in empty
    await desk.run("digest", "--dry-run", "--office", "99999", status=2)
    await desk.run("digest", "--office", "01101", status=2)
    assert "ZAIRYU_SMTP_URL" in await desk.run("digest", status=1)
