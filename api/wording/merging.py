"""What speaks against merging two files, in words."""

from datetime import date
from typing import Final
from uuid import UUID

from api.wording.problems import problem_title
from api.wording.text import day
from domain.law.provision import Text

ITSELF: Final = Text(
    "This is the file itself; name the other one.", "同じ記録です。もう一方の記録の番号を指定してください。"
)

Told = tuple[str, date]
"""What a file tells: the title of the event, and its day."""


def merged_into(other: UUID) -> Text:
    """Return that a file was merged into another, and into which."""
    return Text(f"This file was merged into {other}.", f"この記録は{other}に統合されています。")


def merged_already(into: UUID) -> Text:
    """Return that one of two files was merged before, and into which."""
    return Text(
        f"One of the two files was merged into {into} already.",
        f"一方の記録はすでに{into}に統合されています。",
    )


def erased_with(other: UUID) -> Text:
    """Return that a file that was merged into another is erased with that one alone."""
    return Text(
        f"This file was merged into {other} and is erased with that one; or take the two apart first.",
        f"この記録は{other}に統合されています。統合先を消去すればこの記録も消去されます。別の方の記録であれば、先に統合を取り消してください。",
    )


def contradiction(code: str, surviving: Told, merged: Told, language: str) -> str:
    """Return in a sentence what is impossible together."""
    (one, on), (other, other_on) = surviving, merged
    title = problem_title(code, language)
    if language == "ja":
        return f"{title}:統合先の「{one}」({day(on, 'ja')})と、統合する「{other}」({day(other_on, 'ja')})。"
    return (
        f"{title}: “{one}” ({day(on, 'en')}) in the file that goes on, and “{other}” ({day(other_on, 'en')})"
        " in the one to be merged."
    )
