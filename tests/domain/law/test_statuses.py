"""What each status of residence allows and asks."""

from datetime import date
from typing import Any, get_args

import pytest

from domain.events.types import Detail, StatusCode
from domain.law.statuses import (
    STATUSES,
    duration,
    given_on,
    is_mid_to_long_term,
    notice_rule,
    period_allowed,
    spouse_notice,
    status,
)

DAY = date(2026, 4, 6)


def test_every_status_of_the_catalogue_is_in_the_table() -> None:
    assert set(get_args(StatusCode)) == set(STATUSES)


def test_names_are_those_of_the_rulebook() -> None:
    assert status("student").name == ("Student", "留学")
    assert status("engineer-humanities-international").name.ja == "技術・人文知識・国際業務"


@pytest.mark.parametrize(
    ("expected", "code", "period"),
    [
        pytest.param(False, "business-manager", "P2Y", id="Q01 no two years for a business manager"),
        pytest.param(True, "business-manager", "P4M", id="four months for a business manager"),
        pytest.param(True, "business-manager", "P12M", id="twelve months are a year"),
        pytest.param(True, "student", "P4Y3M", id="student: the longest designated period"),
        pytest.param(False, "student", "P4Y4M", id="student: a month past the longest"),
        pytest.param(False, "student", "P4Y3M1D", id="student: a day past the longest"),
        pytest.param(True, "student", "P30D", id="student: a short designated period"),
        pytest.param(False, "student", None, id="student: never indefinite"),
        pytest.param(True, "permanent-resident", None, id="permanent: indefinite"),
        pytest.param(False, "permanent-resident", "P5Y", id="permanent: no period"),
        pytest.param(True, "special-permanent-resident", None, id="special permanent: no period"),
        pytest.param(False, "special-permanent-resident", "P7Y", id="special permanent: never a period"),
        pytest.param(True, "hsp-2", None, id="HSP(ii): indefinite"),
        pytest.param(False, "hsp-1b", "P3Y", id="HSP(i): five years only"),
        pytest.param(True, "temporary-visitor", "P90D", id="temporary visitor: 90 days"),
        pytest.param(True, "temporary-visitor", "P15D", id="temporary visitor: up to 15 days"),
        pytest.param(True, "temporary-visitor", "P8D", id="temporary visitor: 8 days"),
        pytest.param(False, "temporary-visitor", "P16D", id="temporary visitor: 16 days"),
        pytest.param(False, "temporary-visitor", "P3M", id="temporary visitor: no months"),
        pytest.param(True, "diplomat", None, id="diplomat: while on mission"),
        pytest.param(True, "diplomat", "P3Y", id="diplomat: whatever the mission takes"),
        pytest.param(True, "official", "P30D", id="official: 30 days"),
        pytest.param(False, "official", "P6M", id="official: not 6 months"),
        pytest.param(True, "entertainer", "P15D", id="entertainer: the sources differ, 15 days pass"),
        pytest.param(True, "designated-activities", "P31D", id="designated activities: any up to 5 years"),
        pytest.param(False, "designated-activities", "P5Y1D", id="designated activities: past 5 years"),
        pytest.param(True, "long-term-resident", "P2Y", id="long-term resident: designated"),
        pytest.param(False, "spouse-of-japanese", "P2Y", id="spouse: no two years"),
        pytest.param(False, "technical-intern-1", "P2Y", id="technical intern (i): at most a year"),
        pytest.param(True, "technical-intern-2", "P2Y", id="technical intern (ii): two years"),
    ],
)
def test_period_of_stay(expected: bool, code: StatusCode, period: str | None) -> None:
    assert period_allowed(code, period, DAY) is expected


@pytest.mark.parametrize(
    ("code", "period"),
    [
        pytest.param("ssw-1", "P3Y", id="specified skilled worker (i): three years"),
        pytest.param("ssw-2", "P2Y", id="specified skilled worker (ii): two years"),
    ],
)
def test_longer_periods_for_specified_skilled_workers_from_30_september_2025(
    code: StatusCode, period: str
) -> None:
    assert not period_allowed(code, period, date(2025, 9, 29))
    assert period_allowed(code, period, date(2025, 9, 30))


@pytest.mark.parametrize(
    ("expected", "code", "detail", "period"),
    [
        pytest.param(False, "student", None, "P3M", id="X1 three months"),
        pytest.param(True, "business-manager", None, "P4M", id="X1 four months"),
        pytest.param(True, "student", None, "P3M1D", id="X1 three months and a day"),
        pytest.param(True, "permanent-resident", None, None, id="indefinite"),
        pytest.param(False, "temporary-visitor", None, "P90D", id="X2 temporary visitor"),
        pytest.param(False, "diplomat", None, None, id="X3 diplomat"),
        pytest.param(False, "official", None, "P5Y", id="X3 official"),
        pytest.param(False, "designated-activities", "taiwan-office", "P3Y", id="X4 Taiwan office"),
        pytest.param(False, "designated-activities", "palestine-mission", "P3Y", id="X4 Palestine mission"),
        pytest.param(False, "designated-activities", "digital-nomad", "P6M", id="X4 digital nomad"),
        pytest.param(True, "designated-activities", "other", "P6M", id="other designated activities"),
        pytest.param(True, "designated-activities", None, "P6M", id="designated activities, unknown"),
        pytest.param(True, "hsp-2", "c", None, id="a detail of another status excludes nobody"),
        pytest.param(False, "special-permanent-resident", None, None, id="X5 special permanent"),
    ],
)
def test_who_gets_a_card(expected: bool, code: StatusCode, detail: Detail | None, period: str | None) -> None:
    assert is_mid_to_long_term(code, detail, period, DAY) is expected


