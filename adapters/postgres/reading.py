"""Reading from the database: a lost connection costs nobody an answer, several wait for the disk at once.

Here, and nowhere else, it is decided whether a standby is asked or the primary.
"""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator, Sequence
from contextlib import asynccontextmanager, contextmanager, suppress
from contextvars import ContextVar
from typing import Final, Protocol

from adapters.cancelling import end_if_cancelled
from adapters.postgres.database import Connection, Pool, Record
from adapters.postgres.errors import LOST, translated
from adapters.postgres.questions import BehindError, BusyError

AGAIN: Final = 2
"""Times that a read is asked again after its connection was lost, before the caller is told."""

AT_ONCE: Final = 4
"""Connections among which one question about many residents is divided."""

POLL_SECONDS: Final = 0.004

WORTH: Final = 10
"""Residents for whom a connection more is worth its round trip."""


class Turns:
    """Lets few questions at once that cost much, so that processors are left for others; the rest wait."""

    def __init__(self, at_once: int, *, waiting: int = 50) -> None:
        self._free = asyncio.Semaphore(at_once)
        self._room = at_once + waiting

    @asynccontextmanager
    async def turn(self) -> AsyncIterator[None]:
        """Wait for a turn and keep it; raises BusyError when too many wait already."""
        if not self._room:
            raise BusyError
        self._room -= 1
        try:
            async with self._free:
                yield
        finally:
            self._room += 1


class Answering(Protocol):
    """What may answer instead of a primary (`adapters.postgres.standby`)."""

    @property
    def primary(self) -> Pool:
        """The pool instead of which it is asked."""

    async def answer(self, statement: str, arguments: Sequence[object]) -> list[Record] | None:
        """Return what a statement finds; None: the primary is to be asked."""


class _Beside:
    """What the reads of one request may ask beside the primary, None once the request has left it.

    One for all tasks of the request: none of its reads sees less than one before it.
    """

    def __init__(self, standby: Answering) -> None:
        self.standby: Answering | None = standby

    async def answer(
        self, pool: Pool | Connection, statement: str, *arguments: object
    ) -> list[Record] | None:
        if self.standby is None or self.standby.primary is not pool:
            return None
        found = await self.standby.answer(statement, arguments)
        if found is None:
            self.standby = None
        return found


_beside: ContextVar[_Beside | None] = ContextVar("beside", default=None)


@contextmanager
def standby_may_answer(standby: Answering | None) -> Iterator[None]:
    """Have the standby asked, where there is one, by what is read in the block."""
    token = _beside.set(None if standby is None else _Beside(standby))
    try:
        yield
    finally:
        _beside.reset(token)


@contextmanager
def from_primary() -> Iterator[None]:
    """Have the primary asked by what is read in the block."""
    with standby_may_answer(None):
        yield


def leave_standby() -> bool:
    """Have the primary asked by whatever the request still reads; returns whether a standby was asked."""
    beside = _beside.get()
    if beside is None or beside.standby is None:
        return False
    beside.standby = None
    return True


async def read(pool: Pool | Connection, statement: str, *arguments: object) -> list[Record]:
    """Return what a statement that only reads finds; over another connection when one is lost.

    A standby is asked first where that may be. Raises the library's errors, `Unavailable` among them.
    """
    beside = _beside.get()
    if beside is not None:
        found = await beside.answer(pool, statement, *arguments)
        if found is not None:
            return found
    with translated():
        for _ in range(AGAIN):
            with suppress(*LOST):
                return await pool.fetch(statement, *arguments)
            end_if_cancelled()
        return await pool.fetch(statement, *arguments)


async def until(position: int, reached: Callable[[], Awaitable[int]], *, timeout: float) -> None:
    """Return once as much of the log is reached; raises BehindError after that many seconds.

    What a standby does not show when it is asked first, the primary is waited for to show.
    """
    try:
        async with asyncio.timeout(timeout):
            while await reached() < position:
                if not leave_standby():
                    await asyncio.sleep(POLL_SECONDS)
    except TimeoutError:
        raise BehindError from None


async def read_divided(
    pool: Pool,
    statement: str,
    *arguments: object,
    about: Sequence[Sequence[object]],
) -> list[Record]:
    """Return what a statement finds about many, whose columns are its last arguments; in any order.

    Those not asked about for long are on the disk, each elsewhere: several connections wait for it at once.
    """
    found = await asyncio.gather(
        *(
            read(pool, statement, *arguments, *(column[part] for column in about))
            for part in divided(len(about[0]))
        )
    )
    return [r for some in found for r in some]


def divided(count: int) -> list[slice]:
    """Return the parts of so many for which it is worth to take a connection each; none of none."""
    parts = max(1, min(AT_ONCE, count // WORTH))
    size = -(-count // parts)
    return [slice(start, start + size) for start in range(0, count, size or 1)]
