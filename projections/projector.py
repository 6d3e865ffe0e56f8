"""The projector: what changed in the log since the checkpoint, folded once per batch, kept as rows.

It runs behind the log and can be stopped anywhere. The rows of a resident depend on the stream alone and
are replaced only by those of a newer version, so a change delivered twice does no harm. A resident whose
fold fails is set aside; the others go on.
"""

import asyncio
from collections.abc import Awaitable, Callable, Iterable, Mapping, Sequence
from functools import partial
from typing import Protocol
from uuid import UUID

from msgspec import Struct, structs

from domain.history import Recorded
from domain.policy import Policy
from projections.rows.resident import CurrentRows, IncrementalFold, ResidentRows, changes_no_row, rows_of

MOST_WORK = 30_000
"""How much work a fold beside others may be, at worst a tenth of a second: new events times all, squared.

An event back-dated before all others is folded anew with the days after it, each with the duties of them all.
"""

MOST_FOLDS = 1000
"""Residents whose rows are held in memory, some 70 kB each, to go on from."""


class LogEntry(Struct, frozen=True):
    """An entry of the log without its content: enough to know whose rows are stale.

    `erased` is true for the entry that ends an erased resident's stream.
    """

    position: int
    resident_id: UUID
    version: int
    erased: bool


class Log(Protocol):
    """The log as the projector reads it."""

    async def changes(self, *, after: int, limit: int) -> Sequence[LogEntry]:
        """Return the next entries past a position, without gaps."""

    async def load_each(
        self, resident_ids: Sequence[UUID]
    ) -> tuple[Mapping[UUID, Sequence[Recorded]], Mapping[UUID, Exception]]:
        """Return the streams that exist and are not erased, and what is wrong with those of no use."""


class Stuck(Struct, frozen=True, kw_only=True):
    """A resident set aside: the version that could not be shown, and what went wrong (no personal data)."""

    resident_id: UUID
    version: int
    position: int
    fault: str


class Batch(Struct, frozen=True, kw_only=True):
    """What a stretch of the log makes of the rows, and the position they show afterwards.

    The rows of those `noted` stay as they are, and show the version named.
    """

    position: int
    rows: tuple[ResidentRows, ...] = ()
    noted: tuple[tuple[UUID, int], ...] = ()
    erased: tuple[UUID, ...] = ()
    stuck: tuple[Stuck, ...] = ()


class UnkeepableError(Exception):
    """Some rows are not such as can be kept; the cause says what is wrong."""


class Store(Protocol):
    """Where rows and checkpoint are kept, together."""

    async def position(self) -> int:
        """Return the position up to which the rows show the log."""

    async def shown(self, resident_ids: Sequence[UUID]) -> Mapping[UUID, int]:
        """Return the version of the stream that the rows of each resident show, of rows that may stay."""

    async def kept(self, streams: Mapping[UUID, Sequence[Recorded]]) -> Mapping[UUID, CurrentRows]:
        """Return what is kept of the rows of residents, as far as their streams go on from it."""

    async def keep(self, batch: Batch) -> None:
        """Keep the rows and the position, all or nothing; a position passed already stays.

        Raises UnkeepableError when some of the rows cannot be kept, however often it is tried.
        """


class Apart(Protocol):
    """Where residents are folded whose histories would keep all others waiting."""

    async def fold(self, changes: Sequence[LogEntry]) -> Mapping[UUID, str]:
        """Have the rows of residents kept; return who is to be set aside until they are, and why."""


Breathe = Callable[[], Awaitable[None]]


class FoldCache:
    """The folds of those residents who were recorded about last: most will be recorded about again soon."""

    def __init__(self, policy: Policy, *, most: int = MOST_FOLDS) -> None:
        self._policy = policy
        self._most = most
        self._folds: dict[UUID, IncrementalFold] = {}

    def hold(self, stream: Sequence[Recorded], shown: int) -> bool:
        """Whether there is a fold to go on from with a stream, while the rows of a version are shown."""
        fold = self._folds.get(stream[0].resident_id)
        return fold is not None and fold.continues_in(stream, shown)

    def rows(self, stream: Sequence[Recorded], shown: int, kept: CurrentRows | None = None) -> ResidentRows:
        """Return the rows of a stream, by its fold or from what is kept of them, while a version is shown."""
        resident_id = stream[0].resident_id
        fold = self._folds.pop(resident_id, None)
        if fold is None or not fold.continues_in(stream, shown):
            fold = (
                IncrementalFold(self._policy)
                if kept is None
                else IncrementalFold.resumed(self._policy, stream, kept)
            )
        fold.take(stream)
        self._folds[resident_id] = fold
        if len(self._folds) > self._most:
            del self._folds[next(iter(self._folds))]
        return fold.rows()

    def clear(self) -> None:
        """Let go of all folds."""
        self._folds.clear()

    def close(self, resident_id: UUID) -> None:
        """Let go of the fold of a resident, if there is one."""
        self._folds.pop(resident_id, None)


