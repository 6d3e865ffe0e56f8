"""How long the fold of one history may take, and in which words a resident is set aside who exceeds it."""

import signal
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from threading import current_thread, main_thread
from typing import Any, Final

from domain.history import Recorded
from domain.policy import Policy
from projections.projector import Stuck, fold
from projections.rows.resident import ResidentRows

BUDGETS: Final = (60.0, 600.0)
"""Seconds that a history may take at the first and at the second try."""

WAITS: Final = "LongHistory: waits to be folded apart"
EXCEEDED: Final = tuple(f"LongHistory: took more than {seconds:.0f} s apart" for seconds in BUDGETS)
TRIED: Final = {WAITS: 0, **{fault: n for n, fault in enumerate(EXCEEDED, 1)}}
"""How many tries a resident has had, by the reason for which it is set aside."""

AGAIN_SECONDS: Final = 1.0
"""The end is told again so often: where the collector has just begun something, Python passes it over."""


class _TookTooLong(BaseException):
    """The time is over. It is no fault of a fold, so what catches those lets it pass."""


@contextmanager
def _within(seconds: float) -> Iterator[None]:
    """End the body with `_TookTooLong` when it takes longer; signals end nothing but in a main thread."""
    if current_thread() is not main_thread():
        yield
        return

    def end(_signal: int, _frame: Any) -> None:
        raise _TookTooLong

    before = signal.signal(signal.SIGALRM, end)
    signal.setitimer(signal.ITIMER_REAL, seconds, AGAIN_SECONDS)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)


def fold_within(
    seconds: float, stream: Sequence[Recorded], policy: Policy, *, position: int
) -> ResidentRows | Stuck:
    """Return the rows of a stream, or why there are none: one reason is that it takes longer than this.

    The resident is then set aside as after a first try of the projector, which gives it a second one. For
    the main thread of a process in which nobody else waits; elsewhere time has no limit.
    """
    try:
        with _within(seconds):
            return fold(stream, policy, position=position)
    except _TookTooLong:
        return Stuck(
            resident_id=stream[0].resident_id,
            version=stream[-1].version,
            position=position,
            fault=EXCEEDED[0],
        )
