"""Duties in lists and on the page of a resident."""

from collections.abc import Mapping
from typing import Final

from domain.law.provision import Text

WORDS: Final[Mapping[str, Text]] = {
    "resident": Text("Resident", "氏名"),
    "duty": Text("Duty", "手続"),
    "state": Text("State", "状況"),
    "due": Text("Last day", "期限"),
    "left": Text("Days left", "残り日数"),
    "why": Text("Why this day", "期限の計算"),
    "today": Text("today", "今日まで"),
    "in-one-day": Text("tomorrow", "明日まで"),
    "in-days": Text("in {days} days", "あと{days}日"),
    "one-day-ago": Text("1 day late", "1日超過"),
    "days-ago": Text("{days} days late", "{days}日超過"),
}
