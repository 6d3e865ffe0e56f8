"""What is to be sent to receivers, out of positions in the two logs, and how far each of them has come.

Nothing is queued. Kept are the positions, and the residents of whom a fact was not taken: their facts wait,
so that each resident's arrive in order, and everybody else's go on.
"""

from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import Final
from uuid import UUID

from msgspec import Struct, structs

from adapters.exchange.webhooks.facts import RECORDED, Kind, NoticeFact, Outgoing, RecordedFact, WithdrawnFact
from adapters.exchange.webhooks.sending import GONE
from adapters.postgres.database import Connection, Pool, Record
from adapters.postgres.reading import read
from adapters.postgres.statements import sql
from domain.reach import HANDOVER_DAYS, prefixes_of
from projections.notices import stage_name

AGAIN_AFTER: Final = (
    timedelta(seconds=5), timedelta(seconds=30), timedelta(minutes=5), timedelta(minutes=30),
    timedelta(hours=2), *[timedelta(hours=6)] * 12,
)  # fmt: skip
"""How long a fact waits after each try; after the last of these tries it is set aside."""
SIDE_BY_SIDE: Final = 8
"""Residents of whom facts are sent to one receiver at the same time."""
IN_A_ROW: Final = 20
"""Facts of one resident that are sent one after the other in one turn."""
SILENT: Final = 8
"""After so many tries in a row that failed, nothing new is sent before something that waits is taken."""
AHEAD: Final = 500
"""Entries of a log looked at in one go."""


Outcomes = Sequence[str | None]
"""Why facts were not taken, None for each that was."""


class Receiver(Struct, frozen=True, kw_only=True):
    """A webhook as a turn finds it. `last_event` and `last_notice`: up to where the logs can be sent now."""

    webhook_id: UUID
    url: str
    kinds: tuple[Kind, ...]
    offices: tuple[str, ...]
    events: int
    notices: int
    turn: int
    failed_in_a_row: int
    last_event: int
    last_notice: int
    is_holding: bool


class HeldResident(Struct, frozen=True, kw_only=True):
    """A resident whose facts wait from positions in the two logs on; `tries` of the first of them."""

    resident_id: UUID
    events: int
    notices: int
    tries: int = 0
    since: datetime | None = None


class DeliveryBatch(Struct, frozen=True, kw_only=True):
    """What is sent in one turn: facts of each of some residents, and how far that brings the receiver.

    `held` are those residents who waited, `done` those of whom nothing waits any more.
    """

    receiver: Receiver
    by_resident: tuple[tuple[Outgoing, ...], ...] = ()
    events: int
    notices: int
    held: Mapping[UUID, HeldResident] = {}
    done: tuple[UUID, ...] = ()


class Tally(Struct, frozen=True, kw_only=True):
    """What became of the facts of a turn."""

    delivered: int
    failed: int
    dead: int


