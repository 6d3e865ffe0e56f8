"""Protected addresses: a walk through all that is answered and sent, as everybody, looking for one address.

Routes are those of the application, so that a new one is walked by itself.
"""

import asyncio
import re
from collections.abc import AsyncIterator, Iterator
from datetime import date
from typing import Any
from urllib.parse import urlencode
from uuid import uuid4

import pytest
from litestar.handlers import HTTPRouteHandler
from msgspec import Struct
from structlog.testing import capture_logs

from api.digest import DigestMaker
from api.routing import contract_of
from tests.api.conftest import Offices
from tests.api.office import Office, event
from tests.api.protected import (
    BUREAU,
    CALLERS,
    FORMER,
    LINES,
    MEASURES,
    OWN,
    PLACES,
    TODAY,
    WHY,
    Protected,
    life,
    protected_in,
    told_in,
    words_in,
)
from tests.api.test_authorisation import NOTE, routes
from tests.receiver import Receiver, authority, receiver

LANGUAGES = ("ja", "en", "easy-ja")


class Walked(Struct, frozen=True, kw_only=True):
    """An office with a protected resident, and a receiver that is sent what her office is told."""

    hall: Office
    there: Receiver
    her: Protected


@pytest.fixture(scope="module")
async def walked(offices: Offices, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Walked]:
    trusted = authority(tmp_path_factory.mktemp("authority"))
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("SSL_CERT_FILE", str(trusted.file))
        async with receiver(trusted) as there, offices(webhook_allow=("127.0.0.0/8",)) as hall:
            kinds = ["resident.recorded", "notice.raised", "notice.withdrawn"]
            body = {"url": f"{there.url}?{uuid4()}", "kinds": kinds, "offices": [OWN]}
            assert (await hall.post("/v1/webhooks", body)).status_code == 201
            yield Walked(hall=hall, there=there, her=await protected_in(hall))


READ = [
    (name.removeprefix("GET "), handler)
    for name, handler in routes()
    if name.startswith("GET") and contract_of(handler).action not in {"public", "look-up", "administer"}
]
"""All routes that tell of residents."""

MORE: dict[str, tuple[dict[str, str], ...]] = {
    "on": ({"on": "2029-05-01"}, {"on": "2029-12-15"}),
    "known": ({"known": "v4"}, {"known": "v8"}, {"known": "before"}),
    "municipality": tuple(
        {"municipality": place, **more} for place in (FORMER, OWN) for more in ({}, {"on": "2029-12-15"})
    ),
    "by_municipality": ({"by_municipality": "true"},),
    "proof": ({"proof": "true"},),
    "language": tuple({"language": language} for language in LANGUAGES),
}
"""What is asked besides of a route that knows the parameter."""


def asked(path: str, handler: HTTPRouteHandler, her: Protected) -> Iterator[tuple[str, dict[str, str]]]:
    """Yield every way to ask a route: other days, other moments of knowing, other forms, on paper."""
    contract = contract_of(handler)
    fields = contract.query.__struct_fields__
    needed = {"known_from": "v1"} if "known_from" in fields else {}
    if "family" in fields:
        needed = {"family": "Okonkwo", "given": "Chidera", "date_of_birth": "2001-08-02"}
    ways: list[dict[str, str]] = [{}, *(way for name in MORE if name in fields for way in MORE[name])]
    ways += [{"format": "csv"}, {"format": "xlsx"}] if contract.table is not None else []
    path = path.format(resident_id=her.resident, rule="ADR-3")
    for way in ways:
        query = {name: her.before if text == "before" else text for name, text in (needed | way).items()}
        query |= {"limit": "20"} if "limit" in fields and "format" not in query else {}
        yield f"{path}?{urlencode(query)}" if query else path, {}
    for accepted in ("text/plain", "application/json") if contract.paper else ("application/json",):
        for language in ("ja", "en"):
            yield f"{path}?{urlencode(needed)}", {"Accept": accepted, "Accept-Language": language}


