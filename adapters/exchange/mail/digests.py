"""Each office's digest of the day: what should have been sent follows from the recipients and the day.

What was sent is noted, a line for each recipient; the difference is sent, by one process at a time, from
eight o'clock until the day ends in Tokyo. A process may be stopped anywhere: at worst a recipient gets a mail
again, under the same Message-ID.
"""

import asyncio
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime, time, timedelta
from typing import Final, Protocol

import structlog
from msgspec import Struct

from adapters.cancelling import end_if_cancelled
from adapters.clock import TOKYO, Clock, civil_day
from adapters.exchange.languages import MailLanguage
from adapters.exchange.mail.message import Mail, digest_id, list_of, written
from adapters.exchange.mail.server import MailServer, Outcome, Post
from adapters.postgres.database import Connection
from adapters.postgres.leading import leading
from adapters.postgres.mail import DigestSent, MailBook, Recipients
from domain.law.calendar import closed

_log = structlog.get_logger("zairyu.mail")

SENT_FROM: Final = time(8)
POLL_SECONDS: Final = 10.0
FIRST_PAUSE: Final = timedelta(minutes=1)
LONGEST_PAUSE: Final = timedelta(hours=1)
KEPT_DAYS: Final = 90
ONE_DAY: Final = timedelta(days=1)
_LOCK: Final = "zairyu.mail"
_LET_GO: Final = "10min"
"""Longer than a mail server takes over one mail, command by command."""


class Digest(Struct, frozen=True, kw_only=True):
    """What a digest says; `tells` whether there is anything that an office has to do."""

    subject: str
    text: str
    tells: bool


class Maker(Protocol):
    """Counts what an office has to do, and words it."""

    async def ready(self, day: date) -> bool:
        """Return whether the lists and the notices of a day can be counted."""

    async def make(self, office: str, day: date, language: MailLanguage, missed: Sequence[date]) -> Digest:
        """Return the digest of an office, which says of which open days there was none."""


class Due(Struct, frozen=True, kw_only=True):
    """A digest that is to be sent now: to the addresses of an office that have not got it."""

    office: str
    language: MailLanguage
    addresses: tuple[str, ...]
    since: date


