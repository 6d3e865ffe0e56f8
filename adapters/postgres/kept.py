"""Rows read back: what the projector goes on from when it meets a resident again."""

from bisect import bisect_right
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import TypeVar
from uuid import UUID

import asyncpg
import msgspec

from adapters.postgres.packing import unpacked
from adapters.postgres.rows import SHARD, Connection, municipality
from adapters.postgres.statements import sql
from domain.events.types import Name
from domain.history import Recorded
from projections.current_status import ListedStanding
from projections.rows.resident import CurrentRows, RowCounts
from projections.rows.row import FOREVER, Dwelling, PlacedDuty, Row

V = TypeVar("V")
Streams = Mapping[UUID, Sequence[Recorded]]


async def kept(connection: Connection, streams: Streams) -> dict[UUID, CurrentRows]:
    """Return what is kept of the rows of residents, but for those whose rows nobody can go on from.

    Must run in a transaction that sees all tables as of one moment.
    """
    recorded = {resident_id: [r.recorded_at for r in stream] for resident_id, stream in streams.items()}
    counts = await connection.fetch(sql("rows/kept_counts.sql"), SHARD, list(streams))
    duties = await _known(connection, "duties", recorded, _owed)
    standings = await _known(connection, "standings", recorded, _stood)
    dwellings = await _known(connection, "dwellings", recorded, _dwelt)
    terms = await _known(connection, "terms", recorded, lambda r: str(r["term"]))
    return {
        r["resident_id"]: CurrentRows(
            version=r["version"],
            counts=RowCounts(r["duties"], r["standings"], r["dwellings"], r["terms"]),
            duties=tuple(duties.get(r["resident_id"], ())),
            standings=tuple(standings.get(r["resident_id"], ())),
            dwellings=tuple(dwellings.get(r["resident_id"], ())),
            terms=tuple(terms.get(r["resident_id"], ())),
        )
        for r in counts
        if r["version"] <= len(streams[r["resident_id"]])
    }


async def _known(
    connection: Connection,
    kind: str,
    recorded: Mapping[UUID, Sequence[datetime]],
    value_of: Callable[[asyncpg.Record], V],
) -> dict[UUID, list[Row[V]]]:
    """Return the rows of a kind that are still known, by resident and in order of their numbers.

    `recorded` says when each version of each resident was: a row is known from one of them on.
    """
    found: dict[UUID, list[Row[V]]] = {}
    for r in await connection.fetch(sql(f"rows/kept_{kind}.sql"), SHARD, list(recorded)):
        row = Row(
            number=r["number"],
            known_from=bisect_right(recorded[r["resident_id"]], r["known_from"]),
            known_to=None,
            valid_from=r["valid_from"],
            valid_to=r["valid_to"],
            value=value_of(r),
        )
        found.setdefault(r["resident_id"], []).append(row)
    return found


def _owed(r: asyncpg.Record) -> PlacedDuty:
    return PlacedDuty(unpacked(r), municipality(r["place"]))


def _stood(r: asyncpg.Record) -> ListedStanding:
    return ListedStanding(
        name=msgspec.json.decode(r["name"], type=Name),
        date_of_birth=r["date_of_birth"],
        nationality=r["nationality"],
        status=r["status"],
        stay=r["stay"],
        municipality_code=r["municipality_code"],
        card_number=r["card_number"],
    )


def _dwelt(r: asyncpg.Record) -> Dwelling:
    begun_on = r["begun_on"]
    return Dwelling(municipality(r["place"]), None if begun_on == FOREVER else begun_on)
