"""Notifying a change of name, date of birth, sex or nationality (ICRRA 19-10; SPRA 11; CHG-1, SPR-2).

Within fourteen days of the change: to the agency, or for special permanent residents to the municipality.
"""

from domain.law.provision import Text, icrra, spra
from domain.law.rule import DutyRule, Penalty, days, says

_CHANGED = icrra("19-10(1)", "B:13; B:52", "secondary")
_SPECIAL_PERMANENT = spra("11", "B:35", "secondary")

SPR_2 = DutyRule(
    id="SPR-2",
    title=Text(
        "Notify the change of particulars (special permanent resident)", "記載事項の変更届出(特別永住者)"
    ),
    says=says(
        "Within 14 days of the change, at the ward.",
        "変更の日から14日以内に、市区町村に届け出ます。",
        _SPECIAL_PERMANENT,
    ),
    kind="notification",
    desk="municipality",
    within=days(14, _SPECIAL_PERMANENT),
    settled_by=("ParticularsNotified",),
)

CHG_1 = DutyRule(
    id="CHG-1",
    title=Text("Notify the change of particulars", "住居地以外の記載事項の変更届出"),
    says=says(
        "Name, date of birth, sex, nationality or region changed: within 14 days; a new card is issued. A new"
        " passport alone is no trigger.",
        "氏名、生年月日、性別又は国籍・地域に変更があったときは、14日以内に届け出ます。新しい在留カードが交付されます。"
        "旅券を更新しただけの場合は、届出の必要がありません。",
        _CHANGED,
    ),
    kind="notification",
    desk="bureau",
    within=days(14, _CHANGED),
    settled_by=("ParticularsNotified",),
    penalty=Penalty(
        text=Text("fine up to 200,000 yen", "20万円以下の罰金"), under=icrra("71-5", "memory", "memory-high")
    ),
    special_permanent=SPR_2,
)
