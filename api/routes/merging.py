"""Two files of one person: tried out, merged, and taken apart again."""

from collections.abc import Sequence
from typing import Final
from uuid import UUID

import msgspec
from litestar import post
from litestar.params import FromPath, JSONBody
from msgspec import Struct

from adapters.merging import Merger, NotMergedError, Pair
from adapters.threads import in_thread_if_long
from api.answers import RecordedAnswer
from api.asking import Files
from api.body import StrictBody
from api.changes import caused_by, changes
from api.dependencies import Given
from api.looks import RecordOfLooks
from api.problems import ContradictionView, EntryOfFile, Fault, Problem
from api.replies import Reply, answer
from api.routes.preview import PreviewAnswer
from api.routes.residents import plain
from api.routing import says
from api.wording import event_title
from api.wording.merging import ITSELF, contradiction, merged_already
from api.writing import WRITE_REFUSALS, Writing
from domain.admissibility import New
from domain.events import Merging
from domain.events.types import Text
from domain.history import Recorded, effective
from domain.merging import ALREADY_MERGED, CONTRADICTORY, NOT_MERGED, Contradiction
from domain.policy import Policy
from domain.protection import address_protected, facts_without_address

_REFUSALS: Final = (*WRITE_REFUSALS, "resident-not-found", "resident-erased", "version-mismatch")
_NOT_TWO: Final = ("file-merged", "holds-merged-files", "files-contradict")


class MergeAsked(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Which file is merged into this one, and why: how it is known that both are of one person."""

    other: UUID = msgspec.field(name="with")
    reason: Text


class MergeTried(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Which file would be merged into this one."""

    other: UUID = msgspec.field(name="with")
    reason: Text | None = None


class UnmergeAsked(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Why two files are taken apart again."""

    reason: Text


@post(
    "/residents/{resident_id:uuid}/merge",
    dto=StrictBody,
    return_dto=None,
    opt=says(
        action="merge", body=MergeAsked, answer=RecordedAnswer, status=201, refuses=(*_REFUSALS, *_NOT_TWO),
        headers=("Idempotency-Key", "If-Match"),
    ),
)  # fmt: skip
async def merge(
    resident_id: FromPath[UUID],
    data: JSONBody[MergeAsked],
    writing: Given[Writing],
    merger: Given[Merger],
    looks: Given[RecordOfLooks],
    language: Given[str],
) -> Reply:
    """Merge another file into this one: both are of one person, and this one goes on with both histories.

    The other answers with a redirection to this one from then on, and its history stays readable. What both
    tell must be possible together.
    """
    _two(resident_id, data.other)
    wish = await writing.wish(resident_id, (), about=str(resident_id))
    async with writing.answering_refusals(wish):
        try:
            done = await merger.merge(wish, data.other, reason=data.reason, permit=writing.merging())
        except NotMergedError as error:
            looks.note([resident_id, data.other])
            raise _refused(error, language) from None
    looks.note([resident_id, data.other])
    return await writing.created(done)


@post(
    "/residents/{resident_id:uuid}/merge/preview",
    dto=StrictBody,
    return_dto=None,
    status_code=200,
    opt=says(
        action="merge", body=MergeTried, answer=PreviewAnswer, refuses=(*_REFUSALS, *_NOT_TWO),
        headers=("If-Match",),
    ),
)  # fmt: skip
async def try_merge(  # noqa: PLR0913, PLR0917 what the route is given by name
    resident_id: FromPath[UUID],
    data: JSONBody[MergeTried],
    writing: Given[Writing],
    merger: Given[Merger],
    files: Given[Files],
    looks: Given[RecordOfLooks],
    policy: Given[Policy],
    language: Given[str],
) -> Reply:
    """Say what merging another file into this one would change; refuses what merging would refuse."""
    _two(resident_id, data.other)
    wish = await writing.wish(resident_id, (), about=None)
    async with writing.answering_refusals(wish):
        try:
            pair = await merger.merging(wish, data.other, reason=data.reason or "-", permit=writing.merging())
        except NotMergedError as error:
            looks.note([resident_id, data.other])
            raise _refused(error, language) from None
    looks.note([data.other])
    return await _tried(pair, files, policy, language)


async def _tried(pair: Pair, files: Files, policy: Policy, language: str) -> Reply:
    before = await files.open(pair.history[0].resident_id)
    counted: list[Recorded | New] = [
        *pair.history,
        New(len(pair.history) + 1, pair.event, merged=pair.merged),
    ]

    def found() -> Reply:
        after = before.telling(counted)
        old, new = plain(before, policy, language), plain(after, policy, language)
        caused = caused_by(counted, 1, before.on, policy, language)
        content = {"before": old, "after": new, "changes": changes(old, new), "caused": caused}
        return answer(content, headers={"ETag": before.etag})

    return await in_thread_if_long(len(pair.history) + len(pair.others), found)


@post(
    "/residents/{resident_id:uuid}/unmerge",
    dto=StrictBody,
    return_dto=None,
    opt=says(
        action="merge", body=UnmergeAsked, answer=RecordedAnswer, status=201,
        refuses=(*_REFUSALS, NOT_MERGED), headers=("Idempotency-Key", "If-Match"),
    ),
)  # fmt: skip
async def unmerge(
    resident_id: FromPath[UUID],
    data: JSONBody[UnmergeAsked],
    writing: Given[Writing],
    merger: Given[Merger],
    looks: Given[RecordOfLooks],
    language: Given[str],
) -> Reply:
    """Take merged files apart: each answers for itself again, as if they had never been merged.

    Asked of the file that goes on, it takes out the one that was merged last; asked of a merged file, that
    one. What was recorded since stays with the file that went on.
    """
    wish = await writing.wish(resident_id, (), about=str(resident_id))
    async with writing.answering_refusals(wish):
        try:
            done = await merger.unmerge(wish, reason=data.reason, permit=writing.reaching())
        except NotMergedError as error:
            raise _refused(error, language) from None
    looks.note([resident_id, *(r.event.other for r in done.events if isinstance(r.event, Merging))])
    return await writing.created(done)


def _two(one: UUID, other: UUID) -> None:
    if one == other:
        raise Problem("invalid-event", errors=[Fault(pointer="/with", detail=ITSELF)])


def _refused(error: NotMergedError, language: str) -> Problem:
    if error.code == ALREADY_MERGED and error.into is not None:
        return Problem(error.code, merged_already(error.into))
    if error.code != CONTRADICTORY:
        return Problem(error.code)
    return Problem(error.code, contradictions=_views(error, language))


def _views(error: NotMergedError, language: str) -> list[ContradictionView]:
    """Return the contradictions in words, each with the entry of either file."""
    surviving, merged = error.histories
    return [_view(found, surviving, merged, language) for found in error.contradictions]


def _view(
    found: Contradiction, surviving: Sequence[Recorded], merged: Sequence[Recorded], language: str
) -> ContradictionView:
    one, other = _entry(surviving, found.surviving, language), _entry(merged, found.merged, language)
    detail = contradiction(found.code, (one.title, one.on), (other.title, other.on), language)
    return ContradictionView(code=found.code, detail=detail, surviving=one, merged=other)


def _entry(history: Sequence[Recorded], version: int, language: str) -> EntryOfFile:
    facts = effective(history)
    if address_protected(history):
        facts = facts_without_address(facts)
    fact = next(e.fact for e in facts if e.version == version)
    return EntryOfFile(
        resident_id=history[0].resident_id,
        version=version,
        on=fact.occurred_on,
        title=event_title(fact, language),
    )
