"""One person, two files."""

from collections.abc import Mapping
from typing import Final

from domain.law.provision import Text

WORDS: Final[Mapping[str, Text]] = {
    "title": Text("Likely doubles", "同一人の可能性がある記録"),
    "about": Text(
        "Files within your reach that may be of the same person: with a card number in common, or the same"
        " birth and a like name in any script and spelling.",
        "閲覧できる範囲で、同じ方の可能性がある記録です。在留カード番号が共通するか、生年月日が同じで氏名"
        "(漢字・カナ・ローマ字、通称等)が同じか似ています。",
    ),
    "nobody": Text(
        "Nobody within your reach is thought to be the same person.",
        "閲覧できる範囲に、同じ方と思われる記録はありません。",
    ),
    "why": Text("Why", "理由"),
    "compare": Text("Side by side", "並べて比較"),
    "compare-with": Text("Side by side with {name}", "{name}と並べて比較"),
    "no-why": Text(
        "Nothing that is recorded says that these are one person.",
        "記録からは、同じ方と思われる点はありません。",
    ),
    "this": Text("This file", "この記録"),
    "other": Text("The other file", "もう一方の記録"),
    "field": Text("What", "項目"),
    "equal": Text("Equal?", "一致"),
    "same": Text("equal", "一致"),
    "differs": Text("differs", "相違"),
    "half": Text("in one only", "一方のみ"),
    "letters": Text("Name in letters", "氏名(英字)"),
    "kanji": Text("Name in kanji", "氏名(漢字)"),
    "kana": Text("Name in kana", "氏名(カナ)"),
    "entries": Text("Entries", "記録の件数"),
    "whose": Text("Whose doubles?", "どなたの記録と照合しますか"),
    "look": Text("Look for doubles", "照合する"),
    "back": Text("Back to the likely doubles", "可能性がある記録の一覧へ"),
}
