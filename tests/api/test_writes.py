"""Recording: repeats, versions, refusals, overrides."""

import asyncio
from typing import Any
from uuid import uuid4

import pytest

from tests.api.office import Office, arrival, event

CARD = "AB12345678CD"
NOTE = event("NoteAdded", "2026-05-01", text="x")


async def test_opening_a_case_answers_with_its_place(ward: Office) -> None:
    """201, Location, versions, position."""
    answer = await ward.post("/v1/residents", {"events": arrival(card=CARD)})
    body = answer.json()
    assert answer.status_code == 201
    assert answer.headers["location"] == f"/v1/residents/{body['resident_id']}"
    assert answer.headers["etag"] == '"4"'
    assert (body["version"], body["position"]) == (4, 4)
    assert [e["type"] for e in body["events"]] == ["CaseOpened", "Landed", "CardIssued", "Settled"]
    assert [e["version"] for e in body["events"]] == [1, 2, 3, 4]


async def test_the_same_key_gives_the_first_answer_byte_for_byte(ward: Office) -> None:
    """Also after other events, and also for opening a case."""
    key = {"Idempotency-Key": str(uuid4())}
    first = await ward.post("/v1/residents", {"events": arrival(card=CARD)}, headers=key)
    await ward.record(first.json()["resident_id"], NOTE)
    again = await ward.post("/v1/residents", {"events": arrival(card=CARD)}, headers=key)
    assert (again.status_code, again.content) == (201, first.content)
    assert again.headers["idempotency-replayed"] == "true"
    assert again.headers["location"] == first.headers["location"]
    assert "idempotency-replayed" not in first.headers


async def test_the_same_key_with_another_body_is_refused(ward: Office) -> None:
    """422, also when the route or the resident is another."""
    key = {"Idempotency-Key": "one"}
    resident = await ward.open(*arrival())
    other = await ward.open(*arrival())
    path = f"/v1/residents/{resident}/events"
    assert (await ward.post(path, {"events": [NOTE]}, headers=key)).status_code == 201
    for where, body in (
        (path, {"events": [NOTE, NOTE]}),
        (f"/v1/residents/{other}/events", {"events": [NOTE]}),
    ):
        answer = await ward.post(where, body, headers=key)
        assert (answer.status_code, answer.json()["type"]) == (422, "/problems/idempotency-key-reused")


async def test_two_people_may_use_the_same_key(ward: Office) -> None:
    """A key is one person's."""
    key = {"Idempotency-Key": "one"}
    resident = await ward.open(*arrival())
    path = f"/v1/residents/{resident}/events"
    token = await ward.token("supervisor")
    assert (await ward.post(path, {"events": [NOTE]}, headers=key)).status_code == 201
    answer = await ward.post(path, {"events": [NOTE]}, headers=key, token=token)
    assert (answer.status_code, answer.json()["version"]) == (201, 6)


async def test_concurrent_duplicates_get_one_answer(ward: Office) -> None:
    """Nobody stores twice."""
    key = {"Idempotency-Key": "one"}
    answers = await asyncio.gather(
        *(ward.post("/v1/residents", {"events": arrival(card=CARD)}, headers=key) for _ in range(8))
    )
    assert {a.status_code for a in answers} == {201}
    assert len({a.content for a in answers}) == 1
    assert len((await ward.get("/v1/events")).json()["items"]) == 4


async def test_a_replay_is_looked_for_before_if_match_and_admissibility(ward: Office) -> None:
    """The stream has moved on; the repeated request does not care."""
    resident = await ward.open(*arrival())
    path, body = (
        f"/v1/residents/{resident}/events",
        {"events": [event("Departed", "2026-06-01", reentry="none")]},
    )
    headers = {"Idempotency-Key": "one", "If-Match": '"4"'}
    first = await ward.post(path, body, headers=headers)
    again = await ward.post(path, body, headers=headers)
    assert (first.status_code, again.status_code) == (201, 201)
    assert first.content == again.content


async def test_a_stale_version_is_refused(hall: Office) -> None:
    """412; nothing stored."""
    resident = await hall.open(*arrival())
    path = f"/v1/residents/{resident}/events"
    assert (await hall.post(path, {"events": [NOTE]}, headers={"If-Match": '"4"'})).status_code == 201
    answer = await hall.post(path, {"events": [NOTE]}, headers={"If-Match": '"4"'})
    assert (answer.status_code, answer.json()["type"]) == (412, "/problems/version-mismatch")
    assert (await hall.post(path, {"events": [NOTE]}, headers={"If-Match": '"5"'})).status_code == 201


