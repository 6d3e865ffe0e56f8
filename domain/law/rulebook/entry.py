"""What the rulebook says of one rule: words, articles, source, confidence, day last checked, since when."""

from datetime import date
from typing import NamedTuple

from msgspec import Struct

from domain.duties.duty import Class, DeskKind, Kind
from domain.law.provision import Confidence, InForce, Provision

CHECKED_ON = date(2026, 11, 23)


class Text(NamedTuple):
    """The same sentence in English and Japanese."""

    en: str
    ja: str


class Penalty(Struct, frozen=True, kw_only=True):
    """What the law threatens for missing the duty, and where it says so."""

    text: Text
    under: Provision


class Rule(Struct, frozen=True, kw_only=True):
    """One rule: what it says since which day, and, for a duty, where and by what it is settled.

    `says` stands oldest first; a first entry with `since` is a rule that is not in force before that day.
    `settled_by` are event types; `differs` names the place where the city page and the statute part
    (S1 to S3); `switches` the settings it depends on; `doubt` what of a sourced rule is unconfirmed.
    """

    id: str
    title: Text
    says: tuple[InForce[Text], ...]
    kind: Kind | None = None
    class_: Class | None = None
    desk: tuple[DeskKind, ...] = ()
    settled_by: tuple[str, ...] = ()
    penalty: Penalty | None = None
    switches: tuple[str, ...] = ()
    differs: str | None = None
    doubt: Text | None = None

    def in_force(self, on: date) -> InForce[Text] | None:
        """Return what the rule says on a day; None before it came into force."""
        for said in reversed(self.says):
            if said.since is None or said.since <= on:
                return said
        return None


def provision(law: str, articles: str, source: str, confidence: Confidence = "secondary") -> Provision:
    """Return a provision checked when the rulebook was last read against its sources."""
    return Provision(law=law, articles=articles, source=source, confidence=confidence, checked_on=CHECKED_ON)


def says(en: str, ja: str, under: Provision, since: date | None = None) -> InForce[Text]:
    """Return what a rule says since a day (None: since ever)."""
    return InForce(since=since, value=Text(en, ja), under=under)
