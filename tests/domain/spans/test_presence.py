"""Leaving and coming back (ICRRA 26, 26-2; SPRA 23; readings N09, N26, N27, N30, N31)."""

from typing import Any

import pytest

from domain.policy import Policy
from tests.domain.telling import (
    CARD,
    OTHER_CARD,
    anomalies,
    duty,
    engineer,
    granted,
    issued,
    landed,
    opened,
    rules,
    special_permanent,
    standing,
)
from tests.domain.test_admissibility import codes
from tests.spec import event


def left(on: str, reentry: str = "special") -> dict[str, Any]:
    return event("Departed", on, reentry=reentry)


def permitted(on: str, **fields: Any) -> dict[str, Any]:
    return event("ReentryPermitted", on, **fields)


def test_the_card_of_the_city_page_bounds_the_return_but_not_the_status() -> None:
    told = engineer(left("2028-01-10"), until="2031-04-07")
    told[2] = issued("2025-04-07", "2028-04-07", CARD)
    shown = standing(told, "2028-02-01")
    assert (str(shown.must_return_by), str(shown.status_lost_after)) == ("2028-04-07", "2029-01-10")
    statute = standing(told, "2028-02-01", Policy(reentry_bound="STATUTE"))
    assert str(statute.must_return_by) == "2029-01-10"
    city = standing(told, "2028-02-01", Policy(reentry_bound="CITY_CARD"))
    assert str(city.status_lost_after) == "2028-04-07"


def test_without_a_status_only_leaving_for_good_is_possible() -> None:
    child = [
        opened("2026-04-06", born="2026-04-06"),
        event("AcquisitionGroundsArose", "2026-04-06", grounds="birth"),
    ]
    barred = ["special-reentry-barred", "special-reentry-without-card"]
    assert anomalies([*child, left("2026-05-01")], "2026-05-01") == barred
    assert anomalies([*child, left("2026-05-01", "permit")], "2026-05-01") == ["departure-without-permit"]
    assert standing([*child, left("2026-05-01")], "2026-05-01").stay == "departed"


def test_in_the_filing_grace_nothing_protects_a_departure() -> None:
    told = engineer(left("2028-04-10"), until="2028-04-08")
    assert standing(told, "2028-04-09").stay == "filing-grace"
    assert anomalies(told, "2028-04-10") == ["special-reentry-barred", "special-reentry-without-card"]


@pytest.mark.parametrize("more", [[], [permitted("2026-05-01", valid_until="2026-05-31")]])
def test_a_permit_that_is_missing_or_has_run_out_protects_nothing(more: list[dict[str, Any]]) -> None:
    told = engineer(*more, left("2026-06-01", "permit"))
    assert anomalies(told, "2026-06-01") == ["departure-without-permit"]
    assert duty(told, "2026-06-01", "RET-3")["due_on"] == "2026-06-01"


def test_a_single_permit_is_spent_with_the_first_return_a_multiple_one_is_not() -> None:
    trip = [left("2026-06-01", "permit"), event("Reentered", "2026-06-10"), left("2026-07-01", "permit")]
    single = engineer(permitted("2026-05-01"), *trip)
    assert standing(single, "2026-06-10").permissions == ()
    assert anomalies(single, "2026-07-01") == ["departure-without-permit"]
    multiple = engineer(permitted("2026-05-01", multiple=True), *trip)
    assert standing(multiple, "2026-07-01").stay == "abroad-protected"
    permission = standing(multiple, "2026-07-01").permissions[0]
    assert (permission.valid_until.isoformat() if permission.valid_until else None) == "2028-04-07"


def test_a_permit_lasts_five_years_at_most_and_no_longer_than_the_stay() -> None:
    assert codes(engineer(), permitted("2026-06-01", valid_until="2028-04-07")) == []
    assert codes(engineer(), permitted("2026-06-01", valid_until="2028-04-08")) == ["reentry-permit-too-long"]
    assert codes(engineer(left("2026-06-01")), permitted("2026-06-02")) == ["not-in-japan"]
    assert codes(
        [opened(), event("AcquisitionGroundsArose", "2026-06-01", grounds="other")], permitted("2026-06-02")
    ) == ["no-status"]


def test_an_extension_abroad_needs_a_permit_in_use_and_lasts_a_year_at_most() -> None:
    away = special_permanent(permitted("2026-06-01", valid_until="2030-06-01"), left("2026-07-01", "permit"))
    extended = event("ReentryPermitExtended", "2029-01-10", valid_until="2031-06-01")
    assert codes(away, extended) == []
    assert duty([*away, extended], "2029-01-10", "RE-1")["due_on"] == "2031-06-01"
    assert codes(away, extended | {"valid_until": "2031-06-02"}) == ["reentry-permit-too-long"]
    assert codes(engineer(left("2026-07-01")), extended | {"occurred_on": "2026-08-01"}) == ["no-permit"]


def test_coming_back_too_late_is_a_landing() -> None:
    away = engineer(left("2026-06-01"))
    assert codes(away, event("Reentered", "2027-06-01")) == []
    assert codes(away, event("Reentered", "2027-06-02")) == ["status-lost"]
    assert codes(away, landed("2027-06-02", "student", "P1Y", "2028-06-02")) == []
    assert codes(engineer(left("2026-06-01", "none")), event("Reentered", "2026-06-02")) == ["status-lost"]