@pytest.mark.parametrize(("role", "office"), CALLERS)
async def test_no_answer_tells_the_address(walked: Walked, role: str, office: str) -> None:
    """Of the own office not before it says why; to others never, whatever they say."""
    token = await walked.hall.token(role, office, person="Suzuki")
    more = {"Authorization": f"Bearer {token}", **({} if office == OWN else WHY)}
    if (role, office) == ("caseworker", "13101"):
        more["X-Break-Glass"] = "an emergency"
    seen = 0
    for path, handler in READ:
        for query, headers in asked(path, handler, walked.her):
            if "xlsx" in query and role != "supervisor":
                continue  # made of the same cells as CSV, and not quickly
            answer = await walked.hall.client.get(query, headers={**more, **headers})
            assert answer.status_code in {200, 400, 403, 404, 409}, (query, answer.text)
            assert answer.status_code != 400 or "known=v" in query, (query, answer.text)
            assert answer.headers["cache-control"].startswith("no-store"), query
            told = words_in(answer)
            if role == "auditor" and "/audit/" in path:  # whose office looked: docs/adr/0027
                told = re.sub(
                    r'"office":"\w+"|福岡市博多区|広島市中区|\b(40132|34101)\b|Fukuoka|福岡', "", told
                )
            assert told_in(told, office) == [], (query, headers)
            seen += answer.status_code == 200
    assert seen or role == "administrator"


async def test_the_own_office_is_told_when_it_says_why_and_that_look_is_on_record_apart(
    walked: Walked,
) -> None:
    clerk, path = await walked.hall.token("caseworker", OWN, person="Tanaka"), walked.her.path
    address = {"municipality_code": OWN, "line": LINES[1]}
    for said, told in (({}, False), (WHY, True)):
        standing = (await walked.hall.get(path, token=clerk, headers=said)).json()
        assert standing["address_protected"] is True
        assert (standing["address"], standing["lg_code"]) == ((address, "401323") if told else (None, None))
        history = (await walked.hall.get(f"{path}/events", token=clerk, headers=said)).json()
        assert history["address_protected"] is True
        shown = history["items"][6]["replacement"]["address"]
        assert shown == (address if told else {"address_protected": True})
    auditor = await walked.hall.token("auditor", "13101")
    for shown, looks in ((True, [WHY["X-Purpose"]] * 2), (False, [None] * 2)):
        query: dict[str, Any] = {"person": "Tanaka", "address_shown": shown}
        found = (await walked.hall.get("/v1/audit/accesses", token=auditor, **query)).json()["items"]
        assert [look["purpose"] for look in found] == looks
        assert {look.get("address_shown", False) for look in found} == {shown}


TELLING = [(path, handler) for path, handler in READ if contract_of(handler).protected_too]


@pytest.mark.parametrize("form", ["json", "csv", "xlsx", "paper"])
async def test_what_is_taken_away_tells_it_to_nobody_whatever_they_say(walked: Walked, form: str) -> None:
    boss = await walked.hall.token("supervisor", OWN, person="Tanaka")
    told = 0
    for path, handler in TELLING:
        query = "?known_from=v1" if path.endswith("/diff") else ""
        if form in {"csv", "xlsx"}:
            query = f"?format={form}"
        accepted = {"Accept": "text/plain"} if form == "paper" and contract_of(handler).paper else {}
        if (form == "paper" and not accepted) or (query.startswith("?f") and not contract_of(handler).table):
            continue
        answer = await walked.hall.get(
            path.format(resident_id=walked.her.resident) + query, token=boss, headers={**WHY, **accepted}
        )
        assert answer.status_code == 200, answer.text
        told += bool(told_in(words_in(answer), OWN))
    assert bool(told) is (form == "json")


LISTS = ("/v1/residents", "/v1/obligations", "/v1/notices", "/v1/letters", "/v1/notifications/overdue")


@pytest.mark.parametrize("path", LISTS)
async def test_a_list_has_her_without_a_place_and_a_place_finds_her_for_her_office_alone(
    walked: Walked, path: str
) -> None:
    for office, found in ((OWN, {"", OWN}), (FORMER, {""}), (BUREAU, {""})):
        token = await walked.hall.token("supervisor", office)
        for place in ("", OWN, FORMER):
            query: dict[str, Any] = {"municipality": place} if place else {}
            items = (await walked.hall.get(path, token=token, **query)).json()["items"]
            hers = [item for item in items if item["resident_id"] == walked.her.resident]
            assert bool(hers) is (place in found), (office, place)
            assert all(item["address_protected"] is True for item in hers)


