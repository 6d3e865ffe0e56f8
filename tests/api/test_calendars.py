"""Calendars over HTTP: what they show, to whom, and as long as who made them may read it."""

from collections.abc import AsyncIterator
from datetime import date, timedelta
from typing import Any

import httpx
import pytest
from ical.calendar import Calendar
from ical.calendar_stream import IcsCalendarStream
from ical.event import Event

from adapters.postgres.calendars import Calendar as Subscription
from adapters.postgres.calendars import Calendars
from adapters.postgres.due_days import DueDays
from api.feeds import Feeds
from api.scope import Caller
from tests.api.conftest import Offices
from tests.api.office import Office, arrival, event

TODAY = date(2026, 4, 10)
"""Four days after the arrivals, ten before the last day to notify the address."""


@pytest.fixture(scope="module")
async def hall(offices: Offices) -> AsyncIterator[Office]:
    async with offices(today=TODAY) as found:
        yield found


async def made(hall: Office, token: str, **wanted: Any) -> str:
    """Return the path of a new calendar."""
    answer = await hall.post("/v1/calendars", wanted, token=token)
    assert answer.status_code == 201, answer.text
    url = httpx.URL(answer.json()["url"])
    assert url.host == "127.0.0.1"
    return url.path


async def fetched(hall: Office, path: str, **headers: str) -> httpx.Response:
    """Return what a program gets that has nothing but the address."""
    return await hall.client.get(path, headers=headers)


async def events(hall: Office, path: str) -> list[Event]:
    answer = await fetched(hall, path)
    assert answer.status_code == 200, answer.text
    assert answer.headers["content-type"] == "text/calendar; charset=utf-8"
    return read(answer.text).events


def read(text: str) -> Calendar:
    """Return a calendar as another library reads it."""
    return IcsCalendarStream.calendar_from_ics(text)


async def level(hall: Office, position: int) -> None:
    """Wait until the lists show a position."""
    await hall.parts.services.lists.wait_for(position)


async def known(hall: Office, path: str, resident: str, *facts: dict[str, Any]) -> list[Event]:
    """Record facts and return what the calendar shows once the lists have them."""
    await level(hall, (await hall.record(resident, *facts))["position"])
    return await events(hall, path)


async def arrived(hall: Office, **more: Any) -> str:
    """Open a file and wait until the lists have it."""
    answer = await hall.post("/v1/residents", {"events": arrival(**more)})
    await level(hall, answer.json()["position"])
    found: str = answer.json()["resident_id"]
    return found


@pytest.mark.parametrize(
    ("language", "title", "why", "more"),
    [
        ("en", "Notify the first address", "Last day: 2026-04-20 (Mon)", "More: "),
        ("ja", "新規上陸後の住居地の届出", "期限:令和8年4月20日(2026-04-20)月曜日", "詳しくは "),
    ],
)
async def test_an_all_day_event_says_what_is_due_and_why(
    hall: Office, language: str, title: str, why: str, more: str
) -> None:
    resident = await arrived(hall, code="01103", family="Tanaka")
    token = await hall.token("caseworker", "01103")
    answer = await hall.post("/v1/calendars", {}, token=token, headers={"Accept-Language": language})
    calendar = read((await fetched(hall, httpx.URL(answer.json()["url"]).path)).text)
    page = f"http://127.0.0.1/residents/{resident}"
    (found,) = [e for e in calendar.events if str(e.url) == page]
    assert (found.dtstart, found.dtend, found.summary) == (date(2026, 4, 20), date(2026, 4, 21), title)
    assert found.transparency == "TRANSPARENT"
    assert found.description is not None
    lines = found.description.split("\n")
    assert why in lines
    assert lines[-1] == more + page
    assert "Tanaka" not in str(calendar), "names only where they were asked for"


