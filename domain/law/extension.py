"""Extension of the period of stay (ICRRA 20(6), 21; EXT, EXT-1 to EXT-7).

21(2): whoever wants to stay on applies before the period of stay ends.
20(6), 21(4): an application filed in time keeps the stay alive until it is decided, two months at most: the
special period.
"""

from datetime import date
from functools import lru_cache

from domain.events.types import Procedure, StatusCode
from domain.law.calendar import months_before
from domain.law.period_of_stay import at_least_months
from domain.law.provision import Dated, Text, always, icrra
from domain.law.rule import DutyRule, Penalty, Rule, days, months, says, window

_OVERSTAY = Penalty(
    text=Text(
        "overstay from the day after: ground for deportation, up to 3 years or 3 million yen",
        "満了日の翌日から不法残留となり、退去強制事由に当たるほか、3年以下の拘禁刑又は300万円以下の罰金",
    ),
    under=icrra("24, 70(1)(v)", "A:67"),
    in_japan_only=True,
)
_EXTENSION = icrra("21(2)", "A:23; city")
_SPECIAL_PERIOD = "20(6), 21(4)"

NO_EXTENSION: Dated[frozenset[StatusCode]] = always(
    frozenset({"temporary-visitor", "diplomat", "official", "special-permanent-resident"}),
    icrra("21(3)", "memory", "memory-high"),
)
"""Statuses for which no extension is asked, by the day of the grant (N10)."""

EXT = DutyRule(
    id="EXT",
    title=Text("Apply for extension of the period of stay", "在留期間更新許可申請"),
    says=says(
        "Before the period of stay ends (the city page says: before the card expires), from 3 months before;"
        " filed on the next open day when the last day is closed. Details: EXT-1 to EXT-7.",
        "在留期間の満了の日までに申請します(市のホームページでは「カードの有効期限まで」)。3か月前から申請できます。末日が閉庁日に当たるときは、翌開庁日まで受け付けられます。",
        _EXTENSION,
    ),
    switches=("filing_grace",),
    differs="S3",
    kind="application",
    desk="bureau",
    settled_by=("ApplicationFiled", "PeriodExtended", "StatusChanged", "PermanentResidenceGranted"),
    penalty=_OVERSTAY,
    clock=Text("Period of stay ends", "在留期間の満了日"),
)

WINDOW_MONTHS = window(3, _EXTENSION)
WINDOW_FOR_PERIODS_OF_MONTHS = months(
    6, icrra("21(2)", "A:23"), name=Text("for periods of months or more", "対象となる在留期間の月数")
)

EXT_1 = Rule(
    id="EXT-1",
    title=Text("When an extension may be filed", "更新申請ができる時期"),
    says=says(
        "From 3 months before the last day, for periods of 6 months or more; earlier for hospital or a long"
        " trip. For shorter periods no date is published: open from the grant.",
        "在留期間が「6月」以上のときは、満了日の3か月前から申請できます(入院、長期出張等の場合は早めることができます。)。「6月」未満のときは公表された日がなく、許可の時から申請できるものとして扱います。",
        _EXTENSION,
    ),
    numbers=(WINDOW_MONTHS, WINDOW_FOR_PERIODS_OF_MONTHS),
)
EXT_2 = Rule(
    id="EXT-2",
    title=Text("Last day to file an extension", "更新申請の期限"),
    says=says(
        "The last day of the period of stay. When it is a closed day, the agency accepts on the next open day"
        " as in time; the period itself is not extended.",
        "在留期間の満了の日です。閉庁日に当たるときは翌開庁日に受け付けられますが、在留期間そのものは延長されません。",
        icrra("21(2); AHA 2", "A:23; B:24", "secondary"),
    ),
    switches=("filing_grace",),
)

SPECIAL_PERIOD_MONTHS = months(2, icrra(_SPECIAL_PERIOD, "A:23; B:22"))

EXT_3 = Rule(
    id="EXT-3",
    title=Text("Special period", "特例期間"),
    says=says(
        "Filed in time and undecided at expiry: the stay continues until the decision, at most through the"
        " day on which 2 months from the expiry elapse.",
        "期限内に申請し、満了日までに処分がないときは、処分の時又は満了日から2か月を経過する日が終了する時のいずれか早い時まで在留できます。",
        icrra(_SPECIAL_PERIOD, "A:23; B:22"),
    ),
    numbers=(SPECIAL_PERIOD_MONTHS,),
    switches=("month_end",),
)

NO_SPECIAL_PERIOD_DAYS = days(
    30,
    icrra(_SPECIAL_PERIOD, "A:22b"),
    name=Text("days of a period without it", "特例期間のない在留期間の日数"),
)
EXTENDING: Dated[frozenset[Procedure]] = always(
    frozenset({"extension", "change"}), icrra(_SPECIAL_PERIOD, "A:22b; B:22")
)
"""Applications that keep a stay alive while they are pending, by the day of filing."""

EXT_4 = Rule(
    id="EXT-4",
    title=Text("No special period", "特例期間の対象外"),
    says=says(
        "Not for a period of stay of 30 days or less (31 is enough), nor for an application for permanent"
        " residence.",
        "30日以下の在留期間(31日は対象です。)と永住許可申請には、特例期間がありません。",
        icrra(_SPECIAL_PERIOD, "A:22b; B:22"),
    ),
    numbers=(NO_SPECIAL_PERIOD_DAYS,),
)
EXT_5 = Rule(
    id="EXT-5",
    title=Text("Refusal ends the special period", "不許可による特例期間の終了"),
    says=says(
        "A refusal is a decision: the special period ends with it.",
        "不許可も処分に当たり、特例期間はその時に終わります。",
        icrra(_SPECIAL_PERIOD, "B:23b", "secondary"),
    ),
)
EXT_6 = Rule(
    id="EXT-6",
    title=Text("The special period does not roll", "特例期間は延長されない"),
    says=says(
        "The end of the special period does not move when it falls on a closed day.",
        "特例期間の末日が閉庁日に当たるときも、延長されません。",
        icrra(_SPECIAL_PERIOD, "memory", "memory-high"),
    ),
)
EXT_7 = Rule(
    id="EXT-7",
    title=Text("The new period of stay", "新しい在留期間"),
    says=says(
        "The printed last day counts and is never computed; usually an extension runs from the old last day,"
        " a change from the permission.",
        "券面の満了日を用い、計算はしません。通常、更新では旧満了日から、変更では許可の日から数えます。",
        icrra("21(3)", "memory", "memory-medium"),
    ),
)


@lru_cache(1 << 14)
def window_opens_on(period: str | None, granted_on: date, expires_on: date) -> date:
    """Return the first day on which an extension may be filed, at the earliest that of the grant (EXT-1)."""
    months_or_more = WINDOW_FOR_PERIODS_OF_MONTHS.on(granted_on)
    if not at_least_months(period, granted_on, expires_on, months_or_more):
        return granted_on
    return max(granted_on, WINDOW_MONTHS.first_day(lambda window: months_before(expires_on, window)))
