"""Whose slip it is to set right, and asking a supervisor for everything else."""

import asyncio
from datetime import UTC, date, datetime, timedelta
from typing import Any

import httpx
import msgspec
import pytest

from api.scope import Caller
from api.slips import own_slips
from tests.api.office import Office, arrival, event
from tests.spec import decoded, recorded

TODAY = "2029-12-31"
WRONG = event("Moved", "2029-12-20", address={"municipality_code": "01101", "line": "Odori 1"})
RIGHT = {**WRONG, "occurred_on": "2029-12-21"}
REASON = {"reason": "The contract says so."}


def corrected(version: int, replacement: dict[str, Any] = RIGHT) -> dict[str, Any]:
    return event("EventCorrected", TODAY, corrects=version, replacement=replacement, reason="misread")


def voided(version: int) -> dict[str, Any]:
    return event("EventVoided", TODAY, voids=version, reason="wrong file")


class Desk(msgspec.Struct):
    """One resident with five events, the last of them by Suzuki, and who works there."""

    ward: Office
    resident: str
    clerk: str
    colleague: str
    supervisor: str

    @property
    def path(self) -> str:
        return f"/v1/residents/{self.resident}"

    async def record(self, *events: dict[str, Any], by: str, headers: Any = None) -> httpx.Response:
        return await self.ward.post(
            f"{self.path}/events", {"events": list(events)}, token=by, headers=headers
        )

    async def ask(self, change: dict[str, Any], *, by: str = "", headers: Any = None) -> httpx.Response:
        path = f"{self.path}/correction-requests"
        return await self.ward.post(path, change, token=by or self.clerk, headers=headers)

    async def decide(self, version: int, how: str, *, by: str = "", headers: Any = None) -> httpx.Response:
        path = f"{self.path}/correction-requests/{version}/{how}"
        return await self.ward.post(path, REASON, token=by or self.supervisor, headers=headers)

    async def requests(self, **query: Any) -> list[dict[str, Any]]:
        answer = await self.ward.get(f"{self.path}/correction-requests", token=self.clerk, **query)
        found: list[dict[str, Any]] = answer.json()["items"]
        return found

    async def waiting(self, *, by: str = "", **query: Any) -> list[dict[str, Any]]:
        """What waits about this resident: those of other tests wait in the same office."""
        whole = {"token": by or self.supervisor, "limit": 500, **query}
        answer = await self.ward.get("/v1/correction-requests", **whole)
        assert answer.json()["next"] is None
        return [item for item in answer.json()["items"] if item["resident_id"] == self.resident]


@pytest.fixture
async def desk(hall: Office) -> Desk:
    clerk, colleague = [await hall.token("caseworker", person=name) for name in ("Suzuki", "Sato")]
    resident = await hall.open(*arrival())
    found = Desk(hall, resident, clerk, colleague, await hall.token("supervisor", person="Tanaka"))
    assert (await found.record(WRONG, by=clerk)).status_code == 201
    return found


async def test_a_clerk_sets_right_what_they_recorded_today_and_nothing_was_built_on(desk: Desk) -> None:
    """More than once, and in the end takes it back."""
    preview = await desk.ward.post(f"{desk.path}/preview", {"events": [corrected(5)]}, token=desk.clerk)
    assert preview.status_code == 200
    for change in (corrected(5), corrected(5, WRONG), voided(5)):
        answer = await desk.record(change, by=desk.clerk)
        assert answer.status_code == 201, answer.text
    history = (await desk.ward.get(f"{desk.path}/events")).json()["items"]
    assert [h["state"] for h in history[4:]] == ["voided", "corrected", "voided", "effective"]


@pytest.mark.parametrize("language", ["en", "ja"])
async def test_what_others_recorded_is_a_supervisors_to_correct(desk: Desk, language: str) -> None:
    """Also of an office of the same person's name; the refusal says where to ask."""
    namesake = await desk.ward.token("caseworker", "risb-sapporo", person="Suzuki")
    for version, by in ((4, desk.clerk), (5, desk.colleague), (5, namesake), (99, desk.clerk)):
        headers = {"Accept-Language": language}
        answer = await desk.record(voided(version), by=by, headers=headers)
        assert (answer.status_code, answer.json()["type"]) == (403, "/problems/forbidden")
        assert "/correction-requests" in answer.json()["detail"]
    assert (await desk.record(voided(4), by=desk.supervisor)).status_code == 201


async def test_what_something_was_built_on_is_a_supervisors_to_correct(desk: Desk) -> None:
    """Unless the clerk takes that back first; a request that waits is nothing built, a decision is."""
    await desk.record(event("AddressNotified", "2029-12-27"), by=desk.clerk)
    assert (await desk.record(corrected(5), by=desk.clerk)).status_code == 403
    assert (await desk.record(voided(6), by=desk.clerk)).status_code == 201
    await desk.ask(corrected(5))
    assert (await desk.record(corrected(5), by=desk.clerk)).status_code == 201
    again = (await desk.ask(voided(5))).json()["request"]
    assert (await desk.decide(again, "decline")).status_code == 201
    assert (await desk.record(voided(5), by=desk.clerk)).status_code == 403


