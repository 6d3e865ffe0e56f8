"""Two files of one person over HTTP: merged, read, recorded on, and taken apart again."""

import pytest

from tests.api.office import Office, arrival, event

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
