"""A letter of each rule, about somebody's life in the worked cases."""

from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from functools import cache
from typing import Any

from msgspec import Struct

from adapters.exchange.languages import LetterLanguage
from adapters.exchange.letters.letter import Letter
from api.asking import File
from api.letters import OWED, letter_about
from api.scope import Caller
from domain.duties.duty import Duty
from domain.history import Recorded, effective
from domain.policy import DEFAULT
from projections import open_obligations
from tests.api.office import arrival
from tests.naive.play import fill, scenarios
from tests.spec import RESIDENT, event, recorded

LANGUAGES: tuple[LetterLanguage, ...] = ("ja", "en", "easy-ja")
CLERK = Caller(person="hanako", role="caseworker", office="01107", key="k")


class Occasion(Struct, frozen=True, kw_only=True):
    """A life and a day on which something is owed."""

    file: File
    duty: Duty

    def letter(self, language: LetterLanguage, caller: Caller = CLERK) -> Letter:
        return letter_about(self.duty, self.file, DEFAULT, caller, language)


@cache
def everything() -> tuple[Occasion, ...]:
    """All that is owed in the worked cases on some days."""
    return tuple(_all())


@cache
def occasions() -> Mapping[str, Occasion]:
    """By rule, those with the most said about their days first."""
    found: dict[str, Occasion] = {}
    for occasion in everything():
        rule = occasion.duty.rule
        if rule not in found or _said(occasion) > _said(found[rule]):
            found[rule] = occasion
    return found


MORE: tuple[tuple[str, list[dict[str, Any]]], ...] = (
    (
        "2026-05-20",
        [
            *arrival(on="2026-04-06", card="AB00000001CD"),
            event("CardLost", "2026-05-01", cause="lost"),
            event(
                "CardIssued", "2026-05-11", number="AB00000002CD", valid_until="2028-04-06", route="bureau",
                reason="reissue",
            ),
            event("CardFound", "2026-05-18", number="AB00000001CD"),
        ],
    ),
    (
        "2026-05-20",
        [
            event(
                "CaseOpened", "1992-06-15", date_of_birth="1992-06-15", nationality="KR",
                name={"family": "KIM", "given": "YONGHO", "family_kanji": "金", "given_kanji": "英浩"},
            ),
            event("AcquisitionGroundsArose", "1992-06-15", grounds="birth", special_permanent=True),
            event("Settled", "1992-06-15", address={"municipality_code": "01107", "line": "琴似二条1-1"}),
            event(
                "StatusAcquired", "1992-07-20", status="special-permanent-resident", period_of_stay=None,
                expires_on=None,
            ),
            event(
                "CardIssued", "2023-07-03", number="AB00000003CD", valid_until="2030-06-15",
                route="municipality", reason="renewal",
            ),
            event("CardReplacementOrdered", "2026-05-18"),
        ],
    ),
)  # fmt: skip
"""Lives, with a day, in which something is owed that no worked case has."""


def _said(occasion: Occasion) -> int:
    counted = occasion.duty.counted
    return 0 if counted is None else 1 + len(counted.closed)


def _all() -> Iterator[Occasion]:
    for written, life in MORE:
        yield from _owed(recorded(life), date.fromisoformat(written))
    for scenario in scenarios():
        if not scenario.get("refused"):
            for ask in scenario["asks"]:
                day = date.fromisoformat(ask["on"])
                for on in (day, day - timedelta(days=3), day + timedelta(days=1)):
                    yield from _owed(recorded(fill(scenario["events"])), on)


def _owed(history: list[Recorded], on: date) -> Iterator[Occasion]:
    file = file_of(history, on)
    for duty in open_obligations.on(file.outlook(DEFAULT), on):
        if duty.state(on) in OWED:
            yield Occasion(file=file, duty=duty)


def file_of(history: list[Recorded], on: date) -> File:
    facts: list[Any] = effective(history)
    return File(resident_id=RESIDENT, on=on, known=None, recorded=history, counted=history, facts=facts)
