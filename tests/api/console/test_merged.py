"""Pages about a file that was merged into another: they lead there, but for the record of the file itself."""

from tests.api.console.conftest import post_form, signed_in
from tests.api.console.filling import main_of
from tests.api.office import Office, arrival, event
from tests.api.test_merging import merged, merging, twice


async def test_a_page_about_a_merged_file_leads_to_the_same_page_of_the_other(hall: Office) -> None:
    one, other = await merged(hall)
    client = await signed_in(hall, "supervisor", "01101")
    for path in ("", "/timeline?on=2026-06-01", "/record", "/letters/RET-2"):
        led = await client.get(f"/residents/{other}{path}")
        if path == "/record":  # chosen without a question about the resident
            continue
        assert (led.status_code, led.headers["location"]) == (303, f"/residents/{one}{path}"), path
    led = await client.get(f"/residents/{other}?known=v5")
    assert led.headers["location"].startswith(f"/residents/{one}?known=20")
    shown = await client.get(led.headers["location"])
    assert shown.status_code == 200
    assert (await client.get(f"/residents/{other}?known=v4")).status_code == 200


async def test_the_record_of_a_merged_file_stays_readable_and_is_not_corrected_there(hall: Office) -> None:
    one, other = await merged(hall)
    client = await signed_in(hall, "supervisor", "01101")
    page = main_of(await client.get(f"/residents/{other}/history"))
    assert "Merged into another file." in page
    assert f'href="/residents/{one}"' in page
    assert f'href="/residents/{one}/history"' in page
    assert "/correct/" not in page
    assert "/correct/" in main_of(await client.get(f"/residents/{one}/history"))
    for path in ("/history/5", "/history/2", "/looks"):
        assert (await client.get(f"/residents/{other}{path}")).status_code == 200, path


async def test_the_story_says_of_what_came_with_a_merged_file_where_it_is_recorded(hall: Office) -> None:
    one, other = await merged(hall)
    client = await signed_in(hall, "caseworker", "01102", language="ja")
    page = main_of(await client.get(f"/residents/{one}/timeline"))
    assert f'href="/residents/{other}/history?after=3#v4"' in page
    assert "統合された記録の記録番号4" in page


async def test_a_form_about_a_file_that_was_merged_meanwhile_leads_to_the_other(hall: Office) -> None:
    one, other = await merged(hall)
    client = await signed_in(hall, "supervisor", "01101")
    typed = {"0.occurred_on": "2026-05-20", "0.text": "came by", "step": "check"}
    there = f"/residents/{one}/record/NoteAdded"
    led = await post_form(client, f"/residents/{other}/record/NoteAdded", typed, shown_on=there)
    assert (led.status_code, led.headers["location"]) == (308, there)
    assert "came by" in main_of(await post_form(client, there, typed))


async def test_requests_about_a_merged_file_wait_for_nobody_until_it_is_taken_out(hall: Office) -> None:
    resident = await hall.open(*arrival(code="01104"))
    void = event("EventVoided", "2026-05-20", voids=3, reason="x")
    clerk = await hall.token("caseworker", "01104")
    asked = await hall.post(f"/v1/residents/{resident}/correction-requests", void, token=clerk)
    assert asked.status_code == 201
    supervisor = await hall.token("supervisor", "01104")

    async def waiting() -> int:
        listed = await hall.get("/v1/correction-requests", token=supervisor)
        return len(listed.json()["items"])

    assert await waiting() == 1
    one = await hall.open(*arrival(code="01104"))
    await hall.post(f"/v1/residents/{one}/merge", {"with": resident, "reason": "x"})
    assert await waiting() == 0
    await hall.post(f"/v1/residents/{one}/unmerge", {"reason": "x"})
    assert await waiting() == 1


async def test_the_record_of_a_merged_file_stays_readable_after_a_request_in_it_was_declined(
    hall: Office,
) -> None:
    first, second = twice("Magar")
    one, other = await hall.open(*first), await hall.open(*second)
    void = event("EventVoided", "2026-05-20", voids=3, reason="x")
    assert (await hall.post(f"/v1/residents/{other}/correction-requests", void)).status_code == 201
    assert (await hall.post(f"/v1/residents/{one}/merge", merging(other))).status_code == 201
    declined = await hall.post(f"/v1/residents/{other}/correction-requests/5/decline", {"reason": "x"})
    assert declined.status_code == 201, declined.text
    client = await signed_in(hall, "supervisor", "01101")
    page = main_of(await client.get(f"/residents/{other}/history"))
    assert "Merged into another file." in page
