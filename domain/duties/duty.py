"""What a rule family says: a duty of one resident, with its days and how they came about.

A duty is structure, never wording; `api/wording.py` words it in English and Japanese.
"""

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Literal

from msgspec import Struct, structs

from domain.events.types import OrganisationChange, Procedure

State = Literal["pending", "open", "overdue", "done", "done-late", "cancelled"]
Kind = Literal["notification", "application", "return", "report", "reentry"]
Class = Literal["statutory", "advisory"]
OwedBy = Literal["holder", "relative-or-cohabitant", "guardian"]
ClosedKind = Literal["saturday", "sunday", "holiday", "year-end", "local"]
DeskKind = Literal["municipality", "bureau", "port", "police"]

RuleId = Literal[
    "ADR-1", "ADR-2", "ADR-3", "CHG-1",
    "LOS-1", "LOS-2", "LOS-3", "DMG-1", "DMG-2",
    "REN-1", "REN-2",
    "RET-1", "RET-2", "RET-3", "RET-4", "RET-5", "RET-6", "RET-7",
    "ORG-1", "ORG-2", "SPO-1",
    "EXT", "CHS-1", "ACQ-1", "ACQ-3",
    "RE-1", "RE-3", "RE-4",
    "SPR-1", "SPR-2", "SPR-4", "SPR-5", "SPR-6", "SPR-7",
]  # fmt: skip


class Subject(Struct, frozen=True, kw_only=True, omit_defaults=True, gc=False):
    """What a duty is about, where the rule alone does not say it (readings N13)."""

    card_number: str | None = None
    change: OrganisationChange | None = None
    procedure: Procedure | None = None
    expires_on: date | None = None


class ClosedDay(Struct, frozen=True, gc=False):
    """A day on which the desk is closed: `saturday`, `sunday`, `year-end`, `local`, or a public holiday.

    `name`, `name_ja` are those of the holiday or local day, empty for weekends and the year end.
    """

    on: date
    kind: ClosedKind
    name: str = ""
    name_ja: str = ""


class Counted(Struct, frozen=True, kw_only=True, gc=False):
    """How a due day was counted: so many days, months or years from a day, or the day itself.

    `first_on` is the day of the trigger, which is not counted; `raw_due_on` is the last day before any
    roll-over; `closed` are the days that moved it, in order; `due_on` is the last day.
    """

    first_on: date
    days: int = 0
    months: int = 0
    raw_due_on: date
    closed: tuple[ClosedDay, ...] = ()
    due_on: date


class Duty(Struct, frozen=True, kw_only=True, gc=False):
    """One duty as a history (up to some day) shows it; its state on a day follows from its days.

    `trigger` is the event that set the date, `listed_from` the first day on which the duty exists. Days of
    settlement, cancellation and failure may lie ahead: they hold if nothing else happens.
    `municipality_code` is that of the place the duty concerns, or else of the resident's address.
    `holder_from`: the day from which a duty of a guardian is the holder's own. `confirmed` is False where the
    rulebook says that its days must not be presented as certain.
    """

    rule: RuleId
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
        ahead = {
            day: None
            for day in ("settled_on", "cancelled_on", "failed_on")
            if (value := getattr(self, day)) is not None and value > on
        }
        if not ahead:
            return self
        if "settled_on" in ahead:
            ahead["settled_by"] = None
        return structs.replace(self, **ahead)

    def who_owes(self, on: date) -> OwedBy:
        """Return who files on a day, or filed: alone whoever was 16 when it opened (ICRRA 61-9-3; N74)."""
        if self.holder_from is None:
            return self.owed_by
        day = max(on, self.opens_on or on)
        if self.settled_on is not None and self.settled_on <= on:
            day = self.settled_on
        return "guardian" if day < self.holder_from else "holder"

    def changes(self) -> Iterator[date]:
        """Yield the days on which the state may become another."""
        due_on = self.due_on
        for day in (self.opens_on, self.settled_on, self.cancelled_on, self.failed_on):
            if day is not None:
                yield day
        if due_on is not None and due_on < date.max:
            yield due_on + timedelta(days=1)

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
