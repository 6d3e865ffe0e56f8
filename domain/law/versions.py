"""The versions of the rulebook: which changes of the law came into force on which day.

The version is picked by the legally relevant day (trigger, issue, filing), never by today.
"""

from datetime import date
from functools import lru_cache

from domain.law.provision import Dated, Text, icrra, regulation
from domain.law.rule import says, since

CARD_SYSTEM_SINCE = date(2012, 7, 9)
"""What happened before the residence card system raises no duty and starts no clock (readings N60).

What it says of status, address and card stands (Act 79 of 2009)."""

VERSIONS: Dated[Text] = says(
    "The residence card system (2012-07-09): permanent residents' cards run 7 years, a card of a child under"
    " 16 ends on the 16th birthday. What happened before raises no duty.",
    "在留カード制度が始まりました(平成24年7月9日)。永住者のカードの有効期間は7年、16歳未満の人のカードは16歳の誕生日までです。"
    "それ以前の事実からは義務が生じません。",
    icrra("19-3 to 19-15", "A:76; B:19"),
    since(
        date(2023, 11, 1),
        "Cards issued from here to children under 16 end on the day before the 16th birthday; older cards"
        " keep the birthday.",
        "この日以後に16歳未満の人に交付されるカードは、16歳の誕生日の前日まで有効です。以前のカードは誕生日までのままです。",
        icrra("19-5(1)", "A:1; B:19"),
    ),
    since(
        date(2024, 3, 31),
        "Digital nomads join those who get no card.",
        "デジタルノマドが在留カードの対象外に加わりました。",
        regulation("19-5", "A:6"),
    ),
    since(
        date(2025, 4, 1),
        "New fees; applications received earlier keep the old fee.",
        "手数料が改定されました。それ以前に受け付けられた申請には旧手数料が適用されます。",
        icrra("67", "B:43", "secondary"),
    ),
    since(
        date(2025, 6, 1),
        "Imprisonment terms unified (kokin-kei) in the penalty articles.",
        "罰則の懲役及び禁錮が拘禁刑に一本化されました。",
        icrra("70 to 75-3", "B:51", "secondary"),
    ),
    since(
        date(2025, 9, 30),
        "Specified Skilled Worker (i) up to 3 years; (ii) gains 2 years.",
        "特定技能1号の在留期間は3年以内となり、2号に2年が加わりました。",
        regulation("3, annexed table II", "B:44", "secondary"),
    ),
    since(
        date(2026, 6, 14),
        "Specified residence cards (My Number function) and new-format cards; new validity for permanent"
        " residents, HSP(ii) and special permanent residents. The validity is unconfirmed.",
        "特定在留カード(マイナンバー機能付き)と新様式が始まりました。永住者、高度専門職2号及び特別永住者のカード等の有効期間が変わります"
        "(有効期間は未確認)。",
        icrra("19-5", "start A:39; validity B:40; B:41; memory", "memory-medium"),
    ),
    since(
        date(2026, 10, 1),
        "Fees of extension and change by the period granted, 10,000 to 75,000 yen; permanent residence"
        " 200,000; caps raised to 100,000 and 300,000.",
        "更新及び変更の手数料は、許可された期間に応じて1万円から7万5千円、永住許可は20万円となりました。"
        "上限は10万円及び30万円に引き上げられました。",
        icrra("67", "B:41; B:42; B:73", "secondary"),
    ),
    since(
        date(2027, 4, 1),
        "More grounds to revoke permanent residence, which renumbers the items of 22-4(1); Employment for"
        " Skill Development; Intra-company Transferee (ii).",
        "永住者の在留資格の取消事由が追加され(22条の4第1項の号がずれます。)、育成就労及び企業内転勤2号が始まります。",
        icrra("22-4(1), 22-6", "B:51; B:42b; B:74", "secondary"),
    ),
)
"""What changed, by the day it came into force; the first has no lower bound (readings N36)."""


def version_key(first_day: date | None) -> str:
    """Return the key of the version that came into force on a day, by its month; None is the first one."""
    return "RB-2012" if first_day is None else f"RB-{first_day:%Y-%m}"


@lru_cache(1 << 16)
def rulebook_version(on: date) -> str:
    """Return the key of the version in force on a day."""
    entry = VERSIONS.entry(on)
    return version_key(None if entry is None else entry.since)
