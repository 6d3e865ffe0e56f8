"""The page of one resident."""

from collections.abc import Mapping
from typing import Final

from domain.law.provision import Text

WORDS: Final[Mapping[str, Text]] = {
    "now": Text("Standing", "在留の状況"),
    "duties": Text("Duties", "手続"),
    "why": Text("Why this day", "期限の計算"),
    "record": Text("Record", "記録する"),
    "tabs": Text("Parts of the file", "記録の内訳"),
    "overview": Text("Overview", "概要"),
    "timeline": Text("Timeline", "経過"),
    "history": Text("History", "記録の履歴"),
    "looks": Text("Looks", "閲覧の履歴"),
}
