"""How often one person may ask: a bucket of requests per token, refilled steadily."""

import math
from time import monotonic
from typing import Final

from api.problems import Problem

_FORGET_AFTER: Final = 10_000


class RateLimit:
    """`rate` requests a second, `burst` at once; a rate of 0 switches it off. Each process counts alone."""

    def __init__(self, *, rate: float, burst: float) -> None:
        self._rate = rate
        self._burst = burst
        self._buckets: dict[str, tuple[float, float]] = {}

    def take(self, key: str) -> None:
        """Count one request; raises Problem `too-many-requests` with `Retry-After` in whole seconds."""
        if self._rate <= 0:
            return
        now = monotonic()
        tokens, at = self._buckets.get(key, (self._burst, now))
        tokens = min(self._burst, tokens + (now - at) * self._rate)
        if tokens < 1:
            self._buckets[key] = (tokens, now)
            seconds = max(1, math.ceil((1 - tokens) / self._rate))
            raise Problem(
                "too-many-requests",
                "Too many requests with this token.",
                headers={"Retry-After": str(seconds)},
            )
        if len(self._buckets) > _FORGET_AFTER:
            self._buckets.clear()
        self._buckets[key] = (tokens - 1, now)
