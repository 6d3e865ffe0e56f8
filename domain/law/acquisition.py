"""Acquiring a status after birth or loss of Japanese nationality (ICRRA 22-2; SPRA 4; ACQ-1 to ACQ-3).

22-2(1): for sixty days one may stay without a status; this day does not roll.
22-2(2): who wants to stay longer applies within thirty days.
22-2(4): a permanent resident's child may apply for permanent residence at once.
SPRA 4: a special permanent resident's child applies within sixty days, at the municipality.
"""

from domain.events.types import Procedure
from domain.law.provision import Dated, Text, always, icrra, spra
from domain.law.rule import DutyRule, Penalty, Rule, days, says

_ACQUISITION = icrra("22-2(2)", "A:31")
_SPECIAL_PERMANENT = spra("4(2)", "A:32; A:34")

_DOUBT = Text("that a day of birth is not counted: from memory", "出生の日を算入しないこと(出典未確認)")

ACQUIRING: Dated[frozenset[Procedure]] = always(
    frozenset({"acquisition", "special-permanent-residence"}), icrra("22-2(2)", "A:31")
)
"""Applications for a status by who has none, by the day of filing."""

STAY_WITHOUT_STATUS_DAYS = days(
    60, icrra("22-2(1)", "A:31"), name=Text("days of stay without a status", "資格なしで在留できる日数")
)

ACQ_3 = DutyRule(
    id="ACQ-3",
    title=Text("Apply for special permanent residence", "特別永住許可申請"),
    says=says(
        "A special permanent resident's child: within 60 days of birth, at the municipality; the parent or"
        " guardian acts for a child under 16.",
        "特別永住者の子については、出生の日から60日以内に市区町村で申請します。16歳未満のときは親権者等が申請します。",
        _SPECIAL_PERMANENT,
    ),
    kind="application",
    desk="municipality",
    within=days(60, _SPECIAL_PERMANENT),
    doubt=_DOUBT,
    settled_by=("ApplicationFiled", "StatusAcquired"),
)

ACQ_1 = DutyRule(
    id="ACQ-1",
    title=Text("Apply to acquire a status of residence", "在留資格取得許可申請"),
    says=says(
        "Born in Japan as a foreigner or having lost Japanese nationality, a person may stay 60 days; to stay"
        " longer, apply within 30 days; a permanent resident's child may apply for permanent residence at"
        " once.",
        "日本での出生、日本国籍の離脱等の日から60日間は在留できます。それを超えて在留するときは、30日以内に申請します。"
        "永住者の子は、永住許可を申請できます。",
        _ACQUISITION,
    ),
    numbers=(STAY_WITHOUT_STATUS_DAYS,),
    doubt=_DOUBT,
    kind="application",
    desk="bureau",
    within=days(30, _ACQUISITION),
    settled_by=("ApplicationFiled", "StatusAcquired", "PermanentResidenceGranted"),
    penalty=Penalty(
        text=Text(
            "staying on after the 60 days without a status: ground for deportation, up to 3 years or 3"
            " million yen",
            "60日を過ぎて在留資格なしに残留すると退去強制事由に当たるほか、3年以下の拘禁刑又は300万円以下の罰金",
        ),
        under=icrra("24(vii), 70(1)(viii)", "memory", "memory-high"),
        in_japan_only=True,
    ),
    special_permanent=ACQ_3,
)
ACQ_2 = Rule(
    id="ACQ-2",
    title=Text("Leaving within 60 days", "60日以内の出国"),
    says=says(
        "Who leaves within the 60 days needs no application.",
        "60日以内に出国する人は、申請の必要がありません。",
        icrra("22-2(1)", "A:31"),
    ),
    numbers=(STAY_WITHOUT_STATUS_DAYS,),
)
