"""The rows of tests/vectors/arithmetic.json against the calendar of the law."""

import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from domain.law.calendar import (
    add_days,
    add_months_civil,
    add_months_clamped,
    months_before,
    nth_birthday_after,
    roll,
)

ROWS: list[dict[str, Any]] = json.loads(
    (Path(__file__).parent.parent / "vectors" / "arithmetic.json").read_text("utf-8")
)


def rows(*, kinds: str) -> list[Any]:
    def name(row: dict[str, Any]) -> str:
        return " ".join(
            str(value) for key, value in row.items() if key in {"kind", "trigger", "date", "expiry"}
        )

    return [
        pytest.param(row, id=name(row)) for row in ROWS if row["kind"].rstrip("0123456789") in kinds.split()
    ]


def day(row: dict[str, Any], key: str) -> date:
    return date.fromisoformat(row[key])


@pytest.mark.parametrize("row", rows(kinds="d"))
def test_a_period_of_days_does_not_count_its_first_day_and_rolls(row: dict[str, Any]) -> None:
    raw = add_days(day(row, "trigger"), int(row["kind"][1:]))
    assert day(row, "raw") == raw
    assert day(row, "due") == roll(raw)[0]


@pytest.mark.parametrize("row", rows(kinds="m y"))
def test_a_period_of_months_ends_civil_or_clamped(row: dict[str, Any]) -> None:
    months = int(row["kind"][1:]) * (12 if row["kind"][0] == "y" else 1)
    assert day(row, "civil") == add_months_civil(day(row, "trigger"), months)
    assert day(row, "clamp") == add_months_clamped(day(row, "trigger"), months)


@pytest.mark.parametrize("row", rows(kinds="roll"))
def test_a_last_day_on_a_closed_day_moves_to_the_next_open_one(row: dict[str, Any]) -> None:
    assert day(row, "next_open") == roll(day(row, "date"))[0]


@pytest.mark.parametrize("row", rows(kinds="back"))
def test_a_window_opens_clamped_to_its_month(row: dict[str, Any]) -> None:
    assert day(row, "opens") == months_before(day(row, "expiry"), row["months"])


@pytest.mark.parametrize("row", rows(kinds="d90_no_roll"))
def test_ninety_days_do_not_roll(row: dict[str, Any]) -> None:
    assert day(row, "last") == add_days(day(row, "trigger"), 90)


@pytest.mark.parametrize("row", rows(kinds="nth_birthday_after"))
def test_the_birthday_after_an_issue(row: dict[str, Any]) -> None:
    assert day(row, "date") == nth_birthday_after(day(row, "birth"), day(row, "issue"), row["n"])


def test_every_row_is_played() -> None:
    played = sum(
        len(rows(kinds=kinds)) for kinds in ("d", "m y", "roll", "back", "d90_no_roll", "nth_birthday_after")
    )
    assert len(ROWS) == played