class Deliveries:
    """How far receivers have come."""

    def __init__(self, pool: Pool, shard: int) -> None:
        self._pool = pool
        self.shard = shard

    async def due(self, connection: Connection, *, at: datetime) -> list[UUID]:
        """Return the webhooks that have something to send now."""
        found = await read(connection, sql("webhooks/due.sql"), self.shard, at, SILENT)
        return [r["webhook_id"] for r in found]

    async def receiver(self, webhook_id: UUID) -> Receiver | None:
        """Return a webhook that something can be sent to, None when it is paused or gone."""
        found = await read(self._pool, sql("webhooks/open.sql"), self.shard, webhook_id)
        if not found:
            return None
        kinds, offices = tuple(found[0]["kinds"]), tuple(found[0]["offices"])
        return Receiver(**{**found[0], "kinds": kinds, "offices": offices})

    async def retries(self, receiver: Receiver, *, at: datetime, today: date) -> DeliveryBatch | None:
        """Return the first facts of residents whose facts waited long enough, None when there are none."""
        found = await read(
            self._pool, sql("webhooks/held.sql"), self.shard, receiver.webhook_id, at, SIDE_BY_SIDE
        )
        if not found:
            return None
        held = {r["resident_id"]: HeldResident(**r) for r in found}
        first = {resident: await self._first(receiver, of, today) for resident, of in held.items()}
        return DeliveryBatch(
            receiver=receiver,
            by_resident=tuple((fact,) for fact in first.values() if fact is not None),
            events=receiver.events,
            notices=receiver.notices,
            held=held,
            done=tuple(resident for resident, fact in first.items() if fact is None),
        )

    async def new_facts(
        self, receiver: Receiver, *, events: int, notices: int, today: date
    ) -> DeliveryBatch | None:
        """Return what comes next in the logs up to these positions, events first; None when nothing does.

        After a fact that was not taken one by one; after `SILENT` of them only when nothing waits.
        """
        failed = receiver.failed_in_a_row
        if failed >= SILENT and receiver.is_holding:
            return None
        most, longest = (1, 1) if failed else (SIDE_BY_SIDE, IN_A_ROW)
        if RECORDED in receiver.kinds and receiver.events < events:
            rows = await self._events(receiver, (receiver.events, events), today)
            found, reached = _next([(r["position"], _event(r)) for r in rows], most, longest, events)
            return DeliveryBatch(
                receiver=receiver, by_resident=found, events=reached, notices=receiver.notices
            )
        if {*receiver.kinds} - {RECORDED} and receiver.notices < notices:
            rows = await self._notices(receiver, (receiver.notices, notices))
            found, reached = _next([(r["position"], _notice(r)) for r in rows], most, longest, notices)
            return DeliveryBatch(
                receiver=receiver, by_resident=found, events=receiver.events, notices=reached
            )
        return None

    async def settle(self, batch: DeliveryBatch, outcomes: Sequence[Outcomes], *, at: datetime) -> Tally:
        """Write down what became of a batch, unless somebody changed the webhook meanwhile.

        `outcomes`: of each resident why a fact was not taken, None if it was, up to the first that was not.
        """
        failures = [failure for row in outcomes for failure in row]
        taken = failures.count(None)
        tally = Tally(delivered=taken, failed=len(failures) - taken, dead=0)
        async with self._pool.acquire() as connection, connection.transaction():
            if not await self._taken_up(connection, batch, failures, at):
                return tally
            if batch.done:
                done = sql("webhooks/let_go.sql"), self.shard, batch.receiver.webhook_id, list(batch.done)
                await connection.execute(*done)
            dead = [
                await self._note(connection, batch, row, found, at)
                for row, found in zip(batch.by_resident, outcomes, strict=True)
            ]
        return structs.replace(tally, dead=sum(dead))

    async def _taken_up(
        self, connection: Connection, batch: DeliveryBatch, failures: Outcomes, at: datetime
    ) -> bool:
        """Note how far a batch brought its receiver; False when that was noted or changed meanwhile."""
        receiver, before = batch.receiver, batch.receiver.failed_in_a_row
        failed = before
        for failure in failures:
            failed = failed + 1 if failure else 0
        found = await connection.fetchval(
            sql("webhooks/take_up.sql"), self.shard, receiver.webhook_id, receiver.turn, batch.events,
            batch.notices, failed, at if None in failures else None, "gone" if GONE in failures else None,
            before >= SILENT > failed,
        )  # fmt: skip
        return found is not None

    async def _note(
        self,
        connection: Connection,
        batch: DeliveryBatch,
        row: Sequence[Outgoing],
        outcomes: Outcomes,
        at: datetime,
    ) -> bool:
        """Note what became of the facts of one resident; return whether one was set aside."""
        receiver = batch.receiver
        fact, failure = row[len(outcomes) - 1], outcomes[-1]
        held = batch.held.get(fact.resident_id)
        if failure is None:
            if held is not None:
                await self._hold(connection, receiver, _past(held, fact), next_at=at)
            return False
        if held is None:
            held = _before(fact, receiver)
        if failure == GONE:  # it is tried at once when somebody goes on
            await self._hold(connection, receiver, held, next_at=at, fact=fact, failure=failure)
            return False
        held = structs.replace(held, tries=held.tries + 1, since=held.since or at)
        if held.tries <= len(AGAIN_AFTER):
            next_at = at + AGAIN_AFTER[held.tries - 1]
            await self._hold(connection, receiver, held, next_at=next_at, fact=fact, failure=failure)
            return False
        await connection.execute(
            sql("webhooks/set_aside.sql"), self.shard, receiver.webhook_id, fact.kind, fact.position, fact.id,
            held.tries, held.since, at, failure,
        )  # fmt: skip
        await self._hold(connection, receiver, _past(held, fact), next_at=at)
        return True

    async def _hold(
        self,
        connection: Connection,
        receiver: Receiver,
        held: HeldResident,
        *,
        next_at: datetime,
        fact: Outgoing | None = None,
        failure: str | None = None,
    ) -> None:
        about = (None, None, None) if fact is None else (fact.kind, fact.id, fact.position)
        await connection.execute(
            sql("webhooks/hold.sql"), self.shard, receiver.webhook_id, held.resident_id, held.events,
            held.notices, next_at, held.tries, *about, held.since, failure,
        )  # fmt: skip

    async def _first(self, receiver: Receiver, held: HeldResident, today: date) -> Outgoing | None:
        """Return the earliest fact of a resident that waits, of both logs."""
        found: list[Outgoing] = []
        if RECORDED in receiver.kinds:
            rows = await self._events(receiver, (held.events, receiver.events), today, of=held.resident_id)
            found += [fact for r in rows if (fact := _event(r)) is not None]
        if {*receiver.kinds} - {RECORDED}:
            rows = await self._notices(receiver, (held.notices, receiver.notices), of=held.resident_id)
            found += [fact for r in rows if (fact := _notice(r)) is not None]
        return min(found, key=lambda fact: fact.at, default=None)

    async def _events(
        self, receiver: Receiver, between: tuple[int, int], today: date, *, of: UUID | None = None
    ) -> list[Record]:
        pairs = [(office, beginning) for office in receiver.offices for beginning in prefixes_of(office)]
        offices, beginnings = [office for office, _ in pairs], [beginning for _, beginning in pairs]
        lately = today - timedelta(days=HANDOVER_DAYS + 1)
        return await read(
            self._pool, sql("webhooks/events.sql"), self.shard, *between, of, receiver.webhook_id, offices,
            beginnings, today, lately, AHEAD if of is None else 1,
        )  # fmt: skip

    async def _notices(
        self, receiver: Receiver, between: tuple[int, int], *, of: UUID | None = None
    ) -> list[Record]:
        beginnings = [beginning for office in receiver.offices for beginning in prefixes_of(office)]
        return await read(
            self._pool, sql("webhooks/notices.sql"), self.shard, *between, of, receiver.webhook_id,
            beginnings, list(receiver.kinds), AHEAD if of is None else 1,
        )  # fmt: skip


