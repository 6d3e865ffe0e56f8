"""What becomes of a card (ICRRA 19-5, 19-14, 19-15; readings N12, N42, N43, N50)."""

import pytest

from tests.domain.telling import (
    CARD,
    OTHER_CARD,
    anomalies,
    duties,
    duty,
    engineer,
    granted,
    issued,
    landed,
    opened,
    rules,
    standing,
)
from tests.domain.test_admissibility import codes
from tests.spec import event

LEFT = event("Departed", "2026-06-01", reentry="none")
DIED = event("Died", "2026-06-01")
LOST = event("CardLost", "2026-05-01", cause="lost")


@pytest.mark.parametrize("order", [[LEFT, DIED], [DIED, LEFT]])
def test_of_several_causes_of_one_day_the_first_in_order_raises_the_duty(
    order: list[dict[str, object]],
) -> None:
    assert rules(engineer(*order), "2026-06-01") == ["RET-7"]


def test_a_card_lapses_once() -> None:
    told = engineer(LEFT, event("Died", "2026-06-02"))
    assert rules(told, "2026-06-02") == ["RET-3"]


def test_a_card_lost_twice_is_one_loss() -> None:
    told = engineer(LOST, event("CardLost", "2026-05-03", cause="stolen"))
    assert [d.rule for d in duties(told, "2026-05-03") if d.rule == "LOS-1"] == ["LOS-1"]


def test_a_loss_is_of_a_card() -> None:
    assert codes([opened()], LOST) == ["card-not-issued"]


def test_a_card_lost_without_a_status_owes_no_new_one() -> None:
    told = engineer(
        event("StatusLost", "2026-04-01", reason="revoked"),
        LOST,
        event("CardFound", "2026-05-02", number=CARD),
    )
    assert rules(told, "2026-05-02") == ["RET-1"]
    assert standing(told, "2026-05-01").card.state == "lost"
    assert standing(told, "2026-05-02").card.state == "lapsed"


def test_a_loss_noticed_in_overstay_owes_no_new_card() -> None:
    told = [
        opened(),
        landed("2025-04-07", "student", "P1Y", "2026-04-07"),
        issued("2025-04-07", "2027-04-07"),
        event("CardReturned", "2026-04-20", number=CARD, route="post"),
        issued("2026-04-21", "2027-04-07", OTHER_CARD, "reissue"),
        LOST,
    ]
    assert standing(told, "2026-05-01").card.state == "lost"
    assert "LOS-1" not in rules(told, "2026-05-01")


def test_a_card_that_is_found_after_it_was_returned_owes_nothing() -> None:
    told = engineer(
        LOST,
        issued("2026-05-10", "2028-04-07", OTHER_CARD, "reissue"),
        event("CardReturned", "2026-05-11", number=CARD, route="post"),
        event("CardFound", "2026-05-12", number=CARD),
    )
    assert rules(told, "2026-05-12") == ["EXT"]


def test_a_second_settling_is_a_move_and_a_move_abroad_changes_the_desk_only() -> None:
    told = engineer(event("Settled", "2026-06-03", address={"municipality_code": "13104", "line": "x"}))
    assert duty(told, "2026-06-03", "ADR-3")["due_on"] == "2026-06-17"
    before, after = duty(told, "2026-06-02", "EXT"), duty(told, "2026-06-03", "EXT")
    assert (before["municipality_code"], after["municipality_code"]) == ("01101", "13104")


def test_the_sixtieth_day_is_the_last_without_a_status() -> None:
    child = [
        opened("2026-04-06", born="2026-04-06"),
        event("AcquisitionGroundsArose", "2026-04-06", grounds="birth"),
    ]
    told = [
        *child,
        event("NoteAdded", "2026-06-10", text="x"),
        event("ApplicationFiled", "2026-06-11", procedure="acquisition"),
    ]
    assert [standing(told, day).stay for day in ("2026-06-05", "2026-06-06", "2026-06-11")] == [
        "within-60-days",
        "overstay",
        "overstay",
    ]
    assert duty(told, "2026-06-11", "ACQ-1")["state"] == "done-late"


def test_a_landing_is_not_repeated_in_japan_and_no_status_is_extended_without_one() -> None:
    assert codes(engineer(), landed("2026-06-01", "student", "P1Y", "2027-06-01")) == ["not-abroad"]
    gone = engineer(event("StatusLost", "2026-06-01", reason="other"))
    more = event("PermanentResidenceGranted", "2026-06-02")
    assert codes(gone, more) == ["no-status"]
    changed = event(
        "StatusChanged", "2026-06-02", status="student", period_of_stay="P1Y", expires_on="2027-06-02"
    )
    assert codes(gone, changed) == ["no-status"]


def test_a_purpose_changes_only_under_a_status() -> None:
    told = [opened(), event("PurposeChanged", "2026-06-01", description="work")]
    assert rules(told, "2026-06-01") == []


def test_what_settles_a_duty_after_its_cancellation_settles_nothing() -> None:
    told = engineer(
        event("OrganisationChanged", "2026-05-20", change="renamed"),
        LEFT,
        event("OrganisationNotified", "2026-06-05"),
    )
    assert duty(told, "2026-06-05", "ORG-2")["state"] == "cancelled"


def test_an_old_card_found_is_owed_as_found_though_a_new_one_is_issued_that_day() -> None:
    told = engineer(
        LOST,
        issued("2026-05-10", "2028-04-07", OTHER_CARD, "reissue"),
        event("CardFound", "2026-06-01", number=CARD),
        issued("2026-06-01", "2028-04-07", "IJ12345678KL", "replacement"),
    )
    assert duty(told, "2026-06-01", "RET-4")["due_on"] == "2026-06-15"


def test_n60_a_card_of_before_the_card_system_is_not_checked() -> None:
    for on, found in (("2012-07-08", []), ("2012-07-09", ["card-date-mismatch"])):
        life = [opened(on), landed(on, "student", "P1Y", f"2013{on[4:]}"), issued(on, "2013-01-01")]
        assert anomalies(life, "2012-07-20") == found


def test_a_card_lost_when_it_lapsed_goes_back_because_it_was_found_whatever_follows_that_day() -> None:
    """N12: a status without a card, the old card found, and another card, all on Monday 2026-06-15."""
    changed = granted("StatusChanged", "2026-06-15", "designated-activities", "P3M", "2026-09-15")
    found = event("CardFound", "2026-06-15", number=CARD)
    life = engineer(LOST, changed, found, issued("2026-06-15", "2026-09-15", OTHER_CARD, "status"))
    returning = [told.rule for told in duties(life, "2026-06-15") if told.rule.startswith("RET")]
    assert returning == ["RET-4"]


def test_a_card_lost_after_it_lapsed_keeps_its_cause_though_another_is_issued_that_day() -> None:
    """N12: what is lost at that moment raises nothing; RET-1 of Monday 2026-06-15 was there before."""
    changed = granted("StatusChanged", "2026-06-15", "designated-activities", "P3M", "2026-09-15")
    lost = event("CardLost", "2026-06-15", cause="lost")
    life = engineer(changed, lost, issued("2026-06-15", "2026-09-15", OTHER_CARD, "status"))
    returning = [told.rule for told in duties(life, "2026-06-15") if told.rule.startswith("RET")]
    assert returning == ["RET-1"]


def test_who_is_japanese_lands_without_a_status_of_residence() -> None:
    naturalised = engineer(event("Naturalised", "2026-06-01"))
    assert codes(naturalised, landed("2026-06-10", "student", "P1Y", "2027-06-10")) == ["no-status"]
