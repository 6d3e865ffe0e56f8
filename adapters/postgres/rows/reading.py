"""Rows read back: what the projector goes on from, and what a comparison holds against a fold."""

from bisect import bisect_right
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import TypeVar
from uuid import UUID

import msgspec

from adapters.postgres.database import Connection, Record
from adapters.postgres.rows.packing import unpacked
from adapters.postgres.rows.tables import (
    ALWAYS_KNOWN,
    COLUMNS,
    KINDS,
    NEVER_KNOWN,
    RESIDENT,
    Line,
    lines,
    municipality,
    resident_line,
)
from adapters.postgres.statements import sql
from domain.events.types import Name
from domain.history import Recorded
from projections.current_status import ListedStanding
from projections.rows.resident import CurrentRows, ResidentRows, RowCounts
from projections.rows.row import ALWAYS, FOREVER, Dwelling, PlacedDuty, Row

V = TypeVar("V")
Streams = Mapping[UUID, Sequence[Recorded]]


async def kept(connection: Connection, shard: int, streams: Streams) -> dict[UUID, CurrentRows]:
    """Return what is kept of the rows of residents, but for those whose rows nobody can go on from."""
    found = await connection.fetch(sql("rows/of_residents.sql"), shard, list(streams), ALWAYS_KNOWN)
    return {
        r["resident_id"]: _current(r, [e.recorded_at for e in streams[r["resident_id"]]])
        for r in found
        if r["version"] <= len(streams[r["resident_id"]])
    }


async def all_rows(connection: Connection, shard: int, residents: Sequence[UUID]) -> dict[UUID, Record]:
    """Return everything that the tables hold of residents, as of one moment; see `agree`."""
    found = await connection.fetch(sql("rows/of_residents.sql"), shard, residents, NEVER_KNOWN)
    return {r["resident_id"]: r for r in found}


def agree(found: Record, made: ResidentRows) -> bool:
    """Whether what the tables hold of a resident is what a fold makes."""
    return tuple(found[: len(RESIDENT)]) == resident_line(made) and all(
        set(found[table]) == set(lines(table, made, 0)) for table in COLUMNS
    )


def _current(found: Record, recorded_at: Sequence[datetime]) -> CurrentRows:
    def row(line: Line, first: date, last: date, value: V) -> Row[V]:
        return Row(
            number=line[0],
            known_from=bisect_right(recorded_at, line[1]),
            known_to=None,
            valid_from=first,
            valid_to=last,
            value=value,
        )

    return CurrentRows(
        version=found["version"],
        counts=RowCounts(*(found[rows] for rows in KINDS.values())),
        duties=tuple(row(line, line[3], line[4], _placed_duty(line)) for line in found["duty"]),
        standings=tuple(row(line, line[3], line[4], _standing(line)) for line in found["standing"]),
        dwellings=tuple(row(line, line[3], line[4], _dwelling(line)) for line in found["dwelling"]),
        terms=tuple(row(line, ALWAYS, FOREVER, str(line[3])) for line in found["term"]),
    )


def _placed_duty(line: Line) -> PlacedDuty:
    rule, kind, class_, place, duty = line[8:]
    return PlacedDuty(unpacked(rule, kind, class_, duty), municipality(place))


def _standing(line: Line) -> ListedStanding:
    municipality_code, status, stay, name, date_of_birth, nationality, card_number = line[6:]
    return ListedStanding(
        name=msgspec.json.decode(name, type=Name),
        date_of_birth=date_of_birth,
        nationality=nationality,
        status=status,
        stay=stay,
        municipality_code=municipality_code,
        card_number=card_number,
    )


def _dwelling(line: Line) -> Dwelling:
    begun_on, place, _, _ = line[5:]
    return Dwelling(municipality(place), None if begun_on == FOREVER else begun_on)
