"""Given these events, when these are added, then: the words in which tests speak of the law.

given(opened(), landed(...)).on("2026-04-20").duty("ADR-1")
given(...).when(event("Departed", "2026-06-01", reentry="none")).codes
"""

from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID

import msgspec

from domain.duties.duty import Duty
from domain.events import CaseEvent
from domain.history import Recorded, effective
from domain.law.offices import bureau_of
from domain.policy import DEFAULT
from projections import current_status
from projections.current_status import Standing
from tests.over_time import obligations

RESIDENT = UUID(int=1)
FIRST = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)


def event(kind: str, on: str, **fields: Any) -> dict[str, Any]:
    """An event as JSON writes it."""
    return {"type": kind, "occurred_on": on, **fields}


def decoded(written: Mapping[str, Any]) -> CaseEvent:
    """The event of the catalogue; raises msgspec.ValidationError."""
    return msgspec.convert({k: v for k, v in written.items() if k != "overridden"}, CaseEvent)  # type: ignore[no-any-return]


def recorded(stream: Sequence[Mapping[str, Any]]) -> list[Recorded]:
    """The stream in its envelopes, one second between two recordings."""
    return [envelope(version, written) for version, written in enumerate(stream, 1)]


def envelope(version: int, written: Mapping[str, Any]) -> Recorded:
    return Recorded(
        resident_id=RESIDENT,
        version=version,
        event_id=UUID(int=version),
        recorded_at=FIRST + timedelta(seconds=version),
        recorded_by="test",
        office="01101",
        position=version,
        event=decoded(written),
        override="test" if written.get("overridden") else None,
    )


def day(text: str | date) -> date:
    return text if isinstance(text, date) else date.fromisoformat(text)


Answers = tuple[dict[str, Any], list[dict[str, Any]]]


# --- the answers of the folds, in the words of the contract


def standing_words(answer: Standing) -> dict[str, Any]:
    """Standing as JSON writes it, without wording."""
    words: dict[str, Any] = msgspec.json.decode(msgspec.json.encode(answer))
    return words


def duty_words(duty: Duty, on: date) -> dict[str, Any]:
    """One obligation as JSON writes it, without wording."""
    return {
        "rule": duty.rule,
        "kind": duty.kind,
        "class": duty.class_,
        "state": duty.state(on),
        "opens_on": written(duty.opens_on),
        "raw_due_on": written(duty.raw_due_on),
        "due_on": written(duty.due_on),
        "days_left": None
        if duty.due_on is None or duty.state(on) in {"done", "done-late", "cancelled"}
        else (duty.due_on - on).days,
        "trigger": duty.trigger,
        "settled_by": duty.settled_by,
        "settled_on": written(duty.settled_on),
        "subject": None if duty.subject is None else msgspec.to_builtins(duty.subject),
        "owed_by": duty.who_owes(on),
        "authority": authority_words(duty),
        **({} if duty.birth_taken_as is None else {"birth_taken_as": written(duty.birth_taken_as)}),
    }


def authority_words(duty: Duty) -> dict[str, Any]:
    if duty.desk == "municipality":
        return {"kind": duty.desk, "municipality_code": duty.municipality_code}
    desk = bureau_of(duty.municipality_code) if duty.desk == "bureau" and duty.municipality_code else None
    return {
        "kind": duty.desk,
        "municipality_code": None,
        "name": desk.name if desk else None,
        "telephone": desk.telephone if desk else None,
    }


def written(on: date | None) -> str | None:
    return None if on is None else on.isoformat()


def answers_of(history: Sequence[Recorded], on: date) -> Answers:
    """Standing and obligations of a history on a day, out of the folds."""
    facts = effective(history)
    standing = standing_words(current_status.on(facts, on, DEFAULT))
    standing["version"] = len(history)
    return standing, [duty_words(d, on) for d in obligations(facts, on, DEFAULT)]
