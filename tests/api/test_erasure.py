"""After erasing: 410 everywhere, with the reason's code, and nothing in lists."""

from uuid import uuid4

from tests.api.office import Office, arrival, event

CARD = "AB12345678CD"
NOTE = {"events": [event("NoteAdded", "2026-05-01", text="x")]}


async def test_every_answer_is_410(ward: Office) -> None:
    """Reading, recording, trying out, erasing again; a card number is free again."""
    resident = await ward.open(*arrival(card=CARD))
    token = await ward.token("administrator")
    path = f"/v1/residents/{resident}"
    done = await ward.post(f"{path}/erasure", {"reason": "retention-ended"}, token=token)
    assert (done.status_code, done.json()["version"]) == (200, 5)
    answers = [
        await ward.get(path + part)
        for part in (
            "",
            "/obligations",
            "/timeline",
            "/events",
            "/access",
            "/file.zip",
            "/diff?known_from=v1",
        )
    ]
    answers += [await ward.post(f"{path}/{part}", NOTE) for part in ("events", "preview")]
    answers.append(await ward.post(f"{path}/erasure", {"reason": "retention-ended"}, token=token))
    for answer in answers:
        assert (answer.status_code, answer.json()["type"]) == (410, "/problems/resident-erased")
        assert "retention-ended" in answer.json()["detail"]
    found = await ward.get("/v1/residents", wait_for=done.json()["position"])
    assert found.json()["items"] == []
    await ward.open(*arrival(card=CARD))


async def test_a_replay_about_an_erased_resident_is_410(ward: Office) -> None:
    """The first answer is gone too."""
    key = {"Idempotency-Key": "one"}
    resident = (await ward.post("/v1/residents", {"events": arrival(card=CARD)}, headers=key)).json()[
        "resident_id"
    ]
    await ward.post(f"/v1/residents/{resident}/erasure", {"reason": "court-order"})
    assert (await ward.post("/v1/residents", {"events": arrival(card=CARD)}, headers=key)).status_code == 410


async def test_nobody_cannot_be_erased_and_a_reason_is_from_the_list(ward: Office) -> None:
    """404, 400."""
    assert (await ward.post(f"/v1/residents/{uuid4()}/erasure", {"reason": "court-order"})).status_code == 404
    resident = await ward.open(*arrival(card=CARD))
    answer = await ward.post(f"/v1/residents/{resident}/erasure", {"reason": "Ms Sharma asked for it"})
    assert (answer.status_code, answer.json()["errors"][0]["pointer"]) == (400, "/reason")


async def test_history_comes_with_proofs_when_asked(ward: Office) -> None:
    """Entries as stored; unsealed ones have no path yet."""
    resident = await ward.open(*arrival(card=CARD))
    body = (await ward.get(f"/v1/residents/{resident}/events", proof="true")).json()
    assert [entry["version"] for entry in body["entries"]] == [1, 2, 3, 4]
    assert body["seal"] is None
