"""Bodies: decoded strictly, every fault with its pointer, nothing stored."""

from typing import Any

import msgspec
import pytest

from tests.api.office import DEVELOPMENT, Office, arrival, event

MOVED: dict[str, Any] = event(
    "Moved", "2026-05-01", address={"municipality_code": "01107", "line": "Kotoni 1"}
)


def _without(body: dict[str, Any], field: str) -> dict[str, Any]:
    return {k: v for k, v in body.items() if k != field}


FAULTS: list[tuple[str, Any, str]] = [
    ("no events", {}, "/events"),
    ("empty events", {"events": []}, "/events"),
    ("events no list", {"events": MOVED}, "/events"),
    ("more than 100 events", {"events": [MOVED] * 101}, "/events"),
    ("unknown field beside events", {"events": [MOVED], "event": 1}, "/event"),
    ("unknown field", {"events": [{**MOVED, "line": "x"}]}, "/events/0/line"),
    ("unknown nested field", {"events": [{**MOVED, "address": {"municipality_code": "01107", "lin": "x"}}]}, "/events/0/address/lin"),  # noqa: E501
    ("missing field", {"events": [_without(MOVED, "address")]}, "/events/0/address"),
    ("missing type", {"events": [_without(MOVED, "type")]}, "/events/0/type"),
    ("unknown type", {"events": [{**MOVED, "type": "Flown"}]}, "/events/0/type"),
    ("number as text", {"events": [event("EventVoided", "2026-05-01", voids="1", reason="x")]}, "/events/0/voids"),  # noqa: E501
    ("text as number", {"events": [event("NoteAdded", "2026-05-01", text=1)]}, "/events/0/text"),
    ("day as instant", {"events": [{**MOVED, "occurred_on": "2026-05-01T00:00:00"}]}, "/events/0/occurred_on"),  # noqa: E501
    ("no such day", {"events": [{**MOVED, "occurred_on": "2026-02-30"}]}, "/events/0/occurred_on"),
    ("no such code", {"events": [{**MOVED, "address": {"municipality_code": "48001", "line": "x"}}]}, "/events/0/address/municipality_code"),  # noqa: E501
    ("NUL", {"events": [event("NoteAdded", "2026-05-01", text="a\0b")]}, "/events/0/text"),
    ("over-long text", {"events": [event("NoteAdded", "2026-05-01", text="x" * 2001)]}, "/events/0/text"),
    ("nothing changed", {"events": [event("ParticularsChanged", "2026-05-01")]}, "/events/0"),
    ("second of two", {"events": [MOVED, {**MOVED, "x": 1}]}, "/events/1/x"),
    ("inside a correction", {"events": [event("EventCorrected", "2026-05-01", corrects=1, reason="x", replacement={**MOVED, "x~/": 1})]}, "/events/0/replacement/x~0~1"),  # noqa: E501
    ("a bare list", [MOVED], ""),
    ("deeply nested", {"events": [{**MOVED, "note": [[[[[[[[[[[[[[[[[[[[[1]]]]]]]]]]]]]]]]]]]]]}]}, "/events/0/note"),  # noqa: E501
]  # fmt: skip


@pytest.mark.parametrize(
    ("body", "pointer"), [(b, p) for _, b, p in FAULTS], ids=[name for name, *_ in FAULTS]
)
async def test_a_fault_has_its_pointer_and_stores_nothing(hall: Office, body: Any, pointer: str) -> None:
    """400 `invalid-event`, the place as a JSON pointer."""
    resident = await hall.open(*arrival())
    answer = await hall.post(f"/v1/residents/{resident}/events", body)
    problem = answer.json()
    assert (answer.status_code, problem["type"]) == (400, "/problems/invalid-event")
    assert answer.headers["content-type"] == "application/problem+json"
    assert [fault["pointer"] for fault in problem["errors"]] == [pointer]
    history = await hall.get(f"/v1/residents/{resident}/events")
    assert len(history.json()["items"]) == 4


