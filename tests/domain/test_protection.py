"""Protected addresses (支援措置): when one is, and what a history tells without it."""

from datetime import date
from pathlib import Path
from typing import Any
from uuid import UUID

import msgspec
import pytest
from msgspec import structs

from domain.admissibility import New
from domain.events import CATALOGUE, CaseEvent, Event, FilesMerged, Moved, Settled
from domain.history import Recorded, effective
from domain.law.calendar import roll
from domain.policy import DEFAULT
from domain.protection import (
    address_protected,
    concerns_address,
    facts_without_address,
    without_address,
    without_place,
)
from projections import current_status, status_timeline
from projections.outlook import outlook
from tests.domain.telling import engineer, opened, place
from tests.domain.test_admissibility import codes
from tests.spec import decoded, event, recorded

PROTECTED = event("AddressProtected", "2026-06-01", cause="stalking", valid_until="2026-06-30")
ENDED = event("AddressProtectionEnded", "2026-07-01")
VOIDED = event("EventVoided", "2026-07-02", voids=6, reason="r")
NOTE = event("NoteAdded", "2026-06-01", text="x")
MOVED = event("Moved", "2026-08-03", address={"municipality_code": "47201", "line": "Izumizaki 1-1-1"})
NAHA = event("Moved", "2026-06-09", address={"municipality_code": "47201", "line": "Izumizaki 1-1-1"})


def correction(version: int, replacement: dict[str, Any]) -> dict[str, Any]:
    return event("EventCorrected", "2026-08-01", corrects=version, replacement=replacement, reason="r")


@pytest.mark.parametrize(
    ("told", "protected"),
    [
        pytest.param([], False, id="never"),
        pytest.param([PROTECTED], True, id="also after the day until which it was decided"),
        pytest.param([PROTECTED, ENDED], False, id="ended"),
        pytest.param([PROTECTED, ENDED, PROTECTED | {"occurred_on": "2026-07-02"}], True, id="again"),
        pytest.param([PROTECTED | {"occurred_on": "2026-07-02"}, ENDED], True, id="an end of before"),
        pytest.param([PROTECTED, VOIDED], False, id="voided"),
        pytest.param([PROTECTED, ENDED, VOIDED | {"voids": 7}], True, id="end voided"),
        pytest.param([NOTE, correction(6, PROTECTED)], True, id="corrected into"),
        pytest.param([PROTECTED, correction(6, NOTE)], False, id="corrected away"),
    ],
)  # fmt: skip
def test_an_address_is_protected_from_when_that_is_recorded_until_its_end_is(
    told: list[dict[str, Any]], protected: bool
) -> None:
    assert address_protected(recorded(engineer(*told))) is protected


def test_what_was_not_protected_and_ends_is_flagged() -> None:
    for told, flagged in (([ENDED], ["address-not-protected"]), ([PROTECTED, ENDED], [])):
        found = current_status.on(effective(recorded(engineer(*told))), date(2026, 7, 2), DEFAULT)
        assert [a.code for a in found.anomalies] == flagged


def test_measures_are_recorded_after_a_death_too() -> None:
    assert codes(engineer(event("Died", "2026-05-30")), PROTECTED, ENDED) == []


def test_their_last_day_is_not_before_their_first() -> None:
    assert codes(engineer(), PROTECTED | {"valid_until": "2026-05-31"}) == ["invalid-event"]


HIDDEN = ("Minami", "Izumizaki", "01101", "47201")
EXAMPLES = sorted((Path(__file__).parents[1] / "history").glob("*.json"))


@pytest.mark.parametrize("kind", CATALOGUE)
def test_no_event_of_the_catalogue_tells_an_address_or_what_people_wrote(kind: type[Event]) -> None:
    """Also one that is added: its fields say of what they are made."""
    written = next(
        path for path in EXAMPLES if path.stem in {f"{kind.__name__}-2", kind.__name__}
    ).read_bytes()
    event_of_it: CaseEvent = msgspec.json.decode(written, type=CaseEvent)
    told = msgspec.json.encode(without_address([_told(event_of_it)])[0].event).decode()
    for word in ("municipality_code", '"line"', "by telephone", "19-7", "called", "research", "stalking"):
        assert word not in told, told


def _told(written: CaseEvent) -> Recorded:
    [envelope] = recorded([opened()])
    return msgspec.structs.replace(envelope, event=written, override="Hidden", office="01101")


def test_envelopes_tell_no_office_and_no_reason() -> None:
    """Nor does an event that is tried out, which has no office yet."""
    stream = recorded([opened()])
    [told] = without_address([_told(stream[0].event)])
    assert (told.office, told.override) == ("", "")
    assert without_address([New(2, stream[0].event)]) == [New(2, told.event)]


