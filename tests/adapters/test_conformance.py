"""The library's shipped test cases, against our recorder, with group commit on."""

import asyncio
import os
from collections.abc import Iterator
from typing import Any
from unittest import TestCase

import pytest
from eventsourcing.tests import application, persistence, projection

from adapters.embedded import Embedded
from adapters.postgres.errors import translated
from tests.adapters.shim import (
    OPEN,
    Bridge,
    SyncAggregateRecorder,
    SyncApplicationRecorder,
    SyncProcessRecorder,
    SyncTrackingRecorder,
)
from tests.databases import create_clone, drop

pytestmark = pytest.mark.filterwarnings("default:'log' is deprecated:DeprecationWarning")

SHIM = "tests.adapters.shim"


class OnOurRecorder(TestCase):
    """Each test gets a fresh database, as everywhere."""

    bridge: Bridge
    recorder_class: Any = None

    @pytest.fixture(autouse=True)
    def _database(self, server: Embedded, template: str, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
        name = asyncio.run(create_clone(server, template))
        self.dsn = server.dsn("zairyu_app", name)
        monkeypatch.setenv("SHIM_DSN", self.dsn)
        yield
        while OPEN:
            OPEN.pop().close()
        asyncio.run(drop(server, name))

    def setUp(self) -> None:
        self.bridge = Bridge(self.dsn)
        super().setUp()

    def tearDown(self) -> None:
        super().tearDown()
        self.bridge.close()

    def create_recorder(self) -> Any:
        return self.recorder_class(self.bridge)


class TestAggregateRecorder(OnOurRecorder, persistence.AggregateRecorderTestCase):
    recorder_class = SyncAggregateRecorder


class TestApplicationRecorder(OnOurRecorder, persistence.ApplicationRecorderTestCase):
    recorder_class = SyncApplicationRecorder

    def test_insert_subscribe(self) -> None:
        self.optional_test_insert_subscribe()


class TestTrackingRecorder(OnOurRecorder, persistence.TrackingRecorderTestCase):
    recorder_class = SyncTrackingRecorder


class TestProcessRecorder(OnOurRecorder, persistence.ProcessRecorderTestCase):
    recorder_class = SyncProcessRecorder


class TestNonInterleaving(OnOurRecorder, persistence.NonInterleavingNotificationIDsBaseCase):
    recorder_class = SyncApplicationRecorder


class OnOurFactory(OnOurRecorder):
    """The library's own `Application` finds our recorder by its environment."""

    def setUp(self) -> None:
        os.environ["PERSISTENCE_MODULE"] = SHIM
        super().setUp()

    def tearDown(self) -> None:
        super().tearDown()
        os.environ.pop("PERSISTENCE_MODULE")


class TestApplication(OnOurFactory, application.ApplicationTestCase):
    test_resolve_persistence_topics = None  # type: ignore[assignment]  # asserts the in-memory factory


class TestExampleApplication(OnOurFactory, application.ExampleApplicationTestCase):
    expected_factory_topic = f"{SHIM}:Factory"


class CountersView(SyncTrackingRecorder, projection.EventCountersView):
    """A view that writes its row and its tracking in one transaction."""

    def __init__(self, bridge: Bridge) -> None:
        super().__init__(bridge)
        self.counts = {"created": 0, "subsequent": 0}

    def get_created_event_counter(self) -> int:
        return self.counts["created"]

    def get_subsequent_event_counter(self) -> int:
        return self.counts["subsequent"]

    def incr_created_event_counter(self, tracking: Any) -> None:
        self._count("created", tracking)

    def incr_subsequent_event_counter(self, tracking: Any) -> None:
        self._count("subsequent", tracking)

    def _count(self, which: str, tracking: Any) -> None:
        with translated():
            self.insert_tracking(tracking)
        self.counts[which] += 1


class TestView(OnOurRecorder, projection.EventCountersViewTestCase):
    def construct_event_counters_view(self) -> Any:
        return CountersView(self.bridge)


class TestProjection(OnOurRecorder, projection.AggregateEventCountersProjectionTestCase):
    view_class = CountersView
    env = {"PERSISTENCE_MODULE": SHIM}  # noqa: RUF012 - as the library declares it


del application, persistence, projection
