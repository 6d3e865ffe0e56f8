"""What a rule family says: a duty of one resident, with its days and how they came about.

A duty is structure, never wording; `api/wording` words it in English and Japanese.
"""

from collections.abc import Iterable
from datetime import date
from typing import Literal

from msgspec import Struct, structs

from domain.events.types import OrganisationChange, Procedure
from domain.law.calendar import Counted
from domain.law.rule import Class, DeskKind, Kind

State = Literal["pending", "open", "overdue", "done", "done-late", "cancelled"]
OwedBy = Literal["holder", "relative-or-cohabitant", "guardian"]


class Subject(Struct, frozen=True, kw_only=True, omit_defaults=True, gc=False):
    """What a duty is about, where the rule alone does not say it (readings N13)."""

    card_number: str | None = None
    change: OrganisationChange | None = None
    procedure: Procedure | None = None
    expires_on: date | None = None


class Duty(Struct, frozen=True, kw_only=True, gc=False):
    """One duty as a history (up to some day) shows it; its state on a day follows from its days.

    `trigger` is the event that set the date, `listed_from` the first day on which the duty exists. Days of
    settlement, cancellation and failure may lie ahead: they hold if nothing else happens.
    `municipality_code` is that of the place the duty concerns, or else of the resident's address.
    `holder_from`: the day from which a duty of a guardian is the holder's own. `birth_taken_as`: the day that
    ages are counted from, where no more than the year or month of birth is known. `confirmed` is False where
    the rulebook says that its days must not be presented as certain.
    """

    rule: str
    rulebook: str
    kind: Kind
    class_: Class = "statutory"
    basis: str
    trigger: int
    trigger_type: str
    trigger_on: date
    listed_from: date
    opens_on: date | None
    counted: Counted | None = None
    settled_by: int | None = None
    settled_on: date | None = None
    cancelled_on: date | None = None
    failed_on: date | None = None
    subject: Subject | None = None
    desk: DeskKind
    municipality_code: str | None = None
    owed_by: OwedBy = "holder"
    switches: tuple[str, ...] = ()
    holder_from: date | None = None
    birth_taken_as: date | None = None
    confirmed: bool = True

    @property
    def due_on(self) -> date | None:
        """Last day, inclusive; None when there is no fixed day."""
        return None if self.counted is None else self.counted.due_on

    @property
    def raw_due_on(self) -> date | None:
        """Last day before any roll-over, inclusive."""
        return None if self.counted is None else self.counted.raw_due_on

    def seen(self, on: date) -> "Duty":
        """Return the duty as it shows on a day: what lies ahead of the day is left out."""
        ahead: dict[str, None] = {}
        if self.settled_on is not None and self.settled_on > on:
            ahead["settled_on"] = ahead["settled_by"] = None
        if self.cancelled_on is not None and self.cancelled_on > on:
            ahead["cancelled_on"] = None
        if self.failed_on is not None and self.failed_on > on:
            ahead["failed_on"] = None
        return structs.replace(self, **ahead) if ahead else self

    def who_owes(self, on: date) -> OwedBy:
        """Return who files on a day, or filed: alone whoever was 16 when it opened (ICRRA 61-9-3; N74)."""
        if self.holder_from is None:
            return self.owed_by
        day = max(on, self.opens_on or on)
        if self.settled_on is not None and self.settled_on <= on:
            day = self.settled_on
        return "guardian" if day < self.holder_from else "holder"

    def state(self, on: date) -> State:
        """Return the state on a day from `listed_from` on, not before any event the duty was derived from."""
        due_on = self.due_on
        if self.settled_on is not None and self.settled_on <= on:
            return "done" if due_on is None or self.settled_on <= due_on else "done-late"
        if self.cancelled_on is not None and self.cancelled_on <= on:
            return "cancelled"
        if self.failed_on is not None and self.failed_on <= on:
            return "overdue"
        if self.opens_on is None or on < self.opens_on:
            return "pending"
        return "open" if due_on is None or on <= due_on else "overdue"


def listed(duties: Iterable[Duty], day: date) -> list[Duty]:
    """Return the duties listed on a day, as they show on it: by last day, those without one at the end."""
    return sorted((duty.seen(day) for duty in duties if duty.listed_from <= day), key=by_due_day)


def by_due_day(duty: Duty) -> tuple[date, int, str]:
    """Order duties by last day, then by trigger and rule."""
    return duty.due_on or date.max, duty.trigger, duty.rule
