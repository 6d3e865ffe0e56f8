"""What offices were told, over HTTP: within reach, once taken note of, for machines by position."""

import asyncio
from collections.abc import AsyncIterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import msgspec
import pytest

from api.examples import EXAMPLES, OPENING
from tests.api.office import Office, arrival, event, office
from tests.conftest import Dsns

TODAY = date(2026, 4, 21)
"""The day after the last day to notify the address of whoever arrived on 6 April."""


@pytest.fixture
async def ward(database: Dsns, tmp_path: Path) -> AsyncIterator[Office]:
    async with office(database.application, tmp_path, today=TODAY) as found:
        yield found


async def opened(ward: Office, **more: Any) -> tuple[str, int]:
    answer = await ward.post("/v1/residents", {"events": arrival(**more)})
    assert answer.status_code == 201, answer.text
    return answer.json()["resident_id"], answer.json()["position"]


async def listed(ward: Office, **query: Any) -> list[dict[str, Any]]:
    answer = await ward.get("/v1/notices", **query)
    assert answer.status_code == 200, answer.text
    found: list[dict[str, Any]] = answer.json()["items"]
    return found


async def test_a_notice_says_which_duty_of_whom_at_which_stage(ward: Office) -> None:
    resident, position = await opened(ward)
    notices = await listed(ward, wait_for=position, rule="ADR-1")
    assert [(n["stage"], n["state"]) for n in notices] == [
        ("overdue", "raised"), ("due-today", "superseded"), ("due-in-7", "superseded"),
    ]  # fmt: skip
    (first,) = await listed(ward, state="raised", stage="overdue", rule="ADR-1")
    assert first | {"notice_id": "", "raised_at": ""} == {
        "notice_id": "", "resident_id": resident, "name": {"family": "Sharma", "given": "Priya"},
        "rule": "ADR-1", "title": first["title"], "trigger": 4, "subject": None, "stage": "overdue",
        "state": "raised", "due_on": "2026-04-20", "raised_on": "2026-04-21", "raised_at": "",
        "rests_on_version": 4, "office": "01101", "backlog": False,
    }  # fmt: skip


async def test_what_turns_out_wrong_is_shown_withdrawn_with_its_cause(ward: Office) -> None:
    resident, position = await opened(ward)
    await listed(ward, wait_for=position)
    answer = await ward.record(resident, event("AddressNotified", "2026-04-10"))
    notices = await listed(ward, wait_for=answer["position"], resident_id=resident, state="withdrawn")
    (overdue,) = [n for n in notices if n["stage"] == "overdue" and n["rule"] == "ADR-1"]
    assert (overdue["withdrawn"]["cause"], overdue["withdrawn"]["reason"]) == (5, "already-done")


async def test_the_examples_in_the_description_are_what_is_answered(database: Dsns, tmp_path: Path) -> None:
    """But for ids, position and instants."""
    async with office(database.application, tmp_path, today=date(2025, 4, 22)) as ward:
        schemas = (await ward.client.get("/schema/openapi.json")).json()["components"]["schemas"]
        life = [msgspec.to_builtins(EXAMPLES[type_]) for type_ in OPENING]
        position = (await ward.post("/v1/residents", {"events": life})).json()["position"]
        (raised,) = await listed(ward, wait_for=position, rule="ADR-1", stage="overdue")
        notified = msgspec.to_builtins(EXAMPLES["AddressNotified"])
        answer = await ward.record(raised["resident_id"], notified)
        (notice,) = await listed(ward, wait_for=answer["position"], rule="ADR-1", stage="overdue")
        feed = (await ward.get("/v1/notices/feed")).json()["items"]
    entry = [e for e in feed if e["notice_id"] == notice["notice_id"]][-1]
    for found, schema in ((notice, "NoticeAnswer"), (entry, "NoticeEntryAnswer")):
        (example,) = schemas[schema]["examples"]
        varying = {"notice_id", "resident_id", "position", "raised_at", "at", "withdrawn"} & example.keys()
        assert found == example | {name: found[name] for name in varying}
        assert found.get("withdrawn", {}) | {"at": ""} == example.get("withdrawn", {}) | {"at": ""}


