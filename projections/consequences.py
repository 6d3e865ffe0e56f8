"""What facts bring with them: the duties and the oddities of one day, without the facts and with them."""

from collections.abc import Callable, Hashable, Iterable, Iterator, Sequence
from datetime import date
from typing import TypeVar

from msgspec import Struct

from domain.duties.duty import Duty
from domain.events import NoteAdded, Procedural
from domain.history import Effective, Versioned, effective
from domain.policy import Policy
from domain.spans.fold import Folding
from projections.current_status import Anomaly, anomalies
from projections.open_obligations import listed
from projections.outlook import outlook, shown, up_to

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


def caused(stream: Sequence[Versioned], new: int, day: date, policy: Policy) -> Consequences:
    """Return what the last `new` events of a stream, corrections and voids too, change on a day."""
    if all(isinstance(e.event, NoteAdded | Procedural) for e in stream[-new:]):
        return Consequences((), (), ())
    before, after = _before_and_after(stream, new, day, policy)
    return Consequences(
        duties=tuple(pair for pair in differing(before.duties, after.duties, _same_duty)),
        arose=tuple(a for a in after.anomalies if a not in before.anomalies),
        ended=tuple(a for a in before.anomalies if a not in after.anomalies),
    )


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


def _before_and_after(stream: Sequence[Versioned], new: int, day: date, policy: Policy) -> tuple[Seen, Seen]:
    """Return what is seen on a day without and with the last `new` events of a stream.

    Where these come last in the order of days too, as most do, one fold shows both.
    """
    recorded = len(stream) - new
    facts = up_to(effective(stream), day)
    if not recorded:
        return Seen(), _seen(facts, day, policy)
    count = len(facts) - new
    if count < 1 or any(e.version <= recorded for e in facts[count:]):
        return _seen(up_to(effective(stream[:recorded]), day), day, policy), _seen(facts, day, policy)
    folding = Folding(facts, policy)
    for e in facts[1:count]:
        folding.take(e)
    ahead = shown(folding.ahead())
    before = Seen(listed(ahead.duties, day), anomalies(ahead.case))
    for e in facts[count:]:
        folding.take(e)
    end = shown(folding.end())
    return before, Seen(listed(end.duties, day), anomalies(end.case))


def _seen(facts: Sequence[Effective], day: date, policy: Policy) -> Seen:
    found = outlook(facts, policy)
    return Seen(listed(found.duties, day), anomalies(found.case))
