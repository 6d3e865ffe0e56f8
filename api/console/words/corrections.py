"""Corrections that somebody asked for, and deciding about them."""

from collections.abc import Mapping
from typing import Final

from domain.law.provision import Text

WORDS: Final[Mapping[str, Text]] = {
    "pending": Text("waiting", "未決"),
    "caption": Text("Corrections asked for: {state}", "訂正の申出({state})"),
    "order": Text("The oldest first.", "古い順です。"),
    "of": Text("Resident", "氏名"),
    "what": Text("Asked for", "申出の内容"),
    "why": Text("Reason given", "申出の理由"),
    "by": Text("By", "申出者"),
    "at": Text("Asked on", "申出日時"),
    "state": Text("State", "状況"),
    "see": Text("See and decide", "内容の確認・決定"),
    "correction": Text("Correct entry v{version}", "記録番号{version}の訂正"),
    "void": Text("Void entry v{version}", "記録番号{version}の取消し"),
    "now": Text("As it is recorded: {title}, entry v{version}", "現在の記録:{title}(記録番号{version})"),
    "wanted": Text("As it should be: {title}", "訂正後の記録:{title}"),
    "wanted-void": Text(
        "It should count as never having happened.", "なかったものとして扱うことを求めています。"
    ),
    "cannot": Text("It cannot be recorded as asked", "申出のとおりには記録できません"),
    "overtaken": Text(
        "Entry v{version} has changed the same entry since. The request can only be declined.",
        "この申出の後、記録番号{version}により同じ記録が変更されたため、却下だけができます。",
    ),
    "decide": Text("Decide", "決定"),
    "reason": Text("Reason for the decision", "決定の理由"),
    "reason-help": Text("It stays in the history.", "記録の履歴に残ります。"),
    "accept": Text("Accept and record", "承認して記録する"),
    "decline": Text("Decline", "却下する"),
    "decided": Text("Decided", "決定"),
    "decided-by": Text("{outcome} by {person}, {at}: {reason}", "{outcome}({person}、{at}):{reason}"),
    "moved-on": Text(
        "The file has changed since this page was shown. See what it changes now, and decide again.",
        "この画面の表示後に記録が変更されました。下の内容を確認し、もう一度決定してください。",
    ),
    "said-accepted": Text("The correction is accepted and recorded.", "訂正を承認し、記録しました。"),
    "said-declined": Text("The correction is declined.", "訂正の申出を却下しました。"),
    "wait": Text("A supervisor decides.", "監督者が決定します。"),
}
