"""The rows in PostgreSQL: what is new of a resident's rows is added, what is no longer known is closed."""

from collections.abc import AsyncIterator, Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import asynccontextmanager
from datetime import date, datetime
from operator import attrgetter
from typing import TYPE_CHECKING, Any, TypeVar
from uuid import UUID

import asyncpg
import msgspec
from asyncpg.pool import PoolConnectionProxy

from adapters.postgres.counting import Changes
from adapters.postgres.packing import packed
from adapters.postgres.statements import sql
from domain.duties.duty import Duty
from domain.events.types import Name
from projections.directory import sort_key
from projections.projector import Stuck, UnkeepableError
from projections.rows.resident import ResidentRows
from projections.rows.row import BY_DWELLING, FOREVER, Row

if TYPE_CHECKING:
    Connection = asyncpg.Connection[asyncpg.Record] | PoolConnectionProxy[asyncpg.Record]
else:
    Connection = asyncpg.Connection
H = TypeVar("H")

SHARD = 0
ALWAYS_KNOWN = datetime.max  # noqa: DTZ901 - `infinity` in the database, which has no zone
WIDE, ENDLESS = 36_500, 1_000_000
"""Days: more than any window of the law, and no bound at all."""
KINDS = ("duties", "standings", "dwellings", "terms")
TABLES = (*KINDS, "residents")
NOWHERE = "~"
"""Begins the place of residents without an address; the office that opened the case follows."""

RESIDENT = ("shard", "resident_id", "version", "opened_by", *KINDS, "name", "sort_key")
AXES = ("shard", "resident_id", "number", "known_from", "known_to")
DUTY = (
    *AXES, "valid_from", "valid_to", "opens_on", "due_on", "settled", "rule", "kind", "class",
    "place", "duty",
)  # fmt: skip
STANDING = (
    *AXES, "valid_from", "valid_to", "place", "municipality_code", "status", "stay",
    "name", "date_of_birth", "nationality", "card_number",
)  # fmt: skip
DWELLING = (
    *AXES, "valid_from", "valid_to", "begun_on", "place", "opened_by", "opened_at",
)  # fmt: skip
TERM = ("shard", "term", "resident_id", "number", "known_from", "known_to")


UNKEEPABLE = (asyncpg.DataError, asyncpg.ProgramLimitExceededError, ArithmeticError, ValueError)
"""What a row raises that cannot be counted or written; a lost database raises something else."""
LONGEST_OFFICE = 1000
"""Bytes that an index can hold: of a longer one a rebuild would hear only when it makes the indexes."""


@asynccontextmanager
async def kept_whole(connection: Connection) -> AsyncIterator[None]:
    """Write all that follows, or nothing. Raises UnkeepableError when it holds what no row can."""
    try:
        async with connection.transaction():
            yield
    except UNKEEPABLE as error:
        raise UnkeepableError from error


async def versions(connection: Connection, residents: Sequence[UUID]) -> Mapping[UUID, int]:
    """Return the version that the rows of each resident show; those without rows are left out."""
    found = await connection.fetch(sql("rows/versions.sql"), SHARD, residents)
    return {r["resident_id"]: r["version"] for r in found}


class RowsReplacedError(RuntimeError):
    """Rows that a fold went on from are gone: what is there now must be read first."""


async def write(connection: Connection, residents: Sequence[ResidentRows]) -> None:
    """Bring the rows of residents to their versions; a resident whose rows are newer is left alone.

    Must run in a transaction, and one at a time. Raises RowsReplacedError.
    """
    shown = await versions(connection, [r.resident_id for r in residents])
    stale = [(r, shown.get(r.resident_id, 0)) for r in residents if r.version > shown.get(r.resident_id, 0)]
    if not stale:
        return
    if any(r.since > after for r, after in stale):
        raise RowsReplacedError
    await _close(connection, stale)
    await copy(connection, stale, schema="lists")
    lines = [_resident(r) for r, _ in stale]
    await connection.execute(sql("rows/set_versions.sql"), SHARD, *_columns(lines, len(RESIDENT))[1:])
    await connection.execute(sql("rows/add_rules.sql"), SHARD, *rules(stale))
    await count(connection, stale)


async def note(connection: Connection, noted: Sequence[tuple[UUID, int]]) -> None:
    """Let the rows of residents show versions that left them as they were."""
    if noted:
        await connection.execute(sql("rows/note_versions.sql"), SHARD, *_columns(noted, 2))


async def count(
    connection: Connection, residents: Iterable[tuple[ResidentRows, int]], *, area: str = "rows"
) -> None:
    """Let the sums of summaries follow the rows; `area` names the statements: a rebuild has its own."""
    changes = Changes()
    for r, after in residents:
        changes.note(r, after)
    states = sorted((*key, n) for key, n in changes.states.items() if n)
    weeks = sorted((*key, n) for key, n in changes.weeks.items() if n)
    if states:
        await connection.execute(sql(f"{area}/add_state_changes.sql"), SHARD, *_columns(states, 5))
    if weeks:
        await connection.execute(sql(f"{area}/add_week_changes.sql"), SHARD, *_columns(weeks, 4))