@pytest.mark.parametrize(
    ("content", "media_type", "status", "code"),
    [
        (b"", "application/json", 400, "malformed-body"),
        (b"{", "application/json", 400, "malformed-body"),
        (b"\xff\xfe", "application/json", 400, "malformed-body"),
        (b'{"events": [}', "application/json", 400, "malformed-body"),
        (b"[" * 100_000, "application/json", 400, "invalid-event"),
        (b"{}", "text/plain", 415, "unsupported-media-type"),
        (b"events=1", "application/x-www-form-urlencoded", 415, "unsupported-media-type"),
        (b" " * (1024 * 1024 + 1), "application/json", 413, "body-too-large"),
    ],
    ids=["empty", "cut off", "no text", "no JSON", "100,000 deep", "plain text", "a form", "more than 1 MiB"],
)
async def test_what_is_no_json_is_refused(
    hall: Office, content: bytes, media_type: str, status: int, code: str
) -> None:
    """Media type, size, syntax."""
    head = await hall.parts.services.log.head()
    headers = {"Authorization": f"Bearer {DEVELOPMENT}", "Content-Type": media_type}
    answer = await hall.client.post("/v1/residents", content=content, headers=headers)
    assert (answer.status_code, answer.json()["type"]) == (status, f"/problems/{code}")
    assert (await hall.parts.services.log.head()) == head


async def test_a_byte_order_mark_is_passed_over(hall: Office) -> None:
    """Readings N71."""
    headers = {"Authorization": f"Bearer {DEVELOPMENT}", "Content-Type": "application/json"}
    content = b"\xef\xbb\xbf" + msgspec.json.encode({"events": arrival()})
    answer = await hall.client.post("/v1/residents", content=content, headers=headers)
    assert answer.status_code == 201


async def test_a_body_without_media_type_is_refused(hall: Office) -> None:
    """Nothing is guessed."""
    answer = await hall.client.post(
        "/v1/residents", content=b"{}", headers={"Authorization": f"Bearer {DEVELOPMENT}"}
    )
    assert answer.status_code == 415


async def test_what_was_sent_is_not_repeated(hall: Office) -> None:
    """Problem documents go into logs elsewhere."""
    answer = await hall.post("/v1/residents", {"events": [{**MOVED, "type": "Secretname"}]})
    assert "Secretname" not in answer.text


@pytest.mark.parametrize(
    ("given", "pointer"),
    [
        (
            event("PeriodExtended", "2026-04-10", period_of_stay="P1Y", expires_on="0001-01-01"),
            "/events/0/expires_on",
        ),
        (
            event(
                "EventCorrected", "2026-04-10", corrects=2, reason="x",
                replacement=event("CardIssued", "2026-04-10", number="AB12345678CD", valid_until="2026-04-09",
                                  route="port", reason="landing"),
            ),
            "/events/0/replacement/valid_until",
        ),
    ],
    ids=["out of bounds", "a last day before its event, in a correction"],
)  # fmt: skip
async def test_a_day_that_cannot_be_meant_is_named(hall: Office, given: dict[str, Any], pointer: str) -> None:
    """400 `invalid-event`, by recording and by preview."""
    resident = await hall.open(*arrival())
    for route in ("events", "preview"):
        answer = await hall.post(f"/v1/residents/{resident}/{route}", {"events": [given]})
        problem = answer.json()
        assert (answer.status_code, problem["type"]) == (400, "/problems/invalid-event")
        assert [e["pointer"] for e in problem["errors"]] == [pointer]


async def test_a_day_in_the_future_is_named(hall: Office) -> None:
    """400 `future-date`."""
    resident = await hall.open(*arrival())
    answer = await hall.post(
        f"/v1/residents/{resident}/events", {"events": [event("NoteAdded", "2030-01-01", text="x")]}
    )
    problem = answer.json()
    assert (answer.status_code, problem["type"]) == (400, "/problems/future-date")
    assert problem["errors"][0]["pointer"] == "/events/0/occurred_on"


NOTE: dict[str, Any] = event("NoteAdded", "2026-05-01", text="\u200b\u3000")


