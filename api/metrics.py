"""Prometheus metrics by route template: never a path, a person or a resident.

Several processes that serve one address say the same, whichever is asked: each keeps what it counts in files
that all of them read. One that takes the place of another counts on in its files.
"""

import os
import struct
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any, Final, Literal, cast

from prometheus_client import (
    CollectorRegistry,
    Counter,
    Gauge,
    Histogram,
    generate_latest,
    multiprocess,
    values,
)
from prometheus_client.metrics_core import Metric
from prometheus_client.platform_collector import PlatformCollector
from prometheus_client.process_collector import ProcessCollector
from prometheus_client.registry import Collector

from api.shared import Shared

Together = Literal["livemostrecent", "livesum", "livemax", "sum"]
"""What the values of several processes come to: of those that live the newest, the sum or the highest, or the
sum of all there ever were."""

CONTENT_TYPE: Final = "text/plain; version=0.0.4; charset=utf-8"
_BUCKETS: Final = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30)
_METHODS: Final = frozenset({"GET", "POST", "HEAD", "OPTIONS", "PUT", "PATCH", "DELETE"})


class Metrics:
    """What a server counts, as one process or `shared` by several."""

    def __init__(self, shared: Shared | None = None) -> None:
        self.registry = CollectorRegistry()
        self._shown = self.registry
        if shared is None:
            ProcessCollector(registry=self.registry)
        else:
            self._shown = _of_all(shared)
        PlatformCollector(registry=self._shown)
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
        self.connections = Gauge(
            "zairyu_connections", "Connections open", registry=self.registry, multiprocess_mode="livesum"
        )
        self._sent_away = Counter(
            "zairyu_connections_closed",
            "Connections closed because of what they sent, or how many there were",
            ("reason",),
            registry=self.registry,
        )
        self._gauges: dict[str, Gauge] = {}
        self._tallies: dict[str, float] = {}
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
        self,
        name: str,
        help_: str,
        value: float | None,
        labels: Mapping[str, str] | None = None,
        *,
        together: Together = "livemostrecent",
    ) -> None:
        """Set a gauge that is read when asked for; None leaves it out."""
        if value is None:
            return
        gauge = self._gauge(name, help_, tuple(labels or ()), together)
        (gauge.labels(**labels) if labels else gauge).set(value)

    def tally(self, name: str, help_: str, counted: int) -> None:
        """Show what this process has counted since its start; of several processes all there ever were."""
        self._gauge(name, help_, (), "sum").inc(counted - self._tallies.get(name, 0))
        self._tallies[name] = counted

    def _gauge(self, name: str, help_: str, labels: tuple[str, ...], together: Together) -> Gauge:
        gauge = self._gauges.get(name)
        if gauge is None:
            gauge = Gauge(name, help_, labels, registry=self.registry, multiprocess_mode=together)
            self._gauges[name] = gauge
        return gauge

    def page(self) -> bytes:
        """Return everything in the text format."""
        try:
            return generate_latest(self._shown)
        except struct.error:  # another process has just made a file, and not yet written into it
            return generate_latest(self._shown)


def _of_all(shared: Shared) -> CollectorRegistry:
    """Return what reads the values of all processes; those made from now on are kept where they are read."""
    os.environ["PROMETHEUS_MULTIPROC_DIR"] = str(shared.folder)
    kept, several = cast("Any", values), cast("Any", multiprocess)  # neither says its types
    kept.ValueClass = kept.MultiProcessValue(lambda: shared.number)
    (shared.folder / f"process.{shared.number}.{os.getpid()}").touch()
    registry = CollectorRegistry()
    several.MultiProcessCollector(registry, str(shared.folder))
    registry.register(_Processes(shared.folder))
    return registry


class _Processes(Collector):
    """What the system says of each process: memory, time, files, by the process's number."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def collect(self) -> Iterable[Metric]:
        """Return one metric each for all processes."""
        found: dict[str, Metric] = {}
        for _, number, pid in (f.name.split(".") for f in sorted(self._folder.glob("process.*"))):
            for one in ProcessCollector(pid=pid.__str__, registry=None).collect():
                all_ = found.setdefault(one.name, Metric(one.name, one.documentation, one.type))
                for sample in one.samples:
                    all_.add_sample(sample.name, {"process": number}, sample.value)
        return found.values()


def forget(shared: Shared) -> None:
    """Let go of what holds of a process only while it lives: it has died. What it counted stays."""
    cast("Any", multiprocess).mark_process_dead(shared.number, str(shared.folder))
    for noted in shared.folder.glob(f"process.{shared.number}.*"):
        noted.unlink(missing_ok=True)
