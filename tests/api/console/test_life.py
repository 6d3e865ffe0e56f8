"""The picture of a life: days as pixels, what lies ahead, and no more bars than can be seen."""

from datetime import date, timedelta
from itertools import pairwise
from typing import Any

import pytest

from api.console.life import MOST_IN_TABLE, WIDTH, Picture, picture, stretches

TODAY = date(2026, 11, 27)


def span(track: str, value: str, first: str, last: str | None = None) -> dict[str, Any]:
    return {"track": track, "value": value, "from": first, "to": last}


def duty(due_on: str | None, state: str = "open", rule: str = "ADR-3") -> dict[str, Any]:
    return {"due_on": due_on, "state": state, "rule": rule, "title": "Notify the new address"}


def drawn(
    *spans: dict[str, Any],
    duties: tuple[dict[str, Any], ...] = (),
    on: date = TODAY,
    today: date = TODAY,
    language: str = "en",
) -> Picture:
    found = picture(spans, duties, on=on, today=today, language=language)
    assert found is not None
    return found


def moves(count: int) -> list[dict[str, Any]]:
    """Lives of a day each, one after the other, in two wards by turns."""
    begin = TODAY - timedelta(days=count)
    return [
        span("address", f"0110{1 + number % 2}", str(day), str(day) if number + 1 < count else None)
        for number in range(count)
        for day in [begin + timedelta(days=number)]
    ]


STUDENT = (
    span("stay", "valid", "2026-04-06", "2028-04-06"),
    span("stay", "overstay", "2028-04-07"),
    span("status", "student", "2026-04-06"),
    span("presence", "in-japan", "2026-04-06"),
)


def test_before_anything_happened_there_is_no_picture() -> None:
    assert picture([], [], on=TODAY, today=TODAY, language="en") is None


def test_tracks_stand_in_one_order_and_only_those_with_something_to_show() -> None:
    assert [row.name for row in drawn(*reversed(STUDENT)).rows] == ["Stay", "Status of residence", "Presence"]


def test_bars_follow_each_other_without_a_gap_and_end_where_the_drawing_ends() -> None:
    valid, overstay = drawn(*STUDENT).rows[0].bars
    assert valid.x == 8
    assert valid.x + valid.width == pytest.approx(overstay.x, abs=0.11)
    assert overstay.x + overstay.width == pytest.approx(WIDTH - 8, abs=0.11)
    assert (valid.endless, overstay.endless) == (False, True)
    assert (valid.tone, overstay.tone) == ("firm", "dark")


def test_what_is_after_the_day_asked_about_lies_ahead() -> None:
    """As of the day itself nothing of it does."""
    valid, overstay = drawn(*STUDENT, on=date(2027, 4, 6)).rows[0].bars
    assert valid.ahead == pytest.approx(valid.x + valid.width / 2, abs=1)
    assert overstay.ahead == overstay.x
    assert drawn(*STUDENT, on=date(2028, 4, 6)).rows[0].bars[0].ahead is None


def test_a_bar_says_its_value_and_its_days() -> None:
    valid, overstay = drawn(*STUDENT).rows[0].bars
    assert valid.title == "in valid stay: 2026-04-06 (Mon) to 2028-04-06 (Thu)"
    assert overstay.title == "past the last day of stay: from 2028-04-07 (Fri), no end known"
    japanese = drawn(*STUDENT, language="ja").rows[1]
    assert (japanese.name, japanese.bars[0].label) == ("在留資格", "留学")
    assert japanese.bars[0].title == "留学:令和8年4月6日(2026-04-06)月曜日から(終わりは未定)"


def test_a_word_without_room_is_cut_or_left_out() -> None:
    long, short, tiny = (
        drawn(
            span("status", "engineer-humanities-international", "2020-01-01", f"{2020 + years}-01-01"),
            span("status", "student", f"{2020 + years}-01-02", "2099-12-31"),
        ).rows[0].bars[0].label
        for years in (40, 10, 1)
    )  # fmt: skip
    assert long == "Engineer/Specialist in Humanities/International Services"
    assert short.endswith("…")
    assert long.startswith(short[:-1])
    assert not tiny


