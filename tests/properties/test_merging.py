"""Two files merged, recorded on and taken apart: rows and answers, for random pairs of lives.

Most of the pairs contradict each other, as no merge would be recorded; what is answered holds for them, too.
"""

import random
from collections.abc import Iterable, Sequence
from typing import Any, NamedTuple

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from domain.history import Recorded, effective, known_at
from domain.policy import DEFAULT
from projections import current_status
from projections.rows import resident
from projections.rows.cache import FoldCache
from projections.rows.resident import IncrementalFold, ResidentRows, rows_of
from projections.rows.row import Row
from tests.files_merged import merged, never_merged, other_file, surviving
from tests.over_time import obligations
from tests.projections.test_rows import as_known, covering, known_at_or_after, shown, still_known
from tests.spec import answers_of
from tests.strategies import Event, days_of_interest, life_of, restless, seeds_of_lives, untidy

KINDS = ("duties", "standings", "dwellings", "terms")


class Pair(NamedTuple):
    """The events of two files, and after how many of the first the other is merged and taken out again."""

    own: list[Event]
    other: list[Event]
    at: int
    until: int

    def days(self, choice: random.Random, most: int) -> list[Any]:
        days = sorted({*days_of_interest(self.own), *days_of_interest(self.other)})
        return choice.sample(days, min(len(days), most))

    def surviving(self, *, undone: bool = True) -> list[Recorded]:
        until = self.until if undone else None
        return surviving(self.own, other_file(self.other), at=self.at, until=until)

    def never_merged(self) -> list[Recorded]:
        return never_merged(self.own, at=self.at, until=self.until)


@st.composite
def pairs(draw: st.DrawFn, most: int) -> Pair:
    """Lives recorded in order or not, of at least two events the first one; merged after any of them."""
    seeds = seeds_of_lives(most)
    moves = st.lists(st.integers(0, 2**32 - 1), max_size=4)
    lives = st.one_of(seeds.map(life_of), seeds.map(untidy), st.builds(restless, seeds.map(life_of), moves))
    own, other = draw(lives.filter(lambda life: len(life) > 1)), draw(lives)
    at = draw(st.integers(1, len(own) - 1))
    return Pair(own, other, at, draw(st.integers(at + 1, len(own))))


@settings(deadline=None, max_examples=25)
@given(pairs(16), st.randoms())
def test_each_file_answers_as_if_it_had_never_been_merged(pair: Pair, choice: random.Random) -> None:
    apart, never = pair.surviving(), pair.never_merged()
    back, other = merged(pair.other, undone=True), other_file(pair.other)
    for day in pair.days(choice, 8):
        assert answers_of(apart, day) == answers_of(never, day)
        assert without_version(answers_of(back, day)) == without_version(answers_of(other, day))
        # as it was known before the merge
        before = known_at(apart, pair.at)
        assert answers_of(before, day) == answers_of(known_at(never, pair.at), day)


def without_version(answers: tuple[dict[str, Any], list[dict[str, Any]]]) -> tuple[Any, Any]:
    standing, duties = answers
    return {**standing, "version": None}, duties


@settings(deadline=None, max_examples=25)
@given(pairs(16))
def test_rows_after_the_undoing_are_those_of_files_never_merged(pair: Pair) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(resident, "MANY_DWELLINGS", 10_000)  # from how many on they say the same otherwise
        assert now(rows_of(pair.surviving(), DEFAULT)) == now(rows_of(pair.never_merged(), DEFAULT))
        other = rows_of(other_file(pair.other), DEFAULT)
        assert now(rows_of(merged(pair.other, undone=True), DEFAULT)) == now(other)
    gone = rows_of(merged(pair.other), DEFAULT)
    assert now(gone) == [[], [], [], []]
    assert len(gone.terms) == len(other.terms)


@settings(deadline=None, max_examples=20)
@given(pairs(12), st.integers(1, 4), st.booleans())
def test_rows_are_the_same_however_the_history_came(pair: Pair, many: int, undone: bool) -> None:
    """All at once; event by event in memory; gone on with from the rows that are kept."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(resident, "MANY_DWELLINGS", many)
        for history in (pair.surviving(undone=undone), merged(pair.other, undone=undone)):
            whole, cache = rows_of(history, DEFAULT), FoldCache(DEFAULT)
            for version in range(1, len(history) + 1):
                made = cache.rows(history[:version], version - 1)
                fold = IncrementalFold.resumed(DEFAULT, history, still_known(made))
                fold.take(history)
                resumed = fold.rows()
                assert resumed.counts == whole.counts
                for kind in KINDS:
                    assert getattr(made, kind) == as_known(getattr(whole, kind), version)
                    assert getattr(resumed, kind) == known_at_or_after(getattr(whole, kind), version)


@settings(deadline=None, max_examples=20)
@given(pairs(14), st.randoms())
def test_rows_of_the_surviving_file_are_what_the_folds_say(pair: Pair, choice: random.Random) -> None:
    history = pair.surviving(undone=choice.random() < 0.5)
    made = rows_of(history, DEFAULT)
    for version in {len(history), choice.randrange(pair.at + 1, len(history) + 1)}:
        for day in pair.days(choice, 6):
            assert_shown(made, history[:version], day)


def assert_shown(made: ResidentRows, history: Sequence[Recorded], day: Any) -> None:
    facts, version = effective(history), len(history)
    [dwelt] = [row.value for row in covering(made.dwellings, day, version)]
    [stood] = [row.value for row in covering(made.standings, day, version)]
    standing = current_status.on(facts, day, DEFAULT)
    assert (stood.name, stood.stay, stood.date_of_birth) == (
        standing.name, standing.stay, standing.date_of_birth,
    )  # fmt: skip
    held = [shown(row.value, dwelt) for row in covering(made.duties, day, version)]
    assert sorted(map(repr, held)) == sorted(map(repr, obligations(facts, day, DEFAULT)))


@pytest.mark.torture
@settings(deadline=None, max_examples=400)
@given(pairs(40), st.randoms())
def test_of_long_lives_too(pair: Pair, choice: random.Random) -> None:
    test_each_file_answers_as_if_it_had_never_been_merged.hypothesis.inner_test(pair, choice)  # type: ignore[attr-defined]
    test_rows_after_the_undoing_are_those_of_files_never_merged.hypothesis.inner_test(pair)  # type: ignore[attr-defined]
    test_rows_are_the_same_however_the_history_came.hypothesis.inner_test(pair, 3, undone=True)  # type: ignore[attr-defined]
    test_rows_of_the_surviving_file_are_what_the_folds_say.hypothesis.inner_test(pair, choice)  # type: ignore[attr-defined]


def now(made: ResidentRows) -> list[list[tuple[Any, Any, str]]]:
    """What the last version knows, without since when."""
    return [still(getattr(made, kind)) for kind in KINDS]


def still(lines: Iterable[Row[Any]]) -> list[tuple[Any, Any, str]]:
    return sorted((r.valid_from, r.valid_to, repr(r.value)) for r in lines if r.known_to is None)
