"""The projector: what changed in the log since the checkpoint, folded once per batch, kept as rows.

It runs behind the log and can be stopped anywhere. The rows of a resident depend on the stream alone and
are replaced only by those of a newer version, so an entry delivered twice does no harm. A resident whose
fold fails is set aside; the others go on.
"""

import asyncio
from collections.abc import Awaitable, Callable, Iterable, Mapping, Sequence
from functools import partial
from typing import Final, Protocol
from uuid import UUID

from msgspec import Struct, structs

from domain.history import Recorded
from domain.policy import Policy
from projections.rows.cache import FoldCache
from projections.rows.resident import CurrentRows, ResidentRows, changes_no_row, rows_of

MOST_WORK: Final = 30_000
"""How much work a fold beside others may be, at worst a tenth of a second: new events times all, squared.

An event back-dated before all others is folded anew with the days after it, each with the duties of them all.
"""


class LogEntry(Struct, frozen=True):
    """An entry of the log without its content: enough to know whose rows are stale.

    `erased` is true for the entry that ends an erased resident's stream, `changes_no_row` for one of a kind
    that leaves all rows as they are. Rows of the files `once_in` hold facts of an erased one, as once known.
    """

    position: int
    resident_id: UUID
    version: int
    erased: bool
    changes_no_row: bool = False
    once_in: tuple[UUID, ...] = ()


class Stuck(Struct, frozen=True, kw_only=True):
    """A resident set aside: the version that could not be shown, and what went wrong (no personal data)."""

    resident_id: UUID
    version: int
    position: int
    fault: str


class ProjectedBatch(Struct, frozen=True, kw_only=True):
    """What a stretch of the log makes of the rows, and the position they show afterwards.

    The rows of those `unchanged` stay as they are, and show the version named.
    """

    position: int
    rows: tuple[ResidentRows, ...] = ()
    unchanged: tuple[tuple[UUID, int], ...] = ()
    erased: tuple[UUID, ...] = ()
    stuck: tuple[Stuck, ...] = ()


class UnkeepableError(Exception):
    """Some rows are not such as can be kept; the cause says what is wrong."""


class LogReader(Protocol):
    """The log as the projector reads it."""

    async def changes(self, *, after: int, limit: int) -> Sequence[LogEntry]:
        """Return the next entries past a position, without gaps."""

    async def load_each(
        self, resident_ids: Sequence[UUID]
    ) -> tuple[Mapping[UUID, Sequence[Recorded]], Mapping[UUID, Exception]]:
        """Return the streams that exist and are not erased, and what is wrong with those of no use."""


class Store(Protocol):
    """Where rows and checkpoint are kept, together."""

    async def position(self) -> int:
        """Return the position up to which the rows show the log."""

    async def shown(self, resident_ids: Sequence[UUID]) -> Mapping[UUID, int]:
        """Return the version of the stream that the rows of each resident show, of rows that may stay."""

    async def current(self, streams: Mapping[UUID, Sequence[Recorded]]) -> Mapping[UUID, CurrentRows]:
        """Return the current rows of residents, as far as their streams go on from them."""

    async def remove(self, resident_ids: Sequence[UUID]) -> None:
        """Take the rows of residents away, that they are made anew."""

    async def keep(self, batch: ProjectedBatch) -> None:
        """Keep the rows and the position, all or nothing; a position passed already stays.

        Raises UnkeepableError when some of the rows cannot be kept, however often it is tried.
        """


class FoldsApart(Protocol):
    """Where residents are folded whose histories would keep all others waiting."""

    async def fold(self, entries: Sequence[LogEntry]) -> Mapping[UUID, str]:
        """Have the rows of residents kept; return who is to be set aside until they are, and why."""