async def test_a_day_that_moves_keeps_its_event_and_counts_up(hall: Office) -> None:
    token = await hall.token("caseworker", "01104")
    path = await made(hall, token)
    resident = await arrived(hall, code="01104")
    (first,) = await events(hall, path)
    corrected = arrival(code="01104", on="2026-04-08")[3]
    change = event("EventCorrected", "2026-04-10", corrects=4, replacement=corrected, reason="misread")
    (second,) = await known(hall, path, resident, change)
    assert (first.dtstart, second.dtstart) == (date(2026, 4, 20), date(2026, 4, 22))
    back = event(
        "EventCorrected", "2026-04-10", corrects=4, replacement=arrival(code="01104")[3], reason="not misread"
    )
    (third,) = await known(hall, path, resident, back)
    assert third.dtstart == first.dtstart
    assert first.uid == second.uid == third.uid
    counted = [e.sequence for e in (first, second, third) if e.sequence is not None]
    assert len(counted) == len(set(counted)) == 3
    assert counted == sorted(counted)
    assert first.dtstamp <= second.dtstamp <= third.dtstamp
    assert await known(hall, path, resident, event("AddressNotified", "2026-04-10")) == [], "done: gone"


async def test_what_has_not_changed_is_the_same_to_the_byte(hall: Office) -> None:
    path = await made(hall, await hall.token("caseworker", "01105"), names=True, language="ja")
    await arrived(hall, code="01105")
    first = await fetched(hall, path)
    assert first.headers["cache-control"] == "private, no-cache"
    tag = first.headers["etag"]
    again = await fetched(hall, path, **{"If-None-Match": f'"other", {tag}'})
    assert (again.status_code, again.content, again.headers["etag"]) == (304, b"", tag)
    elsewhere = await arrived(hall, code="01110")
    assert (await fetched(hall, path)).content == first.content, "nothing of it has changed"
    await known(hall, path, elsewhere, event("NoteAdded", "2026-04-10", text="x"))
    assert (await fetched(hall, path, **{"If-None-Match": tag})).status_code == 304
    anew = await other_process(hall).feed(*await calendar_of(hall, path), "http://127.0.0.1")
    assert (anew.body, anew.etag) == (first.content, tag)


def other_process(hall: Office, **more: Any) -> Feeds:
    """Return what makes calendars in another process of the server, which has made none."""
    services = hall.parts.services
    due = DueDays(services.pool, services.log.shard, services.lists)
    return Feeds(due, services.clock, None, **more)


async def calendar_of(hall: Office, path: str) -> tuple[Subscription, Caller]:
    """Return a calendar out of the database, and who made it."""
    calendars = Calendars(hall.parts.services.pool)
    found = await calendars.find(path.rpartition("/")[2].removesuffix(".ics"))
    assert found is not None
    return found, Caller(person=found.person, role="caseworker", office=found.office, key="x")


async def test_a_calendar_of_too_much_has_the_first_and_says_so(hall: Office) -> None:
    path = await made(hall, await hall.token("caseworker", "01105"), language="en")
    await arrived(hall, code="01105", on="2026-04-03")
    await arrived(hall, code="01105", on="2026-04-06")
    feed = await other_process(hall, most=1).feed(*await calendar_of(hall, path), "http://127.0.0.1")
    (only,) = read(feed.body.decode()).events
    assert only.dtstart == date(2026, 4, 17)
    assert b"It has the first 1 and not all" in feed.body.replace(b"\r\n ", b"")


async def test_names_stand_in_it_where_they_were_asked_for(hall: Office) -> None:
    token = await hall.token("caseworker", "01106")
    path = await made(hall, token, names=True, language="en")
    hostile = "x;y,z\\nEND:VCALENDAR\\"
    await arrived(hall, code="01106", family=hostile, given="葛\U000e0100 " + "長" * 60)
    (found,) = await events(hall, path)
    assert found.summary == f"Notify the first address: {hostile} 葛\U000e0100 {'長' * 60}"


