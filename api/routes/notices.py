"""What offices were told of duties: lists within reach, one resident's, the log for machines, taking note."""

from datetime import date
from typing import Annotated
from uuid import UUID

from litestar import get, post
from litestar.params import FromPath, JSONBody
from msgspec import Meta, Struct

from adapters.clock import Clock
from adapters.postgres import notices as told
from adapters.postgres.letters import Letters
from adapters.postgres.log import Log
from adapters.postgres.notices import NoticeLists
from api.asking import File, Files
from api.body import StrictBody
from api.dependencies import Given
from api.looks import RecordOfLooks
from api.problems import Problem, invalid_query
from api.queries import Asked, Cursor, FeedAsked, KnownInList, Limit, RuleId, WaitFor, instant
from api.replies import Reply, answer
from api.routes.residents import READ_HEADERS, READ_REFUSALS
from api.routing import says
from api.scope import Caller
from api.tables.lists import NOTICE_LOG, NOTICES
from api.told import (
    LetterAnswer,
    LetterEntryAnswer,
    NoticeAnswer,
    NoticeEntryAnswer,
    entry_answer,
    letter_answer,
    notice_answer,
    sealed,
)
from api.wording import faults as say
from domain.events.types import MunicipalityCode, Text
from domain.reach import Reach
from projections.notices import NoticeState, stage_of

Stage = Annotated[
    str,
    Meta(
        pattern=r"^(due-today|overdue|due-in-[1-9][0-9]{0,2}|overdue-[1-9][0-9]{0,2})\Z",
        description="How far a duty was from its last day: `due-in-7`, `due-today`, `overdue`, `overdue-30`",
        extra={"format": "stage"},
    ),
]


class NoticesAsked(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What offices were told, as it stands or stood."""

    state: tuple[NoticeState, ...] | None = None
    stage: Stage | None = None
    rule: RuleId | None = None
    municipality: MunicipalityCode | None = None
    resident_id: UUID | None = None
    on: Annotated[date, Meta(description="As told by that civil day; all when absent")] | None = None
    known: KnownInList | None = None
    cursor: Cursor | None = None
    limit: Limit = 50
    wait_for: WaitFor | None = None


class NoticeList(Struct, frozen=True, kw_only=True):
    """Notices, newest first."""

    items: tuple[NoticeAnswer, ...]
    next: str | None


class NoticesOfResident(Struct, frozen=True, kw_only=True):
    """What an office was told of one resident, and the resident by letter, newest first; the last 500."""

    items: tuple[NoticeAnswer, ...]
    letters: tuple[LetterAnswer, ...]


class NoticeFeed(Struct, frozen=True, kw_only=True):
    """A stretch of the notice log; no items at its end."""

    items: tuple[NoticeEntryAnswer | LetterEntryAnswer, ...]


class TakenNote(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """That somebody takes note of a notice, and what they have to say to it."""

    note: Text | None = None


@get(
    "/notices",
    opt=says(
        action="read",
        query=NoticesAsked,
        answer=NoticeList,
        refuses=("invalid-query", "projection-behind", "invalid-header"),
        headers=("X-Purpose",),
        table=NOTICES,
    ),
)
async def notices(
    asked: Given[NoticesAsked],
    notice_lists: Given[NoticeLists],
    clock: Given[Clock],
    reach: Given[Reach | None],
    looks: Given[RecordOfLooks],
    log: Given[Log],
    language: Given[str],
) -> Reply:
    """List what offices were told, newest first.

    `on` and `known`: as the notices stood on that day, at that moment.
    """
    found = await notice_lists.page(
        told.NoticesWanted(
            today=clock.today(), on=asked.on, known=instant(asked.known), states=asked.state or (),
            stage=_stage(asked.stage), rule=asked.rule, municipality=asked.municipality,
            resident_id=asked.resident_id, reach=reach, cursor=asked.cursor, limit=asked.limit,
        )
    )  # fmt: skip
    seen = sorted({n.resident_id for n in found.items if n.resident_id is not None})
    looks.note(seen, on=asked.on, known=asked.known)
    items = [await notice_answer(n, log, language) for n in found.items]
    return answer({"items": items, "next": found.next})


@get(
    "/notices/feed",
    opt=says(
        action="follow", query=FeedAsked, answer=NoticeFeed, refuses=("invalid-query",), table=NOTICE_LOG
    ),
)
async def feed(
    asked: Given[FeedAsked], notice_lists: Given[NoticeLists], looks: Given[RecordOfLooks]
) -> Reply:
    """Follow the notice log, by position: ids, rule, stage and days, no names and no card numbers."""
    found = await notice_lists.feed(after=asked.after, limit=asked.limit)
    looks.note(sorted({entry.resident_id for entry in found if entry.resident_id is not None}))
    return answer({"items": [entry_answer(entry) for entry in found]})


@get(
    "/residents/{resident_id:uuid}/notices",
    opt=says(
        action="read",
        query=Asked,
        answer=NoticesOfResident,
        refuses=READ_REFUSALS,
        headers=READ_HEADERS,
        table=NOTICES,
    ),
)
async def of_resident(
    asked: Given[Asked],
    file: Given[File],
    notice_lists: Given[NoticeLists],
    letters: Given[Letters],
    clock: Given[Clock],
    log: Given[Log],
    language: Given[str],
) -> Reply:
    """What an office was told of a resident, and the resident by letter."""
    found = await notice_lists.of_resident(
        file.resident_id, on=asked.on, known=file.moment, today=clock.today()
    )
    items = [await notice_answer(n, log, language) for n in found]
    sent = await letters.of_resident(file.resident_id, on=asked.on, known=file.moment)
    told_by_letter = [letter_answer(letter, language) for letter in sent]
    return answer({"items": items, "letters": told_by_letter}, headers={"ETag": file.etag})


@post(
    "/notices/{notice_id:uuid}/acknowledge",
    status_code=200,
    dto=StrictBody,
    return_dto=None,
    opt=says(
        action="record",
        body=TakenNote,
        answer=NoticeAnswer,
        refuses=("notice-not-found", *READ_REFUSALS),
        headers=READ_HEADERS,
    ),
)
async def acknowledge(  # noqa: PLR0913, PLR0917 what the route is given by name
    notice_id: FromPath[UUID],
    data: JSONBody[TakenNote],
    notice_lists: Given[NoticeLists],
    files: Given[Files],
    caller: Given[Caller],
    clock: Given[Clock],
    log: Given[Log],
    language: Given[str],
) -> Reply:
    """Take note of a notice, once: who comes later gets the answer that the first one got."""
    found = await notice_lists.one(notice_id, today=clock.today())
    if found is None or found.resident_id is None:
        raise Problem("notice-not-found")
    try:
        await files.open(found.resident_id, as_recorded=True)
    except Problem as problem:
        raise Problem("notice-not-found") if problem.code == "resident-not-found" else problem from None
    if found.acknowledged is None:
        note = await sealed(data.note, notice_id, found.resident_id, log)
        await notice_lists.acknowledge(notice_id, on=clock.today(), person=caller.person, note=note)
        found = await notice_lists.one(notice_id, today=clock.today()) or found
    return answer(await notice_answer(found, log, language))


def _stage(word: str | None) -> int | None:
    """Return the stage that a query names; raises Problem `invalid-query`."""
    try:
        return None if word is None else stage_of(word)
    except ValueError:
        raise invalid_query("stage", say.FORMATS["stage"]) from None
