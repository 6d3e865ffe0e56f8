"""Extension of the period of stay and the special period (ICRRA 20(6), 21; EXT-1 to EXT-7)."""

from typing import Any

import pytest

from domain.policy import Policy
from tests.domain.telling import (
    Stream,
    anomalies,
    duties,
    duty,
    engineer,
    granted,
    landed,
    opened,
    rules,
    special_permanent,
    standing,
)
from tests.spec import event


def student(until: str, period: str = "P1Y", on: str = "2026-04-06") -> Stream:
    return [opened(on), landed(on, "student", period, until)]


def filed(on: str, procedure: str = "extension") -> dict[str, Any]:
    return event("ApplicationFiled", on, procedure=procedure)


def closed(on: str, outcome: str = "refused") -> dict[str, Any]:
    return event("ApplicationClosed", on, procedure="extension", outcome=outcome)


def test_ext_1_the_window_opens_three_months_before_the_last_day() -> None:
    life = student("2027-04-06")
    assert duty(life, "2027-01-05", "EXT")["state"] == "pending"
    told = duty(life, "2027-01-06", "EXT")
    assert (told["opens_on"], told["state"], told["due_on"]) == ("2027-01-06", "open", "2027-04-06")


def test_ext_1_at_a_month_end_the_window_opens_on_the_last_day_of_the_month() -> None:
    assert duty(student("2027-05-31", "P1Y3M", "2026-02-28"), "2026-04-06", "EXT")["opens_on"] == "2027-02-28"


@pytest.mark.parametrize(
    ("opens_on", "period", "until"),
    [
        pytest.param("2026-07-06", "P6M", "2026-10-06", id="six months: three months before"),
        pytest.param("2026-04-06", "P4M", "2026-08-06", id="N10 four months: open from the grant"),
    ],
)
def test_ext_1_shorter_periods_are_open_from_the_grant(opens_on: str, period: str, until: str) -> None:
    assert duty(student(until, period), "2026-04-06", "EXT")["opens_on"] == opens_on


def test_ext_2_a_closed_last_day_is_filed_on_the_next_open_day_which_is_no_lawful_stay() -> None:
    life = student("2026-05-03", on="2025-05-03")
    told = duty(life, "2026-05-07", "EXT")
    assert (told["raw_due_on"], told["due_on"], told["state"]) == ("2026-05-03", "2026-05-07", "open")
    days = ("2026-05-03", "2026-05-04", "2026-05-07", "2026-05-08")
    assert [standing(life, on).stay for on in days] == ["valid", "filing-grace", "filing-grace", "overstay"]


def test_ext_2_filing_on_the_next_open_day_gives_the_special_period() -> None:
    life = [*student("2026-05-03", on="2025-05-03"), filed("2026-05-07")]
    assert (standing(life, "2026-05-07").stay, duty(life, "2026-05-07", "EXT")["state"]) == (
        "special-period",
        "done",
    )
    assert anomalies(life, "2026-05-07") == []


def test_ext_2_without_filing_grace_the_days_after_are_overstay() -> None:
    life = student("2026-05-03", on="2025-05-03")
    assert standing(life, "2026-05-04", Policy(filing_grace="OFF")).stay == "overstay"


def test_an_application_after_its_last_day_is_flagged_and_protects_nothing() -> None:
    life = [*student("2026-05-03", on="2025-05-03"), filed("2026-05-08")]
    assert (anomalies(life, "2026-05-08"), standing(life, "2026-05-08").stay) == (
        ["application-late"],
        "overstay",
    )


@pytest.mark.parametrize(
    ("last", "expires_on"),
    [
        pytest.param("2026-10-31", "2026-08-31", id="rulebook: 31 August to 31 October"),
        pytest.param("2026-08-31", "2026-06-30", id="whole months from a month end"),
        pytest.param("2026-09-15", "2026-07-15", id="inside a month"),
        pytest.param("2027-02-28", "2026-12-31", id="to the end of February"),
    ],
)
def test_ext_3_the_special_period_ends_two_months_after_the_last_day(last: str, expires_on: str) -> None:
    life = [*student(expires_on, on="2025-06-01"), filed("2026-06-01")]
    assert standing(life, expires_on).stay == "valid"
    ends = standing(life, last)
    assert (ends.stay, str(ends.stay_until)) == ("special-period", last)


def test_ext_3_clamped_month_ends_end_the_special_period_earlier() -> None:
    life = [*student("2026-06-30", on="2025-06-30"), filed("2026-06-01")]
    assert standing(life, "2026-08-31", Policy(month_end="CLAMP")).stay == "overstay"


@pytest.mark.parametrize(
    ("stay", "period", "until"),
    [
        pytest.param("overstay", "P30D", "2026-05-06", id="30 days: none"),
        pytest.param("special-period", "P31D", "2026-05-07", id="31 days: some"),
    ],
)
def test_ext_4_no_special_period_for_thirty_days_or_less(stay: str, period: str, until: str) -> None:
    life = [
        opened("2026-04-06"),
        landed("2026-04-06", "designated-activities", period, until, detail="other"),
    ]
    assert standing([*life, filed("2026-04-20")], "2026-05-20").stay == stay


