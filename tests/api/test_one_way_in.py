"""Recording has one way in: the same facts are refused alike over HTTP, in a preview and in a file."""

import json
import os
from asyncio import to_thread
from pathlib import Path
from typing import Any

import httpx
from click.testing import CliRunner

from adapters.keys import new_key
from api.cli import main
from tests.api.office import TODAY, arrival, event, office
from tests.conftest import Dsns

TAKEN = "AB99999999CD"
HOLDER = arrival(card=TAKEN)


def back(*more: dict[str, Any]) -> list[dict[str, Any]]:
    """Return a life in which the resident comes back in version 6, and more."""
    left = event("Departed", "2026-05-01", reentry="special")
    return [*arrival(), left, event("Reentered", "2026-05-09"), *more]


VOIDED = event("EventVoided", "2026-06-01", voids=4, reason="x")
REFUSED: dict[str, tuple[list[dict[str, Any]], dict[str, Any]]] = {
    "not-abroad": (back(), event("Reentered", "2026-06-01")),
    "future-date": (back(), event("NoteAdded", "2031-06-01", text="x")),
    "invalid-event": (back(), event("NoteAdded", "2026-06-01", text="\u200b")),
    "contradicts-later-event": (back(), event("Died", "2026-05-04")),
    "unknown-version": (back(), event("EventVoided", "2026-06-01", voids=99, reason="x")),
    "already-voided": (
        back(VOIDED),
        event("EventVoided", "2026-06-01", voids=4, reason="y"),
    ),
    "not-correctable": (
        back(VOIDED),
        event("EventVoided", "2026-06-01", voids=7, reason="y"),
    ),
    "case-opening-not-voidable": (back(), event("EventVoided", "2026-06-01", voids=1, reason="x")),
    "case-already-open": (back(), HOLDER[0]),
    "card-number-taken": (back(), HOLDER[2]),
    "after-death": (back(event("Died", "2026-06-01")), event("Departed", "2026-06-02", reentry="none")),
}


Said = list[tuple[str, str, int | None]]
"""What is refused: code, place in the event, the version of a recorded event that would be impossible."""


async def test_what_is_refused_over_http_is_refused_alike_in_a_preview_and_in_a_file(
    database: Dsns, tmp_path: Path
) -> None:
    key = new_key()
    over_http: dict[str, Said] = {}
    previewed: dict[str, Said] = {}
    lines: list[tuple[str, dict[str, Any]]] = []
    async with office(database.application, tmp_path, key=key) as ward:
        await ward.open(*HOLDER)
        for code, (life, wrong) in REFUSED.items():
            resident = await ward.open(*life)
            lines += [(resident, fact) for fact in (*life, wrong)]
            body = {"events": [wrong]}
            over_http[resident] = _told(await ward.post(f"/v1/residents/{resident}/events", body))
            previewed[resident] = _told(await ward.post(f"/v1/residents/{resident}/preview", body))
            assert [said[0] for said in over_http[resident]] == [code]
    file = tmp_path / "in.ndjson"
    file.write_text("".join(json.dumps({"resident": r, "event": e}) + "\n" for r, e in lines))
    environment = {
        **os.environ, "ZAIRYU_DATABASE_URL": database.application, "ZAIRYU_DATA": str(tmp_path),
        "ZAIRYU_OWNER_DATABASE_URL": database.owner, "ZAIRYU_TODAY": str(TODAY), "ZAIRYU_KEY": key,
    }  # fmt: skip
    checked = await to_thread(_imported, file, lines, environment, "--check")
    taken_in = await to_thread(_imported, file, lines, environment)
    assert (previewed, checked, taken_in) == (over_http, over_http, over_http)


def _told(answer: httpx.Response) -> Said:
    problem = answer.json()
    code = problem["type"].removeprefix("/problems/")
    return [(code, e["pointer"].removeprefix("/events/0"), e.get("version")) for e in problem["errors"]]


def _imported(
    file: Path, lines: list[tuple[str, dict[str, Any]]], environment: dict[str, str], *words: str
) -> dict[str, Said]:
    """Import on the command line; return what its report of refused lines says of each resident."""
    done = CliRunner().invoke(main, ["import", "--workers", "1", *words, str(file)], env=environment)
    assert done.exit_code == 1, done.output
    faults = map(json.loads, Path(f"{file}.refused").read_text().splitlines())
    return {lines[f["line"] - 1][0]: [(f["code"], f.get("pointer", ""), f.get("version"))] for f in faults}
