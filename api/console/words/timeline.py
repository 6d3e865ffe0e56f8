"""The timeline of one resident."""

from collections.abc import Mapping
from typing import Final

from domain.law.provision import Text

WORDS: Final[Mapping[str, Text]] = {
    "ahead": Text("What lies ahead", "今後の見込み"),
    "ahead-help": Text("This comes if nothing else happens.", "ほかに変更がない場合の見込みです。"),
    "nothing-ahead": Text("Nothing that has a day.", "日付の決まっているものはありません。"),
    "past": Text("Until {day}", "{day}まで"),
    "event": Text("happened", "事実"),
    "transition": Text("became", "変化"),
    "elsewhere": Text("entry v{version} of the merged file", "統合された記録の記録番号{version}"),
    "older": Text("Earlier days", "これより前"),
    "newest": Text("The newest days", "最新の内容"),
    "more-ahead": Text("and {number} more days", "ほか{number}日分"),
}
