"""Risks that time brings (ICRRA 22-4(1)): flags from the day after the ground is complete."""

from typing import Any

import pytest

from domain.duties.revocation import flags as risks
from domain.history import effective
from domain.policy import DEFAULT, Policy
from domain.spans.fold import fold
from tests.domain.telling import (
    Stream,
    engineer,
    flags,
    granted,
    issued,
    landed,
    opened,
    place,
    rules,
    special_permanent,
    standing,
)
from tests.spec import event, recorded


def spouse(*more: dict[str, Any], as_spouse: bool = True, status: str = "spouse-of-japanese") -> Stream:
    return [
        opened(),
        landed("2025-04-07", status, "P3Y", "2028-04-07", as_spouse=as_spouse),
        issued("2025-04-07", "2028-04-07", route="port"),
        event("Settled", "2025-04-07", address=place()),
        event("AddressNotified", "2025-04-10"),
        *more,
    ]


def stopped(on: str, activity: str = "status") -> dict[str, Any]:
    return event("ActivityStopped", on, activity=activity)


@pytest.mark.parametrize(
    ("last_day", "since", "last_active"),
    [
        pytest.param("2026-09-01", "2026-09-02", "2026-06-01", id="three months"),
        pytest.param("2026-05-31", "2026-06-01", "2026-02-28", id="from a month end: whole months"),
    ],
)
def test_rev_2_after_three_months_without_the_activity(last_day: str, since: str, last_active: str) -> None:
    life = engineer(stopped(last_active))
    assert flags(life, last_day) == {}
    assert flags(life, since) == {"REV-2": since}


def test_rev_2_after_six_months_for_hsp_2() -> None:
    life = [
        opened(),
        landed("2025-04-07", "hsp-2", None, None, detail="b"),
        event("Settled", "2025-04-07", address=place()),
        event("AddressNotified", "2025-04-10"),
        stopped("2026-06-01"),
    ]
    assert flags(life, "2026-12-01") == {}
    assert flags(life, "2026-12-02") == {"REV-2": "2026-12-02"}


@pytest.mark.parametrize(
    "then",
    [
        pytest.param(event("ActivityResumed", "2026-08-01", activity="status"), id="taken up again"),
        pytest.param(
            granted("StatusChanged", "2026-08-01", "artist", "P1Y", "2027-08-01"), id="another status"
        ),
        pytest.param(event("PermanentResidenceGranted", "2026-08-01"), id="permanent residence"),
    ],
)
def test_what_ends_rev_2(then: dict[str, Any]) -> None:
    assert flags(engineer(stopped("2026-06-01"), then), "2026-12-01") == {}


def test_rev_2_does_not_bind_table_two() -> None:
    assert flags(spouse(stopped("2026-06-01")), "2027-06-01") == {}


@pytest.mark.parametrize(
    ("expected", "life"),
    [
        pytest.param(
            {"REV-3": "2026-12-02"}, spouse(stopped("2026-06-01", "spousal")), id="life as a spouse stopped"
        ),
        pytest.param(
            {"REV-3": "2026-12-02"},
            spouse(stopped("2026-06-01", "spousal"), status="spouse-of-permanent-resident"),
            id="spouse of a permanent resident",
        ),
        pytest.param(
            {"REV-3": "2026-12-02"},
            spouse(event("MarriageEnded", "2026-06-01", cause="divorce")),
            id="N15 the end of the marriage starts the clock",
        ),
        pytest.param(
            {"REV-3": "2026-12-02"},
            spouse(stopped("2026-06-01", "spousal"), event("MarriageEnded", "2026-08-01", cause="death")),
            id="a clock that runs goes on",
        ),
        pytest.param({}, spouse(stopped("2026-06-01", "spousal"), as_spouse=False), id="a child"),
        pytest.param(
            {}, spouse(stopped("2026-06-01", "spousal"), status="long-term-resident"), id="long-term resident"
        ),
    ],
)
def test_rev_3(expected: dict[str, str], life: Stream) -> None:
    assert flags(life, "2026-12-31") == expected


def test_rev_3_not_before_six_months_are_over() -> None:
    assert flags(spouse(stopped("2026-06-01", "spousal")), "2026-12-01") == {}


def test_rev_4_ninety_days_without_a_first_notice() -> None:
    life = [opened("2026-10-01"), landed("2026-10-01", "student", "P1Y", "2027-10-01")]
    assert flags(life, "2026-12-30") == {}
    assert flags(life, "2026-12-31") == {"REV-4": "2026-12-31"}
    assert flags(life, "2026-12-31", Policy(roll_90="ON")) == {}
    assert flags(life, "2027-01-05", Policy(roll_90="ON")) == {"REV-4": "2027-01-05"}


