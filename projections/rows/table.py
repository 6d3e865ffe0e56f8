"""A bitemporal table in memory: stretches of days, each known from one version of a stream until another."""

from collections.abc import Hashable, Iterable, Sequence
from datetime import date
from typing import Generic, TypeVar

from projections.rows.row import Row

H = TypeVar("H", bound=Hashable)

Stretch = tuple[date, date, int]
"""`valid_from`, `valid_to` (inclusive), and what was so meanwhile: a value by its number in `Values`."""


class Values(dict[H, int]):
    """Values by number, equal ones under the same: numbers are hashed and compared faster than values."""

    def __init__(self) -> None:
        super().__init__()
        self.by_number: list[H] = []

    number = dict.__getitem__
    """Return the number of a value."""

    def __missing__(self, value: H) -> int:
        number = self[value] = len(self.by_number)
        self.by_number.append(value)
        return number


class Table(Generic[H]):
    """The rows of one kind, of one resident: each is a stretch with the versions by which it was known.

    A row that is superseded stays, with the version from which on it was no longer known.
    """

    def __init__(self) -> None:
        self.values = Values[H]()
        self.count = 0
        """How many rows there have been, those before a resumption among them: the number of the next one."""
        self._current: dict[Stretch, int] = {}
        self._rows: dict[int, tuple[Stretch, int]] = {}
        self._known_to: dict[int, int] = {}

    def resume(self, current: Sequence[Row[H]], count: int) -> list[Stretch]:
        """Take in current rows of a table that has had so many; return their stretches."""
        stretches = [(row.valid_from, row.valid_to, self.values.number(row.value)) for row in current]
        for row, stretch in zip(current, stretches, strict=True):
            self._current[stretch] = row.number
            self._rows[row.number] = stretch, row.known_from
        self.count = count
        return stretches

    def supersede(self, version: int, old: Iterable[Stretch], new: Iterable[Stretch]) -> None:
        """Close the rows of old stretches at a version, and begin rows of new ones with it.

        A stretch among both goes on as it is, and so does a current one that is among neither.
        """
        current, added = self._current, dict.fromkeys(new)
        for stretch in old:
            if stretch not in added:
                self._known_to[current.pop(stretch)] = version
        for stretch in added:
            if stretch not in current:
                current[stretch] = self.count
                self._rows[self.count] = stretch, version
                self.count += 1

    def end(self, version: int) -> None:
        """Close all rows at a version."""
        self._known_to |= dict.fromkeys(self._current.values(), version)
        self._current.clear()

    def rows(self) -> tuple[Row[H], ...]:
        """Return the rows in the order in which they became known: all of them, or all since a resumption."""
        values = self.values.by_number
        return tuple(
            Row(number, version, self._known_to.get(number), valid_from, valid_to, values[value])
            for number, ((valid_from, valid_to, value), version) in sorted(self._rows.items())
        )
