"""A rule of the law: the one object that says everything about it.

What it is called and says in both languages, since which day and under which article, its numbers by date,
which settings it reads, and, where it is a duty, of which kind it is, at which desk and by what it is
settled, what missing it costs, and which rule takes its place for special permanent residents.
"""

from datetime import date
from typing import Literal

from msgspec import Struct
from msgspec.structs import force_setattr

from domain.law.provision import Dated, InForce, Provision, T_co, Text

Kind = Literal["notification", "application", "return", "report", "reentry"]
Class = Literal["statutory", "advisory"]
DeskKind = Literal["municipality", "bureau", "port", "police"]
Regime = Literal["resident", "special-permanent"]
"""Whose duties apply: those of mid- to long-term residents (ICRRA) or of special permanent ones (SPRA)."""


class Number(Dated[T_co], frozen=True):
    """A number or table that a rule computes with, by date, and what it counts."""

    name: Text


class Penalty(Struct, frozen=True, kw_only=True):
    """What the law threatens for missing a duty, and where it says so.

    `in_japan_only`: it binds those who are in Japan (ICRRA has no such offence committed abroad).
    """

    text: Text
    under: Provision
    in_japan_only: bool = False


class Rule(Struct, frozen=True, kw_only=True, eq=False):
    """One rule: what it says by date, and the numbers it computes with.

    A first entry of `says` with a day is a rule that is not in force before. `switches` are the settings it
    depends on, `differs` the place where the city page and the statute part (S1 to S3), `doubt` is what of a
    sourced rule is unconfirmed: of every duty under it or, as `doubt_of_limb`, of those alone that are not
    `confirmed`.
    """

    id: str
    title: Text
    says: Dated[Text]
    numbers: tuple[Number[object], ...] = ()
    switches: tuple[str, ...] = ()
    differs: str | None = None
    doubt: Text | None = None
    doubt_of_limb: bool = False

    def under(self, on: date) -> Provision:
        """Return the provision in force on a day; before the first one, that one."""
        return self.says.under(on)


class DutyRule(Rule, frozen=True, kw_only=True, eq=False):
    """A rule under which a duty is owed.

    `within` are the days counted from what starts the clock, rolled at the desk; None where the last day is
    printed, decided, or not fixed. `clock` says in words what sets the day: what starts the clock, if not the
    event that raised the duty, or the last day that is not counted. `settled_by` are types of events.
    `special_permanent` is the rule that takes its place for special permanent residents. The end of the stay
    ends the duty unless it `outlives_stay`.
    """

    kind: Kind
    class_: Class = "statutory"
    desk: DeskKind
    within: Number[int] | None = None
    clock: Text | None = None
    settled_by: tuple[str, ...]
    penalty: Penalty | None = None
    special_permanent: "DutyRule | None" = None
    outlives_stay: bool = False

    def __post_init__(self) -> None:
        """Count the days among the numbers, and with them the setting that decides on the first one."""
        if self.within is not None:
            force_setattr(self, "numbers", (self.within, *self.numbers))
            force_setattr(self, "switches", (*self.switches, "midnight_start"))

    def of(self, regime: Regime | None) -> "DutyRule":
        """Return the rule that binds a resident of a regime."""
        if regime == "special-permanent" and self.special_permanent is not None:
            return self.special_permanent
        return self


_DAYS = Text("days", "日数")
_MONTHS = Text("months", "月数")
_YEARS = Text("years", "年数")
_WINDOW = Text("months before the last day", "満了前の月数")


def says(en: str, ja: str, under: Provision, *later: InForce[Text]) -> Dated[Text]:
    """Return what a rule says since ever, and what it says later."""
    return Dated((InForce(value=Text(en, ja), under=under), *later))


def since(day: date, en: str, ja: str, under: Provision) -> InForce[Text]:
    """Return what a rule says from a day on."""
    return InForce(since=day, value=Text(en, ja), under=under)


def days(value: int, under: Provision, *later: InForce[int], name: Text = _DAYS) -> Number[int]:
    """Return a number of days since ever, and those that come later."""
    return Number((InForce(value=value, under=under), *later), name)


def months(value: int, under: Provision, *later: InForce[int], name: Text = _MONTHS) -> Number[int]:
    """Return a number of months since ever, and those that come later."""
    return days(value, under, *later, name=name)


def years(value: int, under: Provision, *later: InForce[int], name: Text = _YEARS) -> Number[int]:
    """Return a number of years since ever, and those that come later."""
    return days(value, under, *later, name=name)


def window(value: int, under: Provision, *later: InForce[int], name: Text = _WINDOW) -> Number[int]:
    """Return how many months before a last day a window opens since ever, and later."""
    return days(value, under, *later, name=name)
