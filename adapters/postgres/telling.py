"""Telling offices: whoever leads keeps the notice log level with the rows, and with the day in Tokyo.

Residents about whom something was recorded are looked at once the rows show it, all others when a day begins,
in parts. Each part is one transaction with how far it has come, and is nothing when it is done again: so a
process can be stopped anywhere, and two at once do no harm.
"""

import asyncio
from collections.abc import Container, Iterable, Mapping, Sequence
from datetime import date, timedelta
from time import monotonic
from typing import Any
from uuid import UUID

import msgspec
import structlog
from msgspec import Struct, structs

from adapters.cancelling import end_if_cancelled
from adapters.clock import Clock, civil_day
from adapters.ports import EventLog
from adapters.postgres.database import Connection, Pool, Record
from adapters.postgres.notice_ids import notice_id, written_subject
from adapters.postgres.owing import duty_rows, notices_told
from adapters.postgres.statements import sql
from adapters.threads import in_thread_if_long
from domain.history import MOST_VERSIONS, merges, recorded_by, version_in_its_file
from projections.notices import Notice, Step, Telling, Told, ended, reconciled

_log = structlog.get_logger("zairyu.notices")

PART = 200
"""Residents looked at in one transaction."""
AHEAD = 20_000
"""Residents found at once whose turn it is."""
POLL_SECONDS = 0.05
BREATHER_SECONDS = 0.02
"""From one part to the next, at least: residents recorded about in between are looked at together."""
ONE_DAY = timedelta(days=1)
_CURRENT, _EVERYTHING = False, True


class TellingProgress(Struct, frozen=True, kw_only=True):
    """How far offices have been told; `position` and `day` None before the first start.

    `shown` is the position that the rows show, `made_by` the version of the projection that made them, `last`
    the position of the last entry of the notice log. While a day is told of, `pass_to` is that day,
    `pass_after` the last resident who had their turn, and `pass_whole` whether everybody has one. `made_of`
    are the rules and stages that was told under, `waiting` the residents who were set aside at their turn.
    """

    shown: int | None
    made_by: str | None
    last: int
    position: int | None
    day: date | None
    pass_to: date | None
    pass_after: UUID | None
    pass_whole: bool | None
    made_of: str | None
    waiting: tuple[UUID, ...] | None

    @property
    def behind(self) -> int:
        """Entries of the log that the rows show and of which offices have not been told."""
        return max((self.shown or 0) - (self.position or 0), 0)


class Looked(Struct, frozen=True, kw_only=True):
    """What a look at residents found: the steps to take, where they live, who was set aside."""

    steps: Mapping[UUID, Sequence[Step]]
    versions: Mapping[UUID, int]
    places: Mapping[UUID, str]
    set_aside: tuple[UUID, ...]


