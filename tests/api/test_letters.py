"""Letters over HTTP: to look at, to send once, and whom there is something to write to."""

import re
from collections.abc import AsyncIterator
from typing import Any

import httpx
import pypdfium2
import pytest

from tests.api.conftest import Offices
from tests.api.office import DAY_AFTER, Office, arrival, event


@pytest.fixture(scope="module")
async def hall(offices: Offices) -> AsyncIterator[Office]:
    async with offices(today=DAY_AFTER) as found:
        yield found


def text_of(answer: httpx.Response) -> str:
    assert answer.headers.get("content-type") == "application/pdf", answer.text
    document = pypdfium2.PdfDocument(answer.content)
    return re.sub(r"\s", "", "".join(page.get_textpage().get_text_range() for page in document))


def code_of(answer: httpx.Response) -> tuple[int, str]:
    return answer.status_code, answer.json()["type"].rpartition("/")[2]


async def sent(hall: Office, resident: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = (await hall.get(f"/v1/residents/{resident}/notices")).json()["letters"]
    return found


async def send(
    hall: Office, resident: str, token: str, headers: dict[str, str] | None = None, **body: Any
) -> httpx.Response:
    wanted = {"rule": "ADR-1", "language": "easy-ja", **body}
    return await hall.post(f"/v1/residents/{resident}/letters", wanted, token=token, headers=headers)


async def test_a_letter_is_shown_in_three_languages_and_not_put_on_record(hall: Office) -> None:
    resident = await hall.open(*arrival(code="01107"))
    clerk = await hall.token("caseworker", "01107")
    asked: tuple[tuple[dict[str, Any], str], ...] = (
        ({}, "住居地の届出について(お知らせ)"),
        ({"language": "en"}, "Notifythefirstaddress"),
        ({"language": "easy-ja", "trigger": "4"}, "すること"),
    )
    for query, words in asked:
        answer = await hall.get(f"/v1/residents/{resident}/letters/ADR-1", token=clerk, **query)
        text = text_of(answer).translate({0xFF08: "(", 0xFF09: ")"})
        assert words in text
        assert "SharmaPriya" in text
        assert "札幌市西区Minami1Nishi2" in text
        assert answer.headers["content-disposition"].startswith('inline; filename="ADR-1-4-')
    assert await sent(hall, resident) == []
    seen = (await hall.get(f"/v1/residents/{resident}/access")).json()["items"]
    assert [look["route"] for look in seen].count("GET /v1/residents/{resident_id}/letters/{rule}") == 3


async def test_a_letter_that_is_sent_stands_in_timeline_feed_and_notices(hall: Office) -> None:
    resident = await hall.open(*arrival(code="01107"))
    clerk = await hall.token("caseworker", "01107", person="Hanako")
    answer = await send(hall, resident, clerk)
    assert answer.status_code == 201
    assert "いつまで" in text_of(answer)
    (letter,) = await sent(hall, resident)
    assert letter | {"letter_id": "", "sent_at": ""} == {
        "letter_id": "", "rule": "ADR-1", "title": "Notify the first address", "trigger": 4, "subject": None,
        "due_on": "2026-04-20", "language": "easy-ja", "sent_on": "2026-04-21", "sent_at": "",
        "person": "Hanako", "office": "01107", "rests_on_version": 4,
    }  # fmt: skip
    for language, title in (
        ("en", "Letter sent: Notify the first address (plain Japanese)"),
        ("ja", "お知らせ文書:新規上陸後の住居地の届出(やさしい日本語)"),
    ):
        found = await hall.get(f"/v1/residents/{resident}/timeline", headers={"Accept-Language": language})
        (entry,) = [e for e in found.json()["entries"] if e["kind"] == "letter"]
        assert entry == {
            "on": "2026-04-21", "kind": "letter", "title": title, "version": 4, "rule": "ADR-1",
        }  # fmt: skip
    before = (await hall.get(f"/v1/residents/{resident}/timeline", on="2026-04-20")).json()["entries"]
    assert "letter" not in {e["kind"] for e in before}
    feed = (await hall.get("/v1/notices/feed", limit=500)).json()["items"]
    assert [e["position"] for e in feed] == list(range(1, len(feed) + 1))
    (entry,) = [e for e in feed if e["kind"] == "letter" and e["resident_id"] == resident]
    assert (entry["letter_id"], entry["person"], entry["language"]) == (
        letter["letter_id"],
        "Hanako",
        "easy-ja",
    )


async def test_the_same_key_sends_once(hall: Office) -> None:
    resident = await hall.open(*arrival(code="01107"))
    clerk = await hall.token("caseworker", "01107")
    key = {"Idempotency-Key": "a-letter"}
    first = await send(hall, resident, clerk, key)
    await hall.record(resident, event("AddressNotified", "2026-04-21"))
    again = await send(hall, resident, clerk, key)
    assert (first.status_code, again.status_code) == (201, 201), again.text
    assert text_of(first) == text_of(again)
    assert again.headers["idempotency-replayed"] == "true"
    assert len(await sent(hall, resident)) == 1
    assert code_of(await send(hall, resident, clerk, key, language="en")) == (422, "idempotency-key-reused")
    assert code_of(await send(hall, resident, clerk)) == (409, "duty-ended")
    other = await hall.open(*arrival(code="01107"))
    assert (await send(hall, other, clerk, key)).status_code == 201


async def test_the_same_key_of_a_namesake_elsewhere_is_another(hall: Office) -> None:
    """Each office's letter has its own letterhead, and each is on record."""
    resident = await hall.open(*arrival(code="01107"))
    for office_code in ("01107", "risb-sapporo"):
        clerk = await hall.token("caseworker", office_code, person="Suzuki")
        answer = await send(hall, resident, clerk, {"Idempotency-Key": "one"})
        assert (answer.status_code, "idempotency-replayed" in answer.headers) == (201, False)
    assert {letter["office"] for letter in await sent(hall, resident)} == {"01107", "risb-sapporo"}


async def test_there_is_no_letter_about_what_is_not_owed(hall: Office) -> None:
    resident = await hall.open(*arrival(code="01107"))
    path = f"/v1/residents/{resident}/letters"
    asked: tuple[tuple[str, dict[str, Any], tuple[int, str]], ...] = (
        ("ADR-3", {}, (404, "duty-not-found")),
        ("ADR-1", {"trigger": "3"}, (404, "duty-not-found")),
        ("ADR-9", {}, (404, "rule-not-found")),
        ("ADR-1", {"language": "de"}, (400, "invalid-query")),
        ("ADR-1", {"on": "2026-04-05"}, (404, "duty-not-found")),
    )
    for rule, query, expected in asked:
        answer = await hall.get(f"{path}/{rule}", **query)
        assert code_of(answer) == expected, (rule, query)
    await hall.record(resident, event("AddressNotified", "2026-04-20"))
    assert code_of(await hall.get(f"{path}/ADR-1")) == (409, "duty-ended")
    assert (await hall.get(f"{path}/ADR-1", on="2026-04-19")).status_code == 200
    assert code_of(await hall.post(path, {"rule": "ADR-1", "language": "fr"})) == (400, "invalid-event")


async def test_of_several_the_one_that_is_due_first(hall: Office) -> None:
    resident = await hall.open(
        *arrival(code="01107"),
        event("AddressNotified", "2026-04-06"),
        event("Moved", "2026-04-10", address={"municipality_code": "01107", "line": "発寒"}),
        event("Moved", "2026-04-15", address={"municipality_code": "01107", "line": "宮の沢"}),
    )
    path = f"/v1/residents/{resident}/letters/ADR-3"
    first = await hall.get(path, language="en")
    second = await hall.get(path, language="en", trigger="7")
    assert ("24April2026" in text_of(first), "ADR-3-6" in text_of(first)) == (True, True)
    assert "30April2026" in text_of(second)


async def test_only_the_office_where_somebody_lives_writes_to_them(hall: Office) -> None:
    resident = await hall.open(*arrival(code="01107"))
    ours, theirs = await hall.token("caseworker", "01107"), await hall.token("caseworker", "01102")
    assert code_of(await send(hall, resident, theirs)) == (404, "resident-not-found")
    hurry = {"X-Break-Glass": "fainted at our counter"}
    assert code_of(await send(hall, resident, theirs, hurry)) == (403, "forbidden")
    moved = event("Moved", "2026-04-20", address={"municipality_code": "01102", "line": "x"})
    await hall.record(resident, moved)
    assert code_of(await send(hall, resident, ours, rule="ADR-3")) == (403, "forbidden")
    assert (await send(hall, resident, theirs, rule="ADR-3")).status_code == 201
    assert [letter["rule"] for letter in await sent(hall, resident)] == ["ADR-3"]
    before = await hall.token("supervisor", "01107")  # who records there still, writes there still
    assert (await send(hall, resident, before, rule="ADR-3")).status_code == 201


async def test_the_letterhead_is_that_of_who_writes(hall: Office) -> None:
    resident = await hall.open(*arrival(code="01107"))
    path = f"/v1/residents/{resident}/letters/ADR-1"
    bureau = await hall.token("caseworker", "risb-sapporo")
    assert "札幌出入国在留管理局" in text_of(await hall.get(path, token=bureau))
    assert "札幌市西区役所戸籍住民課" in text_of(await hall.get(path)), "of the place, for who has no office"


async def test_an_office_lists_whom_to_write_to_and_who_got_a_letter(hall: Office) -> None:
    clerk = await hall.token("caseworker", "01109")
    residents = [await hall.open(*arrival(code="01109", given=given)) for given in ("Asha", "Bina")]
    elsewhere = await hall.open(*arrival(code="01108"))
    await send(hall, residents[0], clerk, language="en")
    last = await send(hall, residents[0], clerk, language="ja")
    assert last.status_code == 201
    position = (await hall.record(residents[1], event("NoteAdded", "2026-04-21", text="x")))["position"]
    found = (await hall.get("/v1/letters", token=clerk, wait_for=position, rule="ADR-1")).json()["items"]
    assert {item["resident_id"] for item in found} == set(residents)
    letters = {item["resident_id"]: item["letter"] for item in found}
    assert letters[residents[1]] is None
    assert (letters[residents[0]]["language"], letters[residents[0]]["sent_on"]) == ("ja", "2026-04-21")
    everybody = (await hall.get("/v1/letters", rule="ADR-1", limit=500)).json()["items"]
    assert {*residents, elsewhere} <= {item["resident_id"] for item in everybody}
    looks = (await hall.get(f"/v1/residents/{residents[1]}/access")).json()["items"]
    assert "GET /v1/letters" in {look["route"] for look in looks}


async def test_letters_as_known_before_are_about_what_was_known_before(hall: Office) -> None:
    """What was done or sent since does not count, in a letter to look at and in the list."""
    clerk = await hall.token("caseworker", "01106")
    resident = await hall.open(*arrival(code="01106"))
    opened = (await hall.get(f"/v1/residents/{resident}/events")).json()["items"][-1]["recorded_at"]
    assert (await send(hall, resident, clerk)).status_code == 201
    position = (await hall.record(resident, event("AddressNotified", "2026-04-21")))["position"]
    path = f"/v1/residents/{resident}/letters/ADR-1"
    assert code_of(await hall.get(path, token=clerk)) == (409, "duty-ended")
    assert "住居地の届出" in text_of(await hall.get(path, token=clerk, known="v4"))
    now = await hall.get("/v1/letters", token=clerk, rule="ADR-1", wait_for=position)
    assert now.json()["items"] == []
    [before] = (await hall.get("/v1/letters", token=clerk, rule="ADR-1", known=opened)).json()["items"]
    assert (before["resident_id"], before["letter"]) == (resident, None)


async def test_an_erased_resident_leaves_no_letter(hall: Office) -> None:
    resident = await hall.open(*arrival(code="01107"))
    clerk = await hall.token("caseworker", "01107")
    assert (await send(hall, resident, clerk)).status_code == 201
    await hall.post(f"/v1/residents/{resident}/erasure", {"reason": "retention-ended"})
    feed = (await hall.get("/v1/notices/feed", limit=500)).json()["items"]
    assert resident not in {entry["resident_id"] for entry in feed}
    assert code_of(await send(hall, resident, clerk)) == (410, "resident-erased")
