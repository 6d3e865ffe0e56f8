"""Two files of one person over HTTP: merged, read, recorded on, and taken apart again."""

from typing import Any

import pytest

from tests.api.office import Office, arrival, event

Event = dict[str, Any]

MERGED = event(
    "FilesMerged", "2026-05-01", other="6f1c8a52-3d0e-4b7a-9c41-2e5d7f8a9b10", role="surviving", entries=4,
    reason="opened twice",
)  # fmt: skip
UNMERGED = {name: value for name, value in MERGED.items() if name != "entries"} | {"type": "FilesUnmerged"}


@pytest.mark.parametrize("sent", [MERGED, UNMERGED], ids=["merged", "unmerged"])
async def test_a_list_of_facts_never_merges(hall: Office, sent: dict[str, object]) -> None:
    resident = await hall.open(*arrival())
    unknown = {**sent, "type": "Filed"}
    for path in ("events", "preview", "correction-requests"):
        answers = [
            await hall.post(
                f"/v1/residents/{resident}/{path}", each if path[0] == "c" else {"events": [each]}
            )
            for each in (sent, unknown)
        ]
        assert [a.status_code for a in answers] == [400, 400]
        merging, other = ([f["pointer"] for f in a.json()["errors"]] for a in answers)
        assert merging == other


def twice(family: str = "Sharma", code: str = "01102") -> tuple[list[Event], list[Event]]:
    """One arrival told at two counters: the second knows of a move, and has not the card."""
    first = arrival(family=family)
    moved = event("Moved", "2026-05-10", address={"municipality_code": code, "line": "Kita 24"})
    return first, [first[0], first[1], first[3], moved]


async def files(hall: Office, **told: str) -> tuple[str, str]:
    one, other = twice(**told)
    return await hall.open(*one), await hall.open(*other)


def merging(other: str) -> dict[str, str]:
    return {"with": other, "reason": "opened twice"}


async def test_two_files_become_one_and_two_again(hall: Office) -> None:
    one, other = await files(hall)
    before = (await hall.get(f"/v1/residents/{one}")).json()
    tried = await hall.post(f"/v1/residents/{one}/merge/preview", {"with": other})
    assert tried.status_code == 200, tried.text
    done = await hall.post(f"/v1/residents/{one}/merge", merging(other))
    assert done.status_code == 201, done.text
    assert done.json()["caused"] == tried.json()["caused"]
    standing = (await hall.get(f"/v1/residents/{one}")).json()
    assert standing == tried.json()["after"]["standing"]
    assert standing["address"]["municipality_code"] == "01102"
    assert standing["card"] == before["card"]
    undone = await hall.post(f"/v1/residents/{one}/unmerge", {"reason": "two persons"})
    assert undone.status_code == 201, undone.text
    after = (await hall.get(f"/v1/residents/{one}")).json()
    assert {**after, "version": 4} == before
