"""What facts bring with them: the duties and the oddities of one day, without the facts and with them."""

from collections.abc import Callable, Hashable, Iterable, Iterator, Sequence
from datetime import date
from typing import TypeVar

from msgspec import Struct

from domain.anomalies import Anomaly, anomalies
from domain.duties.duty import Duty, listed
from domain.duties.families import duties
from domain.history import Effective, Versioned, changes_no_answer, effective, recorded_by, up_to
from domain.policy import Policy
from domain.spans.case import Case
from domain.spans.fold import Folding, fold
from domain.spans.parts import Finding

T = TypeVar("T")


class Seen(Struct, frozen=True):
    """The duties listed on a day and the oddities shown on it; `refusals` is what cannot have been."""

    duties: Sequence[Duty] = ()
    anomalies: Sequence[Anomaly] = ()
    refusals: Sequence[Finding] = ()


class Consequences(Struct, frozen=True):
    """What differs with the facts: each duty as it was and as it is, None where there is none; oddities."""

    duties: tuple[tuple[Duty | None, Duty | None], ...]
    arose: tuple[Anomaly, ...]
    ended: tuple[Anomaly, ...]


class Comparison(Struct, frozen=True):
    """What is seen on a day without some facts, and the case with them."""

    day: date
    before: Seen
    after: Case

    def arose(self) -> tuple[Anomaly, ...]:
        """Return what is odd with the facts and was not without them."""
        before = frozenset(self.before.anomalies)
        return tuple(a for a in anomalies(self.after) if a not in before)

    def consequences(self) -> Consequences:
        """Return what the facts change on the day."""
        after = _seen(self.after, self.day)
        still = frozenset(after.anomalies)
        return Consequences(
            duties=tuple(pair for pair in differing(self.before.duties, after.duties, _same_duty)),
            arose=self.arose(),
            ended=tuple(a for a in self.before.anomalies if a not in still),
        )


def caused(stream: Sequence[Versioned], new: int, day: date, policy: Policy) -> Consequences:
    """Return what the last `new` events of a stream, corrections and voids too, change on a day."""
    if all(changes_no_answer(e.event) for e in stream[-new:]):
        return Consequences((), (), ())
    facts = effective(stream)
    before = without_last(new, stream, facts)
    return compared(up_to(before, day), up_to(facts, day), day, policy).consequences()


def without_last(new: int, stream: Sequence[Versioned], facts: list[Effective]) -> list[Effective]:
    """Return the facts in effect of a stream without its last `new` events; `facts` are those with them.

    Where the new ones come last in the order of days too, as most do, those before them are as they were. A
    merge brings as many facts as the other file has.
    """
    recorded, count = len(stream) - new, len(facts) - new
    if any(r.merged for r in stream[recorded:]):
        return effective(stream[:recorded])
    if count < 1 or any(recorded_by(e.version) <= recorded for e in facts[count:]):
        return effective(stream[:recorded])
    return facts[:count]


def compared(
    before: Sequence[Effective], facts: Sequence[Effective], day: date, policy: Policy
) -> Comparison:
    """Return what facts say on a day beside what those before said; what both begin with is folded once."""
    if not before:
        return Comparison(day, Seen(), fold(facts, policy))
    count = len(before)
    if facts[:count] != before:
        return Comparison(day, _seen(fold(before, policy), day), fold(facts, policy))
    folding = Folding(facts, policy)
    for e in facts[1:count]:
        folding.take(e)
    seen = _seen(folding.ahead(), day)
    for e in facts[count:]:
        folding.take(e)
    return Comparison(day, seen, folding.end())


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
    return Seen(listed(duties(case), day), anomalies(case), tuple(case.refusals))
