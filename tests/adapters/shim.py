"""A synchronous face of the recorder, for the test cases that ship with the library and for nothing else.

One event loop in one thread; each call blocks its caller. Snapshots, which this program does not take, are
kept in memory by the library's own recorder.
"""

import asyncio
import os
import queue
import threading
from collections.abc import Coroutine, Sequence
from concurrent.futures import Future
from dataclasses import replace
from typing import Any, TypeVar

from eventsourcing.persistence import (
    AggregateRecorder,
    ApplicationRecorder,
    InfrastructureFactory,
    Notification,
    ProcessRecorder,
    StoredEvent,
    Subscription,
    Tracking,
    TrackingRecorder,
    WaitInterruptedError,
)
from eventsourcing.popo import POPOAggregateRecorder

from adapters.postgres.database import open_pool
from adapters.postgres.log.writer import Writer
from tests.adapters.recorder import TRACKING, Recorder

T = TypeVar("T")


OPEN: list["Bridge"] = []
"""Some of the library's tests leave their application open: whoever runs them closes these."""


class Bridge:
    """The recorder on a loop of its own, its pool open to the full before the first race."""

    def __init__(self, dsn: str) -> None:
        self.loop = asyncio.new_event_loop()
        self.thread = threading.Thread(target=self.loop.run_forever, daemon=True)
        self.thread.start()
        self.pool = self.call(open_pool(dsn, size=12, smallest=8))
        self.recorder = self.call(self._recorder())
        OPEN.append(self)

    async def _recorder(self) -> Recorder:
        await self.pool.execute(TRACKING)
        return Recorder(self.pool, Writer(self.pool, master="0" * 16, shard=0))

    def submit(self, coroutine: Coroutine[Any, Any, T]) -> "Future[T]":
        return asyncio.run_coroutine_threadsafe(coroutine, self.loop)

    def call(self, coroutine: Coroutine[Any, Any, T]) -> T:
        return self.submit(coroutine).result()

    def selected(self, originator_id: Any, **kw: Any) -> list[StoredEvent]:
        by = int(originator_id in FROM_ZERO)
        bounds = {k: v + by if k in {"gt", "lte"} and v is not None else v for k, v in kw.items()}
        return [later(e, -1) for e in self.call(self.recorder.select_events(originator_id, **bounds))]

    def close(self) -> None:
        if self.loop.is_running():
            self.call(self.pool.close())
            self.loop.call_soon_threadsafe(self.loop.stop)
            self.thread.join()
            self.loop.close()


FROM_ZERO: set[Any] = set()
"""Streams that the library's tests begin with version 0. Ours begin with 1: one version later."""
E = TypeVar("E", bound=StoredEvent)


def given(events: Sequence[StoredEvent]) -> tuple[list[StoredEvent], dict[Any, bytes]]:
    """What the library gives, as our recorder takes it; data keys of new streams open nothing."""
    FROM_ZERO.update(e.originator_id for e in events if e.originator_version == 0)
    taken = [later(e, 1) for e in events]
    return taken, {e.originator_id: os.urandom(60) for e in taken if e.originator_version == 1}


def later(event: E, by: int) -> E:
    """The event so many versions later, in streams that begin with 0."""
    moved = by * (event.originator_id in FROM_ZERO)
    return replace(event, originator_version=event.originator_version + moved)


class SyncRecorder:
    """What the shim's recorders share: the bridge, and the recorder behind it."""

    def __init__(self, bridge: Bridge) -> None:
        self.bridge = bridge
        self.inner = bridge.recorder


class SyncAggregateRecorder(SyncRecorder, AggregateRecorder):
    """Streams without a sequence over all of them: positions are not told."""

    def insert_events(self, stored_events: Sequence[StoredEvent], **_: Any) -> None:
        events, keys = given(stored_events)
        self.bridge.call(self.inner.insert_events(events, new_keys=keys))

    def select_events(self, originator_id: Any, **kw: Any) -> Sequence[StoredEvent]:
        return self.bridge.selected(originator_id, **kw)


