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


def cases(facts: Sequence[Effective], policy: Policy) -> Iterator[tuple[date, date, Case]]:
    """Yield the case for each stretch of days on which the facts that count are the same, in order.

    The first stretch begins with the first day there is, the last ends with the last. A case is good until
    the next one is asked for.
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
