"""How much one person may ask: a bucket of units per token, refilled steadily; what costs much takes more."""

import math
from collections.abc import Mapping
from time import monotonic
from typing import Final
from urllib.parse import parse_qsl
from uuid import UUID

from api.problems import Problem
from projections.spelling import parts

COSTS: Final[Mapping[str, float]] = {
    "GET /v1/residents": 10,
    "GET /v1/obligations": 10,
    "GET /v1/obligations/summary": 40,
    "GET /v1/notifications/overdue": 10,
    "GET /v1/correction-requests": 10,
    "GET /v1/events": 10,
    "GET /v1/looks/mine": 5,
    "GET /v1/audit/accesses": 10,
    "GET /v1/audit/emergencies": 10,
}
"""What a request costs, by method and route; any other costs 1, as a resident's standing does."""

WORD_COST: Final = 20.0
"""What each word of a search costs besides."""

_LONGEST: Final = 200
"""Characters of a search that are counted; a longer one is refused."""

_MOST_KEPT: Final = 10_000


class RateLimit:
    """`rate` units a second, `burst` at once; a rate of 0 switches it off. Each process counts alone."""

    def __init__(self, *, rate: float, burst: float) -> None:
        self._rate = rate
        self._burst = burst
        self._buckets: dict[str, tuple[float, float]] = {}

    def take(self, key: str, cost: float = 1.0) -> None:
        """Take units for one request; raises Problem `too-many-requests` with `Retry-After` in whole seconds.

        What costs more than a whole bucket takes the whole bucket.
        """
        if self._rate <= 0:
            return
        now, cost = monotonic(), min(cost, self._burst)
        left, at = self._buckets.pop(key, (self._burst, now))
        left = min(self._burst, left + (now - at) * self._rate)
        enough = left >= cost
        self._buckets[key] = (left - cost if enough else left, now)  # the last used stands last
        self._forget(now)
        if not enough:
            seconds = max(1, math.ceil((cost - left) / self._rate))
            raise Problem("too-many-requests", headers={"Retry-After": str(seconds)})

    def give_back(self, key: str, cost: float = 1.0) -> None:
        """Put back the units of a request that shall not count after all."""
        if key in self._buckets:
            left, at = self._buckets[key]
            self._buckets[key] = (min(self._burst, left + cost), at)

    def _forget(self, now: float) -> None:
        """Let go of those not used for longest, if they are full again: a full bucket is as good as none."""
        while len(self._buckets) > _MOST_KEPT:
            key, (left, at) = next(iter(self._buckets.items()))
            if left + (now - at) * self._rate < self._burst:
                return
            del self._buckets[key]


class FeedLimits:
    """How often calendars are fetched, which come without a token: each one, and whatever leads nowhere.

    An address of the network pays for what leads nowhere; what it knows it has back. So nobody who guesses
    shuts out those who know.
    """

    def __init__(self, *, limited: bool) -> None:
        self._known = RateLimit(rate=1 / 6 if limited else 0, burst=30)
        self._unknown = RateLimit(rate=1 if limited else 0, burst=100)

    def take_unknown(self, address: str) -> None:
        """Take a try for an address; raises Problem `too-many-requests`."""
        self._unknown.take(address)

    def take_known(self, address: str, calendar_id: UUID) -> None:
        """Give the try back, and take a reading of the calendar; raises Problem `too-many-requests`."""
        self._unknown.give_back(address)
        self._known.take(str(calendar_id))


def cost(method: str, route: str, query: bytes) -> float:
    """Return the units that a request takes: by its route, and a search by its words besides."""
    units = COSTS.get(f"{method} {route}", 1.0)
    if (method, route) == ("GET", "/v1/residents") and b"q=" in query:
        units += WORD_COST * _words(query)
    return units


def _words(query: bytes) -> int:
    try:
        asked = parse_qsl(query.decode("latin-1"), max_num_fields=50)
    except ValueError:
        return 0
    return sum(len(parts(text[:_LONGEST])) for name, text in asked if name == "q")
