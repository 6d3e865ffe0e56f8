"""What the office was told, and taking note of it."""

from collections.abc import Mapping
from typing import Final

from domain.law.provision import Text

WORDS: Final[Mapping[str, Text]] = {
    "title": Text("Notices", "通知"),
    "caption": Text("Notices: {state}", "通知({state})"),
    "stage": Text("Stage", "段階"),
    "order": Text("The newest first.", "新しい順です。"),
    "due": Text("Last day", "期限"),
    "told": Text("Told on", "通知日"),
    "office": Text("Office", "通知先"),
    "nobody": Text("erased", "消去済み"),
    "withdrawn": Text("Taken back", "取消し"),
    "cause": Text("because of entry v{cause}", "記録番号{cause}による"),
    "by-time": Text("because of a change of the rules or of the day", "規則の変更又は日付による"),
    "noted": Text("Taken note of", "確認"),
    "noted-by": Text("{person}, {at}", "{person}、{at}"),
    "note": Text("Note", "メモ"),
    "backlog": Text(
        "From before the start of the service: raised once, delivered to nobody.",
        "運用開始前の分として記録した通知です。送信はしていません。",
    ),
    "note-field": Text("Note, if any", "メモ(任意)"),
    "take-note": Text("Take note", "確認済みにする"),
    "taken": Text("The notice is taken note of.", "通知を確認済みにしました。"),
    "failed": Text("The notice could not be taken note of", "通知を確認済みにできませんでした"),
}
