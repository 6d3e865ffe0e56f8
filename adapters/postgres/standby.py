"""A standby that answers what only reads, while it is proven to show enough.

A proof compares the two: what the primary had written to its disk when the proof began, the standby shows,
down to the newest entry of the log. From then on the standby may answer for a while, because what it shows
only grows: never older than allowed, and never without what has been acknowledged since by this process, or
by another that serves the same address, for that takes a new proof. A standby says nothing true of how old it
is: while the primary is idle, its last transaction is old and yet the newest there is.
"""

import asyncio
from collections import Counter
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from mmap import mmap
from pathlib import Path
from time import monotonic
from typing import Final, Literal

import asyncpg

from adapters.cancelling import end_if_cancelled
from adapters.postgres.database import Connection, Pool, Record, open_pool
from adapters.postgres.errors import FAILED
from adapters.postgres.reading import POLL_SECONDS
from adapters.postgres.statements import sql

State = Literal["answers", "away", "behind", "astray", "promoted"]
"""`away`: it cannot be asked, or takes too long; `behind`: it does not show enough yet; `astray`: it does not
follow this primary; `promoted`: it follows none, it is a primary itself."""

UNWRITTEN_SECONDS: Final = 0.6
"""How long rows of the lists may be on the primary before they are on its disk (three times its
`wal_writer_delay`): so much older than its proof can what a standby shows of them be."""

FOLLOWS_SECONDS: Final = 0.025
"""How long a standby is waited for that is on its way: beside its primary it follows within a few ms."""

PROCESSES: Final = 64
"""Most processes that serve one address."""

PROOFS: Final = 5
"""Proofs in the time for which one holds, when nobody asks for more."""


Tell = Callable[[State, str | None], None]
"""Hears of a standby's state, and of the kind of error for which it is away, which names no address."""


class Writes:
    """When each of the processes that serve one address acknowledged something last, on the machine's clock.

    With a `file` they know of each other, each by its `number`; without one there is this process alone.
    """

    def __init__(self, file: Path | None = None, number: int = 0) -> None:
        size = PROCESSES * 8
        if file is None:
            memory = mmap(-1, size)
        else:
            with file.open("a+b") as opened:
                opened.truncate(size)
                memory = mmap(opened.fileno(), size)
        self._at = memoryview(memory).cast("d")
        self._number = number % PROCESSES

    def note(self) -> None:
        """Note that this process has just acknowledged something."""
        self._at[self._number] = monotonic()

    def newest(self) -> float:
        """Return when any of them did."""
        return max(self._at)


