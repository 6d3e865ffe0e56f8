"""Calendars in words: what one is called, and what it says of itself."""

from api.wording.looks import office_name
from api.wording.text import said
from domain.law.provision import Text


def calendar_name(office: str, language: str) -> str:
    """Return what the calendar of an office is called in the program that shows it."""
    name = office_name(office, language)
    return said(Text(f"Last days of procedures · {name}", f"手続の期限・{name}"), language)


def about_calendar(most: int | None, language: str) -> str:
    """Return what a calendar says of itself; `most`: it holds so many events, and not all that there are."""
    text = Text(
        "What residents have to do at the latest on each day. What is done disappears."
        " The office's records decide, not this calendar.",
        "手続の期限を日ごとに表示します。済んだものは表示されません。この表示よりも、窓口の記録が優先します。",
    )
    if most is not None:
        text = Text(
            f"{text.en} It has the first {most:,} and not all: make one of fewer offices or kinds.",
            f"{text.ja}件数が多いため、期限の早い{most:,}件のみ表示しています。窓口又は種類を絞ってください。",
        )
    return said(text, language)


def more_at(page: str, language: str) -> str:
    """Return where to read more about the resident."""
    return said(Text(f"More: {page}", f"詳しくは {page}"), language)
