"""Decide and append: the one way facts enter the log, for HTTP, the command line and import alike.

What an export brings back (`adapters.exchange.restoring`) was decided before, and is not decided again.
"""

from collections.abc import Callable, Sequence
from functools import partial
from typing import Final
from uuid import UUID

from msgspec import Struct

from adapters.clock import Clock
from adapters.ports import (
    Append,
    Author,
    CardNumberTaken,
    EventLog,
    Idempotency,
    Replayed,
    VersionConflict,
)
from adapters.postgres.claims import Claims
from adapters.threads import in_thread_if_long
from domain.admissibility import Decision, Refusal, decide
from domain.events import CaseEvent
from domain.history import Recorded
from domain.policy import Policy

ATTEMPTS: Final = 4
"""The first try and three more when the stream has moved on in between."""


class Wish(Struct, frozen=True, kw_only=True):
    """What somebody wants recorded about one resident.

    `expected_versions` has the versions of which the history must be at one; None: whatever the newest is.
    `new`: the stream must not exist yet.
    """

    resident_id: UUID
    events: tuple[CaseEvent, ...]
    author: Author
    override: str | None = None
    expected_versions: frozenset[int] | None = None
    idempotency: Idempotency | None = None
    new: bool = False


class Answered(Struct, frozen=True):
    """The events as recorded, the stream before them, and the decision on them.

    `decision` is None when an earlier request with the same key recorded them: they are `replayed`.
    """

    events: tuple[Recorded, ...]
    before: Sequence[Recorded]
    decision: Decision | None = None

    @property
    def replayed(self) -> bool:
        """Whether nothing was recorded now."""
        return self.decision is None


class NotRecordedError(Exception):
    """What is wanted may not be recorded; nothing was stored."""


class RefusedError(NotRecordedError):
    """The history does not admit the facts."""

    def __init__(self, refusals: Sequence[Refusal]) -> None:
        super().__init__(refusals[0].code)
        self.refusals = tuple(refusals)


class NoSuchResidentError(NotRecordedError):
    """There is no stream, or none within the caller's reach."""


class StaleVersionError(NotRecordedError):
    """The stream is not at the version the caller expected."""

    def __init__(self, actual: int) -> None:
        super().__init__(f"the stream is at version {actual}")
        self.actual = actual


class KeepsChangingError(NotRecordedError):
    """The stream moved on during every attempt."""


Permit = Callable[[Sequence[Recorded], Wish], None]
"""Raises a NotRecordedError for what the caller may not record on top of a history."""
Wished = Callable[[Sequence[Recorded]], Wish]
"""Returns what is to be recorded on top of a history, or raises a NotRecordedError."""


def anything(_: Sequence[Recorded], __: Wish) -> None:
    """Permit everything."""


