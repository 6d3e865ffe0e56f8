"""Questions about one resident: standing, duties, story, history, what changed, who looked."""

from collections.abc import Callable, Mapping
from typing import Any
from uuid import UUID

import msgspec
from litestar import get
from litestar.params import FromPath
from msgspec import UNSET, Struct

from adapters.postgres.letters import Letters
from adapters.postgres.log import Log
from adapters.postgres.log.seals import prove
from adapters.postgres.notices import NoticeLists
from adapters.seals import Proof
from adapters.threads import in_thread_if_long
from api.answers import AddressProtected, HistoryAnswer, RawItems, StandingAnswer
from api.asking import File, Files
from api.changes import Change, changes
from api.dependencies import Given
from api.papers import TO_DO, duties_sheet, standing_sheet
from api.problems import Problem, invalid_query
from api.queries import Asked, DiffAsked, HistoryAsked, ObligationsAsked
from api.replies import Reply, answer, paper
from api.routing import says
from api.standing import history_items, obligation_answers, standing_answer
from api.story import TimelineAnswer, timeline_answer
from api.tables.lists import DUTIES, HISTORY, TIMELINE
from api.told import NoticeAnswer, notice_answer
from api.wording import ObligationAnswer
from domain.history import merges
from domain.policy import Policy
from projections import current_status, status_timeline

READ_REFUSALS = (
    "resident-not-found", "resident-erased", "invalid-query", "invalid-header", "too-many-emergencies",
)  # fmt: skip
READ_HEADERS = ("X-Purpose", "X-Break-Glass")


class ObligationsAnswer(Struct, frozen=True, kw_only=True):
    """One resident's duties on one day."""

    obligations: tuple[ObligationAnswer, ...]
    address_protected: AddressProtected = UNSET


class ToldHistory(HistoryAnswer, frozen=True, kw_only=True):
    """A stretch of one stream, and what offices were told of when no more than it was known."""

    notices: tuple[NoticeAnswer, ...]


class DiffAnswer(Struct, frozen=True, kw_only=True):
    """What changed between two moments of knowing, and through which events."""

    on: str
    known_from: str
    known_to: str | None
    changes: tuple[Change, ...]
    events: HistoryAnswer
    address_protected: AddressProtected = UNSET


@get(
    "/residents/{resident_id:uuid}",
    opt=says(
        action="read", query=Asked, answer=StandingAnswer, refuses=READ_REFUSALS, headers=READ_HEADERS,
        paper=True, protected_too=True,
    ),
)  # fmt: skip
async def standing(
    file: Given[File],
    policy: Given[Policy],
    language: Given[str],
    on_paper: Given[bool],
) -> Reply:
    """Where a resident stands on a day.

    With `Accept: text/plain` a sheet to hand over, with what there is to do.
    """
    if on_paper:
        return await _about(
            file,
            lambda: standing_sheet(
                standing_answer(file, policy, language),
                obligation_answers(file, policy, language, TO_DO),
                language,
            ),
            write=paper,
        )
    return await _about(file, lambda: standing_answer(file, policy, language))


@get(
    "/residents/{resident_id:uuid}/obligations",
    opt=says(
        action="read",
        query=ObligationsAsked,
        answer=ObligationsAnswer,
        refuses=READ_REFUSALS,
        headers=READ_HEADERS,
        paper=True,
        table=DUTIES,
        protected_too=True,
    ),
)
async def obligations(
    asked: Given[ObligationsAsked],
    file: Given[File],
    policy: Given[Policy],
    language: Given[str],
    on_paper: Given[bool],
) -> Reply:
    """What a resident owes on a day, with due days and how they came about.

    With `Accept: text/plain` a sheet to hand over: what, by when, where, opening hours, telephone.
    """
    if on_paper:

        def sheet() -> str:
            name = current_status.on(file.facts, file.on, policy).name
            duties = obligation_answers(file, policy, language, asked.state or TO_DO)
            return duties_sheet(name, file.on, duties, language)

        return await _about(file, sheet, write=paper)

    def found() -> ObligationsAnswer:
        return ObligationsAnswer(
            obligations=tuple(
                obligation_answers(file, policy, language, asked.state, settings=asked.settings)
            )
        )

    return await _about(file, found)


