"""The version of the rows: another one when a rule, a setting or the shape of rows changes, and only then."""

import re
from datetime import date

import pytest

from adapters.postgres.made_by import _sources, projection_version, version_of
from domain.law.address import ADR_3
from domain.policy import DEFAULT, Policy

ADDRESS = "domain/law/address.py"


def changed(name: str, before: str, after: str) -> str:
    """Return the version with one file changed in one place."""
    sources = dict(_sources())
    text = sources[name].decode()
    assert text.count(before) == 1
    return version_of(sources | {name: text.replace(before, after).encode()}, DEFAULT)


def test_one_number_of_the_law_is_another_version() -> None:
    assert ADR_3.numbers[0].on(date(2026, 11, 27)) == 14
    assert changed(ADDRESS, "days(14, _MOVED)", "days(13, _MOVED)") != projection_version(DEFAULT)


@pytest.mark.parametrize(
    ("name", "before", "after"),
    [
        (ADDRESS, 'icrra("19-9(1)", "A:2")', 'icrra("19-9(2)", "A:2")'),
        ("domain/duties/address.py", "opens_on=on,", "opens_on=None,"),
        ("domain/law/municipalities.json", "札幌市中央区", "中央区"),
        ("projections/rows/row.py", "class PlacedDuty(Struct, frozen=True)", "class PlacedDuty(Struct)"),
    ],
)
def test_an_article_a_computation_a_table_or_a_shape_is_another(name: str, before: str, after: str) -> None:
    assert changed(name, before, after) != projection_version(DEFAULT)


@pytest.mark.parametrize(
    ("name", "before", "after"),
    [
        (ADDRESS, '"Notify the new address"', '"Tell the new address"'),
        (ADDRESS, '"新住居地に移転した日から', '"新住居地へ移転した日から'),
        ("domain/duties/address.py", "one for each place settled", "one for every place settled"),
    ],
)
def test_words_for_people_leave_the_version_as_it_is(name: str, before: str, after: str) -> None:
    assert changed(name, before, after) == projection_version(DEFAULT)


def test_another_setting_is_another_version() -> None:
    assert projection_version(Policy(month_end="CIVIL")) != projection_version(DEFAULT)


def test_every_projection_that_rows_are_made_with_counts() -> None:
    made_with = {name: text.decode() for name, text in _sources().items() if name.startswith("projections/")}
    needed = {"rows"}
    for text in made_with.values():
        needed.update(re.findall(r"^from projections\.(\w+)", text, re.MULTILINE))
        for names in re.findall(r"^from projections import (.+)$", text, re.MULTILINE):
            needed.update(names.split(", "))
    assert needed == {name.split("/")[1].removesuffix(".py") for name in made_with}