def _next(
    entries: Sequence[tuple[int, Outgoing | None]], most: int, longest: int, last: int
) -> tuple[tuple[tuple[Outgoing, ...], ...], int]:
    """Return the next facts by resident, and the position that they bring a receiver to.

    `most` residents, `longest` of one. `last` is the position asked for: the log of notices has letters in
    between, which are not sent.
    """
    rows: dict[UUID, list[Outgoing]] = {}
    for position, fact in entries:
        if fact is not None:
            row = rows.get(fact.resident_id, [])
            if len(row) == longest or (not row and len(rows) == most):
                return tuple(map(tuple, rows.values())), position - 1
            rows[fact.resident_id] = [*row, fact]
    return tuple(map(tuple, rows.values())), last if len(entries) < AHEAD else entries[-1][0]


def _before(fact: Outgoing, receiver: Receiver) -> HeldResident:
    """Return what holds a resident from a fact on: in the other log from where the receiver has come."""
    held = HeldResident(resident_id=fact.resident_id, events=receiver.events, notices=receiver.notices)
    if fact.is_event:
        return structs.replace(held, events=fact.position - 1)
    return structs.replace(held, notices=fact.position - 1)


def _past(held: HeldResident, fact: Outgoing) -> HeldResident:
    """Return what holds a resident after a fact, which was taken or set aside."""
    past = structs.replace(held, tries=0, since=None)
    if fact.is_event:
        return structs.replace(past, events=fact.position)
    return structs.replace(past, notices=fact.position)


def _event(r: Record) -> Outgoing | None:
    """Return the fact of an entry of the log, None when the receiver is not sent it."""
    if not r["is_sent"]:
        return None
    return Outgoing(
        id=str(r["event_id"]),
        kind=RECORDED,
        resident_id=r["resident_id"],
        position=r["position"],
        at=r["at"],
        data=RecordedFact(
            resident_id=r["resident_id"], version=r["version"], position=r["position"],
            event_id=r["event_id"], event_type=r["type"], recorded_at=r["at"],
        ),
    )  # fmt: skip


def _notice(r: Record) -> Outgoing | None:
    """Return the fact of an entry of the notice log, None when the receiver is not sent it.

    A notice can be raised and taken back again and again: the position tells each time from the others.
    """
    if not r["is_sent"]:
        return None
    data = NoticeFact(
        notice_id=r["notice_id"], resident_id=r["resident_id"], position=r["position"], rule=r["rule"],
        trigger=r["trigger"], stage=stage_name(r["stage"]), due_on=r["due_on"], told_on=r["told_on"],
        rests_on_version=r["rests_on_version"],
    )  # fmt: skip
    if r["kind"] == "notice.withdrawn":
        data = WithdrawnFact(**structs.asdict(data), cause=r["cause"], reason=r["reason"])
    return Outgoing(
        id=f"{r['notice_id']}-{r['position']}",
        kind=r["kind"],
        resident_id=r["resident_id"],
        position=r["position"],
        at=r["at"],
        data=data,
    )