def test_an_overridden_return_to_a_lost_status_brings_the_person_back_but_not_the_status() -> None:
    told = engineer(left("2026-06-01"), event("Reentered", "2027-07-01") | {"overridden": True})
    shown = standing(told, "2027-07-01")
    assert (shown.stay, shown.presence, [a.code for a in shown.anomalies]) == (
        "lost",
        "in-japan",
        ["status-lost"],
    )


def test_an_overridden_return_without_a_departure_changes_nothing_but_the_record() -> None:
    told = engineer(event("Reentered", "2026-06-01") | {"overridden": True})
    assert (standing(told, "2026-06-01").stay, anomalies(told, "2026-06-01")) == ("valid", ["not-abroad"])


def test_a_revocation_abroad_leaves_nothing_to_return_to() -> None:
    told = engineer(left("2026-06-01"), event("StatusLost", "2026-07-01", reason="revoked"))
    assert duty(told, "2026-07-01", "RE-3")["state"] == "overdue"
    shown = standing(told, "2026-07-01")
    assert (shown.stay, shown.must_return_by, shown.status_lost_after) == ("lost", None, None)


def test_who_dies_abroad_need_not_come_back() -> None:
    told = engineer(left("2026-06-01"), event("Died", "2026-07-01"))
    assert duty(told, "2026-07-01", "RE-3")["state"] == "cancelled"
    assert rules(told, "2026-07-01") == ["RET-7"]


def test_a_loss_noticed_abroad_waits_for_one_entry_and_the_old_card_may_be_found() -> None:
    told = engineer(
        left("2026-06-01"),
        event("CardLost", "2026-06-10", cause="lost"),
        event("Reentered", "2026-07-01"),
        issued("2026-07-10", "2028-04-07", OTHER_CARD, "reissue"),
        left("2026-08-01"),
        event("Reentered", "2026-08-10"),
        event("CardFound", "2026-08-20", number=CARD),
    )
    assert duty(told, "2026-08-20", "LOS-2")["due_on"] == "2026-07-15"
    assert duty(told, "2026-08-20", "RET-4")["due_on"] == "2026-09-03"


def test_a_stay_that_ends_while_abroad_is_lost_with_it() -> None:
    told = engineer(left("2028-03-01"))
    assert str(duty(told, "2028-03-01", "RE-3")["due_on"]) == "2028-04-07"
    assert (standing(told, "2028-04-08").stay, standing(told, "2028-04-08").card.state) == ("lost", "lapsed")
    assert duty(told, "2028-04-08", "RET-5")["due_on"] == "2028-04-21"


def test_out_and_back_on_one_day_is_a_return_in_time() -> None:
    told = engineer(left("2026-06-01"), event("Reentered", "2026-06-01"))
    assert duty(told, "2026-06-01", "RE-3")["state"] == "done"


def test_an_overridden_departure_of_someone_who_never_landed_stands_without_effect() -> None:
    told = [opened(), left("2026-06-01", "none") | {"overridden": True}]
    shown = standing(told, "2026-06-01")
    assert (shown.stay, shown.presence, [a.code for a in shown.anomalies]) == (
        "none",
        None,
        ["not-in-japan"],
    )
    assert rules(told, "2026-06-01") == []


def test_a_return_missed_is_overdue_until_death_cancels_it() -> None:
    told = engineer(left("2026-06-01"), event("Died", "2027-08-01"))
    assert duty(told, "2027-06-02", "RE-3")["state"] == "overdue"
    assert duty(told, "2027-08-01", "RE-3")["state"] == "cancelled"


def test_in_the_grace_after_the_stay_no_card_is_in_hand_whatever_is_printed_on_it() -> None:
    """The stay ends on Saturday 2026-06-27; filing is in time until Monday, but the stay is over."""
    life = special_permanent(
        granted("StatusChanged", "2026-06-12", "dependent", "P15D", "2026-06-27", as_spouse=False),
        left("2026-06-29"),
    )
    assert anomalies(life, "2026-06-29") == ["special-reentry-barred", "special-reentry-without-card"]


@pytest.mark.parametrize(
    ("return_by", "then"),
    [
        pytest.param("2027-02-06", [], id="the card's last day"),
        pytest.param("2027-06-03", [event("CardLost", "2026-07-01", cause="lost")], id="lost abroad"),
        pytest.param(
            "2027-06-03",
            [event("CardReturned", "2026-07-01", number=CARD, route="post")],
            id="given back from abroad",
        ),
    ],
)
def test_only_a_card_in_hand_asks_for_a_return_before_it_ends(
    return_by: str, then: list[dict[str, Any]]
) -> None:
    """A permanent resident leaves on Wednesday 3 June 2026 with a card until Saturday 6 February 2027."""
    life = [
        opened("2020-02-06"),
        landed("2020-02-06", "permanent-resident", None, None),
        issued("2020-02-06", "2027-02-06", reason="status"),
        left("2026-06-03"),
        *then,
    ]
    told = standing(life, "2026-07-03")
    assert (str(told.must_return_by), str(told.status_lost_after)) == (return_by, "2027-06-03")