@get(
    "/residents/{resident_id:uuid}/timeline",
    opt=says(
        action="read",
        query=Asked,
        answer=TimelineAnswer,
        refuses=READ_REFUSALS,
        headers=READ_HEADERS,
        table=TIMELINE,
        protected_too=True,
    ),
)
async def timeline(
    asked: Given[Asked],
    file: Given[File],
    notice_lists: Given[NoticeLists],
    letters: Given[Letters],
    policy: Given[Policy],
    language: Given[str],
) -> Reply:
    """The story of a resident, past and coming, with what offices and the resident were told."""
    sent = await letters.of_resident(file.resident_id, on=asked.on, known=file.moment)
    told = await notice_lists.of_resident(file.resident_id, on=asked.on, known=file.moment, today=file.on)
    return await _about(
        file,
        lambda: timeline_answer(
            status_timeline.on(file.facts, file.on, policy, file.outlook(policy)),
            told,
            sent,
            merges(file.counted),
            language,
        ),
    )


@get(
    "/residents/{resident_id:uuid}/events",
    opt=says(
        action="read",
        query=HistoryAsked,
        answer=(ToldHistory, Proof),
        refuses=(*READ_REFUSALS, "address-protected"),
        headers=READ_HEADERS,
        table=HISTORY,
        as_recorded=True,
        protected_too=True,
    ),
)
async def history(
    asked: Given[HistoryAsked],
    file: Given[File],
    log: Given[Log],
    notice_lists: Given[NoticeLists],
    language: Given[str],
) -> Reply:
    """The stream as recorded: who recorded what, when, for which office, what became of it, who was told.

    With `proof=true` the stored entries instead, with their proofs under the newest seal.
    """
    if asked.proof:
        if file.entire is not None:
            raise Problem("address-protected")
        proof = await prove(log, file.resident_id)
        return await _about(file, lambda: proof)
    page = [r for r in file.recorded if r.version > asked.after][: asked.limit]
    more = bool(page) and page[-1].version < file.recorded[-1].version
    following = page[-1].version if more else None
    versions = {r.version for r in page}
    found = await notice_lists.of_resident(file.resident_id, on=None, known=None, today=file.on)
    told = [await notice_answer(n, log, language) for n in found if n.rests_on_version in versions]
    return await _about(
        file,
        lambda: {"items": history_items(page, file.recorded), "next": following, "notices": told},
    )


@get(
    "/residents/{resident_id:uuid}/diff",
    opt=says(
        action="read", query=DiffAsked, answer=DiffAnswer, refuses=READ_REFUSALS, headers=READ_HEADERS,
        as_recorded=True,
        protected_too=True,
    ),
)  # fmt: skip
async def diff(
    resident_id: FromPath[UUID],
    asked: Given[DiffAsked],
    files: Given[Files],
    policy: Given[Policy],
    language: Given[str],
) -> Reply:
    """What the office knew otherwise at two moments, for one day, and through which events."""
    before = await files.open(
        resident_id, on=asked.on, known=asked.known_from, known_as="known_from", as_recorded=True
    )
    after = await files.open(
        resident_id, on=asked.on, known=asked.known_to, known_as="known_to", as_recorded=True
    )
    if after.version < before.version:
        raise invalid_query("known_to", "Lies before `known_from`; ask for a later moment.")
    between = [r for r in after.recorded if before.version < r.version <= after.version]
    return await _about(
        after,
        lambda: {
            "on": after.on,
            "known_from": asked.known_from,
            "known_to": asked.known_to,
            "changes": changes(plain(before, policy, language), plain(after, policy, language)),
            "events": RawItems(items=history_items(between, after.recorded), next=None),
        },
    )


def plain(file: File, policy: Policy, language: str) -> Mapping[str, Any]:
    """Return standing and duties as plain values, worded, for comparing."""
    found: Mapping[str, Any] = msgspec.to_builtins(
        {
            "standing": standing_answer(file, policy, language),
            "obligations": obligation_answers(file, policy, language),
        }
    )
    return found


async def _about(file: File, content: Callable[[], Any], *, write: Callable[..., Reply] = answer) -> Reply:
    """Return the answer that some work on the file gives; it says that the address is protected."""

    def written() -> Reply:
        found = content()
        if file.address_protected and isinstance(found, dict):
            found = {**found, "address_protected": True}
        elif file.address_protected and isinstance(found, ObligationsAnswer | TimelineAnswer):
            found = msgspec.structs.replace(found, address_protected=True)
        return write(found, headers={"ETag": file.etag})

    return await in_thread_if_long(len(file.recorded), written)
