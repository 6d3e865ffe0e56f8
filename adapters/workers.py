"""Processes that work for another one: they end with it, and leave the keyboard to it."""

import multiprocessing
import os
import signal
from multiprocessing.connection import wait
from threading import Thread

from msgspec import Struct

from adapters.keys import MasterKey
from domain.policy import Policy


class Workplace(Struct, frozen=True, kw_only=True):
    """What a process of its own needs: the application's DSN, the master keys, the policy."""

    dsn: str
    masters: tuple[MasterKey, ...]
    policy: Policy


def live_with_the_parent() -> None:
    """End this process as soon as its parent has ended, however; Ctrl-C on a terminal is for the parent."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    Thread(target=_end_with_the_parent, daemon=True).start()


def _end_with_the_parent() -> None:
    parent = multiprocessing.parent_process()
    assert parent is not None
    wait([parent.sentinel])
    os._exit(1)
