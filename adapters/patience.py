"""Waiting for something outside this process: told of when it lasts, and with an end."""

import time
from collections.abc import Callable
from threading import Event
from typing import Final

from adapters.binaries import EmbeddedError

QUIET_SECONDS: Final = 2.0
"""Nobody wants to hear of a shorter wait."""


class Interrupted(EmbeddedError):
    """What is waited for is not wanted any more."""


class Patience:
    """How long somebody waits: after two seconds `tell` hears what for, after `seconds` it is an error.

    `unwanted`, once set, ends the waiting at once.
    """

    def __init__(self, seconds: float, *, tell: Callable[[str], None], unwanted: Event) -> None:
        self._tell = tell
        self._unwanted = unwanted
        self._seconds = seconds
        self._begun = time.monotonic()
        self._what, self._since, self._told = "", self._begun, False

    def wait(self, what: str, *, pause: float = 0.05) -> None:
        """Wait a moment for this. Raises EmbeddedError when it all has taken too long, Interrupted."""
        if self._unwanted.wait(pause):
            raise Interrupted(what)
        now = time.monotonic()
        if now - self._begun > self._seconds:
            message = (
                f"Waited {self._seconds:.0f} s in vain for {what}. "
                "Start again; if that waits too, see the log in ZAIRYU_DATA."
            )
            raise EmbeddedError(message)
        if what != self._what:
            self._what, self._since, self._told = what, now, False
        elif now - self._since > QUIET_SECONDS and not self._told:
            self._told = True
            self._tell(f"Waiting for {what}.")
