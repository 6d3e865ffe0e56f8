"""Giving a lapsed card back (ICRRA 19-14, 19-15; readings N12)."""

from typing import Any

import pytest

from domain.law import returning
from domain.law.rule import DutyRule
from tests.domain.telling import (
    CARD,
    OTHER_CARD,
    duty,
    engineer,
    granted,
    issued,
    rules,
    special_permanent,
)
from tests.spec import event


@pytest.mark.parametrize(
    ("due_on", "rule", "then"),
    [
        pytest.param(
            "2026-06-15", "RET-1", event("StatusLost", "2026-06-01", reason="revoked"), id="revoked"
        ),
        pytest.param("2026-06-15", "RET-1", event("Naturalised", "2026-06-01"), id="naturalised"),
        pytest.param(
            "2026-06-01", "RET-3", event("Departed", "2026-06-01", reentry="none"), id="at the port"
        ),
        pytest.param("2026-06-01", "RET-6", issued("2026-06-01", "2028-04-07", OTHER_CARD), id="new card"),
        pytest.param("2026-06-15", "RET-7", event("Died", "2026-06-01"), id="death"),
    ],
)
def test_a_card_that_lapsed_goes_back(due_on: str, rule: str, then: dict[str, Any]) -> None:
    told = duty(engineer(then), "2026-06-01", rule)
    assert (told["due_on"], told["state"]) == (due_on, "open")
    assert told["subject"]["card_number"] == CARD


def test_ret_1_after_changing_to_a_status_without_a_card() -> None:
    life = engineer(granted("StatusChanged", "2026-06-01", "diplomat", None, None))
    assert duty(life, "2026-06-02", "RET-1")["due_on"] == "2026-06-15"


def test_ret_1_for_a_card_issued_on_the_last_day_of_the_stay_with_a_later_day_printed() -> None:
    """The stay ends on Friday 7 April 2028: fourteen days after are Friday 21 April."""
    life = engineer(issued("2028-04-07", "2030-04-07", OTHER_CARD, "particulars"))
    assert "RET-1" not in rules(life, "2028-04-07")
    told = duty(life, "2028-04-08", "RET-1")
    assert (told["due_on"], told["subject"]["card_number"]) == ("2028-04-21", OTHER_CARD)


def test_ret_2_counts_from_the_printed_day_when_the_grace_passes_unused() -> None:
    life = engineer(until="2028-04-08")
    assert "RET-2" not in rules(life, "2028-04-10")
    told = duty(life, "2028-04-11", "RET-2")
    assert (told["due_on"], told["state"]) == ("2028-04-24", "open")


def test_ret_2_waits_while_the_special_period_keeps_the_card_alive() -> None:
    life = engineer(event("ApplicationFiled", "2028-04-03", procedure="extension"))
    assert "RET-2" not in rules(life, "2028-06-07")
    assert duty(life, "2028-06-08", "RET-2")["due_on"] == "2028-06-21"


def test_ret_4_a_lost_card_is_owed_only_once_it_is_found() -> None:
    life = engineer(
        event("CardLost", "2026-06-01", cause="lost"),
        issued("2026-06-08", "2028-04-07", OTHER_CARD, "reissue"),
    )
    assert not any(r.startswith("RET") for r in rules(life, "2026-06-08"))
    found = duty([*life, event("CardFound", "2026-06-10", number=CARD)], "2026-06-10", "RET-4")
    assert (found["due_on"], found["subject"]["card_number"]) == ("2026-06-24", CARD)


def test_ret_5_the_reentry_permission_ran_out_abroad() -> None:
    life = engineer(event("Departed", "2026-01-15", reentry="special"))
    assert "RET-5" not in rules(life, "2027-01-15")
    assert duty(life, "2027-01-16", "RET-5")["due_on"] == "2027-01-29"


def test_ret_7_is_owed_by_a_relative_and_counts_from_finding_a_lost_card() -> None:
    told = duty(engineer(event("Died", "2026-06-01")), "2026-06-02", "RET-7")
    assert told["owed_by"] == "relative-or-cohabitant"
    life = engineer(
        event("CardLost", "2026-05-01", cause="lost"),
        event("Died", "2026-06-01"),
        event("CardFound", "2026-07-01", number=CARD),
    )
    assert duty(life, "2026-07-02", "RET-7")["due_on"] == "2026-07-15"


def test_a_card_goes_back_once_under_the_first_cause() -> None:
    life = engineer(
        issued("2026-06-01", "2028-04-07", OTHER_CARD, "particulars"),
        event("Departed", "2026-06-10", reentry="none"),
    )
    found = {r for r in rules(life, "2026-06-10") if r.startswith("RET")}
    assert found == {"RET-3", "RET-6"}
    assert duty(life, "2026-06-10", "RET-6")["subject"]["card_number"] == CARD
    assert duty(life, "2026-06-10", "RET-3")["subject"]["card_number"] == OTHER_CARD


def test_a_returned_card_is_done_and_owes_nothing_again() -> None:
    life = engineer(
        event("Departed", "2026-06-01", reentry="none"),
        event("CardReturned", "2026-06-01", number=CARD, route="port"),
    )
    assert duty(life, "2026-06-02", "RET-3")["state"] == "done"


def test_ret_3_done_late_after_the_port() -> None:
    life = engineer(
        event("Departed", "2026-06-01", reentry="none"),
        event("CardReturned", "2026-06-09", number=CARD, route="post"),
    )
    assert duty(life, "2026-06-09", "RET-3")["state"] == "done-late"


def test_spr_7_has_the_days_of_the_ret_rules() -> None:
    told = duty(special_permanent(event("Naturalised", "2026-06-01")), "2026-06-02", "SPR-7")
    assert (told["due_on"], told["basis"]) == ("2026-06-15", "SPRA art. 15, 16")


@pytest.mark.parametrize(
    ("due_on", "then"),
    [
        pytest.param("2026-06-01", event("Departed", "2026-06-01", reentry="none"), id="at once"),
        pytest.param("2026-06-15", event("Died", "2026-06-01"), id="death"),
    ],
)
def test_spr_7_takes_the_place_of_each_ret_rule_at_the_bureau(due_on: str, then: dict[str, Any]) -> None:
    told = duty(special_permanent(then), "2026-06-01", "SPR-7")
    assert (told["due_on"], told["desk"], told["rule"]) == (due_on, "bureau", "SPR-7")


def test_the_certificate_of_who_died_is_owed_by_a_relative() -> None:
    told = duty(special_permanent(event("Died", "2026-06-01")), "2026-06-02", "SPR-7")
    assert told["owed_by"] == "relative-or-cohabitant"


RULES = [rule for rule in vars(returning).values() if isinstance(rule, DutyRule)]


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.id)
def test_every_return_outlives_the_stay_and_is_spr_7_for_special_permanent_residents(rule: DutyRule) -> None:
    assert rule.outlives_stay
    assert rule.of("special-permanent") is returning.SPR_7
    assert rule.of("resident") is rule


def test_only_leaving_for_good_and_a_new_card_leave_no_days() -> None:
    assert [rule.id for rule in RULES if rule.within is None] == ["RET-3", "RET-6"]
