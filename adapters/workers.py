"""Processes that work for another one: they end with it, and leave the keyboard to it."""

import multiprocessing
import os
import signal
from multiprocessing.connection import wait
from threading import Thread


def live_with_the_parent() -> None:
    """End this process as soon as its parent has ended, however; Ctrl-C on a terminal is for the parent."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    Thread(target=_end_with_the_parent, daemon=True).start()


def _end_with_the_parent() -> None:
    parent = multiprocessing.parent_process()
    assert parent is not None
    wait([parent.sentinel])
    os._exit(1)
