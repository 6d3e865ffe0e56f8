"""Notices and letters as they are answered: what offices and residents were told, and what became of it."""

from datetime import date
from typing import assert_never
from uuid import UUID

from msgspec import UNSET, Struct, UnsetType

from adapters.exchange.languages import LetterLanguage
from adapters.keys import ChangedError
from adapters.ports import LogRefusal
from adapters.postgres.letters import SentLetter
from adapters.postgres.log import Log
from adapters.postgres.notices import LetterEntry, ListedNotice, NoticeEntry
from api.answers import AddressProtected, Instant
from api.wording import reason_sentence, rule_title
from domain.duties.duty import Subject
from domain.events import Name
from projections.notices import NoticeState, Reason, stage_name


class WithdrawnView(Struct, frozen=True, kw_only=True):
    """When a notice was taken back, which version made it wrong (null: time, or the rules), and why."""

    at: Instant
    cause: int | None
    reason: Reason
    detail: str


class AcknowledgedView(Struct, frozen=True, kw_only=True):
    """Who took note of a notice, when, and what they wrote."""

    at: Instant
    by: str
    note: str | UnsetType = UNSET


class NoticeAnswer(Struct, frozen=True, kw_only=True):
    """A notice: which duty of whom it is about, at which stage, and its state.

    `office` is that of where the resident lived when it was raised, null where the address is protected;
    `rests_on_version` the version of the stream known then. `backlog`: reached before the first start, and
    delivered to nobody.
    """

    notice_id: UUID
    resident_id: UUID | None
    name: Name | None
    rule: str
    title: str
    trigger: int
    subject: Subject | None
    stage: str
    state: NoticeState
    due_on: date
    raised_on: date
    raised_at: Instant
    rests_on_version: int
    office: str | None
    backlog: bool
    withdrawn: WithdrawnView | UnsetType = UNSET
    acknowledged: AcknowledgedView | UnsetType = UNSET
    address_protected: AddressProtected = UNSET


class LetterAnswer(Struct, frozen=True, kw_only=True):
    """That a resident was told of a duty by letter: by whom of which office, in which language, on which day.

    `rests_on_version` is the version of the stream known then; `due_on` null: the duty has no fixed day.
    """

    letter_id: UUID
    rule: str
    title: str
    trigger: int
    subject: Subject | None
    due_on: date | None
    language: LetterLanguage
    sent_on: date
    sent_at: Instant
    person: str
    office: str | None
    rests_on_version: int


class NoticeEntryAnswer(Struct, frozen=True, kw_only=True, tag_field="kind", tag="notice"):
    """An entry of the notice log: a notice came to be (`first`), got another `state` or was taken note of.

    `person` is who took note. Of a resident who was erased, `resident_id` is null.
    """

    position: int
    notice_id: UUID
    first: bool
    state: NoticeState
    on: date
    at: Instant
    cause: int | None
    reason: Reason | None
    person: str | None
    resident_id: UUID | None
    rule: str
    trigger: int
    subject: Subject | None
    stage: str
    due_on: date
    rests_on_version: int
    backlog: bool
    office: str | None


class LetterEntryAnswer(Struct, frozen=True, kw_only=True, tag_field="kind", tag="letter"):
    """An entry of the notice log: `person` of `office` told a resident of a duty by letter.

    Of a resident who was erased, `resident_id` is null.
    """

    position: int
    letter_id: UUID
    on: date
    at: Instant
    person: str
    office: str | None
    language: LetterLanguage
    resident_id: UUID | None
    rule: str
    trigger: int
    subject: Subject | None
    due_on: date | None
    rests_on_version: int


async def notice_answer(listed: ListedNotice, log: Log, language: str) -> NoticeAnswer:
    """Return a notice as answered, worded in a language."""
    withdrawn: WithdrawnView | UnsetType = UNSET
    acknowledged: AcknowledgedView | UnsetType = UNSET
    if (found := listed.withdrawn) is not None:
        detail = reason_sentence(found.reason, language)
        withdrawn = WithdrawnView(at=found.at, cause=found.cause, reason=found.reason, detail=detail)
    if (by := listed.acknowledged) is not None:
        acknowledged = AcknowledgedView(at=by.at, by=by.by, note=await _opened(listed, log))
    notice = listed.notice
    return NoticeAnswer(
        notice_id=listed.notice_id,
        resident_id=listed.resident_id,
        name=listed.name,
        rule=notice.rule,
        title=rule_title(notice.rule, language),
        trigger=notice.trigger,
        subject=notice.subject,
        stage=stage_name(notice.stage),
        state=listed.state,
        due_on=notice.due_on,
        raised_on=listed.raised_on,
        raised_at=listed.raised_at,
        rests_on_version=listed.rests_on_version,
        office=listed.office,
        backlog=listed.backlog,
        withdrawn=withdrawn,
        acknowledged=acknowledged,
        address_protected=True if listed.address_protected else UNSET,
    )


def letter_answer(letter: SentLetter, language: str) -> LetterAnswer:
    """Return a letter that was sent as answered, worded in a language."""
    return LetterAnswer(
        letter_id=letter.letter_id,
        rule=letter.rule,
        title=rule_title(letter.rule, language),
        trigger=letter.trigger,
        subject=letter.subject,
        due_on=letter.due_on,
        language=letter.language,
        sent_on=letter.sent_on,
        sent_at=letter.sent_at,
        person=letter.person,
        office=letter.office,
        rests_on_version=letter.rests_on_version,
    )


def entry_answer(entry: NoticeEntry | LetterEntry) -> NoticeEntryAnswer | LetterEntryAnswer:
    """Return an entry of the notice log as answered."""
    match entry:
        case NoticeEntry():
            return _notice_entry(entry)
        case LetterEntry():
            return _letter_entry(entry)
        case _ as never:
            assert_never(never)


def _letter_entry(entry: LetterEntry) -> LetterEntryAnswer:
    return LetterEntryAnswer(
        position=entry.position,
        letter_id=entry.letter_id,
        on=entry.sent_on,
        at=entry.sent_at,
        person=entry.person,
        office=entry.office,
        language=entry.language,
        resident_id=entry.resident_id,
        rule=entry.rule,
        trigger=entry.trigger,
        subject=entry.subject,
        due_on=entry.due_on,
        rests_on_version=entry.rests_on_version,
    )


def _notice_entry(entry: NoticeEntry) -> NoticeEntryAnswer:
    return NoticeEntryAnswer(
        position=entry.position,
        notice_id=entry.notice_id,
        first=entry.is_first,
        state=entry.state,
        on=entry.told_on,
        at=entry.told_at,
        cause=entry.cause,
        reason=entry.reason,
        person=entry.person,
        resident_id=entry.resident_id,
        rule=entry.rule,
        trigger=entry.trigger,
        subject=entry.subject,
        stage=stage_name(entry.stage),
        due_on=entry.due_on,
        rests_on_version=entry.rests_on_version,
        backlog=entry.backlog,
        office=entry.office,
    )


async def sealed(note: str | None, notice_id: UUID, resident_id: UUID, log: Log) -> bytes | None:
    """Return a note as the log keeps it: it may say something of the resident, and goes with their key."""
    if note is None:
        return None
    key = await log.data_key(resident_id)
    return key.seal(note.encode(), version=0, event_id=notice_id)


async def _opened(listed: ListedNotice, log: Log) -> str | UnsetType:
    if listed.note is None or listed.resident_id is None:
        return UNSET
    try:
        key = await log.data_key(listed.resident_id)
        return key.open(listed.note, version=0).decode()
    except (ChangedError, LogRefusal):  # erased meanwhile, or of another's key
        return UNSET
