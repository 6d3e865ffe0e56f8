"""Whose files: own offices, handing over, broken glass; no answer holds a word of another's resident."""

import asyncio
from datetime import date, timedelta
from itertools import product
from typing import Any
from uuid import UUID

import pytest

from api.routing import contract_of
from api.scope import Caller, Places, may_record, places, seen_through
from domain.history import effective
from tests.api.office import TODAY, Office, arrival, event
from tests.api.test_authorisation import MAY, QUERY, READERS, routes
from tests.spec import recorded

FOREIGN = ["Okonkwo", "Chidera", "ZX98765432QW", "Hiroshima-Nakaku-7"]


NOBODY = UUID(int=0)


async def _foreigner(ward: Office) -> str:
    facts = arrival(family=FOREIGN[0], given=FOREIGN[1], card=FOREIGN[2], code="34101")
    facts[3]["address"]["line"] = FOREIGN[3]
    return await ward.open(*facts, event("CardLost", "2026-05-01", cause="lost"))


TABLES = {name for name, handler in routes() if contract_of(handler).table is not None}
READ_ROUTES = [
    r for r in MAY if r.startswith("GET") and "caseworker" in MAY[r] | READERS and "audit" not in r
]


@pytest.mark.parametrize("role", ["caseworker", "supervisor"])
async def test_no_field_of_any_answer_is_of_another_office(ward: Office, role: str) -> None:
    """Every read route, plain and asked for the other resident by name, number, place and id."""
    theirs = await _foreigner(ward)
    mine = await ward.open(*arrival())
    token = await ward.token(role)
    words = [*FOREIGN, theirs]
    head = (await ward.get("/v1/events", limit=500)).json()["items"][-1]["position"]
    for route in READ_ROUTES:
        path = route.removeprefix("GET ").format(
            resident_id=mine, rule_id="ADR-1", rule="ADR-1", webhook_id=NOBODY
        )
        path += QUERY.get(route, "")
        for query in (*_questions(path, head), *_files(route)):
            answer = await ward.get(path + query, token=token)
            assert answer.status_code in {200, 403}, (path, query, answer.text)
            assert not [word for word in words if word in answer.text], (path, query)
        if "{resident_id}" in route:
            path = route.removeprefix("GET ").format(resident_id=theirs, rule="ADR-1") + QUERY.get(route, "")
            answer = await ward.get(path, token=token)
            assert answer.status_code in {403, 404}
            assert not [word for word in FOREIGN if word in answer.text]


def _files(route: str) -> list[str]:
    """Return that the list of a route is wanted as a file."""
    return ["?format=csv"] if route in TABLES else []


def _questions(path: str, head: int) -> list[str]:
    wait = f"wait_for={head}"
    match path:
        case "/v1/residents":
            return [
                f"?{wait}",
                f"?q={FOREIGN[0]}&{wait}",
                f"?card_number={FOREIGN[2]}",
                "?municipality=34101",
                "?on=2026-05-05",
            ]
        case "/v1/obligations":
            return [f"?{wait}&limit=500", "?municipality=34101", "?on=2026-05-20&state=overdue,open"]
        case "/v1/notifications/overdue":
            return [f"?{wait}&limit=500", "?municipality=34101", "?on=2026-06-20"]
        case "/v1/obligations/summary":
            return [f"?{wait}&by_municipality=true", "?municipality=34101&by_municipality=true"]
        case _:
            return [""]


async def test_counts_are_of_the_own_office(ward: Office) -> None:
    """Not even a number tells."""
    theirs = await _foreigner(ward)
    position = (await ward.get("/v1/events", limit=500)).json()["items"][-1]["position"]
    token = await ward.token("caseworker")
    everything = (await ward.get("/v1/obligations/summary", on="2026-05-05", wait_for=position)).json()
    own = (await ward.get("/v1/obligations/summary", on="2026-05-05", token=token)).json()
    assert theirs
    assert [rule for rule in everything["by_rule"] if rule["open"]]
    assert (own["by_rule"], own["by_week"]) == ([], [])


async def test_an_error_does_not_tell_who_exists(hall: Office) -> None:
    """An out-of-scope resident and none at all give the same bytes, for reading and for recording."""
    theirs = await _foreigner(hall)
    nobody = "00000000-0000-4000-8000-000000000000"
    token = await hall.token("caseworker")
    note = {"events": [event("NoteAdded", "2026-05-01", text="x")]}
    for path in ("", "/obligations", "/timeline", "/events", "/diff?known_from=v1"):
        answers = [await hall.get(f"/v1/residents/{who}{path}", token=token) for who in (theirs, nobody)]
        assert answers[0].status_code == 404
        assert answers[0].content == answers[1].content
    for path in ("events", "preview"):
        for headers in ({}, {"If-Match": '"1"'}):
            posts = [
                await hall.post(f"/v1/residents/{who}/{path}", note, token=token, headers=headers)
                for who in (theirs, nobody)
            ]
            assert posts[0].status_code == 404
            assert posts[0].content == posts[1].content