def test_a_slip_is_ones_own_until_midnight_in_tokyo() -> None:
    stream = [msgspec.structs.replace(r, recorded_by="Suzuki") for r in recorded([*arrival(), WRONG])]
    at = datetime(2026, 11, 23, 14, 59, 59, tzinfo=UTC)  # 23:59:59 in Tokyo
    caller = Caller(person="Suzuki", role="caseworker", office="01101", key="x")
    for seconds, own in ((0, True), (1, False)):
        moved = [msgspec.structs.replace(r, recorded_at=at + timedelta(seconds=seconds)) for r in stream]
        assert own_slips(moved, [decoded(voided(5))], caller, today=date(2026, 11, 23)) is own


async def test_a_request_is_listed_and_accepted_and_all_of_it_is_on_record(desk: Desk) -> None:
    asked = await desk.ask(corrected(4, event("Settled", "2026-04-07", address=WRONG["address"])))
    assert asked.status_code == 201, asked.text
    assert (asked.json()["request"], asked.json()["state"]) == (6, "pending")
    (waiting,) = await desk.waiting()
    assert (waiting["request"], waiting["asked_by"], waiting["office"]) == (6, "Suzuki", "01101")
    assert waiting["requested"] == corrected(4, event("Settled", "2026-04-07", address=WRONG["address"]))
    assert waiting["name"]["family"] == "Sharma"
    done = await desk.decide(6, "accept")
    assert [e["type"] for e in done.json()["events"]] == ["CorrectionDecided", "EventCorrected"]
    assert "(ADR-1), last day 2026-04-21" in done.json()["caused"][0]
    (found,) = await desk.requests(state="accepted")
    decision = found["decision"]
    assert (decision["decided_by"], decision["reason"], decision["version"]) == (
        "Tanaka",
        REASON["reason"],
        7,
    )
    assert (await desk.waiting(), await desk.requests(state="pending")) == ([], [])
    assert [r["request"] for r in await desk.waiting(state="accepted,declined")] == [6]
    history = (await desk.ward.get(f"{desk.path}/events")).json()["items"]
    assert [(h["type"], h["recorded_by"]) for h in history[5:]] == [
        ("CorrectionRequested", "Suzuki"), ("CorrectionDecided", "Tanaka"), ("EventCorrected", "Tanaka"),
    ]  # fmt: skip
    assert history[3]["state"] == "corrected"


async def test_a_request_that_is_declined_changes_nothing(desk: Desk) -> None:
    before = (await desk.ward.get(desk.path)).json()
    await desk.ask(voided(4))
    assert (await desk.decide(6, "decline")).json()["version"] == 7
    after = (await desk.ward.get(desk.path)).json()
    assert {**after, "version": 5} == before
    (found,) = await desk.requests()
    assert (found["state"], found["decision"]["reason"]) == ("declined", REASON["reason"])
    for how in ("accept", "decline"):
        again = await desk.decide(6, how)
        assert (again.status_code, again.json()["type"]) == (409, "/problems/correction-request-decided")


async def test_a_request_overtaken_by_another_correction_can_only_be_declined(desk: Desk) -> None:
    await desk.ask(corrected(5))
    await desk.record(corrected(5, WRONG), by=desk.supervisor)
    (found,) = await desk.waiting()
    assert found["overtaken_by"] == 7
    refused = await desk.decide(6, "accept")
    assert (refused.status_code, refused.json()["type"]) == (409, "/problems/correction-request-overtaken")
    assert (await desk.decide(6, "decline")).status_code == 201


async def test_a_request_made_impossible_since_is_refused_with_the_reason(desk: Desk) -> None:
    await desk.ask(voided(3))
    await desk.record(event("CardLost", "2029-12-24", cause="lost"), by=desk.clerk)
    refused = await desk.decide(6, "accept")
    assert (refused.status_code, refused.json()["type"]) == (409, "/problems/contradicts-later-event")
    assert [r["state"] for r in await desk.requests()] == ["pending"]


@pytest.mark.parametrize(
    ("change", "status", "code", "pointer"),
    [
        (voided(99), 409, "unknown-version", ""),
        (voided(1), 409, "case-opening-not-voidable", ""),
        (
            corrected(4, {**RIGHT, "occurred_on": "2030-01-01"}),
            400,
            "future-date",
            "/replacement/occurred_on",
        ),
        ({**voided(4), "reason": "\u3000"}, 400, "invalid-event", "/reason"),
        (WRONG, 400, "invalid-event", None),
        (event("CorrectionRequested", TODAY, requested=voided(4)), 400, "invalid-event", None),
    ],
)
async def test_a_request_is_refused_for_what_the_correction_would_be(
    desk: Desk, change: dict[str, Any], status: int, code: str, pointer: str | None
) -> None:
    answer = await desk.ask(change)
    assert (answer.status_code, answer.json()["type"]) == (status, f"/problems/{code}")
    assert pointer is None or answer.json()["errors"][0]["pointer"] == pointer
    assert await desk.requests() == []