async def test_a_birth_stands_in_none_though_ages_were_counted_from_it(hall: Office) -> None:
    opening, *others = arrival(code="01202")
    answer = await hall.post("/v1/residents", {"events": [opening | {"date_of_birth": "2011"}, *others]})
    await level(hall, answer.json()["position"])
    path = await made(hall, await hall.token("caseworker", "01202"), names=True, language="en")
    (found,) = await events(hall, path)
    assert "Owed by the guardian" in str(found.description)
    assert "2011" not in f"{found.summary}{found.description}".replace(str(found.url), "")


async def test_another_offices_duties_stand_in_none(hall: Office) -> None:
    ours, theirs = await arrived(hall, code="01107"), await arrived(hall, code="34101")

    async def shown(role: str, office_code: str, **wanted: Any) -> set[str]:
        path = await made(hall, await hall.token(role, office_code), **wanted)
        return {str(e.url).rpartition("/")[2] for e in await events(hall, path)}

    assert await shown("caseworker", "01107") == await shown("supervisor", "01107") == {ours}
    bureau = await shown("caseworker", "risb-sapporo")
    assert ours in bureau
    assert theirs not in bureau
    assert await shown("caseworker", "risb-sapporo", office="01107") == {ours}
    assert await shown("auditor", "01101", office="risb-hiroshima") == {theirs}
    assert await shown("auditor", "01101") >= {ours, theirs}
    assert await shown("caseworker", "01107", kinds=["return", "report"]) == set()
    assert await shown("caseworker", "01107", kinds=["return", "notification"]) == {ours}


@pytest.mark.parametrize("about", ["34101", "risb-sapporo", "nowhere", "01"])
async def test_an_office_out_of_reach_is_refused(hall: Office, about: str) -> None:
    answer = await hall.post("/v1/calendars", {"office": about}, token=await hall.token("caseworker"))
    assert (answer.status_code, answer.json()["errors"][0]["pointer"]) == (400, "/office")


async def test_who_was_erased_is_in_none(hall: Office) -> None:
    path = await made(hall, await hall.token("caseworker", "01108"), names=True)
    resident = await arrived(hall, code="01108", family="Vanishing")
    assert "Vanishing" in (await fetched(hall, path)).text
    answer = await hall.post(f"/v1/residents/{resident}/erasure", {"reason": "request-of-the-person"})
    assert answer.status_code == 200
    assert await events(hall, path) == []
    assert "Vanishing" not in (await fetched(hall, path)).text


async def test_an_address_that_is_revoked_or_wrong_leads_nowhere(hall: Office) -> None:
    token = await hall.token("caseworker", "01109")
    answer = await hall.post("/v1/calendars", {}, token=token)
    path = httpx.URL(answer.json()["url"]).path
    for wrong in (path.removesuffix(".ics"), path[:-5] + "x.ics", "/v1/calendars/x.ics"):
        refused = await fetched(hall, wrong)
        assert (refused.status_code, refused.json()["type"]) == (404, "/problems/calendar-not-found")
    other = await hall.token("caseworker", "01109", person="somebody else")
    calendar_id = answer.json()["calendar_id"]
    assert (await deleted(hall, calendar_id, other)).status_code == 404
    assert (await deleted(hall, "x", token)).status_code == 404
    assert (await fetched(hall, path)).status_code == 200
    assert (await deleted(hall, calendar_id, token)).json() == {"calendar_id": calendar_id}
    assert (await fetched(hall, path)).status_code == 404


async def deleted(hall: Office, calendar_id: str, token: str) -> httpx.Response:
    return await hall.client.delete(
        f"/v1/calendars/{calendar_id}", headers={"Authorization": f"Bearer {token}"}
    )


