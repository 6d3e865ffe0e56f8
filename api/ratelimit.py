"""How much one person may ask: a bucket of units per token, refilled steadily; what costs much takes more."""

import math
from collections.abc import Mapping
from time import monotonic
from typing import Final
from urllib.parse import parse_qsl
from uuid import UUID

from msgspec import Struct

from api.buckets import Buckets, buckets_of
from api.problems import Problem
from api.shared import Shared
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

FAILURES: Final = {"rate": 1 / 6, "burst": 10.0}
"""How often one address may fail to sign in: ten times at once, then once in six seconds."""


class RateLimit:
    """`rate` units a second, `burst` at once, of each person; a rate of 0 switches it off."""

    def __init__(self, *, rate: float, burst: float, buckets: Buckets | None = None) -> None:
        self._rate = rate
        self._burst = burst
        self._buckets = buckets or Buckets()

    def take(self, key: str, cost: float = 1.0) -> None:
        """Take units for one request; raises Problem `too-many-requests` with `Retry-After` in whole seconds.

        What costs more than a whole bucket takes the whole bucket.
        """
        if self._rate <= 0:
            return
        taken = min(cost, self._burst) / self._rate
        lacking = self._buckets.take(key, taken, now=monotonic(), most=self._burst / self._rate)
        if lacking > 0:
            raise Problem("too-many-requests", headers={"Retry-After": str(max(1, math.ceil(lacking)))})

    def give_back(self, key: str, cost: float = 1.0) -> None:
        """Put back the units of a request that shall not count after all."""
        if self._rate > 0:
            self._buckets.give_back(key, min(cost, self._burst) / self._rate)


class FeedLimits:
    """How often calendars are fetched, which come without a token: each one, and whatever leads nowhere.

    An address of the network pays for what leads nowhere; what it knows it has back. So nobody who guesses
    shuts out those who know.
    """

    def __init__(self, *, limited: bool, shared: Shared | None = None) -> None:
        known, unknown = (buckets_of(shared, name) for name in ("calendars", "no-calendars"))
        self._known = RateLimit(rate=1 / 6 if limited else 0, burst=30, buckets=known)
        self._unknown = RateLimit(rate=1 if limited else 0, burst=100, buckets=unknown)

    def take_unknown(self, address: str) -> None:
        """Take a try for an address; raises Problem `too-many-requests`."""
        self._unknown.take(address)

    def take_known(self, address: str, calendar_id: UUID) -> None:
        """Give the try back, and take a reading of the calendar; raises Problem `too-many-requests`."""
        self._unknown.give_back(address)
        self._known.take(str(calendar_id))


class Limits(Struct, frozen=True, kw_only=True):
    """All limits of a server."""

    requests: RateLimit
    """Of one token, or one person at the console."""
    calendars: FeedLimits
    sign_ins: RateLimit
    """Of one address, those that fail."""


def limits(*, rate: float, burst: float, shared: Shared | None = None) -> Limits:
    """Return the limits of a server, `shared` by its processes if there are several."""
    return Limits(
        requests=RateLimit(rate=rate, burst=burst, buckets=buckets_of(shared, "requests")),
        calendars=FeedLimits(limited=rate > 0, shared=shared),
        sign_ins=RateLimit(**FAILURES, buckets=buckets_of(shared, "sign-ins")),
    )


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
