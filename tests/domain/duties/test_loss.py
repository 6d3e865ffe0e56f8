"""Loss, damage, replacement (ICRRA 19-12, 19-13; SPRA 13, 14)."""

from datetime import date
from typing import Any

import pytest

from domain.law.loss import DMG_1, DMG_2, LOS_1, LOS_2, LOS_3, SPR_5, SPR_6
from domain.law.rule import DutyRule
from domain.policy import Policy
from tests.domain.telling import CARD, OTHER_CARD, duty, engineer, issued, rules, special_permanent
from tests.spec import event

LOST = event("CardLost", "2026-04-21", cause="lost")


def test_los_1_counts_from_the_day_of_learning_and_rolls_over_golden_week() -> None:
    told = duty(engineer(LOST), "2026-05-07", "LOS-1")
    assert (told["raw_due_on"], told["due_on"], told["state"]) == ("2026-05-05", "2026-05-07", "open")
    assert duty(engineer(LOST), "2026-05-08", "LOS-1")["state"] == "overdue"
    assert told["subject"]["card_number"] == CARD


def test_los_2_waits_for_the_first_entry() -> None:
    away = engineer(event("Departed", "2026-04-01", reentry="special"), LOST)
    waiting = duty(away, "2026-05-01", "LOS-2")
    assert (waiting["state"], waiting["opens_on"], waiting["due_on"]) == ("pending", None, None)
    back = duty([*away, event("Reentered", "2026-06-01")], "2026-06-02", "LOS-2")
    assert (back["state"], back["due_on"]) == ("open", "2026-06-15")


@pytest.mark.parametrize(
    ("state", "then"),
    [
        pytest.param(
            "done", event("ApplicationFiled", "2026-04-23", procedure="card-reissue"), id="application"
        ),
        pytest.param("done", issued("2026-04-23", "2028-04-07", OTHER_CARD, "reissue"), id="card re-issued"),
        pytest.param(
            "cancelled", issued("2026-04-23", "2028-04-07", OTHER_CARD, "particulars"), id="other card"
        ),
        pytest.param("cancelled", event("CardFound", "2026-04-23", number=CARD), id="N43 found again"),
        pytest.param(
            "open", event("ApplicationFiled", "2026-04-23", procedure="card-renewal"), id="a renewal"
        ),
        pytest.param("open", event("PoliceReported", "2026-04-23", receipt_number="7"), id="police alone"),
    ],
)
def test_what_ends_los_1(state: str, then: dict[str, Any]) -> None:
    assert duty(engineer(LOST, then), "2026-04-24", "LOS-1")["state"] == state


def test_the_card_found_ends_los_1_before_another_card_is_issued_for_another_reason() -> None:
    found = event("CardFound", "2026-04-23", number=CARD)
    life = engineer(LOST, found, issued("2026-04-27", "2028-04-07", OTHER_CARD, "particulars"))
    assert duty(life, "2026-04-28", "LOS-1")["cancelled_on"] == "2026-04-23"


def test_of_two_cards_of_one_day_the_first_ends_los_1() -> None:
    other = issued("2026-04-27", "2028-04-07", OTHER_CARD, "particulars")
    again = issued("2026-04-27", "2028-04-07", "AB22222222CD", "reissue")
    assert duty(engineer(LOST, again, other), "2026-04-28", "LOS-1")["state"] == "done"
    assert duty(engineer(LOST, other, again), "2026-04-28", "LOS-1")["state"] == "cancelled"


@pytest.mark.parametrize(("expected", "cause"), [(True, "lost"), (True, "stolen"), (False, "destroyed")])
def test_los_3_is_advice_for_loss_and_theft(expected: bool, cause: str) -> None:
    life = engineer(event("CardLost", "2026-04-21", cause=cause))
    assert ("LOS-3" in rules(life, "2026-04-21")) is expected


def test_los_3_has_no_day_and_is_settled_by_the_report() -> None:
    told = duty(engineer(LOST), "2026-12-01", "LOS-3")
    assert (told["state"], told["due_on"], told["class_"], told["desk"]) == (
        "open",
        None,
        "advisory",
        "police",
    )
    reported = engineer(LOST, event("PoliceReported", "2026-04-22", receipt_number="7"))
    assert duty(reported, "2026-04-22", "LOS-3")["state"] == "done"


def test_los_3_ends_when_the_card_is_found() -> None:
    found = engineer(LOST, event("CardFound", "2026-04-23", number=CARD))
    told = duty(found, "2026-04-24", "LOS-3")
    assert (told["state"], told["cancelled_on"]) == ("cancelled", "2026-04-23")