async def test_moving_away_hands_over(hall: Office) -> None:
    """The new office records; the old one reads for 90 days, and no longer."""
    moved = TODAY - timedelta(days=90)
    late = TODAY - timedelta(days=91)
    tokens = {code: await hall.token("caseworker", code) for code in ("01101", "01107")}
    for day, status in ((moved, 200), (late, 404)):
        resident = await hall.open(*arrival())
        await hall.record(
            resident, event("Moved", str(day), address={"municipality_code": "01107", "line": "Kotoni 1"})
        )
        path = f"/v1/residents/{resident}"
        assert (await hall.get(path, token=tokens["01107"])).status_code == 200
        assert (await hall.get(path, token=tokens["01101"])).status_code == status
        note = {"events": [event("NoteAdded", str(TODAY), text="x")]}
        refused = await hall.post(f"{path}/events", note, token=tokens["01101"])
        assert refused.status_code == (403 if status == 200 else 404)
        assert (await hall.post(f"{path}/events", note, token=tokens["01107"])).status_code == 201
        assert (await hall.get(path, on="2026-05-01", token=tokens["01101"])).status_code == 200
        assert (await hall.get(path, token=await hall.token("supervisor", "01101"))).status_code == 200


async def test_a_file_without_address_belongs_to_who_opened_it(hall: Office) -> None:
    """Until there is an address."""
    tokens = {code: await hall.token("caseworker", code) for code in ("01101", "01107")}
    resident = await hall.open(*arrival()[:3], token=tokens["01101"])
    assert (await hall.get(f"/v1/residents/{resident}", token=tokens["01101"])).status_code == 200
    assert (await hall.get(f"/v1/residents/{resident}", token=tokens["01107"])).status_code == 404


async def test_a_bureau_reaches_its_district(ward: Office) -> None:
    """Sapporo's bureau: Hokkaido, and not Hiroshima."""
    theirs = await _foreigner(ward)
    mine = await ward.open(*arrival())
    token = await ward.token("caseworker", "risb-sapporo")
    assert (await ward.get(f"/v1/residents/{mine}", token=token)).status_code == 200
    assert (await ward.get(f"/v1/residents/{theirs}", token=token)).status_code == 404
    position = (await ward.get("/v1/events", limit=500)).json()["items"][-1]["position"]
    items = (await ward.get("/v1/residents", token=token, wait_for=position)).json()["items"]
    assert [item["resident_id"] for item in items] == [mine]


async def test_broken_glass_opens_one_resident_for_an_hour(ward: Office) -> None:
    """Recorded with its reason, listed for supervisors; for reading alone."""
    theirs = await _foreigner(ward)
    token = await ward.token("caseworker", person="Suzuki")
    path = f"/v1/residents/{theirs}"
    assert (await ward.get(path, token=token)).status_code == 404
    opened = await ward.get(path, token=token, headers={"X-Break-Glass": "ambulance at the desk"})
    assert opened.status_code == 200
    assert (await ward.get(f"{path}/obligations", token=token)).status_code == 200
    note = {"events": [event("NoteAdded", "2026-05-01", text="x")]}
    assert (await ward.post(f"{path}/events", note, token=token)).status_code == 404
    other = await ward.token("caseworker", person="Sato")
    assert (await ward.get(path, token=other)).status_code == 404
    seen = (await ward.get("/v1/audit/emergencies", token=await ward.token("supervisor"))).json()["items"]
    assert [(e["person"], e["opened"]) for e in seen] == [("Suzuki", 1)]
    assert [(e["reason"], e["resident_id"]) for e in seen[0]["residents"]] == [
        ("ambulance at the desk", theirs)
    ]
    elsewhere = await ward.token("supervisor", "34101")
    assert (await ward.get("/v1/audit/emergencies", token=elsewhere)).json()["items"] == []
    looks = (await ward.get(f"{path}/access", token=await ward.token("auditor"))).json()["items"]
    assert {look["purpose"] for look in looks if look["person"] == "Suzuki"} == {
        "emergency: ambulance at the desk"
    }


