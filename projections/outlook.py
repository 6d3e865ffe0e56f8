"""The outlook: what a history says from the day of its last fact on, if nothing else happens.

An answer for a day uses the facts up to that day and no later ones (readings N02). So the answers for all
days are those of one outlook after another, each from the day of its last fact to the day before the next.
"""

from collections.abc import Iterator, Sequence
from datetime import date, timedelta

from msgspec import Struct

from domain.duties.duty import Duty
from domain.duties.families import duties
from domain.history import Effective
from domain.policy import Policy
from domain.spans.case import Case
from domain.spans.fold import Folding, fold

ONE_DAY = timedelta(days=1)


class Outlook(Struct, frozen=True):
    """The case after some facts, and the duties that it shows."""

    case: Case
    duties: list[Duty]


def outlook(facts: Sequence[Effective], policy: Policy) -> Outlook:
    """Return what facts show, the opening first; it holds from the day of the last of them on."""
    return shown(fold(facts, policy))


def shown(case: Case) -> Outlook:
    """Return a case with the duties that it shows."""
    return Outlook(case, duties(case))


def up_to(facts: Sequence[Effective], day: date) -> Sequence[Effective]:
    """Return the facts that count for a day: those up to it; the opening counts on every day."""
    count = len(facts)
    while count > 1 and facts[count - 1].fact.occurred_on > day:
        count -= 1
    return facts if count == len(facts) else facts[:count]


def outlooks(facts: Sequence[Effective], policy: Policy) -> Iterator[tuple[date, date, Outlook]]:
    """Yield the outlook for each stretch of days on which the facts that count are the same, in order.

    The case of an outlook is good until the next one is asked for.
    """
    for first, last, case in cases(facts, policy):
        yield first, last, shown(case)


def cases(facts: Sequence[Effective], policy: Policy) -> Iterator[tuple[date, date, Case]]:
    """Yield the same without the duties, which cost most where there are many.

    The first stretch begins with the first day there is, the last ends with the last.
    """
    folding = Folding(facts, policy)
    since = date.min
    for number, e in enumerate(facts[1:]):
        if e.on != since or not number:
            if e.on > since:
                yield since, e.on - ONE_DAY, folding.ahead()
            since = e.on
        folding.take(e)
    yield since, date.max, folding.end()


def showing(duty: Duty, first: date) -> Iterator[tuple[date, date, Duty]]:
    """Yield the duty from a day on as it shows, with the first and last day (inclusive) of each stretch.

    It is cut where what lay ahead has come about. Becoming open or overdue is no cut: time does that, and the
    days of the duty say when.
    """
    start = max(first, duty.listed_from)
    days = [day for day in (duty.settled_on, duty.cancelled_on, duty.failed_on) if day is not None]
    if not days or max(days) <= start:
        yield start, date.max, duty
        return
    for day in sorted({day for day in days if day > start}):
        yield start, day - ONE_DAY, duty.seen(start)
        start = day
    yield start, date.max, duty.seen(start)