class _Stale(Struct, frozen=True):
    """The residents whose streams were read: last entry, stream, what is wrong with it, and version shown."""

    entries: Mapping[UUID, LogEntry]
    streams: Mapping[UUID, Sequence[Recorded]]
    faults: Mapping[UUID, Exception]
    shown: Mapping[UUID, int]

    def erased(self) -> tuple[UUID, ...]:
        """Return those of whom nothing is left to read."""
        return tuple(r for r in self.entries if r not in self.streams and r not in self.faults)

    def unchanged(self) -> dict[UUID, int]:
        """Return those about whom only such was recorded as changes no row, with the version reached."""
        return {
            r: stream[-1].version
            for r, stream in self.streams.items()
            if r in self.shown and all(map(changes_no_row, stream[self.shown[r] :]))
        }

    def takes_long(self, resident_id: UUID) -> bool:
        """Whether the fold of what a stream has more than its rows show may keep others waiting."""
        length = len(self.streams[resident_id])
        return (length - self.shown.get(resident_id, 0)) * length**2 > MOST_WORK

    def unread(self) -> list[Stuck]:
        """Return those whose stream could not be read."""
        return [
            unread(r, fault, version=self.entries[r].version, position=self.entries[r].position)
            for r, fault in self.faults.items()
        ]


async def _no_pause() -> None:
    pass


class Projection:
    """The rows in a store as a projection of the log.

    `breathe` is awaited after each fold, for others to have their turn. Long histories are folded `apart`,
    if there is such a place.
    """

    def __init__(
        self,
        log: LogReader,
        store: Store,
        folds: FoldCache,
        *,
        breathe: Callable[[], Awaitable[None]] = _no_pause,
        apart: FoldsApart | None = None,
    ) -> None:
        self._log = log
        self._store = store
        self._folds = folds
        self._breathe = breathe
        self._apart = apart

    async def follow(self, *, limit: int) -> int:
        """Bring the rows level with the log, up to `limit` entries at once; return how many there were.

        While a batch is kept, the next one is folded. What is recorded meanwhile may be left for the next
        call.
        """
        position, total = await self._store.position(), 0
        keeping: asyncio.Task[None] | None = None
        try:
            while entries := await self._log.changes(after=position, limit=limit):
                if keeping is not None and _to_make_anew(entries):
                    await keeping  # it may write such rows
                batch = await self._batch(entries)
                if keeping is not None:
                    await keeping
                keeping = asyncio.create_task(self._keep(batch))
                position, total = batch.position, total + len(entries)
                if len(entries) < limit:
                    break
            if keeping is not None:
                await keeping
        finally:
            if keeping is not None:
                keeping.cancel()  # nothing, when it has ended
                await asyncio.gather(keeping, return_exceptions=True)
        return total

    async def keep_one(self, entry: LogEntry) -> None:
        """Bring the rows of the resident of an entry level with the stream, whatever the position is."""
        batch = await self._batch([entry])
        await self._keep(structs.replace(batch, position=0))

    async def _batch(self, entries: Sequence[LogEntry]) -> ProjectedBatch:
        """Return what entries of the log make of the rows."""
        latest = {entry.resident_id: entry for entry in entries}
        if anew := _to_make_anew(entries):
            await self._store.remove(anew)
            for r in anew:
                latest.setdefault(r, LogEntry(entries[-1].position, r, 0, erased=False))
        shown = await self._store.shown(list(latest))
        quiet = _reached_quietly(entries, shown)
        stale = await self._stale({r: entry for r, entry in latest.items() if r not in quiet}, shown)
        erased, unchanged, stuck = stale.erased(), stale.unchanged(), stale.unread()
        for resident_id in erased:
            self._folds.forget(resident_id)
        changed = [r for r in stale.streams if r not in unchanged]
        if self._apart is not None:
            long = {r: stale.entries[r] for r in changed if stale.takes_long(r)}
            stuck += await self._fold_apart(self._apart, long)
            changed = [r for r in changed if r not in long]
        outcomes = await self._fold(stale, changed)
        return ProjectedBatch(
            position=entries[-1].position,
            rows=tuple(o for o in outcomes if isinstance(o, ResidentRows)),
            unchanged=(*quiet.items(), *unchanged.items()),
            erased=erased,
            stuck=(*stuck, *(o for o in outcomes if isinstance(o, Stuck))),
        )

    async def _stale(self, latest: Mapping[UUID, LogEntry], shown: Mapping[UUID, int]) -> _Stale:
        """Read the streams of residents, each given by its last entry.

        The versions shown were read before the streams, so no stream is behind them.
        """
        if not latest:
            return _Stale({}, {}, {}, shown)
        streams, faults = await self._log.load_each(list(latest))
        return _Stale(latest, streams, faults, shown)

    async def _fold_apart(self, apart: FoldsApart, long: Mapping[UUID, LogEntry]) -> list[Stuck]:
        """Have long histories folded elsewhere; return who is set aside until that is done."""
        faults = await apart.fold(list(long.values()))
        for resident_id in long:
            self._folds.forget(resident_id)
        return [
            Stuck(resident_id=r, version=long[r].version, position=long[r].position, fault=fault)
            for r, fault in faults.items()
        ]

    async def _fold(self, stale: _Stale, residents: Sequence[UUID]) -> list[ResidentRows | Stuck]:
        """Return the rows of residents, or why there are none, going on from what is in memory or kept."""
        streams, shown = stale.streams, stale.shown
        current = await self._store.current(
            {r: streams[r] for r in residents if r in shown and not self._folds.holds(streams[r], shown[r])}
        )
        outcomes = []
        for r in residents:
            fold_one = partial(self._folds.rows, shown=shown.get(r, 0), current=current.get(r))
            outcomes.append(tried(fold_one, streams[r], position=stale.entries[r].position))
            await self._breathe()
        return outcomes

    async def _keep(self, batch: ProjectedBatch) -> None:
        """Keep a batch; when some of its rows cannot be kept, set aside whose they are."""
        try:
            await self._store.keep(batch)
        except UnkeepableError:
            stuck = await one_by_one(
                batch.rows,
                lambda one: self._store.keep(ProjectedBatch(position=0, rows=(one,))),
                position=batch.position,
            )
            await self._store.keep(structs.replace(batch, rows=(), stuck=(*batch.stuck, *stuck)))