class Recorder:
    """Records facts under one policy and one clock."""

    def __init__(self, *, log: EventLog, claims: Claims, clock: Clock, policy: Policy) -> None:
        self._log = log
        self._claims = claims
        self._clock = clock
        self._policy = policy

    async def record(self, wish: Wish, *, permit: Permit = anything) -> Answered:
        """Record all events or none.

        Raises what `permit` does, NoSuchResidentError, StaleVersionError, RefusedError, KeepsChangingError,
        and what the log raises: CardNumberTaken, KeyReused, ResidentErased, LogBusy.
        """
        if (done := await self._on_what_is_remembered(wish, permit)) is not None:
            return done
        if (again := await self.replayed(wish)) is not None:
            return again
        try:
            history = await self._stream(wish)
            return await self.decide_and_append(history, partial(permitted, wish, permit))
        except (NotRecordedError, CardNumberTaken):
            # What refuses it may be its own twin, recorded since the key was looked for.
            if (again := await self.replayed(wish)) is None:
                raise
            return again

    async def decide_and_append(
        self, history: Sequence[Recorded], wished: Wished, *, attempts: int = ATTEMPTS
    ) -> Answered:
        """Record what is wished on top of a history, and again on top of a longer one when it has moved on.

        Raises what `wished` does, and as `record`. Records nothing when no events are wished.
        """
        for _ in range(attempts):
            wish, decision = await self._decided(history, wished)
            try:
                return await self._appended(wish, history, decision)
            except VersionConflict:
                history = await self._log.load(wish.resident_id)
        raise KeepsChangingError

    async def try_out(self, history: Sequence[Recorded], wished: Wished) -> Decision:
        """Return the decision on what is wished on top of a history; stores nothing.

        Raises what `wished` does, RefusedError and CardNumberTaken.
        """
        wish, decision = await self._decided(history, wished)
        if taken := await self._claims.taken(decision.claims, wish.resident_id):
            raise CardNumberTaken(taken[0])
        return decision

    async def tried(self, wish: Wish, *, permit: Permit = anything) -> list[Recorded]:
        """Return the stream the facts could be recorded on; raises what `record` would; stores nothing."""
        history = await self._stream(wish)
        await self.try_out(history, partial(permitted, wish, permit))
        return history

    async def replayed(self, wish: Wish) -> Answered | None:
        """Return what an earlier request with the same key recorded; raises KeyReused, ResidentErased."""
        if wish.idempotency is None:
            return None
        key = wish.idempotency
        events = await self._log.replay(person=wish.author.person, key=key.key, digest=key.digest)
        return None if events is None else await self._again(events)

    async def history(self, wish: Wish, *, permit: Permit = anything) -> list[Recorded]:
        """Return the stream to decide on; raises what `permit` does, StaleVersionError, ResidentErased."""
        history = await self._stream(wish)
        await in_thread_if_long(len(history), partial(permitted, wish, permit, history))
        return history

    async def holder(self, number: str) -> UUID | None:
        """Return the resident who holds a card with this number, None when nobody does."""
        return await self._claims.holder(number)

    async def _on_what_is_remembered(self, wish: Wish, permit: Permit) -> Answered | None:
        """Record on top of the stream as this process remembers it, which spares a question to the log.

        None when nothing was recorded: it remembers none, or whatever speaks against it may be out of date.
        What the log takes was decided on the very stream that it holds, and is no repetition: it says so.
        """
        history = () if wish.new else self._log.remembered(wish.resident_id)
        if not history:
            return None
        try:
            wish, decision = await self._decided(history, partial(permitted, wish, permit))
            return await self._appended(wish, history, decision)
        except (NotRecordedError, VersionConflict, CardNumberTaken):
            return None

    async def _appended(self, wish: Wish, history: Sequence[Recorded], decision: Decision) -> Answered:
        if not wish.events:
            return Answered((), history, decision)
        answer = await self._log.append(_append(wish, history, decision))
        if isinstance(answer, Replayed):
            return await self._again(answer.events)
        return Answered(answer, history, decision)

    async def _stream(self, wish: Wish) -> list[Recorded]:
        return [] if wish.new else await self._log.load(wish.resident_id)

    async def _again(self, events: tuple[Recorded, ...]) -> Answered:
        stream = await self._log.load(events[0].resident_id)
        return Answered(events, stream[: events[0].version - 1])

    async def _decided(self, history: Sequence[Recorded], wished: Wished) -> tuple[Wish, Decision]:
        return await in_thread_if_long(len(history), partial(self._decide, history, wished))

    def _decide(self, history: Sequence[Recorded], wished: Wished) -> tuple[Wish, Decision]:
        wish = wished(history)
        if not wish.events:
            return wish, Decision()
        decision = decide(
            history, wish.events, policy=self._policy, today=self._clock.today(), override=wish.override
        )
        if decision.refusals:
            raise RefusedError(decision.refusals)
        return wish, decision


def permitted(wish: Wish, permit: Permit, history: Sequence[Recorded]) -> Wish:
    """Return the wish when it may be recorded on top of the history, as far as the caller is concerned."""
    if not (wish.new or history):
        raise NoSuchResidentError
    permit(history, wish)
    if wish.expected_versions is not None and len(history) not in wish.expected_versions:
        raise StaleVersionError(len(history))
    return wish


def _append(wish: Wish, history: Sequence[Recorded], decision: Decision) -> Append:
    return Append(
        resident_id=wish.resident_id,
        expected_version=len(history),
        expected_event=history[-1].event_id if history else None,
        events=wish.events,
        author=wish.author,
        override=wish.override,
        idempotency=wish.idempotency,
        claims=decision.claims,
        releases=decision.releases,
    )
