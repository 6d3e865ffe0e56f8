"""Files out of reach: another ward's, read in an emergency; one handed over; one erased; and who looked."""

from uuid import uuid4

import pytest

from adapters.postgres.sessions import Sessions
from tests.api.console.conftest import csrf_in, page, post_form, signed_in, words
from tests.api.office import Office, arrival, event

PARTS = ("", "/timeline", "/history", "/history/1", "/looks", "/sheet")
BROWSER = {"Accept": "text/html"}


@pytest.fixture(scope="module")
async def theirs(hall: Office) -> str:
    """A resident of Chuo Ward."""
    return await hall.open(*arrival(family="Pradhan"))


@pytest.mark.parametrize("part", PARTS)
async def test_a_caseworker_of_another_ward_finds_nobody(hall: Office, theirs: str, part: str) -> None:
    """As if there were no such resident."""
    client = await signed_in(hall, "caseworker", "01107")
    hidden = await client.get(f"/residents/{theirs}{part}", headers=BROWSER)
    nobody = str(uuid4())
    missing = await client.get(f"/residents/{nobody}{part}", headers=BROWSER)
    assert hidden.status_code == missing.status_code == (403 if part == "/looks" else 404)
    assert "Pradhan" not in hidden.text
    assert hidden.text.replace(theirs, nobody) == missing.text


async def test_who_may_read_it_in_an_emergency_is_led_there(hall: Office, theirs: str) -> None:
    client = await signed_in(hall, "caseworker", "01107")
    text = (await client.get(f"/residents/{theirs}", headers=BROWSER)).text
    assert f'href="/residents/{theirs}/emergency"' in text
    asked = words((await client.get(f"/residents/{theirs}/emergency")).text)
    assert "You can read this one file, for one hour." in asked
    assert "are put on record before anything is shown" in asked
    supervisor = await signed_in(hall, "supervisor", "01107")
    assert "/emergency" not in (await supervisor.get(f"/residents/{theirs}", headers=BROWSER)).text
    assert (await supervisor.get(f"/residents/{theirs}/emergency")).status_code == 404


async def test_the_reason_opens_the_file_for_an_hour_and_is_on_record(hall: Office) -> None:
    who = await hall.open(*arrival(family="Tamang"))
    client = await signed_in(hall, "caseworker", "01107", person="Ito")
    sent = await post_form(client, f"/residents/{who}/emergency", reason="病院からの照会  at night")
    assert (sent.status_code, sent.headers["location"]) == (303, f"/residents/{who}")
    text = (await client.get(f"/residents/{who}")).text
    assert "Tamang" in text
    assert "You read this file in an emergency, until 20" in words(text)
    assert f"/residents/{who}/record" not in text
    assert "/correct/" not in (await client.get(f"/residents/{who}/history")).text
    looks = words(await page(hall, f"/residents/{who}/looks"))
    assert "Ito caseworker · Nishi Ward Office, Sapporo read a standing" in looks
    assert "emergency 病院からの照会 at night" in looks


@pytest.mark.parametrize("reason", ["", "  ", "x" * 501, "a\x07b"])
async def test_without_a_reason_the_glass_stays_whole(hall: Office, theirs: str, reason: str) -> None:
    client = await signed_in(hall, "caseworker", "01107")
    sent = await post_form(client, f"/residents/{theirs}/emergency", reason=reason)
    assert sent.status_code == 400
    assert 'aria-invalid="true"' in sent.text
    assert '<a href="#reason">' in sent.text
    assert (await client.get(f"/residents/{theirs}")).status_code == 404


async def test_a_reason_outlives_the_session_it_was_typed_in(hall: Office, theirs: str) -> None:
    path = f"/residents/{theirs}/emergency"
    client = await signed_in(hall, "caseworker", "01107", person="Endo")
    csrf = csrf_in(await client.get(path))
    await Sessions(hall.parts.services.pool).end_all("Endo")
    sent = await client.post(path, data={"csrf": csrf, "reason": "ambulance"})
    assert (sent.status_code, "ended" in sent.headers["location"]) == (303, True)
    again = await signed_in(hall, "caseworker", "01107", person="Endo")
    assert (await again.get(f"/residents/{theirs}")).status_code == 404
    assert 'value="ambulance"' in (await again.get(path)).text
    assert (await post_form(again, path, reason="ambulance")).status_code == 303
    assert 'value="ambulance"' not in (await again.get(path)).text


async def test_behind_the_glass_there_may_be_nobody(hall: Office) -> None:
    client = await signed_in(hall, "caseworker", "01107")
    sent = await post_form(client, f"/residents/{uuid4()}/emergency", reason="fire")
    assert sent.status_code == 404
    assert "There is no such file." in sent.text
    assert "fire" in sent.text


async def test_a_file_handed_over_is_read_and_says_so(hall: Office) -> None:
    move = event("Moved", "2029-12-20", address={"municipality_code": "01107", "line": "Kotoni 1"})
    who = await hall.open(*arrival(), move)
    text = await page(hall, f"/residents/{who}", "caseworker")
    assert (
        "Handed over. Moved to Nishi Ward Office, Sapporo (01107) on 2029-12-20, which records from then on; "
        "may be read until 2030-03-20."
    ) in words(text)
    assert f"/residents/{who}/record" not in text
    own = await signed_in(hall, "caseworker", "01107")
    assert "Handed over" not in (await own.get(f"/residents/{who}")).text


async def test_an_erased_file_says_that_and_nothing_else(hall: Office) -> None:
    who = await hall.open(*arrival(family="Gurung"))
    erased = await hall.post(f"/v1/residents/{who}/erasure", {"reason": "court-order"})
    assert erased.status_code == 200
    client = await signed_in(hall, "caseworker")
    for part in ("", "/timeline", "/history", "/sheet"):
        answer = await client.get(f"/residents/{who}{part}", headers=BROWSER)
        assert answer.status_code == 410
        assert "erased" in words(answer.text)
        assert "Gurung" not in answer.text
        assert "/emergency" not in answer.text


async def test_looks_are_shown_to_those_who_may_know(hall: Office, theirs: str) -> None:
    own = await signed_in(hall, "caseworker", person="Kato")
    text = (await own.get(f"/residents/{theirs}", params={"on": "2029-05-01"})).text
    assert "/looks" not in text
    looks = words(await page(hall, f"/residents/{theirs}/looks", "supervisor"))
    assert "Kato caseworker · Chuo Ward Office, Sapporo read the course of a stay 2029-05-01 (Tue)" in looks


async def test_older_looks_are_on_the_next_page(hall: Office) -> None:
    who = await hall.open(*arrival())
    client = await signed_in(hall, "development")
    for _ in range(14):
        await client.get(f"/residents/{who}")
    newest = (await client.get(f"/residents/{who}/looks")).text
    assert newest.count("<tr>") == 51
    assert "Older looks" in newest
