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
    "by": Text("Last day {day}", "期限:{day}"),
    "no-day": Text("No fixed day", "期限の定めなし"),
    "opens": Text("From {day}", "受付開始:{day}"),
    "advisory": Text("advised, not owed by law", "任意の手続"),
    "owed-by": Text("To be done by {who}", "手続をする人:{who}"),
    "card": Text("Card", "カード番号"),
    "rule": Text("Rule {rule}, {basis}", "規則{rule}({basis})"),
    "where": Text("Where:", "窓口:"),
    "hours": Text("Open:", "受付時間:"),
    "telephone": Text("Telephone:", "電話:"),
    "desk-municipality": Text("the office of the place of residence", "住居地の市区町村の窓口"),
    "desk-bureau": Text(
        "the immigration bureau for the place of residence", "住居地を管轄する地方出入国在留管理局"
    ),
    "desk-port": Text("the immigration officer at the port", "出入国港の入国審査官"),
    "desk-police": Text("the police", "警察署又は交番"),
    "more": Text("and {number} more", "ほか{number}件"),
}