async def test_requests_and_decisions_go_through_their_own_door_alone(desk: Desk) -> None:
    """Who could record a decision as an event would decide without being asked who they are."""
    await desk.ask(voided(4))
    for fact in (
        event("CorrectionRequested", TODAY, requested=voided(4)),
        event("CorrectionDecided", TODAY, request=6, outcome="accepted", reason="x"),
    ):
        answer = await desk.record(fact, by=desk.supervisor)
        assert (answer.status_code, answer.json()["type"]) == (400, "/problems/invalid-event")
    assert (await desk.record(voided(6), by=desk.supervisor)).json()["type"] == "/problems/not-correctable"


async def test_a_request_sent_again_with_its_key_is_one_request(desk: Desk) -> None:
    """So is a decision; the key of one stands for no other."""
    key = {"Idempotency-Key": f"one of {desk.resident}"}
    first, again = await asyncio.gather(*(desk.ask(voided(4), headers=key) for _ in range(2)))
    assert (first.status_code, first.content) == (201, again.content)
    await desk.ask(corrected(5))
    assert (await desk.ask(voided(5), headers=key)).status_code == 422
    accepted = [await desk.decide(7, "accept", headers=key) for _ in range(2)]
    assert [a.status_code for a in accepted] == [201, 201]
    assert accepted[0].content == accepted[1].content
    assert accepted[1].headers["idempotency-replayed"] == "true"
    assert (await desk.decide(6, "accept", headers=key)).status_code == 422
    assert (await desk.ask(voided(5), headers={"If-Match": '"5"'})).status_code == 412


async def test_two_supervisors_at_once_decide_once(desk: Desk) -> None:
    other = await desk.ward.token("supervisor", person="Ito")
    await desk.ask(voided(4))
    answers = await asyncio.gather(desk.decide(6, "accept"), desk.decide(6, "decline", by=other))
    assert sorted(a.status_code for a in answers) == [201, 409]
    assert len((await desk.requests())[0]["decision"]) == 5


async def test_requests_are_seen_and_decided_within_reach(desk: Desk) -> None:
    """Of an office that asks, by its own people; what is not there is not found."""
    strangers = [await desk.ward.token(role, "34101") for role in ("caseworker", "supervisor")]
    await desk.ask(voided(4))
    for stranger in strangers:
        assert (await desk.ask(voided(4), by=stranger)).status_code == 404
        assert await desk.waiting(by=stranger) == []
        path = f"{desk.path}/correction-requests"
        assert (await desk.ward.get(path, token=stranger)).status_code == 404
    assert (await desk.decide(6, "accept", by=strangers[1])).status_code == 404
    assert (await desk.decide(6, "accept", by=desk.clerk)).status_code == 403
    assert (await desk.decide(5, "accept")).json()["type"] == "/problems/correction-request-not-found"
    bureau = await desk.ward.token("supervisor", "risb-sapporo")
    assert [r["request"] for r in await desk.waiting(by=bureau)] == [6]
    assert [r["request"] for r in await desk.waiting(by=desk.clerk)] == [6]


async def test_a_list_of_requests_has_pages_and_is_a_look(desk: Desk) -> None:
    await desk.ask(voided(4))
    await desk.ask(voided(5))
    other = await desk.ward.open(*arrival(family="Gurung"))
    asked = await desk.ward.post(f"/v1/residents/{other}/correction-requests", voided(4))
    assert asked.status_code == 201
    listed: list[tuple[str, int]] = []
    cursor: dict[str, Any] = {}
    while True:
        answer = await desk.ward.get("/v1/correction-requests", limit=1, **cursor)
        listed += [(item["resident_id"], item["request"]) for item in answer.json()["items"]]
        if answer.json()["next"] is None:
            break
        cursor = {"cursor": answer.json()["next"]}
    mine = [(resident, request) for resident, request in listed if resident in {desk.resident, other}]
    assert mine == [(desk.resident, 6), (desk.resident, 7), (other, 5)]
    await desk.waiting()
    await desk.ward.parts.services.accesses.flush()
    looks = (await desk.ward.get(f"/v1/residents/{other}/access")).json()["items"]
    assert "GET /v1/correction-requests" in {look["route"] for look in looks}


async def test_an_erased_resident_takes_the_requests_along(desk: Desk) -> None:
    await desk.ask(voided(4))
    erased = await desk.ward.post(f"{desk.path}/erasure", {"reason": "court-order"})
    assert erased.status_code == 200, erased.text
    assert await desk.waiting() == []
    assert (await desk.decide(6, "accept")).status_code == 410
    assert (await desk.ward.get(f"{desk.path}/correction-requests")).status_code == 410


async def test_the_lists_follow_a_history_with_requests(desk: Desk) -> None:
    """Rows are those of the facts: a request makes no difference to any."""
    await desk.ask(voided(4))
    done = await desk.decide(6, "accept")
    answer = await desk.ward.get("/v1/residents", wait_for=done.json()["position"], limit=500)
    assert answer.json()["next"] is None
    assert [item["resident_id"] for item in answer.json()["items"]].count(desk.resident) == 1
