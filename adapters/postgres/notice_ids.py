"""The id of a notice, and the notice again out of the log, which goes without card numbers."""

from collections.abc import Iterable
from uuid import UUID, uuid5

import msgspec
from msgspec import structs

from adapters.postgres.database import Record
from domain.duties.duty import Subject
from projections.notices import Notice


def notice_id(resident_id: UUID, notice: Notice) -> UUID:
    """Return the id of a notice, which follows from what makes it one: it is raised once, ever."""
    subject = None if notice.subject is None else msgspec.to_builtins(notice.subject)
    named = [notice.rule, notice.trigger, subject, notice.due_on, notice.stage]
    return uuid5(resident_id, msgspec.json.encode(named).decode())


def identified(r: Record, subjects: Iterable[Subject | None]) -> Notice:
    """Return the notice of a line of the log: of these subjects of duties it has the one that gives its id.

    With the subject as written when none does, or when its resident was erased.
    """
    for subject in (*subjects, read_subject(r["subject"])):
        notice = Notice(
            rule=r["rule"], trigger=r["trigger"], subject=subject, due_on=r["due_on"], stage=r["stage"]
        )
        if r["resident_id"] is None or notice_id(r["resident_id"], notice) == r["notice_id"]:
            break
    return notice


def written_subject(subject: Subject | None) -> str | None:
    """Return a subject as the log keeps it, without a card number: a backup would keep that, too."""
    if subject is None:
        return None
    return msgspec.json.encode(structs.replace(subject, card_number=None)).decode()


def read_subject(text: str | None) -> Subject | None:
    """Return a subject out of the log."""
    return None if text is None else msgspec.json.decode(text, type=Subject)
