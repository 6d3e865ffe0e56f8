"""Paid activity outside the status (ICRRA 19(2); ACT-1, readings N28)."""

from typing import Any

import pytest

from tests.domain.telling import Stream, anomalies, engineer, granted, landed, opened, special_permanent
from tests.spec import event

STARTED = event("SideActivityStarted", "2026-06-01", description="evenings", hours_per_week=20)
BLANKET = event("SideActivityPermitted", "2026-05-01", scope="blanket-28h")


def holder(status: str, *more: dict[str, Any]) -> Stream:
    return [opened("2026-04-06"), landed("2026-04-06", status, "P1Y", "2027-04-06"), *more]


def started(hours: int | None, on: str = "2026-06-01") -> dict[str, Any]:
    return event("SideActivityStarted", on, description="evenings", hours_per_week=hours)


def codes(life: Stream, on: str = "2027-06-01") -> list[str]:
    return [c for c in anomalies(life, on) if c.startswith("side-activity")]


@pytest.mark.parametrize(
    ("expected", "status"),
    [
        (True, "student"),
        (True, "dependent"),
        (True, "engineer-humanities-international"),
        (False, "spouse-of-japanese"),
        (False, "spouse-of-permanent-resident"),
        (False, "long-term-resident"),
    ],
)
def test_permission_is_needed_outside_table_two(expected: bool, status: str) -> None:
    assert bool(codes(holder(status, STARTED))) is expected


def test_special_permanent_residents_need_none() -> None:
    assert codes(special_permanent(STARTED)) == []


@pytest.mark.parametrize(
    ("expected", "permission"),
    [
        pytest.param([], BLANKET, id="blanket permission, no last day"),
        pytest.param(
            [],
            event("SideActivityPermitted", "2026-05-01", scope="individual", expires_on="2026-06-01"),
            id="on its last day",
        ),
        pytest.param(
            ["side-activity-without-permission"],
            event("SideActivityPermitted", "2026-05-01", scope="individual", expires_on="2026-05-31"),
            id="run out the day before",
        ),
    ],
)
def test_a_permission_covers_its_days(expected: list[str], permission: dict[str, Any]) -> None:
    assert codes(holder("student", permission, STARTED)) == expected


@pytest.mark.parametrize(("expected", "hours"), [([], 28), (["side-activity-over-28h"], 29), ([], None)])
def test_more_than_28_hours_under_the_blanket_permission_alone(
    expected: list[str], hours: int | None
) -> None:
    assert codes(holder("student", BLANKET, started(hours))) == expected


def test_an_individual_permission_allows_more_hours() -> None:
    individual = event("SideActivityPermitted", "2026-05-02", scope="individual")
    assert codes(holder("student", BLANKET, individual, started(40))) == []


def test_a_permission_ends_with_the_stay_it_was_given_for_and_with_a_change() -> None:
    change = granted("StatusChanged", "2026-05-15", "dependent", "P1Y", "2027-05-15")
    assert codes(holder("student", BLANKET, change, STARTED)) == ["side-activity-without-permission"]


def test_permission_that_comes_later_leaves_the_record() -> None:
    later = event("SideActivityPermitted", "2026-07-01", scope="blanket-28h")
    assert codes(holder("student", STARTED, later)) == ["side-activity-without-permission"]


def test_a_permission_of_the_same_day_counts_whatever_was_recorded_first() -> None:
    started = event("SideActivityStarted", "2025-06-02", description="x", hours_per_week=30)
    blanket = event("SideActivityPermitted", "2025-06-02", scope="blanket-28h")
    individual = event("SideActivityPermitted", "2025-06-02", scope="individual")
    assert anomalies(engineer(started, individual), "2025-06-02") == []
    assert anomalies(engineer(started), "2025-06-02") == ["side-activity-without-permission"]
    for both in ([blanket, started], [started, blanket]):
        assert anomalies(engineer(*both), "2025-06-02") == ["side-activity-over-28h"]


def test_each_activity_of_a_day_is_judged_by_the_status_at_its_own_time() -> None:
    begun = started(10)
    permanent = event("PermanentResidenceGranted", "2026-06-01")
    assert len(codes(holder("student", begun, permanent))) == 1
    assert len(codes(holder("student", begun, permanent, begun))) == 1
    assert codes(holder("student", permanent, begun, begun)) == []
