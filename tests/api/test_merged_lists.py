"""Two files of one person in lists, searches and counts; erased over HTTP as one."""

from typing import Any

from tests.api.office import TODAY, Office, arrival, event
from tests.api.test_merging import files, merging


async def found(office: Office, **asked: Any) -> list[str]:
    """Whom the directory finds, when the rows show all that is recorded."""
    answer = await office.get("/v1/residents", wait_for=await office.parts.services.log.head(), **asked)
    assert answer.status_code == 200, answer.text
    return [item["resident_id"] for item in answer.json()["items"]]


async def test_a_merged_file_is_found_through_the_one_that_goes_on(ward: Office) -> None:
    card = "AB12345678CD"
    one = await ward.open(*arrival(family="Adhikari"))
    other = await ward.open(*arrival(family="Bhattarai", card=card))
    assert await found(ward) == sorted([one, other])
    before = (await ward.get(f"/v1/residents/{other}/events")).json()["items"][-1]["recorded_at"]
    done = await ward.post(f"/v1/residents/{one}/merge", merging(other))
    assert done.status_code == 201, done.text
    for asked in ({}, {"q": "bhattarai"}, {"q": "adhikari"}, {"card_number": card}, {"sort": "name"}):
        assert await found(ward, **asked) == [one], asked
    assert await found(ward, known=before) == sorted([one, other])
    assert await found(ward, known=before, q="bhattarai") == [other]
    await ward.post(f"/v1/residents/{one}/unmerge", {"reason": "two persons"})
    assert await found(ward, q="bhattarai") == [other]
    assert await found(ward, q="adhikari") == [one]


async def test_duties_of_a_merged_file_are_listed_and_counted_once(ward: Office) -> None:
    one, other = await files(ward)

    async def shown() -> tuple[list[str], Any]:
        at = await ward.parts.services.log.head()
        page = (await ward.get("/v1/obligations", wait_for=at, on="2026-06-01")).json()["items"]
        summary = (await ward.get("/v1/obligations/summary", wait_for=at, on="2026-06-01")).json()
        return [item["resident_id"] for item in page], summary

    (listed, counted) = await shown()
    assert set(listed) == {one, other}
    await ward.post(f"/v1/residents/{one}/merge", merging(other))
    assert set((await shown())[0]) == {one}
    await ward.post(f"/v1/residents/{one}/unmerge", {"reason": "two persons"})
    assert await shown() == (listed, counted)


async def test_a_person_is_erased_with_all_their_files(ward: Office) -> None:
    one, other = await files(ward)
    await ward.post(f"/v1/residents/{one}/merge", merging(other))
    reason = {"reason": "request-of-the-person"}
    refused = await ward.post(f"/v1/residents/{other}/erasure", reason)
    assert (refused.status_code, refused.json()["type"]) == (409, "/problems/file-merged")
    assert one in refused.json()["detail"]
    erased = await ward.post(f"/v1/residents/{one}/erasure", reason)
    assert (erased.status_code, erased.json()["merged"]) == (200, [other])
    for resident in (one, other):
        answer = await ward.get(f"/v1/residents/{resident}")
        assert (answer.status_code, answer.json()["type"]) == (410, "/problems/resident-erased")
    assert await found(ward) == []


async def test_the_address_in_a_merged_file_is_protected_as_that_of_the_person_is(ward: Office) -> None:
    """Lists as known before the merge would lead to the same door."""
    one, other = await files(ward)
    before = (await ward.get(f"/v1/residents/{other}/events")).json()["items"][-1]["recorded_at"]
    await ward.post(f"/v1/residents/{one}/merge", merging(other))
    token = await ward.token("auditor")

    async def places(**asked: Any) -> list[str | None]:
        at = await ward.parts.services.log.head()
        answer = await ward.get("/v1/residents", token=token, wait_for=at, known=before, **asked)
        return [item["municipality_code"] for item in answer.json()["items"]]

    assert sorted(filter(None, await places())) == ["01101", "01102"]
    await ward.record(one, event("AddressProtected", str(TODAY), cause="stalking"))
    assert await places() == [None, None]
    await ward.post(f"/v1/residents/{one}/unmerge", {"reason": "two persons"})
    assert await found(ward, municipality="01102") == [other]


async def test_a_duty_of_a_merged_file_is_written_of_and_listed_by_the_entry_that_raised_it(
    ward: Office,
) -> None:
    """Named by the entry of the merged file: the fourth, merged by the fifth of this one."""
    one, other = await files(ward)
    await ward.post(f"/v1/residents/{one}/merge", merging(other))
    at = await ward.parts.services.log.head()
    path = f"/v1/residents/{one}"
    owed = (await ward.get(f"{path}/obligations", on="2026-05-20")).json()["obligations"]
    assert [(d["rule"], d["trigger"]) for d in owed if d["trigger"] > 5] == [("ADR-3", 500004)]
    asked: dict[str, Any] = {"trigger": "500004", "on": "2026-05-20", "language": "en"}
    letter = await ward.get(f"{path}/letters/ADR-3", **asked)
    assert (letter.status_code, letter.content[:5]) == (200, b"%PDF-"), letter.text
    listed = (await ward.get("/v1/obligations", wait_for=at, on="2026-05-20", rule="ADR-3")).json()["items"]
    assert [(item["resident_id"], item["trigger"]) for item in listed] == [(one, 500004)]
    shown = await ward.get("/v1/obligations", on="2026-05-20", rule="ADR-3", format="csv")
    assert b"500004" in shown.content