async def test_numbers_by_place_count_her_as_without_one(walked: Walked) -> None:
    token = await walked.hall.token("caseworker", BUREAU)
    told = await walked.hall.get("/v1/obligations/summary", token=token, by_municipality=True)
    assert {one["municipality"] for one in told.json()["by_rule"]} == {None}
    for place, rules in ((OWN, []), (None, told.json()["by_rule"])):
        query = {"municipality": place} if place else {"by_municipality": True}
        again = await walked.hall.get("/v1/obligations/summary", token=token, **query)
        assert again.json()["by_rule"] == rules


async def test_trying_out_tells_no_more_than_the_file_does_even_that_the_protection_ends(
    walked: Walked,
) -> None:
    clerk = await walked.hall.token("caseworker", OWN)
    for facts in (NOTE, {"events": [event("AddressProtectionEnded", TODAY)]}):
        answer = await walked.hall.post(f"{walked.her.path}/preview", facts, token=clerk)
        assert answer.status_code == 200, answer.text
        assert told_in(answer.text, OWN) == []
        answer = await walked.hall.post(f"{walked.her.path}/preview", facts, token=clerk, headers=WHY)
        assert LINES[1] in answer.text


async def test_recording_and_its_refusals_tell_nothing(walked: Walked) -> None:
    """To the former office not even where she moved to."""
    former = await walked.hall.token("caseworker", FORMER)
    for path in ("/events", "/preview", "/correction-requests"):
        body = event("EventVoided", TODAY, voids=6, reason="x") if path.startswith("/c") else NOTE
        answer = await walked.hall.post(f"{walked.her.path}{path}", body, token=former)
        assert answer.status_code == 403
        assert told_in(answer.text, FORMER) == []
    for path in ("", "/letters/ADR-3"):
        answer = await walked.hall.get(f"{walked.her.path}{path}", token=former)
        assert told_in(words_in(answer), FORMER) == []
    moved = (await walked.hall.get(walked.her.path, token=former)).json()["handed_over"]
    assert moved == {"to": None, "on": "2029-12-10", "until": "2030-03-10", "address_protected": True}


async def test_letters_calendars_mails_facts_and_log_lines_tell_nothing(walked: Walked) -> None:
    hall = walked.hall
    boss = await hall.token("supervisor", OWN, person="Tanaka")
    with capture_logs() as lines:
        for language in LANGUAGES:
            body = {"rule": "ADR-3", "language": language}
            sent = await hall.post(f"{walked.her.path}/letters", body, token=boss, headers=WHY)
            assert sent.status_code == 201
            assert [word for word in (*LINES, *PLACES) if word in words_in(sent)] == []
        await hall.get(walked.her.path, token=boss, headers=WHY)
    assert [word for word in LINES if word in str(lines)] == []
    for wanted in ({}, {"names": True}):
        made = (await hall.post("/v1/calendars", wanted, token=boss)).json()
        calendar = await hall.client.get(made["url"])
        assert walked.her.resident in calendar.text
        assert told_in(calendar.text, OWN) == []
    digest = await DigestMaker(hall.parts.services, "http://x").make(
        OWN, date.fromisoformat(TODAY), "both", ()
    )
    assert told_in(digest.text, OWN) == []
    async with asyncio.timeout(10):
        while not [one for one in walked.there.came if b"AddressProtected" in one.body]:
            await asyncio.sleep(0.02)
    assert [
        word for one in walked.there.came for word in (*LINES, *PLACES) if word in one.body.decode()
    ] == []


