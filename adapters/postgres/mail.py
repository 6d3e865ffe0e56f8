"""To whom each office's digest goes, and what became of the digests of each day."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Literal

from msgspec import Struct

from adapters.exchange.languages import MailLanguage
from adapters.postgres.database import Connection, Pool
from adapters.postgres.errors import translated
from adapters.postgres.reading import read
from adapters.postgres.statements import sql

DigestState = Literal["sent", "nothing", "again", "refused", "missed"]


class Recipients(Struct, frozen=True, kw_only=True):
    """To whom the digest of an office goes; `since` is the first day of which it is to be told."""

    office: str
    addresses: tuple[str, ...]
    language: MailLanguage
    since: date
    changed_by: str
    changed_at: datetime


class DigestSent(Struct, frozen=True, kw_only=True):
    """What became of the digest of a day to one recipient, once it was tried; `answer` is the server's."""

    office: str
    day: date
    address: str
    state: DigestState
    message_id: str
    tries: int
    tried_at: datetime
    sent_at: datetime | None
    answer: str


class GivenUp(Struct, frozen=True, kw_only=True):
    """A digest that could not be sent while its day lasted."""

    office: str
    day: date
    answer: str


class MailBook:
    """Keeps to whom digests go, and what became of each."""

    def __init__(self, pool: Pool, shard: int) -> None:
        self.pool = pool
        self.shard = shard

    async def recipients(self) -> list[Recipients]:
        """Return to whom digests go, by office."""
        return [
            Recipients(**{**r, "addresses": tuple(r["addresses"])})
            for r in await read(self.pool, sql("mail/recipients.sql"), self.shard)
        ]

    async def set_recipients(
        self, office: str, addresses: Sequence[str], language: MailLanguage, *, since: date, person: str
    ) -> Recipients:
        """Say to whom the digest of an office goes, from a day on unless there is a list already."""
        with translated():
            r = await self.pool.fetchrow(
                sql("mail/set_recipients.sql"), self.shard, office, addresses, language, since, person
            )
        assert r is not None
        return Recipients(**{**r, "addresses": tuple(r["addresses"])})

    async def remove_recipients(self, office: str) -> None:
        """Send an office no digest any more."""
        with translated():
            await self.pool.execute(sql("mail/remove_recipients.sql"), self.shard, office)

    async def digests(self, first: date, last: date) -> list[DigestSent]:
        """Return what became of the digests of some days (inclusive), by day, office and address."""
        return [
            DigestSent(**r) for r in await read(self.pool, sql("mail/digests.sql"), self.shard, first, last)
        ]

    async def latest(self, first: date) -> list[DigestSent]:
        """Return what became of the last digest to each recipient, of those since a day."""
        return [DigestSent(**r) for r in await read(self.pool, sql("mail/latest.sql"), self.shard, first)]

    async def told(self, before: date) -> Mapping[str, date]:
        """Return the last day before another of which each office was told."""
        return {
            r["office"]: r["day"] for r in await read(self.pool, sql("mail/told.sql"), self.shard, before)
        }

    async def note(
        self,
        connection: Connection,
        office: str,
        day: date,
        ids: Mapping[str, str],
        state: DigestState,
        *,
        at: datetime,
        answer: str = "",
    ) -> None:
        """Note what became of the digest of a day to some recipients of an office; `ids` by address."""
        with translated():
            await connection.execute(
                sql("mail/note.sql"), self.shard, office, day, list(ids), list(ids.values()), state, at,
                answer,
            )  # fmt: skip

    async def give_up(self, today: date) -> list[GivenUp]:
        """Give up what was not sent while its day lasted and return it: once, whoever asks."""
        with translated():
            found = await self.pool.fetch(sql("mail/give_up.sql"), self.shard, today)
        return [GivenUp(**r) for r in found]

    async def forget(self, before: date) -> None:
        """Forget what became of digests before a day."""
        with translated():
            await self.pool.execute(sql("mail/forget.sql"), self.shard, before)
