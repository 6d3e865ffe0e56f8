"""What an office has been told of one resident, and what is taken back: sentences about small files."""

from datetime import date, timedelta

import pytest
from msgspec import structs

from domain.policy import DEFAULT
from projections.notices import STAGES, Notice, NoticeState, Step, Telling, Told, reconciled, stage_name
from projections.rows.resident import rows_of
from tests.domain.telling import OTHER_CARD, Stream, engineer, issued, place
from tests.spec import event, recorded

Seen = tuple[str, NoticeState]
MOVED = event("Moved", "2026-09-07", address=place("01107"))
"""Monday; ADR-3 is due on Thursday 24 September, past the holidays of that week."""


class Log:
    """The notices of one resident, brought level again and again."""

    def __init__(self, telling: Telling | None = None) -> None:
        self.told: dict[Notice, Told] = {}
        self.steps: list[Step] = []
        self._telling = telling or Telling()

    def look(self, stream: Stream, on: str) -> list[Step]:
        day, rows = date.fromisoformat(on), rows_of(recorded(stream), DEFAULT)
        steps = reconciled(rows.duties, self.told, day=day, version=len(stream), telling=self._telling)
        for step in steps:
            fresh = Told(notice=step.notice, told_on=day, rests_on_version=len(stream), state=step.state)
            told = self.told.get(step.notice, fresh)
            self.told[step.notice] = structs.replace(told, state=step.state)
        self.steps += steps
        return steps

    def stages(self, rule: str) -> list[Seen]:
        """The stages of a duty with the state of their notices, in order of days."""
        found = sorted((n.due_on, n.stage, t.state) for n, t in self.told.items() if n.rule == rule)
        return [(stage_name(stage), state) for _, stage, state in found]


def days(first: str, last: str) -> list[str]:
    start, end = date.fromisoformat(first), date.fromisoformat(last)
    return [(start + timedelta(days=n)).isoformat() for n in range((end - start).days + 1)]


def test_an_office_is_told_at_each_stage_on_its_day_and_once() -> None:
    log = Log()
    told = {day: [stage_name(s.notice.stage) for s in log.look(engineer(MOVED), day)]
            for day in days("2026-09-07", "2026-10-26")}  # fmt: skip
    assert {day: stages for day, stages in told.items() if stages} == {
        "2026-09-17": ["due-in-7"],
        "2026-09-24": ["due-in-7", "due-today"],
        "2026-09-25": ["due-today", "overdue"],
        "2026-10-24": ["overdue", "overdue-30"],
    }
    assert log.stages("ADR-3") == [
        ("due-in-7", "superseded"), ("due-today", "superseded"), ("overdue", "superseded"),
        ("overdue-30", "raised"),
    ]  # fmt: skip


def test_a_stage_before_the_window_opens_is_passed_over() -> None:
    """Thirty days before the last day of a notification there was nothing to notify yet."""
    log = Log()
    log.look(engineer(MOVED), "2026-10-30")
    assert "due-in-30" not in dict(log.stages("ADR-3"))


def test_stages_slept_through_are_all_there_and_the_last_of_them_stands() -> None:
    awake, slept = Log(), Log()
    for day in days("2026-09-07", "2026-09-30"):
        awake.look(engineer(MOVED), day)
    slept.look(engineer(MOVED), "2026-09-16")
    slept.look(engineer(MOVED), "2026-09-30")
    assert slept.stages("ADR-3") == awake.stages("ADR-3")
    assert {t.told_on for t in slept.told.values()} == {date(2026, 9, 30)}


def test_a_duty_done_after_the_notice_settles_it() -> None:
    log = Log()
    log.look(engineer(MOVED), "2026-09-18")
    (step,) = log.look(engineer(MOVED, event("AddressNotified", "2026-09-18")), "2026-09-18")
    assert (step.state, step.cause, step.reason) == ("settled", 7, None)


def test_a_duty_done_before_the_notice_and_recorded_late_withdraws_it() -> None:
    log = Log()
    log.look(engineer(MOVED), "2026-09-18")
    (step,) = log.look(engineer(MOVED, event("AddressNotified", "2026-09-17")), "2026-09-21")
    assert (step.state, step.cause, step.reason) == ("withdrawn", 7, "already-done")


def test_a_duty_done_between_two_notices_withdraws_the_later_and_settles_the_earlier() -> None:
    log = Log()
    for day in days("2026-09-17", "2026-09-25"):
        log.look(engineer(MOVED), day)
    log.look(engineer(MOVED, event("AddressNotified", "2026-09-24")), "2026-09-28")
    assert log.stages("ADR-3") == [
        ("due-in-7", "superseded"),
        ("due-today", "settled"),
        ("overdue", "withdrawn"),
    ]


def test_a_void_of_what_raised_the_duty_withdraws_every_notice_of_it() -> None:
    log = Log()
    for day in days("2026-09-17", "2026-09-25"):
        log.look(engineer(MOVED), day)
    steps = log.look(engineer(MOVED, event("EventVoided", "2026-09-28", voids=6, reason="x")), "2026-09-28")
    assert {(s.state, s.cause, s.reason) for s in steps} == {("withdrawn", 7, "not-owed")}
    assert len(steps) == 3


def corrected(version: int, replacement: dict[str, object]) -> dict[str, object]:
    return event("EventCorrected", "2026-09-28", corrects=version, replacement=replacement, reason="x")