class Mailing:
    """Sends digests, as long as it runs; counts those it sent and those it could not send."""

    def __init__(
        self, book: MailBook, clock: Clock, maker: Maker, server: MailServer, *, sender: str,
        every: float = POLL_SECONDS,
    ) -> None:  # fmt: skip
        self._book = book
        self._clock = clock
        self._maker = maker
        self._server = server
        self.sender = sender
        self._every = every
        self._ended: date | None = None
        self.sent = self.failed = self.missed = 0

    async def run(self) -> None:
        """Send digests until cancelled."""
        while True:
            end_if_cancelled()
            try:
                await self.step()
            except Exception as error:  # noqa: BLE001 mails may be late; those of other days go on
                _log.warning("mailing interrupted", error=type(error).__name__)
            await asyncio.sleep(self._every)

    async def step(self) -> None:
        """Give up what its day is over for, and send what is due now, unless another process does."""
        day, now = self._clock.today(), self._clock.now()
        if self._ended != day:
            await self._end_days_before(day)
            self._ended = day
        if not await self.due(day, now) or not await self._maker.ready(day):
            return
        async with leading(self._book.pool, self._book.shard, _LOCK, let_go=_LET_GO) as connection:
            if connection is not None:
                await self._send(connection, day, await self.due(day, self._clock.now()))

    async def due(self, day: date, now: datetime) -> list[Due]:
        """Return what is to be sent of a day at an instant, none before eight o'clock."""
        if not self._begun(now):
            return []
        recipients = await self._book.recipients()
        noted = await self._book.digests(day, day) if recipients else []
        return list(_due(day, now, recipients, noted))

    async def unsent_seconds(self) -> float:
        """Return since how long digests of the day have been unsent, 0 when all are sent."""
        now = self._clock.now()
        if not self._begun(now) or not await self.due(self._clock.today(), now + LONGEST_PAUSE):
            return 0.0
        return max((now - datetime.combine(civil_day(now), SENT_FROM, TOKYO)).total_seconds(), 0.0)

    def _begun(self, now: datetime) -> bool:
        """Return whether it is time: a day that is set lasts, and has no eight o'clock."""
        return self._clock.fixed is not None or now.astimezone(TOKYO).time() >= SENT_FROM

    async def trial(self, to: str, subject: str, text: str, language: MailLanguage, *, id_: str) -> Outcome:
        """Send a mail by which somebody sees that mails arrive, and return what became of it."""
        mail = Mail(
            sender=self.sender, to=to, subject=subject, text=text, language=language,
            list_id=list_of("trial", self.sender), message_id=id_,
        )  # fmt: skip
        async with Post(self._server, self.sender) as post:
            return await post.hand_in(to, written(mail, self._clock.now()))

    async def _end_days_before(self, day: date) -> None:
        for one in await self._book.give_up(day):
            self.missed += 1
            _log.error("digest not sent", office=one.office, day=str(one.day), answer=one.answer)
        await self._book.forget(day - timedelta(days=KEPT_DAYS))

    async def _send(self, connection: Connection, day: date, waiting: Iterable[Due]) -> None:
        told = await self._book.told(day)
        async with Post(self._server, self.sender) as post:
            for due in waiting:
                missed = missed_days(told, due.office, due.since, day)
                await self._send_to(connection, post, due, day, missed)
        if post.unreachable is not None:
            _log.warning("mail server not reached", answer=post.unreachable)

    async def _send_to(
        self, connection: Connection, post: Post, due: Due, day: date, missed: Sequence[date]
    ) -> None:
        """Send the digest of an office to those who have not got it; note after each what became of it."""
        ids = {to: digest_id(due.office, day, to, self.sender) for to in due.addresses}
        if post.unreachable is not None:
            await self._note(connection, due, day, ids, Outcome(state="again", answer=post.unreachable))
            return
        digest = await self._maker.make(due.office, day, due.language, missed)
        if not digest.tells and not missed and not first_open_day_of_week(due.office, day):
            await self._book.note(connection, due.office, day, ids, "nothing", at=self._clock.now())
            return
        for to, id_ in ids.items():
            mail = Mail(
                sender=self.sender, to=to, subject=digest.subject, text=digest.text, language=due.language,
                list_id=list_of(due.office, self.sender), message_id=id_,
            )  # fmt: skip
            outcome = await post.hand_in(to, written(mail, self._clock.now()))
            await self._note(connection, due, day, {to: id_}, outcome)

    async def _note(
        self, connection: Connection, due: Due, day: date, ids: Mapping[str, str], outcome: Outcome
    ) -> None:
        await self._book.note(
            connection, due.office, day, ids, outcome.state, at=self._clock.now(), answer=outcome.answer
        )
        if outcome.state == "sent":
            self.sent += len(ids)
        else:
            self.failed += len(ids)
            _log.warning("digest not taken", office=due.office, state=outcome.state, answer=outcome.answer)


def _due(
    day: date, now: datetime, recipients: Iterable[Recipients], noted: Iterable[DigestSent]
) -> Iterator[Due]:
    """Yield what is to be sent of a day at an instant."""
    before = {(n.office, n.address): n for n in noted}
    for each in recipients:
        if closed(day, municipality_of(each.office)) is not None:
            continue
        waiting = tuple(a for a in each.addresses if _waits(before.get((each.office, a)), now))
        if waiting:
            yield Due(office=each.office, language=each.language, addresses=waiting, since=each.since)


def _waits(noted: DigestSent | None, now: datetime) -> bool:
    """Return whether a digest is to be sent now, after what became of it before."""
    if noted is None:
        return True
    return noted.state == "again" and now >= noted.tried_at + pause(noted.tries)


def pause(tries: int) -> timedelta:
    """Return how long a mail waits that was tried so often: a minute, then twice as long, an hour at most."""
    doublings = min(tries - 1, 10)
    return min(FIRST_PAUSE * (1 << doublings), LONGEST_PAUSE)


def municipality_of(office: str) -> str | None:
    """Return the municipality by whose calendar an office is closed; None: a bureau, by the national one."""
    return office if office.isdecimal() else None


def open_days(office: str, first: date, before: date) -> tuple[date, ...]:
    """Return the days on which an office is open, from a first one on and before another; of the last 90."""
    first = max(first, before - timedelta(days=KEPT_DAYS))
    days = (first + timedelta(days=n) for n in range((before - first).days))
    return tuple(day for day in days if closed(day, municipality_of(office)) is None)


def missed_days(told: Mapping[str, date], office: str, since: date, day: date) -> tuple[date, ...]:
    """Return the open days before a day of which an office should have had a digest and had none.

    `told` are the last days of which offices had one, `since` the first day of which this one should have.
    """
    return open_days(office, max(since, told.get(office, date.min) + ONE_DAY), day)


def first_open_day_of_week(office: str, day: date) -> bool:
    """Return whether an office was closed on all days of the week (from Monday) before a day."""
    monday = day - timedelta(days=day.weekday())
    return not open_days(office, monday, day)
