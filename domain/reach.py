"""Whose residents an office reaches: who lives there or did lately, or was opened there and lives nowhere."""

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Final

from msgspec import Struct

from domain.law.offices import BUREAUS

HANDOVER_DAYS: Final = 90
"""How long the office that a resident moved away from may still read."""
BUREAU_PREFECTURES: Final[Mapping[str, tuple[str, ...]]] = {
    desk.id: (*desk.prefectures, *desk.also) for desk in BUREAUS
}
"""A regional bureau's own offices are all of its district: the first two digits of the municipality codes."""


def prefixes_of(office: str) -> tuple[str, ...]:
    """Return beginnings of the municipality codes of an office's own offices; a municipality is its own."""
    return BUREAU_PREFECTURES.get(office, (office,))


class Reach(Struct, frozen=True, kw_only=True):
    """Whose residents a caller may list, as of today.

    `prefixes` are beginnings of the municipality codes of the caller's offices; an `office` that is a
    municipality is one of them. With `ever`, also whoever ever lived or was opened there.
    """

    prefixes: tuple[str, ...]
    office: str
    today: date
    ever: bool = False

    @property
    def lately(self) -> date:
        """The first day on which a dwelling may have ended for its office still to reach the resident."""
        return self.today - timedelta(days=HANDOVER_DAYS + 1)

    def own(self, code: str | None) -> bool:
        """Return whether a municipality belongs to the caller's offices."""
        return code is not None and code.startswith(self.prefixes)

    def reaches(self, code: str | None, valid_from: date, valid_to: date, *, opened_by: str) -> bool:
        """Return whether a resident is reached because of where they dwelt from one day through another.

        No `code`: they had no address then. `opened_by` is the office that opened their file. In SQL
        `projection.reaches` says the same.
        """
        opened_here = opened_by == self.office or self.own(opened_by)
        if self.ever:
            return self.own(code) or opened_here
        if code is None:
            return opened_here and valid_from <= self.today <= valid_to
        return self.own(code) and valid_from <= self.today and valid_to >= self.lately
