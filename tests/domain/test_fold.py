"""The fold takes every fact of the catalogue."""

from domain.events import CATALOGUE, EventCorrected, EventVoided
from domain.spans.fold import EFFECTS, QUIET


def test_every_fact_of_the_catalogue_has_its_effect() -> None:
    assert set(CATALOGUE) - {EventCorrected, EventVoided} == set(EFFECTS)


def test_quiet_facts_are_facts() -> None:
    assert set(EFFECTS) > QUIET
