"""Every worked case of tests/vectors, played against `decide` and the folds."""

from collections.abc import Set as AbstractSet
from datetime import date
from typing import Any

import msgspec
import pytest

from domain.admissibility import decide
from domain.history import known_at
from domain.policy import DEFAULT
from tests.naive.play import play, scenarios
from tests.spec import Answers, answers_of, decoded, recorded


def answers(stream: list[dict[str, Any]], on: date, known: tuple[str, int] | None) -> Answers:
    history = recorded(stream)
    if known is None:
        return answers_of(history, on)
    kind, version = known
    return answers_of(
        known_at(history, version if kind == "version" else history[version - 1].recorded_at), on
    )


def refusal(
    stream: list[dict[str, Any]], event: dict[str, Any], today: date, taken: AbstractSet[str]
) -> str | None:
    """The code with which the event is refused; numbers of other residents' cards are the log's to refuse."""
    try:
        new = decoded(event)
    except msgspec.ValidationError:
        return "invalid-event"
    refused = decide(recorded(stream), [new], policy=DEFAULT, today=today).refusals
    if refused:
        return refused[0].code
    return "card-number-taken" if event["type"] == "CardIssued" and event["number"] in taken else None


@pytest.mark.parametrize("scenario", [pytest.param(s, id=f"{s['id']} {s['title']}") for s in scenarios()])
def test_scenario(scenario: dict[str, Any]) -> None:
    assert play(scenario, answers, refusal) == []
