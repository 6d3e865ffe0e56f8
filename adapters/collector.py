"""The garbage collector kept from facts: they hold no cycles, and looking through many of them takes long."""

import gc
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

MANY: Final = 500
"""Objects from which on a pause is worth it."""


def spare_the_collector() -> None:
    """Let the collector leave alone what is there at the start, and look at the rest less often.

    For processes that go on for long; requests leave few cycles, and full collections were the longest
    waits of all.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000, 20, 50)


@contextmanager
def uncollected(objects: int) -> Iterator[None]:
    """Make many objects without the collector looking through them again and again."""
    pause = objects > MANY and gc.isenabled()
    if pause:
        gc.disable()
    try:
        yield
    finally:
        if pause:
            gc.enable()
