"""Who looked at one resident's file."""

from collections.abc import Mapping
from typing import Final

from domain.law.provision import Text

WORDS: Final[Mapping[str, Text]] = {
    "about": Text(
        "Every look is on record, yours too. Days and times are those of Japan.",
        "あなたの閲覧を含め、すべての閲覧を記録しています。日時は日本時間です。",
    ),
    "at": Text("When", "日時"),
    "who": Text("Who", "閲覧者"),
    "what": Text("What", "内容"),
    "about-day": Text("About", "対象の日"),
    "known": Text("as known on {known}", "把握時点 {known}"),
    "why": Text("Why", "理由"),
    "emergency": Text("emergency", "緊急閲覧"),
    "nobody": Text("Nobody has looked.", "閲覧はありません。"),
    "older": Text("Older looks", "これより前の閲覧"),
}
