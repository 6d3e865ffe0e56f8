"""Acquiring a status after birth or loss of nationality (ICRRA 22-2; SPRA 4)."""

from typing import Any

import pytest

from tests.domain.telling import Stream, anomalies, duty, granted, opened, place, rules, standing
from tests.spec import event


def newborn(*more: dict[str, Any], special: bool = False, on: str = "2026-04-06") -> Stream:
    arose = event("AcquisitionGroundsArose", on, grounds="birth", special_permanent=special)
    return [opened(on, born=on), arose, event("Settled", on, address=place()), *more]


def test_acq_1_thirty_days_roll_over_golden_week() -> None:
    told = duty(newborn(), "2026-05-07", "ACQ-1")
    assert (told["raw_due_on"], told["due_on"], told["state"]) == ("2026-05-06", "2026-05-07", "open")
    assert (told["desk"], told["owed_by"], told["basis"]) == ("bureau", "guardian", "ICRRA art. 22-2(2)")


def test_the_sixty_days_do_not_roll() -> None:
    words = [standing(newborn(), on).stay for on in ("2026-06-05", "2026-06-06")]
    assert words == ["within-60-days", "overstay"]
    assert str(standing(newborn(), "2026-05-01").stay_until) == "2026-06-05"


def test_acq_3_sixty_days_at_the_municipality_roll() -> None:
    told = duty(newborn(special=True, on="2026-07-25"), "2026-09-24", "ACQ-3")
    assert (told["raw_due_on"], told["due_on"], told["desk"]) == ("2026-09-23", "2026-09-24", "municipality")
    assert (told["state"], told["basis"]) == ("open", "SPRA art. 4(2)")


@pytest.mark.parametrize("procedure", ["acquisition", "special-permanent-residence"])
def test_an_application_settles(procedure: str) -> None:
    life = newborn(event("ApplicationFiled", "2026-04-20", procedure=procedure))
    assert duty(life, "2026-04-20", "ACQ-1")["state"] == "done"


def test_the_permission_settles_and_brings_the_address_notice() -> None:
    life = newborn(granted("StatusAcquired", "2026-04-20", "dependent", "P1Y", "2027-04-20"))
    assert duty(life, "2026-04-20", "ACQ-1")["state"] == "done"
    assert duty(life, "2026-04-20", "ADR-2")["due_on"] == "2026-05-07"


@pytest.mark.parametrize("reentry", ["none", "special", "permit"])
def test_acq_2_leaving_within_sixty_days_cancels_even_what_is_overdue(reentry: str) -> None:
    life = newborn(event("Departed", "2026-06-01", reentry=reentry))
    assert duty(life, "2026-06-01", "ACQ-1")["state"] == "cancelled"
    assert standing(life, "2026-06-01").stay == "departed"


def test_n40_without_a_status_special_reentry_counts_as_none_and_is_flagged() -> None:
    assert anomalies(newborn(event("Departed", "2026-05-01", reentry="special")), "2026-05-01") == [
        "special-reentry-barred",
        "special-reentry-without-card",
    ]
    assert anomalies(newborn(event("Departed", "2026-05-01", reentry="permit")), "2026-05-01") == [
        "departure-without-permit"
    ]
    assert not [
        r
        for r in rules(newborn(event("Departed", "2026-05-01", reentry="special")), "2026-05-01")
        if r.startswith("RE-")
    ]


def test_n55_permanent_residence_is_applied_for_as_the_status_of_a_newborn() -> None:
    """Born Monday 6 April 2026: thirty days end in Golden Week, sixty on Friday 5 June."""
    applied = event("ApplicationFiled", "2026-06-05", procedure="permanent-residence")
    assert duty(newborn(applied), "2026-06-05", "ACQ-1")["state"] == "done-late"
    late = newborn(applied | {"occurred_on": "2026-06-06"})
    assert duty(late, "2026-06-06", "ACQ-1")["state"] == "overdue"
    permitted = newborn(event("PermanentResidenceGranted", "2026-05-07"))
    assert duty(permitted, "2026-05-07", "ACQ-1")["state"] == "done"
    assert duty(permitted, "2026-05-07", "ADR-2")["due_on"] == "2026-05-21"
    special = newborn(applied, special=True)
    assert duty(special, "2026-06-05", "ACQ-3")["state"] == "open"


def test_n55_after_the_sixty_days_or_with_the_stay_over_it_needs_a_status_as_before() -> None:
    granted_late = newborn(event("PermanentResidenceGranted", "2026-06-06", overridden=True))
    assert anomalies(granted_late, "2026-06-06") == ["no-status"]
    left = event("Departed", "2026-05-01", reentry="none")
    gone = newborn(left, event("PermanentResidenceGranted", "2026-05-02", overridden=True))
    assert anomalies(gone, "2026-05-02") == ["no-status"]
