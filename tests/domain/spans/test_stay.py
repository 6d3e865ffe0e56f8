"""The stay in words, day by day (readings N06 to N08, N24, N40, N53)."""

import pytest

from domain.policy import Policy
from tests.domain.telling import (
    Stream,
    duties,
    duty,
    engineer,
    flags,
    granted,
    landed,
    opened,
    place,
    rules,
    standing,
)
from tests.spec import event


def student(*more: dict[str, object], until: str = "2026-05-03", period: str | None = "P1Y") -> Stream:
    """A student since Saturday 3 May 2025; 3 May 2026 is a Sunday, offices open again on Thursday the 7th."""
    return [opened("2025-05-03"), landed("2025-05-03", "student", period, until), *more]


def filed(on: str, procedure: str = "extension") -> dict[str, object]:
    return event("ApplicationFiled", on, procedure=procedure)


def closed(on: str, procedure: str = "extension") -> dict[str, object]:
    return event("ApplicationClosed", on, procedure=procedure, outcome="refused")


def words(stream: Stream, *days: str, policy: Policy | None = None) -> list[str]:
    return [standing(stream, day, policy or Policy()).stay for day in days]


def test_before_anything_happened_there_is_no_stay() -> None:
    told = standing([opened("2025-05-03")], "2024-01-01")
    assert (told.stay, told.stay_since, told.presence, told.status, told.card.state) == (
        "none",
        None,
        None,
        None,
        "none",
    )


def test_the_unused_grace_ends_in_an_overstay_since_the_day_after_the_printed_one() -> None:
    assert words(student(), "2026-05-03", "2026-05-04", "2026-05-07", "2026-05-08") == [
        "valid",
        "filing-grace",
        "filing-grace",
        "overstay",
    ]
    late = standing(student(), "2026-05-08")
    assert (str(late.stay_since), late.stay_until) == ("2026-05-04", None)


def test_without_the_switch_there_is_no_grace() -> None:
    assert words(student(), "2026-05-04", policy=Policy(filing_grace="OFF")) == ["overstay"]


def test_filed_in_the_grace_the_special_period_counts_from_the_printed_day() -> None:
    told = student(filed("2026-05-07"))
    assert words(told, "2026-05-06", "2026-05-07", "2026-07-03", "2026-07-04") == [
        "filing-grace",
        "special-period",
        "special-period",
        "overstay",
    ]


def test_thirty_days_bring_no_special_period_but_the_grace() -> None:
    told = [
        opened("2026-06-10"),
        landed("2026-06-10", "designated-activities", "P30D", "2026-07-19", detail="other"),
        filed("2026-07-10"),
    ]
    assert words(told, "2026-07-19", "2026-07-20", "2026-07-21", "2026-07-22") == [
        "not-mid-to-long-term",
        "filing-grace",
        "filing-grace",
        "overstay",
    ]


def test_without_a_period_the_days_between_grant_and_end_decide() -> None:
    told = student(filed("2026-04-20"), period=None)
    assert words(told, "2026-05-04") == ["special-period"]
    assert str(duty(told, "2026-02-01", "EXT")["opens_on"]) == "2026-02-03"
    short = [opened("2026-06-10"), landed("2026-06-10", "student", None, "2026-07-10"), filed("2026-07-01")]
    assert words(short, "2026-07-11") == ["overstay"]


def test_n82_refused_before_the_last_day_the_grace_runs_all_the_same() -> None:
    refused = [filed("2026-03-02"), closed("2026-04-01")]
    assert words(student(*refused), "2026-05-03", "2026-05-04") == ["valid", "filing-grace"]
    assert duty(student(*refused), "2026-05-04", "EXT")["state"] == "open"
    again = student(*refused, filed("2026-05-06"))
    assert words(again, "2026-05-05", "2026-05-06", "2026-07-03") == [
        "filing-grace",
        "special-period",
        "special-period",
    ]


def test_a_decision_in_the_special_period_ends_it_unless_another_application_is_pending() -> None:
    two = student(filed("2026-03-02"), filed("2026-04-02", "change"), closed("2026-05-20"))
    assert words(two, "2026-05-21") == ["special-period"]
    one = student(filed("2026-03-02"), closed("2026-05-20"))
    assert words(one, "2026-05-20", "2026-05-21") == ["special-period", "overstay"]


def test_a_decision_after_the_special_period_changes_nothing() -> None:
    told = student(filed("2026-03-02"), closed("2026-08-20"))
    assert str(standing(told, "2026-08-21").stay_since) == "2026-07-04"


def test_closing_another_application_does_not_touch_the_stay() -> None:
    told = student(filed("2026-03-02", "permanent-residence"), closed("2026-04-01", "permanent-residence"))
    assert words(told, "2026-05-05") == ["filing-grace"]


def test_clamped_month_ends_end_the_special_period_a_day_earlier() -> None:
    told = [opened("2025-06-30"), landed("2025-06-30", "student", "P1Y", "2026-06-30"), filed("2026-06-01")]
    assert words(told, "2026-08-31") == ["special-period"]
    assert words(told, "2026-08-31", policy=Policy(month_end="CLAMP")) == ["overstay"]


