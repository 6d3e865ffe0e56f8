"""Tables of the rulebook as the naive model needs them: which status means what."""

from datetime import date
from typing import Any

from tests.naive.days import clamped, days, end_of_period

Words = dict[str, Any]

ORG_1 = {
    "professor", "hsp-1c", "business-manager", "legal-accounting", "medical", "instructor",
    "intra-company-transferee", "intra-company-transferee-2", "skill-development",
    "technical-intern-1", "technical-intern-2", "technical-intern-3",
    "student", "trainee",
}  # fmt: skip
ORG_2 = {
    "hsp-1a", "hsp-1b", "researcher", "engineer-humanities-international", "nursing-care",
    "skilled-labor", "ssw-1", "ssw-2",
}  # fmt: skip
SPOUSES = {"spouse-of-japanese", "spouse-of-permanent-resident"}
MAY_WORK_FREELY = SPOUSES | {"permanent-resident", "long-term-resident", "special-permanent-resident"}
TABLE_2 = SPOUSES | {"permanent-resident", "long-term-resident"}
CARDS_SINCE = date(2012, 7, 9)  # N60
NEW = {"intra-company-transferee-2", "skill-development"}
NO_EXTENSION = {"temporary-visitor", "diplomat", "official", "special-permanent-resident"}

FIVE: set[str | None] = {"P5Y", "P3Y", "P1Y"}
PERIODS: dict[str, set[str | None]] = {
    "official": FIVE | {"P3M", "P30D", "P15D"},
    **{code: FIVE | {"P3M"} for code in ("professor", "artist", "religious-activities", "journalist")},
    "hsp-1a": {"P5Y"},
    "hsp-1b": {"P5Y"},
    "hsp-1c": {"P5Y"},
    "hsp-2": {None},
    "business-manager": FIVE | {"P6M", "P4M", "P3M"},
    **dict.fromkeys(
        ("legal-accounting", "medical", "instructor", "intra-company-transferee", "researcher",
         "engineer-humanities-international", "nursing-care", "skilled-labor"), FIVE | {"P3M"},
    ),
    "entertainer": {"P3Y", "P1Y", "P6M", "P3M", "P30D", "P15D"},
    "cultural-activities": {"P3Y", "P1Y", "P6M", "P3M"},
    "trainee": {"P1Y", "P6M", "P3M"},
    "permanent-resident": {None},
    "special-permanent-resident": {None},
    **dict.fromkeys(SPOUSES, FIVE | {"P6M"}),
}  # fmt: skip


def period_allowed(status: str, period: str | None, day: date) -> bool:
    """Table 16.1; the version is that of the day of the grant."""
    if status in {"diplomat", *NEW}:  # while on mission; N62
        return True
    if status == "ssw-2":
        return period in {"P3Y", "P1Y", "P6M"} | ({"P2Y"} if day >= date(2025, 9, 30) else set())
    if status == "temporary-visitor":
        return period in {"P90D", "P30D"} | {f"P{n}D" for n in range(1, 16)}
    if status in PERIODS:
        return period in PERIODS[status]
    months = {
        "ssw-1": 36 if day >= date(2025, 9, 30) else 12,
        "technical-intern-1": 12,
        "technical-intern-2": 24,
        "technical-intern-3": 24,
        "student": 51,
        "dependent": 60,
        "designated-activities": 60,
        "long-term-resident": 60,
    }[status]
    return period is not None and end_of_period(day, period) <= clamped(day, months)


RULEBOOKS = {
    date(2023, 11, 1): "RB-2023-11",
    date(2024, 3, 31): "RB-2024-03",
    date(2025, 4, 1): "RB-2025-04",
    date(2025, 6, 1): "RB-2025-06",
    date(2025, 9, 30): "RB-2025-09",
    date(2026, 6, 14): "RB-2026-06",
    date(2026, 10, 1): "RB-2026-10",
    date(2027, 4, 1): "RB-2027-04",
}


def rulebook(day: date) -> str:
    return next((key for since, key in reversed(RULEBOOKS.items()) if since <= day), "RB-2012")


def more_than_months(grant: Words, months: int) -> bool:
    if grant["period_of_stay"] is None:
        return True
    return end_of_period(grant["granted_on"], grant["period_of_stay"]) > clamped(grant["granted_on"], months)


def at_least_months(grant: Words, months: int) -> bool:
    if grant["period_of_stay"] is None:
        return True
    return end_of_period(grant["granted_on"], grant["period_of_stay"]) >= clamped(grant["granted_on"], months)


def more_than_30_days(grant: Words) -> bool:
    """EXT-4: only then there is a special period."""
    if grant["period_of_stay"] is None:
        return True
    return end_of_period(grant["granted_on"], grant["period_of_stay"]) > days(grant["granted_on"], 30)


def is_spr(grant: Words | None) -> bool:
    return grant is not None and grant["code"] == "special-permanent-resident"


def is_mid_to_long_term(grant: Words | None) -> bool:
    """Section 2: X1 to X6."""
    if grant is None or grant["code"] in {
        "temporary-visitor",
        "diplomat",
        "official",
        "special-permanent-resident",
    }:
        return False
    if grant["code"] == "designated-activities":
        if grant["detail"] in {"taiwan-office", "palestine-mission"}:
            return False
        if grant["detail"] == "digital-nomad" and grant["granted_on"] >= date(2024, 3, 31):
            return False
    return more_than_months(grant, 3)


def organisation_rule(grant: Words, contract_in_japan: bool) -> str | None:
    code = grant["code"]
    if code in ORG_1 or (code == "hsp-2" and grant["detail"] == "c"):
        return "ORG-1"
    if code in ORG_2 or (code == "hsp-2" and grant["detail"] in {"a", "b"}):
        return "ORG-2"
    if code == "entertainer" and contract_in_japan:
        return "ORG-2"
    return None


def has_spouse_notice(grant: Words) -> bool:
    if not grant["as_spouse"]:
        return False
    return grant["code"] in SPOUSES | {"dependent"} or (grant["code"], grant["detail"]) == (
        "designated-activities",
        "researcher-spouse",
    )