@pytest.mark.parametrize("value", ["5", '"5" "6"', '"5', ",", ""])
async def test_an_unreadable_if_match_is_refused(hall: Office, value: str) -> None:
    """Never taken for absent."""
    resident = await hall.open(*arrival())
    answer = await hall.post(
        f"/v1/residents/{resident}/events", {"events": [NOTE]}, headers={"If-Match": value}
    )
    assert (answer.status_code, answer.json()["type"]) == (400, "/problems/invalid-header")


@pytest.mark.parametrize("value", ['W/"4"', '"x"', '"5", "6"', 'W/"4", "5"', '"04"'])
async def test_a_weak_tag_and_anothers_are_never_the_version(hall: Office, value: str) -> None:
    """Readings N71."""
    resident = await hall.open(*arrival())
    for route in ("events", "preview"):
        answer = await hall.post(
            f"/v1/residents/{resident}/{route}", {"events": [NOTE]}, headers={"If-Match": value}
        )
        assert (answer.status_code, answer.json()["type"]) == (412, "/problems/version-mismatch")


async def test_if_match_takes_a_list(hall: Office) -> None:
    """Readings N71."""
    for value in ('"3", "4"', 'W/"4","4"', ' "4" , "x"', "*"):
        path = f"/v1/residents/{await hall.open(*arrival())}/events"
        assert (await hall.post(path, {"events": [NOTE]}, headers={"If-Match": value})).status_code == 201


async def test_what_replaced_or_removed_an_event_is_named_in_the_history(hall: Office) -> None:
    """Readings N70: a correction that was itself overtaken does not count any more."""
    moved = event("Moved", "2026-05-01", address={"municipality_code": "01107", "line": "Kotoni 1"})
    corrected = event("EventCorrected", "2026-05-02", corrects=5, replacement=moved, reason="x")
    resident = await hall.open(*arrival())
    voided = event("EventVoided", "2026-05-03", voids=5, reason="x")
    await hall.record(resident, moved, corrected, corrected, voided)
    items = (await hall.get(f"/v1/residents/{resident}/events", after=4)).json()["items"]
    assert [(i["version"], i["state"], i["by"]) for i in items] == [
        (5, "voided", 8), (6, "corrected", 7), (7, "voided", 8), (8, "effective", None),
    ]  # fmt: skip


async def test_a_version_that_is_not_there_is_no_missing_resident(hall: Office) -> None:
    """400 with the parameter that names it; before the opening it is 404, in its own words (readings N45)."""
    path = f"/v1/residents/{await hall.open(*arrival())}"
    for asked, name in (
        ("?known=v99", "?known"),
        ("/obligations?known=v5", "?known"),
        ("/diff?known_from=v9", "?known_from"),
        ("/diff?known_from=v1&known_to=v9", "?known_to"),
    ):
        answer = await hall.get(path + asked)
        assert (answer.status_code, answer.json()["type"]) == (400, "/problems/invalid-query")
        assert [fault["pointer"] for fault in answer.json()["errors"]] == [name]
    nobody = (await hall.get(f"/v1/residents/{uuid4()}?known=v99")).json()
    for asked in ("?known=2000-01-01T00:00:00Z", "/diff?known_from=2000-01-01T00:00:00Z"):
        answer = await hall.get(path + asked)
        assert (answer.status_code, answer.json()["type"]) == (404, "/problems/resident-not-found")
        assert answer.json()["detail"] != nobody["detail"]


async def test_a_plus_in_an_instant_need_not_be_escaped(hall: Office) -> None:
    """Readings N71: it comes as a space."""
    path = f"/v1/residents/{await hall.open(*arrival())}"
    answer = await hall.get(f"{path}?known=2099-01-01T00:00:00+09:00")
    assert (answer.status_code, answer.json()["version"]) == (200, 4)
    assert (await hall.get(f"{path}/diff?known_from=2099-01-01T00:00:00+09:00")).status_code == 200
    assert (await hall.get("/v1/residents?known=2099-01-01T00:00:00+09:00")).status_code == 200


async def test_concurrent_writers_are_each_decided_on_the_newest_history(hall: Office) -> None:
    """Each version once."""
    resident = await hall.open(*arrival())
    path = f"/v1/residents/{resident}/events"
    answers = await asyncio.gather(*(hall.post(path, {"events": [NOTE]}) for _ in range(4)))
    assert sorted(a.json()["version"] for a in answers) == [5, 6, 7, 8]


async def test_a_refusal_names_code_event_and_what_it_contradicts(hall: Office) -> None:
    """409 `contradicts-later-event` with the version."""
    resident = await hall.open(*arrival())
    await hall.record(resident, event("Departed", "2026-06-01", reentry="none"))
    answer = await hall.post(
        f"/v1/residents/{resident}/events", {"events": [event("Departed", "2026-05-01", reentry="none")]}
    )
    problem = answer.json()
    assert (answer.status_code, problem["type"]) == (409, "/problems/contradicts-later-event")
    assert (problem["errors"][0]["pointer"], problem["errors"][0]["version"]) == ("/events/0", 5)


