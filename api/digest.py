"""Making an office's digest of the day: the numbers of its lists, with the addresses that lead to them."""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Final
from urllib.parse import urlencode

from adapters.exchange.languages import MailLanguage
from adapters.exchange.mail.digests import Digest
from api.routes.correction_requests import waiting_in
from api.scope import Caller
from api.services import Services
from api.wording import digest as say

SOON: Final = timedelta(days=7)
ONE_DAY: Final = timedelta(days=1)


class DigestMaker:
    """Makes digests out of a server's lists; `site` is the address of the console in the mails."""

    def __init__(self, services: Services, site: str) -> None:
        self._services = services
        self._site = site

    async def ready(self, day: date) -> bool:
        """Return whether the lists show all that is recorded, and offices have been told of the day."""
        rows = await self._services.projector.progress()
        told = await self._services.notices.progress()
        level = rows.lag == 0 and told.behind == 0
        return level and told.day is not None and told.day >= day and told.pass_to is None

    async def make(self, office: str, day: date, language: MailLanguage, missed: Sequence[date]) -> Digest:
        """Return the digest of an office: what its caseworkers find in their lists, no name among it."""
        numbers = await self.numbers(office, day)
        worded = say.digest_text(office, day, numbers, missed, language)
        tells = any(count for _, count, _ in numbers)
        return Digest(subject=worded.subject, text=worded.text, tells=tells)

    async def numbers(self, office: str, day: date) -> say.Numbered:
        """Return how much an office has to do of what, and the address of each list."""
        reach = Caller(person="", role="caseworker", office=office, key="").reach(day)
        due = await self._services.lists.due_soon(day, day + SOON, reach)
        notices = await self._services.notices.waiting(reach)
        asked = await waiting_in(self._services, office)
        today = {"state": "open", "due_after": day - ONE_DAY, "due_before": day + ONE_DAY}
        return (
            (say.OVERDUE, due.overdue, self._link("/worklist", state="overdue")),
            (say.TODAY, due.today, self._link("/worklist", **today)),
            (say.SOON, due.soon, self._link("/worklist", state="open", due_before=day + SOON + ONE_DAY)),
            (say.NOTICES, notices, self._link("/notices")),
            (say.CORRECTIONS, asked, self._link("/audit/corrections")),
        )

    def _link(self, path: str, **query: object) -> str:
        return f"{self._site}{path}?{urlencode(query)}" if query else f"{self._site}{path}"
