"""Work done in a thread, so that others are answered in between: answers about long histories, letters."""

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
def _thread(work: str) -> "ThreadPoolExecutor":
    """One thread a kind of work, so that several of a kind wait for each other and not everybody for them."""
    from concurrent.futures.thread import ThreadPoolExecutor  # noqa: PLC0415 - most servers need none

    return ThreadPoolExecutor(1, thread_name_prefix=work)


async def in_thread(kind: str, work: Callable[[], T]) -> T:
    """Return what some work returns, done in the thread of its kind, or raise what it raises."""
    return await asyncio.get_running_loop().run_in_executor(_thread(kind), work)


async def in_thread_if_long(events: int, work: Callable[[], T]) -> T:
    """Return what some work on a history of so many events returns, or raise what it raises."""
    return work() if events <= LONG else await in_thread("long-history", work)