async def test_all_or_nothing(hall: Office) -> None:
    """One refused event refuses all."""
    resident = await hall.open(*arrival())
    answer = await hall.post(
        f"/v1/residents/{resident}/events", {"events": [NOTE, event("Reentered", "2026-06-01")]}
    )
    assert (answer.status_code, answer.json()["errors"][0]["pointer"]) == (409, "/events/1")
    assert len((await hall.get(f"/v1/residents/{resident}/events")).json()["items"]) == 4


async def test_a_card_number_belongs_to_one_resident(ward: Office) -> None:
    """409 `card-number-taken`, in a preview too, and no override."""
    await ward.open(*arrival(card=CARD))
    answer = await ward.post("/v1/residents", {"events": arrival(card=CARD)})
    assert (answer.status_code, answer.json()["type"]) == (409, "/problems/card-number-taken")
    assert answer.json()["errors"][0]["pointer"] == "/events/2"
    other = await ward.open(*arrival())
    card = event(
        "CardIssued",
        "2026-06-01",
        number=CARD,
        valid_until="2028-04-06",
        route="bureau",
        reason="reissue",
    )
    for path in ("events", "preview"):
        for override in ({}, {"override": "because"}):
            answer = await ward.post(f"/v1/residents/{other}/{path}", {"events": [card], **override})
            assert (answer.status_code, answer.json()["type"]) == (409, "/problems/card-number-taken")


async def test_a_voided_card_frees_its_number(ward: Office) -> None:
    """A typing error may be put right."""
    resident = await ward.open(*arrival(card=CARD))
    await ward.record(resident, event("EventVoided", "2026-05-01", voids=3, reason="typing error"))
    await ward.open(*arrival(card=CARD))


async def test_an_override_records_and_flags(hall: Office) -> None:
    """It stands as an anomaly under the refusal's code, with its reason in the history."""
    resident = await hall.open(*arrival())
    body = {"events": [event("Reentered", "2026-06-01")], "override": "the stamp says so"}
    answer = await hall.post(f"/v1/residents/{resident}/events", body)
    assert answer.status_code == 201
    standing = (await hall.get(f"/v1/residents/{resident}")).json()
    assert ("not-abroad", 5) in [(a["code"], a["version"]) for a in standing["anomalies"]]
    history = (await hall.get(f"/v1/residents/{resident}/events")).json()["items"]
    assert history[-1]["override"] == "the stamp says so"


async def test_a_preview_tells_what_would_change_and_stores_nothing(hall: Office) -> None:
    """Before, after, and the differences."""
    resident = await hall.open(*arrival())
    moved = event("Moved", "2026-05-01", address={"municipality_code": "01107", "line": "Kotoni 1"})
    answer = await hall.post(f"/v1/residents/{resident}/preview", {"events": [moved]})
    body = answer.json()
    assert answer.status_code == 200
    assert body["before"]["standing"]["address"]["municipality_code"] == "01101"
    assert body["after"]["standing"]["address"]["municipality_code"] == "01107"
    assert body["before"]["standing"]["version"] == 4
    fields = {change["field"] for change in body["changes"] if change["part"] == "standing"}
    assert "/address/municipality_code" in fields
    assert "ADR-3" in {change["rule"] for change in body["changes"] if change["part"] == "obligation"}
    assert len((await hall.get(f"/v1/residents/{resident}/events")).json()["items"]) == 4


async def test_a_preview_refuses_what_the_write_would(hall: Office) -> None:
    """409, 404 and 412 alike."""
    resident = await hall.open(*arrival())
    path = f"/v1/residents/{resident}/preview"
    answer = await hall.post(path, {"events": [event("Reentered", "2026-06-01")]})
    assert (answer.status_code, answer.json()["type"]) == (409, "/problems/not-abroad")
    assert (await hall.post(f"/v1/residents/{uuid4()}/preview", {"events": [NOTE]})).status_code == 404
    assert (await hall.post(path, {"events": [NOTE]}, headers={"If-Match": '"3"'})).status_code == 412


async def test_a_diff_says_what_changed_and_through_which_events(hall: Office) -> None:
    """Between two moments of knowing, for one day."""
    resident = await hall.open(*arrival())
    moved = event("Moved", "2026-05-01", address={"municipality_code": "01107", "line": "Kotoni 1"})
    done = await hall.record(resident, moved)
    query = {"known_from": "v4", "known_to": done["events"][0]["recorded_at"], "on": "2026-06-01"}
    body = (await hall.get(f"/v1/residents/{resident}/diff", **query)).json()
    assert [e["type"] for e in body["events"]["items"]] == ["Moved"]
    assert "/address/line" in {change.get("field") for change in body["changes"]}
    same = (await hall.get(f"/v1/residents/{resident}/diff", known_from="v5", on="2026-06-01")).json()
    assert (same["changes"], same["events"]["items"]) == ([], [])
    answer = await hall.get(f"/v1/residents/{resident}/diff", known_from="v5", known_to="v4")
    assert answer.status_code == 400


