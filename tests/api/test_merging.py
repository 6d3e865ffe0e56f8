"""Two files of one person over HTTP: merged, read, recorded on, and taken apart again."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from csv import DictReader
from io import StringIO
from typing import Any
from uuid import uuid4

import httpx
import pytest

from adapters.embedded import Embedded
from adapters.keys import new_key
from api.routing import contract_of
from tests.api.conftest import clone
from tests.api.office import Office, arrival, event, office
from tests.api.test_authorisation import routes

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


async def files(hall: Office) -> tuple[str, str]:
    one, other = twice()
    return await hall.open(*one), await hall.open(*other)


def merging(other: str) -> dict[str, str]:
    return {"with": other, "reason": "opened twice"}


async def merged(hall: Office) -> tuple[str, str]:
    """Two files, the second merged into the first."""
    one, other = await files(hall)
    done = await hall.post(f"/v1/residents/{one}/merge", merging(other))
    assert done.status_code == 201, done.text
    return one, other


UNDONE = {"reason": "two persons"}
NOTE = {"events": [event("NoteAdded", "2026-05-20", text="came by")]}


async def test_two_files_become_one_and_two_again(hall: Office) -> None:
    one, other = await files(hall)
    before = [(await hall.get(f"/v1/residents/{each}")).json() for each in (one, other)]
    tried = await hall.post(f"/v1/residents/{one}/merge/preview", {"with": other})
    assert tried.status_code == 200, tried.text
    done = await hall.post(f"/v1/residents/{one}/merge", merging(other))
    assert [(e["type"], e["version"]) for e in done.json()["events"]] == [("FilesMerged", 5)]
    assert done.json()["caused"] == tried.json()["caused"] != []
    standing = (await hall.get(f"/v1/residents/{one}")).json()
    assert standing == tried.json()["after"]["standing"]
    assert standing["address"]["municipality_code"] == "01102"
    assert standing["card"] == before[0]["card"]
    assert standing["merged"] == [other]
    for each, asked in ((one, other), (other, one)):
        undone = await hall.post(f"/v1/residents/{each}/unmerge", UNDONE)
        assert undone.status_code == 201, undone.text
        again = [(await hall.get(f"/v1/residents/{file}")).json() for file in (one, other)]
        assert [{**now, "version": 4} for now in again] == before
        await hall.post(f"/v1/residents/{each}/merge", merging(asked))


GETS = [
    (path.removeprefix("GET "), contract_of(handler).as_recorded)
    for path, handler in routes()
    if path.startswith("GET /v1/residents/{resident_id}")
]


async def test_whoever_asks_about_the_merged_file_is_led_to_the_other(hall: Office) -> None:
    """Every route, but those about the record of the file itself."""
    one, other = await merged(hall)
    assert [path.rpartition("/")[2] for path, own in GETS if own] == ["events", "diff", "file.zip", "access"]
    for path, own in GETS:
        asked = path.format(resident_id=other, rule="RET-2")
        query = "?known_from=v1" if path.endswith("/diff") else "" if own else "?on=2026-06-01"
        answer = await hall.get(f"{asked}{query if 'correction' not in path else ''}")
        if own:
            assert answer.status_code == 200, path
            continue
        assert answer.status_code in {308, 400}, path
        if answer.status_code == 400:
            answer = await hall.get(asked)
        assert answer.headers["location"].partition("?")[0] == path.format(resident_id=one, rule="RET-2")
        there = await hall.get(answer.headers["location"])
        assert there.status_code == 200 or there.json()["type"] == "/problems/duty-not-found", path
    table = await hall.get(f"/v1/residents/{other}/obligations?format=csv&state=open")
    assert table.headers["location"] == f"/v1/residents/{one}/obligations?state=open&format=csv"


async def test_before_the_merge_each_file_answers_as_it_was_known_then(hall: Office) -> None:
    one, other = await files(hall)
    then = [(await hall.get(f"/v1/residents/{each}/obligations")).json() for each in (one, other)]
    await hall.post(f"/v1/residents/{one}/merge", merging(other))
    last = (await hall.get(f"/v1/residents/{other}/events")).json()["items"][-1]["recorded_at"]
    for known in ("v4", (await hall.get(f"/v1/residents/{other}/events")).json()["items"][3]["recorded_at"]):
        answers = [await hall.get(f"/v1/residents/{each}/obligations", known=known) for each in (one, other)]
        if known == "v4":
            assert [answer.json() for answer in answers] == then
        else:
            assert answers[1].json() == then[1]
    led = await hall.get(f"/v1/residents/{other}", known="v5")
    assert led.status_code == 308
    there = (await hall.get(led.headers["location"])).json()
    assert there["version"] == 5
    assert there["address"]["municipality_code"] == "01102"
    by_instant = await hall.get(f"/v1/residents/{other}", known=last)
    assert (by_instant.status_code, by_instant.content) == (308, b"")
    there = {**there, "known": None}
    assert {**(await hall.get(by_instant.headers["location"])).json(), "known": None} == there


async def test_what_is_recorded_on_the_merged_file_belongs_to_the_other(hall: Office) -> None:
    """New facts are led there; what names entries of this file is refused, and told which file goes on."""
    one, other = await merged(hall)
    for path in ("events", "preview"):
        led = await hall.post(f"/v1/residents/{other}/{path}", NOTE)
        assert (led.status_code, led.headers["location"]) == (308, f"/v1/residents/{one}/{path}")
        assert (await hall.post(led.headers["location"], NOTE)).status_code in {200, 201}
    void = event("EventVoided", "2026-05-20", voids=4, reason="x")
    for path, body in {
        "events": {"events": [*NOTE["events"], void]},
        "preview": {"events": [void]},
        "correction-requests": void,
        "correction-requests/2/accept": {"reason": "x"},
        "letters": {"rule": "RET-2", "trigger": 2},
        "merge": merging(one),
    }.items():
        refused = await hall.post(f"/v1/residents/{other}/{path}", body)
        assert (refused.status_code, refused.json()["type"]) == (409, "/problems/file-merged"), path
        assert one in refused.json()["detail"], path


async def test_a_repeat_of_what_was_led_to_the_other_file_is_led_there_too(hall: Office) -> None:
    one, other = await merged(hall)
    path, key = f"/v1/residents/{other}/events", {"Idempotency-Key": f"note {one}"}
    answers = []
    for _ in range(2):
        led = await hall.post(path, NOTE, headers=key)
        assert led.status_code == 308
        answers.append(await hall.post(led.headers["location"], NOTE, headers=key))
    assert answers[0].content == answers[1].content
    assert "Idempotency-Replayed" in answers[1].headers
    reused = await hall.post(f"/v1/residents/{other}/merge", merging(one), headers=key)
    assert reused.json()["type"] == "/problems/idempotency-key-reused"


async def test_a_version_of_the_merged_file_is_none_of_the_other(hall: Office) -> None:
    """Both stand at version 5; who has seen 4 or 5 of the one has not seen the other."""
    one, other = await merged(hall)
    for path in ("events", "preview"):
        for version, code in ((4, "version-mismatch"), (5, "file-merged")):
            seen = {"If-Match": f'"{version}"'}
            refused = await hall.post(f"/v1/residents/{other}/{path}", NOTE, headers=seen)
            assert refused.json()["type"] == f"/problems/{code}"
        led = await hall.post(f"/v1/residents/{other}/{path}", NOTE, headers={"If-Match": "*"})
        assert led.status_code == 308
    assert (await hall.get(f"/v1/residents/{one}")).json()["version"] == 5


async def test_whoever_may_not_see_a_merged_file_gets_what_they_got_before(hall: Office) -> None:
    _, other = await merged(hall)
    stranger = await hall.token("caseworker", "34101")
    unknown = await hall.get(f"/v1/residents/{uuid4()}", token=stranger)
    for answer in (
        await hall.get(f"/v1/residents/{other}", token=stranger),
        await hall.post(f"/v1/residents/{other}/events", NOTE, token=stranger),
    ):
        assert (answer.status_code, answer.json()) == (404, unknown.json())


async def test_both_files_are_within_reach_of_who_merges_them(hall: Office) -> None:
    """A file out of reach is answered as one that does not exist."""
    one = await hall.open(*arrival())
    theirs = await hall.open(*arrival(code="34101"))
    supervisor = await hall.token("supervisor")
    for path, body in (("merge", merging(theirs)), ("merge/preview", {"with": theirs})):
        refused = await hall.post(f"/v1/residents/{one}/{path}", body, token=supervisor)
        unknown = await hall.post(
            f"/v1/residents/{one}/{path}", {**body, "with": str(uuid4())}, token=supervisor
        )
        assert (refused.status_code, refused.json()) == (404, unknown.json())
    assert (await hall.post(f"/v1/residents/{one}/merge", merging(theirs))).status_code == 201
    stranger = await hall.token("supervisor", "01107")
    assert (await hall.post(f"/v1/residents/{one}/unmerge", UNDONE, token=stranger)).status_code == 404


async def test_files_that_contradict_each_other_are_not_merged(hall: Office) -> None:
    """Landed on Monday 6 April, and on Friday 10 April once more, without a departure between."""
    one = await hall.open(*arrival())
    other = await hall.open(*arrival(on="2026-04-10"))
    for path in ("merge", "merge/preview"):
        refused = await hall.post(f"/v1/residents/{one}/{path}", merging(other))
        assert (refused.status_code, refused.json()["type"]) == (409, "/problems/files-contradict")
        found = refused.json()["contradictions"]
        named = [
            (c["code"], *((c[side]["resident_id"], c[side]["version"]) for side in ("surviving", "merged")))
            for c in found
        ]
        assert named == [("not-abroad", (one, 2), (other, 2))]
        assert found[0]["merged"]["title"].startswith("Landed")
        assert found[0]["detail"].startswith("The resident is in Japan: “Landed")
    assert [(await hall.get(f"/v1/residents/{each}/events")).json()["items"][-1]["version"] for each in (
        one, other,
    )] == [4, 4]  # fmt: skip


async def test_what_may_not_be_merged_says_why(hall: Office) -> None:
    one, other = await merged(hall)
    third = await hall.open(*twice()[0])
    for asked, body, code in (
        (f"{third}/merge", merging(third), "invalid-event"),
        (f"{third}/merge", merging(other), "file-merged"),
        (f"{other}/merge", merging(third), "file-merged"),
        (f"{third}/merge", merging(one), "holds-merged-files"),
        (f"{third}/unmerge", UNDONE, "files-not-merged"),
        (f"{third}/merge", {"with": other}, "invalid-event"),
    ):
        refused = await hall.post(f"/v1/residents/{asked}", body)
        assert refused.json()["type"] == f"/problems/{code}", asked
        assert refused.status_code == (400 if code == "invalid-event" else 409)


async def test_a_merge_sent_again_is_answered_again_and_one_on_an_old_version_is_not_made(
    hall: Office,
) -> None:
    one, other = await files(hall)
    path = f"/v1/residents/{one}/merge"
    late = await hall.post(path, merging(other), headers={"If-Match": '"3"'})
    assert (late.status_code, late.json()["type"]) == (412, "/problems/version-mismatch")
    key = {"Idempotency-Key": f"merge {one}", "If-Match": '"4"'}
    first = await hall.post(path, merging(other), headers=key)
    await hall.record(one, *NOTE["events"])
    again = await hall.post(path, merging(other), headers=key)
    assert (first.status_code, again.status_code) == (201, 201)
    assert again.json() == first.json()
    assert "Idempotency-Replayed" in again.headers
    reused = await hall.post(path, {**merging(other), "reason": "x"}, headers=key)
    assert reused.json()["type"] == "/problems/idempotency-key-reused"
    undoing = {"Idempotency-Key": f"unmerge {one}"}
    undone = [await hall.post(f"/v1/residents/{other}/unmerge", UNDONE, headers=undoing) for _ in range(2)]
    assert undone[0].json() == undone[1].json()
    assert undone[0].json()["resident_id"] == other


async def test_entries_of_the_merged_file_are_told_corrected_and_voided_through_the_other(
    hall: Office,
) -> None:
    one, other = await merged(hall)
    told = (await hall.get(f"/v1/residents/{one}/timeline")).json()["entries"]
    came = [entry for entry in told if "recorded_in" in entry and entry["kind"] == "event"]
    assert [(e["title"][:5], e["recorded_in"]) for e in came] == [
        ("Moved", {"resident_id": other, "version": 4})
    ]
    table = await hall.get(f"/v1/residents/{one}/timeline?format=csv")
    rows = list(DictReader(StringIO(table.text)))
    there = {(row["From the merged file"], row["Its entry there"]) for row in rows}
    assert there == {("", ""), (other, "4")}
    version = came[0]["version"]
    later = event("Moved", "2026-05-11", address={"municipality_code": "01103", "line": "Kita 24"})
    corrected = event("EventCorrected", "2026-05-20", corrects=version, replacement=later, reason="x")
    await hall.record(one, corrected)
    assert (await hall.get(f"/v1/residents/{one}")).json()["address"]["municipality_code"] == "01103"
    await hall.record(one, event("EventVoided", "2026-05-20", voids=version, reason="x"))
    assert (await hall.get(f"/v1/residents/{one}")).json()["address"]["municipality_code"] == "01101"
    own = [(await hall.get(f"/v1/residents/{each}/events")).json()["items"] for each in (one, other)]
    assert [[item["type"] for item in items][4:] for items in own] == [
        ["FilesMerged", "EventCorrected", "EventVoided"], ["FilesMerged"],
    ]  # fmt: skip
    refused = await hall.post(
        f"/v1/residents/{one}/events", {"events": [event("EventVoided", "2026-05-20", voids=5, reason="x")]}
    )
    assert refused.json()["type"] == "/problems/not-correctable"


@pytest.mark.parametrize("asked_of", [0, 1], ids=["surviving", "merged"])
async def test_a_card_number_told_of_the_other_file_is_free_for_it_once_they_are_apart(
    hall: Office, asked_of: int
) -> None:
    """Entry 3 of the merged file is corrected through the other one, which holds the number till then."""
    first, second = twice(), twice()
    both = await hall.open(*second[1]), await hall.open(*first[0])
    await hall.post(f"/v1/residents/{both[0]}/merge", merging(both[1]))
    number = f"XM{asked_of:08}XM"
    right = {**first[0][2], "number": number}
    wrong = event("EventCorrected", "2026-05-20", corrects=500_003, replacement=right, reason="misread")
    await hall.record(both[0], wrong)
    assert (await hall.get(f"/v1/residents/{both[0]}")).json()["card"]["number"] == number
    key = {"Idempotency-Key": f"apart {asked_of}"}
    path = f"/v1/residents/{both[asked_of]}/unmerge"
    undone = [await hall.post(path, UNDONE, headers=key) for _ in range(2)]
    assert undone[0].json() == undone[1].json()
    assert undone[0].json()["resident_id"] == both[asked_of]
    assert undone[0].json()["version"] == (await hall.get(path[:-8])).json()["version"]
    await hall.record(both[1], {**wrong, "corrects": 3})


async def test_who_merges_looks_at_both_files(hall: Office) -> None:
    one, other = await files(hall)
    supervisor = await hall.token("supervisor", person="Tanaka")
    for path, body in (("merge/preview", {"with": other}), ("merge", merging(other)), ("unmerge", UNDONE)):
        await hall.post(f"/v1/residents/{one}/{path}", body, token=supervisor)
    await hall.parts.services.accesses.flush()
    for each in (one, other):
        looks = (await hall.get(f"/v1/residents/{each}/access")).json()["items"]
        routes_ = {look["route"].rpartition("/")[2] for look in looks if look["person"] == "Tanaka"}
        assert routes_ == {"merge", "preview", "unmerge"}


@pytest.fixture(scope="module")
async def pair(
    server: Embedded, template: str, tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[tuple[Office, Office]]:
    """Two servers on one database, each with a memory and a writer of its own."""
    key = new_key()
    async with clone(server, template) as dsn, AsyncExitStack() as both:
        found = [
            await both.enter_async_context(office(dsn, tmp_path_factory.mktemp("data"), key=key))
            for _ in range(2)
        ]
        yield found[0], found[1]


def outcome(*answers: httpx.Response) -> list[Any]:
    return sorted((a.status_code, a.json().get("type", "")) for a in answers)


@pytest.mark.parametrize("other_way", [False, True], ids=["the same way", "both ways"])
async def test_of_two_who_merge_the_same_files_at_once_one_does(
    pair: tuple[Office, Office], other_way: bool
) -> None:
    for n in range(6):
        here, there = pair[0], pair[n % 2]
        one, other = await files(here)
        ways = (one, other), ((other, one) if other_way else (one, other))
        answers = await asyncio.gather(
            *(
                at.post(f"/v1/residents/{into}/merge", merging(from_))
                for at, (into, from_) in zip((here, there), ways, strict=True)
            )
        )
        assert outcome(*answers) == [(201, ""), (409, "/problems/file-merged")]
        kinds = [[e["type"] for e in await history(at, one)] for at in pair]
        assert kinds[0] == kinds[1]
        assert [(await history(here, each))[-1]["version"] for each in (one, other)] == [5, 5]


async def history(at: Office, resident: str) -> list[Event]:
    found: list[Event] = (await at.get(f"/v1/residents/{resident}/events")).json()["items"]
    return found


@pytest.mark.parametrize("on_the_merged", [False, True], ids=["surviving", "merged"])
async def test_a_merge_while_somebody_records_loses_nothing(
    pair: tuple[Office, Office], on_the_merged: bool
) -> None:
    """Whoever comes second is decided on what the first recorded, or led to the file that goes on."""
    for n in range(6):
        here, there = pair[0], pair[n % 2]
        one, other = await files(here)
        about = other if on_the_merged else one
        done, noted = await asyncio.gather(
            here.post(f"/v1/residents/{one}/merge", merging(other)),
            there.post(f"/v1/residents/{about}/events", NOTE),
        )
        assert done.status_code == 201
        assert noted.status_code in ({201, 308} if on_the_merged else {201})
        entries = (await history(here, other))[-1]["entries"]
        assert entries == (5 if on_the_merged and noted.status_code == 201 else 4)
        assert len(await history(there, one)) + len(await history(there, other)) == (
            11 if noted.status_code == 201 else 10
        )
        standings = [(await at.get(f"/v1/residents/{one}")).json() for at in pair]
        assert standings[0] == standings[1]
        assert standings[0]["address"]["municipality_code"] == "01102"


async def test_of_two_who_take_files_apart_at_once_one_does(pair: tuple[Office, Office]) -> None:
    here, there = pair
    for asked_of in range(2):
        both = await merged(here)
        answers = await asyncio.gather(
            here.post(f"/v1/residents/{both[0]}/unmerge", UNDONE),
            there.post(f"/v1/residents/{both[asked_of]}/unmerge", UNDONE),
        )
        assert outcome(*answers) == [(201, ""), (409, "/problems/files-not-merged")]
        assert (await there.get(f"/v1/residents/{both[1]}")).status_code == 200
