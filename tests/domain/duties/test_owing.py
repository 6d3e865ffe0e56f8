"""What every duty has in common: how its days are counted, and what comes first, an act or a stay's end."""

from datetime import date
from typing import Any

import pytest

from domain.duties.owing import due
from domain.history import effective
from domain.law.provision import InForce, Text, icrra
from domain.law.rule import DutyRule, days, says
from domain.policy import DEFAULT
from domain.spans.fold import fold
from tests.domain.telling import CARD, OTHER_CARD, duty, engineer, issued, landed, opened, place
from tests.spec import event, recorded

MOVED = event("Moved", "2026-06-01", address=place("01103"))
NOTIFIED = event("AddressNotified", "2026-06-10")
NATURALISED = event("Naturalised", "2026-06-10")
CHILD = [
    opened(born="2010-06-01"),
    landed("2025-04-07", "dependent", "P3Y", "2028-04-07"),
    issued("2025-04-07", "2026-05-31"),
]


def renewed(on: str) -> dict[str, Any]:
    return issued(on, "2028-04-07", OTHER_CARD, "renewal")


def test_days_that_change_are_those_of_the_day_on_which_the_clock_starts() -> None:
    """Fourteen days until the end of 2026, twenty-one from Friday 1 January 2027."""
    here = icrra("19-12(1)", "A:7")
    more = InForce(since=date(2027, 1, 1), value=21, under=here)
    rule = DutyRule(
        id="LOS-1", title=Text("", ""), says=says("", "", here), kind="application", desk="bureau",
        within=days(14, here, more), settled_by=(),
    )  # fmt: skip
    case = fold(effective(recorded(engineer())), DEFAULT)
    counted = [due(case, rule, date(2026, 12, 31)), due(case, rule, date(2027, 1, 1))]
    assert [c and c.raw_due_on for c in counted] == [date(2027, 1, 14), date(2027, 1, 22)]


def test_a_bureau_is_open_on_a_municipality_s_own_closed_day() -> None:
    """Lost on Tuesday 9 June 2026: Tuesday 23 June, when the city of Naha is closed, is the last day."""
    life = engineer(
        event("Moved", "2026-06-01", address=place("47201")), event("CardLost", "2026-06-09", cause="lost")
    )
    assert duty(life, "2026-06-09", "LOS-1")["due_on"] == "2026-06-23"


@pytest.mark.parametrize(
    ("state", "acts"),
    [
        pytest.param("done", [NOTIFIED, NATURALISED], id="before, on that day"),
        pytest.param("done", [NATURALISED, NOTIFIED], id="after, on that day"),
        pytest.param("cancelled", [NATURALISED, NOTIFIED | {"occurred_on": "2026-06-11"}], id="a day later"),
    ],
)
def test_a_notice_of_the_day_on_which_the_stay_ends_counts(state: str, acts: list[dict[str, Any]]) -> None:
    assert duty(engineer(MOVED, *acts), "2026-06-11", "ADR-3")["state"] == state


@pytest.mark.parametrize(
    ("state", "acts"),
    [
        pytest.param("done", [renewed("2026-05-20"), NATURALISED], id="days before"),
        pytest.param("cancelled", [NATURALISED, renewed("2026-06-10")], id="after, on that day"),
    ],
)
def test_a_card_counts_only_when_issued_before_the_stay_ended(state: str, acts: list[dict[str, Any]]) -> None:
    assert duty([*CHILD, *acts], "2026-06-11", "REN-2")["state"] == state


def test_the_first_of_two_acts_settles() -> None:
    lost = event("CardLost", "2026-06-01", cause="lost")
    applied = event("ApplicationFiled", "2026-06-04", procedure="card-reissue")
    card = issued("2026-06-03", "2028-04-07", OTHER_CARD, "reissue")
    assert duty(engineer(lost, card, applied), "2026-06-05", "LOS-1")["settled_on"] == "2026-06-03"
    assert (
        duty(engineer(lost, applied, card | {"occurred_on": "2026-06-05"}), "2026-06-05", "LOS-1")[
            "settled_on"
        ]
        == "2026-06-04"
    )


def test_what_cancels_first_cancels() -> None:
    lost, found = event("CardLost", "2026-06-01", cause="lost"), event("CardFound", "2026-06-05", number=CARD)
    told = duty(engineer(lost, found, NATURALISED), "2026-06-11", "LOS-1")
    assert (told["state"], told["cancelled_on"]) == ("cancelled", "2026-06-05")
