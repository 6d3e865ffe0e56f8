"""What is past its day: statutory duties that are overdue, the longest first (contract section 5)."""

from collections.abc import Sequence
from datetime import date

from domain.duties.duty import Duty
from domain.history import Effective
from domain.policy import Policy
from projections import open_obligations


def on(facts: Sequence[Effective], day: date, policy: Policy) -> list[Duty]:
    """Return the statutory duties overdue on a day, the longest overdue first; advice is never among them."""
    listed = open_obligations.on(facts, day, policy)
    return [duty for duty in listed if duty.class_ == "statutory" and duty.state(day) == "overdue"]


def days_overdue(duty: Duty, day: date) -> int:
    """Return how many days a duty is past its last day; the day after it is the first."""
    return 0 if duty.due_on is None else max((day - duty.due_on).days, 0)