@pytest.mark.parametrize("route", ["events", "preview"])
@pytest.mark.parametrize(
    ("body", "pointer"),
    [
        ({"events": [MOVED, NOTE]}, "/events/1/text"),
        ({"events": [MOVED], "override": "\u200b"}, "/override"),
        ({"events": [event("EventVoided", "2026-05-01", voids=3, reason="\u3000")]}, "/events/0/reason"),
    ],
    ids=["a note", "an override", "the reason of a void"],
)
async def test_a_text_that_nobody_can_see_is_none(hall: Office, route: str, body: Any, pointer: str) -> None:
    """Readings N68: 400 `invalid-event`, with the place and a sentence in the language asked for."""
    resident = await hall.open(*arrival())
    answer = await hall.post(f"/v1/residents/{resident}/{route}", body, headers={"Accept-Language": "ja"})
    problem = answer.json()
    assert (answer.status_code, problem["type"]) == (400, "/problems/invalid-event")
    assert problem["errors"] == [
        {
            "pointer": pointer,
            "detail": "目に見える文字がありません。内容を入力するか、項目を省いてください。",
        }
    ]
    history = await hall.get(f"/v1/residents/{resident}/events")
    assert len(history.json()["items"]) == 4


async def test_a_blank_name_opens_no_file(hall: Office) -> None:
    """Readings N68: the first request of all is held to it too."""
    head = await hall.parts.services.log.head()
    answer = await hall.post("/v1/residents", {"events": arrival(family="\u3000")})
    assert answer.json()["errors"] == [
        {
            "pointer": "/events/0/name/family",
            "detail": "Nothing can be seen of this text; write it, or leave the field out.",
        }
    ]
    assert (await hall.parts.services.log.head()) == head


async def test_codes_that_name_nothing_are_refused_with_their_place(hall: Office) -> None:
    """Readings N69."""
    head = await hall.parts.services.log.head()
    answer = await hall.post("/v1/residents", {"events": arrival(code="01111")})
    assert (answer.status_code, answer.json()["type"]) == (400, "/problems/invalid-event")
    assert [e["pointer"] for e in answer.json()["errors"]] == ["/events/3/address/municipality_code"]
    assert (await hall.parts.services.log.head()) == head


async def test_lists_are_asked_for_a_municipality_that_there_is_or_was(hall: Office) -> None:
    """Readings N69."""
    for path in ("residents", "obligations", "obligations/summary", "notifications/overdue"):
        answer = await hall.get(f"/v1/{path}", municipality="01199")
        assert (answer.status_code, answer.json()["type"]) == (400, "/problems/invalid-query")
        assert [e["pointer"] for e in answer.json()["errors"]] == ["?municipality"]
    assert (await hall.get("/v1/residents", municipality="22131")).status_code == 200


@pytest.mark.parametrize(
    ("body", "pointer"),
    [
        ('{"events":[%s],"events":[%s]}', "/events"),
        ('{"events":[%s],"override":"a","override":"b"}', "/override"),
        (
            '{"events":[{"type":"NoteAdded","occurred_on":"2026-05-01","text":"a","te\\u0078t":"b"}]}',
            "/events/0/text",
        ),
    ],
)
async def test_a_key_given_twice_is_refused(hall: Office, body: str, pointer: str) -> None:
    """Nobody has to guess which one counts."""
    resident = await hall.open(*arrival())
    note = '{"type":"NoteAdded","occurred_on":"2026-05-01","text":"a"}'
    headers = {"Authorization": f"Bearer {DEVELOPMENT}", "Content-Type": "application/json"}
    answer = await hall.client.post(
        f"/v1/residents/{resident}/events", content=body.replace("%s", note), headers=headers
    )
    assert (answer.status_code, answer.json()["type"]) == (400, "/problems/malformed-body")
    assert [e["pointer"] for e in answer.json()["errors"]] == [pointer]


async def test_a_header_sent_twice_is_refused(hall: Office) -> None:
    """An `Idempotency-Key` above all."""
    resident = await hall.open(*arrival())
    headers = [("Authorization", f"Bearer {DEVELOPMENT}"), ("Idempotency-Key", "a"), ("Idempotency-Key", "b")]
    body = {"events": [event("NoteAdded", "2026-05-01", text="a")]}
    answer = await hall.client.post(f"/v1/residents/{resident}/events", json=body, headers=headers)
    assert (answer.status_code, answer.json()["type"]) == (400, "/problems/invalid-header")
