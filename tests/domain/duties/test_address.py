"""Notifying the address within fourteen days (ICRRA 19-7 to 19-9; SPRA 10)."""

import pytest

from tests.domain.telling import (
    duties,
    duty,
    engineer,
    granted,
    issued,
    landed,
    opened,
    place,
    rules,
    special_permanent,
)
from tests.spec import event


def test_adr_1_counts_from_settling_and_not_from_landing() -> None:
    life = [
        opened("2026-04-06"),
        landed("2026-04-06", "student", "P1Y", "2027-04-06"),
        issued("2026-04-06", "2027-04-06", route="port"),
        event("Settled", "2026-04-08", address=place()),
    ]
    assert rules(life[:3], "2026-04-30") == ["EXT"]
    told = duty(life, "2026-04-08", "ADR-1")
    assert (told["due_on"], told["state"], told["basis"]) == ("2026-04-22", "open", "ICRRA art. 19-7(1)")
    assert (told["desk"], told["municipality_code"], told["confirmed"]) == ("municipality", "01101", True)


@pytest.mark.parametrize(
    ("settled_on", "granted_on", "due_on"),
    [
        pytest.param("2026-06-01", "2026-06-10", "2026-06-24", id="already settled: from the permission"),
        pytest.param("2026-06-15", "2026-06-10", "2026-06-29", id="settled later: from settling"),
    ],
)
def test_adr_2_after_a_change_from_a_status_without_a_card(
    settled_on: str, granted_on: str, due_on: str
) -> None:
    life = [opened("2026-06-01"), landed("2026-06-01", "student", "P3M", "2026-09-01")]
    later = [
        event("Settled", settled_on, address=place()),
        granted("StatusChanged", granted_on, "engineer-humanities-international", "P1Y", "2027-06-10"),
    ]
    told = duty(life + sorted(later, key=lambda e: e["occurred_on"]), "2026-06-30", "ADR-2")
    assert (told["due_on"], told["basis"]) == (due_on, "ICRRA art. 19-8(1)")


def test_adr_3_is_owed_at_the_new_place_and_rolls_with_its_desk() -> None:
    told = duty(engineer(event("Moved", "2026-09-05", address=place("01107"))), "2026-09-24", "ADR-3")
    assert (told["raw_due_on"], told["due_on"], told["municipality_code"]) == (
        "2026-09-19",
        "2026-09-24",
        "01107",
    )
    assert told["state"] == "open"


def test_adr_3_is_overdue_from_the_day_after() -> None:
    told = duty(engineer(event("Moved", "2026-09-05", address=place("01107"))), "2026-09-25", "ADR-3")
    assert told["state"] == "overdue"


def test_adr_3_in_hiroshima_does_not_end_on_6_august() -> None:
    life = engineer(event("Moved", "2026-07-23", address=place("34101")))
    assert duty(life, "2026-08-01", "ADR-3")["due_on"] == "2026-08-07"
    elsewhere = engineer(event("Moved", "2026-07-23", address=place("34202")))
    assert duty(elsewhere, "2026-08-01", "ADR-3")["due_on"] == "2026-08-06"


def test_adr_4_a_notice_without_the_card_leaves_the_duty_open() -> None:
    moved = event("Moved", "2026-06-01", address=place("01103"))
    without = engineer(moved, event("AddressNotified", "2026-06-03", card_presented=False))
    assert duty(without, "2026-06-16", "ADR-3")["state"] == "overdue"
    shown = engineer(moved, event("AddressNotified", "2026-06-03"))
    assert duty(shown, "2026-06-16", "ADR-3")["state"] == "done"


def test_one_notice_settles_every_earlier_move() -> None:
    life = engineer(
        event("Moved", "2026-05-11", address=place("01103")),
        event("Moved", "2026-06-01", address=place("01104")),
        event("AddressNotified", "2026-06-04"),
    )
    assert [d for d in rules(life, "2026-06-05") if d == "ADR-3"] == []


def test_a_notice_before_the_move_settles_nothing() -> None:
    life = engineer(
        event("AddressNotified", "2026-06-01"), event("Moved", "2026-06-02", address=place("01103"))
    )
    assert duty(life, "2026-06-02", "ADR-3")["state"] == "open"


def test_a_move_in_the_filing_grace_is_notified_and_one_in_overstay_is_not() -> None:
    """The stay ends on Saturday 8 April 2028; one may file until Monday 10 April."""
    for on, owed in (("2028-04-09", True), ("2028-04-10", True), ("2028-04-11", False)):
        life = engineer(event("Moved", on, address=place("01103")), until="2028-04-08")
        assert ("ADR-3" in rules(life, on)) is owed


def test_no_address_duty_in_overstay() -> None:
    life = engineer(event("Moved", "2028-05-01", address=place("01103")))
    assert "ADR-3" not in rules(life, "2028-05-02")


def test_spr_1_stands_in_for_adr_and_rolls_over_the_september_holidays() -> None:
    life = special_permanent(event("Moved", "2026-09-07", address=place("01103")))
    (told,) = [d for d in duties(life, "2026-09-24") if d.settled_on is None and d.rule == "SPR-1"]
    assert (str(told.due_on), str(told.raw_due_on), told.basis) == (
        "2026-09-24",
        "2026-09-21",
        "SPRA art. 10",
    )


def test_spr_1_binds_from_the_first_address_of_a_special_permanent_resident() -> None:
    """Acquired on Friday 5 June 2026, settled on Wednesday 10 June, due on Wednesday 24 June."""
    life = [
        opened("2026-06-01", born="2026-06-01"),
        event("AcquisitionGroundsArose", "2026-06-01", grounds="birth", special_permanent=True),
        granted("StatusAcquired", "2026-06-05", "special-permanent-resident", None, None),
        event("Settled", "2026-06-10", address=place("01107")),
    ]
    assert [rule for rule in rules(life, "2026-06-10") if rule.startswith(("ADR", "SPR-1"))] == ["SPR-1"]
    told = duty(life, "2026-06-10", "SPR-1")
    assert (told["due_on"], told["municipality_code"], told["owed_by"]) == ("2026-06-24", "01107", "guardian")


def test_n85_a_notice_of_address_is_due_where_the_place_is_and_other_duties_where_one_lives_now() -> None:
    """Lost on Tuesday 9 June 2026, due on Tuesday 23 June: a closed day in Naha, not in Sapporo."""
    moved_on = event("Moved", "2026-06-15", address=place("47201"))
    life = special_permanent(
        event("CardLost", "2026-06-09", cause="lost"), event("Moved", "2026-06-09", address=place("01107"))
    )
    for told, code, due_on in ((life, "01107", "2026-06-23"), ([*life, moved_on], "47201", "2026-06-24")):
        lost = duty(told, "2026-06-15", "SPR-5")
        assert (lost["municipality_code"], lost["due_on"]) == (code, due_on)
    assert duty([*life, moved_on], "2026-06-14", "SPR-5")["municipality_code"] == "01107"
    notices = [
        d for d in duties([*life, moved_on], "2026-06-15") if d.rule == "SPR-1" and d.settled_on is None
    ]
    assert [(d.municipality_code, str(d.due_on)) for d in notices] == [
        ("01107", "2026-06-23"), ("47201", "2026-06-29"),
    ]  # fmt: skip
    left = [*life, moved_on, event("ResidenceLeft", "2026-06-20")]
    assert duty(left, "2026-06-20", "SPR-5")["municipality_code"] == "47201"
