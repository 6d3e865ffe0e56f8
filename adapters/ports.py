"""What the outer world is to the application: the log, and the types that pass between."""

from asyncio import Event
from collections.abc import Mapping, Sequence
from typing import Protocol
from uuid import UUID

from msgspec import Struct

from domain.events import CaseEvent
from domain.history import Recorded
from projections.projector import LogEntry


class Author(Struct, frozen=True, kw_only=True):
    """Who records, in which role, for which office: taken from the token, never from the request."""

    person: str
    role: str
    office: str


class Idempotency(Struct, frozen=True, kw_only=True):
    """A client's name for one write, with the digest of what it asked for."""

    key: str
    digest: bytes


class OtherStream(Struct, frozen=True, kw_only=True):
    """What the same append records in another stream, just before its own."""

    resident_id: UUID
    expected_version: int
    expected_event: UUID | None = None
    events: tuple[CaseEvent, ...]


class Append(Struct, frozen=True, kw_only=True):
    """One resident's new facts, all or nothing, on top of the version that they were decided on.

    `expected_event` is the id of the event of that version, None for any. `claims` are card numbers that this
    resident holds from now on, `releases` those given up by a void or a correction. `override` is the
    supervisor's reason, kept with every event of this append. `beside` is recorded with it, or nothing is.
    """

    resident_id: UUID
    expected_version: int
    expected_event: UUID | None = None
    events: tuple[CaseEvent, ...]
    author: Author
    override: str | None = None
    idempotency: Idempotency | None = None
    claims: frozenset[str] = frozenset()
    releases: frozenset[str] = frozenset()
    beside: OtherStream | None = None

    @property
    def streams(self) -> tuple[tuple[UUID, int, UUID | None], ...]:
        """Resident, version stood on and id of its event, of each stream: the own one first."""
        own = (self.resident_id, self.expected_version, self.expected_event)
        if self.beside is None:
            return (own,)
        other = self.beside
        return own, (other.resident_id, other.expected_version, other.expected_event)


class Replayed(Struct, frozen=True):
    """The answer to a repeated key: the events that the first request recorded."""

    events: tuple[Recorded, ...]


class LogRefusal(Exception):
    """The log did not take the append; nothing was stored."""


class VersionConflict(LogRefusal):
    """The stream has moved on since it was read."""

    def __init__(self, actual: int) -> None:
        super().__init__(f"the stream is at version {actual}")
        self.actual = actual


class CardNumberTaken(LogRefusal):
    """Another resident holds a card with this number."""

    def __init__(self, number: str) -> None:
        super().__init__("a card number of this append is held by another resident")
        self.number = number


class KeyReused(LogRefusal):
    """The idempotency key was used before, by the same person, for another request."""

    def __init__(self) -> None:
        super().__init__("the idempotency key was used for another request")


class ResidentErased(LogRefusal):
    """The resident's case was erased; `code` says why."""

    def __init__(self, code: str) -> None:
        super().__init__(f"erased: {code}")
        self.code = code


class LogBusy(LogRefusal):
    """More appends wait than the writer takes; the caller may try again later."""

    def __init__(self) -> None:
        super().__init__("too many appends are waiting")


class LogUnavailable(Exception):
    """The log cannot be reached or takes too long; an append's key tells later whether it was recorded."""


class EventLog(Protocol):
    """The log of all residents: gapless, append-only, each stream under optimistic concurrency."""

    @property
    def shard(self) -> int:
        """Which part of all residents this is, 0 while there is one."""

    @property
    def appended(self) -> Event:
        """Set after a commit of this process; who waits on it clears it. A hint, never a promise."""

    def remembered(self, resident_id: UUID) -> Sequence[Recorded]:
        """Return the stream as this process last knew it, () when it does not; the log may say otherwise."""

    async def load(self, resident_id: UUID) -> list[Recorded]:
        """Return the stream, oldest first; [] when there is none. Raises ResidentErased."""

    async def load_many(self, resident_ids: Sequence[UUID]) -> Mapping[UUID, list[Recorded]]:
        """Return the streams that exist and are not erased, in one round trip."""

    async def load_each(
        self, resident_ids: Sequence[UUID]
    ) -> tuple[Mapping[UUID, list[Recorded]], Mapping[UUID, Exception]]:
        """Return the same, and what is wrong with streams that are no use, each for itself."""

    async def append(self, append: Append) -> tuple[Recorded, ...] | Replayed:
        """Record all events or none.

        Returns those of its own stream as recorded, or `Replayed` when the same person sent the same key and
        digest before. Raises VersionConflict, CardNumberTaken, KeyReused, ResidentErased, LogBusy.
        """

    async def replay(self, person: str, key: str, digest: bytes) -> tuple[Recorded, ...] | None:
        """Return what the key recorded, None when it is new. Raises KeyReused, ResidentErased."""

    async def feed(self, *, after: int, limit: int) -> list[Recorded]:
        """Return up to `limit` events past the position, in position order; [] at the end.

        Erased residents' entries are left out, so positions of a page may have gaps and the last entry of
        the log need not be in any page: who keeps a place in the log reads `changes`.
        """

    async def changes(self, *, after: int, limit: int) -> list[LogEntry]:
        """Return the next `limit` entries past the position, without gaps; [] at the end."""

    async def head(self) -> int:
        """Return the position of the last entry, 0 for an empty log."""