def test_an_application_of_the_day_of_another_card_settles_los_1_whichever_is_told_first() -> None:
    applied = event("ApplicationFiled", "2026-04-23", procedure="card-reissue")
    other = issued("2026-04-23", "2028-04-07", OTHER_CARD, "particulars")
    for acts in ([applied, other], [other, applied]):
        assert duty(engineer(LOST, *acts), "2026-04-24", "LOS-1")["state"] == "done"


def test_dmg_1_is_advice_with_the_days_of_the_city_page() -> None:
    life = engineer(event("CardDamaged", "2026-06-01", cause="soiled"))
    told = duty(life, "2026-06-16", "DMG-1")
    assert (told["due_on"], told["class_"], told["state"]) == ("2026-06-15", "advisory", "overdue")
    assert told["switches"] == ("damaged_card",)


def test_dmg_1_names_every_setting_that_its_days_depend_on() -> None:
    life = engineer(event("CardDamaged", "2026-06-01", cause="soiled"))
    told = duty(life, "2026-06-02", "DMG-1", Policy(midnight_start="ON"))
    assert (told["due_on"], told["switches"]) == ("2026-06-15", ("damaged_card", "midnight_start"))
    assert told["switches"] == DMG_1.switches


def test_the_fourteen_days_of_dmg_1_are_those_of_the_page_and_not_of_the_statute() -> None:
    assert DMG_1.within is not None
    assert [dated.under.law for dated in DMG_1.within.entries] == ["City page"]
    assert DMG_1.under(date(2026, 6, 1)).citation == "ICRRA art. 19-13(1)"


@pytest.mark.parametrize(
    ("expected", "rule"),
    [(SPR_5, LOS_1), (SPR_5, LOS_2), (SPR_6, DMG_2), (LOS_3, LOS_3), (DMG_1, DMG_1)],
    ids=lambda rule: rule.id,
)
def test_the_rule_that_binds_a_special_permanent_resident(expected: DutyRule, rule: DutyRule) -> None:
    assert rule.of("special-permanent") is expected
    assert rule.of("resident") is rule


def test_dmg_1_has_no_day_under_the_statute() -> None:
    life = engineer(event("CardDamaged", "2026-06-01", cause="damaged"))
    told = duty(life, "2026-12-01", "DMG-1", Policy(damaged_card="STATUTE"))
    assert (told["due_on"], told["state"]) == (None, "open")


def test_dmg_2_binds_from_the_order() -> None:
    told = duty(engineer(event("CardReplacementOrdered", "2026-12-15")), "2026-12-20", "DMG-2")
    assert (told["raw_due_on"], told["due_on"], told["class_"]) == ("2026-12-29", "2027-01-04", "statutory")


@pytest.mark.parametrize("procedure", ["card-replacement", "card-reissue"])
def test_dmg_2_is_settled_by_either_application(procedure: str) -> None:
    life = engineer(
        event("CardReplacementOrdered", "2026-06-01"),
        event("ApplicationFiled", "2026-06-02", procedure=procedure),
    )
    assert duty(life, "2026-06-03", "DMG-2")["state"] == "done"


def test_dmg_2_is_settled_by_any_later_card() -> None:
    life = engineer(
        event("CardReplacementOrdered", "2026-06-01"),
        issued("2026-06-05", "2028-04-07", OTHER_CARD, "particulars"),
    )
    assert duty(life, "2026-06-05", "DMG-2")["state"] == "done"


def test_spr_5_and_spr_6_go_to_the_municipality() -> None:
    lost = duty(special_permanent(event("CardLost", "2026-12-15", cause="lost")), "2027-01-05", "SPR-5")
    assert (lost["raw_due_on"], lost["due_on"], lost["state"]) == ("2026-12-29", "2027-01-04", "overdue")
    assert (lost["desk"], lost["basis"]) == ("municipality", "SPRA art. 13(1)")
    ordered = duty(special_permanent(event("CardReplacementOrdered", "2026-06-01")), "2026-06-02", "SPR-6")
    assert (ordered["due_on"], ordered["desk"]) == ("2026-06-15", "municipality")


def test_an_order_outside_a_stay_with_a_card_raises_nothing() -> None:
    life = engineer(event("CardReplacementOrdered", "2028-05-01"))
    assert "DMG-2" not in rules(life, "2028-05-02")


def test_damage_after_the_status_is_lost_raises_nothing() -> None:
    lost = event("StatusLost", "2026-05-01", reason="revoked")
    life = engineer(lost, event("CardDamaged", "2026-06-01", cause="soiled"))
    assert "DMG-1" not in rules(life, "2026-06-02")
