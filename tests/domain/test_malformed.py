"""What no new event may say: text that nobody can see, names that turn (readings N68)."""

from datetime import date
from typing import Any

import msgspec
import pytest

from domain.admissibility import decide
from domain.events.text import blank
from domain.malformed import malformed
from domain.policy import DEFAULT
from tests.domain.telling import engineer, landed, opened, place
from tests.spec import decoded, event, recorded

UNSEEN = [
    " ", "\t\n", "\u3000", "\u200b\u200d", "\ufeff", "\u2028", "\u00ad", "\u202e", "\u0378", "\U000e0041",
]  # fmt: skip
SEEN = ["済", "\u3000済\u200b", ".", "0", "\u0301", "\ue000"]
ON = "2026-06-03"


def faults(*new: dict[str, Any]) -> list[tuple[str, str]]:
    return [("/" + "/".join(fault.path), fault.why) for e in new for fault in malformed(decoded(e))]


@pytest.mark.parametrize("text", UNSEEN, ids=ascii)
def test_a_text_is_blank_when_nothing_of_it_can_be_seen(text: str) -> None:
    assert blank(text)


@pytest.mark.parametrize("text", SEEN, ids=ascii)
def test_one_character_that_can_be_seen_makes_a_text(text: str) -> None:
    assert not blank(text)


@pytest.mark.parametrize(
    ("new", "pointer"),
    [
        (opened() | {"name": {"family": "\u3000", "given": "B"}}, "/name/family"),
        (opened() | {"name": {"family": "A", "given": "B", "given_kana": "\u200b"}}, "/name/given_kana"),
        (event("ParticularsChanged", ON, name={"family": "A", "given": " "}), "/name/given"),
        (event("Moved", ON, address=place("01107") | {"line": "\u3000"}), "/address/line"),
        (landed("2026-06-03", "student", "P1Y", "2027-06-03") | {"port": " "}, "/port"),
        (event("Departed", ON, reentry="none", port="\u200b"), "/port"),
        (event("ApplicationFiled", ON, procedure="extension", receipt_number=" "), "/receipt_number"),
        (event("PoliceReported", ON, receipt_number="1", station="\u2060"), "/station"),
        (event("PurposeChanged", ON, description="\n"), "/description"),
        (event("OrganisationChanged", ON, change="left", organisation=" "), "/organisation"),
        (event("NoteAdded", ON, text="\u200b\u3000\n"), "/text"),
        (event("Died", ON, note="\ufeff"), "/note"),
        (event("Died", ON, source={"kind": "letter", "reference": " "}), "/source/reference"),
        (event("EventVoided", ON, voids=2, reason="\u200b"), "/reason"),
        (event("EventCorrected", ON, corrects=2, reason=" ", replacement=event("Died", ON)), "/reason"),
        (
            event("EventCorrected", ON, corrects=2, reason="x", replacement=event("NoteAdded", ON, text=" ")),
            "/replacement/text",
        ),
    ],
)  # fmt: skip
def test_a_blank_text_is_refused_wherever_one_is_written(new: dict[str, Any], pointer: str) -> None:
    assert faults(new) == [(pointer, "blank-text")]
    found = decide(recorded(engineer()), [decoded(new)], policy=DEFAULT, today=date(2029, 12, 31)).refusals
    assert [(r.code, r.index, "/" + "/".join(r.path)) for r in found] == [("invalid-event", 0, pointer)]


@pytest.mark.parametrize("sign", ["\u202e", "\u2066", "\u200f", "\u061c"], ids=ascii)
def test_nothing_turns_the_direction_of_a_name(sign: str) -> None:
    name = {"family": f"{sign}DLIW", "given": "SARA"}
    assert faults(opened() | {"name": name}) == [("/name/family", "turned-text")]
    assert faults(event("NoteAdded", ON, text=f"{sign}DLIW")) == []
    with pytest.raises(msgspec.ValidationError):
        decoded(event("CardFound", ON, number=f"AB{sign}12345678CD"))


@pytest.mark.parametrize("code", ["01111", "01199", "01100", "01000"])
def test_an_address_is_in_a_municipality_that_there_is_or_was(code: str) -> None:
    """Readings N69: one abolished by now is taken, one that never was is not."""
    pointer = "/address/municipality_code"
    assert faults(event("Settled", ON, address=place(code))) == [(pointer, "no-such-municipality")]
    replaced = event("Moved", ON, address=place(code))
    corrected = event("EventCorrected", ON, corrects=4, reason="x", replacement=replaced)
    assert faults(corrected) == [(f"/replacement{pointer}", "no-such-municipality")]
    assert faults(event("Settled", ON, address=place("22131"))) == []


@pytest.mark.parametrize("code", ["JP", "ZZ", "XK", "SU"])
def test_a_nationality_is_another_countrys_or_none(code: str) -> None:
    wrong = [("/nationality", "no-such-nationality")]
    assert faults(opened() | {"nationality": code}) == wrong
    assert faults(event("ParticularsChanged", ON, nationality=code)) == wrong


@pytest.mark.parametrize("code", ["VN", "TW", "PS", "PSE", "XXA", "XXX"])
def test_the_stateless_and_the_unknown_have_codes_too(code: str) -> None:
    assert faults(opened() | {"nationality": code}) == []


def test_no_reason_lets_a_blank_text_in() -> None:
    new = [decoded(event("NoteAdded", ON, text=" "))]
    found = decide(
        recorded(engineer()), new, policy=DEFAULT, today=date(2029, 12, 31), override="a reason"
    ).refusals
    assert [r.code for r in found] == ["invalid-event"]


def test_every_blank_text_of_a_request_is_named() -> None:
    new = [event("NoteAdded", ON, text=" ", note=" "), event("Died", ON), event("NoteAdded", ON, text=" ")]
    found = decide(recorded([]), [decoded(e) for e in new], policy=DEFAULT, today=date(2029, 12, 31)).refusals
    assert [(r.index, r.path) for r in found] == [(0, ("note",)), (0, ("text",)), (2, ("text",))]


def test_what_is_stored_is_read_whatever_it_holds() -> None:
    found = recorded([opened(), event("NoteAdded", ON, text="\u200b")])
    assert (
        decide(found, [decoded(event("Died", ON))], policy=DEFAULT, today=date(2029, 12, 31)).refusals == ()
    )
