"""Duties as rows keep them: values without names, days as numbers, without what the row's own columns say."""

from datetime import date
from functools import lru_cache

import msgspec
from msgspec import Struct, structs

from domain.duties.duty import Duty, OwedBy, Subject
from domain.events.types import OrganisationChange, Procedure
from domain.law.calendar import ClosedDay, ClosedKind, Counted
from domain.law.rule import Class, DeskKind, Kind

DAY_ZERO = date(1970, 1, 1).toordinal()
"""Days are counted from here: those of living people take three bytes."""


class _Counted(Struct, array_like=True, frozen=True, gc=False):
    first_on: int
    days: int
    months: int
    raw_due_on: int
    closed: tuple[tuple[int, ClosedKind, str, str], ...]
    due_on: int


class _Subject(Struct, array_like=True, frozen=True, gc=False):
    card_number: str | None
    change: OrganisationChange | None
    procedure: Procedure | None
    expires_on: int | None


class _Packed(Struct, array_like=True, frozen=True, gc=False):
    trigger: int
    rulebook: str
    basis: str
    trigger_type: str
    trigger_on: int
    listed_from: int
    opens_on: int | None
    counted: _Counted | None
    settled_by: int | None
    settled_on: int | None
    cancelled_on: int | None
    failed_on: int | None
    subject: _Subject | None
    desk: DeskKind
    municipality_code: str | None
    owed_by: OwedBy
    switches: tuple[str, ...]
    holder_from: int | None = None
    confirmed: bool = True
    birth_taken_as: int | None = None


_encoder = msgspec.msgpack.Encoder()
_decoder = msgspec.msgpack.Decoder(_Packed)


def packed(duty: Duty) -> bytes:
    """Return a duty as the column `duty` keeps it: all but rule, kind and class."""
    return _encoder.encode(
        _Packed(  # by position: by name takes twice as long
            duty.trigger,
            duty.rulebook,
            duty.basis,
            duty.trigger_type,
            duty.trigger_on.toordinal() - DAY_ZERO,
            duty.listed_from.toordinal() - DAY_ZERO,
            _number(duty.opens_on),
            None if duty.counted is None else _counted(duty.counted),
            duty.settled_by,
            _number(duty.settled_on),
            _number(duty.cancelled_on),
            _number(duty.failed_on),
            None if duty.subject is None else _subject(duty.subject),
            duty.desk,
            duty.municipality_code,
            duty.owed_by,
            duty.switches,
            _number(duty.holder_from),
            duty.confirmed,
            _number(duty.birth_taken_as),
        )
    )


def unpacked(rule: str, kind: Kind, class_: Class, duty: bytes) -> Duty:
    """Return the duty of a row with these columns."""
    kept = _decoder.decode(duty)
    unsettled = Duty(  # the rest apart: Python makes a dict of more than fifteen names, which takes longer
        rule=rule,
        rulebook=kept.rulebook,
        kind=kind,
        class_=class_,
        basis=kept.basis,
        trigger=kept.trigger,
        trigger_type=kept.trigger_type,
        trigger_on=date.fromordinal(DAY_ZERO + kept.trigger_on),
        listed_from=date.fromordinal(DAY_ZERO + kept.listed_from),
        opens_on=_day(kept.opens_on),
        counted=None if kept.counted is None else _as_counted(kept.counted),
        subject=None if kept.subject is None else _as_subject(kept.subject),
        desk=kept.desk,
        municipality_code=kept.municipality_code,
        owed_by=kept.owed_by,
    )
    return structs.replace(
        unsettled,
        settled_by=kept.settled_by,
        settled_on=_day(kept.settled_on),
        cancelled_on=_day(kept.cancelled_on),
        failed_on=_day(kept.failed_on),
        switches=kept.switches,
        holder_from=_day(kept.holder_from),
        confirmed=kept.confirmed,
        birth_taken_as=_day(kept.birth_taken_as),
    )


def subject_of(raw: bytes, trigger: int) -> Subject | None:
    """Return what a duty that an event raised is about, out of the column `duty`; None for another's duty."""
    kept = _decoder.decode(raw)
    return None if kept.subject is None or kept.trigger != trigger else _as_subject(kept.subject)


def _number(day: date | None) -> int | None:
    return None if day is None else day.toordinal() - DAY_ZERO


def _day(number: int | None) -> date | None:
    return None if number is None else date.fromordinal(DAY_ZERO + number)


@lru_cache(1 << 16)
def _counted(counted: Counted) -> _Counted:
    return _Counted(
        first_on=counted.first_on.toordinal() - DAY_ZERO,
        days=counted.days,
        months=counted.months,
        raw_due_on=counted.raw_due_on.toordinal() - DAY_ZERO,
        closed=tuple((c.on.toordinal() - DAY_ZERO, c.kind, c.name, c.name_ja) for c in counted.closed),
        due_on=counted.due_on.toordinal() - DAY_ZERO,
    )


def _as_counted(kept: _Counted) -> Counted:
    return Counted(
        first_on=date.fromordinal(DAY_ZERO + kept.first_on),
        days=kept.days,
        months=kept.months,
        raw_due_on=date.fromordinal(DAY_ZERO + kept.raw_due_on),
        closed=tuple(ClosedDay(date.fromordinal(DAY_ZERO + c[0]), *c[1:]) for c in kept.closed),
        due_on=date.fromordinal(DAY_ZERO + kept.due_on),
    )


def _subject(subject: Subject) -> _Subject:
    return _Subject(
        card_number=subject.card_number,
        change=subject.change,
        procedure=subject.procedure,
        expires_on=_number(subject.expires_on),
    )


def _as_subject(kept: _Subject) -> Subject:
    return Subject(
        card_number=kept.card_number,
        change=kept.change,
        procedure=kept.procedure,
        expires_on=_day(kept.expires_on),
    )
