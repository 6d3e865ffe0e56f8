"""How long a card is valid, as the law computes it beside the printed date (ICRRA 19-5; SPRA 9)."""

from typing import Any

import pytest

from domain.policy import Policy
from tests.domain.telling import Stream, anomalies, granted, issued, landed, opened, standing
from tests.spec import event


def holder(status: str, until: str | None, card: dict[str, Any], *, born: str, on: str) -> Stream:
    return [opened(on, born=born), landed(on, status, None if until is None else "P5Y", until), card]


@pytest.mark.parametrize(
    ("rule", "computed", "confirmed", "born", "issued_on"),
    [
        pytest.param("VAL-1@RB-2025-09", "2032-10-22", True, "1980-08-01", "2025-10-22", id="seven years"),
        pytest.param(
            "VAL-1@RB-2026-06", "2035-10-05", False, "1985-10-05", "2026-07-01", id="tenth birthday"
        ),
        pytest.param(
            "VAL-1@RB-2026-06", "2036-02-29", False, "1996-02-29", "2026-07-01", id="tenth, 29 February"
        ),
        pytest.param("VAL-2@RB-2012", "2026-06-20", True, "2010-06-20", "2023-10-31", id="16th birthday"),
        pytest.param(
            "VAL-2@RB-2023-11", "2026-06-19", True, "2010-06-20", "2023-11-01", id="day before the 16th"
        ),
        pytest.param(
            "VAL-2@RB-2026-06", "2031-06-30", False, "2012-06-30", "2026-07-01", id="fifth birthday"
        ),
    ],
)
def test_val_1_and_val_2(rule: str, computed: str, confirmed: bool, born: str, issued_on: str) -> None:
    life = holder("permanent-resident", None, issued(issued_on, computed), born=born, on=issued_on)
    card = standing(life, issued_on).card
    assert (card.computed_rule, str(card.computed_valid_until), card.confirmed) == (rule, computed, confirmed)
    assert anomalies(life, issued_on) == []


@pytest.mark.parametrize(
    ("rule", "computed", "born", "issued_on", "until"),
    [
        pytest.param("VAL-3@RB-2025-09", "2030-10-22", "1980-08-01", "2025-10-22", "2030-10-22", id="adult"),
        pytest.param(
            "VAL-3@RB-2025-09",
            "2030-10-22",
            "2009-10-22",
            "2025-10-22",
            "2030-10-22",
            id="on the 16th birthday",
        ),
        pytest.param(
            "VAL-4@RB-2025-09",
            "2028-06-19",
            "2012-06-20",
            "2025-10-22",
            "2030-10-22",
            id="child: before the birthday",
        ),
        pytest.param(
            "VAL-4@RB-2025-09",
            "2027-10-22",
            "2012-06-20",
            "2025-10-22",
            "2027-10-22",
            id="child: the stay ends first",
        ),
        pytest.param(
            "VAL-4@RB-2012",
            "2028-06-20",
            "2012-06-20",
            "2023-10-31",
            "2028-10-31",
            id="child: old cards end on the birthday",
        ),
    ],
)
def test_val_3_and_val_4(rule: str, computed: str, born: str, issued_on: str, until: str) -> None:
    life = holder("dependent", until, issued(issued_on, computed), born=born, on=issued_on)
    card = standing(life, issued_on).card
    assert (card.computed_rule, str(card.computed_valid_until), card.confirmed) == (rule, computed, True)


@pytest.mark.parametrize(
    ("expected", "printed"),
    [
        pytest.param([], "2032-10-21", id="a day less"),
        pytest.param([], "2032-10-23", id="a day more"),
        pytest.param(["card-date-mismatch"], "2032-10-24", id="two days more"),
        pytest.param(["card-date-mismatch"], "2032-10-20", id="two days less"),
    ],
)
def test_a_printed_date_may_differ_by_a_day(expected: list[str], printed: str) -> None:
    life = holder(
        "permanent-resident", None, issued("2025-10-22", printed), born="1980-08-01", on="2025-10-22"
    )
    assert anomalies(life, "2025-10-22") == expected


