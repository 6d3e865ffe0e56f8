"""A resident in the columns of a person of GIF v2.2 (政府相互運用性フレームワーク), nothing renamed.

What an answer does not have stays empty: a list has no sex, no day of death, and of the address no more than
its municipality, with which it begins.
"""

from collections.abc import Callable, Mapping, Sequence
from typing import Any, Final

from adapters.exchange.tables.cells import Cell
from api.tables.table import Column, Item, ListTable, day_of, found
from domain.law.municipalities import last_name
from domain.law.prefectures import PREFECTURES

NAMES: Final = frozenset({"name_printed", "name_kanji", "name_kana", "date_of_birth", "nationality_code"})
"""Columns of ours that the profile says in its own."""


def name_in(item: Item, script: str, parts: Sequence[str] = ("family", "given")) -> str | None:
    """Return a name, or some of its parts, in a script: "" letters, `_kanji`, `_kana`; None where unknown."""
    name: Mapping[str, Any] = item.get("name") or {}
    shown = [name.get(f"{part}{script}") for part in parts]
    return " ".join(part for part in shown if part) or None


def _as_written(item: Item, *parts: str) -> str | None:
    """Return parts of a name in kanji where the name has any, else in letters."""
    script = "_kanji" if name_in(item, "_kanji") else ""
    return name_in(item, script, parts)


def _column(title: str, value: Callable[[Item], Cell]) -> Column:
    return Column(title, lambda item, _: value(item), title)


def _address(item: Item) -> str | None:
    """Return the prefecture and municipality of an address, 北海道札幌市西区; None where unknown."""
    code: str = item.get("municipality_code") or ""
    name = last_name(code)
    return None if name is None else f"{PREFECTURES[code[:2]][1]}{name}"


_born, _died = found("date_of_birth"), found("date_of_death")

GIF: Final[tuple[Column, ...]] = (
    _column("氏", lambda item: _as_written(item, "family")),
    _column("名", lambda item: _as_written(item, "given")),
    _column("カナ", lambda item: name_in(item, "_kana")),
    _column("英字", lambda item: name_in(item, "")),
    _column("氏名", lambda item: _as_written(item, "family", "given")),
    _column("国籍", found("nationality")),
    _column("性別", found("sex")),
    _column("生年月日", lambda item: day_of(_born(item))),
    _column("死亡年月日", lambda item: day_of(_died(item))),
    _column("住所", _address),
    _column("連絡先", found("contact")),
)


def columns_of(table: ListTable, profile: str | None) -> tuple[Column, ...]:
    """Return the columns of a table; under the profile first those of the person, then what else there is."""
    if profile is None:
        return table.columns
    return (*GIF, *(column for column in table.columns if column.key not in NAMES))
