"""What lists share: narrowing down, pages, nothing found."""

from collections.abc import Mapping
from typing import Final

from domain.law.provision import Text

WORDS: Final[Mapping[str, Text]] = {
    "narrow": Text("Narrow down", "絞り込み"),
    "more-filters": Text("More conditions", "その他の条件"),
    "condition": Text("{label}: {value}", "{label}:{value}"),
    "clear": Text("Clear", "条件を解除"),
    "any": Text("any", "指定なし"),
    "all": Text("all", "すべて"),
    "between": Text(", ", "・"),
    "state": Text("State", "状況"),
    "rule": Text("Duty", "手続"),
    "place": Text("Ward or municipality", "市区町村"),
    "place-help": Text("Name or code: 札幌市中央区, 01101", "名称又はコード(例:札幌市中央区、01101)"),
    "no-such-place": Text(
        "No municipality is called so. Write its name, as 札幌市中央区, or its code, as 01101.",
        "該当する市区町村がありません。「札幌市中央区」のような名称、又は「01101」のようなコードを入力してください。",
    ),
    "which-place": Text(
        "Several municipalities are called so. Choose one, or write the name with its prefecture.",
        "同じ名称の市区町村が複数あります。選択するか、都道府県名を付けて入力してください。",
    ),
    "problem": Text("Please check what you typed", "入力内容を確認してください"),
    "kept": Text("You had typed this when the session ended:", "サインアウト前に入力された内容:"),
    "nothing": Text("Nothing fits.", "該当するものはありません。"),
    "pages": Text("Pages of the list", "一覧のページ"),
    "first": Text("First page", "最初のページ"),
    "next": Text("Next page", "次のページ"),
    "shown": Text("{count} shown. {order}", "{count}件を表示しています。{order}"),
    "files": Text("The whole list as a file:", "一覧全体のファイル:"),
    "csv": Text("CSV", "CSV形式"),
    "xlsx": Text("Excel", "Excel形式"),
    "long": Text("500 on one page, for paper", "印刷用に1ページに500件表示"),
}
