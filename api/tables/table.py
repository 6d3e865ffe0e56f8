"""What a table is: columns over the rows of an answer, and how a cell takes its value from a row."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date, datetime
from typing import Annotated, Any, Final, Literal, TypeAlias

from msgspec import Meta, Struct

from adapters.clock import TOKYO
from adapters.exchange.tables.cells import Cell
from api.wording import words
from api.wording.tables import COLUMNS
from api.wording.text import said
from domain.law.provision import Text

Item: TypeAlias = Mapping[str, Any]
"""A row of an answer, as plain values."""
Take: TypeAlias = Callable[[Item, str], Cell]
"""How a cell is taken from a row, in a language."""
Form = Literal["csv", "xlsx"]

BETWEEN: Final = " / "
"""What stands between several texts of one cell."""


class Column(Struct, frozen=True):
    """A column: what it is called by, and its cell of a row. `title` None: as the words of columns say."""

    key: str
    take: Take
    title: str | None = None

    def titled(self, language: str) -> str:
        """Return the title in a language."""
        return said(COLUMNS[self.key], language) if self.title is None else self.title


class ListTable(Struct, frozen=True, kw_only=True):
    """A list as a table.

    `rows` are the parts of the answer that hold its rows, `inside` a list in each of them whose items become
    the rows. `persons`: each row has the name of a resident. `dated`: without `on` the list is about today.
    """

    name: str
    columns: tuple[Column, ...]
    rows: tuple[str, ...] = ("items",)
    inside: str | None = None
    persons: bool = False
    dated: bool = False

    def items(self, content: Item) -> list[Item]:
        """Return the rows of a decoded answer; raises KeyError for an answer that has none."""
        found: list[Item] = [item for part in self.rows for item in content[part]]
        if self.inside is None:
            return found
        return [{**item, **inner} for item in found for inner in item[self.inside]]


class TableAsked(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """That a list is wanted as a file."""

    format: Annotated[
        Form | None,
        Meta(description="The whole list as a file, whatever `Accept` says; see docs/exchange.md"),
    ] = None


class PersonsAsked(TableAsked, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The same, of a list about residents."""

    profile: Annotated[
        Literal["gif"] | None,
        Meta(description="In a file: the person in the columns of GIF v2.2, before the others"),
    ] = None


def question(table: ListTable) -> type[TableAsked]:
    """Return what can be asked besides of a list that is a table."""
    return PersonsAsked if table.persons else TableAsked


def rows(columns: Sequence[Column], items: Sequence[Item], language: str) -> Iterator[list[Cell]]:
    """Yield the rows of a table."""
    takes = [column.take for column in columns]
    for item in items:
        yield [take(item, language) for take in takes]


def found(path: str) -> Callable[[Item], Any]:
    """Return what finds a value in a row, `authority.name` inside another; None where there is none."""
    first, *inner = path.split(".")

    def value(item: Item) -> Any:
        here = item.get(first)
        for name in inner:
            here = here.get(name) if isinstance(here, Mapping) else None
        return here

    return value


def text(key: str, path: str | None = None) -> Column:
    """Return a column of texts, as they are."""
    value = found(path or key)

    def take(item: Item, _: str) -> Cell:
        here = value(item)
        return None if here is None else str(here)

    return Column(key, take)


def number(key: str, path: str | None = None) -> Column:
    """Return a column of numbers."""
    value = found(path or key)

    def take(item: Item, _: str) -> Cell:
        here: int | None = value(item)
        return here

    return Column(key, take)


def day(key: str, path: str | None = None) -> Column:
    """Return a column of civil days; what is less than a day (`1990-04`) is text."""
    value = found(path or key)
    return Column(key, lambda item, _: day_of(value(item)))


def day_of(written: str | None) -> date | str | None:
    """Return a day as the answers write it, what is less than a day as it is."""
    if written is None:
        return None
    try:
        return date.fromisoformat(written) if len(written) == len("2026-11-27") else written
    except ValueError:
        return written


def moment(key: str, path: str | None = None) -> Column:
    """Return a column of instants, by the clocks of Japan."""
    value = found(path or key)

    def take(item: Item, _: str) -> Cell:
        here = value(item)
        if here is None:
            return None
        return datetime.fromisoformat(here).astimezone(TOKYO).replace(tzinfo=None, microsecond=0)

    return Column(key, take)


def word(key: str, table: Mapping[Any, Text], path: str | None = None) -> Column:
    """Return a column of closed words, said in the language; one that is not known as it is."""
    value = found(path or key)

    def take(item: Item, language: str) -> Cell:
        here = value(item)
        if here is None:
            return None
        return said(table[here], language) if here in table else str(here)

    return Column(key, take)


def flag(key: str, path: str | None = None) -> Column:
    """Return a column of yes and no."""
    return word(key, words.YES_OR_NO, path)


def called(key: str, name: Callable[[str, str], str], path: str | None = None) -> Column:
    """Return a column of what stands behind a code: the name of an office, of a municipality."""
    value = found(path or key)

    def take(item: Item, language: str) -> Cell:
        here = value(item)
        return None if here is None else name(here, language)

    return Column(key, take)


def several(key: str, path: str | None = None) -> Column:
    """Return a column of several texts in one cell."""
    value = found(path or key)
    return Column(key, lambda item, _: BETWEEN.join(map(str, value(item) or ())))
