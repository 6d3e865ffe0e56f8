"""The rulebook: every rule of every family, and every dated fact with the day it was last checked.

What a rule says and counts stands in `domain/law/<family>.py`, the code that raises its duties in
`domain/duties/<family>.py`. A rule that comes into force later is one entry with its first day (REV-7 on
2027-04-01), one test, and a line in the changelog.
"""

from collections.abc import Iterable, Iterator, Mapping
from datetime import date

from msgspec import Struct

from domain.law import (
    acquisition,
    address,
    affiliation,
    arithmetic,
    change,
    extension,
    fees,
    holders,
    in_person,
    loss,
    offices,
    particulars,
    reentry,
    renewal,
    returning,
    revocation,
    side_activity,
    status_table,
    statuses,
    validity,
    versions,
)
from domain.law.calendar import add_months_clamped
from domain.law.provision import Dated, Provision
from domain.law.rule import DutyRule, Rule

FAMILIES = (
    holders,
    validity,
    renewal,
    address,
    particulars,
    loss,
    returning,
    affiliation,
    extension,
    change,
    side_activity,
    acquisition,
    reentry,
    arithmetic,
    revocation,
)

RULES: Mapping[str, Rule] = {
    r.id: r for family in FAMILIES for r in vars(family).values() if isinstance(r, Rule)
}
"""Every rule by its id, in the order of the rulebook's sections."""

DUTIES: Mapping[str, DutyRule] = {id_: r for id_, r in RULES.items() if isinstance(r, DutyRule)}
"""Those under which a duty is owed."""

MONTHS_BETWEEN_CHECKS = 12


class RulebookEntry(Struct, frozen=True):
    """One dated fact of the law: what it belongs to, since when it holds, where it was read."""

    id: str
    since: date | None
    under: Provision


def entries() -> Iterator[RulebookEntry]:
    """Yield every dated fact: rules, numbers, tables, penalties, versions, desks, closed days."""
    for name, dated in _dated():
        yield from (RulebookEntry(name, e.since, e.under) for e in dated.entries)
    for duty in DUTIES.values():
        if duty.penalty is not None:
            yield RulebookEntry(f"{duty.id} penalty", None, duty.penalty.under)
    yield from (
        RulebookEntry(versions.version_key(v.since), v.since, v.under) for v in versions.VERSIONS.entries
    )
    yield from (RulebookEntry(f"desk {desk.id}", None, desk.under) for desk in offices.DESKS)
    for area, days in offices.LOCAL_CLOSED_DAYS.items():
        yield from (RulebookEntry(f"closed day {area} {d.name}", d.since, d.under) for d in days)


def _dated() -> Iterator[tuple[str, Dated[object]]]:
    """Yield all that is asked for by the day, by name: tables that no rule shows by that in the code."""
    for r in RULES.values():
        yield r.id, r.says
        yield from ((f"{r.id} {n.name.en}", n) for n in r.numbers)
    shown = {id(n) for r in RULES.values() for n in r.numbers}
    for family in (*FAMILIES, in_person, statuses):
        tables = {name: value for name, value in vars(family).items() if isinstance(value, Dated)}
        yield from ((name, table) for name, table in tables.items() if id(table) not in shown)
    yield from ((f"status {s.code}", s.periods) for s in status_table.STATUS_TABLE)
    yield from ((f"fee {kind}", fee) for kind, fee in fees.FEES.items())


def stale(among: Iterable[RulebookEntry], today: date) -> list[RulebookEntry]:
    """Return the entries last checked a year ago or longer, longest first."""
    limit = add_months_clamped(today, -MONTHS_BETWEEN_CHECKS)
    found = [e for e in among if e.under.checked_on <= limit]
    return sorted(found, key=lambda e: (e.under.checked_on, e.id))
