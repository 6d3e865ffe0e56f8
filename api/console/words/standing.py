"""How a resident stands, in sentences."""

from collections.abc import Mapping
from typing import Final

from domain.law.provision import Text

WORDS: Final[Mapping[str, Text]] = {
    "status": Text(
        "Status of residence: {status}, {period}.", "在留資格は「{status}」(在留期間 {period})です。"
    ),
    "as-spouse": Text("It rests on a marriage.", "婚姻に基づく在留資格です。"),
    "valid": Text("In valid stay.", "適法に在留しています。"),
    "filing-grace": Text(
        "The period of stay ended on a closed day; an application is accepted on the next open day.",
        "在留期間が閉庁日に満了しました。翌開庁日まで申請できます。",
    ),
    "special-period": Text(
        "In the special period: the application is still being decided.",
        "特例期間中です(申請の結果を待っています)。",
    ),
    "overstay": Text("Past the last day of stay.", "在留期間の満了日を過ぎています(不法残留のおそれ)。"),
    "abroad-protected": Text(
        "Abroad; the status is kept.", "再入国許可により出国中で、在留資格は続いています。"
    ),
    "lost": Text("The status of residence is lost.", "在留資格を喪失しています。"),
    "departed": Text(
        "Left Japan without re-entry permission.", "再入国許可を受けずに出国しました(単純出国)。"
    ),
    "not-mid-to-long-term": Text(
        "In valid stay, not as a mid- to long-term resident.",
        "適法に在留していますが、中長期在留者ではありません。",
    ),
    "within-60-days": Text(
        "Within the 60 days in which no status is needed.", "在留資格を要しない60日以内です(経過滞在)。"
    ),
    "deceased": Text("Deceased.", "亡くなっています。"),
    "naturalised": Text("Naturalised.", "帰化しました。"),
    "none": Text("No stay is on record for this day.", "この日の在留の記録はありません。"),
    "until": Text("This lasts through {day}.", "この状態は{day}まで続きます。"),
    "since": Text("It has been so since {day}.", "この状態は{day}からです。"),
    "in-japan": Text("In Japan.", "日本国内にいます。"),
    "abroad": Text("Abroad.", "国外にいます。"),
    "must-return-by": Text("Must be back in Japan by {day}.", "{day}までに再入国する必要があります。"),
    "status-lost-after": Text("After {day} the status is lost.", "{day}を過ぎると在留資格を失います。"),
    "card-held": Text(
        "Holds card {number}, valid through {day}.",
        "カード{number}を所持しています。有効期間は{day}までです。",
    ),
    "card-lost": Text(
        "Card {number}, valid through {day}, is lost.",
        "カード{number}は紛失中です。有効期間は{day}までです。",
    ),
    "card-damaged": Text(
        "Card {number}, valid through {day}, is damaged.",
        "カード{number}は毀損又は汚損しています。有効期間は{day}までです。",
    ),
    "card-lapsed": Text(
        "Card {number}, valid through {day}, has lapsed.",
        "カード{number}は失効しています。有効期間は{day}まででした。",
    ),
    "card-returned": Text(
        "Card {number}, valid through {day}, was returned.",
        "カード{number}は返納済みです。有効期間は{day}まででした。",
    ),
    "card-none": Text("No card is on record.", "カードの記録はありません。"),
    "carry": Text("The card must be carried at all times.", "カードは常に携帯する必要があります。"),
    "address": Text(
        "Place of residence: {place}, {line} (notified).", "住居地は{place} {line}です(届出済み)。"
    ),
    "address-not-notified": Text(
        "Place of residence: {place}, {line} (not notified yet).",
        "住居地は{place} {line}です(届出はまだです)。",
    ),
    "address-none": Text("No address is on record.", "住居地の記録はありません。"),
    "pending-application": Text(
        "Waiting for a decision since {day}: {procedure}.",
        "{day}に受け付けた{procedure}の結果を待っています。",
    ),
    "overdue": Text("Duties overdue: {number}.", "期限を過ぎた手続が{number}件あります。"),
    "open": Text("Duties to be done now: {number}.", "期限内の手続が{number}件あります。"),
    "nothing-due": Text("No duty is open.", "現在、必要な手続はありません。"),
}
