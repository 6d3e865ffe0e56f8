"""Rulebook: how deadlines are counted (Civil Code 138 to 143, AHA 1 and 2, LAA 4-2)."""

from domain.law import rule as law
from domain.law.provision import Provision, Text
from domain.law.rulebook.entry import Rule, provision, says

_CIVIL_CODE = "Civil Code"
_CIVIL = "kannosrfp.com Civil Code 138-143"


def _count(number: int, title: Text, words: Text, under: Provision, *switches: str) -> law.Rule:
    return Rule(id=f"AR-{number}", title=title, says=(says(words.en, words.ja, under),), switches=switches)


ARITHMETIC: tuple[law.Rule, ...] = (
    _count(
        1,
        Text("The first day is not counted", "初日不算入"),
        Text(
            "Within n days of an event: the last day is the event day plus n.",
            "事由の日の翌日から起算し、n日目が末日。",
        ),
        provision(_CIVIL_CODE, "138, 140, 141", _CIVIL, "statute"),
    ),
    _count(
        2,
        Text("Events at midnight", "午前零時の事由"),
        Text(
            "An event known to start at 00:00 counts its own day: plus n - 1. Off by default.",
            "午前零時に始まる事由は当日を算入。既定では適用しない。",
        ),
        provision(_CIVIL_CODE, "140 proviso", _CIVIL, "statute"),
        "midnight_start",
    ),
    _count(
        3,
        Text("Counted from a day", "起算日の明示"),
        Text(
            "Where the law says counted from a day, that day is included.",
            "「から起算して」とあるときはその日を算入。",
        ),
        provision("drafting usage", "kisan", "from memory", "memory-high"),
    ),
    _count(
        4,
        Text("Months and years by the calendar", "月・年の暦計算"),
        Text(
            "From the day after the event to the day before the matching day; none: the month's last day.",
            "翌日から起算し応当日の前日まで。応当日がなければ月末。",
        ),
        provision(_CIVIL_CODE, "143", _CIVIL, "statute"),
    ),
    _count(
        5,
        Text("Month ends", "月末起算"),
        Text(
            "From a month end whole months run: 30 June plus 2 months is 31 August (civil) or 30 August"
            " (clamped). The earlier is shown for returning, the later decides about loss and overstay.",
            "月末の翌日(1日)から起算すると月単位で計算:6月30日から2月は8月31日(応当日計算では8月30日)。",
        ),
        provision(_CIVIL_CODE, "143", _CIVIL, "statute"),
        "month_end",
    ),
    _count(
        6,
        Text("Windows counted backward", "遡る期間"),
        Text(
            "3, 2 or 6 months before a day: the same day of the month, or the month's last day.",
            "満了日の3・2・6か月前は同じ日、なければ月末。",
        ),
        provision("practice", "windows", "from memory", "memory-medium"),
    ),
    _count(
        7,
        Text("Closed last day", "末日が閉庁日"),
        Text(
            "A filing period that ends on a closed day ends on the next open day.",
            "届出・申請の期間の末日が閉庁日なら翌開庁日まで。",
        ),
        provision("AHA, LAA", "2; 4-2(4)", "compalex.tty-i.com AHA; iuris.jp LAA 4-2", "statute"),
        "roll_90",
    ),
    _count(
        8,
        Text("Closed days of national desks", "国の閉庁日"),
        Text(
            "Saturdays, Sundays, public holidays with substitute and sandwiched ones, 29 Dec to 3 Jan.",
            "土曜、日曜、国民の祝日・休日(振替休日・国民の休日を含む)、12月29日から1月3日。",
        ),
        provision("AHA", "1", "compalex.tty-i.com AHA; Act 91 of 1988", "statute"),
    ),
    _count(
        9,
        Text("Closed days of municipal desks", "自治体の閉庁日"),
        Text(
            "The same by ordinance, and local days: Okinawa 23 June, Hiroshima city 6 August.",
            "条例で同様に定めるほか、沖縄の6月23日、広島市の8月6日など独自の休日がある。",
        ),
        provision("LAA", "4-2(2), (3)", "iuris.jp LAA 4-2; weblio.jp; seisaku.mydns.jp", "statute"),
    ),
    _count(
        10,
        Text("What never rolls", "延びない日"),
        Text(
            "The end of a stay, special period, re-entry, the 60 days, a card's validity, and the revocation"
            " clocks (for the 90 days this is arguable).",
            "在留期間・特例期間・再入国期間・60日・カードの有効期間・取消しの期間(90日は議論あり)は延びない。",
        ),
        provision("nature of the date", "AR-10", "from memory", "memory-high"),
        "roll_90",
    ),
    _count(
        11,
        Text("Overdue from the next day", "期限超過は翌日から"),
        Text(
            "The due day itself is still open; overdue starts the day after.",
            "末日当日はまだ期限内。翌日から超過。",
        ),
        provision(_CIVIL_CODE, "141", _CIVIL, "statute"),
    ),
    _count(
        12,
        Text("Holidays inside a period", "期間中の休日"),
        Text("Closed days inside a period of days are counted.", "期間の途中の閉庁日も日数に数える。"),
        provision(_CIVIL_CODE, "138 to 143", _CIVIL, "statute"),
    ),
)
