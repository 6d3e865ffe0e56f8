"""Notifying changes of organisation and the end of a marriage (ICRRA 19-16; Reg 19-15; ORG-1, ORG-2, SPO-1).

19-16: mid- to long-term residents notify the agency within fourteen days
(i) of the body of their activity: renamed, moved, ceased, left, joined;
(ii) of the body of their contract: renamed, moved, ceased, contract ended, contract begun;
(iii) of divorce from, or the death of, the spouse whose spouse they are here as.
Which status falls under which item stands in `status_table`. Leaving and joining are two changes with two
clocks. Whether the clock pauses abroad is open (`abroad_clock`); by default it runs.
"""

from collections.abc import Mapping
from functools import partial

from domain.events.types import OrganisationChange
from domain.law.provision import Text, icrra
from domain.law.rule import DutyRule, Penalty, days, says

_PENALTY = Penalty(
    text=Text(
        "fine up to 200,000 yen; a false notice: up to 1 year or 200,000 yen",
        "20万円以下の罰金。虚偽の届出は1年以下の拘禁刑又は20万円以下の罰金",
    ),
    under=icrra("71-2, 71-5", "B:13", "secondary"),
)
_ACTIVITY = icrra("19-16(i)", "A:15; A:64; B:14")
_CONTRACT = icrra("19-16(ii)", "A:65; A:64; B:14")
_SPOUSE = icrra("19-16(iii)", "A:65; A:64; B:14")

SAME_CHANGE: Mapping[OrganisationChange, OrganisationChange] = {
    "contract-ended": "left",
    "contract-started": "joined",
}
"""Words that name the same change under items (i) and (ii) (readings N34)."""

_notice = partial(
    DutyRule,
    kind="notification",
    desk="bureau",
    penalty=_PENALTY,
    switches=("abroad_clock",),
    clock=Text("Clock started on coming back", "再入国による起算"),
)

ORG_1 = _notice(
    id="ORG-1",
    title=Text("Notify the change of the activity organisation", "活動機関に関する届出"),
    says=says(
        "The school, company or body of the activity was renamed, moved or ceased, or the person left or"
        " joined one: within 14 days, each event by itself.",
        "活動機関の名称・所在地の変更、消滅、離脱又は移籍があったときは、その都度14日以内に届け出ます。",
        _ACTIVITY,
    ),
    within=days(14, _ACTIVITY),
    settled_by=("OrganisationNotified",),
)
ORG_2 = _notice(
    id="ORG-2",
    title=Text("Notify the change of the contract organisation", "契約機関に関する届出"),
    says=says(
        "The body of the contract was renamed, moved or ceased, the contract ended or one began: within 14"
        " days, each by itself. Entertainers: only under a contract in Japan.",
        "契約機関の名称・所在地の変更、消滅、契約の終了又は新たな契約の締結があったときは、その都度14日以内に届け出ます。"
        "興行の場合は、日本の機関との契約があるときに限ります。",
        _CONTRACT,
    ),
    within=days(14, _CONTRACT),
    settled_by=("OrganisationNotified",),
)
SPO_1 = _notice(
    id="SPO-1",
    title=Text("Notify the end of the marriage", "配偶者に関する届出"),
    says=says(
        "Who holds the status as a spouse notifies divorce or the spouse's death within 14 days. Living apart"
        " is no trigger.",
        "配偶者としての在留資格で在留する人は、離婚又は死別の日から14日以内に届け出ます。別居は対象となりません。",
        _SPOUSE,
    ),
    within=days(14, _SPOUSE),
    settled_by=("SpouseNotified",),
    doubt_of_limb=True,
    doubt=Text(
        "that on Designated Activities the spouse of a designated researcher owes it",
        "特定活動のうち特定研究者等の配偶者に届出義務があること",
    ),
)
