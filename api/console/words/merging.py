"""Merging two files of one person, and taking them apart."""

from collections.abc import Mapping
from typing import Final

from domain.law.provision import Text

WORDS: Final[Mapping[str, Text]] = {
    "title": Text("Merge", "統合"),
    "about": Text(
        "The file that goes on answers with both histories from then on; the other leads to it, and its"
        " history stays readable. It can be undone.",
        "残る記録は、以後、双方の記録を合わせて表示します。もう一方は残る記録に案内し、履歴は引き続き閲覧できます。"
        "統合は取り消すことができます。",
    ),
    "survives": Text("Which file goes on", "残す記録"),
    "reason": Text("How it is known that both are one person", "同じ方と確認した理由"),
    "reason-help": Text("It stands in the history of both files.", "双方の履歴に残ります。"),
    "check": Text("See what it changes", "変更内容を確認する"),
    "against": Text("These entries cannot be of one person", "同じ方の記録としては両立しない事項"),
    "in-surviving": Text("in the file that goes on", "残る記録"),
    "in-merged": Text("in the other file", "もう一方の記録"),
    "check-title": Text("Before the files are merged", "統合する前の確認"),
    "goes-on": Text("The file that goes on", "残る記録"),
    "goes": Text("The file that leads to it", "統合される記録"),
    "moved-on": Text(
        "The file has changed since. This is what merging changes now.",
        "確認後に記録が変更されました。現在の変更内容は次のとおりです。",
    ),
    "save": Text("Merge the files", "統合する"),
    "edit": Text("Back", "戻る"),
    "apart": Text("Take merged files apart", "統合を取り消す"),
    "apart-about": Text(
        "The file merged last answers for itself again, as if it had never been merged. What was recorded"
        " since stays with the file that went on.",
        "最後に統合した記録は、統合しなかったものとして元に戻ります。統合後の記録は、残った記録に属します。",
    ),
    "apart-reason": Text("Why they are two persons", "別の方と確認した理由"),
    "problem": Text("This cannot be done", "実行できません"),
}
