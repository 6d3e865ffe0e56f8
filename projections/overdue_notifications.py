"""What is past its day: statutory duties that are overdue, the longest first (contract section 5)."""

from collections.abc import Iterable
from datetime import date
from typing import Final

from domain.duties.duty import Duty, State
from domain.law.rule import Class

STATE: Final[State] = "overdue"
CLASS: Final[Class] = "statutory"
"""What makes a duty one of these: advice never is. Lists of all residents ask for the same."""


def among(duties: Iterable[Duty], day: date) -> list[Duty]:
    """Return those of the duties listed on a day that are statutory and overdue, in the order given."""
    return [duty for duty in duties if duty.class_ == CLASS and duty.state(day) == STATE]


def days_overdue(duty: Duty, day: date) -> int:
    """Return how many days a duty is past its last day; the day after it is the first."""
    return 0 if duty.due_on is None else max((day - duty.due_on).days, 0)