def _to_make_anew(entries: Iterable[LogEntry]) -> list[UUID]:
    """Return whose rows hold facts of residents who were erased."""
    return list(dict.fromkeys(r for entry in entries for r in entry.once_in))


def _reached_quietly(entries: Iterable[LogEntry], shown: Mapping[UUID, int]) -> dict[UUID, int]:
    """Return whose rows stay as they are, without a look at their streams, and the version they then show.

    Their entries are all of kinds that change no row, and follow the version shown without a gap.
    """
    reached, others = dict(shown), set()
    for entry in entries:
        follows = entry.version == reached.get(entry.resident_id, 0) + 1
        if entry.changes_no_row and follows:
            reached[entry.resident_id] = entry.version
        else:
            others.add(entry.resident_id)
    return {r: version for r, version in reached.items() if r not in others}


async def one_by_one(
    folded: Iterable[ResidentRows], keep: Callable[[ResidentRows], Awaitable[None]], *, position: int
) -> list[Stuck]:
    """Keep residents' rows of which some cannot be kept (`keep` raises UnkeepableError); return whose."""
    stuck = []
    for one in folded:
        try:
            await keep(one)
        except UnkeepableError as error:
            fault = _fault(error.__cause__ or error)
            stuck.append(
                Stuck(resident_id=one.resident_id, version=one.version, position=position, fault=fault)
            )
    return stuck


def unread(resident_id: UUID, fault: Exception, *, version: int = 0, position: int = 0) -> Stuck:
    """Return that the stream of a resident could not be read, of so many events if that is known."""
    return Stuck(resident_id=resident_id, version=version, position=position, fault=_fault(fault))


def fold(stream: Sequence[Recorded], policy: Policy, *, position: int) -> ResidentRows | Stuck:
    """Return the rows of a stream, or why there are none."""
    return tried(lambda history: rows_of(history, policy), stream, position=position)


def tried(
    fold_one: Callable[[Sequence[Recorded]], ResidentRows], stream: Sequence[Recorded], *, position: int
) -> ResidentRows | Stuck:
    """Return the rows of a stream, or why there are none: a fault in one fold must not stop the others."""
    try:
        return fold_one(stream)
    except Exception as error:  # noqa: BLE001 any fault of a fold sets this resident aside, visibly
        return Stuck(
            resident_id=stream[0].resident_id,
            version=stream[-1].version,
            position=position,
            fault=_fault(error),
        )


def _fault(error: BaseException) -> str:
    """Return kind and place of an error; its message may hold personal data and is left out."""
    trace = error.__traceback__
    while trace is not None and trace.tb_next is not None:
        trace = trace.tb_next
    place = "?" if trace is None else f"{trace.tb_frame.f_globals.get('__name__', '?')}:{trace.tb_lineno}"
    return f"{type(error).__name__} at {place}"
