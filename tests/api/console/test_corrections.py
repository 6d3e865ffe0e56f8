"""Corrections asked for, in the console: what waits, what each would change, and deciding."""

import re
from html import unescape
from typing import Any

import httpx

from tests.api.console.conftest import csrf_in, post_form, signed_in
from tests.api.office import Office, arrival, event

REASON = "<b>wrong</b> ward"


async def asked(hall: Office, code: str, change: dict[str, Any] | None = None) -> tuple[str, str]:
    """Open a file and ask for a correction; return the resident and the page about the request."""
    resident = await hall.open(*arrival(code=code))
    clerk = await hall.token("caseworker", code)
    wanted = change or event("EventVoided", "2029-12-31", voids=3, reason=REASON)
    answer = await hall.post(f"/v1/residents/{resident}/correction-requests", wanted, token=clerk)
    assert answer.status_code == 201, answer.text
    return resident, f"/audit/corrections/{resident}/{answer.json()['request']}"


def hidden(page: httpx.Response, name: str) -> str:
    found = re.search(rf'name="{name}" value="([^"]*)"', page.text)
    assert found is not None
    return found[1]


async def test_what_waits_is_listed_for_the_own_office_alone(hall: Office) -> None:
    resident, path = await asked(hall, "01101")
    client = await signed_in(hall, "supervisor", "01101")
    page = (await client.get("/audit/corrections")).text
    assert f'href="{path}"' in page
    assert REASON in unescape(page)
    assert REASON not in page
    assert f'href="{path}"' in (await client.get(f"/residents/{resident}/history")).text
    elsewhere = await signed_in(hall, "supervisor", "01102")
    assert "Nothing fits." in (await elsewhere.get("/audit/corrections")).text
    assert (await elsewhere.get(path)).status_code == 404
    assert (await client.get(f"/audit/corrections/{resident}/1")).status_code == 404


async def test_a_request_says_what_is_recorded_what_should_be_and_what_that_changes(hall: Office) -> None:
    replacement = event("Settled", "2026-04-10", address={"municipality_code": "01107", "line": "Kotoni"})
    change = event("EventCorrected", "2029-12-31", corrects=4, replacement=replacement, reason="slip")
    _, path = await asked(hall, "01103", change)
    client = await signed_in(hall, "supervisor", "01103", language="ja")
    page = (await client.get(path)).text
    assert "記録番号4の訂正" in page
    assert "札幌市東区" in page
    assert "札幌市西区" in page
    assert "住居地" in page
    assert 'href="/rules/ADR-1"' in page
    clerk = await signed_in(hall, "caseworker", "01103")
    page = (await clerk.get(path)).text
    assert "A supervisor decides." in page
    assert "<textarea" not in page


async def test_a_supervisor_accepts_once_and_the_correction_is_recorded(hall: Office) -> None:
    resident, path = await asked(hall, "01104")
    client = await signed_in(hall, "supervisor", "01104")
    page = await client.get(path)
    sent = {"csrf": csrf_in(page), "key": hidden(page, "key"), "version": hidden(page, "version")}
    for _ in range(2):
        answer = await client.post(path, data={**sent, "decision": "accept", "reason": "確認済み"})
        assert (answer.status_code, answer.headers["location"]) == (303, "/audit/corrections?said=accepted")
    events = (await hall.get(f"/v1/residents/{resident}/events", after=4)).json()["items"]
    assert [each["type"] for each in events] == ["CorrectionRequested", "CorrectionDecided", "EventVoided"]
    page = await client.get("/audit/corrections", params={"said": "accepted"})
    assert "The correction is accepted and recorded." in page.text
    assert path not in page.text
    decided = (await client.get("/audit/corrections", params={"state": "accepted"})).text
    assert path in decided
    page = await client.get(path)
    assert "accepted by supervisor of 01104" in page.text
    assert "確認済み" in page.text
    assert "<textarea" not in page.text


async def test_a_decision_needs_a_reason_and_keeps_what_was_typed(hall: Office) -> None:
    _, path = await asked(hall, "01105")
    client = await signed_in(hall, "supervisor", "01105")
    answer = await post_form(client, path, decision="accept", reason="  ")
    assert answer.status_code == 400
    assert re.search(r'<textarea id="reason"[^>]*aria-invalid="true"', answer.text)
    assert '<a href="#reason">' in answer.text
    answer = await post_form(client, path, decision="decline", reason="the paper says otherwise")
    assert answer.headers["location"] == "/audit/corrections?said=declined"
    assert "the paper says otherwise" in (await client.get(path)).text


async def test_a_file_that_changed_meanwhile_is_shown_again_before_it_is_corrected(hall: Office) -> None:
    resident, path = await asked(hall, "01106")
    client = await signed_in(hall, "supervisor", "01106")
    page = await client.get(path)
    await hall.record(resident, event("AddressNotified", "2026-04-10"))
    sent = {"csrf": csrf_in(page), "key": hidden(page, "key"), "version": hidden(page, "version")}
    answer = await client.post(path, data={**sent, "decision": "accept", "reason": "yes"})
    assert answer.status_code in {409, 412}
    assert "The file has changed since this page was shown." in answer.text
    assert ">\nyes</textarea>" in answer.text
    sent = {"csrf": csrf_in(answer), "key": hidden(answer, "key"), "version": hidden(answer, "version")}
    answer = await client.post(path, data={**sent, "decision": "accept", "reason": "yes"})
    assert answer.status_code == 303


async def test_a_request_that_was_overtaken_can_only_be_declined(hall: Office) -> None:
    resident, path = await asked(hall, "01107")
    await hall.record(resident, event("EventVoided", "2029-12-31", voids=3, reason="at the bureau's word"))
    client = await signed_in(hall, "supervisor", "01107")
    page = (await client.get(path)).text
    assert "Entry v6 has changed the same entry since." in page
    assert 'value="accept"' not in page
    assert (await post_form(client, path, decision="decline", reason="done")).status_code == 303


async def test_whoever_may_not_decide_is_refused(hall: Office) -> None:
    _, path = await asked(hall, "01108")
    client = await signed_in(hall, "caseworker", "01108")
    answer = await post_form(client, path, decision="accept", reason="me")
    assert answer.status_code == 403
