"""What holds for every duty of a rule, whatever the life: kind, class, desk, subject (N13, N17, N18)."""

from collections.abc import Iterator
from datetime import date
from functools import cache
from typing import Any

import pytest

from domain.duties.duty import Duty
from domain.history import effective
from domain.law.rulebook import DUTIES
from domain.policy import DEFAULT, Policy
from projections import current_status
from tests.domain.telling import (
    CARD,
    OTHER_CARD,
    duty,
    engineer,
    granted,
    issued,
    landed,
    opened,
    special_permanent,
)
from tests.domain.test_vectors import refusal
from tests.naive.play import play, scenarios
from tests.over_time import obligations
from tests.spec import Answers, answers_of, event, recorded

REISSUE, REPLACEMENT, RENEWAL = "card-reissue", "card-replacement", "card-renewal"


LEFT = event("Departed", "2026-06-01", reentry="special")


def abroad(change: dict[str, Any], status: str, **more: Any) -> tuple[list[dict[str, Any]], date]:
    held = granted("StatusChanged", "2026-04-01", status, "P2Y", "2028-04-01", **more)
    return engineer(held, LEFT, change), date(2026, 6, 11)


MORE = (
    (special_permanent(event("CardReplacementOrdered", "2026-06-01")), date(2026, 6, 2)),
    (
        engineer(
            event("CardLost", "2026-06-01", cause="lost"),
            issued("2026-06-08", "2028-04-07", OTHER_CARD, "reissue"),
            event("CardFound", "2026-06-10", number=CARD),
        ),
        date(2026, 6, 10),
    ),
    abroad(event("OrganisationChanged", "2026-06-10", change="left"), "student"),
    abroad(event("OrganisationChanged", "2026-06-10", change="contract-ended"), "researcher"),
    abroad(event("MarriageEnded", "2026-06-10", cause="divorce"), "dependent", as_spouse=True),
)
"""Lives that no worked case tells: with SPR-6, with RET-4, with notices of what happened abroad."""

LOST, DAMAGED = (
    event("CardLost", "2026-06-01", cause="lost"),
    event("CardDamaged", "2026-06-01", cause="soiled"),
)
ORDERED, BACK = event("CardReplacementOrdered", "2026-06-01"), event("Reentered", "2026-06-08")
RETURNED = event("CardReturned", "2026-06-09", number=CARD, route="counter")
BORN, BORN_SPECIAL = (
    [
        opened("2026-06-01", born="2026-06-01"),
        event("AcquisitionGroundsArose", "2026-06-01", grounds="birth", special_permanent=special),
    ]
    for special in (False, True)
)
CHILD = [
    opened(born="2010-06-01"),
    landed("2025-04-07", "dependent", "P3Y", "2028-04-07"),
    issued("2025-04-07", "2026-05-31"),
]


def filed(procedure: str) -> dict[str, Any]:
    return event("ApplicationFiled", "2026-06-09", procedure=procedure)


def card(reason: str) -> dict[str, Any]:
    return issued("2026-06-09", "2028-04-07", OTHER_CARD, reason)


SETTLED = [
    (stream, date(2026, 6, 9))
    for stream in (
        [*CHILD, issued("2026-05-20", "2028-04-07", OTHER_CARD, "renewal")],
        *(special_permanent(LOST, then) for then in (filed(REISSUE), card("reissue"))),
        *(special_permanent(ORDERED, then) for then in (filed(REPLACEMENT), card("replacement"))),
        *(engineer(LEFT, LOST, BACK, then) for then in (filed(REISSUE), card("reissue"))),
        *(engineer(DAMAGED, then) for then in (filed(REPLACEMENT), card("replacement"))),
        *(engineer(ORDERED, then) for then in (filed(REPLACEMENT), card("replacement"))),
        engineer(event("Naturalised", "2026-06-01"), RETURNED),
        engineer(LOST, card("reissue"), event("CardFound", "2026-06-09", number=CARD), RETURNED),
        engineer(
            event("PurposeChanged", "2026-06-01", description="founds a company"),
            granted("StatusChanged", "2026-06-09", "business-manager", "P1Y", "2027-06-09"),
        ),
        [*BORN, event("PermanentResidenceGranted", "2026-06-09")],
        [*BORN_SPECIAL, filed("special-permanent-residence")],
        [*BORN_SPECIAL, granted("StatusAcquired", "2026-06-09", "special-permanent-resident", None, None)],
    )
]
"""Lives in which a duty is settled in a way that no worked case tells."""


def asked() -> Iterator[tuple[list[dict[str, Any]], date]]:
    """Every stream of the worked cases as it was asked about, and the day."""
    for scenario in scenarios():
        if scenario.get("override"):
            continue  # duties of an unknown card name none
        streams: list[tuple[list[dict[str, Any]], date]] = []

        def answers(
            stream: list[dict[str, Any]], on: date, known: tuple[str, int] | None, into: Any = streams
        ) -> Answers:
            del known
            into.append((list(stream), on))
            return answers_of(recorded(stream), on)

        play(scenario, answers, refusal)
        yield from streams