def test_ext_4_an_application_for_permanent_residence_gives_none() -> None:
    life = [*student("2027-04-06"), filed("2027-02-01", "permanent-residence")]
    assert standing(life, "2027-04-07").stay == "overstay"
    assert duty(life, "2027-04-07", "EXT")["state"] == "overdue"


def test_ext_5_a_refusal_ends_the_special_period_with_its_day() -> None:
    life = [*student("2026-08-31", on="2025-08-31"), filed("2026-08-20"), closed("2026-09-30")]
    assert [standing(life, on).stay for on in ("2026-09-30", "2026-10-01")] == ["special-period", "overstay"]


def test_n08_refused_before_the_last_day_the_duty_reopens() -> None:
    life = [*student("2027-04-06"), filed("2027-02-01"), closed("2027-03-01")]
    assert duty(life, "2027-02-15", "EXT")["state"] == "done"
    assert duty(life, "2027-03-01", "EXT")["state"] == "open"
    assert standing(life, "2027-04-07").stay == "overstay"


def test_n08_filed_again_in_time_the_special_period_follows() -> None:
    life = [
        *student("2027-04-06"),
        filed("2027-02-01"),
        closed("2027-03-01", "withdrawn"),
        filed("2027-04-05"),
    ]
    assert standing(life, "2027-04-07").stay == "special-period"


def test_ext_6_the_special_period_does_not_roll() -> None:
    life = [*student("2026-11-01", on="2025-11-01"), filed("2026-10-20")]
    assert str(standing(life, "2026-12-01").stay_until) == "2027-01-01"


def test_n35_a_change_filed_before_the_window_settles_only_while_still_pending_on_the_last_day() -> None:
    life = [*student("2027-04-06"), filed("2026-06-01", "change")]
    assert duty(life, "2026-06-01", "EXT")["state"] == "pending"
    assert duty(life, "2027-04-06", "EXT")["state"] == "done"


def test_a_grant_that_moves_the_last_day_settles_and_brings_the_next_duty() -> None:
    life = [
        *student("2027-04-06"),
        filed("2027-02-01"),
        event("PeriodExtended", "2027-03-15", period_of_stay="P1Y", expires_on="2028-04-06"),
    ]
    found = {(str(d.due_on), d.settled_by) for d in duties(life, "2027-03-15") if d.rule == "EXT"}
    assert found == {("2027-04-06", 3), ("2028-04-06", None)}


@pytest.mark.parametrize(
    ("status", "period", "until"),
    [
        pytest.param("temporary-visitor", "P90D", "2026-07-05", id="temporary visitor"),
        pytest.param("diplomat", None, "2028-04-06", id="diplomat"),
        pytest.param("official", "P3Y", "2029-04-06", id="official"),
        pytest.param("permanent-resident", None, None, id="no last day"),
    ],
)
def test_n10_no_extension_duty(status: str, period: str | None, until: str | None) -> None:
    life = [opened("2026-04-06"), landed("2026-04-06", status, period, until)]
    assert "EXT" not in rules(life, "2026-04-06")


def test_no_extension_duty_for_special_permanent_residents() -> None:
    assert [d for d in duties(special_permanent(), "2026-06-01") if d.rule == "EXT"] == []


def test_n11_overdue_in_overstay_and_cancelled_by_leaving() -> None:
    life = student("2027-04-06")
    assert duty(life, "2027-06-01", "EXT")["state"] == "overdue"
    gone = [*student("2027-04-06"), event("Departed", "2026-08-01", reentry="none")]
    assert duty(gone, "2026-08-02", "EXT")["state"] == "cancelled"


def test_the_card_stays_valid_through_the_special_period() -> None:
    life = engineer(filed("2028-03-01"))
    assert standing(life, "2028-05-20").card.state == "held"
    assert standing(engineer(), "2028-05-20").card.state == "lapsed"


def test_change_of_status_settles_the_duty_of_the_former_period() -> None:
    life = [*student("2027-04-06"), granted("StatusChanged", "2026-10-01", "artist", "P1Y", "2027-10-01")]
    found = {(str(d.due_on), d.settled_by) for d in duties(life, "2026-10-01") if d.rule == "EXT"}
    assert found == {("2027-04-06", 3), ("2027-10-01", None)}


@pytest.mark.parametrize(
    ("words", "closed_on"),
    [
        pytest.param(["filing-grace", "filing-grace", "overstay"], "2028-04-08", id="on the last day"),
        pytest.param(["special-period", "overstay", "overstay"], "2028-04-09", id="in the special period"),
    ],
)
@pytest.mark.parametrize("outcome", ["refused", "withdrawn"])
def test_an_application_closed_by_the_last_day_leaves_the_filing_grace_and_a_later_one_ends_it(
    words: list[str], closed_on: str, outcome: str
) -> None:
    """The stay ends on Saturday 8 April 2028; one may file until Monday 10 April."""
    closed = event("ApplicationClosed", closed_on, procedure="extension", outcome=outcome)
    life = engineer(filed("2028-04-03"), closed, until="2028-04-08")
    assert [standing(life, on).stay for on in ("2028-04-09", "2028-04-10", "2028-04-11")] == words
