"""The versions of the rulebook: which changes of the law came into force on which day.

The version is picked by the legally relevant day (trigger, issue, filing), never by today.
"""

from datetime import date
from functools import lru_cache

from msgspec import Struct

from domain.law.provision import Dated, InForce, Provision

CARD_SYSTEM_SINCE = date(2012, 7, 9)
"""What happened before the residence card system raises no duty and starts no clock (readings N60).

What it says of status, address and card stands (Act 79 of 2009)."""


class Version(Struct, frozen=True, kw_only=True):
    """A version key, and what changed with it."""

    key: str
    change: str
    change_ja: str


VERSIONS: Dated[Version] = Dated(
    (
        InForce(
            value=Version(
                key="RB-2012",
                change="The residence card system (2012-07-09): permanent residents' cards run 7 years, a"
                " card of a child under 16 ends on the 16th birthday. What happened before raises no duty.",
                change_ja="在留カード制度(2012-07-09)。永住者のカードは7年、16歳未満のカードは16歳の誕生日まで。"
                "それ以前の事実からは義務を生じない。",
            ),
            under=Provision(
                law="ICRRA",
                articles="19-3 to 19-15",
                source="A:76; B:19",
                confidence="statute",
            ),
        ),
        InForce(
            since=date(2023, 11, 1),
            value=Version(
                key="RB-2023-11",
                change="Cards issued from here to children under 16 end on the day before the 16th birthday;"
                " older cards keep the birthday.",
                change_ja="以後に16歳未満へ交付するカードは16歳の誕生日の前日まで。以前のカードは誕生日のまま。",
            ),
            under=Provision(
                law="ICRRA",
                articles="19-5(1)",
                source="A:1; B:19",
                confidence="statute",
            ),
        ),
        InForce(
            since=date(2024, 3, 31),
            value=Version(
                key="RB-2024-03",
                change="Digital nomads join those who get no card.",
                change_ja="デジタルノマドが在留カードの対象外に加わる。",
            ),
            under=Provision(
                law="ICRRA enforcement regulation",
                articles="19-5",
                source="A:6",
                confidence="statute",
            ),
        ),
        InForce(
            since=date(2025, 4, 1),
            value=Version(
                key="RB-2025-04",
                change="New fees; applications received earlier keep the old fee.",
                change_ja="手数料の改定。以前に受け付けられた申請は旧手数料。",
            ),
            under=Provision(
                law="ICRRA",
                articles="67",
                source="B:43",
                confidence="secondary",
            ),
        ),
        InForce(
            since=date(2025, 6, 1),
            value=Version(
                key="RB-2025-06",
                change="Imprisonment terms unified (kokin-kei) in the penalty articles.",
                change_ja="罰則の懲役・禁錮が拘禁刑に一本化。",
            ),
            under=Provision(
                law="ICRRA",
                articles="70 to 75-3",
                source="B:51",
                confidence="secondary",
            ),
        ),
        InForce(
            since=date(2025, 9, 30),
            value=Version(
                key="RB-2025-09",
                change="Specified Skilled Worker (i) up to 3 years; (ii) gains 2 years.",
                change_ja="特定技能1号の在留期間は3年以内、2号に2年が加わる。",
            ),
            under=Provision(
                law="ICRRA enforcement regulation",
                articles="3, annexed table II",
                source="B:44",
                confidence="secondary",
            ),
        ),
        InForce(
            since=date(2026, 6, 14),
            value=Version(
                key="RB-2026-06",
                change="Specified residence cards (My Number function) and new-format cards; new validity for"
                " permanent residents, HSP(ii) and special permanent residents. The validity is unconfirmed.",
                change_ja="特定在留カード(マイナンバー機能付き)と新様式。永住者、高度専門職2号、特別永住者の有効期間が変わる"
                "(有効期間は未確認)。",
            ),
            under=Provision(
                law="ICRRA",
                articles="19-5",
                source="start A:39; validity B:40; B:41; memory",
                confidence="memory-medium",
            ),
        ),
        InForce(
            since=date(2026, 10, 1),
            value=Version(
                key="RB-2026-10",
                change="Fees of extension and change by the period granted, 10,000 to 75,000 yen; permanent"
                " residence 200,000; caps raised to 100,000 and 300,000.",
                change_ja="更新・変更の手数料は許可された期間に応じ1万円から7万5千円、永住許可は20万円。"
                "上限は10万円・30万円に引上げ。",
            ),
            under=Provision(
                law="ICRRA",
                articles="67",
                source="B:41; B:42; B:73",
                confidence="secondary",
            ),
        ),
        InForce(
            since=date(2027, 4, 1),
            value=Version(
                key="RB-2027-04",
                change="More grounds to revoke permanent residence, which renumbers the items of 22-4(1);"
                " Employment for Skill Development; Intra-company Transferee (ii).",
                change_ja="永住者の在留資格取消事由の追加(22条の4第1項の号番号がずれる)、育成就労、企業内転勤2号。",
            ),
            under=Provision(
                law="ICRRA",
                articles="22-4(1)",
                source="B:51; B:42b; B:74; details: memory",
                confidence="memory-medium",
            ),
        ),
    )
)


@lru_cache(1 << 16)
def rulebook_version(on: date) -> str:
    """Return the key of the version in force on a day; RB-2012 has no lower bound (readings N36)."""
    return VERSIONS.on(on).key