async def test_somebody_takes_note_once(ward: Office) -> None:
    resident, position = await opened(ward)
    clerk, other = await ward.token("caseworker"), await ward.token("supervisor")
    (notice,) = await listed(ward, wait_for=position, state="raised", rule="ADR-1", token=clerk)
    path = f"/v1/notices/{notice['notice_id']}/acknowledge"
    first = await ward.post(path, {"note": "電話した"}, token=clerk)
    again = await ward.post(path, {"note": "again"}, token=other)
    assert (first.status_code, again.status_code, first.content) == (200, 200, again.content)
    assert first.json()["state"] == "acknowledged"
    assert first.json()["acknowledged"] | {"at": ""} == {
        "at": "", "by": "caseworker of 01101", "note": "電話した",
    }  # fmt: skip
    assert await listed(ward, state="raised", rule="ADR-1") == []
    answer = await ward.record(resident, event("AddressNotified", "2026-04-21"))
    (settled,) = await listed(ward, wait_for=answer["position"], state="settled", rule="ADR-1")
    assert settled["acknowledged"]["by"] == "caseworker of 01101"


async def test_offices_are_told_of_their_own_residents_alone(ward: Office) -> None:
    ours, _ = await opened(ward)
    theirs, position = await opened(ward, code="01102")
    clerk, bureau = await ward.token("caseworker", "01102"), await ward.token("caseworker", "risb-sapporo")
    for token, expected in ((clerk, {theirs}), (bureau, {ours, theirs})):
        found = await listed(ward, wait_for=position, token=token)
        assert {n["resident_id"] for n in found} == expected
    assert await listed(ward, token=clerk, resident_id=ours) == []
    assert {n["resident_id"] for n in await listed(ward, municipality="01101")} == {ours}
    (notice, *_) = await listed(ward, resident_id=ours)
    answer = await ward.post(f"/v1/notices/{notice['notice_id']}/acknowledge", {}, token=clerk)
    assert (answer.status_code, answer.json()["type"]) == (404, "/problems/notice-not-found")
    assert (await ward.get(f"/v1/residents/{ours}/notices", token=clerk)).status_code == 404
    moved = event("Moved", "2026-04-20", address={"municipality_code": "01102", "line": "x"})
    position = (await ward.record(ours, moved))["position"]
    found = await listed(ward, wait_for=position, token=clerk)
    assert {n["resident_id"] for n in found} == {ours, theirs}
    formerly = await ward.token("caseworker", "01101")
    assert {n["resident_id"] for n in await listed(ward, token=formerly)} == {ours}, "for ninety days"


async def test_pages_follow_each_other_newest_first(ward: Office) -> None:
    for n in range(3):
        _, position = await opened(ward, given=f"Nr{n}")
    everything = await listed(ward, wait_for=position)
    paged: list[dict[str, Any]] = []
    query: dict[str, Any] = {"limit": 2}
    while True:
        page = (await ward.get("/v1/notices", **query)).json()
        paged += page["items"]
        if page["next"] is None:
            break
        query["cursor"] = page["next"]
    assert paged == everything
    assert len(everything) > 4


async def test_notices_can_be_asked_for_as_they_stood(ward: Office) -> None:
    resident, position = await opened(ward)
    (notice,) = await listed(ward, wait_for=position, state="raised", rule="ADR-1")
    answer = await ward.record(resident, event("AddressNotified", "2026-04-21"))
    assert await listed(ward, wait_for=answer["position"], state="raised", rule="ADR-1") == []
    (then,) = await listed(ward, state="raised", rule="ADR-1", known=notice["raised_at"])
    assert then["notice_id"] == notice["notice_id"]
    yesterday = (TODAY - timedelta(days=1)).isoformat()
    assert await listed(ward, on=yesterday) == []
    for query in ({}, {"known": notice["raised_at"]}):
        found = (await ward.get(f"/v1/residents/{resident}/notices", **query)).json()["items"]
        state = "raised" if query else "settled"
        assert {n["state"] for n in found if n["stage"] == "overdue" and n["rule"] == "ADR-1"} == {state}


