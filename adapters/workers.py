"""Processes that work for another one: they end with it, and leave the keyboard to it."""

import asyncio
import multiprocessing
import os
import signal
from collections.abc import Callable, Coroutine
from concurrent.futures import ProcessPoolExecutor
from contextlib import AbstractAsyncContextManager
from multiprocessing.connection import wait
from threading import Thread
from types import TracebackType
from typing import Any, Generic, Self, TypeVar

from msgspec import Struct

from adapters.keys import MasterKey
from domain.policy import Policy

P = TypeVar("P")
S = TypeVar("S")
T = TypeVar("T")
R = TypeVar("R")


class Workplace(Struct, frozen=True, kw_only=True):
    """What a process of its own needs: the application's DSN, the master keys, the policy, the shard."""

    dsn: str
    masters: tuple[MasterKey, ...]
    policy: Policy
    shard: int


class Workers(Generic[P, S]):
    """Some processes, each with what it opened once at a place, that do one task after another.

    `opened` and what is given to `do` are functions of a module, which a process finds by name. The processes
    are forked from one that has imported the module of `opened` and done nothing else: they begin at once.
    """

    def __init__(self, count: int, opened: Callable[[P], AbstractAsyncContextManager[S]], place: P) -> None:
        multiprocessing.set_forkserver_preload([opened.__module__])
        self._executor = ProcessPoolExecutor(
            count,
            mp_context=multiprocessing.get_context("forkserver"),
            initializer=_begin,
            initargs=(opened, place),
        )

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, _e: BaseException | None, _t: TracebackType | None
    ) -> None:
        """Wait for the processes to end; after an error, without what has not been begun."""
        self._executor.shutdown(wait=True, cancel_futures=kind is not None)

    def do(self, work: Callable[[S, T], Coroutine[Any, Any, R]], task: T) -> "asyncio.Future[R]":
        """Have a task done as soon as a process is free; the result is what the work returns or raises."""
        return asyncio.get_running_loop().run_in_executor(self._executor, _do, work, task)


class _Worker(Generic[P, S]):
    """A process's own loop, and what it opened; that is closed by the end of the process."""

    def __init__(self, opened: Callable[[P], AbstractAsyncContextManager[S]], place: P) -> None:
        self._context = opened(place)
        self.runner = asyncio.Runner()
        self.site = self.runner.run(self._enter())

    async def _enter(self) -> S:
        return await self._context.__aenter__()


_worker: _Worker[Any, Any] | None = None


def _begin(opened: Callable[[P], AbstractAsyncContextManager[S]], place: P) -> None:
    global _worker  # noqa: PLW0603 a process is one
    live_with_the_parent()
    _worker = _Worker(opened, place)


def _do(work: Callable[[S, T], Coroutine[Any, Any, R]], task: T) -> R:
    assert _worker is not None
    return _worker.runner.run(work(_worker.site, task))


def live_with_the_parent() -> None:
    """End this process as soon as its parent has ended, however; Ctrl-C on a terminal is for the parent."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    Thread(target=_end_with_the_parent, daemon=True).start()


def _end_with_the_parent() -> None:
    parent = multiprocessing.parent_process()
    assert parent is not None
    wait([parent.sentinel])
    os._exit(1)
