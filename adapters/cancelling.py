"""A cancellation is lost when a connection breaks while it is let go of: its error is raised instead."""

import asyncio


def end_if_cancelled() -> None:
    """Raise CancelledError when this task was asked to end, whatever was raised to it instead.

    For what goes on after errors: a loop that has lost its cancellation would never end, nor whoever waits
    for it.
    """
    task = asyncio.current_task()
    if task is not None and task.cancelling():
        raise asyncio.CancelledError