def test_a_moved_last_day_takes_back_the_old_notice_and_raises_the_new_where_its_stage_is_reached() -> None:
    log = Log()
    log.look(engineer(MOVED), "2026-09-18")
    later = corrected(6, {**MOVED, "occurred_on": "2026-09-08"})
    assert log.look(engineer(MOVED, later), "2026-09-18") == [], "due on the same day, past the holidays"
    much_later = corrected(6, {**MOVED, "occurred_on": "2026-09-14"})
    steps = log.look(engineer(MOVED, later, much_later), "2026-09-22")
    assert {(s.notice.due_on.isoformat(), s.state, s.cause, s.reason) for s in steps} == {
        ("2026-09-24", "withdrawn", 8, "due-day-moved"),
        ("2026-09-28", "raised", None, None),
    }


def test_what_was_withdrawn_and_is_due_again_stands_again_and_is_not_told_twice() -> None:
    """A correction that is corrected back: the same notice, with the version that brought it back."""
    log = Log()
    log.look(engineer(MOVED), "2026-09-18")
    away = corrected(6, {**MOVED, "occurred_on": "2026-09-17"})
    log.look(engineer(MOVED, away), "2026-09-18")
    assert log.stages("ADR-3") == [("due-in-7", "withdrawn")]
    (step,) = log.look(engineer(MOVED, away, corrected(6, MOVED)), "2026-09-18")
    assert (step.state, step.cause) == ("raised", 8)
    assert len(log.told) == 1


def test_the_void_of_a_notification_brings_back_the_notice_that_it_settled() -> None:
    log, notified = Log(), event("AddressNotified", "2026-09-18")
    log.look(engineer(MOVED), "2026-09-18")
    log.look(engineer(MOVED, notified), "2026-09-18")
    voided = event("EventVoided", "2026-09-21", voids=7, reason="x")
    (step,) = log.look(engineer(MOVED, notified, voided), "2026-09-21")
    assert (step.state, step.cause, len(log.told)) == ("raised", 8, 1)


def test_what_was_acknowledged_stays_so_when_it_comes_back() -> None:
    log, away = Log(), corrected(6, {**MOVED, "occurred_on": "2026-09-17"})
    log.look(engineer(MOVED), "2026-09-18")
    log.told = {n: structs.replace(t, state="acknowledged", acknowledged=True) for n, t in log.told.items()}
    log.look(engineer(MOVED, away), "2026-09-18")
    log.look(engineer(MOVED, away, corrected(6, MOVED)), "2026-09-18")
    assert log.stages("ADR-3") == [("due-in-7", "acknowledged")]


def test_nobody_is_told_of_what_was_over_before_it_was_known() -> None:
    log = Log()
    log.look(engineer(MOVED, event("AddressNotified", "2026-10-20")), "2026-10-30")
    assert log.stages("ADR-3") == []


@pytest.mark.parametrize(("advisory", "told"), [(False, False), (True, True)])
def test_advice_is_told_only_where_it_is_asked_for(advisory: bool, told: bool) -> None:
    stream = engineer(event("CardDamaged", "2026-09-07", cause="damaged"))
    log = Log(Telling(advisory=advisory))
    log.look(stream, "2026-09-30")
    assert bool(log.stages("DMG-1")) is told


def test_the_way_back_to_japan_is_told() -> None:
    log = Log()
    log.look(engineer(event("Departed", "2025-09-10", reentry="special")), "2026-09-05")
    assert log.stages("RE-3") == [("due-in-30", "superseded"), ("due-in-7", "raised")]


def test_a_day_that_went_back_takes_back_what_it_had_not_reached() -> None:
    """A clock that was ahead, or a day that was set: taken back, and told when the day has come."""
    log = Log()
    log.look(engineer(MOVED), "2026-10-30")
    steps = log.look(engineer(MOVED), "2026-09-18")
    assert {(s.state, s.cause, s.reason) for s in steps if s.state == "withdrawn"} == {
        ("withdrawn", None, "not-reached")
    }
    assert log.stages("ADR-3")[0] == ("due-in-7", "raised")
    log.look(engineer(MOVED), "2026-09-25")
    assert log.stages("ADR-3")[2:] == [("overdue", "raised"), ("overdue-30", "withdrawn")]


def test_a_stage_that_is_no_longer_asked_for_stands_where_it_was_told() -> None:
    log = Log()
    log.look(engineer(MOVED), "2026-09-18")
    log._telling = Telling(stages=(1,))
    assert log.look(engineer(MOVED), "2026-09-24") == []


def test_two_cards_to_give_back_are_two_notices() -> None:
    more = issued("2026-09-07", "2028-04-07", number=OTHER_CARD, reason="renewal")
    log = Log()
    log.look(engineer(more, event("Departed", "2026-09-10", reentry="none")), "2026-09-10")
    assert len({n.subject for n in log.told if n.rule.startswith("RET")}) == len(
        [n for n in log.told if n.rule.startswith("RET") and n.stage == 0]
    )


def test_stages_have_words() -> None:
    assert [stage_name(stage) for stage in STAGES] == [
        "due-in-30", "due-in-7", "due-today", "overdue", "overdue-30",
    ]  # fmt: skip
    assert stage_name(2) == "overdue-2"
