"""The rulebook: complete, dated, sourced; nothing unsure is presented as certain."""

import re
from collections.abc import Iterator
from datetime import date
from itertools import pairwise
from typing import get_args

import pytest
from msgspec import structs

from domain.law.differences import DIFFERENCES, SWITCHES
from domain.law.holders import SHORT_STAY_MONTHS
from domain.law.provision import Confidence, Text
from domain.law.rulebook import DUTIES, RULES, entries, stale
from domain.law.sources import SOURCES, written_out
from domain.law.versions import rulebook_version
from domain.policy import Policy, values

TODAY = date(2026, 11, 23)


def series(prefix: str, last: int) -> list[str]:
    return [f"{prefix}-{n}" for n in range(1, last + 1)]


WRITTEN = [
    *(f"X{n}" for n in range(1, 7)), *series("VAL", 6), *series("REN", 3), *series("ADR", 6), "CHG-1",
    *series("LOS", 3), *series("DMG", 3), *series("RET", 7), "ORG-1", "ORG-2", "SPO-1",
    "EXT", *series("EXT", 7), "CHS-1", "PRM-1", "ACT-1", *series("ACQ", 3), *series("RE", 6),
    *series("SPR", 8), *series("AR", 12), *series("REV", 7),
]  # fmt: skip


def test_every_rule_is_in_the_rulebook_once() -> None:
    assert sorted(RULES) == sorted(WRITTEN)


def test_a_duty_says_where_and_by_what_it_is_settled() -> None:
    for duty in DUTIES.values():
        assert duty.desk, duty.id
        assert duty.settled_by, duty.id


def test_special_permanent_residents_owe_what_their_own_act_says() -> None:
    pairs = {
        "SPR-1": {"ADR-1", "ADR-2", "ADR-3"}, "SPR-2": {"CHG-1"}, "SPR-4": {"REN-1", "REN-2"},
        "SPR-5": {"LOS-1", "LOS-2"}, "SPR-6": {"DMG-2"}, "SPR-7": {*series("RET", 7)},
        "ACQ-3": {"ACQ-1"}, "RE-4": {"RE-3"},
    }  # fmt: skip
    theirs = {rule: own for own, rules in pairs.items() for rule in rules}
    assert {id_: duty.of("special-permanent").id for id_, duty in DUTIES.items()} == {
        id_: theirs.get(id_, id_) for id_ in DUTIES
    }


def test_the_law_threatens_whoever_misses_a_duty_but_for_advice_and_special_permanent_residents() -> None:
    """RE-4 goes by the same articles as RE-1 and RE-3: the right to come back ends (ICRRA 26, 26-2)."""
    spared = {"DMG-1", "LOS-3", "CHS-1", "ACQ-3", *(id_ for id_ in DUTIES if id_.startswith("SPR-"))}
    assert {id_ for id_, duty in DUTIES.items() if duty.penalty is None} == spared


def test_what_binds_in_japan_only_and_what_outlives_the_stay() -> None:
    threatened = {id_: duty.penalty for id_, duty in DUTIES.items() if duty.penalty is not None}
    in_japan_only = {id_ for id_, penalty in threatened.items() if penalty.in_japan_only}
    assert in_japan_only == {"REN-1", "REN-2", "EXT", "ACQ-1"}
    surviving = {id_ for id_, duty in DUTIES.items() if duty.outlives_stay}
    assert surviving == {*series("RET", 7), "SPR-7", "RE-1", "RE-3", "RE-4"}


def test_the_settings_that_rules_without_a_duty_depend_on() -> None:
    named = {
        "midnight_start": {"AR-2"}, "month_end": {"AR-5", "EXT-3"}, "filing_grace": {"EXT-2"},
        "pr7_day": {"VAL-1"}, "roll_90": {"AR-7", "AR-10", "ADR-5", "ADR-6", "REV-4", "REV-5"},
    }  # fmt: skip
    found = {(name, id_) for id_, rule in RULES.items() if id_ not in DUTIES for name in rule.switches}
    assert found == {(name, id_) for name, rules in named.items() for id_ in rules}


