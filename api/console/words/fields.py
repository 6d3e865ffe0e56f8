"""What to put into fields of events, where a form asks otherwise than the API: by `Type.field` or field."""

from collections.abc import Mapping
from typing import Final

from domain.law.provision import Text

WORDS: Final[Mapping[str, Text]] = {
    "occurred_on": Text(
        "The day on which it happened, not that of recording: 2026-03-07, 20260307, 令和8年3月7日 or R8.3.7.",
        "事実が生じた日です(記録する日ではありません)。2026-03-07、20260307、令和8年3月7日、R8.3.7の形で入力できます。",
    ),
    "CaseOpened.occurred_on": Text(
        "The day since which the file is kept: that of the first entry, or today.",
        "記録を始める日です(最初の入国の日又は本日)。",
    ),
    "EventCorrected.reason": Text(
        "Why it was wrong; this stays in the history.", "訂正する理由です。履歴に残ります。"
    ),
    "EventVoided.reason": Text(
        "Why it never happened; this stays in the history.", "取り消す理由です。履歴に残ります。"
    ),
    "nationality": Text(
        "The name of the country or its two letters: Nepal, NP. Also stateless, unknown, Palestine.",
        "国名又は2文字の国コードです(例:ネパール、NP)。無国籍、不明、パレスチナも入力できます。",
    ),
    "sex": Text("As on the passport.", "旅券の記載のとおりです。"),
    "as_spouse": Text(
        "Tick when the status rests on a marriage.", "在留資格が婚姻に基づく場合に選択します。"
    ),
    "period_of_stay": Text(
        "In words: 1 year, 3 months, 1 year 3 months, 90 days.",
        "「1年」「3月」「1年3月」「90日」のように入力します。",
    ),
    "expires_on": Text("The printed last day.", "証印又は在留カードに記載された満了日です。"),
    "SideActivityPermitted.expires_on": Text(
        "Last day of the permission; left empty, it lasts as long as the stay.",
        "許可の末日です。空欄の場合は在留期間の満了日までとします。",
    ),
    "ReentryPermitted.valid_until": Text(
        "Left empty, it is the longest that the law allows.",
        "空欄の場合は、法律上の最長の日とします。",
    ),
    "special_permanent": Text(
        "Tick when the child may become a special permanent resident.",
        "特別永住許可の対象となる場合に選択します。",
    ),
    "address.municipality_code": Text(
        "By name, 札幌市西区 or 福岡県糸島市, or by its code of five or six digits.",
        "市区町村名(例:札幌市西区、福岡県糸島市)又は5桁か6桁のコードで入力します。",
    ),
    "card_presented": Text(
        "Untick when the card was not presented: then the notice does not count.",
        "在留カードの提出がなかったときは選択を外します(その場合は届出になりません)。",
    ),
    "changes": Text(
        "Which changes were notified; none chosen means all of them.",
        "届け出た変更です。選択しない場合は、すべてを届け出たものとします。",
    ),
    "contract_in_japan": Text(
        "Untick when the contract is with an organisation abroad.",
        "契約の相手が国外の機関の場合は選択を外します。",
    ),
    "multiple": Text("Tick when it may be used more than once.", "数次の許可の場合に選択します。"),
}
