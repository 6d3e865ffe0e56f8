"""Webhooks as administrators keep them: made, paused, taken away, their secrets, what they did not take."""

from datetime import datetime, timedelta
from typing import Annotated, Final, Literal
from uuid import UUID, uuid4

from msgspec import Meta, Struct

from adapters.exchange.webhooks.facts import Kind
from adapters.exchange.webhooks.sending import new_secret
from adapters.keys import Keyring
from adapters.postgres.cursors import read_cursor, write_cursor
from adapters.postgres.database import Pool
from adapters.postgres.deliveries import SILENT
from adapters.postgres.log.keys import place_of_secret
from adapters.postgres.questions import Page
from adapters.postgres.statements import sql

ROTATION: Final = timedelta(hours=24)
"""How long a replaced secret signs beside the new one, for the receiver to take that over."""

FailureState = Literal["failing", "dead"]
FAILURE_STATES: Final[tuple[FailureState, ...]] = ("failing", "dead")
Why = Literal["asked", "gone"]
"""Why nothing is sent: somebody asked for it, or the receiver answered 410."""


class Webhook(Struct, frozen=True, kw_only=True):
    """A receiver; no `offices`: of everybody's residents.

    `events` and `notices` are the positions in the two logs up to which all was sent but what is `failing` or
    `dead`; the entries behind those are counted with those that do not concern it. `failed_in_a_row`: tries
    since the last that was taken.
    """

    webhook_id: UUID
    url: str
    kinds: tuple[Kind, ...]
    offices: tuple[str, ...]
    made_by: str
    made_at: datetime
    paused: Why | None
    events: int
    notices: int
    failed_in_a_row: int
    delivered_at: datetime | None
    events_behind: int
    notices_behind: int
    failing: int
    dead: int
    older_secret_until: datetime | None

    @property
    def is_silent(self) -> bool:
        """Whether it took nothing for so many tries that nothing new is sent before it does."""
        return self.failed_in_a_row >= SILENT

    @property
    def behind(self) -> int:
        """Entries of the logs that are still to be gone through."""
        return self.events_behind + self.notices_behind


class Undelivered(Struct, frozen=True, kw_only=True):
    """A fact that a receiver did not take, and when it is tried again, or was set aside."""

    state: FailureState
    kind: Kind
    position: int
    fact: str
    tries: int
    since: datetime
    set_aside_at: datetime | None
    next_at: datetime | None
    failure: str


class _After(Struct, array_like=True, frozen=True):
    """The place of the last item of a page."""

    kind: str = ""
    position: Annotated[int, Meta(ge=0, le=2**63 - 1)] = 0


class Webhooks:
    """The webhooks in the database. Secrets are wrapped by the master key."""

    def __init__(self, pool: Pool, keyring: Keyring, shard: int) -> None:
        self._pool = pool
        self._keyring = keyring
        self._shard = shard

    async def make(
        self, *, url: str, kinds: tuple[Kind, ...], offices: tuple[str, ...], by: str, at: datetime
    ) -> tuple[UUID, bytes]:
        """Make a webhook that begins now; return its id and its secret, which is not shown again."""
        webhook_id = uuid4()
        async with self._pool.acquire() as connection, connection.transaction():
            await connection.execute(
                sql("webhooks/begin.sql"), self._shard, webhook_id, url, list(kinds), list(offices), by, at
            )
            secret, *kept = self._new_secret(webhook_id, at)
            await connection.execute(sql("webhooks/keep_secret.sql"), self._shard, webhook_id, *kept)
        return webhook_id, secret

    async def all(self, *, at: datetime) -> list[Webhook]:
        """Return all webhooks, the oldest first."""
        return await self._found(None, at)

    async def find(self, webhook_id: UUID, *, at: datetime) -> Webhook | None:
        """Return one webhook, None when there is none of this id."""
        return next(iter(await self._found(webhook_id, at)), None)

    async def pause(self, webhook_id: UUID, *, paused: bool, at: datetime) -> bool:
        """Stop sending to a receiver, or go on: False when there is no such webhook.

        Who goes on has what waits tried at once.
        """
        why: Why | None = "asked" if paused else None
        return await self._changed(sql("webhooks/pause.sql"), webhook_id, why, at)

    async def end(self, webhook_id: UUID) -> bool:
        """Take a webhook away with all that waits for it: False when there is no such webhook."""
        return await self._changed(sql("webhooks/end.sql"), webhook_id)

    async def replay(self, webhook_id: UUID, *, after: int | datetime, at: datetime) -> bool:
        """Have everything sent again that comes after a position in the log of events, or an instant.

        Of the notices, those told since the entry at that position. What was not sent yet is not passed over.
        """
        place = (None, after) if isinstance(after, datetime) else (after, None)
        return await self._changed(sql("webhooks/replay.sql"), webhook_id, *place, at)

    async def new_secret(self, webhook_id: UUID, *, at: datetime) -> bytes:
        """Make a new secret and return it; the one before it signs beside it for another day."""
        secret, *kept = self._new_secret(webhook_id, at)
        await self._pool.execute(sql("webhooks/keep_secret.sql"), self._shard, webhook_id, *kept)
        return secret

    async def secrets(self, webhook_id: UUID, *, at: datetime) -> list[bytes]:
        """Return the secrets to sign with, the newest first. Raises KeyUnavailableError."""
        found = await self._pool.fetch(sql("webhooks/secrets.sql"), self._shard, webhook_id, at)
        place = place_of_secret(webhook_id)
        return [self._keyring.unwrap(place, r["master"], r["wrapped"]) for r in found]

    async def undelivered(
        self, webhook_id: UUID, *, states: tuple[FailureState, ...], cursor: str | None, limit: int
    ) -> Page[Undelivered]:
        """Return a page of what a receiver did not take, by kind and position. Raises CursorError."""
        after = read_cursor(cursor, _After)
        found = await self._pool.fetch(
            sql("webhooks/failures.sql"), self._shard, webhook_id, list(states), after.kind, after.position,
            limit + 1,
        )  # fmt: skip
        items = tuple(Undelivered(**r) for r in found[:limit])
        last = _After(items[-1].kind, items[-1].position) if len(found) > limit else None
        return Page(items=items, next=write_cursor(last))

    async def _found(self, webhook_id: UUID | None, at: datetime) -> list[Webhook]:
        found = await self._pool.fetch(sql("webhooks/list.sql"), self._shard, webhook_id, at)
        return [Webhook(**{**r, "kinds": tuple(r["kinds"]), "offices": tuple(r["offices"])}) for r in found]

    async def _changed(self, statement: str, webhook_id: UUID, *arguments: object) -> bool:
        return await self._pool.fetchval(statement, self._shard, webhook_id, *arguments) is not None

    def _new_secret(self, webhook_id: UUID, at: datetime) -> tuple[bytes, datetime, str, bytes, datetime]:
        """Return a secret, and what is kept of it."""
        secret = new_secret()
        wrapped = self._keyring.wrap(place_of_secret(webhook_id), secret)
        return secret, at, self._keyring.current, wrapped, at + ROTATION
