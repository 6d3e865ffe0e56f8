"""Folds in memory: most residents who were recorded about lately are recorded about again soon."""

from collections.abc import Sequence
from typing import Final
from uuid import UUID

from domain.history import Recorded
from domain.policy import Policy
from projections.rows.resident import CurrentRows, IncrementalFold, ResidentRows

MOST_FOLDS: Final = 1000
"""Residents whose fold is held, some 70 kB each."""


class FoldCache:
    """The folds of those residents who were recorded about last."""

    def __init__(self, policy: Policy, *, most: int = MOST_FOLDS) -> None:
        self._policy = policy
        self._most = most
        self._folds: dict[UUID, IncrementalFold] = {}

    def holds(self, stream: Sequence[Recorded], shown: int) -> bool:
        """Whether there is a fold that continues in a stream, while the rows of version `shown` are shown."""
        fold = self._folds.get(stream[0].resident_id)
        return fold is not None and fold.continues_in(stream, shown)

    def rows(
        self, stream: Sequence[Recorded], shown: int, current: CurrentRows | None = None
    ) -> ResidentRows:
        """Return the rows of a stream, while the rows of version `shown` are shown.

        They come from the fold in memory, or else from one resumed from the current rows, or made anew.
        """
        resident_id = stream[0].resident_id
        fold = self._folds.pop(resident_id, None)
        if fold is None or not fold.continues_in(stream, shown):
            fold = self._new(stream, current)
        fold.take(stream)
        self._folds[resident_id] = fold  # last in order: the first one is the one used least lately
        if len(self._folds) > self._most:
            del self._folds[next(iter(self._folds))]
        return fold.rows()

    def _new(self, stream: Sequence[Recorded], current: CurrentRows | None) -> IncrementalFold:
        if current is None:
            return IncrementalFold(self._policy)
        return IncrementalFold.resumed(self._policy, stream, current)

    def clear(self) -> None:
        """Forget all folds."""
        self._folds.clear()

    def forget(self, resident_id: UUID) -> None:
        """Forget the fold of a resident, if there is one."""
        self._folds.pop(resident_id, None)
