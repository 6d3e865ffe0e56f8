"""Who gets a residence card (ICRRA 19-3; Reg 19-5; SPRA 7, 17; X1 to X6, SPR-8).

19-3: whoever resides here with a status of residence, but for (i) those granted three months or less, (ii)
temporary visitors, (iii) diplomats and officials, and those whom Reg 19-5 names. Special permanent residents
have a certificate of their own. Which statuses X2 and X3 exclude stands in `status_table`.
"""

from datetime import date

from domain.events.types import Detail
from domain.law.provision import InForce, Text, icrra, regulation, spra
from domain.law.rule import Number, Rule, months, says, since

_DIGITAL_NOMADS_SINCE = date(2024, 3, 31)

_SHORT_STAY = icrra("19-3(i)", "A:5; city")
_DESIGNATED = regulation("19-5", "A:6")

SHORT_STAY_MONTHS = months(3, _SHORT_STAY)
"""A period of this many months or less keeps a person outside the card system."""

DESIGNATED_WITHOUT_CARD: Number[tuple[Detail, ...]] = Number(
    (
        InForce(value=("taiwan-office", "palestine-mission"), under=_DESIGNATED),
        InForce(
            since=_DIGITAL_NOMADS_SINCE,
            value=("taiwan-office", "palestine-mission", "digital-nomad"),
            under=_DESIGNATED,
        ),
    ),
    Text("designated activities", "特定活動の種類"),
)

X1 = Rule(
    id="X1",
    title=Text("No card: period of 3 months or less", "在留カードの対象外:「3月」以下の在留期間"),
    says=says(
        "Who is granted a period of stay of 3 months or less gets no card; 4 months gives one.",
        "「3月」以下の在留期間が決定された人は対象となりません。「4月」の人は対象です。",
        _SHORT_STAY,
    ),
    numbers=(SHORT_STAY_MONTHS,),
)
X2 = Rule(
    id="X2",
    title=Text("No card: temporary visitor", "在留カードの対象外:短期滞在"),
    says=says(
        "Temporary visitors get no card.", "短期滞在の人は対象となりません。", icrra("19-3(ii)", "A:5")
    ),
)
X3 = Rule(
    id="X3",
    title=Text("No card: diplomat, official", "在留カードの対象外:外交・公用"),
    says=says(
        "Diplomats and officials get no card.",
        "外交又は公用の人は対象となりません。",
        icrra("19-3(iii)", "A:5"),
    ),
)
X4 = Rule(
    id="X4",
    title=Text("No card: certain designated activities", "在留カードの対象外:一部の特定活動"),
    says=says(
        "Staff of the Taiwan office and of the Palestine mission, and their household families.",
        "台湾日本関係協会の事務所又は駐日パレスチナ総代表部の職員とその家族は対象となりません。",
        _DESIGNATED,
        since(
            _DIGITAL_NOMADS_SINCE,
            "As before, and digital nomads with their families.",
            "従前の人に加え、デジタルノマドとその家族も対象となりません。",
            _DESIGNATED,
        ),
    ),
    numbers=(DESIGNATED_WITHOUT_CARD,),
    doubt=Text("the family of a digital nomad: from memory", "デジタルノマドの家族(出典未確認)"),
)
X5 = Rule(
    id="X5",
    title=Text("No card: special permanent resident", "在留カードの対象外:特別永住者"),
    says=says(
        "Special permanent residents hold a certificate of their own.",
        "特別永住者には特別永住者証明書が交付されます。",
        spra("7", "A:5"),
    ),
)
X6 = Rule(
    id="X6",
    title=Text("No card: no status of residence", "在留カードの対象外:在留資格なし"),
    says=says(
        "Without a status of residence there is no card.",
        "在留資格がない人は対象となりません。",
        icrra("19-3", "A:5"),
    ),
)
SPR_8 = Rule(
    id="SPR-8",
    title=Text("What does not bind special permanent residents", "特別永住者に及ばないもの"),
    says=says(
        "No duty to carry the certificate, only to show it; no notices of organisation or spouse; no"
        " revocation; no period of stay.",
        "特別永住者証明書の携帯義務はありません(提示義務はあります。)。所属機関及び配偶者に関する届出、在留資格の取消し並びに在留期間の定めは適用されません。",
        spra("17", "B:56; B:68", "secondary"),
    ),
)