async def test_an_emergency_cannot_be_buried(ward: Office) -> None:
    """Twenty an hour and person, each resident once; the supervisor sees a line a person and day."""
    tokens = {name: await ward.token("caseworker", person=name) for name in ("Sato", "Suzuki")}
    glass = {"X-Break-Glass": "fire"}
    theirs = [await ward.open(*arrival(code="34101")) for _ in range(22)]
    assert (
        await ward.get(f"/v1/residents/{theirs[0]}", token=tokens["Sato"], headers=glass)
    ).status_code == 200
    again = [theirs[0]] * 5
    answers = await asyncio.gather(
        *(ward.get(f"/v1/residents/{who}", token=tokens["Suzuki"], headers=glass) for who in again + theirs)
    )
    refused = [a for a in answers if a.status_code != 200]
    assert {(a.status_code, a.json()["type"]) for a in refused} == {(429, "/problems/too-many-emergencies")}
    supervisor = await ward.token("supervisor")
    seen = (await ward.get("/v1/audit/emergencies", token=supervisor)).json()["items"]
    assert [(e["person"], e["opened"]) for e in seen] == [("Suzuki", 20), ("Sato", 1)]
    first = (await ward.get("/v1/audit/emergencies", token=supervisor, limit=1)).json()
    rest = (await ward.get("/v1/audit/emergencies", token=supervisor, cursor=first["next"])).json()
    assert [e["person"] for e in rest["items"]] == ["Sato"]
    for who in theirs:
        answer = await ward.get(f"/v1/residents/{who}", token=tokens["Suzuki"])
        assert answer.status_code in {200, 404}


async def test_only_a_caseworker_breaks_glass_and_with_a_reason(ward: Office) -> None:
    """A supervisor asks an auditor; an empty reason is none."""
    theirs = await _foreigner(ward)
    path = f"/v1/residents/{theirs}"
    reason = {"X-Break-Glass": "because"}
    assert (await ward.get(path, token=await ward.token("supervisor"), headers=reason)).status_code == 404
    empty = await ward.get(path, token=await ward.token("caseworker"), headers={"X-Break-Glass": " "})
    assert (empty.status_code, empty.json()["type"]) == (400, "/problems/invalid-header")
    nobody = "/v1/residents/00000000-0000-4000-8000-000000000000"
    assert (await ward.get(nobody, token=await ward.token("caseworker"), headers=reason)).status_code == 404


D = date(2026, 6, 1)
CASES: list[tuple[str, str, tuple[tuple[date, str], ...], bool, bool]] = [
    ("lives here", "34101", ((D, "01101"),), True, True),
    ("lives elsewhere", "01101", ((D, "34101"),), False, False),
    ("no address, opened here", "01101", (), True, True),
    ("no address, opened elsewhere", "34101", (), False, False),
    ("moved away 90 days ago", "34101", ((D, "01101"), (TODAY - timedelta(days=90), "34101")), True, False),
    ("moved away 91 days ago", "34101", ((D, "01101"), (TODAY - timedelta(days=91), "34101")), False, False),
    ("came back", "34101", ((D, "01101"), (date(2027, 1, 1), "34101"), (date(2028, 1, 1), "01101")), True, True),  # noqa: E501
]  # fmt: skip


@pytest.mark.parametrize(
    ("opened_by", "stretches", "reads", "records"), [c[1:] for c in CASES], ids=[c[0] for c in CASES]
)
def test_reach_of_a_caseworker(
    opened_by: str,
    stretches: tuple[tuple[date, str], ...],
    reads: bool,
    records: bool,
) -> None:
    """By the address of today."""
    caller = Caller(person="x", role="caseworker", office="01101", key="x")
    where = Places(stretches=stretches, opened_by=opened_by)
    assert (seen_through(caller, where, on=TODAY, today=TODAY) is not None) is reads
    assert may_record(caller, where, today=TODAY) is records


async def test_lists_and_files_agree_on_who_is_within_reach(ward: Office) -> None:
    """The SQL of lists and the check on one file say the same, for every role and office."""
    people = [await ward.open(*arrival()) for _ in range(2)]
    people.append(await _foreigner(ward))
    people.append(await ward.open(*arrival()[:3], token=await ward.token("caseworker", "01102")))
    away = {"municipality_code": "34101", "line": "x"}
    await ward.record(people[0], event("Moved", str(TODAY - timedelta(days=30)), address=away))
    await ward.record(people[1], event("Moved", str(TODAY - timedelta(days=300)), address=away))
    two = [
        event("Moved", "2026-05-02", address={**away, "municipality_code": code})
        for code in ("01102", "34101")
    ]
    people.append(await ward.open(*arrival(), *two))
    log = (await ward.get("/v1/events", limit=500)).json()["items"]
    position, before = log[-1]["position"], log[-6]["recorded_at"]
    moments: list[dict[str, Any]] = [
        {"on": "2026-05-05"},
        {"on": "2026-05-05", "known": before},
        {"on": "2029-12-31"},
    ]
    for role, code in product(
        ("caseworker", "supervisor", "auditor"), ("01101", "01102", "34101", "risb-sapporo", "risb-hiroshima")
    ):
        token = await ward.token(role, code)
        for asked in moments:
            items = (await ward.get("/v1/residents", token=token, wait_for=position, **asked)).json()["items"]
            read = {who for who in people if await _readable(ward, who, token, **asked)}
            assert {item["resident_id"] for item in items} == read, (role, code, asked)


