"""The picture of a life."""

from collections.abc import Mapping
from typing import Final

from domain.law.provision import Text

WORDS: Final[Mapping[str, Text]] = {
    "title": Text("The stay as a picture", "在留の経過図"),
    "name": Text("From {first} to {last}", "{first}から{last}まで"),
    "description": Text(
        "One bar each for stay, status, card, address and presence; duties are marks at their last day."
        " The table below says the same in words.",
        "在留、在留資格、カード、住居地、所在を帯で、手続の期限を印で示しています。"
        "下の表にも同じ内容があります。",
    ),
    "scroll": Text("Picture; scroll sideways with the arrow keys", "経過図(矢印キーで左右に動かせます)"),
    "several": Text("{number} changes", "{number}件の変更"),
    "from-to": Text("{first} to {last}", "{first}から{last}まで"),
    "from": Text("from {first}, no end known", "{first}から(終わりは未定)"),
    "due": Text("{duty}: last day {last}", "{duty}(期限:{last})"),
    "duties": Text("Last days of duties", "手続の期限"),
    "today": Text("Today {day}", "今日 {day}"),
    "on": Text("As of {day}", "基準日 {day}"),
    "key": Text("How to read the picture", "図の見方"),
    "ahead": Text("Hatched: lies ahead, if nothing else happens", "斜線:今後の見込み(ほかに変更がない場合)"),
    "table": Text("The same as a table", "同じ内容の表"),
    "track": Text("What", "項目"),
    "value": Text("How it was", "内容"),
    "first": Text("First day", "開始日"),
    "last": Text("Last day", "終了日"),
    "tense": Text("When", "時期"),
    "past": Text("past", "過去"),
    "present": Text("now", "現在"),
    "ahead-short": Text("ahead", "今後"),
    "no-end": Text("no end known", "未定"),
    "earlier": Text(
        "Earlier stretches are in the timeline: {number}.", "これより前の{number}件は「経過」で確認できます。"
    ),
    "nothing": Text("Nothing had happened by this day.", "この日までの記録はありません。"),
}