class Teller:
    """Tells offices, as long as this process leads; counts what it raised and withdrew."""

    def __init__(self, pool: Pool, log: EventLog, clock: Clock, telling: Telling, made_by: str) -> None:
        self._pool = pool
        self._log = log
        self._shard = log.shard
        self._clock = clock
        self._telling = telling
        self._made_by = made_by
        self._made_of = msgspec.json.encode([made_by, telling]).decode()
        self._ahead: list[UUID] = []
        self.raised = self.withdrawn = 0

    async def run(self) -> None:
        """Tell offices until cancelled."""
        self._ahead = []
        while True:
            end_if_cancelled()
            begun = monotonic()
            try:
                busy = await self.step()
            except Exception as error:  # noqa: BLE001 offices may be told late, not never
                _log.warning("telling interrupted", error=type(error).__name__)
                busy = False
            await asyncio.sleep(begun + BREATHER_SECONDS - monotonic() if busy else POLL_SECONDS)

    async def catch_up(self) -> None:
        """Tell offices all there is to tell by now."""
        while await self.step():
            pass

    async def step(self) -> bool:
        """Take the next part of what is to be told; False when there is nothing to tell."""
        async with self._pool.acquire() as connection:
            so_far = await progress(connection, self._shard)
            today = self._today(so_far)
            if so_far.made_by is None and so_far.day is None and not await self._log.head():
                await self._tell(connection, self._begun(today), [], today)  # of an empty log
                return True
            if so_far.made_by != self._made_by:  # no rows, or rows that a rebuild is to replace
                return False
            if so_far.made_of != self._made_of:
                so_far = self._everybody_anew(so_far, today)
            if await self._recorded(connection, so_far, today):
                return True
            return await self._day(connection, so_far, today)

    async def dry_run(self, day: date) -> list[tuple[UUID, Step]]:
        """Return what would be told on a day, if nothing is recorded until then; nothing is written."""
        found: list[tuple[UUID, Step]] = []
        async with self._pool.acquire() as connection:
            so_far = await progress(connection, self._shard)
            whole = so_far.made_of != self._made_of or so_far.day is None
            after, since = UUID(int=0), so_far.day or day
            while residents := await self._due(connection, since, day, after, whole=whole):
                for part in _parts(residents):
                    looked = await self._look(connection, part, day)
                    found += [(r, step) for r, steps in looked.steps.items() for step in steps]
                after = residents[-1]
        return found

    def _begun(self, today: date) -> TellingProgress:
        return TellingProgress(
            shown=None, made_by=None, last=0, position=0, day=today, pass_to=None, pass_after=None,
            pass_whole=False, made_of=self._made_of, waiting=(),
        )  # fmt: skip

    def _everybody_anew(self, so_far: TellingProgress, today: date) -> TellingProgress:
        """Return the beginning of a look at everybody: the first one, or that under other rules or stages."""
        self._ahead = []
        return structs.replace(
            so_far, made_of=self._made_of, position=so_far.position or so_far.shown,
            pass_to=today, pass_after=UUID(int=0), pass_whole=True,
        )  # fmt: skip

    def _today(self, so_far: TellingProgress) -> date:
        """Return the day in Tokyo; the day told of already while a clock is less than a day behind it."""
        today = self._clock.today()
        is_set = civil_day(self._clock.now()) != today
        return today if so_far.day is None or is_set or today != so_far.day - ONE_DAY else so_far.day

    async def _recorded(self, connection: Connection, so_far: TellingProgress, today: date) -> bool:
        """Look at residents about whom something was recorded, or who were set aside and no longer are.

        False when there are none.
        """
        waiting = so_far.waiting or ()
        position, residents = so_far.position or 0, list[UUID]()
        if waiting:
            back = await self._look(connection, waiting, today)
            residents = [r for r in waiting if r not in back.set_aside]
        if position < (so_far.shown or 0):
            limit = min(PART, (so_far.shown or 0) - position)
            entries = await self._log.changes(after=position, limit=limit)
            residents += [e.resident_id for e in entries if not (e.erased or e.changes_no_row)]
            position = entries[-1].position
        if not residents and position == so_far.position:
            return False
        after = structs.replace(so_far, position=position)
        await self._tell(connection, after, list(dict.fromkeys(residents)), today)
        return True

    async def _day(self, connection: Connection, so_far: TellingProgress, today: date) -> bool:
        """Look at the next residents of the day that is being told of, or begin one; False: it is told of."""
        if so_far.pass_to is None:
            if so_far.day == today:
                return False
            so_far = structs.replace(so_far, pass_to=today, pass_after=UUID(int=0), pass_whole=False)
            self._ahead = []
        if not self._ahead:
            assert so_far.pass_to is not None
            after = so_far.pass_after or UUID(int=0)
            since = so_far.day or so_far.pass_to
            whole = so_far.pass_whole or False
            self._ahead = await self._due(connection, since, so_far.pass_to, after, whole=whole)
        part, self._ahead = self._ahead[:PART], self._ahead[PART:]
        if part:
            after_part = structs.replace(so_far, pass_after=part[-1])
        else:
            after_part = structs.replace(
                so_far, day=so_far.pass_to, pass_to=None, pass_after=None, pass_whole=False
            )
        await self._tell(connection, after_part, part, today)
        return True

    async def _due(
        self, connection: Connection, since: date, day: date, after: UUID, *, whole: bool
    ) -> list[UUID]:
        stages = list(self._telling.stages)
        found = await connection.fetch(
            sql("notices/due.sql"), self._shard, since, day, stages, whole, after, AHEAD
        )
        return [r["resident_id"] for r in found]

    async def _tell(
        self, connection: Connection, so_far: TellingProgress, residents: Sequence[UUID], today: date
    ) -> None:
        """Write what is to be told of residents, and how far that brings it."""
        async with connection.transaction():
            await connection.execute(sql("rows/lock.sql"), self._shard, None)  # rows stand still meanwhile
            if (await progress(connection, self._shard)).made_by not in {self._made_by, None}:
                return
            looked = await self._look(connection, residents, today)
            steps = [(r, step) for r, found in looked.steps.items() for step in found]
            before = await self._told_elsewhere(connection, steps)
            if looked.places:
                await connection.fetchval(
                    sql("notices/tell.sql"), self._shard, today,
                    list(looked.places), list(looked.places.values()),
                    *_columns(steps, looked.versions, today, backlog=None if so_far.day is None else before),
                )  # fmt: skip
            waiting = {*(so_far.waiting or ())} - {*residents} | {*looked.set_aside}
            await connection.execute(
                sql("notices/set_progress.sql"), self._shard, so_far.position, so_far.day, so_far.pass_to,
                so_far.pass_after, so_far.pass_whole or False, so_far.made_of, sorted(waiting),
            )  # fmt: skip
        self._count(step for _, step in steps)

    async def _look(self, connection: Connection, residents: Sequence[UUID], day: date) -> Looked:
        """Return what is to be told of residents; causes cost a second look at those who need one."""
        if not residents:
            return Looked(steps={}, versions={}, places={}, set_aside=())
        found = await connection.fetch(sql("notices/owing.sql"), self._shard, day, residents, _CURRENT)
        told = await _told(connection, self._shard, residents)
        shown = {r["resident_id"]: r for r in found if r["version"] is not None and not r["set_aside"]}
        steps = {r: await self._steps(told.get(r, ()), of, day) for r, of in shown.items()}
        unclear = [r for r, (known, of) in steps.items() if any(_has_cause(s, known) for s in of)]
        if unclear:
            again = await connection.fetch(sql("notices/owing.sql"), self._shard, day, unclear, _EVERYTHING)
            steps |= {r["resident_id"]: await self._steps(told[r["resident_id"]], r, day) for r in again}
        return Looked(
            steps={r: of for r, (_, of) in steps.items()},
            versions={r: of["version"] for r, of in shown.items()},
            places={r: place for r, of in shown.items() if (place := _place(of, told.get(r, ())))},
            set_aside=tuple(r["resident_id"] for r in found if r["set_aside"]),
        )

    async def _steps(
        self, told: Sequence[Record], owing: Record, day: date
    ) -> tuple[Mapping[Notice, Told], Sequence[Step]]:
        def found() -> tuple[Mapping[Notice, Told], Sequence[Step]]:
            rows = duty_rows(owing, {t["rule"] for t in told}, day)
            known = notices_told(told, rows)
            version = owing["version"]
            if owing["place"] is None:
                return known, ended(known.values(), version)
            return known, reconciled(rows, known, day=day, version=version, telling=self._telling)

        return await in_thread_if_long(len(owing["number"] or ()), found)

    async def _told_elsewhere(
        self, connection: Connection, steps: Sequence[tuple[UUID, Step]]
    ) -> set[tuple[UUID, Notice]]:
        """Return those notices of which offices were told as notices of a file that was merged since."""
        found = set()
        taken_over = [(r, step.notice) for r, step in steps if step.notice.trigger > MOST_VERSIONS]
        files = {r: await self._files_merged(r) for r in dict(taken_over)}
        told = await _told(connection, self._shard, [other for of in files.values() for other in of.values()])
        for resident_id, notice in taken_over:
            merge = recorded_by(notice.trigger)
            if (other := files[resident_id].get(merge)) is not None:
                own = structs.replace(notice, trigger=version_in_its_file(notice.trigger))
                there = {t["notice_id"] for t in told.get(other, ()) if t["state"] != "withdrawn"}
                found |= {(resident_id, notice)} if notice_id(other, own) in there else set()
        return found

    async def _files_merged(self, resident_id: UUID) -> Mapping[int, UUID]:
        """Return the files merged into a resident's, by the version that merged them."""
        streams, _ = await self._log.load_each([resident_id])
        return {version: other for other, version in merges(streams.get(resident_id, ())).items()}

    def _count(self, steps: Iterable[Step]) -> None:
        for step in steps:
            self.raised += step.state == "raised"
            self.withdrawn += step.state == "withdrawn"


