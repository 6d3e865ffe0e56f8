"""What the folds say on every day, each stretch of days folded by itself: what rows are held against."""

from collections.abc import Iterator, Sequence
from datetime import date, timedelta

from msgspec import Struct, structs

from domain.duties.duty import Duty, State
from domain.duties.families import duties
from domain.history import Effective, up_to
from domain.policy import DEFAULT, Policy
from projections import current_status, open_obligations
from projections.current_status import ListedStanding
from projections.outlook import cases, outlook

DAY = timedelta(days=1)


class DutySpan(Struct, frozen=True, kw_only=True):
    """A duty in one state from a first day to a last (None: for ever); `duty` is as it shows meanwhile."""

    valid_from: date
    valid_to: date | None
    state: State
    duty: Duty


def obligations(facts: Sequence[Effective], day: date, policy: Policy = DEFAULT) -> list[Duty]:
    """Return the duties that facts show on a day."""
    return open_obligations.on(outlook(up_to(facts, day), policy), day)


def duty_spans(facts: Sequence[Effective]) -> list[DutySpan]:
    """The spans of every duty."""
    found: list[DutySpan] = []
    latest: dict[Duty, int] = {}
    for first, last, case in cases(facts, DEFAULT):
        for span in _in_one_state(duties(case), first, last):
            place = latest.get(span.duty)
            if place is not None and _continues(found[place], span):
                found[place] = structs.replace(found[place], valid_to=span.valid_to)
            else:
                latest[span.duty] = len(found)
                found.append(span)
    return found


def _continues(before: DutySpan, span: DutySpan) -> bool:
    touching = before.valid_to is not None and before.valid_to + DAY == span.valid_from
    return touching and before.state == span.state


def _in_one_state(owed: Sequence[Duty], first: date, last: date) -> Iterator[DutySpan]:
    for duty in owed:
        start = max(first, duty.listed_from)
        if start > last:
            continue
        cuts = sorted({start, *(day for day in _changes(duty) if start < day <= last)})
        for begin, end in zip(cuts, [*(cut - DAY for cut in cuts[1:]), last], strict=True):
            yield DutySpan(
                valid_from=begin,
                valid_to=None if end == date.max else end,
                state=duty.state(begin),
                duty=duty.seen(begin),
            )


def _changes(duty: Duty) -> Iterator[date]:
    """The days on which the state of a duty may become another."""
    for day in (duty.opens_on, duty.settled_on, duty.cancelled_on, duty.failed_on):
        if day is not None:
            yield day
    if duty.due_on is not None and duty.due_on < date.max:
        yield duty.due_on + DAY


def standing_spans(facts: Sequence[Effective]) -> list[tuple[date, date, ListedStanding]]:
    """What lists show of a resident, with first and last day (inclusive), in order of days."""
    return [
        (valid_from, min(valid_to, last), standing)
        for first, last, case in cases(facts, DEFAULT)
        for valid_from, valid_to, standing in current_status.over_time(case, first)
        if valid_from <= last
    ]
