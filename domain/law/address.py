"""Notifying the address to the mayor (ICRRA 19-7 to 19-9; SPRA 10; ADR-1 to ADR-6, SPR-1).

Within fourteen days:
19-7: after landing, from the day the place of residence was settled.
19-8: after becoming a mid- to long-term resident otherwise, from settling, or from the permission if settled.
19-9: after moving, from the day of moving in.
A notice counts only with the card presented (19-7(3), 19-8(3), 19-9(3)); it settles every earlier duty.
"""

from functools import partial

from domain.law.provision import Text, icrra, spra
from domain.law.rule import DutyRule, Penalty, Rule, days, says

_PENALTY = Penalty(
    text=Text(
        "fine up to 200,000 yen; JBA civil fine up to 50,000 yen; a false notice: up to 1 year or 200,000",
        "20万円以下の罰金。住民基本台帳法の過料5万円以下。虚偽の届出は1年以下の拘禁刑又は20万円以下の罰金",
    ),
    under=icrra("71-2, 71-5; JBA 52(2)", "B:62; B:13; B:28", "secondary"),
)
_LANDED = icrra("19-7(1)", "A:13")
_PERMITTED = icrra("19-8(1)", "A:12")
_MOVED = icrra("19-9(1)", "A:2")
_SPECIAL_PERMANENT = spra("10", "A:33")
_NINETY_DAYS = icrra("22-4(1)", "B:30", "secondary")

_notice = partial(DutyRule, kind="notification", desk="municipality", settled_by=("AddressNotified",))

SPR_1 = _notice(
    id="SPR-1",
    title=Text("Notify the address (special permanent resident)", "住居地の届出(特別永住者)"),
    says=says(
        "Within 14 days of settling or moving, at the ward.",
        "住居地を定めた日又は移転した日から14日以内に、市区町村に届け出ます。",
        _SPECIAL_PERMANENT,
    ),
    within=days(14, _SPECIAL_PERMANENT),
)

_notice_of_residents = partial(_notice, penalty=_PENALTY, special_permanent=SPR_1)

ADR_1 = _notice_of_residents(
    id="ADR-1",
    title=Text("Notify the first address", "新規上陸後の住居地の届出"),
    says=says(
        "Within 14 days of settling in a place of residence after a new landing; the trigger is settling, not"
        " landing. At the municipality, in Sapporo at the ward.",
        "新規上陸後、住居地を定めた日から14日以内に市区町村に届け出ます。期間は、上陸の日ではなく住居地を定めた日から数えます。",
        _LANDED,
    ),
    within=days(14, _LANDED),
)
ADR_2 = _notice_of_residents(
    id="ADR-2",
    title=Text("Notify the address after a new status", "在留資格変更等に伴う住居地の届出"),
    says=says(
        "Who becomes a mid- to long-term resident by a permission notifies within 14 days of settling, or of"
        " the permission when already settled.",
        "許可により中長期在留者となった人は、住居地を定めた日(既に定めているときは許可の日)から14日以内に届け出ます。",
        _PERMITTED,
    ),
    within=days(14, _PERMITTED),
    clock=Text("Settled and permitted", "許可及び住居地の決定"),
)
ADR_3 = _notice_of_residents(
    id="ADR-3",
    title=Text("Notify the new address", "住居地の変更届出"),
    says=says(
        "Within 14 days of moving into a new place, at its municipality; moves in one city count.",
        "新住居地に移転した日から14日以内に、移転先の市区町村に届け出ます。同じ市内での転居も含みます。",
        _MOVED,
    ),
    within=days(14, _MOVED),
)
ADR_4 = Rule(
    id="ADR-4",
    title=Text("Resident registration counts with the card", "住民票の届出とカードの提出"),
    says=says(
        "A resident registration notice filed with the card presented counts as the address notice; without"
        " the card the address duty stays open.",
        "在留カードを提出して行った住民基本台帳法上の届出は、住居地の届出とみなされます。カードの提出がないときは、住居地の届出の義務が残ります。",
        icrra("19-7(3), 19-8(3), 19-9(3)", "A:2; A:29; B:60; B:61"),
    ),
)

FIRST_ADDRESS_DAYS = days(90, _NINETY_DAYS)
NEXT_ADDRESS_DAYS = days(90, _NINETY_DAYS)

ADR_5 = Rule(
    id="ADR-5",
    title=Text("Watch: no first address notice for 90 days", "注意:90日間、最初の住居地の届出なし"),
    says=says(
        "90 days from the permission (landing) without an address notice is a risk to the status, even if the"
        " person never settled.",
        "許可(上陸)の日から90日以内に住居地を届け出ないと、在留資格の取消しの対象となることがあります。",
        _NINETY_DAYS,
    ),
    numbers=(FIRST_ADDRESS_DAYS,),
    switches=("roll_90",),
)
ADR_6 = Rule(
    id="ADR-6",
    title=Text("Watch: no new address notice for 90 days", "注意:退去後90日間、新住居地の届出なし"),
    says=says(
        "90 days from leaving the registered place without a new notice is a risk to the status.",
        "届け出た住居地から退去した日から90日以内に新住居地を届け出ないと、在留資格の取消しの対象となることがあります。",
        _NINETY_DAYS,
    ),
    numbers=(NEXT_ADDRESS_DAYS,),
    switches=("roll_90",),
)
