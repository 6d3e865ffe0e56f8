"""Duties as dated spans: pending, open, overdue, done or cancelled on any day (contract section 3)."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date

from msgspec import Struct, structs

from domain.duties.duty import Duty, State
from domain.history import Effective
from domain.policy import Policy
from projections.outlook import ONE_DAY, outlook, outlooks, up_to


class DutySpan(Struct, frozen=True, kw_only=True):
    """A duty in one state from a first day to a last (None: for ever); `duty` is as it shows meanwhile."""

    valid_from: date
    valid_to: date | None
    state: State
    duty: Duty


def on(facts: Sequence[Effective], day: date, policy: Policy) -> list[Duty]:
    """Return the duties listed on a day, as they show on it: by last day, those without one at the end."""
    return listed(outlook(up_to(facts, day), policy).duties, day)


def listed(duties: Iterable[Duty], day: date) -> list[Duty]:
    """Return those of the duties that are listed on a day, as they show on it, in the order of `on`."""
    return sorted((duty.seen(day) for duty in duties if duty.listed_from <= day), key=by_due_day)


def by_due_day(duty: Duty) -> tuple[date, int, str]:
    """Order duties by last day, then by trigger and rule."""
    return duty.due_on or date.max, duty.trigger, duty.rule


def project(facts: Sequence[Effective], policy: Policy) -> list[DutySpan]:
    """Return the spans of every duty; on day D they are those of the history up to D."""
    found: list[DutySpan] = []
    latest: dict[Duty, int] = {}
    for first, last, seen in outlooks(facts, policy):
        for span in spans(seen.duties, first, last):
            place = latest.get(span.duty)
            if place is not None and _continues(found[place], span):
                found[place] = structs.replace(found[place], valid_to=span.valid_to)
            else:
                latest[span.duty] = len(found)
                found.append(span)
    return found


def _continues(before: DutySpan, span: DutySpan) -> bool:
    return (
        before.state == span.state
        and before.valid_to is not None
        and before.valid_to + ONE_DAY == span.valid_from
    )


def spans(duties: Sequence[Duty], first: date, last: date) -> Iterator[DutySpan]:
    """Yield the spans of duties from a first through a last day (`date.max`: for ever)."""
    for duty in duties:
        start = max(first, duty.listed_from)
        if start > last:
            continue
        cuts = sorted({start, *(day for day in duty.changes() if start < day <= last)})
        for number, begin in enumerate(cuts):
            end = cuts[number + 1] - ONE_DAY if number + 1 < len(cuts) else last
            yield DutySpan(
                valid_from=begin,
                valid_to=None if end == date.max else end,
                state=duty.state(begin),
                duty=duty.seen(begin),
            )
