"""Buckets that several processes share: exact, and nobody waits for a process that is gone."""

import multiprocessing
import os
import signal
from multiprocessing.synchronize import Event
from pathlib import Path
from time import sleep

from api.buckets import GROUPS, PLACES, Buckets


def _take(file: Path, times: int, begin: Event) -> None:
    buckets = Buckets(file)
    begin.wait()
    for _ in range(times):
        buckets.take("somebody", 1.0, now=0.0, most=1e9)


def _hold(file: Path, held: Event) -> None:
    with Buckets(file)._alone():
        held.set()
        sleep(60)


def test_two_processes_take_from_one_bucket_and_none_is_lost(tmp_path: Path) -> None:
    spawning, file, times = multiprocessing.get_context("spawn"), tmp_path / "buckets", 20_000
    begin = spawning.Event()
    other = spawning.Process(target=_take, args=(file, times, begin))
    other.start()
    begin.set()
    _take(file, times, begin)
    other.join()
    assert Buckets(file).take("somebody", 0.0, now=0.0, most=2.0 * times - 1) == 1.0


def test_a_process_that_is_killed_while_others_wait_for_it_lets_them_in(tmp_path: Path) -> None:
    spawning, file = multiprocessing.get_context("spawn"), tmp_path / "buckets"
    held = spawning.Event()
    other = spawning.Process(target=_hold, args=(file, held))
    other.start()
    assert held.wait(30)
    assert other.pid is not None
    os.kill(other.pid, signal.SIGKILL)
    assert Buckets(file).take("somebody", 1.0, now=0.0, most=1.0) == 0.0
    other.join()


def test_a_full_group_lets_go_of_the_bucket_that_is_full_first() -> None:
    """Everybody else keeps their own."""
    buckets = Buckets()
    for number in range(4 * GROUPS * PLACES):
        buckets.take(str(number), 1.0 + number, now=0.0, most=1e9)
    last = range(4 * GROUPS * PLACES - GROUPS, 4 * GROUPS * PLACES)
    kept = [buckets.take(str(number), 0.0, now=0.0, most=float(number)) for number in last]
    assert kept == [1.0] * GROUPS
