"""The duty to notify changed particulars (`domain.law.particulars`): one for each change."""

from collections.abc import Iterator

from domain.duties.duty import Duty
from domain.duties.owing import due, first_notice, owed
from domain.law.particulars import CHG_1
from domain.spans.case import Case


def duties(case: Case) -> Iterator[Duty]:
    """Yield a duty for each change that fell into the time of a status with a card or certificate."""
    for change in case.particulars_changes:
        if change.regime is None:
            continue
        rule, on = CHG_1.of(change.regime), change.fact.on
        yield owed(
            case,
            rule,
            change.fact,
            change.stay,
            opens_on=on,
            counted=due(case, rule, on),
            settled=first_notice(case.particulars_notices, on),
        )
