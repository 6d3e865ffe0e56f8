"""Time-based grounds to revoke a status (ICRRA 22-4(1); REV-1 to REV-7): risks to flag, never findings.

All need the absence of good reason and a decision after a hearing. Item numbers move on 2027-04-01, when two
items for permanent residents are inserted (REV-7); the ids of the rules stay.
"""

from datetime import date

from domain.events.types import StatusCode
from domain.law.address import FIRST_ADDRESS_DAYS, NEXT_ADDRESS_DAYS
from domain.law.provision import Confidence, Dated, InForce, Provision, Text, always, icrra
from domain.law.rule import Rule, months, since

_AMENDED_SINCE = date(2027, 4, 1)
_AMENDMENT = "B:51; B:42b; B:74"


def _item(number: str, source: str, confidence: Confidence = "secondary") -> Provision:
    return icrra(f"22-4(1)({number})", source, confidence)


def _ground(words: Text, under: Provision, item: str) -> Dated[Text]:
    """Return what a ground says, and the same under its item since the amendment."""
    renumbered = _item(item, f"{under.source}; item number: {_AMENDMENT}", under.confidence)
    return always(words, under).later(InForce(since=_AMENDED_SINCE, value=words, under=renumbered))


_ACTIVITY = _item("vi", "B:30b")
_HSP_2 = _item("vi", "memory", "memory-high")
_SPOUSE = _item("vii", "B:30b")

ACTIVITY_MONTHS = months(3, _ACTIVITY)
HSP_2_ACTIVITY_MONTHS = months(6, _HSP_2, name=Text("months, HSP(ii)", "月数(高度専門職2号)"))
SPOUSAL_ACTIVITY_MONTHS = months(6, _SPOUSE)

ENDS_WITH_MARRIAGE: Dated[frozenset[StatusCode]] = always(frozenset[StatusCode]({"dependent"}), _ACTIVITY)
"""Whose activity (REV-2) is to live as a spouse, though the status is not a spouse's (readings N56)."""

SPOUSES: Dated[frozenset[StatusCode]] = always(
    frozenset[StatusCode]({"spouse-of-japanese", "spouse-of-permanent-resident"}), _SPOUSE
)
"""The statuses of REV-3, where they are held as a spouse."""

REV_1 = Rule(
    id="REV-1",
    title=Text("Risk: another activity in place of the permitted one", "リスク:在留資格外の活動への従事"),
    says=_ground(
        Text(
            "A status of table I, its activity not done and another done or about to be.",
            "別表第一の在留資格に応じた活動を行わず、他の活動を行い、又は行おうとしている場合です。",
        ),
        _item("v", "memory", "memory-high"),
        "v",
    ),
)
REV_2 = Rule(
    id="REV-2",
    title=Text("Risk: activity of the status not done", "リスク:在留資格に応じた活動を行っていない"),
    says=_ground(
        Text(
            "A status of table I, its activity not done for 3 months on end; HSP(ii) 6 months (from memory).",
            "別表第一の在留資格に応じた活動を継続して3か月(高度専門職2号は6か月、未確認)以上行っていない場合です。",
        ),
        _ACTIVITY,
        "vi",
    ),
    numbers=(ACTIVITY_MONTHS, HSP_2_ACTIVITY_MONTHS),
)
REV_3 = Rule(
    id="REV-3",
    title=Text("Risk: life as a spouse not led", "リスク:配偶者の身分を有する者としての活動を行っていない"),
    says=_ground(
        Text(
            "A spouse's status, the activity as a spouse not done for 6 months on end.",
            "配偶者の身分を有する者としての活動を継続して6か月以上行っていない場合です。",
        ),
        _SPOUSE,
        "vii",
    ),
    numbers=(SPOUSAL_ACTIVITY_MONTHS,),
)
REV_4 = Rule(
    id="REV-4",
    title=Text("Risk: no first address notice", "リスク:最初の住居地の届出なし"),
    says=_ground(
        Text(
            "No address notified within 90 days of the permission that made a mid- to long-term resident.",
            "中長期在留者となった許可の日から90日以内に住居地の届出がない場合です。",
        ),
        _item("viii", "B:30"),
        "x",
    ),
    numbers=(FIRST_ADDRESS_DAYS,),
    switches=("roll_90",),
)
REV_5 = Rule(
    id="REV-5",
    title=Text("Risk: no new address notice", "リスク:退去後の新住居地の届出なし"),
    says=_ground(
        Text(
            "No new address notified within 90 days of leaving the notified one.",
            "届け出た住居地から退去した日から90日以内に新住居地の届出がない場合です。",
        ),
        _item("ix", "B:30"),
        "xi",
    ),
    numbers=(NEXT_ADDRESS_DAYS,),
    switches=("roll_90",),
)
REV_6 = Rule(
    id="REV-6",
    title=Text("Risk: false address", "リスク:虚偽の住居地の届出"),
    says=_ground(
        Text("A false address was notified.", "虚偽の住居地を届け出た場合です。"), _item("x", "B:30b"), "xii"
    ),
)
REV_7 = Rule(
    id="REV-7",
    title=Text(
        "Risk: duties, taxes or crimes of a permanent resident",
        "リスク:永住者の義務違反・公租公課の不払い・犯罪",
    ),
    says=Dated(
        (
            since(
                _AMENDED_SINCE,
                "Permanent residents only: breach of duties under the Act, wilful non-payment of taxes or"
                " social insurance, listed crimes.",
                "永住者に限り、入管法上の義務違反、故意による公租公課の不払い又は特定の犯罪がある場合です。",
                icrra("22-4(1)(viii), (ix)", _AMENDMENT, "secondary"),
            ),
        )
    ),
)
