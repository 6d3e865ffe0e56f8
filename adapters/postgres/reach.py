"""Which rows to read for whose residents a caller may list."""

from datetime import timedelta
from typing import Any, Literal

from adapters.postgres.questions import Reach

PREFECTURE_DIGITS = 2
By = Literal["everywhere", "area", "place"]


def within(reach: Reach | None, municipality: str | None) -> tuple[By, list[str]]:
    """Return which rows to read: of everywhere, by area (prefecture) or by place, and of which ones."""
    if municipality is not None:
        allowed = reach is None or municipality.startswith(reach.prefixes)
        return "place", [municipality] if allowed else []
    if reach is None:
        return "everywhere", []
    if all(len(prefix) == PREFECTURE_DIGITS for prefix in reach.prefixes):
        return "area", list(reach.prefixes)
    return "place", list(reach.prefixes)


def reached_arguments(reach: Reach) -> tuple[Any, ...]:
    """Return the arguments of `projection.reached`, but for shard and day."""
    lately = reach.today - timedelta(days=reach.handover_days) - timedelta(days=1)
    return list(reach.prefixes), reach.office, reach.today, lately, reach.ever