def rules(residents: Iterable[tuple[ResidentRows, int]]) -> list[list[Any]]:
    """Return rule, kind and class of duties known after a version, with the widest windows, as columns."""
    found: dict[tuple[str, str, str], tuple[int, int, int]] = {}
    for row in (row for r, after in residents for row in r.duties if row.known_from > after):
        duty = row.value.duty
        key = duty.rule, duty.kind, duty.class_
        longest_open, shortest, pending = found.get(key, (0, WIDE, 0))
        a, b, c = _windows(duty, row.valid_from)
        found[key] = max(longest_open, a), min(shortest, b), max(pending, c)
    return _columns(sorted((*key, *widest) for key, widest in found.items()), 6)


def _windows(duty: Duty, valid_from: date) -> tuple[int, int, int]:
    """Return days open, days from opening to the last day, days from being listed to it; see lists.rule."""
    if settled(duty, valid_from) is not None:
        return 0, WIDE, 0
    opens_on, due_on = duty.opens_on or FOREVER, duty.due_on or FOREVER
    endless = due_on == FOREVER
    longest_open = (
        0 if opens_on == FOREVER else ENDLESS if endless else (due_on - max(opens_on, valid_from)).days
    )
    shortest = WIDE if endless else -WIDE if opens_on == FOREVER else (due_on - opens_on).days
    pending = 0 if opens_on <= valid_from else ENDLESS if endless else (due_on - valid_from).days
    return longest_open, shortest, pending


async def copy(connection: Connection, residents: Iterable[tuple[ResidentRows, int]], *, schema: str) -> None:
    """Add the rows that became known after a version, for each resident."""
    found = list(residents)
    for table, lines_of in LINES.items():
        lines = [line for r, after in found for line in lines_of(r, after)]
        if lines:
            await connection.copy_records_to_table(
                table, records=lines, columns=COLUMNS[table], schema_name=schema
            )


async def copy_residents(connection: Connection, residents: Iterable[ResidentRows], *, schema: str) -> None:
    """Add the versions that rows show, of residents that have none."""
    lines = [_resident(r) for r in residents]
    await connection.copy_records_to_table("resident", records=lines, columns=RESIDENT, schema_name=schema)


async def set_aside(connection: Connection, stuck: Sequence[Stuck]) -> None:
    """Set residents aside whose history could not be folded."""
    lines = [(s.resident_id, s.version, s.position, s.fault) for s in stuck]
    if lines:
        await connection.execute(sql("rows/set_aside.sql"), SHARD, *_columns(lines, 4))


async def remove(connection: Connection, residents: Sequence[UUID]) -> None:
    """Take away every row of these residents."""
    if not residents:
        return
    for step in ("uncount_states", "uncount_weeks", *(f"remove_{table}" for table in TABLES)):
        await connection.execute(sql(f"rows/{step}.sql"), SHARD, residents)


async def forget(connection: Connection, residents: Sequence[UUID]) -> None:
    """Take away every row of residents who were erased, of a rebuild that was broken off too."""
    if residents:
        await remove(connection, residents)
        await connection.execute(sql("rows/forget_next.sql"), SHARD, residents)


async def _close(connection: Connection, residents: Iterable[tuple[ResidentRows, int]]) -> None:
    found = list(residents)
    for table in KINDS:
        closed = [c for r, after in found for c in _closed(r, getattr(r, table), after)]
        if closed:
            await connection.execute(sql(f"rows/close_{table}.sql"), SHARD, *_columns(closed, 3))


def _closed(r: ResidentRows, lines: Iterable[Row[Any]], after: int) -> Iterator[tuple[UUID, int, datetime]]:
    for row in lines:
        if row.known_to is not None and row.known_from <= after < row.known_to:
            yield r.resident_id, row.number, r.recorded_at[row.known_to - 1]


def _resident(r: ResidentRows) -> tuple[Any, ...]:
    name, *others = {row.value.name for row in r.standings}
    only = None if others else _written(name)
    newest = max((row for row in r.standings if row.known_to is None), key=attrgetter("valid_from"))
    if len(r.opened_by.encode()) > LONGEST_OFFICE:
        message = "an office with too long a name"
        raise ValueError(message)
    return (
        SHARD,
        r.resident_id,
        r.version,
        r.opened_by,
        *msgspec.structs.astuple(r.counts),
        only,
        sort_key(newest.value.name),
    )