def test_n51_an_unresolved_table_flags_nothing_and_is_unconfirmed() -> None:
    life = holder(
        "dependent", "2031-07-01", issued("2026-07-01", "2029-01-01"), born="2015-06-20", on="2026-07-01"
    )
    assert anomalies(life, "2026-07-01") == []
    assert standing(life, "2026-07-01").card.confirmed is not True


@pytest.mark.parametrize(
    ("computed", "born", "issued_on"),
    [
        pytest.param("2030-05-01", "1980-05-01", "2023-05-08", id="seventh birthday after the issue"),
        pytest.param("2028-02-29", "2012-02-29", "2014-03-03", id="child: 16th birthday"),
    ],
)
def test_spr_3(computed: str, born: str, issued_on: str) -> None:
    life = [
        opened(born, born=born),
        event("AcquisitionGroundsArose", born, grounds="birth", special_permanent=True),
        granted("StatusAcquired", born, "special-permanent-resident", None, None),
        issued(issued_on, computed, route="municipality", reason="reissue"),
    ]
    card = standing(life, issued_on).card
    assert (str(card.computed_valid_until), card.computed_rule) == (computed, "SPR-3@RB-2012")
    assert anomalies(life, issued_on) == []


def test_spr_3_a_renewal_counts_from_the_old_expiry() -> None:
    born = "1980-05-01"
    life = [
        opened(born, born=born),
        event("AcquisitionGroundsArose", born, grounds="birth", special_permanent=True),
        granted("StatusAcquired", born, "special-permanent-resident", None, None),
        issued("2016-05-09", "2023-05-01", route="municipality", reason="reissue"),
        issued("2023-03-06", "2030-05-01", "EF12345678GH", route="municipality", reason="renewal"),
    ]
    assert str(standing(life, "2023-03-06").card.computed_valid_until) == "2030-05-01"


@pytest.mark.parametrize(
    ("computed", "born", "reason", "printed"),
    [
        pytest.param(
            "2036-05-01", "1980-05-01", "reissue", "2036-05-01", id="tenth birthday after the issue"
        ),
        pytest.param("2030-08-20", "2010-08-20", "reissue", "2030-08-20", id="under 18: fifth birthday"),
        pytest.param("2040-05-01", "1980-05-01", "renewal", "2040-05-01", id="renewed: from the old expiry"),
    ],
)
def test_spr_3_from_14_june_2026_is_unconfirmed(computed: str, born: str, reason: str, printed: str) -> None:
    life = [
        opened(born, born=born),
        event("AcquisitionGroundsArose", born, grounds="birth", special_permanent=True),
        granted("StatusAcquired", born, "special-permanent-resident", None, None),
        issued("2023-05-08", "2030-05-01", route="municipality", reason="reissue"),
        issued("2026-07-01", printed, "EF12345678GH", route="municipality", reason=reason),
    ]
    card = standing(life, "2026-07-01").card
    assert (str(card.computed_valid_until), card.confirmed) == (computed, False)


def test_nothing_is_computed_for_a_card_issued_after_the_stay() -> None:
    life = [
        *holder(
            "dependent", "2026-04-06", issued("2025-04-07", "2026-04-06"), born="1990-01-01", on="2025-04-07"
        ),
        event("ApplicationFiled", "2026-03-01", procedure="extension"),
        issued("2026-04-20", "2026-06-06", "EF12345678GH", reason="reissue"),
    ]
    assert standing(life, "2026-04-20").card.computed_valid_until is None


def test_seven_years_end_on_the_same_day_or_the_day_before() -> None:
    told = [
        opened(born="1980-01-15"),
        landed("2020-10-22", "spouse-of-japanese", "P5Y", "2025-10-22"),
        event("PermanentResidenceGranted", "2025-10-22"),
        issued("2025-10-22", "2032-10-22"),
    ]
    assert str(standing(told, "2025-10-22").card.computed_valid_until) == "2032-10-22"
    minus = standing(told, "2025-10-22", Policy(pr7_day="MINUS_1"))
    assert str(minus.card.computed_valid_until) == "2032-10-21"
