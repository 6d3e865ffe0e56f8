"""Fees of permissions in yen, as dated data (ICRRA 67, cabinet order on fees).

Applications received before a change keep the old fee: the day of receipt picks the entry. From 2026-10-01
the fee of an extension or change depends on the period that is granted (readings N61).
"""

from collections.abc import Mapping
from datetime import date

from msgspec import Struct

from domain.law.provision import Dated, InForce, always, icrra

APRIL_2025 = date(2025, 4, 1)
OCTOBER_2026 = date(2026, 10, 1)


class Fee(Struct, frozen=True, kw_only=True):
    """What a permission costs at the counter and online (None: counter only).

    It holds for periods longer than `granted_over` and up to `granted_up_to`, inclusive, as ISO 8601
    durations; None is no bound.
    """

    counter: int
    online: int | None = None
    granted_over: str | None = None
    granted_up_to: str | None = None


_ARTICLES = "67, cabinet order on fees"
BEFORE = icrra(_ARTICLES, "memory", "memory-high")
TABLE_2025 = icrra(_ARTICLES, "B:43", "secondary")
TABLE_2026 = icrra(_ARTICLES, "B:41; B:42; B:73", "secondary")

_BY_PERIOD: tuple[tuple[str | None, int, int], ...] = (
    ("P3M", 10_000, 10_000),
    ("P6M", 18_000, 15_000),
    ("P364D", 25_000, 21_000),
    ("P1Y", 33_000, 27_000),
    ("P2Y364D", 48_000, 42_000),
    ("P4Y364D", 64_000, 56_000),
    (None, 75_000, 65_000),
)
"""The longest period of each band, its fee at the counter and online; "under a year" ends a day before it."""


def _bands() -> tuple[Fee, ...]:
    longest = [None, *(band[0] for band in _BY_PERIOD)]
    return tuple(
        Fee(counter=counter, online=online, granted_over=over, granted_up_to=up_to)
        for over, (up_to, counter, online) in zip(longest, _BY_PERIOD, strict=False)
    )


def _fees(
    before: int, counter: int, online: int | None, since_october: tuple[Fee, ...] = ()
) -> Dated[tuple[Fee, ...]]:
    """Return the fees until 2025-03-31, from 2025-04-01, and from 2026-10-01 where they became others."""
    until_2025: tuple[Fee, ...] = (Fee(counter=before),)
    early = always(until_2025, BEFORE).later(
        InForce(since=APRIL_2025, value=(Fee(counter=counter, online=online),), under=TABLE_2025)
    )
    if not since_october:
        return early
    return early.later(InForce(since=OCTOBER_2026, value=since_october, under=TABLE_2026))


FEES: Mapping[str, Dated[tuple[Fee, ...]]] = {
    "extension": _fees(4_000, 6_000, 5_500, _bands()),
    "change": _fees(4_000, 6_000, 5_500, _bands()),
    "permanent-residence": _fees(8_000, 10_000, None, (Fee(counter=200_000),)),
    "reentry-permit-single": _fees(3_000, 4_000, 3_500),
    "reentry-permit-multiple": _fees(6_000, 7_000, 6_500),
}
"""The fees of each permission by the day of receipt, and on a day by the period granted, shortest first."""
