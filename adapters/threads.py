"""Answers about long histories, worked out in a thread: the others are answered in between."""

import asyncio
from collections.abc import Callable
from functools import cache
from typing import TYPE_CHECKING, Final, TypeVar

if TYPE_CHECKING:
    from concurrent.futures import ThreadPoolExecutor

T = TypeVar("T")

LONG: Final = 200
"""Events from which on an answer is worth a thread; before that it takes some milliseconds."""

SWITCH_SECONDS: Final = 0.0005
"""How long a thread may keep the interpreter while the event loop wants it (`sys.setswitchinterval`)."""


@cache
def _thread() -> "ThreadPoolExecutor":
    """One thread, so that several long histories wait for each other and not everybody for them."""
    from concurrent.futures.thread import ThreadPoolExecutor  # noqa: PLC0415 - most servers need none

    return ThreadPoolExecutor(1, thread_name_prefix="long-history")


async def in_thread_if_long(events: int, work: Callable[[], T]) -> T:
    """Return what some work on a history of so many events returns, or raise what it raises."""
    if events <= LONG:
        return work()
    return await asyncio.get_running_loop().run_in_executor(_thread(), work)