async def follow(
    log: Log, store: Store, folds: FoldCache, *, limit: int, breathe: Breathe, apart: Apart | None = None
) -> int:
    """Bring the rows level with the log, up to `limit` changes at once, and return how many there were.

    While a batch is kept the next one is folded; `breathe` between folds. Long histories go `apart`, if
    there is such a place.
    """
    position, total = await store.position(), 0
    keeping: asyncio.Task[None] | None = None
    try:
        while changes := await log.changes(after=position, limit=limit):
            batch = await _batch(log, store, changes, folds, breathe, apart)
            if keeping is not None:
                await keeping
            keeping = asyncio.create_task(_keep(store, batch))
            position, total = batch.position, total + len(changes)
        if keeping is not None:
            await keeping
    finally:
        if keeping is not None:
            keeping.cancel()  # nothing, when it has ended
            await asyncio.gather(keeping, return_exceptions=True)
    return total


async def keep_one(log: Log, store: Store, folds: FoldCache, change: LogEntry) -> None:
    """Bring the rows of the resident of a change level with the stream, whatever the position is."""

    async def hold_on() -> None:
        pass

    batch = await _batch(log, store, [change], folds, hold_on, None)
    await _keep(store, structs.replace(batch, position=0))


async def _batch(
    log: Log,
    store: Store,
    changes: Sequence[LogEntry],
    folds: FoldCache,
    breathe: Breathe,
    apart: Apart | None,
) -> Batch:
    latest = {change.resident_id: change for change in changes}
    shown = await store.shown(list(latest))
    streams, faults = await log.load_each(list(latest))
    erased = tuple(r for r in latest if r not in streams and r not in faults)
    for resident_id in erased:
        folds.close(resident_id)
    noted = {
        r for r, stream in streams.items() if r in shown and all(map(changes_no_row, stream[shown[r] :]))
    }
    told = [r for r in streams if r not in noted]
    folded: list[ResidentRows] = []
    stuck = [
        unread(r, fault, version=latest[r].version, position=latest[r].position)
        for r, fault in faults.items()
    ]
    if apart is not None:
        long = {r: latest[r] for r in told if takes_long(streams[r], shown.get(r, 0))}
        stuck += await _folded_apart(apart, long, folds)
        told = [r for r in told if r not in long]
    kept = await store.kept(
        {r: streams[r] for r in told if r in shown and not folds.hold(streams[r], shown[r])}
    )
    for resident_id in told:
        fold_one = partial(folds.rows, shown=shown.get(resident_id, 0), kept=kept.get(resident_id))
        outcome = tried(fold_one, streams[resident_id], position=latest[resident_id].position)
        (folded if isinstance(outcome, ResidentRows) else stuck).append(outcome)  # type: ignore[arg-type]
        await breathe()
    return Batch(
        position=changes[-1].position,
        rows=tuple(folded),
        noted=tuple((r, streams[r][-1].version) for r in noted),
        erased=erased,
        stuck=tuple(stuck),
    )


async def _folded_apart(apart: Apart, long: Mapping[UUID, LogEntry], folds: FoldCache) -> list[Stuck]:
    """Have long histories folded elsewhere; return who is set aside until that is done."""
    faults = await apart.fold(list(long.values()))
    for resident_id in long:
        folds.close(resident_id)
    return [
        Stuck(resident_id=r, version=long[r].version, position=long[r].position, fault=fault)
        for r, fault in faults.items()
    ]


def takes_long(stream: Sequence[Recorded], shown: int) -> bool:
    """Whether the fold of what a stream has more than its rows show may keep others waiting."""
    return (len(stream) - shown) * len(stream) ** 2 > MOST_WORK


async def _keep(store: Store, batch: Batch) -> None:
    """Keep a batch; when some of its rows cannot be kept, set aside whose they are."""
    try:
        await store.keep(batch)
    except UnkeepableError:
        stuck = await one_by_one(
            batch.rows, lambda one: store.keep(Batch(position=0, rows=(one,))), position=batch.position
        )
        await store.keep(structs.replace(batch, rows=(), stuck=(*batch.stuck, *stuck)))


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
