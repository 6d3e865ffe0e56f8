"""Coming back in time (ICRRA 26, 26-2; SPRA 23; RE-1 to RE-6)."""

from typing import Any

import pytest

from domain.policy import Policy
from tests.domain.telling import (
    CARD,
    Stream,
    anomalies,
    duty,
    engineer,
    issued,
    landed,
    opened,
    place,
    rules,
    special_permanent,
    standing,
)
from tests.spec import event


def left(on: str, reentry: str = "special") -> dict[str, Any]:
    return event("Departed", on, reentry=reentry)


def permit(on: str, **fields: Any) -> dict[str, Any]:
    return event("ReentryPermitted", on, **fields)


def permanent(*more: dict[str, Any], card_until: str = "2032-10-22") -> Stream:
    return [
        opened("2025-10-22", born="1980-08-01"),
        landed("2025-10-22", "permanent-resident", None, None),
        issued("2025-10-22", card_until, reason="status"),
        event("Settled", "2025-10-22", address=place()),
        event("AddressNotified", "2025-10-23"),
        *more,
    ]


def test_re_3_a_year_from_departure_is_still_in_time_and_the_next_day_is_not() -> None:
    life = engineer(left("2026-01-15"))
    assert duty(life, "2026-02-01", "RE-3")["due_on"] == "2027-01-15"
    assert [standing(life, on).stay for on in ("2027-01-15", "2027-01-16")] == ["abroad-protected", "lost"]
    assert duty(life, "2027-01-16", "RE-3")["state"] == "overdue"
    back = engineer(left("2026-01-15"), event("Reentered", "2027-01-15"))
    assert (duty(back, "2027-01-15", "RE-3")["state"], standing(back, "2027-01-15").stay) == ("done", "valid")


def test_re_3_ends_with_the_stay_when_that_comes_first() -> None:
    life = engineer(left("2027-06-01"))
    told = standing(life, "2027-07-01")
    assert (str(told.status_lost_after), str(told.must_return_by)) == ("2028-04-07", "2028-04-07")


def test_re_3_never_rolls() -> None:
    assert duty(engineer(left("2026-05-02")), "2026-06-01", "RE-3")["due_on"] == "2027-05-02"


def test_s1_the_cards_earlier_day_is_shown_and_the_statutes_decides() -> None:
    life = permanent(left("2026-06-01"), card_until="2027-01-31")
    told = standing(life, "2026-07-01")
    assert (str(told.must_return_by), str(told.status_lost_after)) == ("2027-01-31", "2027-06-01")


@pytest.mark.parametrize(
    ("return_by", "lost_after", "switch"),
    [("2027-06-01", "2027-06-01", "STATUTE"), ("2027-01-31", "2027-01-31", "CITY_CARD")],
)
def test_s1_as_the_setting_says(return_by: str, lost_after: str, switch: Any) -> None:
    life = permanent(left("2026-06-01"), card_until="2027-01-31")
    told = standing(life, "2026-07-01", Policy(reentry_bound=switch))
    assert (str(told.must_return_by), str(told.status_lost_after)) == (return_by, lost_after)


def test_re_3_at_a_month_end_is_shown_clamped_and_decided_by_whole_months() -> None:
    told = standing(permanent(left("2027-02-28")), "2027-03-01")
    assert (str(told.must_return_by), str(told.status_lost_after)) == ("2028-02-28", "2028-02-29")


def test_re_4_special_permanent_residents_have_two_years() -> None:
    told = duty(special_permanent(left("2026-07-01")), "2026-08-01", "RE-4")
    assert (told["due_on"], told["basis"]) == ("2028-07-01", "SPRA art. 23(2)")


def test_re_1_rests_for_special_permanent_residents_on_their_own_act() -> None:
    trip = permit("2026-05-01"), left("2026-06-01", "permit")
    told = [duty(life, "2026-06-02", "RE-1")["basis"] for life in (special_permanent(*trip), engineer(*trip))]
    assert told == ["SPRA art. 23(1)", "ICRRA art. 26(3)"]


@pytest.mark.parametrize(
    ("code", "before"),
    [
        pytest.param(
            "special-reentry-barred",
            event("RevocationProceedingsOpened", "2026-05-01"),
            id="RE-5 proceedings",
        ),
        pytest.param(
            "special-reentry-without-card", event("CardLost", "2026-05-01", cause="lost"), id="card lost"
        ),
        pytest.param(
            "special-reentry-without-card",
            event("CardReturned", "2026-05-01", number=CARD, route="bureau"),
            id="card returned",
        ),
    ],
)
def test_n09_a_flagged_departure_counts_as_left_without_permission(code: str, before: dict[str, Any]) -> None:
    life = engineer(before, left("2026-06-01"))
    assert code in anomalies(life, "2026-06-01")
    assert standing(life, "2026-06-01").stay == "departed"
    assert "RE-3" not in rules(life, "2026-06-01")


