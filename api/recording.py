"""Load, decide, append: the one way facts enter the log, for HTTP, the command line and import alike."""

from collections.abc import Callable, Sequence
from functools import partial
from typing import Final
from uuid import UUID

from msgspec import Struct

from adapters.ports import (
    Append,
    Author,
    CardNumberTaken,
    Clock,
    EventLog,
    Idempotency,
    Replayed,
    VersionConflict,
)
from adapters.postgres.claims import Claims
from adapters.threads import in_thread_if_long
from api.scope import HandedOver
from domain.admissibility import New, Refusal, card_numbers, decide
from domain.events import CardIssued, CaseEvent, EventCorrected, EventVoided
from domain.history import Recorded, changes_no_answer, effective
from domain.policy import Policy
from domain.spans.case import Case
from domain.spans.fold import fold
from projections.consequences import Comparison, compared
from projections.outlook import up_to

_NO_NUMBERS: Final[frozenset[str]] = frozenset()
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
    """The events as recorded, the stream before them, and what was compared to decide on them, if anything.

    `replayed` when an earlier request with the same key recorded them.
    """

    events: tuple[Recorded, ...]
    before: Sequence[Recorded]
    comparison: Comparison | None = None
    replayed: bool = False


class RefusedError(Exception):
    """The history does not admit the facts; nothing was stored."""

    def __init__(self, refusals: Sequence[Refusal]) -> None:
        super().__init__(refusals[0].code)
        self.refusals = tuple(refusals)


class NoSuchResidentError(Exception):
    """There is no stream, or none within the caller's reach."""


class NotOwnSlipError(Exception):
    """A correction or void of what the caller may not set right without a supervisor."""


class HandedOverError(Exception):
    """The resident moved away from the caller's offices, which may read for a while, and not record."""

    def __init__(self, move: HandedOver) -> None:
        super().__init__(f"handed over on {move.on}")
        self.move = move


class StaleVersionError(Exception):
    """The stream is not at the version the caller expected."""

    def __init__(self, actual: int) -> None:
        super().__init__(f"the stream is at version {actual}")
        self.actual = actual


class KeepsChangingError(Exception):
    """The stream moved on during every attempt."""


REFUSED: Final = (
    RefusedError, NoSuchResidentError, HandedOverError, NotOwnSlipError, StaleVersionError,
    KeepsChangingError, CardNumberTaken,
)  # fmt: skip
"""What a request is refused with that would not have been while its twin was not recorded yet."""

Permit = Callable[[Sequence[Recorded], Wish], None]
"""Raises NoSuchResidentError, HandedOverError or NotOwnSlipError for what the caller may not record."""


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
        if (again := await self.replayed(wish)) is not None:
            return again
        try:
            return await self._newly_recorded(wish, permit)
        except REFUSED:
            # What refuses it may be its own twin, recorded since the key was looked for.
            if (again := await self.replayed(wish)) is None:
                raise
            return again

    async def _newly_recorded(self, wish: Wish, permit: Permit) -> Answered:
        for _ in range(ATTEMPTS):
            history = await self.history(wish, permit=permit)
            append, comparison = await in_thread_if_long(len(history), partial(self._decided, wish, history))
            try:
                answer = await self._log.append(append)
            except VersionConflict as conflict:
                if wish.expected_versions is not None:
                    raise StaleVersionError(conflict.actual) from None
                continue
            if isinstance(answer, Replayed):
                return await self._again(answer.events)
            return Answered(answer, history, comparison)
        raise KeepsChangingError

    async def replayed(self, wish: Wish) -> Answered | None:
        """Return what an earlier request with the same key recorded; raises KeyReused, ResidentErased."""
        if wish.idempotency is None:
            return None
        key = wish.idempotency
        events = await self._log.replay(person=wish.author.person, key=key.key, digest=key.digest)
        return None if events is None else await self._again(events)

    async def _again(self, events: tuple[Recorded, ...]) -> Answered:
        stream = await self._log.load(events[0].resident_id)
        return Answered(events, stream[: events[0].version - 1], replayed=True)

    async def history(self, wish: Wish, *, permit: Permit = anything) -> list[Recorded]:
        """Return the stream to decide on; raises what `permit` does, StaleVersionError, ResidentErased."""
        history = [] if wish.new else await self._log.load(wish.resident_id)
        if not (wish.new or history):
            raise NoSuchResidentError
        await in_thread_if_long(len(history), partial(permit, history, wish))
        if wish.expected_versions is not None and len(history) not in wish.expected_versions:
            raise StaleVersionError(len(history))
        return history

    def check(self, wish: Wish, history: Sequence[Recorded]) -> Comparison | None:
        """Raise RefusedError unless the facts may be recorded on top of the history.

        Returns what the fold that decided has shown of today without and with them; None where it cannot
        tell: of notes, of overridden facts, and of a history that knows of later days.
        """
        today = self._clock.today()
        found: list[Comparison] = []

        def folded(stream: Sequence[Recorded | New]) -> Case:
            facts = effective(stream)
            if (
                wish.override is not None
                or all(map(changes_no_answer, wish.events))
                or up_to(facts, today) is not facts
            ):
                return fold(facts, self._policy)
            found[:] = [compared(stream, facts, len(wish.events), today, self._policy)]
            return found[0].case

        refusals = decide(
            history, wish.events, policy=self._policy, today=today, override=wish.override, folded=folded
        )
        if refusals:
            raise RefusedError(refusals)
        return found[0] if found else None

    async def tried(self, wish: Wish, *, permit: Permit = anything) -> list[Recorded]:
        """Return the stream the facts could be recorded on; raises what `record` would; stores nothing."""
        history = await self.history(wish, permit=permit)
        append, _ = await in_thread_if_long(len(history), partial(self._decided, wish, history))
        if taken := await self._claims.taken(append.claims, wish.resident_id):
            raise CardNumberTaken(taken[0])
        return history

    async def holder(self, number: str) -> UUID | None:
        """Return the resident who holds a card with this number, None when nobody does."""
        return await self._claims.holder(number)

    def _decided(self, wish: Wish, history: Sequence[Recorded]) -> tuple[Append, Comparison | None]:
        comparison = self.check(wish, history)
        before = after = _NO_NUMBERS
        if any(isinstance(event, CardIssued | EventCorrected | EventVoided) for event in wish.events):
            before = card_numbers(effective(history))
            after = card_numbers(effective(extended(history, wish)))
        append = Append(
            resident_id=wish.resident_id,
            expected_version=len(history),
            events=wish.events,
            author=wish.author,
            override=wish.override,
            idempotency=wish.idempotency,
            claims=after - before,
            releases=before - after,
        )
        return append, comparison


def extended(history: Sequence[Recorded], wish: Wish) -> list[Recorded | New]:
    """Return the history as it would be."""
    return [
        *history,
        *(
            New(version=version, event=event, override=wish.override)
            for version, event in enumerate(wish.events, len(history) + 1)
        ),
    ]