class Standby:
    """A standby of a primary, asked over a pool of its own; `lag`: how old its answers may be, in seconds.

    `answered` counts its answers, `fell_back` when the primary was asked instead, by why. `bytes_behind` is
    how much of the primary's changes it did not show at the last proof. `tell` hears of its state while
    `watch` runs, at first and when it changes.
    """

    def __init__(
        self,
        primary: Pool,
        pool: Pool,
        *,
        shard: int,
        lag: float,
        tell: Tell,
        writes: Writes | None = None,
    ) -> None:
        self.primary = primary
        self.pool = pool
        self.state: State = "away"
        self.answered = 0
        self.fell_back: Counter[str] = Counter()
        self.bytes_behind: int | None = None
        self._shard = shard
        self._holds = lag - UNWRITTEN_SECONDS
        self._tell = tell
        self._fault: str | None = None
        self._proven_at = float("-inf")
        self._writes = writes or Writes()
        self._shown = 0
        self._proving = asyncio.Lock()

    def written(self) -> None:
        """Note that this process has just acknowledged something: who asks from now on is to see it."""
        self._writes.note()

    def seconds_behind(self) -> float:
        """Return how old its answer could be at this moment, infinite when that is not known."""
        return monotonic() - self._proven_at

    async def answer(self, statement: str, arguments: Sequence[object]) -> list[Record] | None:
        """Return what it finds; None when it is not to be believed or does not answer in time."""
        why: str = await self._level()
        if why == "answers":
            try:
                found = await self._fetch(statement, arguments, seconds=self._proven_until() - monotonic())
            except TimeoutError:
                why = "slow"
            except FAILED as error:
                end_if_cancelled()
                why = "failed"
                if not isinstance(error, asyncpg.PostgresError):
                    self.state = "away"
            else:
                if found is not None:
                    self.answered += 1
                    return found
                why = self.state = "promoted"
        self.fell_back[why] += 1
        return None

    async def watch(self) -> None:
        """Prove again and again that it shows enough, or no longer does."""
        told = None
        while True:
            async with self._proving:
                await self._prove()
            if self.state != told:
                told = self.state
                self._tell(told, self._fault if told == "away" else None)
            await asyncio.sleep(self._holds / PROOFS)

    async def _level(self) -> State:
        """Return how it is, once it is proven to show what was acknowledged at this address so far."""
        if self._wants_proof():
            async with self._proving:
                if self._wants_proof():
                    await self._prove()
        return self.state

    def _wants_proof(self) -> bool:
        """Whether it may answer, but for a proof that is new enough; else only `watch` tries again."""
        if self.state != "answers":
            return False
        return self._proven_at <= self._writes.newest() or self._proven_until() <= monotonic()

    def _proven_until(self) -> float:
        return self._proven_at + self._holds

    async def _prove(self) -> None:
        begun = monotonic()
        try:
            self.state = await self._compared(begun)
        except FAILED as error:
            end_if_cancelled()
            self.state, self._fault = "away", type(error).__name__
        if self.state == "answers":
            self._proven_at = begun

    async def _compared(self, begun: float) -> State:
        """Return how it is, beside what the primary has at this moment; waits a little for it to follow."""
        until = begun + self._holds / 2
        asked = sql("standby/primary.sql"), self._shard
        [here] = await self.primary.fetch(*asked, timeout=until - monotonic())
        ahead = self._shown > here["written"]  # it showed then what the primary has not even now
        while True:
            arguments = self._shard, here["position"]
            seconds = until - monotonic()
            found = await self._fetch(sql("standby/standby.sql"), arguments, seconds=seconds)
            if found is None or not found[0]["following"]:
                return "promoted"
            self._shown = found[0]["shown"]
            self.bytes_behind = max(0, here["written"] - self._shown)
            level = not self.bytes_behind
            same = all(found[0][name] == here[name] for name in ("cluster", "database", "leaf"))
            if level and same and not ahead:
                return "answers"
            if monotonic() > begun + FOLLOWS_SECONDS:
                return "astray" if level else "behind"
            await asyncio.sleep(POLL_SECONDS)

    async def _fetch(
        self, statement: str, arguments: Sequence[object], *, seconds: float
    ) -> list[Record] | None:
        """Return what it finds in so many seconds, None when it is no standby any more."""
        async with asyncio.timeout(seconds), self._connection(seconds) as connection:
            found = await connection.fetch(statement, *arguments)
            # a server says before the end of its answer that it is promoted: what it found was its primary's
            following = getattr(connection.get_settings(), "in_hot_standby", "off") == "on"
        return found if following else None

    @asynccontextmanager
    async def _connection(self, seconds: float) -> AsyncIterator[Connection]:
        """Give a connection; one that does not answer is let go of at once, and nobody waits for it."""
        connection = await self.pool.acquire(timeout=seconds)
        try:
            yield connection
        except asyncpg.PostgresError:
            raise
        except BaseException:
            connection.terminate()
            raise
        finally:
            await self.pool.release(connection)


@asynccontextmanager
async def open_standby(
    primary: Pool,
    dsn: str | None,
    *,
    shard: int,
    lag: float,
    tell: Tell,
    writes: Writes | None = None,
) -> AsyncIterator[Standby | None]:
    """Open a standby of a primary, None without a DSN; it need not be there yet."""
    if dsn is None:
        yield None
        return
    pool = await open_pool(dsn, size=primary.get_max_size(), smallest=0)
    try:
        yield Standby(primary, pool, shard=shard, lag=lag, tell=tell, writes=writes)
    finally:
        pool.terminate()
