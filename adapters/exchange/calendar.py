"""A calendar for other programs (RFC 5545): one all-day event for each duty, and a head around them.

icalendar says how text is escaped. The properties of an event are always the same few and are written and
folded here: its own objects take ten times as long, which a calendar of thousands of events would feel.
"""

import hashlib
import re
from collections.abc import Iterable
from datetime import UTC, date, datetime, timedelta
from typing import Final
from uuid import UUID

import msgspec
from icalendar import vText
from msgspec import Struct
from msgspec.structs import replace

from domain.duties.duty import Duty

MEDIA_TYPE: Final = "text/calendar; charset=utf-8"
REFRESH: Final = "PT1H"
"""How often a program should ask again."""

_CONTROLS: Final = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff]")
_LONGEST_LINE: Final = 75
_OF_A_CARD: Final = 2
"""Bytes of the hash of a card number in the id of an event: enough to tell two cards of a resident apart, too
few to find the number by."""


class DueEvent(Struct, frozen=True, kw_only=True):
    """One event: a day, what is due on it, why, and where to read more. `sequence` grows with each change."""

    uid: str
    on: date
    summary: str
    description: str
    url: str
    sequence: int
    changed_at: datetime


def event_uid(resident_id: UUID, duty: Duty) -> str:
    """Return the id of the event of a duty: the same in every calendar, whatever its day is."""
    subject = duty.subject
    if subject is not None and subject.card_number is not None:
        few = hashlib.sha256(subject.card_number.encode()).hexdigest()[: 2 * _OF_A_CARD]
        subject = replace(subject, card_number=few)
    named = msgspec.json.encode((resident_id, duty.rule, duty.trigger, subject))
    return f"{hashlib.sha256(named).hexdigest()[:32]}@zairyu"


def event_text(event: DueEvent) -> bytes:
    """Return an event as it stands in a calendar."""
    changed = f"{event.changed_at.astimezone(UTC):%Y%m%dT%H%M%SZ}"
    short = (
        f"BEGIN:VEVENT\r\nUID:{event.uid}\r\nDTSTAMP:{changed}\r\nLAST-MODIFIED:{changed}\r\n"
        f"SEQUENCE:{event.sequence}\r\nDTSTART;VALUE=DATE:{event.on:%Y%m%d}\r\n"
        f"DTEND;VALUE=DATE:{event.on + timedelta(days=1):%Y%m%d}\r\nTRANSP:TRANSPARENT\r\n"
    )
    return b"".join((
        short.encode(),
        _text("SUMMARY", event.summary),
        _text("DESCRIPTION", event.description),
        _line(f"URL:{event.url}"),
        b"END:VEVENT\r\n",
    ))  # fmt: skip


def calendar_text(name: str, about: str, events: Iterable[bytes]) -> bytes:
    """Return a calendar with these events, what it is called and what it says of itself."""
    return b"".join((
        b"BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//zairyu//due days//EN\r\nCALSCALE:GREGORIAN\r\n",
        b"METHOD:PUBLISH\r\n",
        _text("NAME", name),
        _text("X-WR-CALNAME", name),
        _text("DESCRIPTION", about),
        _text("X-WR-CALDESC", about),
        _line(f"REFRESH-INTERVAL;VALUE=DURATION:{REFRESH}"),
        _line(f"X-PUBLISHED-TTL:{REFRESH}"),
        *events,
        b"END:VCALENDAR\r\n",
    ))  # fmt: skip


def _text(name: str, value: str) -> bytes:
    """Return a property whose value is text: what it holds can begin no other property."""
    plain = _CONTROLS.sub(" ", value.replace("\r\n", "\n").replace("\r", "\n"))
    return _line(f"{name}:{vText(plain).to_ical().decode()}")


def _line(text: str) -> bytes:
    """Return a line, folded to 75 octets, never within a character nor after an escaping backslash."""
    rest, width = text.encode(), _LONGEST_LINE
    lines = []
    while len(rest) > width:
        end = width
        while rest[end] & 0xC0 == 0x80:
            end -= 1
        backslashes = end - len(rest[:end].rstrip(b"\\"))
        end -= backslashes % 2
        lines.append(rest[:end])
        rest, width = rest[end:], _LONGEST_LINE - 1  # the space that goes on with a line counts
    return b"\r\n ".join((*lines, rest)) + b"\r\n"
