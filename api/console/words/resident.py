"""The page of one resident."""

from collections.abc import Mapping
from typing import Final

from domain.law.provision import Text

WORDS: Final[Mapping[str, Text]] = {
    "now": Text("Standing", "在留の状況"),
    "duties": Text("Duties", "手続"),
    "ended": Text("Duties that are done or no longer owed", "済んだ手続・不要になった手続"),
    "particulars": Text("Particulars", "記載事項"),
    "notices": Text("What offices were told", "通知"),
    "no-notices": Text("No office was told anything.", "通知はありません。"),
    "became": Text("What became of it", "その後"),
    "backlog": Text("found at the first start", "運用開始時の分"),
    "acknowledged": Text("Taken note of by {person}, {at}.", "確認者:{person}({at})"),
    "record": Text("Record", "記録する"),
    "sheet": Text("Sheet to print", "印刷用の書面"),
    "tabs": Text("Parts of the file", "記録の内訳"),
    "overview": Text("Overview", "概要"),
    "timeline": Text("Timeline", "経過"),
    "history": Text("History", "記録の履歴"),
    "looks": Text("Who looked", "閲覧履歴"),
    "to-overview": Text("Back to the overview", "概要へ戻る"),
    "print-help": Text(
        "This page prints without menus, with the browser's own command.",
        "ブラウザーの印刷機能で、この内容だけを印刷できます。",
    ),
    "as-of": Text("as of {day}", "{day}現在"),
    "questions": Text("Questions", "お問い合わせ先"),
    "may-err": Text(
        "This sheet says what our records show on that day. They may be wrong or incomplete:"
        " please ask the office.",
        "この書面は、上記の日における当窓口の記録によるものです。記録に誤りや不足がある場合がありますので、"
        "窓口でご確認ください。",
    ),
    "handed-over": Text("Handed over.", "転出済み"),
    "noticed": Text("To be noticed", "注意点"),
    "flag": Text("{title}, since {day}", "{title}({day}から)"),
    "none": Text("none", "なし"),
    "alias": Text("Alias", "通称"),
    "printed": Text("Name as printed", "券面の氏名"),
    "birth": Text("Date of birth", "生年月日"),
    "nationality": Text("Nationality", "国籍・地域"),
    "sex": Text("Sex", "性別"),
    "status": Text("Status of residence", "在留資格"),
    "period": Text("Period of stay", "在留期間"),
    "granted": Text("Granted on", "許可日"),
    "expires": Text("Last day of stay", "在留期間の満了日"),
    "indefinite": Text("none: indefinite", "なし(無期限)"),
    "stay": Text("Stay", "在留の状況"),
    "resident": Text("Mid- to long-term resident", "中長期在留者"),
    "card": Text("Card", "在留カード等"),
    "valid-until": Text("Card valid through", "カードの有効期間の満了日"),
    "computed": Text("(by our count {day})", "(計算上は{day})"),
    "carry": Text("Must carry the card", "カードの携帯義務"),
    "address": Text("Address", "住居地"),
    "presence": Text("Presence", "所在"),
    "applications": Text("Applications pending", "審査中の申請"),
    "filed": Text("filed on {day}", "{day}受付"),
    "permissions": Text("Permissions", "許可"),
    "side-activity": Text("activity outside the status", "資格外活動許可"),
    "reentry-permit": Text("re-entry permit", "再入国許可"),
    "multiple": Text("multiple", "数次"),
    "single": Text("single", "1回限り"),
    "used": Text("used", "使用済み"),
    "permitted": Text("granted on {day}", "{day}許可"),
    "through": Text("through {day}", "{day}まで"),
    "rests-on": Text(
        "By the entries up to v{version} and the rulebook {rulebook}.",
        "記録番号{version}までの記録と、規則集{rulebook}によります。",
    ),
}
