"""Fees in yen by the day of receipt, and since 2026-10-01 by the period granted (ICRRA 67; readings N61)."""

from datetime import date

import pytest

from domain.law.fees import FEES

BEFORE, APRIL, OCTOBER = date(2025, 3, 31), date(2025, 4, 1), date(2026, 10, 1)


@pytest.mark.parametrize(
    ("counter", "online", "permission", "on"),
    [
        (4_000, None, "extension", BEFORE),
        (6_000, 5_500, "extension", APRIL),
        (4_000, None, "change", BEFORE),
        (6_000, 5_500, "change", date(2026, 9, 30)),
        (8_000, None, "permanent-residence", BEFORE),
        (10_000, None, "permanent-residence", date(2026, 9, 30)),
        (200_000, None, "permanent-residence", OCTOBER),
        (3_000, None, "reentry-permit-single", BEFORE),
        (4_000, 3_500, "reentry-permit-single", OCTOBER),
        (6_000, None, "reentry-permit-multiple", BEFORE),
        (7_000, 6_500, "reentry-permit-multiple", OCTOBER),
    ],
)
def test_one_fee_whatever_is_granted(counter: int, online: int | None, permission: str, on: date) -> None:
    (fee,) = FEES[permission].on(on)
    assert (fee.counter, fee.online, fee.granted_over, fee.granted_up_to) == (counter, online, None, None)


@pytest.mark.parametrize("permission", ["extension", "change"])
def test_since_october_2026_the_period_granted_decides(permission: str) -> None:
    assert [
        (fee.granted_over, fee.granted_up_to, fee.counter, fee.online) for fee in FEES[permission].on(OCTOBER)
    ] == [
        (None, "P3M", 10_000, 10_000),
        ("P3M", "P6M", 18_000, 15_000),
        ("P6M", "P364D", 25_000, 21_000),
        ("P364D", "P1Y", 33_000, 27_000),
        ("P1Y", "P2Y364D", 48_000, 42_000),
        ("P2Y364D", "P4Y364D", 64_000, 56_000),
        ("P4Y364D", None, 75_000, 65_000),
    ]
