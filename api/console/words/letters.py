"""Letters to residents."""

from collections.abc import Mapping
from typing import Final

from domain.law.provision import Text

WORDS: Final[Mapping[str, Text]] = {
    "title": Text("Letters", "お知らせ文書"),
    "caption": Text("To write about", "お知らせの対象となる手続"),
    "order": Text("By the last day, the earliest first.", "期限の早い順です。"),
    "last": Text("Last letter", "最後に送った文書"),
    "sent": Text("{day}, in {language}, by {person}", "{day}、{language}、{person}"),
    "none": Text("none yet", "未送付"),
    "letter": Text("Letter", "文書"),
    "about": Text("Last letter:", "最後に送った文書:"),
    "look": Text("Look at the letter:", "文書の確認:"),
    "language": Text("Language", "言語"),
    "send": Text("Print, and note as sent", "印刷し、送付を記録"),
    "help": Text(
        "Looking sends nothing. Printing puts on record that it was sent: by whom, today, in which language.",
        "確認だけでは送付の記録は残りません。「印刷し、送付を記録」を押すと、本日の日付、言語、担当者とともに送付が記録されます。",
    ),
}
