"""The duties to notify organisation and spouse (`domain.law.affiliation`): one for each change."""

from collections.abc import Iterator

from domain.duties.duty import Duty, Subject
from domain.duties.owing import due, first_from, owed
from domain.law.affiliation import SAME_CHANGE
from domain.spans.case import Case
from domain.spans.parts import Fact, NotifiableChange


def duties(case: Case) -> Iterator[Duty]:
    """Yield a duty for each change of organisation and each end of a marriage that must be notified."""
    for change in case.changes:
        rule, start = change.rule, change.counted_from
        yield owed(
            case,
            rule,
            change.fact,
            change.stay,
            opens_on=start,
            counted=None if start is None else due(case, rule, start),
            settled=first_from(_notices(case, change), change.fact.on),
            subject=None if change.change is None else Subject(change=change.change),
            switches=None if change.abroad else ("midnight_start",),
            confirmed=change.confirmed,
        )


def _notices(case: Case, change: NotifiableChange) -> Iterator[Fact]:
    """The notices that name the change; the end of a marriage has a notice of its own."""
    if change.change is None:
        yield from case.spouse_notices
        return
    wanted = SAME_CHANGE.get(change.change, change.change)
    for notice in case.organisation_notices:
        if not notice.changes or wanted in {SAME_CHANGE.get(c, c) for c in notice.changes}:
            yield notice.fact