def test_re_5_proceedings_that_closed_bar_nothing() -> None:
    life = engineer(
        event("RevocationProceedingsOpened", "2026-05-01"),
        event("RevocationProceedingsClosed", "2026-05-20"),
        left("2026-06-01"),
    )
    assert standing(life, "2026-06-01").stay == "abroad-protected"


def test_a_temporary_visitor_has_no_special_reentry() -> None:
    life = [
        opened("2026-05-01"),
        landed("2026-05-01", "temporary-visitor", "P90D", "2026-07-30"),
        left("2026-06-01"),
    ]
    assert anomalies(life, "2026-06-01") == ["special-reentry-barred", "special-reentry-without-card"]


def test_re_1_a_permit_without_a_date_lasts_as_long_as_it_may() -> None:
    bound = engineer(permit("2026-05-01"), left("2026-06-01", "permit"))
    assert duty(bound, "2026-06-02", "RE-1")["due_on"] == "2028-04-07"
    free = permanent(permit("2026-05-01"), left("2026-06-01", "permit"))
    assert duty(free, "2026-06-02", "RE-1")["due_on"] == "2031-05-01"
    special = special_permanent(permit("2026-05-01"), left("2026-06-01", "permit"))
    assert duty(special, "2026-06-02", "RE-1")["due_on"] == "2032-05-01"


def test_re_1_the_card_does_not_bound_a_permit() -> None:
    life = permanent(permit("2026-05-01"), left("2026-06-01", "permit"), card_until="2027-01-31")
    assert str(standing(life, "2026-07-01").must_return_by) == "2031-05-01"


def test_re_2_an_extension_abroad_moves_the_day() -> None:
    life = permanent(
        permit("2026-05-01"),
        left("2026-06-01", "permit"),
        event("ReentryPermitExtended", "2031-04-01", valid_until="2032-05-01"),
    )
    assert duty(life, "2031-04-01", "RE-1")["due_on"] == "2032-05-01"


def test_n27_a_single_permit_is_used_up_by_the_first_return() -> None:
    trip = [permit("2026-05-01"), left("2026-06-01", "permit"), event("Reentered", "2026-06-10")]
    again = permanent(*trip, left("2026-07-01", "permit"))
    assert (anomalies(again, "2026-07-01"), standing(again, "2026-07-01").stay) == (
        ["departure-without-permit"],
        "departed",
    )
    multiple = permanent(permit("2026-05-01", multiple=True), *trip[1:], left("2026-07-01", "permit"))
    assert standing(multiple, "2026-07-01").stay == "abroad-protected"


def test_n26_a_permit_that_ran_out_does_not_protect() -> None:
    life = permanent(permit("2026-05-01", valid_until="2026-05-31"), left("2026-06-01", "permit"))
    assert anomalies(life, "2026-06-01") == ["departure-without-permit"]


def test_leaving_for_good_ends_the_stay_and_its_duties() -> None:
    life = engineer(event("Moved", "2026-05-25", address=place("01103")), left("2026-06-01", "none"))
    assert rules(life, "2026-06-01") == ["RET-3"]
    assert standing(life, "2026-06-01").status is None


def test_a_pending_extension_protects_through_the_special_period() -> None:
    life = engineer(event("ApplicationFiled", "2028-03-01", procedure="extension"), left("2028-03-15"))
    told = standing(life, "2028-05-01")
    assert (told.stay, str(told.status_lost_after)) == ("abroad-protected", "2028-06-07")


def test_n54_a_refugee_applicant_comes_back_on_a_permit_alone() -> None:
    applicant = {"detail": "refugee-applicant"}
    life = [
        opened("2026-04-06"),
        landed("2026-04-06", "designated-activities", "P6M", "2026-10-06", **applicant),
        issued("2026-04-06", "2026-10-06"),
    ]
    barred = [*life, left("2026-06-01")]
    assert anomalies(barred, "2026-06-01") == ["special-reentry-barred"]
    assert standing(barred, "2026-06-01").stay == "departed"
    on_a_permit = [*life, permit("2026-05-01"), left("2026-06-01", "permit")]
    assert standing(on_a_permit, "2026-06-01").stay == "abroad-protected"


@pytest.mark.parametrize(
    "after",
    [
        landed("2027-08-02", "student", "P1Y", "2028-08-02"),
        event("Died", "2027-08-02"),
        event("Naturalised", "2027-08-02"),
    ],
    ids=lambda after: after["type"],
)
def test_n58_a_missed_return_is_overdue_until_there_is_nothing_to_come_back_to(after: dict[str, Any]) -> None:
    life = engineer(left("2026-06-01"), after, event("NoteAdded", "2027-09-01", text="x"))
    states = [
        duty(life, on, "RE-3")["state"] for on in ("2027-06-02", "2027-08-01", "2027-08-02", "2027-09-01")
    ]
    assert states == ["overdue", "overdue", "cancelled", "cancelled"]