@pytest.mark.parametrize(
    ("expected", "period", "granted_on"),
    [
        pytest.param(False, "P90D", date(2026, 11, 30), id="90 days to 28 February are three months"),
        pytest.param(True, "P91D", date(2026, 11, 30), id="91 days to 1 March are more"),
        pytest.param(False, "P91D", date(2026, 4, 6), id="91 days from April end with three months"),
        pytest.param(True, "P92D", date(2026, 4, 6), id="92 days from April are more"),
        pytest.param(False, "P31D", date(2026, 4, 6), id="31 days"),
        pytest.param(False, "P2M30D", date(2026, 4, 6), id="two months and 30 days"),
        pytest.param(True, "P2M31D", date(2026, 4, 6), id="two months and 31 days"),
    ],
)
def test_days_are_held_against_three_months(expected: bool, period: str, granted_on: date) -> None:
    assert is_mid_to_long_term("designated-activities", "other", period, granted_on) is expected


def test_digital_nomads_are_excluded_from_31_march_2024() -> None:
    for on, gets_a_card in ((date(2024, 3, 30), True), (date(2024, 3, 31), False)):
        assert is_mid_to_long_term("designated-activities", "digital-nomad", "P6M", on) is gets_a_card
        assert not is_mid_to_long_term("designated-activities", "taiwan-office", "P3Y", on)
        assert not is_mid_to_long_term("designated-activities", "palestine-mission", "P3Y", on)


@pytest.mark.parametrize(
    ("expected", "code", "detail", "contract"),
    [
        pytest.param("ORG-1", "student", None, True, id="student"),
        pytest.param("ORG-1", "business-manager", None, True, id="business manager"),
        pytest.param("ORG-2", "engineer-humanities-international", None, True, id="engineer"),
        pytest.param("ORG-2", "ssw-1", None, False, id="only entertainers need a contract in Japan"),
        pytest.param("ORG-2", "hsp-2", "a", True, id="HSP(ii) doing (a) work"),
        pytest.param("ORG-2", "hsp-2", "b", True, id="HSP(ii) doing (b) work"),
        pytest.param("ORG-1", "hsp-2", "c", True, id="HSP(ii) doing (c) work"),
        pytest.param("ORG-2", "hsp-2", None, True, id="HSP(ii), work unknown"),
        pytest.param("ORG-2", "entertainer", None, True, id="entertainer under contract in Japan"),
        pytest.param(None, "entertainer", None, False, id="entertainer without one"),
        pytest.param(None, "artist", None, True, id="artist"),
        pytest.param(None, "cultural-activities", None, True, id="cultural activities"),
        pytest.param(None, "designated-activities", "other", True, id="designated activities"),
        pytest.param(None, "permanent-resident", None, True, id="permanent resident"),
    ],
)
def test_who_notifies_changes_of_organisation(
    expected: str | None, code: StatusCode, detail: Detail | None, contract: bool
) -> None:
    rule = notice_rule(code, detail, contract)
    assert (None if rule is None else rule.id) == expected


@pytest.mark.parametrize(
    ("expected", "code", "detail", "as_spouse"),
    [
        pytest.param(True, "dependent", None, True, id="dependent spouse"),
        pytest.param(False, "dependent", None, False, id="D14 dependent child"),
        pytest.param(True, "spouse-of-japanese", None, True, id="spouse of a Japanese"),
        pytest.param(False, "spouse-of-permanent-resident", None, False, id="child of a permanent resident"),
        pytest.param(True, "designated-activities", "researcher-spouse", True, id="researcher's spouse"),
        pytest.param(False, "designated-activities", "other", True, id="other designated activities"),
        pytest.param(False, "long-term-resident", None, True, id="long-term resident"),
    ],
)
def test_who_notifies_the_end_of_a_marriage(
    expected: bool, code: StatusCode, detail: Detail | None, as_spouse: bool
) -> None:
    assert spouse_notice(code, detail, as_spouse) is expected


def test_any_work_is_open_to_table_two_and_special_permanent_residents_alone() -> None:
    free = {code for code, held in STATUSES.items() if held.unrestricted}
    assert free == {
        "permanent-resident",
        "spouse-of-japanese",
        "spouse-of-permanent-resident",
        "long-term-resident",
        "special-permanent-resident",
    }


def test_table_one_is_everything_else() -> None:
    assert {code for code, held in STATUSES.items() if not held.table_one} == {
        code for code, held in STATUSES.items() if held.unrestricted
    }
    assert [code for code, held in STATUSES.items() if held.special_permanent] == [
        "special-permanent-resident"
    ]


def test_a_period_is_years_months_and_days() -> None:
    assert duration("P1Y3M10D") == (15, 10)
    with pytest.raises(ValueError, match="not a period of stay"):
        duration("P1W")


@pytest.mark.parametrize(
    ("given", "code", "on", "landing"),
    [
        (False, "skill-development", date(2027, 3, 31), True),
        (True, "skill-development", date(2027, 4, 1), False),
        (False, "intra-company-transferee-2", date(2027, 3, 31), False),
        (True, "technical-intern-1", date(2027, 6, 30), True),
        (False, "technical-intern-3", date(2027, 7, 1), True),
        (True, "technical-intern-3", date(2027, 7, 1), False),
    ],
)
def test_n62_statuses_that_begin_or_end_in_2027(given: bool, code: Any, on: date, landing: bool) -> None:
    assert given_on(code, on, landing=landing) is given
    assert period_allowed(code, "P1Y", on)
