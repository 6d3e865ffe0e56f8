"""A card lost or damaged (ICRRA 19-12, 19-13; SPRA 13, 14; LOS-1 to LOS-3, DMG-1 to DMG-3, SPR-5, SPR-6).

19-12: who learns that the card was lost, stolen or destroyed applies for a new one within fourteen days; who
learns of it abroad, within fourteen days of the first entry after.
19-13(1): who holds a damaged or soiled card may apply for another one at any time, and for a fee without
damage. 19-13(2), (3): who is ordered to replace it applies within fourteen days of the order.
The city page asks for fourteen days in both cases, and for a report of loss or theft to the police.
"""

from functools import partial

from domain.law.provision import CITY_PAGE, Provision, Text, icrra, spra
from domain.law.rule import DutyRule, Penalty, Rule, days, says

_PENALTY = Penalty(
    text=Text("up to 1 year or 200,000 yen", "1年以下の拘禁刑又は20万円以下の罰金"),
    under=icrra("71-2", "B:54", "secondary"),
)
_PENALTY_AFTER_ORDER = Penalty(
    text=_PENALTY.text, under=icrra("71-2", "memory; B:54 for 19-12", "memory-high")
)
_LOST = icrra("19-12(1)", "A:7")
_DAMAGED = icrra("19-13(1)", "A:8; A:9")
_ORDERED = icrra("19-13(3)", "A:8; A:9")
_SPECIAL_PERMANENT_LOST = spra("13(1)", "B:35", "secondary")
_SPECIAL_PERMANENT_ORDERED = spra("14(3)", "A:34b")
_ADVICE = (CITY_PAGE, "Re-issuance of Residence Cards")
_ADVISED = Provision(*_ADVICE, "city", "city")

_FIRST_ENTRY = Text("First entry after learning of it", "紛失等を知った後の最初の入国")
_reissue = partial(DutyRule, kind="application", settled_by=("ApplicationFiled", "CardIssued"))

SPR_5 = _reissue(
    id="SPR-5",
    title=Text("Apply for re-issuance of the lost certificate", "紛失等による特別永住者証明書の再交付申請"),
    says=says(
        "Within 14 days of learning of the loss, or of the first entry after, at the ward.",
        "紛失等を知った日(国外で知ったときは最初の入国の日)から14日以内に、市区町村で申請します。",
        _SPECIAL_PERMANENT_LOST,
    ),
    desk="municipality",
    within=days(14, _SPECIAL_PERMANENT_LOST),
    clock=_FIRST_ENTRY,
)
SPR_6 = _reissue(
    id="SPR-6",
    title=Text("Replace the certificate as ordered", "再交付申請命令による申請(特別永住者)"),
    says=says(
        "Within 14 days of the order, at the ward.",
        "命令を受けた日から14日以内に、市区町村で申請します。",
        _SPECIAL_PERMANENT_ORDERED,
    ),
    desk="municipality",
    within=days(14, _SPECIAL_PERMANENT_ORDERED),
)

_REISSUE_DAYS = days(14, _LOST)

LOS_1 = _reissue(
    id="LOS-1",
    title=Text("Apply for re-issuance of the lost card", "紛失等による在留カードの再交付申請"),
    says=says(
        "Within 14 days of learning in Japan that the card was lost, stolen or destroyed; the day of learning"
        " counts, not the day of the loss.",
        "日本で紛失、盗難、滅失等を知った日から14日以内に申請します。期間は、知った日の翌日から数えます。",
        _LOST,
    ),
    desk="bureau",
    within=_REISSUE_DAYS,
    penalty=_PENALTY,
    special_permanent=SPR_5,
)
LOS_2 = _reissue(
    id="LOS-2",
    title=Text("Apply for re-issuance after coming back", "再入国後の在留カードの再交付申請"),
    says=says(
        "Learned while abroad: within 14 days of the first entry after.",
        "国外で紛失等を知ったときは、その後最初に入国した日から14日以内に申請します。",
        _LOST,
    ),
    desk="bureau",
    within=_REISSUE_DAYS,
    penalty=_PENALTY,
    special_permanent=SPR_5,
    clock=_FIRST_ENTRY,
)
LOS_3 = DutyRule(
    id="LOS-3",
    title=Text("Report the loss or theft to the police", "警察への遺失届・盗難届"),
    says=says(
        "No statutory date; the receipt number is asked for when the card is re-issued.",
        "法律上の期限はありません。再交付申請の際に受理番号が必要です。",
        Provision(*_ADVICE, "city; B:7", "city"),
    ),
    kind="report",
    class_="advisory",
    desk="police",
    settled_by=("PoliceReported",),
)

DMG_1 = _reissue(
    id="DMG-1",
    title=Text("Apply for re-issuance of the damaged card", "毀損・汚損による在留カードの再交付申請"),
    says=says(
        "The city page asks for it within 14 days; the statute sets no date: a task, never overdue by law.",
        "市のホームページでは14日以内とされていますが、法律上の期限はありません。任意の申請として示します。",
        _DAMAGED,
    ),
    switches=("damaged_card",),
    differs="S2",
    class_="advisory",
    desk="bureau",
    within=days(14, _ADVISED),
)
DMG_2 = _reissue(
    id="DMG-2",
    title=Text("Replace the card as ordered", "再交付申請命令による申請"),
    says=says(
        "Within 14 days of receiving the order to replace a damaged card.",
        "毀損・汚損等による再交付申請命令を受けた日から14日以内に申請します。",
        _ORDERED,
    ),
    desk="bureau",
    within=days(14, _ORDERED),
    penalty=_PENALTY_AFTER_ORDER,
    special_permanent=SPR_6,
)
DMG_3 = Rule(
    id="DMG-3",
    title=Text("Swap without damage", "毀損・汚損のない場合の交換希望"),
    says=says(
        "Who wants a new card without damage may apply, for a fee.",
        "毀損・汚損がなくても、交換を希望して申請できます(手数料がかかります。)。",
        icrra("19-13(1)", "B:54", "secondary"),
    ),
)