@pytest.mark.parametrize("id_", RULES)
def test_what_a_rule_says_is_dated_oldest_first_and_in_two_languages(id_: str) -> None:
    said = RULES[id_].says.entries
    assert all(entry.since is not None for entry in said[1:])
    assert all((a.since or date.min) < (b.since or date.min) for a, b in pairwise(said))
    assert all(entry.value.en and entry.value.ja for entry in said)
    assert all(entry.under.source and entry.under.articles for entry in said)


def test_what_rests_on_middling_memory_is_unconfirmed() -> None:
    new_card = RULES["VAL-1"].says.entry(date(2026, 6, 14))
    assert new_card is not None
    assert not new_card.under.confirmed
    old_card = RULES["VAL-1"].says.entry(date(2026, 6, 13))
    assert old_card is not None
    assert old_card.under.confirmed


def test_revocation_of_permanent_residence_comes_into_force_on_1_april_2027() -> None:
    coming = RULES["REV-7"]
    assert coming.says.entry(date(2027, 3, 31)) is None
    in_april = coming.says.entry(date(2027, 4, 1))
    assert in_april is not None
    assert in_april.since == date(2027, 4, 1)
    assert in_april.under.confidence == "secondary"


@pytest.mark.parametrize(
    ("before", "after", "id_"),
    [
        ("22-4(1)(vi)", "22-4(1)(vi)", "REV-2"),
        ("22-4(1)(viii)", "22-4(1)(x)", "REV-4"),
        ("22-4(1)(x)", "22-4(1)(xii)", "REV-6"),
    ],
)
def test_items_of_22_4_move_on_1_april_2027_and_rule_ids_stay(before: str, after: str, id_: str) -> None:
    old, new = RULES[id_].says.entry(date(2027, 3, 31)), RULES[id_].says.entry(date(2027, 4, 1))
    assert old is not None
    assert new is not None
    assert (old.under.articles, new.under.articles) == (before, after)


@pytest.mark.parametrize(
    ("expected", "on"),
    [
        ("RB-2012", date(1980, 1, 1)),
        ("RB-2012", date(2012, 7, 9)),
        ("RB-2012", date(2023, 10, 31)),
        ("RB-2023-11", date(2023, 11, 1)),
        ("RB-2024-03", date(2024, 3, 31)),
        ("RB-2025-04", date(2025, 4, 1)),
        ("RB-2025-06", date(2025, 6, 1)),
        ("RB-2025-09", date(2025, 9, 30)),
        ("RB-2026-06", date(2026, 6, 14)),
        ("RB-2026-06", date(2026, 9, 30)),
        ("RB-2026-10", date(2026, 10, 1)),
        ("RB-2027-04", date(2027, 4, 1)),
    ],
)
def test_the_version_is_that_of_the_relevant_day(expected: str, on: date) -> None:
    assert rulebook_version(on) == expected


def test_which_rules_without_a_duty_have_numbers_and_how_many() -> None:
    numbers = {
        "X1": 1, "X4": 1, "VAL-1": 4, "VAL-2": 5, "VAL-4": 2, "SPR-3": 6, "ADR-5": 1, "ADR-6": 1, "EXT-1": 2,
        "EXT-3": 1, "EXT-4": 1, "ACT-1": 1, "ACQ-2": 1, "RE-2": 3, "AR-8": 1, "REV-2": 2, "REV-3": 1,
        "REV-4": 1, "REV-5": 1,
    }  # fmt: skip
    found = {id_: len(rule.numbers) for id_, rule in RULES.items() if id_ not in DUTIES}
    assert found == {id_: numbers.get(id_, 0) for id_ in found}


def test_numbers_are_those_the_rules_compute_with() -> None:
    assert RULES["X1"].numbers == (SHORT_STAY_MONTHS,)
    assert RULES["ADR-3"].numbers[0].on(TODAY) == 14


def test_the_ninety_days_of_the_address_exist_once() -> None:
    for watched, risked in (("ADR-5", "REV-4"), ("ADR-6", "REV-5")):
        assert RULES[risked].numbers == RULES[watched].numbers
        assert RULES[risked].numbers[0] is RULES[watched].numbers[0]