def _axes(r: ResidentRows, row: Row[Any]) -> tuple[int, UUID, int, datetime, datetime]:
    known_to = ALWAYS_KNOWN if row.known_to is None else r.recorded_at[row.known_to - 1]
    return SHARD, r.resident_id, row.number, r.recorded_at[row.known_from - 1], known_to


def _duties(r: ResidentRows, after: int) -> Iterator[tuple[Any, ...]]:
    for row in r.duties:
        if row.known_from > after:
            duty = row.value.duty
            yield (
                *_axes(r, row), row.valid_from, row.valid_to,
                duty.opens_on or FOREVER, duty.due_on or FOREVER,
                settled(duty, row.valid_from), duty.rule, duty.kind, duty.class_,
                _place(row.value.municipality_code, r), packed(duty),
            )  # fmt: skip


def _standings(r: ResidentRows, after: int) -> Iterator[tuple[Any, ...]]:
    for row in r.standings:
        if row.known_from > after:
            stood = row.value
            yield (
                *_axes(r, row), row.valid_from, row.valid_to, _place(stood.municipality_code, r),
                stood.municipality_code, stood.status, stood.stay,
                _written(stood.name), stood.date_of_birth, stood.nationality,
                stood.card_number,
            )  # fmt: skip


def _dwellings(r: ResidentRows, after: int) -> Iterator[tuple[Any, ...]]:
    """Yield dwellings as now known: nobody looks up others."""
    for row in r.dwellings:
        if row.known_from > after and row.known_to is None:
            dwelt = row.value
            yield (
                *_axes(r, row), row.valid_from, row.valid_to, dwelt.begun_on or FOREVER,
                _place(dwelt.municipality_code, r), r.opened_by, r.recorded_at[0],
            )  # fmt: skip


def _terms(r: ResidentRows, after: int) -> Iterator[tuple[Any, ...]]:
    for row in r.terms:
        if row.known_from > after:
            _, _, number, known_from, known_to = _axes(r, row)
            yield SHARD, row.value, r.resident_id, number, known_from, known_to


def _written(name: Name) -> str:
    return msgspec.json.encode(name).decode()


def settled(duty: Duty, on: date) -> str | None:
    """Return the state of a duty that is settled, cancelled or failed; None while time still changes it."""
    if duty.settled_on is duty.cancelled_on is duty.failed_on is None:
        return None
    return duty.state(on)


def _place(municipality_code: str | None, r: ResidentRows) -> str:
    if municipality_code == BY_DWELLING:
        return f"{BY_DWELLING}{r.resident_id}"
    return municipality_code or NOWHERE + r.opened_by


def municipality(place: str) -> str | None:
    """Return the municipality that a place of a row is, None for residents without an address.

    Of who moves often, the rows of duties name the resident in its place: `BY_DWELLING` stands for that.
    """
    return None if place.startswith(NOWHERE) else BY_DWELLING if place.startswith(BY_DWELLING) else place


def _columns(lines: Iterable[tuple[Any, ...]], width: int) -> list[list[Any]]:
    """Return lines as columns, which is how `unnest` takes them."""
    found = list(lines)
    return [[line[n] for line in found] for n in range(width)]


COLUMNS = {"duty": DUTY, "standing": STANDING, "dwelling": DWELLING, "term": TERM}
LINES: dict[str, Callable[[ResidentRows, int], Iterator[tuple[Any, ...]]]] = {
    "duty": _duties,
    "standing": _standings,
    "dwelling": _dwellings,
    "term": _terms,
}
"""The lines of each table, of what became known after a version."""


def heads(line: asyncpg.Record, r: ResidentRows) -> bool:
    """Whether a line of the table `resident` is what a fold makes; old ones lack counts and names."""
    old = {*KINDS, "name"} if line["terms"] is None else set()
    if not line["sort_key"]:
        old.add("sort_key")
    return all(c in old or line[c] == made for c, made in zip(RESIDENT, _resident(r), strict=True))


def listed(known: Mapping[tuple[str, str, str], tuple[int, int, int]], r: ResidentRows) -> bool:
    """Whether every rule of this resident's duties is known, with windows no narrower than theirs."""
    found = zip(*rules([(r, 0)]), strict=True)
    return all(
        (widest := known.get((rule, kind, class_))) is not None
        and max(widest[0], 0) >= open_
        and min(widest[1], WIDE) <= shortest
        and max(widest[2], 0) >= pending
        for rule, kind, class_, open_, shortest, pending in found
    )


def agree(kept: Mapping[str, Iterable[asyncpg.Record]], r: ResidentRows) -> bool:
    """Whether what was read from the tables, of some residents, is for this one what a fold makes."""
    return all(
        {
            tuple(line[column] for column in COLUMNS[table])
            for line in found
            if line["resident_id"] == r.resident_id
        }
        == set(LINES[table](r, 0))
        for table, found in kept.items()
    )
