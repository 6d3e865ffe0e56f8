"""Numbers of duties as they are answered, out of what was counted."""

from collections import Counter
from collections.abc import Sequence
from datetime import date
from typing import Any

from msgspec import UNSET, UnsetType

from adapters.postgres.database import Record
from adapters.postgres.questions import RuleCount, Summary, SummaryAsked, WeekCount
from adapters.postgres.reach import Places
from adapters.postgres.rows.tables import NOWHERE, municipality


def added_up(asked: SummaryAsked, found: Sequence[Record], places: Places) -> Summary:
    """Return counted duties as they are answered; `places` are those of residents who move often."""
    rules: dict[tuple[Any, str], Counter[str]] = {}
    weeks: Counter[date] = Counter()
    for r in found:
        if r["rule"] is not None:
            place = places.get(r["place"], r["place"]) if asked.by_municipality else ""
            if place.startswith(NOWHERE):  # whichever office opened the case
                place = NOWHERE
            rules.setdefault((r["rule"], place), Counter())[r["state"]] += r["duties"]
        if r["week"] is not None:
            weeks[r["week"]] += r["duties"]
    return Summary(
        on=asked.on,
        by_rule=tuple(
            _rule_count(rule, _municipality(place), n) for (rule, place), n in sorted(rules.items())
        ),
        by_week=tuple(WeekCount(week=week, due=due) for week, due in sorted(weeks.items())),
    )


def _municipality(place: str) -> str | UnsetType | None:
    """Return the municipality of a place; unset when places were not told apart."""
    return municipality(place) if place else UNSET


def _rule_count(rule: Any, place: str | UnsetType | None, n: Counter[str]) -> RuleCount:
    return RuleCount(
        rule=rule, municipality=place, pending=n["pending"], open=n["open"], overdue=n["overdue"]
    )
