"""What facts bring with them: the duties and the oddities of one day, without the facts and with them."""

from collections.abc import Callable, Hashable, Iterable, Iterator, Sequence
from datetime import date
from typing import TypeVar

from msgspec import Struct

from domain.duties.duty import Duty
from domain.duties.families import duties
from domain.history import Effective, Versioned, changes_no_answer, effective
from domain.policy import Policy
from domain.spans.case import Case
from domain.spans.fold import Folding, fold
from projections.current_status import Anomaly, anomalies
from projections.open_obligations import listed
from projections.outlook import up_to

T = TypeVar("T")


class Seen(Struct, frozen=True):
    """The duties listed on a day and the oddities shown on it."""

    duties: Sequence[Duty] = ()
    anomalies: Sequence[Anomaly] = ()


class Consequences(Struct, frozen=True):
    """What differs with the facts: each duty as it was and as it is, None where there is none; oddities."""

    duties: tuple[tuple[Duty | None, Duty | None], ...]
    arose: tuple[Anomaly, ...]
    ended: tuple[Anomaly, ...]


class Comparison(Struct, frozen=True):
    """What is seen on a day without the last events of a stream, and the case with them."""

    day: date
    before: Seen
    case: Case

    def consequences(self) -> Consequences:
        """Return what the last events change on the day."""
        after = _seen(self.case, self.day)
        return Consequences(
            duties=tuple(pair for pair in differing(self.before.duties, after.duties, _same_duty)),
            arose=tuple(a for a in after.anomalies if a not in self.before.anomalies),
            ended=tuple(a for a in self.before.anomalies if a not in after.anomalies),
        )


def caused(stream: Sequence[Versioned], new: int, day: date, policy: Policy) -> Consequences:
    """Return what the last `new` events of a stream, corrections and voids too, change on a day."""
    if all(changes_no_answer(e.event) for e in stream[-new:]):
        return Consequences((), (), ())
    return compared(stream, up_to(effective(stream), day), new, day, policy).consequences()


def compared(
    stream: Sequence[Versioned], facts: Sequence[Effective], new: int, day: date, policy: Policy
) -> Comparison:
    """Return a stream's facts up to a day folded, and what is seen on the day without its last `new` events.

    Where these come last in the order of days too, as most do, one fold shows both.
    """
    recorded = len(stream) - new
    if not recorded:
        return Comparison(day, Seen(), fold(facts, policy))
    count = len(facts) - new
    if count < 1 or any(e.version <= recorded for e in facts[count:]):
        without = up_to(effective(stream[:recorded]), day)
        return Comparison(day, _seen(fold(without, policy), day), fold(facts, policy))
    folding = Folding(facts, policy)
    for e in facts[1:count]:
        folding.take(e)
    before = _seen(folding.ahead(), day)
    for e in facts[count:]:
        folding.take(e)
    return Comparison(day, before, folding.end())


def differing(
    before: Iterable[T], after: Iterable[T], key: Callable[[T], Hashable]
) -> Iterator[tuple[T | None, T | None]]:
    """Yield what differs between two answers, as it was and as it is; None: not in that answer."""
    old, new = {key(item): item for item in before}, {key(item): item for item in after}
    for name in old | new:
        was, is_ = old.get(name), new.get(name)
        if was != is_:
            yield was, is_


def _same_duty(duty: Duty) -> Hashable:
    """Return what makes a duty the same one in two answers."""
    return duty.rule, duty.trigger, duty.subject


def _seen(case: Case, day: date) -> Seen:
    return Seen(listed(duties(case), day), anomalies(case))
