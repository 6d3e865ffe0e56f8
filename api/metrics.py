"""Prometheus metrics by route template: never a path, a person or a resident."""

from collections.abc import Mapping
from typing import Final

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, generate_latest
from prometheus_client.platform_collector import PlatformCollector
from prometheus_client.process_collector import ProcessCollector

CONTENT_TYPE: Final = "text/plain; version=0.0.4; charset=utf-8"
_BUCKETS: Final = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30)
_METHODS: Final = frozenset({"GET", "POST", "HEAD", "OPTIONS", "PUT", "PATCH", "DELETE"})


class Metrics:
    """What one server process counts."""

    def __init__(self) -> None:
        self.registry = CollectorRegistry()
        ProcessCollector(registry=self.registry)
        PlatformCollector(registry=self.registry)
        self._requests = Counter(
            "zairyu_requests", "Requests answered", ("method", "route", "status"), registry=self.registry
        )
        self._seconds = Histogram(
            "zairyu_request_seconds",
            "Time to answer",
            ("method", "route"),
            registry=self.registry,
            buckets=_BUCKETS,
        )
        self._refusals = Counter(
            "zairyu_refusals", "Refusals by problem code", ("code",), registry=self.registry
        )
        self.connections = Gauge("zairyu_connections", "Connections open", registry=self.registry)
        self._sent_away = Counter(
            "zairyu_connections_closed",
            "Connections closed because of what they sent, or how many there were",
            ("reason",),
            registry=self.registry,
        )
        self._gauges: dict[str, Gauge] = {}
        self._children: dict[tuple[str, str, int], tuple[Counter, Histogram]] = {}

    def served(
        self, method: str, route: str | None, status: int, seconds: float, problem: str | None
    ) -> None:
        """Count one answer; a path without a route counts as `none`."""
        key = (method if method in _METHODS else "other", route or "none", status)
        found = self._children.get(key)
        if found is None:
            found = (self._requests.labels(key[0], key[1], str(status)), self._seconds.labels(key[0], key[1]))
            self._children[key] = found
        found[0].inc()
        found[1].observe(seconds)
        if problem is not None:
            self._refusals.labels(problem).inc()

    def sent_away(self, reason: str) -> None:
        """Count a connection that was closed, by problem code."""
        self._sent_away.labels(reason).inc()

    def show(
        self, name: str, help_: str, value: float | None, labels: Mapping[str, str] | None = None
    ) -> None:
        """Set a gauge that is read when asked for; None leaves it out."""
        if value is None:
            return
        names = tuple(labels or ())
        gauge = self._gauges.get(name)
        if gauge is None:
            gauge = self._gauges[name] = Gauge(name, help_, names, registry=self.registry)
        (gauge.labels(**labels) if labels else gauge).set(value)

    def page(self) -> bytes:
        """Return everything in the text format."""
        return generate_latest(self.registry)
