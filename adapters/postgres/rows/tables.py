"""What stands in the tables of the lists: the columns of each, and the lines that a resident's rows make."""

import sys
from collections.abc import Callable, Iterator
from datetime import date, datetime
from typing import Any, Final
from uuid import UUID

import msgspec

from adapters.postgres.rows.packing import packed
from domain.duties.duty import Duty
from domain.events.types import Name
from projections.directory import sort_key
from projections.rows.resident import ResidentRows
from projections.rows.row import BY_DWELLING, FOREVER, Row

ALWAYS_KNOWN: Final = datetime.max  # noqa: DTZ901 - `infinity` in the database, which has no zone
NEVER_KNOWN: Final = datetime.min  # noqa: DTZ901 - `-infinity`
NOWHERE: Final = "~"
"""Begins the place of residents without an address; the office that opened the case follows."""
LONGEST_OFFICE: Final = 1000
"""Bytes that an index can hold: of a longer one a rebuild would hear only when it makes the indexes."""

KINDS: Final = {"duty": "duties", "standing": "standings", "dwelling": "dwellings", "term": "terms"}
"""The tables with a line for each row, and what `ResidentRows` and the table `resident` call its rows."""
RESIDENT: Final = (
    "resident_id",
    "version",
    "opened_by",
    *KINDS.values(),
    "name",
    "sort_key",
    "address_protected",
    "merged_into",
    "once_in",
)
"""The columns of the table `resident`, but for the shard."""
AXES: Final = ("number", "known_from", "known_to")
COLUMNS: Final = {
    "duty": (
        *AXES, "valid_from", "valid_to", "opens_on", "due_on", "settled", "rule", "kind", "class", "place",
        "duty",
    ),
    "standing": (
        *AXES, "valid_from", "valid_to", "place", "municipality_code", "status", "stay", "name",
        "date_of_birth", "nationality", "card_number",
    ),
    "dwelling": (*AXES, "valid_from", "valid_to", "begun_on", "place", "opened_by", "opened_at"),
    "term": (*AXES, "term"),
}  # fmt: skip
"""The columns of the other tables, but for shard and resident."""

Line = tuple[Any, ...]


def resident_line(r: ResidentRows) -> Line:
    """Return the line of the table `resident`. Raises ValueError when it cannot be kept."""
    if len(r.opened_by.encode()) > LONGEST_OFFICE:
        message = "an office with too long a name"
        raise ValueError(message)
    name, *others = {row.value.name for row in r.standings}
    newest = max(r.standings, key=_how_new)
    counts = msgspec.structs.astuple(r.counts)
    only = None if others else written(name)
    key = sort_key(newest.value.name)
    of_all = r.address_protected, r.merged_into, " ".join(map(str, r.once_in))
    return r.resident_id, r.version, r.opened_by, *counts, only, key, *of_all


def _how_new(row: Row[Any]) -> tuple[int, date]:
    """Put last what is known still, or was until a file was merged into another, of the last days."""
    return row.known_to or sys.maxsize, row.valid_from


def lines(table: str, r: ResidentRows, after: int) -> Iterator[Line]:
    """Yield the lines of one of the other tables, of what became known after a version.

    Of dwellings only those that are still known: nobody looks up others.
    """
    rows: tuple[Row[Any], ...] = getattr(r, KINDS[table])
    line_of = _LINES[table]
    for row in rows:
        if row.known_from > after and (row.known_to is None or table != "dwelling"):
            known_from = r.recorded_at[row.known_from - 1]
            known_to = ALWAYS_KNOWN if row.known_to is None else r.recorded_at[row.known_to - 1]
            yield row.number, known_from, known_to, *line_of(r, row)


def closed(table: str, r: ResidentRows, after: int) -> Iterator[tuple[str, UUID, int, datetime]]:
    """Yield which lines of a version ceased to be known after it, and when."""
    rows: tuple[Row[Any], ...] = getattr(r, KINDS[table])
    for row in rows:
        if row.known_to is not None and row.known_from <= after < row.known_to:
            yield table, r.resident_id, row.number, r.recorded_at[row.known_to - 1]


def _duty(r: ResidentRows, row: Row[Any]) -> Line:
    duty: Duty = row.value.duty
    settled = None
    if not (duty.settled_on is duty.cancelled_on is duty.failed_on is None):
        settled = duty.state(row.valid_from)
    return (
        row.valid_from, row.valid_to, duty.opens_on or FOREVER, duty.due_on or FOREVER, settled,
        duty.rule, duty.kind, duty.class_, _place(row.value.municipality_code, r), packed(duty),
    )  # fmt: skip


def _standing(r: ResidentRows, row: Row[Any]) -> Line:
    shown = row.value
    return (
        row.valid_from, row.valid_to, _place(shown.municipality_code, r), shown.municipality_code,
        shown.status, shown.stay, written(shown.name), shown.date_of_birth, shown.nationality,
        shown.card_number,
    )  # fmt: skip


def _dwelling(r: ResidentRows, row: Row[Any]) -> Line:
    place = _place(row.value.municipality_code, r)
    begun_on = row.value.begun_on or FOREVER
    return row.valid_from, row.valid_to, begun_on, place, r.opened_by, r.recorded_at[0]


def _term(_: ResidentRows, row: Row[Any]) -> Line:
    return (row.value,)


_LINES: Final[dict[str, Callable[[ResidentRows, Row[Any]], Line]]] = {
    "duty": _duty,
    "standing": _standing,
    "dwelling": _dwelling,
    "term": _term,
}


def written(name: Name) -> str:
    """Return a name as the tables keep it."""
    return msgspec.json.encode(name).decode()


def _place(municipality_code: str | None, r: ResidentRows) -> str:
    if municipality_code == BY_DWELLING:
        return f"{BY_DWELLING}{r.resident_id}"
    return municipality_code or NOWHERE + r.opened_by


def municipality(place: str) -> str | None:
    """Return the municipality that a place of a row is, None for residents without an address.

    Of who moves often, the rows of duties name the resident in its place: `BY_DWELLING` stands for that.
    """
    return None if place.startswith(NOWHERE) else BY_DWELLING if place.startswith(BY_DWELLING) else place
