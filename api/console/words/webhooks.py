"""The pages about webhooks."""

from collections.abc import Mapping
from typing import Final

from domain.law.provision import Text

WORDS: Final[Mapping[str, Text]] = {
    "title": Text("Webhooks", "外部連携(Webhook)"),
    "lead": Text(
        "Other systems are sent what is recorded and what offices are told: ids, rules and days, no names.",
        "記録の追加と窓口への通知を、他のシステムに送信します(識別番号、規則及び日付のみで、氏名は含みません)。",
    ),
    "receivers": Text("Receivers", "送信先"),
    "nobody": Text("No system is sent anything yet.", "送信先はまだ登録されていません。"),
    "url": Text("Address", "送信先のアドレス"),
    "url-help": Text(
        "https://host/path. Networks inside only where the operator has allowed them.",
        "https://host/path の形で入力してください。"
        "内部のネットワークは、システム管理者が許可したものに限ります。",
    ),
    "kinds": Text("What is sent", "送信する内容"),
    "offices": Text("Offices", "対象の窓口"),
    "offices-help": Text(
        "Name or code, one a line: 札幌市中央区, 01101, risb-sapporo. Left empty: of all offices.",
        "名称又はコードを1行に1件ずつ入力してください(例:札幌市中央区、01101、risb-sapporo)。"
        "空欄の場合は、すべての窓口が対象になります。",
    ),
    "all-offices": Text("all offices", "すべての窓口"),
    "state": Text("State", "状態"),
    "behind": Text("Entries waiting", "送信待ち"),
    "failing": Text("Being tried again", "再送中"),
    "dead": Text("Set aside", "送信中止"),
    "delivered": Text("Last taken", "最後に受信された日時"),
    "never": Text("nothing yet", "まだありません"),
    "made": Text("Made by", "登録者"),
    "is-sending": Text("sending", "送信中"),
    "is-silent": Text("not answering", "応答なし"),
    "is-paused": Text("paused", "一時停止"),
    "is-gone": Text("paused: the receiver says that it is gone (410)", "一時停止(送信先が廃止を通知:410)"),
    "make": Text("Add a receiver", "送信先の登録"),
    "save": Text("Add", "登録"),
    "wrong": Text("This cannot be added", "登録できません"),
    "secret": Text("The secret, shown this once", "署名の署名鍵(表示は今回限り)"),
    "secret-help": Text(
        "Enter it in the receiver, which checks with it that facts come from here. It is not shown again.",
        "送信先のシステムに設定してください。送信元の確認に使います。再表示はできません。",
    ),
    "older": Text(
        "The one before it signs, too, until {until}.", "変更前の署名鍵による署名も、{until}まで付けます。"
    ),
    "back": Text("All receivers", "送信先の一覧"),
    "pause": Text("Pause", "一時停止"),
    "resume": Text("Go on", "再開"),
    "new-secret": Text("Replace the secret", "署名鍵の変更"),
    "delete": Text("Take away", "削除"),
    "delete-sure": Text("Yes: what waits for it is forgotten", "はい(送信待ちの内容も破棄します)"),
    "not-sure": Text(
        "Nothing was done: tick the box to take it away.", "削除するには、確認欄にチェックを入れてください。"
    ),
    "not-taken": Text("What it did not take", "受信されなかったもの"),
    "all-taken": Text("It took everything it was sent.", "送信したものは、すべて受信されています。"),
    "fact": Text("Fact", "識別番号"),
    "tries": Text("Tries", "送信回数"),
    "why": Text("Why not", "理由"),
    "since": Text("First tried", "最初の送信"),
    "next": Text("Next try", "次の送信"),
    "set-aside": Text("set aside on {at}", "{at}に送信中止"),
    "replay": Text("Send again", "再送"),
    "after": Text("From when on", "再送の起点"),
    "after-help": Text(
        "A day, or the position in the log of events after which everything is sent again; 0: all there is.",
        "日付か、記録の通し番号を入力してください。それより後のものをすべて再送します(0はすべて)。",
    ),
    "no-place": Text("Write a day or a position.", "日付か通し番号を入力してください。"),
    "said-paused": Text(
        "Nothing is sent for now; nothing is lost.", "送信を一時停止しました。再開後に続きから送信します。"
    ),
    "said-resumed": Text("It goes on where it was left.", "続きから送信を再開しました。"),
    "said-deleted": Text("The receiver is taken away.", "送信先を削除しました。"),
    "said-replayed": Text("It is being sent again.", "再送を始めました。"),
    "positions": Text("Positions", "送信済みの通し番号"),
    "positions-at": Text("events {events}, notices {notices}", "記録{events}、通知{notices}"),
}
