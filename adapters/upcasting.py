"""Upcasters: how a stored event of an older class version becomes one of the next.

Each takes the decoded fields of version n, by (name, n), and changes them in place to those of version n + 1.
Events are added to here, never taken away: what was ever stored must be read for ever.
"""

from collections.abc import Callable, Mapping
from typing import Any


def police_reported_1(fields: dict[str, Any]) -> None:
    """Version 2 adds `station`, which version 1 never recorded: it stays absent."""
    fields.setdefault("station", None)


UPCASTERS: Mapping[tuple[str, int], Callable[[dict[str, Any]], None]] = {
    ("PoliceReported", 1): police_reported_1,
}