async def test_known_by_version_and_by_instant_agree(hall: Office) -> None:
    """`recorded_at` is given back as stored."""
    resident = await hall.open(*arrival())
    instants = [
        e["recorded_at"] for e in (await hall.get(f"/v1/residents/{resident}/events")).json()["items"]
    ]
    for version, instant in enumerate(instants, 1):
        by_version = (await hall.get(f"/v1/residents/{resident}", known=f"v{version}")).json()
        by_instant = (await hall.get(f"/v1/residents/{resident}", known=instant)).json()
        assert by_version.pop("known") == f"v{version}"
        assert by_instant.pop("known") == instant
        assert by_version == by_instant
        assert by_version["version"] == version


async def test_nothing_known_yet_is_not_found(hall: Office) -> None:
    """N45."""
    resident = await hall.open(*arrival())
    answer = await hall.get(f"/v1/residents/{resident}", known="2020-01-01T00:00:00Z")
    assert answer.status_code == 404


def staying(**about: Any) -> list[dict[str, Any]]:
    """Return the first facts of somebody whose stay runs on after today."""
    opened, landed, card, settled = arrival(on="2029-04-06", **about)
    ends = "2031-04-06"
    return [opened, {**landed, "expires_on": ends}, {**card, "valid_until": ends}, settled]


MOVED = event("Moved", "2029-12-28", address={"municipality_code": "01107", "line": "Kotoni 1"})


async def test_one_visit_is_three_calls_find_read_and_record(ward: Office) -> None:
    """The answer to the third says what it caused, so there is no fourth."""
    resident = await ward.open(*staying(family="Thapa", given="Anil"))
    await ward.record(resident, event("AddressNotified", "2029-04-07"))
    (found,) = (await ward.get("/v1/residents", q="thapa", wait_for=5)).json()["items"]
    assert (await ward.get(f"/v1/residents/{found['resident_id']}")).json()["obligations"]["open"] == 0
    done = await ward.record(found["resident_id"], MOVED)
    assert done["caused"] == ["Now owed: Notify the new address (ADR-3), last day 2030-01-11 (Fri)."]


async def test_a_write_says_what_it_caused_in_the_language_asked_for(hall: Office) -> None:
    """Duties that opened, moved, were settled; oddities."""
    resident = await hall.open(*staying())
    path, ja = f"/v1/residents/{resident}/events", {"Accept-Language": "ja"}

    async def caused(*events: dict[str, Any]) -> list[str]:
        answer = await hall.post(path, {"events": list(events)}, headers=ja)
        found: list[str] = answer.json()["caused"]
        return found

    assert await caused(event("AddressNotified", "2029-04-07")) == [
        "「新規上陸後の住居地の届出」(ADR-1)は済みました。"
    ]
    (overdue,) = await caused(event("CardLost", "2029-12-01", cause="destroyed"))
    assert "(LOS-1)の期限が過ぎています(期限:令和11年12月17日(2029-12-17)月曜日" in overdue
    learned = event("CardLost", "2029-12-20", cause="destroyed")
    correction = event("EventCorrected", "2029-12-31", corrects=6, replacement=learned, reason="misread")
    assert "(LOS-1)が必要になりました" in (await caused(correction))[0]
    void = event("EventVoided", "2029-12-31", voids=6, reason="x")
    assert "(LOS-1)は不要になりました" in (await caused(void))[0]
    assert await caused(event("SideActivityStarted", "2029-12-01", description="x")) == [
        "記録番号9の注意:資格外活動の許可の記録がありません。"
    ]
    assert await caused(NOTE) == []


async def test_a_repeated_key_gives_what_was_caused_again_whatever_was_recorded_since(hall: Office) -> None:
    resident = await hall.open(*staying())
    path, key = f"/v1/residents/{resident}/events", {"Idempotency-Key": "moved"}
    preview = (await hall.post(f"/v1/residents/{resident}/preview", {"events": [MOVED]})).json()
    first = await hall.post(path, {"events": [MOVED]}, headers=key)
    await hall.record(resident, event("AddressNotified", "2029-12-29"))
    again = await hall.post(path, {"events": [MOVED]}, headers=key)
    assert again.content == first.content
    assert first.json()["caused"] == preview["caused"] != []