async def test_it_counts_from_when_it_is_recorded_though_no_list_has_come_so_far(offices: Offices) -> None:
    """And everything shows again when the protection has ended, or never was."""
    async with offices() as hall:
        resident = await hall.open(*life())
        path, token = f"/v1/residents/{resident}", await hall.token("caseworker", OWN)
        await hall.get("/v1/residents", wait_for=8)
        pool = hall.parts.services.pool
        async with pool.acquire() as held, held.transaction():
            await held.execute("SELECT * FROM lists.resident FOR UPDATE")  # no row can be brought up to date
            await hall.record(resident, MEASURES)
            [item] = (await hall.get("/v1/residents", token=token)).json()["items"]
            assert (item["municipality_code"], item["address_protected"]) == (None, True)
            assert (await hall.get(path, token=token)).json()["address"] is None
        for ends in (
            event("AddressProtectionEnded", TODAY),
            event("EventVoided", TODAY, voids=10, reason="x"),
            event("EventVoided", TODAY, voids=9, reason="another's"),
        ):
            done = await hall.record(resident, ends)
            [item] = (await hall.get("/v1/residents", token=token, wait_for=done["position"])).json()["items"]
            again = ends.get("voids") == 10
            assert item["municipality_code"] == (None if again else OWN)
            standing = (await hall.get(path, token=token)).json()
            assert (standing["address"] is None, "address_protected" in standing) == (again, again)


async def test_a_file_merged_into_one_that_is_protected_tells_nothing_either(offices: Offices) -> None:
    """Its own history stays readable, and lies elsewhere; so do its requests, and the feed."""
    async with offices() as hall:
        merged, surviving = await hall.open(*life()), await hall.open(*life()[:1])
        body = {"with": merged, "reason": f"both live at {LINES[0]}"}
        assert (await hall.post(f"/v1/residents/{surviving}/merge", body)).status_code == 201
        await hall.record(surviving, MEASURES)
        third = await hall.open(*life()[:1])
        tried = await hall.post(f"/v1/residents/{third}/merge/preview", {"with": surviving})
        assert told_in(tried.text, "13101") == []
        assert tried.status_code in {200, 409}, tried.text
        alone = await hall.open(*life()[:2], MEASURES, *life()[3:4])
        tried = await hall.post(f"/v1/residents/{third}/merge/preview", {"with": alone})
        assert (tried.status_code, told_in(tried.text, "13101")) == (200, []), tried.text
        assert tried.json()["after"]["standing"]["address_protected"] is True
        token = await hall.token("auditor", "13101")
        for path in (
            f"/v1/residents/{merged}/events",
            f"/v1/residents/{merged}/diff?known_from=v1",
            f"/v1/residents/{surviving}/events",
            f"/v1/residents/{surviving}/timeline",
            f"/v1/residents/{surviving}?known=v1",
            "/v1/events",
            "/v1/residents",
            "/v1/obligations",
        ):
            answer = await hall.client.get(path, headers={"Authorization": f"Bearer {token}"})
            assert answer.status_code == 200, answer.text
            assert told_in(answer.text, "13101") == [], path


async def test_what_a_file_taken_out_again_told_is_not_told_as_it_was_known(offices: Offices) -> None:
    """The other file told where she lives for a time; then the two were found to be two persons."""
    async with offices() as hall:
        merged, other = await hall.open(*life()), await hall.open(*life()[:1])
        body = {"with": merged, "reason": "opened twice"}
        assert (await hall.post(f"/v1/residents/{other}/merge", body)).status_code == 201
        undone = await hall.post(f"/v1/residents/{other}/unmerge", {"reason": "two persons"})
        assert undone.status_code == 201, undone.text
        path = f"/v1/residents/{other}"
        asked = [f"{path}?known=v2", f"{path}/timeline?known=v2", f"{path}/diff?known_from=v1&known_to=v2"]
        before = [await hall.get(each) for each in asked]
        assert all(told_in(answer.text, "13101") for answer in before)
        await hall.record(merged, MEASURES)
        for each in asked:
            answer = await hall.get(each)
            assert (answer.status_code, told_in(answer.text, "13101")) == (200, []), each
        assert "address_protected" not in (await hall.get(path)).json()


