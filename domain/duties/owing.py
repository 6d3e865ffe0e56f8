"""How a duty is put together: whose it is, what settles it, what ends it (contract section 3; N30, N48)."""

from bisect import bisect_left
from collections.abc import Iterable, Sequence
from datetime import date
from functools import lru_cache
from operator import attrgetter

from msgspec import structs

from domain.duties.duty import Duty, OwedBy, Subject
from domain.law.calendar import CACHED_DAYS, Counted, counted_days, with_days_of_its_own
from domain.law.in_person import acts_in_person, in_person_from
from domain.law.provision import Provision
from domain.law.rule import DutyRule
from domain.law.versions import rulebook_version
from domain.spans.case import Case
from domain.spans.parts import Fact, Stay


def first_from(facts: Iterable[Fact], day: date) -> Fact | None:
    """Return the first of facts in order from a day on; one of that very day counts (N38)."""
    return next((fact for fact in facts if fact.on >= day), None)


def first_notice(notices: Sequence[Fact], day: date) -> Fact | None:
    """Return the same of notices in order, as a case keeps them, without looking at each."""
    n = bisect_left(notices, day, key=attrgetter("on"))
    return notices[n] if n < len(notices) else None


def first_after(facts: Iterable[Fact], trigger: Fact) -> Fact | None:
    """Return the first of facts in order that comes after a fact; of one day, one that counts after it."""
    return next((fact for fact in facts if fact.place > trigger.place), None)


def earlier(one: Fact | None, other: Fact | None) -> Fact | None:
    """Return the one of two facts that counts first, where there are two."""
    if one is None or other is None:
        return one or other
    return one if in_order(one) <= in_order(other) else other


def in_order(fact: Fact) -> tuple[date, int]:
    """Order facts as they count: by day and, within a day, by their place."""
    return fact.on, fact.place


def due(case: Case, rule: DutyRule, day: date, place: str | None = None) -> Counted | None:
    """Return how the days of a rule are counted from a day, rolled at its desk; None for a rule without days.

    A municipality, by default that of the address, has closed days of its own. With `midnight_start` the day
    itself counts (Civil Code 140, proviso; AR-2).
    """
    if rule.within is None:
        return None
    municipality = with_days_of_its_own(place or case.home) if rule.desk == "municipality" else None
    return counted_days(day, rule.within.on(day), case.policy.midnight_start == "ON", municipality)


def _before_end(stay: Stay, ended: Fact, settled: Fact) -> bool:
    if stay.ended_by_time:
        return settled.on < ended.on
    return settled.type != "CardIssued" or in_order(settled) < in_order(ended)


def _first_end(
    case: Case, rule: DutyRule, stay: int, settled: Fact | None, cancelled_on: date | None
) -> tuple[Fact | None, date | None]:
    """Return what settles a duty, or else the day that cancels it, whichever comes first.

    The end of the stay cancels it, unless the rule outlives the stay (returning a card). A notice or an
    application of the day of its cancellation counts, a card only when it was issued before the stay ended;
    nothing of that day counts when the stay ended at midnight (readings N38, N77).
    """
    if not rule.outlives_stay and stay >= 0 and (ended := case.stays[stay].ended) is not None:
        cancelled_on = ended.on if cancelled_on is None else min(cancelled_on, ended.on)
        in_time = settled is not None and _before_end(case.stays[stay], ended, settled)
        settled = settled if in_time else None
    if settled is None or cancelled_on is None:
        return settled, cancelled_on
    return (settled, None) if settled.on <= cancelled_on else (None, cancelled_on)


def _switches(case: Case, rule: DutyRule, named: tuple[str, ...] | None, *, by_days: bool) -> tuple[str, ...]:
    """Return the switches that bear on a duty; `midnight_start` does where days are counted under it."""
    found = rule.switches if named is None else named
    if rule.within is not None and not (by_days and case.policy.midnight_start == "ON"):
        return found[:-1]  # `midnight_start`, which stands last
    return found


def owed(  # noqa: PLR0913 - what a life adds to a rule has this many independent parts
    case: Case, rule: DutyRule, trigger: Fact, stay: int, *,
    opens_on: date | None, counted: Counted | None, listed_from: date | None = None,
    settled: Fact | None = None, cancelled_on: date | None = None, failed_on: date | None = None,
    subject: Subject | None = None, place: str | None = None, owed_by: OwedBy | None = None,
    under: Provision | None = None, switches: tuple[str, ...] | None = None, confirmed: bool = True,
) -> Duty:  # fmt: skip
    """Return the duty that a fact raised under a rule; whoever is under 16 owes it through a guardian.

    Where that is asked and the birth is known in part, the duty says which day was taken for it.

    `place` is the municipality it concerns, if not that of the address; `under` is the provision it is owed
    under, if not the rule's own; `switches` are those that bear on it, unless all of the rule's do.
    """
    settled, cancelled_on = _first_end(case, rule, stay, settled, cancelled_on)
    by_days = counted is not None and counted.days > 0
    first_on = counted.first_on if counted is not None and by_days else trigger.on
    first_listed = listed_from or trigger.on
    birth_taken_as = case.birth_taken_as if owed_by is None else None
    if owed_by is None:
        owed_by = "holder" if acts_in_person(case.born_by, first_listed) else "guardian"
    switches = _switches(case, rule, switches, by_days=by_days)
    return structs.replace(
        _of_rule(rule, first_on, under, switches, confirmed),
        trigger=trigger.version, trigger_type=trigger.type, trigger_on=trigger.on,
        listed_from=first_listed, opens_on=opens_on, counted=counted,
        settled_by=None if settled is None else settled.version,
        settled_on=None if settled is None else settled.on,
        cancelled_on=cancelled_on, failed_on=failed_on, subject=subject,
        municipality_code=None if rule.desk == "police" else place or case.home, owed_by=owed_by,
        holder_from=in_person_from(case.born_by, first_listed) if owed_by == "guardian" else None,
        birth_taken_as=birth_taken_as,
    )  # fmt: skip


@lru_cache(CACHED_DAYS)
def _of_rule(
    rule: DutyRule,
    on: date,
    under: Provision | None,
    switches: tuple[str, ...],
    confirmed: bool,  # noqa: FBT001 - a cache key
) -> Duty:
    """Return a duty as far as the rule says it, on the day from which it counts; a life says the rest.

    Apart also because a call by more than fifteen names takes Python three microseconds: it makes a dict.
    """
    return Duty(
        rule=rule.id, rulebook=rulebook_version(on), kind=rule.kind, class_=rule.class_,
        basis=(under or rule.under(on)).citation, desk=rule.desk, switches=switches, confirmed=confirmed,
        trigger=0, trigger_type="", trigger_on=on, listed_from=on, opens_on=None,
    )  # fmt: skip
