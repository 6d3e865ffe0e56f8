"""Requests for corrections: what becomes of them, and what may be recorded about them (ADR 17)."""

from datetime import date
from typing import Any

import pytest

from domain.correction_requests import correction_requests
from domain.events import EventVoided
from domain.history import effective, told_through
from domain.policy import DEFAULT
from projections import current_status
from tests.domain.telling import engineer, opened, place
from tests.domain.test_admissibility import codes, corrected, voided
from tests.spec import event, recorded

MOVED = event("Moved", "2026-06-03", address=place("01107"))
EARLIER = event("Moved", "2026-06-01", address=place("01107"))
LATER = event("Moved", "2026-06-08", address=place("01107"))
ASKED_VERSION = 7
"""The version of a request that follows the move; the engineer's file has five events."""


def asked(change: dict[str, Any]) -> dict[str, Any]:
    return event("CorrectionRequested", "2026-06-05", requested=change)


def decided(outcome: str, request: int = ASKED_VERSION) -> dict[str, Any]:
    return event("CorrectionDecided", "2026-06-06", request=request, outcome=outcome, reason="r")


def test_a_request_and_its_decision_change_nothing_by_themselves() -> None:
    without = engineer(MOVED)
    life = [*without, asked(corrected(6, EARLIER)), decided("declined")]
    day = date(2026, 6, 7)
    told = [current_status.on(effective(recorded(stream)), day, DEFAULT) for stream in (without, life)]
    assert told[0] == told[1]


def test_a_request_waits_is_decided_or_is_overtaken_by_another_change_of_the_same_event() -> None:
    other = asked(voided(4))
    stream = engineer(MOVED, asked(corrected(6, EARLIER)), other, voided(6), decided("declined"))
    first, second = correction_requests(recorded(stream)).values()
    assert (first.version, first.overtaken_by, first.decided_by) == (7, 9, 10)
    assert (second.version, second.overtaken_by, second.decided_by) == (8, None, None)
    assert isinstance(second.change, EventVoided)


def test_a_decision_about_no_request_is_passed_over() -> None:
    assert correction_requests(recorded(engineer(MOVED, decided("accepted", 4)))) == {}


@pytest.mark.parametrize(
    ("expected", "new"),
    [
        ([], [decided("accepted"), corrected(6, EARLIER)]),
        ([], [decided("declined")]),
        (["correction-request-not-found"], [decided("accepted", 3)]),
        (["correction-request-decided"], [decided("declined"), decided("accepted")]),
        (["correction-request-overtaken"], [voided(6), decided("accepted")]),
        ([], [voided(6), decided("declined")]),
        (["not-correctable"], [voided(ASKED_VERSION)]),
        (["unknown-version"], [asked(voided(99))]),
        (["case-opening-not-voidable"], [asked(voided(1))]),
        (["future-date"], [asked(corrected(6, MOVED | {"occurred_on": "2030-01-01"}))]),
    ],
)
def test_a_request_is_decided_once_and_accepted_only_while_it_still_fits(
    expected: list[str], new: list[dict[str, Any]]
) -> None:
    assert codes(engineer(MOVED, asked(corrected(6, EARLIER))), *new) == expected


def test_a_request_tells_of_what_it_speaks_of() -> None:
    stream = [
        opened("2026-04-06"),
        MOVED,
        asked(corrected(2, LATER)),
        asked(voided(2)),
        decided("declined", 3),
    ]
    for day, versions in (("2026-06-02", [1]), ("2026-06-03", [1, 2, 4]), ("2026-06-08", [1, 2, 3, 4, 5])):
        assert [r.version for r in told_through(recorded(stream), date.fromisoformat(day))] == versions
