"""Change of the status of residence (ICRRA 20; CHS-1) and permanent residence (ICRRA 22; PRM-1).

20(2): whoever wants to change the purpose of residence applies for another status. The city page: swiftly.
22: whoever wants to change to permanent residence applies for it.
"""

from domain.law.provision import Text, icrra
from domain.law.rule import DutyRule, Rule, says

CHS_1 = DutyRule(
    id="CHS-1",
    title=Text("Apply for change of status of residence", "在留資格変更許可申請"),
    says=says(
        "When the purpose of residence changes: swiftly, however much of the period is left, and before it"
        " ends. No fixed day.",
        "在留目的が変わったときは、在留期間の残りにかかわらず、速やかに、かつ満了前に申請します。決まった期限はありません。",
        icrra("20(2)", "city", "city"),
    ),
    kind="application",
    class_="advisory",
    desk="bureau",
    settled_by=("ApplicationFiled", "StatusChanged"),
)
PRM_1 = Rule(
    id="PRM-1",
    title=Text("Apply for permanent residence", "永住許可申請"),
    says=says(
        "While holding a valid status; the period of stay must still be extended meanwhile.",
        "有効な在留資格がある間に申請します。審査中であっても、在留期間の更新は必要です。",
        icrra("22", "B:22; city", "secondary"),
    ),
)