def test_a_stream_without_addresses_is_folded_as_before_but_tells_none() -> None:
    """Moving into the very place already held changes nothing, in other words than before too (N65)."""
    stream = recorded(engineer(MOVED, MOVED | {"occurred_on": "2026-08-10"}))
    entire, told = effective(stream), effective(without_address(stream))
    for on in (date(2026, 8, 4), date(2026, 8, 11)):
        before, after = (current_status.on(facts, on, DEFAULT) for facts in (entire, told))
        assert before.address is not None
        assert msgspec.structs.replace(before, address=None) == after
    spans = status_timeline.on(told, date(2026, 8, 11), DEFAULT).spans
    assert "address" not in {span.track for span in spans}
    places = [e.fact.address for e in told if isinstance(e.fact, Moved | Settled)]
    assert len(places) == 3
    assert all(place.municipality_code is place.line is None for place in places)


def test_a_duty_keeps_its_days_and_names_neither_desk_nor_local_day() -> None:
    """Naha closes on 23 June, Okinawa Memorial Day: fourteen days from the 9th end on the 24th."""
    seen = outlook(effective(recorded(engineer(NAHA))), DEFAULT)
    [duty] = [duty for duty in seen.duties if duty.rule == "ADR-3"]
    told = without_place(duty)
    assert (duty.municipality_code, told.municipality_code) == ("47201", None)
    assert told.due_on == duty.due_on == date(2026, 6, 24)
    assert told.counted is not None
    assert [(day.kind, day.name, day.name_ja) for day in told.counted.closed] == [("local", "", "")]
    assert roll(date(2026, 6, 23), "47201")[1][0].name == "Okinawa Memorial Day"


def test_a_duty_that_no_local_day_moved_says_what_did_and_one_without_days_says_none() -> None:
    """The fourteenth day after Saturday 30 May is a Saturday, too."""
    seen = outlook(
        effective(recorded(engineer(event("Moved", "2026-05-30", address=place("01107"))))), DEFAULT
    )
    told = {duty.rule: (without_place(duty), duty) for duty in seen.duties}
    assert told["ADR-3"][0].counted == told["ADR-3"][1].counted
    purpose = event("PurposeChanged", "2026-06-01", description="research")
    seen = outlook(effective(recorded(engineer(purpose))), DEFAULT)
    assert None in {without_place(duty).counted for duty in seen.duties}


def test_what_is_protected_in_a_merged_file_is_in_the_surviving_one() -> None:
    """And its addresses are told no more than those of the file that goes on."""
    other = effective(recorded([opened(), *engineer(PROTECTED, MOVED)[1:]]))
    stream = recorded(engineer())
    merging = FilesMerged(
        occurred_on=date(2026, 8, 4), other=UUID(int=2), role="surviving", entries=7, reason="r"
    )
    merge = structs.replace(stream[-1], version=6, event=merging, merged=tuple(other))
    assert not address_protected(stream)
    assert address_protected([*stream, merge])
    told = msgspec.json.encode(without_address([*stream, merge])).decode()
    facts = facts_without_address(effective([*stream, merge]))
    assert not [word for word in HIDDEN if word in told + repr(facts)]


@pytest.mark.parametrize(
    ("told", "concerns"),
    [
        pytest.param(MOVED, True, id="a move"),
        pytest.param(ENDED, True, id="the end"),
        pytest.param(PROTECTED, False, id="measures that are renewed"),
        pytest.param(NOTE, False, id="a note"),
        pytest.param(VOIDED, True, id="that the measures never were"),
        pytest.param(VOIDED | {"voids": 4}, True, id="that a place never was"),
        pytest.param(VOIDED | {"voids": 7}, False, id="that a note never was"),
        pytest.param(VOIDED | {"voids": 8}, True, id="that a note never was which measures are by now"),
        pytest.param(VOIDED | {"voids": 40_000}, True, id="something of a merged file"),
        pytest.param(correction(7, MOVED), True, id="a note that was a move"),
        pytest.param(correction(7, NOTE), False, id="a note that was another"),
        pytest.param(correction(6, NOTE), True, id="measures that were a note"),
    ],
)
def test_what_would_make_a_file_somebodys_concerns_the_address(told: dict[str, Any], concerns: bool) -> None:
    stream = recorded(engineer(PROTECTED, NOTE, NOTE, correction(8, PROTECTED)))
    assert concerns_address(stream, decoded(told)) is concerns
