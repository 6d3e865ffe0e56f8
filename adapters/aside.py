"""Answers about long histories, worked out in a thread: the others are answered in between."""

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Final, TypeVar

T = TypeVar("T")

LONG: Final = 200
"""Events from which on an answer is worth a thread; before that it takes some milliseconds."""

SWITCH_SECONDS: Final = 0.0005
"""How long a thread may keep the interpreter while the event loop wants it (`sys.setswitchinterval`)."""

_THREAD: Final = ThreadPoolExecutor(1, thread_name_prefix="long-history")
"""One, so that several long histories wait for each other and not everybody for them."""


async def aside(events: int, work: Callable[[], T]) -> T:
    """Return what some work on a history of so many events returns, or raise what it raises."""
    if events <= LONG:
        return work()
    return await asyncio.get_running_loop().run_in_executor(_THREAD, work)
