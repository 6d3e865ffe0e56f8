"""What residents were told of their duties by letter: kept in the notice log, read for files and lists."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Final
from uuid import UUID

from msgspec import Struct

from adapters.exchange.languages import LetterLanguage
from adapters.postgres.database import Pool, Record
from adapters.postgres.errors import translated
from adapters.postgres.notice_ids import read_subject, written_subject
from adapters.postgres.protected import Hidden, offices_untold, protected
from adapters.postgres.reading import read
from adapters.postgres.rows.tables import ALWAYS_KNOWN
from adapters.postgres.statements import sql
from domain.duties.duty import Duty, Subject
from projections.rows.row import FOREVER

MOST_OF_ONE: Final = 500
"""Letters to one resident that are shown at once."""


class Sent(Struct, frozen=True, kw_only=True):
    """The fact that a letter was sent: by whom, about which duty, in which language, on which day.

    `due_on` is None where the duty has no fixed day; `subject` goes without a card number. `office` is
    None where it would tell a protected address.
    """

    letter_id: UUID
    sent_on: date
    person: str
    office: str | None
    language: LetterLanguage
    resident_id: UUID
    rule: str
    trigger: int
    subject: Subject | None
    due_on: date | None
    rests_on_version: int


class SentLetter(Sent, frozen=True, kw_only=True):
    """A letter as the log keeps it."""

    position: int
    sent_at: datetime


class Letters:
    """The letters in the notice log."""

    def __init__(self, pool: Pool, shard: int) -> None:
        self._pool = pool
        self._shard = shard

    async def note(self, letter: Sent) -> int | None:
        """Put on record that a letter was sent, once by its id, and return its position.

        None when the resident was erased meanwhile.
        """
        with translated():
            found: int | None = await self._pool.fetchval(
                sql("letters/note.sql"), self._shard, letter.letter_id, letter.sent_on, letter.person,
                letter.office, letter.language, letter.resident_id, letter.rule, letter.trigger,
                written_subject(letter.subject), letter.due_on, letter.rests_on_version,
            )  # fmt: skip
        return found

    async def one(self, letter_id: UUID) -> SentLetter | None:
        """Return a letter by its id; None when there is none, or no longer a resident to it."""
        found = await read(self._pool, sql("letters/one.sql"), self._shard, letter_id)
        return _sent(found[0], frozenset()) if found and found[0]["resident_id"] is not None else None

    async def of_resident(
        self, resident_id: UUID, *, on: date | None = None, known: datetime | None = None
    ) -> list[SentLetter]:
        """Return the letters to a resident by a day and a moment, newest first; the last `MOST_OF_ONE`."""
        return await self._of([resident_id], on, known, MOST_OF_ONE)

    async def last_about(
        self,
        duties: Sequence[tuple[UUID, Duty]],
        *,
        on: date | None = None,
        known: datetime | None = None,
    ) -> list[SentLetter | None]:
        """Return for each duty of a resident the last letter about it by a day and a moment."""
        residents = sorted({resident for resident, _ in duties})
        last: dict[tuple[UUID, str, int, str | None], SentLetter] = {}
        for letter in await self._of(residents, on, known, MOST_OF_ONE * max(1, len(residents))):
            last.setdefault(_about(letter.resident_id, letter), letter)
        return [last.get(_about(resident, duty)) for resident, duty in duties]

    async def _of(
        self, residents: Sequence[UUID], on: date | None, known: datetime | None, limit: int
    ) -> list[SentLetter]:
        found = await read(
            self._pool, sql("letters/of_residents.sql"), self._shard, residents, known or ALWAYS_KNOWN,
            on or FOREVER, limit,
        )  # fmt: skip
        hidden = await protected(self._pool, self._shard, residents)
        untold = await offices_untold(self._pool, self._shard, residents, hidden)
        return [_sent(r, untold) for r in found]


def _about(resident_id: UUID, of: SentLetter | Duty) -> tuple[UUID, str, int, str | None]:
    """Return which duty of whom a letter is about, whatever its last day is."""
    return resident_id, of.rule, of.trigger, written_subject(of.subject)


def _sent(r: Record, untold: Hidden) -> SentLetter:
    office = None if r["resident_id"] in untold else r["office"]
    return SentLetter(**{**r, "subject": read_subject(r["subject"]), "office": office})
