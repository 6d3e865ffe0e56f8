"""Rulebook: who gets a card (ICRRA 19-3, Reg 19-5), how long it is valid (19-5), its renewal (19-11)."""

from datetime import date

from domain.law import rule as law
from domain.law.provision import Text
from domain.law.rule import Penalty
from domain.law.rulebook.entry import Rule, provision, says

_ICRRA = "ICRRA"
_REGULATION = "ICRRA enforcement regulation"
_OLD = "iuris.jp ICRRA 19-5 (text in force 2024-04-01)"
_UNDER_16 = "iuris.jp ICRRA 19-5; yonei-office.com/15175"
_NEW = "eijuuken-shinsei.com; glama.ai free-agent-tools; the numbers for residence cards: from memory"
NEW_CARDS = date(2026, 6, 14)

HOLDERS: tuple[law.Rule, ...] = (
    Rule(
        id="X1",
        title=Text("No card: period of 3 months or less", "カード対象外:3月以下の在留期間"),
        says=(
            says(
                "Who is granted a period of stay of 3 months or less gets no card; 4 months gives one.",
                "3月以下の在留期間が決定された人は対象外。4月は対象。",
                provision(_ICRRA, "19-3(i)", "ebisudo-office.com ICRRA 19-3; the city page", "statute"),
            ),
        ),
    ),
    Rule(
        id="X2",
        title=Text("No card: temporary visitor", "カード対象外:短期滞在"),
        says=(
            says(
                "Temporary visitors get no card.",
                "短期滞在の人は対象外。",
                provision(_ICRRA, "19-3(ii)", "ebisudo-office.com ICRRA 19-3", "statute"),
            ),
        ),
    ),
    Rule(
        id="X3",
        title=Text("No card: diplomat, official", "カード対象外:外交・公用"),
        says=(
            says(
                "Diplomats and officials get no card.",
                "外交・公用の人は対象外。",
                provision(_ICRRA, "19-3(iii)", "ebisudo-office.com ICRRA 19-3", "statute"),
            ),
        ),
    ),
    Rule(
        id="X4",
        title=Text("No card: certain designated activities", "カード対象外:一部の特定活動"),
        doubt=Text("the family of a digital nomad: from memory", "デジタルノマドの家族(記憶による)"),
        says=(
            says(
                "Staff of the Taiwan office and of the Palestine mission, and their household families.",
                "台湾日本関係協会の事務所、駐日パレスチナ総代表部の職員とその家族は対象外。",
                provision(_REGULATION, "19-5", "sn-hoki.co.jp MOJ Order 13 of 2024", "statute"),
            ),
            says(
                "As before, and digital nomads with their families.",
                "従前に加え、デジタルノマドとその家族も対象外。",
                provision(_REGULATION, "19-5", "sn-hoki.co.jp MOJ Order 13 of 2024", "statute"),
                since=date(2024, 3, 31),
            ),
        ),
    ),
    Rule(
        id="X5",
        title=Text("No card: special permanent resident", "カード対象外:特別永住者"),
        says=(
            says(
                "Special permanent residents hold a certificate of their own.",
                "特別永住者には特別永住者証明書が交付される。",
                provision("SPRA", "7", "ebisudo-office.com ICRRA 19-3", "statute"),
            ),
        ),
    ),
    Rule(
        id="X6",
        title=Text("No card: no status of residence", "カード対象外:在留資格なし"),
        says=(
            says(
                "Without a status of residence there is no card.",
                "在留資格がない人は対象外。",
                provision(_ICRRA, "19-3", "ebisudo-office.com ICRRA 19-3", "statute"),
            ),
        ),
    ),
    Rule(
        id="VAL-1",
        title=Text("Card of a permanent resident or HSP(ii)", "永住者・高度専門職2号のカードの有効期間"),
        switches=("pr7_day",),
        says=(
            says(
                "7 years from the issue; the printed date wins.",
                "交付の日から7年。券面の日付が優先する。",
                provision(_ICRRA, "19-5(1)", _OLD, "statute"),
            ),
            says(
                "The 10th birthday after the issue, the 5th for holders under 18 at issue; unconfirmed.",
                "交付後10回目の誕生日まで、交付時18歳未満は5回目の誕生日まで(未確認)。",
                provision(_ICRRA, "19-5(1)", _NEW, "memory-medium"),
                since=NEW_CARDS,
            ),
        ),
    ),
    Rule(
        id="VAL-2",
        title=Text("Card of a permanent resident under 16", "16歳未満の永住者のカードの有効期間"),
        says=(
            says(
                "The 16th birthday.",
                "16歳の誕生日まで。",
                provision(_ICRRA, "19-5(1)", _UNDER_16),
            ),
            says(
                "The day before the 16th birthday.",
                "16歳の誕生日の前日まで。",
                provision(_ICRRA, "19-5(1)", _UNDER_16, "statute"),
                since=date(2023, 11, 1),
            ),
            says(
                "As VAL-1; unconfirmed.",
                "VAL-1と同じ(未確認)。",
                provision(_ICRRA, "19-5(1)", "from memory", "memory-medium"),
                since=NEW_CARDS,
            ),
        ),
    ),
    Rule(
        id="VAL-3",
        title=Text("Card of any other holder aged 16 or over", "その他の16歳以上のカードの有効期間"),
        says=(
            says(
                "The last day of the period of stay.",
                "在留期間の満了の日まで。",
                provision(_ICRRA, "19-5(1)", _OLD, "statute"),
            ),
            says(
                "The last day of the period of stay.",
                "在留期間の満了の日まで。",
                provision(_ICRRA, "19-5(1)", "from memory", "memory-high"),
                since=NEW_CARDS,
            ),
        ),
    ),
    Rule(
        id="VAL-4",
        title=Text("Card of any other holder under 16", "その他の16歳未満のカードの有効期間"),
        says=(
            says(
                "The last day of the period of stay or the 16th birthday, whichever is earlier.",
                "在留期間の満了の日と16歳の誕生日の早い方まで。",
                provision(_ICRRA, "19-5(1)", _UNDER_16),
            ),
            says(
                "The last day of the period of stay or the day before the 16th birthday, the earlier.",
                "在留期間の満了の日と16歳の誕生日の前日の早い方まで。",
                provision(_ICRRA, "19-5(1)", _UNDER_16, "statute"),
                since=date(2023, 11, 1),
            ),
            says(
                "Unresolved: the 5th birthday after issue, or the rule before; nothing is computed.",
                "未解決:交付後5回目の誕生日か従前の規定か不明のため計算しない。",
                provision(_ICRRA, "19-5(1)", "from memory", "memory-low"),
                since=NEW_CARDS,
            ),
        ),
    ),
    Rule(
        id="VAL-5",
        title=Text("Card during the special period", "特例期間中のカード"),
        says=(
            says(
                "While an extension or change filed in time is pending, a card bound to the period of stay"
                " stays valid through the special period; not where the birthday was the bound.",
                "期限内の更新・変更申請中は、在留期間に合わせたカードは特例期間の終わりまで有効。誕生日で区切られたものは除く。",
                provision(_ICRRA, "19-5(2)", f"{_OLD}; office-yamanami.com 2025-05", "statute"),
            ),
        ),
    ),
    Rule(
        id="VAL-6",
        title=Text("Birthday on 29 February", "2月29日生まれ"),
        says=(
            says(
                "In common years the birthday of the card rules is 28 February.",
                "平年は2月28日を誕生日とみなす。",
                provision(_ICRRA, "19-5(1)(ii)", _OLD, "statute"),
            ),
        ),
    ),
    Rule(
        id="REN-1",
        title=Text("Renew the card", "在留カードの有効期間の更新申請"),
        kind="application",
        class_="statutory",
        desk=("bureau",),
        settled_by=("ApplicationFiled", "CardIssued"),
        penalty=Penalty(
            text=Text("up to 1 year or 200,000 yen", "1年以下の拘禁刑又は20万円以下の罰金"),
            under=provision(_ICRRA, "71-2", "from memory", "memory-high"),
        ),
        doubt=Text(
            "that a closed last day moves to the next open day: from memory",
            "末日が閉庁日のとき翌開庁日に延びること(記憶による)",
        ),
        says=(
            says(
                "Permanent residents aged 16 or over and HSP(ii) apply within the 2 months before the card"
                " ends; the last day rolls to the next open day. No fee.",
                "16歳以上の永住者と高度専門職2号は、有効期間満了前2か月以内に申請。末日が閉庁日なら翌開庁日。手数料なし。",
                provision(_ICRRA, "19-11(1)", "iw-support.jp/?p=3730; that it rolls: from memory", "statute"),
            ),
        ),
    ),
    Rule(
        id="REN-2",
        title=Text("Renew the card that ends at 16", "16歳で満了するカードの更新申請"),
        kind="application",
        class_="statutory",
        desk=("bureau",),
        settled_by=("ApplicationFiled", "CardIssued"),
        penalty=Penalty(
            text=Text("up to 1 year or 200,000 yen", "1年以下の拘禁刑又は20万円以下の罰金"),
            under=provision(_ICRRA, "71-2", "from memory", "memory-high"),
        ),
        doubt=Text(
            "that a closed last day moves to the next open day: from memory",
            "末日が閉庁日のとき翌開庁日に延びること(記憶による)",
        ),
        says=(
            says(
                "A card that ends at the 16th birthday is renewed within the 6 months before; the guardian"
                " files while the holder is under 16.",
                "16歳の誕生日で満了するカードは、満了前6か月以内に更新。16歳未満の間は親族が代わって申請。",
                provision(_ICRRA, "19-11(1)", "iw-support.jp/?p=3730; yonei-office.com/15175", "statute"),
            ),
        ),
    ),
    Rule(
        id="REN-3",
        title=Text("Renew early before an absence", "長期不在前の早期更新"),
        says=(
            says(
                "Who expects to be away in the window (a long trip, illness) may renew earlier, with reason.",
                "期間中に不在が見込まれる場合(長期の旅行、病気など)は、理由を示して早く申請できる。",
                provision(_ICRRA, "19-11(2)", "iw-support.jp/?p=3730", "statute"),
            ),
        ),
    ),
)
