"""Calendars as bytes: what any text, however long or hostile, is to the program that reads it."""

from datetime import UTC, date, datetime
from uuid import UUID

from hypothesis import given
from hypothesis import strategies as st
from ical.calendar_stream import IcsCalendarStream
from msgspec.structs import replace

from adapters.exchange.calendar import DueEvent, calendar_text, event_text, event_uid
from domain.duties.duty import Duty, Subject

EVENT = DueEvent(
    uid="1@zairyu",
    on=date(2026, 12, 31),
    summary="Return the card",
    description="Why",
    url="https://zairyu.example/residents/1",
    sequence=3,
    changed_at=datetime(2026, 11, 27, 15, 0, 30, tzinfo=UTC),
)
DUTY = Duty(
    rule="RET-1", rulebook="2026-06-14", kind="return", basis="ICRRA 19-15", trigger=7,
    trigger_type="CardLost", trigger_on=date(2026, 11, 1), listed_from=date(2026, 11, 1),
    opens_on=date(2026, 11, 1), desk="bureau", subject=Subject(card_number="AB12345678CD"),
)  # fmt: skip
RESIDENT = UUID("0190f3c2-8f4e-7c3a-b1d5-6e2a9c4d7f18")


def test_an_event_is_written_so() -> None:
    assert event_text(EVENT).decode().split("\r\n") == [
        "BEGIN:VEVENT", "UID:1@zairyu", "DTSTAMP:20261127T150030Z", "LAST-MODIFIED:20261127T150030Z",
        "SEQUENCE:3", "DTSTART;VALUE=DATE:20261231", "DTEND;VALUE=DATE:20270101", "TRANSP:TRANSPARENT",
        "SUMMARY:Return the card", "DESCRIPTION:Why", "URL:https://zairyu.example/residents/1", "END:VEVENT",
        "",
    ]  # fmt: skip


@given(st.text(st.characters(exclude_categories=["Cs"]), min_size=1), st.text(max_size=300))
def test_any_text_is_text_and_nothing_else(summary: str, description: str) -> None:
    """No line is longer than 75 octets or begins a property that is not there; what can be seen is kept."""
    written = event_text(replace(EVENT, summary=summary, description=description))
    text = calendar_text("office", "about", [written])
    lines = text.split(b"\r\n")
    assert max(map(len, lines)) <= 75
    assert [line.decode() for line in lines], "no character is cut in two"
    names = [line.partition(b":")[0] for line in lines if not line.startswith(b" ")]
    assert names.count(b"BEGIN") == names.count(b"END") == 2
    assert names.count(b"SUMMARY") == 1
    (found,) = IcsCalendarStream.calendar_from_ics(text.decode()).events
    assert visible(found.summary or "") == visible(summary)
    assert visible(found.description or "") == visible(description)


def visible(text: str) -> str:
    return "".join(letter for letter in text if letter.isprintable() and not letter.isspace())


def test_an_event_has_the_same_id_whatever_its_day_is_and_no_card_number_in_it() -> None:
    uid = event_uid(RESIDENT, DUTY)
    assert uid == event_uid(RESIDENT, replace(DUTY, trigger_on=date(2026, 11, 2), opens_on=None))
    others = (
        replace(DUTY, rule="RET-2"),
        replace(DUTY, trigger=8),
        replace(DUTY, subject=None),
        replace(DUTY, subject=Subject(card_number="AB12345678CE")),
    )
    assert len({uid, *(event_uid(RESIDENT, other) for other in others)}) == 1 + len(others)
    assert event_uid(UUID(int=1), DUTY) != uid