def test_rev_4_ends_with_the_notice() -> None:
    life = [
        opened("2026-10-01"),
        landed("2026-10-01", "student", "P1Y", "2027-10-01"),
        event("Settled", "2026-10-02", address=place()),
        event("AddressNotified", "2027-01-10"),
    ]
    assert "REV-4" in flags(life, "2027-01-09")
    assert flags(life, "2027-01-10") == {}


def test_a_notice_of_the_day_of_landing_is_the_first_notice() -> None:
    life = [
        opened("2026-10-01"),
        landed("2026-10-01", "student", "P1Y", "2027-10-01"),
        event("Settled", "2026-10-01", address=place()),
        event("AddressNotified", "2026-10-01"),
    ]
    assert flags(life, "2026-12-31") == {}


def test_rev_5_rolls_where_it_does_over_the_days_on_which_the_last_municipality_is_closed() -> None:
    """Left Naha on Wednesday 25 March 2026: the ninetieth day, Tuesday 23 June, is a closed day there."""
    there = engineer(
        event("Moved", "2026-03-02", address=place("47201")),
        event("AddressNotified", "2026-03-02"),
        event("ResidenceLeft", "2026-03-25"),
    )
    assert flags(there, "2026-06-30") == {"REV-5": "2026-06-24"}
    assert flags(there, "2026-06-30", Policy(roll_90="ON")) == {"REV-5": "2026-06-25"}


@pytest.mark.parametrize(
    "leaving",
    [
        pytest.param(event("ResidenceLeft", "2026-06-01"), id="left without a new place"),
        pytest.param(event("Moved", "2026-06-01", address=place("01103")), id="N20 moved without notice"),
    ],
)
def test_rev_5_ninety_days_after_leaving_the_notified_place(leaving: dict[str, Any]) -> None:
    assert flags(engineer(leaving), "2026-08-30") == {}
    assert flags(engineer(leaving), "2026-08-31") == {"REV-5": "2026-08-31"}
    moved_on = engineer(leaving, event("Moved", "2026-07-20", address=place("01104")))
    assert flags(moved_on, "2026-08-31") == {"REV-5": "2026-08-31"}


def test_n20_rev_5_is_hidden_abroad_and_its_clock_is_not_reset() -> None:
    life = engineer(
        event("ResidenceLeft", "2026-06-01"),
        event("Departed", "2026-06-10", reentry="special"),
        event("Reentered", "2026-10-01"),
    )
    assert flags(life[:-1], "2026-09-15") == {}
    assert flags(life, "2026-10-01") == {"REV-5": "2026-08-31"}


def test_no_flags_for_special_permanent_residents() -> None:
    assert flags(special_permanent(event("ResidenceLeft", "2026-06-01")), "2027-06-01") == {}


def test_n60_before_the_card_system_no_clock_starts() -> None:
    """Sunday 8 July 2012 and Monday 9 July: what stopped, was left or granted on the one and the other."""

    def life(on: str) -> Stream:
        return [
            opened(on),
            landed(on, "engineer-humanities-international", "P3Y", f"2015{on[4:]}"),
            event("ActivityStopped", on, activity="status"),
        ]

    assert flags(life("2012-07-08"), "2013-07-01") == {}
    assert flags(life("2012-07-09"), "2013-07-01") == {"REV-2": "2012-10-10", "REV-4": "2012-10-08"}
    settled = [*life("2012-07-08"), event("Settled", "2012-07-08", address=place())]
    assert standing(settled, "2013-07-01").address_notified
    assert flags([*settled, event("ResidenceLeft", "2012-07-08")], "2013-07-01") == {}
    assert flags([*settled, event("ResidenceLeft", "2012-07-09")], "2013-07-01") == {"REV-5": "2012-10-08"}
    earlier = [*life("2012-06-04"), event("Settled", "2012-06-04", address=place())]
    assert flags([*earlier, event("ResidenceLeft", "2012-07-06")], "2013-07-01") == {}
    assert flags([*earlier, event("ResidenceLeft", "2012-07-09")], "2013-07-01") == {"REV-5": "2012-10-08"}


def test_n60_grounds_of_before_the_card_system_start_no_sixty_days_and_no_duty() -> None:
    for on, word in (("2012-07-08", "none"), ("2012-07-09", "overstay")):
        born = [opened(on, born=on), event("AcquisitionGroundsArose", on, grounds="birth")]
        assert standing(born, "2013-07-01").stay == word
        assert bool(rules(born, "2013-07-01")) is (word == "overstay")


def test_whoever_never_held_a_status_carries_no_risk_of_losing_it() -> None:
    assert list(risks(fold(effective(recorded([opened()])), DEFAULT))) == []
