"""The article behind what an event changes on a timeline."""

from datetime import date

import pytest

from domain import events
from domain.law.occasions import DEPARTURES, OCCASIONS, SPECIAL_PERMANENT, occasion

ON = date(2026, 6, 1)


def acquired(status: str) -> events.StatusAcquired:
    return events.StatusAcquired(occurred_on=ON, status=status, period_of_stay=None, expires_on=None)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("rule", "basis", "fact"),
    [
        pytest.param(
            "EXT-7",
            "ICRRA art. 21(3)",
            events.PeriodExtended(occurred_on=ON, period_of_stay="P1Y", expires_on=ON),
            id="extension",
        ),
        pytest.param(
            "RE-3",
            "ICRRA art. 26-2(1)",
            events.Departed(occurred_on=ON, reentry="special"),
            id="special re-entry",
        ),
        pytest.param(
            "RE-1",
            "ICRRA art. 26(1)",
            events.Departed(occurred_on=ON, reentry="permit"),
            id="re-entry permit",
        ),
        pytest.param(
            "RET-3", "ICRRA art. 25", events.Departed(occurred_on=ON, reentry="none"), id="for good"
        ),
        pytest.param(
            "ACQ-1",
            "ICRRA art. 22-2(1)",
            events.AcquisitionGroundsArose(occurred_on=ON, grounds="birth"),
            id="birth",
        ),
        pytest.param(
            "ACQ-3",
            "SPRA art. 4(1)",
            events.AcquisitionGroundsArose(occurred_on=ON, grounds="birth", special_permanent=True),
            id="born to special permanent residents",
        ),
        pytest.param("ACQ-1", "ICRRA art. 22-2(3)", acquired("dependent"), id="a status acquired"),
        pytest.param(
            "ACQ-3",
            "SPRA art. 4, 5",
            acquired("special-permanent-resident"),
            id="special permanent residence",
        ),
        pytest.param(
            None,
            "ICRRA art. 9(3)",
            events.Landed(
                occurred_on=ON, port="Narita", status="student", period_of_stay="P1Y", expires_on=ON
            ),
            id="landing",
        ),
    ],
)
def test_rule_and_article(rule: str | None, basis: str, fact: events.Fact) -> None:
    found = occasion(fact)
    assert found is not None
    assert (found.rule and found.rule.id, found.basis(ON)) == (rule, basis)


def test_a_note_changes_nothing() -> None:
    assert occasion(events.NoteAdded(occurred_on=ON, text="x")) is None


def test_an_article_is_named_only_where_it_is_not_the_rule_s_own() -> None:
    found = [o for table in (OCCASIONS, DEPARTURES, SPECIAL_PERMANENT) for o in table.values()]
    assert all(o.article != o.rule.under(ON).citation for o in found if o.rule is not None)
    assert all(o.article for o in found if o.rule is None)