def test_page_and_statute_differ_in_three_places() -> None:
    assert [d.id for d in DIFFERENCES] == ["S1", "S2", "S3"]
    parted = {id_: rule.differs for id_, rule in RULES.items() if rule.differs is not None}
    assert parted == {"RE-3": "S1", "DMG-1": "S2", "EXT": "S3"}


def test_every_setting_is_explained_with_its_default_first() -> None:
    assert {name: values(name)[0] for name in SWITCHES} == structs.asdict(Policy())
    named = {name for r in RULES.values() for name in r.switches}
    assert named <= set(SWITCHES)


def test_every_dated_fact_says_how_it_is_known() -> None:
    assert {entry.under.confidence for entry in entries()} == {*get_args(Confidence)}


def test_nothing_is_stale_within_a_year_of_its_check() -> None:
    assert stale(entries(), date(2027, 11, 22)) == []


def test_everything_checked_on_23_november_2026_is_stale_a_year_later() -> None:
    found = stale(entries(), date(2027, 11, 23))
    assert len(found) == len(list(entries()))
    assert {"ADR-3", "RB-2027-04", "fee extension", "desk risb-sapporo"} <= {e.id for e in found}


def test_a_table_that_no_rule_shows_is_checked_like_the_rules() -> None:
    named = [entry.id for entry in entries()]
    tables = ("EXTENDING", "NO_EXTENSION", "ACQUIRING", "NO_SPECIAL_REENTRY", "SPOUSES", "WITHOUT_PERIOD")
    assert {*tables, "IN_PERSON_AGE", "NOT_YET_GIVEN", "NOT_LANDED_WITH"} <= {*named}
    assert not {"SHORT_STAY_MONTHS", "FIRST_ADDRESS_DAYS"} & {*named}


def test_sources_are_written_out() -> None:
    assert written_out("A:2; city") == f"{SOURCES['2']}; city"
    assert written_out("B:999") == "B:999"


OTHER_LAWS = {
    "DMG-1": {"City page"},
    "ACT-1": {"ICRRA enforcement regulation"},
    "AR-8": {"AHA"},
    "RE-1": {"SPRA"},
    "RE-2": {"SPRA"},
    "SPR-3": {"ICRRA"},
}
"""Rules with numbers from elsewhere: advice of the city, a detail of the regulation, both acts at once."""


@pytest.mark.parametrize("id_", RULES)
def test_a_number_stands_in_the_law_of_its_rule(id_: str) -> None:
    said = RULES[id_].says.entries
    laws = {entry.under.law for entry in said} | OTHER_LAWS.get(id_, set())
    assert {entry.under.law for number in RULES[id_].numbers for entry in number.entries} <= laws


@pytest.mark.parametrize("id_", RULES)
def test_a_rule_says_its_numbers_in_both_languages(id_: str) -> None:
    """In words since the day of the number, or in those of the rule that they refer to."""
    for number in RULES[id_].numbers:
        for entry in number.entries:
            if type(entry.value) is not int or entry.value < 2:  # "a year", "the day before"
                continue
            words = [*said_on(id_, entry.since)]
            for language in ("en", "ja"):
                numbers = re.findall(r"\d+", "".join(getattr(text, language) for text in words))
                assert str(entry.value) in numbers, (number.name.en, language)


def said_on(id_: str, day: date | None) -> Iterator[Text]:
    says = RULES[id_].says
    entry = (day and says.entry(day)) or says.entries[0]
    yield RULES[id_].title
    yield entry.value
    for other in re.findall(r"as ([A-Z]+-\d+)", entry.value.en, re.IGNORECASE):
        yield from said_on(other, day)


@pytest.mark.parametrize("id_", [id_ for id_, rule in DUTIES.items() if rule.within is not None])
def test_a_duty_is_owed_within_days_of_the_provision_it_is_owed_under(id_: str) -> None:
    """But for DMG-1: the law has no day there, the city page does."""
    within, rule = DUTIES[id_].within, DUTIES[id_]
    assert within is not None
    assert within.under(TODAY) == rule.under(TODAY) or id_ == "DMG-1"
