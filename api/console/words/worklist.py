"""The worklist."""

from collections.abc import Mapping
from typing import Final

from domain.law.provision import Text

WORDS: Final[Mapping[str, Text]] = {
    "title": Text("Worklist", "手続一覧"),
    "caption": Text("Duties: {state}", "手続({state})"),
    "to-do": Text("to be done (open or overdue)", "未了:期限内・期限超過"),
    "kind": Text("Kind", "種類"),
    "class": Text("Class", "区分"),
    "statutory": Text("statutory", "法令上の義務"),
    "advisory": Text("advised", "任意の手続"),
    "due-after": Text("Last day after", "期限(この日より後)"),
    "due-before": Text("Last day before", "期限(この日より前)"),
    "order": Text(
        "By the last day, the earliest first; what has no fixed day comes at the end.",
        "期限の早い順です。期限の定めのないものは最後に表示します。",
    ),
    "subscribe": Text("Subscribe to the last days in your calendar", "期限をカレンダーに表示する"),
    "counts": Text("Counts", "件数"),
    "count-all": Text("Count them all", "すべて数える"),
    "by-rule": Text("By duty", "手続別"),
    "by-week": Text("By week of the last day, not overdue", "期限の週別(期限内・開始前)"),
    "week": Text("Week from", "週の初日"),
    "due": Text("Duties", "件数"),
    "weeks-after": Text("Later", "それ以降"),
}
