"""Two files are likely of one person by card number, or by birth and a like name however it is written."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from domain.events import Name
from projections.directory import LAST, name_terms
from projections.likeness import (
    Person,
    birth_terms,
    likeness,
    name_terms_alike,
    one_slip,
    strength,
    why_one_person,
)

YAMADA = Name(family="YAMADA", given="TARO", family_kanji="山田", given_kanji="太郎")
HOA = Name(family="Nguyen", given="Thi Hoa")


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (HOA, Name(family="NGUYỄN", given="THỊ HOA")),
        (HOA, Name(family="Thi Hoa", given="Nguyen")),
        (HOA, Name(family="ｎｇｕｙｅｎ", given="thihoa")),
        (HOA, Name(given="Nguyen Thi Hoa")),
        (HOA, Name(family="N.", given="H.", printed="NGUYEN THI HOA")),
        (YAMADA, Name(family="ヤマダ", given="タロウ")),
        (YAMADA, Name(family="Yamada", given="Tarō")),
        (YAMADA, Name(family="Silva", given="Ana", alias="山田　太郎")),
        (Name(family="髙橋", given="一"), Name(family="高橋", given="一")),
        (Name(given="SUKARNO"), Name(family="Sukarno")),
    ],
)
def test_a_name_is_the_same_however_it_is_written(one: Name, other: Name) -> None:
    assert likeness(one, other) == likeness(other, one) == "same-name"


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (HOA, Name(family="Nguyen", given="Thi Hao")),
        (Name(family="Sharma", given="Priya"), Name(family="Sharma", given="Prya")),
        (Name(family="Shimada", given="Ken"), Name(family="Simado", given="Ken")),
        (HOA, Name(family="Nguyen", given="Hoa")),
        (Name(given="Sukarno"), Name(family="Sukarno", given="Ahmad")),
        (Name(family="山田", given="太郎"), Name(family="Yamada", given="Taro")),
    ],
)
def test_names_are_alike_by_one_slip_by_a_part_and_by_how_they_are_read(one: Name, other: Name) -> None:
    assert likeness(one, other) == likeness(other, one) == "like-name"


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (Name(family="Li", given="Wei"), Name(family="Li", given="Wen")),
        (HOA, Name(family="Nguyen", given="Van Minh")),
        (Name(family="Li", given="Wei", family_kanji="李"), Name(family="Li", given="Na", family_kanji="李")),
        (Name(family="Sharma", given="Priya"), Name(family="Sharna", given="Prya")),
        (Name(family="山田", given="一郎"), Name(family="山田", given="二郎")),
    ],
)
def test_another_name_is_not_alike(one: Name, other: Name) -> None:
    """Short words one letter apart, a family's name alone, two slips, another kanji."""
    assert likeness(one, other) is likeness(other, one) is None


def test_a_birth_known_by_year_or_month_may_be_any_of_its_days() -> None:
    def why(*births: str) -> tuple[str, ...]:
        return why_one_person(*(Person(names=(HOA,), births=(born,)) for born in births))

    assert why("1990-05-12", "1990-05-12") == ("same-birth", "same-name")
    for births in (("1990", "1990-05-12"), ("1990-05-12", "1990-05"), ("1990", "1990-05"), ("1990", "1990")):
        assert why(*births) == ("same-name", "possible-birth")
    for births in (("1990-05-12", "1990-05-13"), ("1990-06", "1990-05-12"), ("1991", "1990-05")):
        assert why(*births) == ()


def test_a_card_number_of_both_says_more_than_name_and_birth() -> None:
    card, twin = frozenset({"AB12345678CD"}), Person(names=(HOA,), births=("1990-05-12",))
    one = Person(names=(YAMADA,), births=("1950-01-01",), cards=card)
    assert why_one_person(one, Person(names=(HOA,), births=("1990-05-12",), cards=card)) == (
        "same-card-number",
    )
    assert strength(("same-card-number",)) > strength(why_one_person(twin, twin))


WORDS = st.sampled_from(
    ["Nguyen", "Thi", "Hoa", "Hao", "NGUYEN", "Thị", "グエン", "山田", "太郎", "Yamada", "Taro", "Ana"]
)
TEXTS = st.lists(WORDS, min_size=1, max_size=3).map(" ".join)
PARTS = st.fixed_dictionaries(
    {"family": TEXTS},
    optional=dict.fromkeys(
        ("given", "family_kanji", "given_kanji", "family_kana", "alias", "printed"), TEXTS
    ),
)
PERSONS = st.builds(
    Person,
    names=st.lists(PARTS.map(lambda parts: Name(**parts)), min_size=1, max_size=2).map(tuple),
    births=st.sampled_from(["1990", "1990-05", "1990-05-12", "1990-05-13"]).map(lambda born: (born,)),
    cards=st.sampled_from(["", "AB12345678CD"]).map(lambda card: frozenset({card} - {""})),
)


@settings(max_examples=200, deadline=None)
@given(PERSONS, PERSONS)
def test_who_is_alike_is_so_both_ways_and_found_by_the_terms_that_are_asked_for(
    one: Person, other: Person
) -> None:
    found = why_one_person(one, other)
    assert found == why_one_person(other, one)
    if {"same-birth", "possible-birth"} & set(found):
        born = [f"@{born}" for born in other.births]
        assert any(first <= term < past for first, past in birth_terms(one) for term in born)
        called = [term for name in other.names for term in name_terms(name)]
        assert any(first <= term < past for first, past in name_terms_alike(one) for term in called)


@settings(max_examples=200, deadline=None)
@given(st.text("abx", min_size=2, max_size=6), st.text("abx", min_size=2, max_size=6))
def test_a_slip_is_one_both_ways(one: str, other: str) -> None:
    assert one_slip(one, other) == one_slip(other, one)


def test_a_birth_is_looked_for_by_its_day_month_and_year() -> None:
    ranges = list(birth_terms(Person(births=("1990-05-12",))))
    assert [first for first, _ in ranges] == ["@1990", "@1990-05", "@1990-05-12"]
    assert not any(first <= "@1990-06-01" < past for first, past in ranges)
    assert list(birth_terms(Person(births=("1990",)))) == [("@1990", "@1990" + LAST)]