class SyncSubscription(Subscription[ApplicationRecorder]):
    """The recorder's subscription, pulled through a queue."""

    def __init__(self, recorder: Any, gt: int | None, topics: Sequence[str]) -> None:
        super().__init__(recorder, gt, topics)
        self._queue: queue.Queue[Notification | None] = queue.Queue()
        self._pull = recorder.bridge.submit(self._run(recorder.inner, gt, topics))

    async def _run(self, inner: Recorder, gt: int | None, topics: Sequence[str]) -> None:
        try:
            async for notification in inner.subscribe(gt, topics):
                self._queue.put(later(notification, -1))
        finally:
            self._queue.put(None)

    def stop(self) -> None:
        super().stop()
        self._pull.cancel()

    def __next__(self) -> Notification:
        notification = None if self._has_been_stopped else self._queue.get()
        if notification is None or self._has_been_stopped:
            raise StopIteration
        return notification


class SyncTrackingRecorder(SyncRecorder, TrackingRecorder):
    def insert_tracking(self, tracking: Tracking) -> None:
        self.bridge.call(self.inner.insert_tracking(tracking))

    def max_tracking_id(self, application_name: str) -> int | None:
        return self.bridge.call(self.inner.max_tracking_id(application_name))

    def has_tracking_id(self, application_name: str, notification_id: int | None) -> bool:
        return self.bridge.call(self.inner.has_tracking_id(application_name, notification_id))

    def wait(
        self,
        application_name: str,
        notification_id: int | None,
        timeout: float = 5.0,
        interrupt: threading.Event | None = None,
    ) -> None:
        if interrupt is not None and interrupt.is_set():
            raise WaitInterruptedError
        self.bridge.call(self.inner.wait(application_name, notification_id, timeout))


class SyncApplicationRecorder(SyncRecorder, ApplicationRecorder):
    def insert_events(self, stored_events: Sequence[StoredEvent], **kw: Any) -> Sequence[int] | None:
        events, keys = given(stored_events)
        positions = self.bridge.call(
            self.inner.insert_events(events, tracking=kw.get("tracking"), new_keys=keys)
        )
        return None if positions is None else list(positions)

    def select_events(self, originator_id: Any, **kw: Any) -> Sequence[StoredEvent]:
        return self.bridge.selected(originator_id, **kw)

    def select_notifications(self, *a: Any, **kw: Any) -> Sequence[Notification]:
        return [later(n, -1) for n in self.bridge.call(self.inner.select_notifications(*a, **kw))]

    def max_notification_id(self) -> int | None:
        return self.bridge.call(self.inner.max_notification_id())

    def subscribe(self, gt: int | None = None, topics: Sequence[str] = ()) -> SyncSubscription:
        return SyncSubscription(self, gt, topics)


class SyncProcessRecorder(SyncApplicationRecorder, SyncTrackingRecorder, ProcessRecorder):
    pass


class Factory(InfrastructureFactory[SyncTrackingRecorder]):
    """For the library's own `Application`: `PERSISTENCE_MODULE` names this module."""

    def __init__(self, env: Any) -> None:
        super().__init__(env)
        self.bridge = Bridge(os.environ["SHIM_DSN"])

    def aggregate_recorder(self, purpose: str = "events") -> AggregateRecorder:
        return POPOAggregateRecorder() if purpose == "snapshots" else SyncAggregateRecorder(self.bridge)

    def application_recorder(self) -> ApplicationRecorder:
        return SyncApplicationRecorder(self.bridge)

    def tracking_recorder(self, tracking_recorder_class: Any = None) -> Any:
        return (tracking_recorder_class or SyncTrackingRecorder)(self.bridge)

    def process_recorder(self) -> ProcessRecorder:
        return SyncProcessRecorder(self.bridge)

    def close(self) -> None:
        self.bridge.close()
