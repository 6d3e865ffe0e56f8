"""The numbers that rules compute with, read from where they stand: beside the code of each family."""

from collections.abc import Mapping
from typing import Any

from domain.duties import (
    acquisition,
    extension,
    reentry,
    returning,
)
from domain.law.provision import InForce, Text
from domain.law.rule import Number
from domain.spans import side_activity


def _n(name: Text, dated: tuple[InForce[Any], ...]) -> Number[Any]:
    return Number(dated, name)


def _days(*dated: InForce[Any]) -> Number[Any]:
    return _n(Text("days", "日数"), dated)


def _window(*dated: InForce[Any]) -> Number[Any]:
    return _n(Text("months before the last day", "満了前の月数"), dated)


def _months(*dated: InForce[Any]) -> Number[Any]:
    return _n(Text("months", "月数"), dated)


def _years(*dated: InForce[Any]) -> Number[Any]:
    return _n(Text("years", "年数"), dated)


NUMBERS: Mapping[str, tuple[Number[Any], ...]] = {
    **{rule: (_days(dated),) for rule, dated in returning.RETURN_DAYS.items()},
    "EXT-1": (
        _window(extension.WINDOW_MONTHS),
        _n(
            Text("for periods of months or more", "対象となる在留期間の月数"),
            (extension.WINDOW_FOR_PERIODS_OF_MONTHS,),
        ),
    ),
    "EXT-3": (_months(extension.SPECIAL_PERIOD_MONTHS),),
    "EXT-4": (
        _n(
            Text("days of a period without it", "特例期間のない在留期間の日数"),
            (extension.NO_SPECIAL_PERIOD_DAYS,),
        ),
    ),
    "ACT-1": (_n(Text("hours a week", "週の時間数"), (side_activity.BLANKET_HOURS_PER_WEEK,)),),
    "ACQ-1": (
        _days(acquisition.FILING_DAYS),
        _n(
            Text("days of stay without a status", "資格なしで在留できる日数"),
            (acquisition.STAY_WITHOUT_STATUS_DAYS,),
        ),
    ),
    "ACQ-2": (_days(acquisition.STAY_WITHOUT_STATUS_DAYS),),
    "ACQ-3": (_days(acquisition.SPECIAL_PERMANENT_FILING_DAYS),),
    "RE-1": (
        _years(reentry.PERMIT_YEARS[0]),
        _n(Text("years, special permanent residents", "年数(特別永住者)"), (reentry.PERMIT_YEARS[1],)),
    ),
    "RE-2": (
        _years(reentry.PERMIT_EXTENSION_YEARS),
        _n(Text("years in all", "通算年数"), (reentry.PERMIT_WITH_EXTENSION_YEARS[0],)),
        _n(
            Text("years in all, special permanent residents", "通算年数(特別永住者)"),
            (reentry.PERMIT_WITH_EXTENSION_YEARS[1],),
        ),
    ),
    "RE-3": (_years(reentry.SPECIAL_REENTRY_YEARS[0]),),
    "RE-4": (_years(reentry.SPECIAL_REENTRY_YEARS[1]),),
    "SPR-7": (_days(returning.SPECIAL_PERMANENT_ARTICLES),),
}
"""By rule id; a rule without a number of its own has no entry."""