async def test_a_calendar_ends_with_the_token_it_was_made_with(hall: Office) -> None:
    token = await hall.token("caseworker", "01109", person="Kimura", expires=timedelta(days=1))
    answer = await hall.post("/v1/calendars", {}, token=token)
    assert answer.json()["ends_at"] is not None
    path = httpx.URL(answer.json()["url"]).path
    assert (await fetched(hall, path)).status_code == 200
    await hall.parts.tokens.revoke(token[-6:])
    assert (await fetched(hall, path)).status_code == 404
    by_nobody = (await hall.post("/v1/calendars", {})).json()
    assert by_nobody["ends_at"] is not None, "made without a stored token: 90 days"


async def test_everybody_sees_their_own_calendars_and_supervisors_their_offices(hall: Office) -> None:
    clerk = await hall.token("caseworker", "01102", person="Sato")
    chief = await hall.token("supervisor", "01102", person="Ito")
    stranger = await hall.token("supervisor", "01101", person="Abe")
    path = await made(hall, clerk, kinds=["return"], language="ja")
    await fetched(hall, path)
    secret = path.rpartition("/")[2].removesuffix(".ics")
    for token, own in ((clerk, True), (chief, True), (stranger, False)):
        listed = (await hall.get("/v1/calendars", token=token)).json()["items"]
        assert ["Sato"] * own == [c["made_by"] for c in listed if c["made_by"] == "Sato"]
        assert secret not in str(listed)
    (mine,) = (await hall.get("/v1/calendars", token=clerk)).json()["items"]
    assert mine | {"calendar_id": "", "made_at": "", "read_at": ""} == {
        "calendar_id": "", "office": None, "kinds": ["return"], "names": False, "language": "ja",
        "made_by": "Sato", "made_at": "", "ends_at": None, "read_at": "", "in_force": True,
    }  # fmt: skip
    assert mine["read_at"] is not None
    namesake = await hall.token("caseworker", "01101", person="Sato")
    assert (await hall.get("/v1/calendars", token=namesake)).json()["items"] == [], "another Sato"
    assert (await deleted(hall, mine["calendar_id"], namesake)).status_code == 404
    assert (await deleted(hall, mine["calendar_id"], stranger)).status_code == 404
    assert (await deleted(hall, mine["calendar_id"], chief)).status_code == 200


async def test_one_person_may_have_twenty(hall: Office) -> None:
    token = await hall.token("caseworker", "01101", person="Collector")
    for _ in range(20):
        await made(hall, token)
    answer = await hall.post("/v1/calendars", {}, token=token)
    assert (answer.status_code, answer.json()["type"]) == (409, "/problems/too-many-calendars")


async def test_looks_through_it_are_on_record_under_who_made_it(hall: Office) -> None:
    token = await hall.token("caseworker", "01102", person="Looking")
    path = await made(hall, token)
    resident = await arrived(hall, code="01102")
    tag = (await fetched(hall, path)).headers["etag"]
    await fetched(hall, path, **{"If-None-Match": tag})
    looks = (await hall.get("/v1/audit/accesses", person="Looking")).json()["items"]
    assert [(look["route"], resident in look["residents"], look["office"]) for look in looks] == [
        ("GET /v1/calendars/{calendar}", False, "01102"),
        ("GET /v1/calendars/{calendar}", True, "01102"),
    ]
    assert looks[0]["residents"] == [], "nothing has changed: nothing was shown"
    (own,) = [
        look
        for look in (await hall.get(f"/v1/residents/{resident}/access")).json()["items"]
        if look["person"] == "Looking"
    ]
    assert own["asked_on"] == TODAY.isoformat()


async def test_neither_guessing_nor_asking_all_the_time_goes_on_for_long(hall: Office) -> None:
    path = await made(hall, await hall.token("caseworker", "01102"))
    answers = [(await fetched(hall, path)).status_code for _ in range(32)]
    assert answers == [200] * 30 + [429] * 2
    guesses = [(await fetched(hall, f"/v1/calendars/{n}.ics")).status_code for n in range(110)]
    assert guesses[-1] == 429
    assert set(guesses) == {404, 429}
