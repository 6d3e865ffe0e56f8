"""Notices: what an office should have been told by a day, held against what it has been told.

A duty says what is owed; a notice is the fact that an office was told so. Nothing fires: the rows of one
resident's duties say what an office should have been told by a day, the notice log says what it was told, and
the difference is still to be written. Asked again, there is none (docs/adr/0019-notices-are-reconciled.md).
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import date, timedelta
from typing import Literal

from msgspec import Struct

from domain.duties.duty import Duty, Subject
from projections.rows.row import PlacedDuty, Row

NoticeState = Literal["raised", "acknowledged", "superseded", "settled", "withdrawn"]
Reason = Literal["not-owed", "due-day-moved", "not-reached", "already-done", "already-cancelled"]
"""Why a notice is wrong: there is no such duty, its last day is another, its stage is not reached (the day
went back, or the window opens only after the day of the stage), or the duty had ended before the office was
told."""

STAGES = (-30, -7, 0, 1, 30)


class Telling(Struct, frozen=True, kw_only=True):
    """What offices are told: at which stages, in days from the last day of a duty, and whether advice too."""

    stages: tuple[int, ...] = STAGES
    advisory: bool = False

    def covers(self, duty: Duty) -> bool:
        """Whether offices are told of a duty at all."""
        return self.advisory or duty.class_ == "statutory" or duty.kind == "reentry"


class Notice(Struct, frozen=True, kw_only=True):
    """What tells one notice of a resident from another: it is raised at most once, ever.

    `stage` is in days from the last day of the duty: -7 is a week before it, 1 the day after.
    """

    rule: str
    trigger: int
    subject: Subject | None
    due_on: date
    stage: int

    @property
    def reached_on(self) -> date:
        """The day on which the stage was reached."""
        return self.due_on + timedelta(days=self.stage)

    @property
    def duty(self) -> "Identity":
        """Which duty it is about, whatever its last day is."""
        return self.rule, self.trigger, self.subject


Identity = tuple[str, int, Subject | None]
"""What tells a duty of a resident from another: rule, trigger, subject."""


class Told(Struct, frozen=True, kw_only=True):
    """A notice in the log: the first day it was told on, the version known then, and its state."""

    notice: Notice
    told_on: date
    rests_on_version: int
    state: NoticeState
    acknowledged: bool = False


class Step(Struct, frozen=True, kw_only=True):
    """What is to be written of a notice: that its state is another from now on, or that there is one.

    `cause` is the version of the stream that did it, None where time did, or a change of the rules.
    """

    notice: Notice
    state: NoticeState
    cause: int | None = None
    reason: Reason | None = None


def stage_name(stage: int) -> str:
    """Return the word for a stage: `due-in-7`, `due-today`, `overdue`, `overdue-30`."""
    if stage <= 0:
        return f"due-in-{-stage}" if stage else "due-today"
    return f"overdue-{stage}" if stage > 1 else "overdue"


def stage_of(word: str) -> int:
    """Return the stage that a word stands for; raises ValueError for one that `stage_name` never returns."""
    before, after = word.removeprefix("due-in-"), word.removeprefix("overdue-")
    stage = {"due-today": 0, "overdue": 1}.get(word)
    if stage is None:
        stage = -int(before) if before != word else int(after)
    if stage_name(stage) != word:
        raise ValueError(word)
    return stage


def reconciled(
    rows: Iterable[Row[PlacedDuty]],
    told: Mapping[Notice, Told],
    *,
    day: date,
    version: int,
    telling: Telling,
) -> list[Step]:
    """Return the steps that bring what has been told of a resident level with the rows of its duties.

    `rows` are those of its duties on both axes, at `version` of the stream; `told` is all that its offices
    have been told. Only of what is owed on the day is something new raised: every stage reached by then, all
    but the last of them superseded at once.
    """
    known = _by_identity(rows)
    shown = {identity: _shown(known[identity], day, version) for identity in known}
    raised = {
        notice: Told(notice=notice, told_on=day, rests_on_version=version, state="raised")
        for duty in shown.values()
        for notice in _reached(duty, day, telling)
        if notice not in told
    }
    everything = {**told, **raised}
    wrong = {n: _wrong(shown.get(n.duty), t, day) for n, t in everything.items()}
    last = _last_stages(n for n, reason in wrong.items() if reason is None)
    steps = []
    for notice, t in everything.items():
        reason = wrong[notice]
        state = _state(t, reason, shown.get(notice.duty), last)
        if notice in raised or state != t.state:
            cause = _cause(known.get(notice.duty, ()), t, state, day, version)
            steps.append(Step(notice=notice, state=state, cause=cause, reason=reason))
    return steps


def ended(told: Iterable[Told], version: int) -> list[Step]:
    """Return the steps to take when a file was merged into another by a version: there its duties go on.

    Nothing that was told was wrong, and nothing of it is left to be done here.
    """
    return [
        Step(notice=t.notice, state="settled", cause=version)
        for t in told
        if t.state in {"raised", "acknowledged"}
    ]


def _by_identity(rows: Iterable[Row[PlacedDuty]]) -> dict[Identity, list[Row[PlacedDuty]]]:
    found: dict[Identity, list[Row[PlacedDuty]]] = {}
    for row in rows:
        duty = row.value.duty
        found.setdefault((duty.rule, duty.trigger, duty.subject), []).append(row)
    return found


def _shown(rows: Iterable[Row[PlacedDuty]], day: date, version: int) -> Duty | None:
    """Return one duty as its rows show it on a day, as known at a version; None when it is not listed."""
    for row in rows:
        known = row.known_from <= version and (row.known_to is None or version < row.known_to)
        if known and row.valid_from <= day <= row.valid_to:
            return row.value.duty
    return None


def _reached(duty: Duty | None, day: date, telling: Telling) -> Iterator[Notice]:
    """Yield a notice for each stage of a duty reached by a day on which the duty is owed."""
    if duty is None or duty.due_on is None or not telling.covers(duty):
        return
    if duty.state(day) not in {"open", "overdue"}:
        return
    for stage in telling.stages:
        notice = Notice(
            rule=duty.rule, trigger=duty.trigger, subject=duty.subject, due_on=duty.due_on, stage=stage
        )
        if _is_reached(duty, notice, day):
            yield notice


def _is_reached(duty: Duty, notice: Notice, day: date) -> bool:
    """Whether a stage has been reached by a day; one before the window of the duty opens never is."""
    return duty.opens_on is not None and duty.opens_on <= notice.reached_on <= day


def _wrong(duty: Duty | None, told: Told, day: date) -> Reason | None:
    """Return why a notice is wrong, given its duty as it shows on a day; None when it is right.

    What ended the duty on the very day of telling came after it.
    """
    if duty is None:
        return "not-owed"
    if duty.due_on != told.notice.due_on:
        return "due-day-moved"
    if not _is_reached(duty, told.notice, day):
        return "not-reached"
    if duty.settled_on is not None:
        return "already-done" if duty.settled_on < told.told_on else None
    if duty.cancelled_on is not None:
        return "already-cancelled" if duty.cancelled_on < told.told_on else None
    return None


def _last_stages(notices: Iterable[Notice]) -> dict[tuple[Identity, date], int]:
    """Return the last stage of each duty, with its last day, of which there is a notice."""
    last: dict[tuple[Identity, date], int] = {}
    for notice in notices:
        key = notice.duty, notice.due_on
        last[key] = max(notice.stage, last.get(key, notice.stage))
    return last


def _state(
    told: Told, wrong: Reason | None, duty: Duty | None, last: Mapping[tuple[Identity, date], int]
) -> NoticeState:
    if wrong is not None:
        return "withdrawn"
    if told.notice.stage < last[told.notice.duty, told.notice.due_on]:
        return "superseded"
    if duty is not None and _has_ended(duty):
        return "settled"
    return "acknowledged" if told.acknowledged else "raised"


def _cause(
    rows: Sequence[Row[PlacedDuty]], told: Told, state: NoticeState, day: date, version: int
) -> int | None:
    """Return the version that brought a notice into a state: it has been so, for the day, since that one."""

    def wrong(duty: Duty | None) -> bool:
        return _wrong(duty, told, day) is not None

    def right(duty: Duty | None) -> bool:
        return not wrong(duty)

    def owed(duty: Duty | None) -> bool:
        return right(duty) and duty is not None and not _has_ended(duty)

    if state == "settled":
        duty = _shown(rows, day, version)
        return None if duty is None else duty.settled_by
    if state == "withdrawn":
        since = _since(rows, day, version, wrong)
        return since if since is not None and since > told.rests_on_version else None
    if told.state == "withdrawn":
        return _since(rows, day, version, right)
    return _since(rows, day, version, owed) if told.state == "settled" else None


def _since(
    rows: Sequence[Row[PlacedDuty]], day: date, version: int, holds: Callable[[Duty | None], bool]
) -> int | None:
    """Return the version since which something has held of a duty as it shows on a day; None: always.

    None, too, when it does not hold.
    """
    if not holds(_shown(rows, day, version)):
        return None
    known = {row.known_from for row in rows} | {row.known_to for row in rows if row.known_to is not None}
    for changed in sorted((v for v in known if v <= version), reverse=True):
        if not holds(_shown(rows, day, changed - 1)):
            return changed
    return None


def _has_ended(duty: Duty) -> bool:
    return duty.settled_on is not None or duty.cancelled_on is not None