def test_a_new_landing_begins_a_new_stay_and_ends_what_belonged_to_the_old_one() -> None:
    told = engineer(
        event("Departed", "2026-06-01", reentry="special"),
        landed("2026-08-01", "temporary-visitor", "P90D", "2026-10-30"),
    )
    shown = standing(told, "2026-08-02")
    assert (shown.stay, shown.address, shown.card.state) == ("not-mid-to-long-term", None, "none")
    assert duty(told, "2026-08-02", "RE-3")["state"] == "cancelled"
    assert rules(told, "2026-08-02") == ["RET-1"]


def test_grounds_keep_a_stay_that_goes_on() -> None:
    told = engineer(event("AcquisitionGroundsArose", "2026-06-01", grounds="other"))
    assert words(told, "2026-06-02") == ["valid"]
    assert duty(told, "2026-06-02", "ACQ-1")["due_on"] == "2026-07-01"


def test_a_status_acquired_without_recorded_grounds_begins_another_stay() -> None:
    told = [
        opened("2025-06-01", born="2025-06-01"),
        event("AcquisitionGroundsArose", "2025-06-01", grounds="birth"),
        event("Departed", "2025-06-20", reentry="none"),
        event("Settled", "2026-06-01", address=place()),
        granted("StatusAcquired", "2026-06-20", "dependent", "P1Y", "2027-06-20"),
    ]
    assert words(told, "2026-06-20") == ["valid"]
    assert duty(told, "2026-06-20", "ADR-2")["due_on"] == "2026-07-06"


def test_a_status_revoked_without_any_recorded_is_lost_all_the_same() -> None:
    told = [opened("2026-06-01"), event("StatusLost", "2026-06-02", reason="other")]
    assert words(told, "2026-06-02") == ["lost"]


def test_losing_the_status_after_leaving_is_told_as_lost() -> None:
    told = engineer(
        event("Departed", "2026-06-01", reentry="none"), event("StatusLost", "2026-06-05", reason="revoked")
    )
    assert words(told, "2026-06-04", "2026-06-05") == ["departed", "lost"]


def test_becoming_a_short_stayer_ends_the_card_and_its_duties_begin_anew_after() -> None:
    told = engineer(
        event("PeriodExtended", "2026-06-01", period_of_stay="P3M", expires_on="2026-09-01"),
        granted("StatusChanged", "2026-07-01", "student", "P1Y", "2027-07-01"),
    )
    assert words(told, "2026-06-01", "2026-07-01") == ["not-mid-to-long-term", "valid"]
    assert duty(told, "2026-06-01", "RET-1")["due_on"] == "2026-06-15"
    assert duty(told, "2026-07-01", "ADR-2")["due_on"] == "2026-07-15"


@pytest.mark.parametrize("kind", ["StatusChanged", "PeriodExtended", "PermanentResidenceGranted"])
def test_no_grant_without_a_status_unless_overridden(kind: str) -> None:
    fields: dict[str, object] = {"overridden": True}
    if kind != "PermanentResidenceGranted":
        fields |= {"period_of_stay": "P1Y", "expires_on": "2027-06-01"}
    if kind == "StatusChanged":
        fields |= {"status": "student"}
    told = standing([opened("2026-05-01"), event(kind, "2026-06-01", **fields)], "2026-06-01")
    assert [a.code for a in told.anomalies] == ["no-status"]


def test_naturalisation_stands_before_a_later_departure_and_a_new_birthright_after_it() -> None:
    told = engineer(event("Naturalised", "2026-06-01"), event("Departed", "2026-07-01", reentry="none"))
    assert words(told, "2026-07-01") == ["naturalised"]
    again = [
        *told,
        event("AcquisitionGroundsArose", "2026-08-01", grounds="nationality-lost"),
        granted("StatusAcquired", "2026-08-03", "long-term-resident", "P1Y", "2027-08-03"),
    ]
    assert words(again, "2026-08-01", "2026-08-03") == ["within-60-days", "valid"]


def test_flags_stand_only_while_a_status_is_held() -> None:
    told = engineer(event("ActivityStopped", "2026-06-01", activity="status"))
    assert flags(told, "2026-09-02") == {"REV-2": "2026-09-02"}
    assert flags([*told, event("Departed", "2026-09-10", reentry="none")], "2026-09-10") == {}


def test_without_the_grace_the_extension_is_due_on_the_printed_day() -> None:
    policy = Policy(filing_grace="OFF")
    assert duty(student(), "2026-05-04", "EXT", policy)["due_on"] == "2026-05-03"
    late = standing(student(filed("2026-05-07")), "2026-05-07", policy)
    assert (late.stay, [a.code for a in late.anomalies]) == ("overstay", ["application-late"])


def test_an_extension_duty_ends_with_the_first_grant_that_moves_the_last_day() -> None:
    told = student(
        granted("StatusChanged", "2025-09-01", "trainee", "P1Y", "2026-05-03"),
        event("PeriodExtended", "2026-04-20", period_of_stay="P1Y", expires_on="2027-05-03"),
    )
    found = [d for d in duties(told, "2026-06-01") if d.rule == "EXT" and d.settled_by == 4]
    assert [d.trigger for d in found] == [2, 3]


def test_a_landing_ends_what_was_pending_before_it() -> None:
    told = [
        opened("2025-05-03"),
        filed("2025-05-01"),
        landed("2025-05-03", "student", "P1Y", "2026-05-01"),
    ]
    assert standing(told, "2025-05-03").pending_applications == ()
    assert words(told, "2026-05-02") == ["overstay"]