async def test_the_feed_has_every_entry_by_position_and_no_names(ward: Office) -> None:
    resident, position = await opened(ward)
    await listed(ward, wait_for=position)
    answer = await ward.record(resident, event("AddressNotified", "2026-04-21"))
    await listed(ward, wait_for=answer["position"])
    machine = await ward.token("integrator")
    entries: list[dict[str, Any]] = []
    while page := (await ward.get("/v1/notices/feed", token=machine, after=len(entries), limit=3)).json()[
        "items"
    ]:
        entries += page
    assert [e["position"] for e in entries] == list(range(1, len(entries) + 1))
    assert {e["resident_id"] for e in entries} == {resident}
    assert "Sharma" not in str(entries)
    assert [e["state"] for e in entries if e["rule"] == "ADR-1" and e["stage"] == "overdue"] == [
        "raised",
        "settled",
    ]


async def test_an_erased_resident_leaves_entries_without_a_resident(ward: Office) -> None:
    resident, position = await opened(ward)
    notices = await listed(ward, wait_for=position)
    await ward.post(f"/v1/notices/{notices[0]['notice_id']}/acknowledge", {"note": "x"})
    answer = await ward.post(f"/v1/residents/{resident}/erasure", {"reason": "retention-ended"})
    assert answer.status_code == 200, answer.text
    assert await listed(ward) == []
    entries = (await ward.get("/v1/notices/feed")).json()["items"]
    assert {(e["resident_id"], e["subject"]) for e in entries} == {(None, None)}
    assert len(entries) > len(notices)
    gone = await ward.post(f"/v1/notices/{notices[0]['notice_id']}/acknowledge", {})
    assert gone.status_code == 404
    assert (await ward.get(f"/v1/residents/{resident}/notices")).status_code == 410


async def test_a_stage_that_is_none_is_refused(ward: Office) -> None:
    for word in ("due-in-0", "overdue-1", "soon"):
        answer = await ward.get("/v1/notices", stage=word)
        assert (answer.status_code, answer.json()["type"]) == (400, "/problems/invalid-query")


async def test_the_overdue_list_says_since_when_an_office_has_been_told(ward: Office) -> None:
    resident, position = await opened(ward)
    await listed(ward, wait_for=position)
    overdue = (await ward.get("/v1/notifications/overdue", wait_for=position)).json()["items"]
    assert {(o["rule"], o["told_on"]) for o in overdue if o["resident_id"] == resident} == {
        ("ADR-1", "2026-04-21")
    }
    yesterday = (await ward.get("/v1/notifications/overdue", on="2026-04-23")).json()["items"]
    assert {o["told_on"] for o in yesterday} == {"2026-04-21"}


async def test_notices_stand_in_timeline_and_history(ward: Office) -> None:
    resident, position = await opened(ward)
    await listed(ward, wait_for=position)
    for language, title in (
        ("en", "Office told: Notify the first place of residence: overdue"),
        ("ja", "通知:住居地の届出(新規上陸後)(期限超過)"),
    ):
        answer = await ward.get(f"/v1/residents/{resident}/timeline", headers={"Accept-Language": language})
        entries = [e for e in answer.json()["entries"] if e["kind"] == "notice" and e["rule"] == "ADR-1"]
        assert entries[0]["on"] == "2026-04-21"
        assert [e["on"] for e in answer.json()["entries"]] == sorted(
            e["on"] for e in answer.json()["entries"]
        )
        assert entries[0]["title"].split(":")[0] == title.split(":")[0], entries
    history = (await ward.get(f"/v1/residents/{resident}/events")).json()
    assert {(n["office"], n["rests_on_version"]) for n in history["notices"]} == {("01101", 4)}


async def test_metrics_say_how_far_offices_have_been_told(ward: Office) -> None:
    _, position = await opened(ward)
    await listed(ward, wait_for=position)
    for _ in range(500):  # the day is noted after the positions
        page = (await ward.client.get("/metrics")).text
        if "zairyu_notices_days_behind 0.0" in page:
            break
        await asyncio.sleep(0.01)
    assert "zairyu_notices_days_behind 0.0" in page
    assert "zairyu_notices_behind 0.0" in page
    assert "zairyu_notices_raised 3.0" not in page, "only the last stage of each duty counts as told"
    assert "zairyu_notices_withdrawn 0.0" in page


async def test_what_is_no_id_of_a_resident_is_refused(ward: Office) -> None:
    for text in ("", "x", "7888c79c"):
        answer = await ward.get(f"/v1/notices?resident_id={text}")
        assert (answer.status_code, answer.json()["errors"][0]["pointer"]) == (400, "?resident_id")
