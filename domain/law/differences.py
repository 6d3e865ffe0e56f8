"""Where city page and statute differ (rulebook section 0), and the settings that decide (section 17)."""

from collections.abc import Mapping

from msgspec import Struct

from domain.law.provision import Text


class Difference(Struct, frozen=True, kw_only=True):
    """One place where page and statute part; both are shown, `switch` says which counts.

    The rules for which they do name it (`Rule.differs`).
    """

    id: str
    page: Text
    statute: Text
    here: Text
    switch: str | None


DIFFERENCES: tuple[Difference, ...] = (
    Difference(
        id="S1",
        page=Text(
            "Special re-entry ends after 1 year or when the residence card expires, whichever is first.",
            "みなし再入国許可による再入国は、出国から1年又は在留カードの有効期限のいずれか早い日までです。",
        ),
        statute=Text(
            "After 1 year or when the period of stay ends, whichever is first (ICRRA 26-2(2)).",
            "出国から1年又は在留期間の満了日のいずれか早い日までです(入管法26条の2第2項)。",
        ),
        here=Text(
            "The status is lost by the statute; the card's date is the earlier day to return by.",
            "在留資格の喪失は法律により判断し、カードの日付は再入国の目安として示します。",
        ),
        switch="reentry_bound",
    ),
    Difference(
        id="S2",
        page=Text(
            "A lost, stolen, damaged or soiled card: re-issuance within 14 days.",
            "紛失、盗難、破損又は汚損のいずれの場合も、14日以内に再交付を申請します。",
        ),
        statute=Text(
            "14 days only for loss (19-12) and for an order to replace (19-13(3)); damage has no deadline.",
            "14日以内とされているのは、紛失等(19条の12)と再交付申請命令(19条の13第3項)の場合だけです。毀損・汚損の場合に期限はありません。",
        ),
        here=Text(
            "Damage gives an advisory task of 14 days, never overdue by law.",
            "毀損・汚損の場合は14日以内の任意の手続として示し、法律上の期限超過とはしません。",
        ),
        switch="damaged_card",
    ),
    Difference(
        id="S3",
        page=Text(
            "An extension is applied for before the card expires.",
            "在留期間の更新は、カードの有効期限までに申請します。",
        ),
        statute=Text(
            "Before the period of stay ends (21): the same day for ordinary adults, another for the cards of"
            " children under 16 and of permanent residents.",
            "在留期間の満了の日までです(21条)。通常の成人では同じ日ですが、16歳未満の人と永住者のカードでは異なります。",
        ),
        here=Text(
            "The two days are kept apart: the period of stay decides, the card's date has its own duties.",
            "二つの日を別々に管理し、在留期間により判断します。",
        ),
        switch=None,
    ),
)

SWITCHES: Mapping[str, Text] = {
    "reentry_bound": Text(
        "S1: loss by the statute, warning by the card's date",
        "S1:喪失は法律により、注意はカードの日付により示します",
    ),
    "damaged_card": Text(
        "S2: the page's 14 days as an advisory task", "S2:14日以内の任意の手続として示します"
    ),
    "month_end": Text(
        "AR-5: show the earlier day, decide loss and overstay by the later; 1 or 2 days at month ends",
        "AR-5:案内には早い方の日を示し、喪失・不法残留は遅い方の日により判断します(月末の場合だけ1日から2日の差があります)",
    ),
    "roll_90": Text(
        "the 90 days as a risk flag: early is safe", "90日は注意のための表示であり、早い方が安全です"
    ),
    "pr7_day": Text(
        "7 years from the issue: the same day or the day before; the printed date wins",
        "7年の期間の末日です。券面の日付が優先します",
    ),
    "abroad_clock": Text(
        "19-16 speaks of persons residing in Japan: whether its clock pauses abroad",
        "国外にいる間も19条の16の期間が進むかどうかです",
    ),
    "midnight_start": Text(
        "AR-2: events that start at 00:00 count their own day",
        "AR-2:午前零時に始まる事由は当日を算入します",
    ),
    "filing_grace": Text(
        "EXT-2: filing on the next open day counts as in time; these days are not lawful stay",
        "EXT-2:翌開庁日の受付は期限内ですが、その間は適法な在留ではありません",
    ),
}
"""Why each setting of a contested point is one; its values stand in `Policy`."""
