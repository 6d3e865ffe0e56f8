"""Merging two files of one person and taking them apart: an entry in each file, both or neither.

Decided on both histories as they are (`domain.merging`); where either has moved on meanwhile, decided again.
"""

from collections.abc import Awaitable, Callable, Sequence
from functools import partial
from uuid import UUID

from msgspec import Struct, structs

from adapters.clock import Clock
from adapters.ports import Append, EventLog, OtherStream, Replayed, VersionConflict
from adapters.recording import (
    ATTEMPTS,
    Answered,
    KeepsChangingError,
    NoSuchResidentError,
    NotRecordedError,
    Permit,
    Wish,
    permitted,
)
from adapters.threads import in_thread_if_long
from domain.admissibility import Decision, New, claimed
from domain.events import FilesMerged, Merging
from domain.history import Effective, Recorded, effective, merged_into, merges
from domain.merging import NOT_MERGED, Contradiction, merge, unmerge
from domain.policy import Policy


class NotMergedError(NotRecordedError):
    """Two files may not be merged, or not be taken apart; `into` is the file that one counts in already."""

    def __init__(
        self,
        code: str,
        *,
        into: UUID | None = None,
        histories: tuple[Sequence[Recorded], Sequence[Recorded]] = ((), ()),
        contradictions: tuple[Contradiction, ...] = (),
    ) -> None:
        super().__init__(code)
        self.code = code
        self.into = into
        self.histories = histories
        self.contradictions = contradictions


class Pair(Struct, frozen=True, kw_only=True):
    """The file that goes on, `history`, and the other, with what is to be recorded in each.

    `merged` are the facts that the other file brings.
    """

    history: Sequence[Recorded]
    event: Merging
    others: Sequence[Recorded]
    other_event: Merging
    merged: tuple[Effective, ...] = ()


Decided = Callable[[], Awaitable[Pair]]


class Merger:
    """Merges files under one policy and one clock."""

    def __init__(self, *, log: EventLog, clock: Clock, policy: Policy) -> None:
        self._log = log
        self._clock = clock
        self._policy = policy

    async def merge(self, wish: Wish, other: UUID, *, reason: str, permit: Permit) -> Answered:
        """Merge the other file into that of the wish; both must be permitted.

        Raises NotMergedError, what `permit` does, NoSuchResidentError, StaleVersionError, KeepsChangingError,
        and what the log raises: KeyReused, ResidentErased, LogBusy.
        """
        return await self._record(wish, partial(self.merging, wish, other, reason=reason, permit=permit))

    async def unmerge(self, wish: Wish, *, reason: str, permit: Permit) -> Answered:
        """Take out of the file of the wish the one merged last, or that file out of the one it counts in.

        Both must be permitted. Raises as `merge`.
        """
        return await self._record(wish, partial(self._unmerging, wish, reason=reason, permit=permit))

    async def merging(self, wish: Wish, other: UUID, *, reason: str, permit: Permit) -> Pair:
        """Return what merging would record; stores nothing. Raises as `merge`."""
        history, others = await self._files(wish, other, permit)
        found = await in_thread_if_long(
            len(history) + len(others),
            partial(merge, history, others, reason=reason, today=self._clock.today(), policy=self._policy),
        )
        if found.refusal is not None:
            raise NotMergedError(
                found.refusal,
                into=merged_into(history) or merged_into(others),
                histories=(history, others),
                contradictions=found.contradictions,
            )
        return Pair(
            history=history, event=found.surviving, others=others, other_event=found.merged,
            merged=tuple(effective(others)),
        )  # fmt: skip

    async def _unmerging(self, wish: Wish, *, reason: str, permit: Permit) -> Pair:
        asked = await self._log.load(wish.resident_id)
        permitted(wish, permit, asked)
        other = merged_into(asked) or next(reversed(merges(asked)), None)
        if other is None:
            raise NotMergedError(NOT_MERGED)
        history, others = await self._files(wish, other, permit)
        if merged_into(history) == other:
            history, others = others, history
        taken_out = unmerge(history, other=others[0].resident_id, reason=reason, today=self._clock.today())
        if taken_out is None:
            raise NotMergedError(NOT_MERGED)
        back = structs.replace(taken_out, other=history[0].resident_id, role="merged")
        return Pair(history=history, event=taken_out, others=others, other_event=back)

    async def _files(
        self, wish: Wish, other: UUID, permit: Permit
    ) -> tuple[Sequence[Recorded], Sequence[Recorded]]:
        """Return both files as they were at one moment; both must be permitted.

        Raises what `permit` does, NoSuchResidentError, StaleVersionError, ResidentErased.
        """
        found = await self._log.load_many([wish.resident_id, other])
        history, others = [
            found.get(each) or await self._log.load(each) for each in (wish.resident_id, other)
        ]
        permitted(wish, permit, history)
        if not others:
            raise NoSuchResidentError
        permit(others, wish)
        return history, others

    async def _record(self, wish: Wish, decided: Decided) -> Answered:
        if (again := await self._replayed(wish)) is not None:
            return again
        try:
            return await self._decide_and_append(wish, decided)
        except NotRecordedError:
            # What refuses it may be its own twin, recorded since the key was looked for.
            if (again := await self._replayed(wish)) is None:
                raise
            return again

    async def _decide_and_append(self, wish: Wish, decided: Decided) -> Answered:
        for _ in range(ATTEMPTS):
            pair = await decided()
            try:
                answer = await self._log.append(_append(wish, pair))
            except VersionConflict:
                continue
            if isinstance(answer, Replayed):
                return await self._again(wish, answer.events)
            if wish.resident_id != pair.history[0].resident_id:
                return structs.replace(await self._again(wish, answer), decision=Decision())
            recorded = tuple(structs.replace(r, merged=pair.merged) for r in answer)
            return Answered(recorded, pair.history, Decision())
        raise KeepsChangingError

    async def _replayed(self, wish: Wish) -> Answered | None:
        """Return what an earlier request with the same key recorded."""
        if wish.idempotency is None:
            return None
        key = wish.idempotency
        events = await self._log.replay(person=wish.author.person, key=key.key, digest=key.digest)
        return None if events is None else await self._again(wish, events)

    async def _again(self, wish: Wish, events: Sequence[Recorded]) -> Answered:
        """Return the entry of the file asked about, out of what the log gives of the one that goes on.

        The log counts both entries as of that file, and may give what was recorded since as well. In the
        merged file the entry stands just before.
        """
        entry, stream = events[0], await self._log.load(wish.resident_id)
        if entry.resident_id != wish.resident_id:
            entry = next(r for r in stream if r.position == entry.position - 1)
        return Answered((entry,), stream[: entry.version - 1])


def _append(wish: Wish, pair: Pair) -> Append:
    return Append(
        resident_id=pair.history[0].resident_id,
        expected_version=len(pair.history),
        expected_event=pair.history[-1].event_id,
        events=(pair.event,),
        author=wish.author,
        idempotency=wish.idempotency,
        releases=_given_up(pair),
        beside=OtherStream(
            resident_id=pair.others[0].resident_id,
            expected_version=len(pair.others),
            expected_event=pair.others[-1].event_id,
            events=(pair.other_event,),
        ),
    )


def _given_up(pair: Pair) -> frozenset[str]:
    """Return the card numbers that the file which goes on has claimed as long as the other was part of it."""
    if isinstance(pair.event, FilesMerged):
        return frozenset()
    return claimed(pair.history) - claimed([*pair.history, New(len(pair.history) + 1, pair.event)])