async def progress(connection: Connection, shard: int) -> TellingProgress:
    """Return how far offices have been told."""
    found = await connection.fetchrow(sql("notices/progress.sql"), shard)
    return msgspec.convert(dict(found or {}), TellingProgress)


async def _told(connection: Connection, shard: int, residents: Sequence[UUID]) -> Mapping[UUID, list[Record]]:
    found: dict[UUID, list[Record]] = {}
    for r in await connection.fetch(sql("notices/told.sql"), shard, residents):
        found.setdefault(r["resident_id"], []).append(r)
    return found


def _has_cause(step: Step, known: Mapping[Notice, Told]) -> bool:
    """Whether a version may have caused a step: which one, rows that are no longer known may tell."""
    told = known.get(step.notice)
    return told is not None and (step.state == "withdrawn" or told.state in {"withdrawn", "settled"})


def _place(owing: Record, told: Sequence[Record]) -> str | None:
    """Return where a resident lives; of a file merged into another, where offices were told of it."""
    return owing["place"] or next((t["place"] for t in told), None)


def _columns(
    steps: Sequence[tuple[UUID, Step]],
    versions: Mapping[UUID, int],
    today: date,
    *,
    backlog: Container[tuple[UUID, Notice]] | None,
) -> list[list[Any]]:
    """Return steps in columns as `notices/tell.sql` takes them, empty ones when there are no steps.

    `backlog` are notices of which offices were told otherwise; None: at the first start, all of days before.
    """
    lines = [
        (
            notice_id(r, n), r, step.state, step.cause, step.reason, n.rule, n.trigger,
            written_subject(n.subject), n.due_on, n.stage, versions[r],
            n.reached_on < today if backlog is None else (r, n) in backlog,
        )
        for r, step in steps
        for n in (step.notice,)
    ]  # fmt: skip
    return [[line[column] for line in lines] for column in range(12)]


def _parts(residents: Sequence[UUID]) -> Iterable[Sequence[UUID]]:
    return (residents[n : n + PART] for n in range(0, len(residents), PART))
