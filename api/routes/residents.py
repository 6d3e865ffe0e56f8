"""Questions about one resident: standing, duties, story, history, what changed, who looked."""

from collections.abc import Callable, Mapping
from typing import Any
from uuid import UUID

import msgspec
from litestar import Request, get
from litestar.params import FromPath
from msgspec import Struct

from adapters.postgres.log.seals import prove
from adapters.seals import Proof
from adapters.threads import in_thread_if_long
from api.answers import HistoryAnswer, RawItems, StandingAnswer
from api.asking import File, open_file
from api.changes import Change, changes
from api.papers import TO_DO, duties_sheet, standing_sheet
from api.problems import invalid_query
from api.queries import Asked, DiffAsked, DutiesAsked, HistoryAsked, asked
from api.routing import says
from api.services import Reply, answer, language_of, on_paper, paper, services_of
from api.standing import history_items, obligation_answers, standing_answer
from api.story import TimelineAnswer, timeline_answer
from api.wording import ObligationAnswer
from projections import current_status, status_timeline

READ_REFUSALS = (
    "resident-not-found", "resident-erased", "invalid-query", "invalid-header", "too-many-emergencies",
)  # fmt: skip
READ_HEADERS = ("X-Purpose", "X-Break-Glass")


class ObligationsAnswer(Struct, frozen=True, kw_only=True):
    """One resident's duties on one day."""

    obligations: tuple[ObligationAnswer, ...]


class DiffAnswer(Struct, frozen=True, kw_only=True):
    """What changed between two moments of knowing, and through which events."""

    on: str
    known_from: str
    known_to: str | None
    changes: tuple[Change, ...]
    events: HistoryAnswer


@get(
    "/residents/{resident_id:uuid}",
    opt=says(
        action="read", query=Asked, answer=StandingAnswer, refuses=READ_REFUSALS, headers=READ_HEADERS,
        paper=True,
    ),
)  # fmt: skip
async def standing(request: "Request[Any, Any, Any]", resident_id: FromPath[UUID]) -> Reply:
    """Where a resident stands on a day.

    With `Accept: text/plain` a sheet to hand over, with what there is to do.
    """
    query = asked(request, Asked)
    file = await open_file(request, resident_id, on=query.on, known=query.known)
    policy, language = services_of(request).policy, language_of(request)
    if on_paper(request):
        return await _about(
            file,
            lambda: standing_sheet(
                standing_answer(file, policy, language),
                obligation_answers(file.facts, file.on, policy, language, TO_DO),
                language,
            ),
            write=paper,
        )
    return await _about(file, lambda: standing_answer(file, policy, language))


@get(
    "/residents/{resident_id:uuid}/obligations",
    opt=says(
        action="read",
        query=DutiesAsked,
        answer=ObligationsAnswer,
        refuses=READ_REFUSALS,
        headers=READ_HEADERS,
        paper=True,
    ),
)
async def obligations(request: "Request[Any, Any, Any]", resident_id: FromPath[UUID]) -> Reply:
    """What a resident owes on a day, with due days and how they came about.

    With `Accept: text/plain` a sheet to hand over: what, by when, where, opening hours, telephone.
    """
    query = asked(request, DutiesAsked)
    file = await open_file(request, resident_id, on=query.on, known=query.known)
    policy, language = services_of(request).policy, language_of(request)

    if on_paper(request):

        def sheet() -> str:
            name = current_status.on(file.facts, file.on, policy).name
            duties = obligation_answers(file.facts, file.on, policy, language, query.state or TO_DO)
            return duties_sheet(name, file.on, duties, language)

        return await _about(file, sheet, write=paper)

    def found() -> ObligationsAnswer:
        return ObligationsAnswer(
            obligations=tuple(
                obligation_answers(
                    file.facts, file.on, policy, language, query.state, settings=query.settings
                )
            )
        )

    return await _about(file, found)


@get(
    "/residents/{resident_id:uuid}/timeline",
    opt=says(action="read", query=Asked, answer=TimelineAnswer, refuses=READ_REFUSALS, headers=READ_HEADERS),
)
async def timeline(request: "Request[Any, Any, Any]", resident_id: FromPath[UUID]) -> Reply:
    """The story of a resident, past and coming."""
    query = asked(request, Asked)
    file = await open_file(request, resident_id, on=query.on, known=query.known)
    policy, language = services_of(request).policy, language_of(request)
    return await _about(
        file, lambda: timeline_answer(status_timeline.on(file.facts, file.on, policy), language)
    )


@get(
    "/residents/{resident_id:uuid}/events",
    opt=says(
        action="read",
        query=HistoryAsked,
        answer=(HistoryAnswer, Proof),
        refuses=READ_REFUSALS,
        headers=READ_HEADERS,
    ),
)
async def history(request: "Request[Any, Any, Any]", resident_id: FromPath[UUID]) -> Reply:
    """The stream as recorded: who recorded what, when, for which office, and what became of it.

    With `proof=true` the stored entries instead, with their proofs under the newest seal.
    """
    query = asked(request, HistoryAsked)
    file = await open_file(request, resident_id)
    if query.proof:
        proof = await prove(services_of(request).log, resident_id)
        return await _about(file, lambda: proof)
    page = [r for r in file.recorded if r.version > query.after][: query.limit]
    more = bool(page) and page[-1].version < file.recorded[-1].version
    following = page[-1].version if more else None
    return await _about(file, lambda: RawItems(items=history_items(page, file.recorded), next=following))


@get(
    "/residents/{resident_id:uuid}/diff",
    opt=says(action="read", query=DiffAsked, answer=DiffAnswer, refuses=READ_REFUSALS, headers=READ_HEADERS),
)
async def diff(request: "Request[Any, Any, Any]", resident_id: FromPath[UUID]) -> Reply:
    """What the office knew otherwise at two moments, for one day, and through which events."""
    query = asked(request, DiffAsked)
    before = await open_file(request, resident_id, on=query.on, known=query.known_from, known_as="known_from")
    after = await open_file(request, resident_id, on=query.on, known=query.known_to, known_as="known_to")
    if after.version < before.version:
        raise invalid_query("known_to", "Lies before `known_from`; ask for a later moment.")
    between = [r for r in after.recorded if before.version < r.version <= after.version]
    return await _about(
        after,
        lambda: {
            "on": after.on,
            "known_from": query.known_from,
            "known_to": query.known_to,
            "changes": changes(plain(request, before), plain(request, after)),
            "events": RawItems(items=history_items(between, after.recorded), next=None),
        },
    )


def plain(request: "Request[Any, Any, Any]", file: File) -> Mapping[str, Any]:
    """Return standing and duties as plain values, worded, for comparing."""
    policy, language = services_of(request).policy, language_of(request)
    found: Mapping[str, Any] = msgspec.to_builtins(
        {
            "standing": standing_answer(file, policy, language),
            "obligations": obligation_answers(file.facts, file.on, policy, language),
        }
    )
    return found


async def _about(file: File, content: Callable[[], Any], *, write: Callable[..., Reply] = answer) -> Reply:
    """Return the answer that some work on the file gives."""
    return await in_thread_if_long(len(file.recorded), lambda: write(content(), headers={"ETag": file.etag}))
