"""The numbers that rules compute with, read from where they stand: beside the code of each family."""

from collections.abc import Mapping
from typing import Any

from domain.duties import returning
from domain.law.provision import InForce, Text
from domain.law.rule import Number


def _n(name: Text, dated: tuple[InForce[Any], ...]) -> Number[Any]:
    return Number(dated, name)


def _days(*dated: InForce[Any]) -> Number[Any]:
    return _n(Text("days", "日数"), dated)


NUMBERS: Mapping[str, tuple[Number[Any], ...]] = {
    **{rule: (_days(dated),) for rule, dated in returning.RETURN_DAYS.items()},
    "SPR-7": (_days(returning.SPECIAL_PERMANENT_ARTICLES),),
}
"""By rule id; a rule without a number of its own has no entry."""