def test_today_is_a_line_and_so_is_another_day_that_is_asked_about() -> None:
    assert [(line.kind, line.label) for line in drawn(*STUDENT).lines] == [("today", "Today 2026-11-27")]
    today, on = drawn(*STUDENT, on=date(2027, 1, 31)).lines
    assert (today.kind, on.kind, on.label) == ("today", "on", "As of 2027-01-31")
    assert today.x < on.x


def test_duties_are_marks_at_their_last_day_and_those_that_have_none_are_left_out() -> None:
    found = drawn(*STUDENT, duties=(duty("2027-04-07"), duty(None), duty("2026-12-01", "cancelled")))
    (mark,) = found.marks
    assert mark.x == pytest.approx(found.rows[0].bars[0].x + found.rows[0].bars[0].width / 2, abs=1)
    assert (mark.state, mark.label) == ("open", "ADR-3")
    assert mark.title == "Notify the new address: last day 2027-04-07 (Wed)"


def test_duties_that_fall_together_are_one_mark_of_the_worst_state() -> None:
    found = drawn(
        *STUDENT,
        duties=(duty("2027-04-07", "done"), duty("2027-04-08", "overdue"), duty("2027-04-09", "pending")),
    )
    (mark,) = found.marks
    assert (mark.state, mark.label, mark.title.count("\n")) == ("overdue", "×3", 2)


@pytest.mark.parametrize("count", [1, 40, 5000])
def test_there_are_no_more_bars_than_can_be_seen(count: int) -> None:
    found = drawn(
        *moves(count), duties=tuple(duty(str(TODAY - timedelta(days=number))) for number in range(count))
    )
    bars = found.rows[0].bars
    assert 1 <= len(bars) <= 250
    assert len(found.marks) <= 72
    assert all(bar.width >= 4 for bar in bars)
    assert all(8 <= bar.x <= WIDTH - 8 for bar in bars)
    if count == 5000:
        assert bars[0].title.startswith("4999 changes: ")
        assert bars[0].tone == "many"


def test_five_thousand_stays_far_apart_are_drawn_too() -> None:
    """Short ones with gaps that can and cannot be seen."""
    apart = [
        span("address", "01101", str(day), str(day))
        for number in range(5000)
        for day in [date(1950, 1, 1) + timedelta(days=number * 5 + number % 7)]
    ]
    assert len(drawn(*apart).rows[0].bars) <= 250


@pytest.mark.parametrize(
    ("first", "last", "labels"),
    [
        ("2026-11-27", None, ["2026-12", "2027-01", "2027-02"]),
        ("2026-01-01", "2027-12-31", ["2026-01", "2026-04", "2026-07"]),
        ("2020-02-01", "2030-12-31", ["2021", "2022", "2023"]),
        ("1986-03-01", None, ["1990", "1995", "2000"]),
        ("1900-01-01", "2100-01-01", ["1900", "1925", "1950"]),
    ],
    ids=["a day old", "two years", "ten", "forty", "two hundred"],
)
def test_the_axis_names_as_many_months_or_years_as_can_be_read(
    first: str, last: str | None, labels: list[str]
) -> None:
    ticks = drawn(span("stay", "valid", first, last)).ticks
    assert [tick.label for tick in ticks][:3] == labels
    assert all(after.x - before.x >= 50 for before, after in pairwise(ticks))


def test_the_last_day_of_the_calendar_can_be_asked_about() -> None:
    assert drawn(*STUDENT, on=date.max).rows


def test_the_table_says_what_the_bars_say_the_newest_first() -> None:
    found = stretches(STUDENT, TODAY, "en")
    assert [(each.track, each.value, each.tense) for each in found] == [
        ("Stay", "past the last day of stay", "ahead"),
        ("Stay", "in valid stay", "present"),
        ("Status of residence", "Student", "present"),
        ("Presence", "in Japan", "present"),
    ]
    assert (found[1].first, found[1].last) == (date(2026, 4, 6), date(2028, 4, 6))
    assert len(stretches(moves(5000), TODAY, "en")) == MOST_IN_TABLE