async def _readable(ward: Office, who: str, token: str, **asked: Any) -> bool:
    answer = await ward.get(f"/v1/residents/{who}", token=token, **asked)
    assert answer.status_code in {200, 404}
    found: Any = answer.status_code == 200
    return bool(found)


def test_a_landing_begins_a_stay_without_an_address() -> None:
    """Lists say so too: the place of such a resident is the office that opened the case."""
    told = [
        *arrival(),
        event("Departed", "2026-05-01", reentry="none"),
        event("Landed", "2026-06-01", port="X", status="temporary-visitor", period_of_stay="P90D",
              expires_on="2026-08-30"),
    ]  # fmt: skip
    history = recorded(told)
    where = places(history, effective(history))
    assert where.at(date(2026, 5, 31)) == "01101"
    assert where.at(date(2026, 6, 1)) is None


def test_the_day_asked_about_is_looked_at_as_known_then() -> None:
    """A correction takes a resident out of the office's reach, not out of what the office knew before."""
    caller = Caller(person="x", role="caseworker", office="01101", key="x")
    now, then = (Places(stretches=((D, code),), opened_by="34101") for code in ("34101", "01101"))
    assert seen_through(caller, now, on=TODAY, today=TODAY, then=then) == TODAY
    assert seen_through(caller, now, on=TODAY, today=TODAY, then=now) is None


LATER = ["Hiroshima-Nakaku-9", "Laterremark", "34101"]
"""What happened after a resident had moved away."""


async def _former(ward: Office, days_ago: int) -> str:
    away = {"municipality_code": LATER[2], "line": LATER[0]}
    left = TODAY - timedelta(days=days_ago)
    resident = await ward.open(*arrival(), event("Moved", str(left), address=away))
    note = event("NoteAdded", str(left), text=LATER[1])
    wrong = {"type": "EventCorrected", "occurred_on": str(TODAY), "corrects": 6, "reason": LATER[1]}
    await ward.record(resident, note, {**wrong, "replacement": note})
    return resident


async def test_no_route_shows_a_former_resident_later_than_the_hand_over_allows(hall: Office) -> None:
    """On each side of the ninety days: everything, or what tells of the day asked about, or 404.

    Who may still read is told why nothing is recorded.
    """
    token = await hall.token("caseworker")
    still, gone = await _former(hall, 90), await _former(hall, 91)
    for route in (r for r in MAY if "{resident_id}" in r and r.startswith("GET") and "caseworker" in MAY[r]):
        path = route.removeprefix("GET ")
        asked: dict[str, Any] = {"known_from": "v4"} if path.endswith("/diff") else {}
        days: list[dict[str, Any]] = (
            [{}] if path.endswith(("/events", "-requests", "/duplicates")) else [{}, {"on": "2026-05-05"}]
        )
        for day in days:
            seen = await hall.get(path.format(resident_id=still, rule="ADR-1"), token=token, **asked, **day)
            assert seen.status_code == 200, (route, day)
            answer = await hall.get(path.format(resident_id=gone, rule="ADR-1"), token=token, **asked, **day)
            assert answer.status_code == (200 if day else 404), (route, day)
            assert not [word for word in LATER if word in answer.text], (route, day)
            assert answer.headers.get("etag") == ('"4"' if day else None), (route, day)
    for route in (r for r in MAY if "{resident_id}" in r and r.startswith("POST") and "caseworker" in MAY[r]):
        path = route.removeprefix("POST ")
        body: dict[str, Any] = {"events": [event("NoteAdded", "2026-05-05", text="x")]}
        if path.endswith("-requests"):
            body = event("EventVoided", "2026-05-05", voids=4, reason="x")
        if path.endswith("/letters"):
            body = {"rule": "ADR-1"}
        for who, status in ((still, 403), (gone, 404)):
            assert (await hall.post(path.format(resident_id=who), body, token=token)).status_code == status


async def test_a_diff_shows_no_events_after_the_hand_over(hall: Office) -> None:
    """What was recorded later of the days lived here is shown, what happened later is not."""
    token, gone = await hall.token("caseworker"), await _former(hall, 365)
    late = event("NoteAdded", "2026-05-01", text="found in a drawer")
    await hall.record(gone, late)
    path = f"/v1/residents/{gone}/diff"
    answer = await hall.get(path, token=token, known_from="v4", on="2026-05-05")
    assert [e["text"] for e in answer.json()["events"]["items"]] == ["found in a drawer"]
    assert (await hall.get(path, token=token, known_from="v4")).status_code == 404
    assert len((await hall.get(path, known_from="v4")).json()["events"]["items"]) == 4
