"""Reads Japanese answers for words that are left in other letters."""

import re
import sys
from collections.abc import Iterable, Iterator
from typing import Any, TypeVar

from msgspec import Struct

from domain.law.provision import Text

T = TypeVar("T")

JAPANESE = {"Accept-Language": "ja"}
MACHINES = frozenset({
    "activity", "area", "calendar", "cause", "change", "class", "code", "computed_rule", "confidence",
    "cursor", "default", "desk", "differs", "event_id", "family", "given", "granted_over", "granted_up_to",
    "grounds", "id", "key", "kind", "known", "known_from", "known_to", "line", "nationality", "next",
    "note", "notice", "notice_by_detail", "number", "office", "outcome", "owed_by", "parent",
    "period_of_stay", "periods", "person", "pointer", "prefectures", "presence", "procedure", "reason",
    "recorded_by", "resident_id", "route", "rule", "rulebook", "rules", "scope", "settled_by", "sex",
    "source", "state", "status", "stay", "switch", "switches", "table", "track", "type", "value", "values",
    "work",
})  # fmt: skip
"""Fields for machines, and what people have written themselves."""

_WORD = re.compile(r"[A-Za-z][A-Za-z'-]+")
_CODE = re.compile(
    r"`[^`]*`|\{[^}]*\}|(?<![A-Za-z])(?:[A-Z]{2,4}-\d+(?:-\d+)?|EXT|S\d|v\d+|[A-Z]{2}\d{8}[A-Z]{2}"
    r"|JIS X \d+|ISO \d+-\d|UTF-8|IC|IP|JSON|HTTP|CSV|Excel|Webhook|MiB|UUID|JP|XXA|XXX|PSE|CaseOpened)"
    r"(?![A-Za-z])"
)
"""Codes that may stand in a sentence: rules, rulebooks, differences, card numbers, norms, names of fields."""


def foreign(value: Any) -> list[str]:
    """Return the sentences of an answer in which other words than codes stand in Latin letters."""
    return [f"{key}: {text}" for key, text in _sentences(value, "") if in_other_letters(text)]


def in_other_letters(text: str) -> bool:
    """Return whether a Japanese text has a word in Latin letters that is no code."""
    return _WORD.search(_CODE.sub("", text)) is not None


def _sentences(value: Any, key: str) -> Iterator[tuple[str, str]]:
    """Yield what people read, with its field; beside a Japanese name the English one is passed over."""
    match value:
        case dict():
            beside = {"name", "detail"} if "name_ja" in value else {"name"} if "values" in value else set()
            for name, item in value.items():
                if name not in MACHINES | beside:
                    yield from _sentences(item, name)
        case list():
            for item in value:
                yield from _sentences(item, key)
        case str():
            yield key, value
        case _:
            pass


def texts() -> list[Text]:
    """Return every pair of sentences that a module of the law or of the wording holds."""
    return held(Text, "domain.law", "api.wording", "api.papers")


def held(kind: type[T], *packages: str) -> list[T]:
    """Return every value of a type that modules of some packages hold, at any depth."""
    modules = [module for name, module in sys.modules.items() if name.startswith(packages)]
    return [found for module in modules for value in vars(module).values() for found in _inside(value, kind)]


def _inside(value: object, kind: type[T]) -> Iterator[T]:
    if isinstance(value, kind):
        yield value
    match value:
        case Struct():
            inner: Iterable[object] = [getattr(value, name) for name in value.__struct_fields__]
        case dict():
            inner = value.values()
        case tuple() | list() | frozenset():
            inner = value
        case _:
            inner = ()
    for item in inner:
        yield from _inside(item, kind)
