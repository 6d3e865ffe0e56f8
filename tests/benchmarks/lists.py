"""How long lists take over a population: pages for many days and moments, summaries, searches."""

import random
import time
from collections.abc import Awaitable, Callable, Iterator
from datetime import UTC, date, datetime, timedelta
from statistics import quantiles
from typing import Any, NamedTuple

from adapters.postgres.lists import Lists
from adapters.postgres.log import Log
from adapters.postgres.questions import (
    DutiesAsked,
    ResidentsAsked,
    SummaryAsked,
)
from api.cli.demo.people import MUNICIPALITIES
from domain.law.offices import BUREAUS
from domain.reach import Reach
from tests.benchmarks.ground import table

TIMES = 60
WORDS = (
    "nguyen", "kim", "yamada", "山田", "sharma priya", "minh nguyen", "silva", "nguyem", "王 偉", "tanaka an",
    "thapa", "19900131", "AB0012", "li wei", "santos maria", "ohno",
)  # fmt: skip


Question = tuple[str, int, Callable[[], Awaitable[object]]]


class Asking(NamedTuple):
    """How lists are asked: each question with a day, a moment, a word of its own."""

    duties: Callable[..., Awaitable[object]]
    found: Callable[..., Awaitable[object]]
    summary: Callable[[SummaryAsked], Awaitable[object]]
    day: Callable[[], date]
    past: Callable[[], datetime]
    choice: random.Random


async def asked_of_lists(log: Log, today: date) -> None:
    """Print p50 and p95 of every kind of question."""
    lists, choice = Lists(log.pool, 0), random.Random(3)
    residents = await log.pool.fetchval("SELECT count(*) FROM lists.resident")

    def day() -> date:
        return today + timedelta(days=choice.randint(-4000, 1500))

    def past() -> datetime:
        return datetime(2016, 1, 1, tzinfo=UTC) + timedelta(days=choice.randint(0, 3900))

    def place() -> str:
        return choice.choice(MUNICIPALITIES)

    def ward(*, ever: bool = False) -> Reach:
        own = place()
        return Reach(prefixes=(own,), office=own, today=today, ever=ever)

    def bureau(*, ever: bool = False) -> Reach:
        [tokyo] = [desk for desk in BUREAUS if desk.id == "risb-tokyo"]
        return Reach(prefixes=(*tokyo.prefectures, *tokyo.also), office=tokyo.id, today=today, ever=ever)

    def duties(**asked: Any) -> Awaitable[object]:
        return lists.obligations(DutiesAsked(**{"on": day(), **asked}))

    def found(**asked: Any) -> Awaitable[object]:
        return lists.residents(ResidentsAsked(**{"on": today, **asked}))

    working = ("open", "overdue")
    questions: list[Question] = [
        ("overdue today", 30, lambda: duties(on=today, states=("overdue",))),
        ("overdue", 30, lambda: duties(states=("overdue",))),
        ("open", 30, lambda: duties(states=("open",))),
        ("open, overdue", 30, lambda: duties(states=working)),
        ("pending", 30, lambda: duties(states=("pending",))),
        ("every state", 30, duties),
        ("overdue, one rule", 30, lambda: duties(states=("overdue",), rule="LOS-1")),
        ("overdue notifications", 30, lambda: duties(states=("overdue",), kind="notification")),
        ("open, overdue, one office", 30, lambda: duties(states=working, municipality=place())),
        ("forecast, one office", 30, lambda: duties(states=("pending", "open"), municipality=place())),
        (
            "one office, known in the past",
            100,
            lambda: duties(states=working, municipality=place(), known=past()),
        ),
        ("summary", 150, lambda: lists.summary(SummaryAsked(on=day()))),
        ("summary, one office", 150, lambda: lists.summary(SummaryAsked(on=day(), municipality=place()))),
        ("search", 100, lambda: found(q=choice.choice(WORDS))),
        ("search, one office", 100, lambda: found(q=choice.choice(WORDS), municipality=place())),
        ("residents of one office", 100, lambda: found(on=day(), municipality=place())),
    ]
    callers: tuple[tuple[str, Callable[[], Reach | None]], ...] = (
        ("everybody", lambda: None),
        ("a caseworker", ward),
        ("a supervisor", lambda: ward(ever=True)),
        ("the Tokyo bureau", bureau),
        ("a supervisor of the Tokyo bureau", lambda: bureau(ever=True)),
    )
    for who, reach in callers:
        questions += _of_caller(who, reach, Asking(duties, found, lists.summary, day, past, choice), today)
    rows = [[name, *await _timed(question), bound] for name, bound, question in questions]
    table(f"lists over {residents:,} residents, any day", ["", "p50 ms", "p95 ms", "at most"], rows)


def _of_caller(who: str, reach: Callable[[], Reach | None], ask: Asking, today: date) -> Iterator[Question]:
    """Yield what every kind of caller asks, with the milliseconds within which it is to be answered."""
    working = ("open", "overdue")
    yield f"{who}: today", 30, lambda: ask.duties(on=today, states=working, reach=reach())
    yield f"{who}: any day", 30, lambda: ask.duties(states=working, reach=reach())
    yield f"{who}: every state", 30, lambda: ask.duties(reach=reach())
    yield (
        f"{who}: known in the past",
        100,
        lambda: ask.duties(states=working, reach=reach(), known=ask.past()),
    )
    yield f"{who}: residents", 30, lambda: ask.found(reach=reach())
    yield f"{who}: residents, any day", 30, lambda: ask.found(on=ask.day(), reach=reach())
    yield f"{who}: by name", 30, lambda: ask.found(by_name=True, reach=reach())
    yield f"{who}: students", 30, lambda: ask.found(on=ask.day(), status="student", reach=reach())
    yield f"{who}: valid stays", 30, lambda: ask.found(on=ask.day(), stay="valid", reach=reach())
    yield (
        f"{who}: residents, known in the past",
        100,
        lambda: ask.found(on=ask.day(), reach=reach(), known=ask.past()),
    )
    yield f"{who}: search", 100, lambda: ask.found(q=ask.choice.choice(WORDS), reach=reach())
    yield f"{who}: summary", 150, lambda: ask.summary(SummaryAsked(on=today, reach=reach()))


async def _timed(question: Callable[[], Awaitable[object]]) -> list[float]:
    for _ in range(6):  # the server plans a statement anew the first five times
        await question()
    found = []
    for _ in range(TIMES):
        begun = time.perf_counter()
        await question()
        found.append((time.perf_counter() - begun) * 1000)
    cuts = quantiles(found, n=20)
    return [cuts[9], cuts[18]]