async def test_no_list_tells_it_by_the_file_it_was_taken_out_of(offices: Offices) -> None:
    """Rows of that file, as known in between, have the other's places; its notices went to their offices."""
    async with offices() as hall:
        merged, other = await hall.open(*life()), await hall.open(*life()[:1])
        body = {"with": merged, "reason": "opened twice"}
        done = (await hall.post(f"/v1/residents/{other}/merge", body)).json()
        told = await hall.get("/v1/notices", resident_id=other, wait_for=done["position"])
        assert told_in(told.text, "13101")
        between = done["events"][0]["recorded_at"]
        undone = await hall.post(f"/v1/residents/{other}/unmerge", {"reason": "two persons"})
        token = await hall.token("auditor", "13101")
        position = undone.json()["position"]
        for measures in (False, True):
            if measures:
                position = (await hall.record(merged, MEASURES))["position"]
            for path, query in (
                ("/v1/obligations", {"known": between}),
                ("/v1/notifications/overdue", {"known": between}),
                ("/v1/obligations/summary", {"known": between, "by_municipality": "true"}),
                ("/v1/notices", {}),
            ):
                answer = await hall.get(path, token=token, wait_for=position, **query)
                assert answer.status_code == 200, answer.text
                assert bool(told_in(answer.text, "13101")) != measures, path


async def test_what_a_file_set_right_in_one_taken_out_again_is_not_told_either(offices: Offices) -> None:
    """Entry 4 of her file was corrected by the other one: where she lives stands in that one's history."""
    async with offices() as hall:
        merged, other = await hall.open(*life()[:4]), await hall.open(*life()[:1])
        body = {"with": merged, "reason": "opened twice"}
        assert (await hall.post(f"/v1/residents/{other}/merge", body)).status_code == 201
        right = {"corrects": 200004, "replacement": life()[3] | {"note": "x"}, "reason": "x"}
        fact, path = event("EventCorrected", TODAY, **right), f"/v1/residents/{other}"
        asked = await hall.post(f"{path}/correction-requests", fact)
        assert asked.status_code == 201, asked.text
        await hall.record(other, fact)
        assert (await hall.post(f"{path}/unmerge", {"reason": "two persons"})).status_code == 201
        await hall.record(merged, MEASURES)
        for each in (
            f"{path}/events",
            f"{path}/correction-requests",
            "/v1/correction-requests",
            "/v1/events",
        ):
            answer = await hall.get(each)
            assert (answer.status_code, told_in(answer.text, "13101")) == (200, []), each


async def test_who_may_not_see_it_cannot_make_the_file_theirs(walked: Walked) -> None:
    """A supervisor of a former office could otherwise move her there, or end the protection, and read."""
    boss, path = await walked.hall.token("supervisor", FORMER), f"{walked.her.path}/events"
    back = event("Moved", TODAY, address={"municipality_code": FORMER, "line": "x"})
    for fact in (
        back,
        event("AddressProtectionEnded", TODAY),
        event("EventVoided", TODAY, voids=10, reason="x"),
    ):
        for tried in (path, f"{walked.her.path}/preview"):
            answer = await walked.hall.post(tried, {"events": [fact]}, token=boss)
            assert (answer.status_code, answer.json()["type"]) == (403, "/problems/forbidden")
            assert told_in(answer.text, FORMER) == []
    assert (await walked.hall.post(path, {"events": [MEASURES]}, token=boss)).status_code == 201


async def test_who_may_not_see_it_cannot_merge_the_file_with_one_of_theirs(walked: Walked) -> None:
    """Whatever office has the file that goes on could otherwise read what the other tells."""
    hall, boss = walked.hall, await walked.hall.token("supervisor", FORMER)
    theirs = await hall.open(*life()[:1], token=await hall.token("caseworker", FORMER))
    for one, other in ((theirs, walked.her.resident), (walked.her.resident, theirs)):
        for route in ("merge", "merge/preview"):
            answer = await hall.post(
                f"/v1/residents/{one}/{route}", {"with": other, "reason": "x"}, token=boss
            )
            assert (answer.status_code, answer.json()["type"]) == (403, "/problems/forbidden"), answer.text
            assert told_in(answer.text, FORMER) == []
