"""A file that was merged into another: who asks about it is led to the one that goes on."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from urllib.parse import parse_qsl, urlencode
from uuid import UUID

from adapters.recording import NotRecordedError, Permit, StaleVersionError, Wish
from domain.correction_requests import only_declines
from domain.events import CaseEvent, Change, Procedural
from domain.history import Recorded, merged_into


class MergedElsewhereError(NotRecordedError):
    """The file was merged into another, `into`, as known at the moment asked about.

    `follow`: what was asked means the same there. `moment` is as known when to ask there, where that is not
    what `known` says: the other file has other versions.
    """

    def __init__(self, into: UUID, *, follow: bool, moment: datetime | None = None) -> None:
        super().__init__(f"merged into {into}")
        self.into = into
        self.follow = follow
        self.moment = moment

    def location(self, scope: Any) -> str:
        """Return the same path and query for the other file; the path begins with `/v1/residents/{id}`."""
        before, of_residents, rest = scope["path"].partition("/residents/")
        _, slash, end = rest.partition("/")
        query = scope["query_string"].decode("ascii")
        if self.moment is not None:
            asked = dict(parse_qsl(query, keep_blank_values=True))
            at = self.moment.isoformat(timespec="microseconds").replace("+00:00", "Z")
            query = urlencode({**asked, "known": at})
        return f"{before}{of_residents}{self.into}{slash}{end}{'?' if query else ''}{query}"


def unless_merged(permit: Permit) -> Permit:
    """Return what permits the same; on a file merged into another nothing but to decline requests.

    New facts mean the same in the other file; what names entries or versions of this one does not.
    """

    def permitted(history: Sequence[Recorded], wish: Wish) -> None:
        permit(history, wish)
        into = merged_into(history)
        if into is None or only_declines(wish.events):
            return
        if wish.expected_versions is None:
            raise MergedElsewhereError(into, follow=_new_facts(wish.events))
        if len(history) not in wish.expected_versions:
            raise StaleVersionError(len(history))
        raise MergedElsewhereError(into, follow=False)

    return permitted


def _new_facts(events: Sequence[CaseEvent]) -> bool:
    return bool(events) and not any(isinstance(event, Change | Procedural) for event in events)
