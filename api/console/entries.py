"""Entries of a history in words: the fields of an event by the table of fields, and the events inside it."""

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any, Final

from msgspec import Struct

from api.answers import FeedItem, HistoryItem
from api.console.words import WORDS
from api.wording import words
from api.wording.events import type_title
from api.wording.fields import VALUES, field_of
from api.wording.looks import place_name
from api.wording.nationalities import nationality_name
from api.wording.text import birth_day, day, period_of_stay, said
from domain.history import recorded_by

Item = Mapping[str, Any]

INSIDE: Final = ("replacement", "requested")
"""Fields that hold an event: the one that counts instead, the change that is asked for."""
_AROUND: Final = frozenset((*HistoryItem.__struct_fields__, *FeedItem.__struct_fields__))
_VERSIONS: Final = ("corrects", "voids", "request")
"""Fields that name another entry."""
_OTHER_FILE: Final = "other"


class FieldInWords(Struct, frozen=True, kw_only=True):
    """A field of an event in words; `version` where it names another entry, `file` where another file."""

    label: str
    value: str
    version: int | None = None
    file: str | None = None


class EventInWords(Struct, frozen=True, kw_only=True):
    """An event: what happened, on which day, and its fields."""

    title: str
    on: str
    facts: tuple[FieldInWords, ...]


def in_words(item: Item, language: str) -> list[EventInWords]:
    """Return an event of a history in words, and after it the events inside it; its day stands around it."""
    title = type_title(item["type"], language)
    found = [
        EventInWords(title=title, on=item["occurred_on"], facts=tuple(_facts(item["type"], item, language)))
    ]
    for name in INSIDE:
        if name in item:
            found += in_words(item[name], language)
    return found


def _facts(type_: str, event: Item, language: str, inside: str = "") -> Iterator[FieldInWords]:
    for name, value in event.items():
        if (name in _AROUND and not inside) or name in INSIDE or _unsaid(name, value):
            continue
        path = f"{inside}{name}"
        if isinstance(value, Mapping):
            yield from _facts(type_, value, language, f"{path}.")
        else:
            yield FieldInWords(
                label=said(field_of(type_, path).label, language),
                value=_value(name, value, language),
                version=value if name in _VERSIONS and recorded_by(value) == value else None,
                file=value if name == _OTHER_FILE else None,
            )


def _unsaid(name: str, value: Any) -> bool:
    """Whether there is nothing to say of a field: it was left out, or what it said is not told."""
    return value == "" or (value is None and name != "period_of_stay")


def _value(name: str, value: Any, language: str) -> str:
    """Return the value of a field in words; what was typed freely as it is."""
    if isinstance(value, bool):
        return said(words.YES_OR_NO[value], language)
    if isinstance(value, list):
        return said(WORDS["lists.between"], language).join(_value(name, each, language) for each in value)
    if name == "period_of_stay":
        return period_of_stay(value, language)
    if name == "municipality_code":
        return place_name(value, language)
    if name == "date_of_birth":
        return birth_day(value, language)
    if name == "nationality":
        return nationality_name(value, language)
    named = VALUES.get(name, {})
    if value in named:
        return said(named[value], language)
    return _day(value, language) if isinstance(value, str) else str(value)


def _day(written: str, language: str) -> str:
    """Return a day in words, any other text as it is."""
    try:
        return day(date.fromisoformat(written), language) if len(written) == len("2026-11-27") else written
    except ValueError:
        return written
