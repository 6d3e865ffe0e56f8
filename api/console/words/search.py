"""Finding a resident."""

from collections.abc import Mapping
from typing import Final

from domain.law.provision import Text

WORDS: Final[Mapping[str, Text]] = {
    "title": Text("Search", "検索"),
    "field": Text("Name, card number or date of birth", "氏名、在留カード番号又は生年月日"),
    "help": Text(
        "A name in any script, in any order; a card number; a day as 1995-11-27 or 平成7年11月27日. "
        "Several words narrow down.",
        "氏名は漢字、カナ、ローマ字のいずれでも、順不同で検索できます。生年月日は平成7年11月27日、1995-11-27などの形で入力します。"
        "複数の語を入力すると絞り込みます。",
    ),
    "find": Text("Find", "検索"),
    "everybody": Text("Everybody, by name", "全員を氏名順に表示"),
    "found": Text("Found for “{q}”", "「{q}」の検索結果"),
    "by-name": Text("Everybody, by name", "全員(氏名順)"),
    "order": Text("The best matches first.", "一致度の高い順です。"),
    "order-name": Text(
        "By kana, then those without kana by letters.",
        "カナの五十音順、カナのない方はその後にローマ字順です。",
    ),
    "name": Text("Name", "氏名"),
    "born": Text("Date of birth", "生年月日"),
    "nationality": Text("Nationality", "国籍・地域"),
    "standing": Text("Stay", "在留の状況"),
    "status": Text("Status of residence", "在留資格"),
    "place": Text("Place", "市区町村"),
    "card": Text("Card number", "在留カード番号"),
    "nobody": Text("Nobody found for “{q}”", "「{q}」に該当する方は見つかりませんでした"),
    "nobody-why": Text(
        "Try one part of the name, another script, the card number or the date of birth. "
        "Only residents of your own offices are searched.",
        "氏名の一部、別の表記、在留カード番号、生年月日でもお試しください。検索の対象は、所管する方に限られます。",
    ),
    "nobody-why-all": Text(
        "Try one part of the name, another script, the card number or the date of birth.",
        "氏名の一部、別の表記、在留カード番号、生年月日でもお試しください。",
    ),
    "open": Text("Open a file for somebody new", "新しい方の記録を開始する"),
    "nobody-there": Text("There is no file within your reach.", "閲覧できる記録はありません。"),
}
