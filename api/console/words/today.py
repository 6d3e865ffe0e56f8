"""The page of the day."""

from collections.abc import Mapping
from typing import Final

from domain.law.provision import Text

WORDS: Final[Mapping[str, Text]] = {
    "title": Text("Today", "今日の業務"),
    "overdue": Text("Overdue", "期限超過"),
    "soon": Text("Due within 7 days", "7日以内に期限"),
    "notices": Text("Notices not acknowledged", "未確認の通知"),
    "mine": Text("Lately mine", "最近扱った記録"),
    "all": Text("All of them", "すべて表示"),
    "nothing": Text("Nothing here.", "該当するものはありません。"),
}
