"""The duty to notify the address (`domain.law.address`): one for each place settled or moved into."""

from collections.abc import Iterator

from domain.duties.duty import Duty
from domain.duties.owing import due, first_notice, owed
from domain.spans.case import Case


def duties(case: Case) -> Iterator[Duty]:
    """Yield a duty for each place settled, moved into, or held when the card system began to apply."""
    for settling in case.settlings:
        rule, on, place = settling.rule.of(settling.regime), settling.on, settling.municipality_code
        yield owed(
            case,
            rule,
            settling.fact,
            settling.stay,
            opens_on=on,
            counted=due(case, rule, on, place),
            settled=first_notice(case.address_notices, on),
            place=place,
        )
