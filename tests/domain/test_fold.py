"""The fold takes every fact of the catalogue, and bears whatever may be recorded."""

from typing import get_args

import pytest

from domain.events import Fact
from domain.policy import DEFAULT
from domain.spans.fold import EFFECTS, QUIET, fold
from tests.domain.telling import (
    CARD,
    OTHER_CARD,
    duties,
    engineer,
    issued,
    landed,
    opened,
    rules,
    special_permanent,
    standing,
)
from tests.domain.test_admissibility import codes
from tests.spec import event


def test_every_fact_of_the_catalogue_has_its_effect() -> None:
    assert set(get_args(Fact)) == set(EFFECTS)


def test_quiet_facts_are_facts() -> None:
    assert set(EFFECTS) > QUIET


def test_a_history_without_its_opening_is_no_history() -> None:
    with pytest.raises(ValueError, match="begins with CaseOpened"):
        fold([], DEFAULT)


def test_death_is_told_of_someone_who_never_landed() -> None:
    assert standing([opened(), event("Died", "2026-06-01")], "2026-06-01").stay == "deceased"


def test_particulars_replace_what_they_name_and_leave_the_rest() -> None:
    told = engineer(event("ParticularsChanged", "2026-06-01", sex="X", nationality="FR"))
    shown = standing(told, "2026-06-01")
    assert (shown.sex, shown.nationality, shown.name.family) == ("X", "FR", "TEST")
    assert standing(told, "2026-05-31").nationality == "VN"


def test_dates_at_the_end_of_time_do_not_break_the_fold() -> None:
    told = [
        opened(born="0001-01-01"),
        landed("2025-04-07", "engineer-humanities-international", "P5Y", "9999-12-31"),
        issued("2025-04-07", "9999-12-31"),
        event("ApplicationFiled", "2025-05-01", procedure="extension"),
        event("Departed", "2025-06-01", reentry="special"),
    ]
    assert standing(told, "9999-12-31").stay == "lost"
    assert {d.rule for d in duties(told, "9999-12-31")} == {"EXT", "RE-3", "RET-5"}


def test_a_card_damaged_before_it_was_issued_again_is_refused_unless_any_was_issued() -> None:
    assert codes([opened()], event("CardDamaged", "2026-06-01", cause="soiled")) == ["card-not-issued"]
    gone = engineer(
        event("CardReturned", "2026-06-01", number=CARD, route="post"),
        event("CardDamaged", "2026-06-02", cause="soiled"),
    )
    assert rules(gone, "2026-06-02") == ["EXT"]


@pytest.mark.parametrize(
    ("expected", "born", "on", "until", "reason"),
    [
        pytest.param(
            "SPR-3@RB-2026-06", "1980-05-01", "2026-07-01", "2036-05-01", "reissue", id="ten birthdays"
        ),
        pytest.param(
            "SPR-3@RB-2026-06", "2009-05-01", "2026-07-01", "2031-05-01", "reissue", id="five birthdays"
        ),
        pytest.param("SPR-3@RB-2024-03", "2010-05-01", "2024-07-01", "2026-04-30", "reissue", id="child"),
    ],
)
def test_certificates_end_by_birthdays(expected: str, born: str, on: str, until: str, reason: str) -> None:
    told = special_permanent(issued(on, until, OTHER_CARD, reason, "municipality"), born=born)
    del told[4]
    shown = standing(told, on)
    assert (shown.card.computed_rule, str(shown.card.computed_valid_until)) == (expected, until)
    assert shown.anomalies == ()


def test_a_card_issued_after_the_printed_end_is_not_checked() -> None:
    told = engineer(issued("2028-05-01", "2029-01-01", OTHER_CARD, "reissue"))
    assert standing(told, "2028-05-01").card.computed_rule is None
