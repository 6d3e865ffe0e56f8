"""How deadlines are counted (Civil Code 138 to 143; AHA 1, 2; LAA 4-2): the rules that `calendar` applies."""

from domain.law.calendar import YEAR_END
from domain.law.provision import Provision, Text
from domain.law.rule import Rule, says


def _civil_code(articles: str) -> Provision:
    return Provision("Civil Code", articles, "A:27")


AR_1 = Rule(
    id="AR-1",
    title=Text("The first day is not counted", "初日不算入"),
    says=says(
        "Within n days of an event: the last day is the event day plus n.",
        "事由が生じた日の翌日から数え、定められた日数の最後の日が末日です。",
        _civil_code("138, 140, 141"),
    ),
)
AR_2 = Rule(
    id="AR-2",
    title=Text("Events at midnight", "午前零時の事由"),
    says=says(
        "An event known to start at 00:00 counts its own day: plus n - 1. Off by default.",
        "午前零時に始まる事由については、当日を算入します。標準の設定では適用しません。",
        _civil_code("140 proviso"),
    ),
    switches=("midnight_start",),
)
AR_3 = Rule(
    id="AR-3",
    title=Text("Counted from a day", "起算日の明示"),
    says=says(
        "Where the law says counted from a day, that day is included.",
        "「から起算して」とあるときは、その日を算入します。",
        Provision("drafting usage", "kisan", "memory", "memory-high"),
    ),
)
AR_4 = Rule(
    id="AR-4",
    title=Text("Months and years by the calendar", "月・年の暦計算"),
    says=says(
        "From the day after the event to the day before the matching day; none: the month's last day.",
        "翌日から起算し、応当日の前日までです。応当日がないときは、その月の末日までです。",
        _civil_code("143"),
    ),
)
AR_5 = Rule(
    id="AR-5",
    title=Text("Month ends", "月末起算"),
    says=says(
        "From a month end whole months run: 30 June plus 2 months is 31 August (civil) or 30 August"
        " (clamped). The earlier is shown for returning, the later decides about loss and overstay.",
        "月末の翌日(1日)から起算するときは月単位で数えます。例えば6月30日から2か月の末日は8月31日です(応当日による計算では8月30日)。",
        _civil_code("143"),
    ),
    switches=("month_end",),
)
AR_6 = Rule(
    id="AR-6",
    title=Text("Windows counted backward", "遡る期間"),
    says=says(
        "3, 2 or 6 months before a day: the same day of the month, or the month's last day.",
        "満了日の3か月前、2か月前又は6か月前は、その月の同じ日です。同じ日がないときは月の末日です。",
        Provision("practice", "windows", "memory", "memory-medium"),
    ),
)
AR_7 = Rule(
    id="AR-7",
    title=Text("Closed last day", "末日が閉庁日"),
    says=says(
        "A filing period that ends on a closed day ends on the next open day.",
        "届出又は申請の期間の末日が閉庁日に当たるときは、次の開庁日まで受け付けられます。",
        Provision("AHA, LAA", "2; 4-2(4)", "A:25; A:26"),
    ),
    switches=("roll_90",),
)
AR_8 = Rule(
    id="AR-8",
    title=Text("Closed days of national desks", "国の閉庁日"),
    says=says(
        "Saturdays, Sundays, public holidays with substitute and sandwiched ones, 29 Dec to 3 Jan.",
        "土曜日、日曜日、国民の祝日・休日(振替休日・国民の休日を含む。)及び12月29日から1月3日までです。",
        Provision("AHA", "1", "A:25"),
    ),
    numbers=(YEAR_END,),
)
AR_9 = Rule(
    id="AR-9",
    title=Text("Closed days of municipal desks", "自治体の閉庁日"),
    says=says(
        "The same by ordinance, and local days: Okinawa 23 June, Hiroshima city 6 August.",
        "条例で同様に定められているほか、沖縄の6月23日、広島市の8月6日など独自の休日があります。",
        Provision("LAA", "4-2(2), (3)", "A:26; B:69; B:47"),
    ),
)
AR_10 = Rule(
    id="AR-10",
    title=Text("What never rolls", "延長されない期日"),
    says=says(
        "The end of a stay, special period, re-entry, the 60 days, a card's validity, and the revocation"
        " clocks (for the 90 days this is arguable).",
        "在留期間、特例期間、再入国の期間、60日の期間、カードの有効期間及び取消しに係る期間(90日については議論があります。)は、末日が閉庁日でも延長されません。",
        Provision("nature of the date", "AR-10", "memory", "memory-high"),
    ),
    switches=("roll_90",),
)
AR_11 = Rule(
    id="AR-11",
    title=Text("Overdue from the next day", "期限超過は翌日から"),
    says=says(
        "The due day itself is still open; overdue starts the day after.",
        "末日の当日は期限内です。翌日から期限超過となります。",
        _civil_code("141"),
    ),
)
AR_12 = Rule(
    id="AR-12",
    title=Text("Holidays inside a period", "期間中の休日"),
    says=says(
        "Closed days inside a period of days are counted.",
        "期間の途中にある閉庁日も日数に数えます。",
        _civil_code("138 to 143"),
    ),
)
