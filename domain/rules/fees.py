"""Fees of applications in yen, as dated data (ICRRA 67, cabinet order on fees); None where unknown.

Applications received before a change keep the old fee: the day of filing picks the entry.
"""

from collections.abc import Mapping
from datetime import date

from msgspec import Struct

from domain.rules.provision import InForce, Provision, in_force

CHECKED_ON = date(2026, 11, 23)
APRIL_2025 = date(2025, 4, 1)
OCTOBER_2026 = date(2026, 10, 1)


class Fee(Struct, frozen=True, kw_only=True):
    """What a permission costs: at the counter, online, and the most the Act allows."""

    yen: int | None = None
    online: int | None = None
    cap: int | None = None


BEFORE = Provision(
    law="ICRRA",
    articles="67, cabinet order on fees",
    source="from memory",
    confidence="memory-high",
    checked_on=CHECKED_ON,
)
TABLE_2025 = Provision(
    law="ICRRA",
    articles="67, cabinet order on fees",
    source="visalawyer.tokyo 2025-03-26; gr-office.com",
    confidence="secondary",
    checked_on=CHECKED_ON,
)
TABLE_2026 = Provision(
    law="ICRRA",
    articles="67, cabinet order on fees",
    source="nippon.com and livedoor 2026-03-10; girlswars.com; goasia.cc: caps only, amounts not found",
    confidence="secondary",
    checked_on=CHECKED_ON,
)


def _table(before: int, table_2025: tuple[int, int | None], cap: int | None) -> tuple[InForce[Fee], ...]:
    yen, online = table_2025
    return (
        InForce(value=Fee(yen=before), under=BEFORE),
        InForce(since=APRIL_2025, value=Fee(yen=yen, online=online), under=TABLE_2025),
        InForce(since=OCTOBER_2026, value=Fee(cap=cap), under=TABLE_2026),
    )


FEES: Mapping[str, tuple[InForce[Fee], ...]] = {
    "extension": _table(4_000, (6_000, 5_500), 100_000),
    "change": _table(4_000, (6_000, 5_500), 100_000),
    "permanent-residence": _table(8_000, (10_000, None), 300_000),
    "reentry-permit-single": _table(3_000, (4_000, 3_500), None),
    "reentry-permit-multiple": _table(6_000, (7_000, 6_500), None),
}


def fee(kind: str, filed_on: date) -> Fee:
    """Return the fee of an application filed on a day; its amounts are None where no source names them."""
    return in_force(FEES[kind], filed_on).value
