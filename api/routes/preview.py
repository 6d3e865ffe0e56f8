"""Trying out facts: the answers before and after, and nothing stored."""

from uuid import UUID

from litestar import post
from litestar.params import FromPath, JSONBody
from msgspec import Struct

from adapters.recording import Recorder
from adapters.threads import in_thread_if_long
from api.answers import StandingAnswer
from api.asking import Files
from api.body import Recording, StrictBody
from api.changes import Change, caused_by, changes
from api.dependencies import Given
from api.replies import Reply, answer
from api.routes.residents import plain
from api.routing import says
from api.wording import ObligationAnswer
from api.writing import WRITE_REFUSALS, Writing
from domain.admissibility import New, following
from domain.history import Recorded
from domain.policy import Policy


class Moment(Struct, frozen=True, kw_only=True):
    """Standing and duties on one day."""

    standing: StandingAnswer
    obligations: tuple[ObligationAnswer, ...]


class PreviewAnswer(Struct, frozen=True, kw_only=True):
    """Today's answers without and with the facts; `caused` as recording them would answer it."""

    before: Moment
    after: Moment
    changes: tuple[Change, ...]
    caused: tuple[str, ...]


@post(
    "/residents/{resident_id:uuid}/preview",
    dto=StrictBody,
    return_dto=None,
    status_code=200,
    opt=says(
        action="record", body=Recording, answer=PreviewAnswer,
        refuses=(*WRITE_REFUSALS, "resident-not-found", "resident-erased", "version-mismatch", "file-merged"),
        headers=("If-Match", "X-Purpose"), protected_too=True,
    ),
)  # fmt: skip
async def preview(
    resident_id: FromPath[UUID],
    data: JSONBody[Recording],
    writing: Given[Writing],
    files: Given[Files],
    recorder: Given[Recorder],
    policy: Given[Policy],
    language: Given[str],
) -> Reply:
    """Say what recording these facts would change; refuses what recording would refuse."""
    wish = await writing.wish_of(resident_id, data)
    async with writing.answering_refusals(wish):
        history = await recorder.tried(wish, permit=writing.permitting())
    before = await files.open(resident_id)
    counted: list[Recorded | New] = [*history, *following(history, wish.events, wish.override)]

    def found() -> Reply:
        after = before.telling(counted)
        old, new = plain(before, policy, language), plain(after, policy, language)
        caused = caused_by(counted, len(wish.events), before.on, policy, language)
        content = {"before": old, "after": new, "changes": changes(old, new), "caused": caused}
        return answer(content, headers={"ETag": before.etag})

    return await in_thread_if_long(len(history), found)
