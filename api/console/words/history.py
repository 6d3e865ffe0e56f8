"""The history of a resident's file: its entries, and what became of them."""

from collections.abc import Mapping
from typing import Final

from domain.law.provision import Text

WORDS: Final[Mapping[str, Text]] = {
    "about": Text(
        "Everything that was recorded, the newest first, with what was corrected or voided since.",
        "記録された内容のすべてです(新しい順)。訂正や取消しの前の内容も表示しています。",
    ),
    "number": Text("v{version}", "記録番号{version}"),
    "entry": Text("entry v{version}", "記録番号{version}"),
    "other-file": Text("its history", "履歴を見る"),
    "recorded": Text("recorded by {person}, {office}, {at}", "記録者:{person}({office})、{at}"),
    "corrected": Text("corrected", "訂正済み"),
    "voided": Text("voided", "取消し済み"),
    "by-corrected": Text("Corrected by", "訂正の記録:"),
    "by-voided": Text("Voided by", "取消しの記録:"),
    "reason": Text("Reason:", "理由:"),
    "override": Text(
        "Recorded although it would have been refused. Reason:", "監督者の判断で記録されました。理由:"
    ),
    "changed": Text("What entry v{version} changed", "記録番号{version}による変更"),
    "as-known": Text("The file as known with entry v{version}", "記録番号{version}の時点の内容"),
    "correct": Text("Correct entry v{version}", "記録番号{version}を訂正する"),
    "void": Text("Void entry v{version}", "記録番号{version}を取り消す"),
    "newer": Text("Newer entries", "新しい記録"),
    "older": Text("Older entries", "古い記録"),
    "first": Text("With this entry the file was opened.", "この記録により、記録が開始されました。"),
    "effects": Text(
        "What entry v{version} changed in the standing and duties of {day}:",
        "記録番号{version}により、{day}の内容は次のように変わりました。",
    ),
}
