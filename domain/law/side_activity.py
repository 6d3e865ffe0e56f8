"""Paid activity outside the status (ICRRA 19(2); enforcement regulation 19(5); ACT-1).

It needs permission first. The blanket permission covers so many hours in any seven days (19(5)(i)).
"""

from domain.law.provision import Text, icrra, regulation
from domain.law.rule import Rule, days, says

BLANKET_HOURS_PER_WEEK = days(
    28, regulation("19(5)(i)", "B:50", "secondary"), name=Text("hours a week", "週の時間数")
)

ACT_1 = Rule(
    id="ACT-1",
    title=Text("Permission for activity outside the status", "資格外活動許可"),
    says=says(
        "Paid activity outside the status needs permission first. The blanket permission allows 28 hours in"
        " any 7 days; students 8 hours a day in the long vacations; no adult entertainment.",
        "在留資格に応じた活動以外で収入を伴う活動には、事前の許可が必要です。包括許可は、どの7日間をとっても28時間以内です。"
        "留学の場合、長期休業期間中は1日8時間以内です。風俗営業等に従事することはできません。",
        icrra("19(2)", "city; B:50", "secondary"),
    ),
    numbers=(BLANKET_HOURS_PER_WEEK,),
)