@cache
def duties() -> dict[str, list[tuple[Duty, str | None]]]:
    """Every duty of these lives by rule, with the municipality of the address on that day."""
    return told()[0]


@cache
def told() -> tuple[dict[str, list[tuple[Duty, str | None]]], dict[str, set[str]]]:
    """The duties of these lives by rule, each with the home of that day; the events that settled them."""
    found: dict[str, list[tuple[Duty, str | None]]] = {}
    settled_by: dict[str, set[str]] = {}
    for stream, on in (*asked(), *MORE, *SETTLED):
        facts = effective(recorded(stream))
        address = current_status.on(facts, on, DEFAULT).address
        home = None if address is None else address.municipality_code
        for owed in obligations(facts, on, DEFAULT):
            found.setdefault(owed.rule, []).append((owed, home))
            if owed.settled_by is not None:
                settled_by.setdefault(owed.rule, set()).add(stream[owed.settled_by - 1]["type"])
    return found, settled_by


def kind(rule: str) -> str:
    if rule.startswith("RET-") or rule == "SPR-7":
        return "return"
    if rule.startswith("RE-"):
        return "reentry"
    if rule == "LOS-3":
        return "report"
    notified = rule.startswith(("ADR-", "CHG-", "ORG-", "SPO-")) or rule in {"SPR-1", "SPR-2"}
    return "notification" if notified else "application"


def desk(rule: str) -> str:
    if rule == "LOS-3":
        return "police"
    if rule == "RET-3" or rule.startswith("RE-"):
        return "port"
    municipal = rule.startswith("ADR-") or rule in {"SPR-1", "SPR-2", "SPR-4", "SPR-5", "SPR-6", "ACQ-3"}
    return "municipality" if municipal else "bureau"


def procedure(rule: str) -> str | None:
    families = {
        "LOS-1": REISSUE,
        "LOS-2": REISSUE,
        "SPR-5": REISSUE,
        "DMG-1": REPLACEMENT,
        "DMG-2": REPLACEMENT,
    }
    return {**families, "SPR-6": REPLACEMENT, "REN-1": RENEWAL, "REN-2": RENEWAL, "SPR-4": RENEWAL}.get(rule)


RULES = sorted(DUTIES)


def test_these_lives_raise_every_rule() -> None:
    assert sorted(duties()) == RULES


@pytest.mark.parametrize("rule", RULES)
def test_kind_class_and_desk_are_those_of_the_rule(rule: str) -> None:
    class_ = "advisory" if rule in {"DMG-1", "CHS-1", "LOS-3"} else "statutory"
    shapes = {(duty.kind, duty.class_, duty.desk) for duty, _ in duties()[rule]}
    assert shapes == {(kind(rule), class_, desk(rule))}


@pytest.mark.parametrize("rule", [rule for rule in RULES if procedure(rule) is not None])
def test_a_duty_about_a_card_names_the_card_and_the_procedure(rule: str) -> None:
    subjects = [duty.subject for duty, _ in duties()[rule]]
    assert all(subject is not None and subject.card_number for subject in subjects)
    assert {subject.procedure for subject in subjects if subject is not None} == {procedure(rule)}


@pytest.mark.parametrize("rule", [rule for rule in RULES if kind(rule) == "return" or rule == "LOS-3"])
def test_a_duty_to_return_or_report_a_card_names_it(rule: str) -> None:
    assert all(duty.subject is not None and duty.subject.card_number for duty, _ in duties()[rule])


@pytest.mark.parametrize("rule", [rule for rule in RULES if desk(rule) == "bureau"])
def test_a_bureau_is_that_of_the_address(rule: str) -> None:
    at_home = [(duty.municipality_code, home) for duty, home in duties()[rule] if home is not None]
    assert all(place == home for place, home in at_home)


@pytest.mark.parametrize("rule", RULES)
def test_a_rule_names_the_settings_that_its_duties_name(rule: str) -> None:
    named = {name for duty, _ in duties()[rule] for name in duty.switches}
    assert named == {*DUTIES[rule].switches} - {"midnight_start"}


def test_where_the_day_itself_counts_the_duty_names_the_switch() -> None:
    life = engineer(event("CardLost", "2026-06-01", cause="lost"))
    counted = duty(life, "2026-06-02", "LOS-1", Policy(midnight_start="ON"))
    assert (counted["raw_due_on"], list(counted["switches"])) == ("2026-06-14", ["midnight_start"])
    assert (duty(life, "2026-06-02", "LOS-1")["raw_due_on"]) == "2026-06-15"


@pytest.mark.parametrize("rule", RULES)
def test_a_duty_is_settled_by_what_its_rule_names(rule: str) -> None:
    assert told()[1].get(rule, set()) == {*DUTIES[rule].settled_by}
