"""Trying out facts: the answers before and after, and nothing stored."""

from typing import Any
from uuid import UUID

from litestar import Request, post
from litestar.params import FromPath, JSONBody
from msgspec import Struct

from adapters.threads import in_thread_if_long
from api.answers import StandingAnswer
from api.asking import File, open_file
from api.body import Recording, StrictBody
from api.changes import Change, caused_by, changes
from api.routes.residents import plain
from api.routes.writes import WRITE_REFUSALS, answering_refusals, permitting, wish_of
from api.routing import says
from api.services import Reply, answer, language_of, services_of
from api.wording import ObligationAnswer
from domain.admissibility import New, following
from domain.history import Recorded, effective


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
        refuses=(*WRITE_REFUSALS, "resident-not-found", "resident-erased", "version-mismatch"),
        headers=("If-Match",),
    ),
)  # fmt: skip
async def preview(
    request: "Request[Any, Any, Any]", resident_id: FromPath[UUID], data: JSONBody[Recording]
) -> Reply:
    """Say what recording these facts would change; refuses what recording would refuse."""
    services = services_of(request)
    wish = await wish_of(request, resident_id, data)
    async with answering_refusals(request, wish):
        history = await services.recorder.tried(wish, permit=permitting(request))
    before = await open_file(request, resident_id)
    counted: list[Recorded | New] = [*history, *following(history, wish.events, wish.override)]

    def found() -> Reply:
        after = File(
            resident_id=resident_id, on=before.on, known=None, recorded=before.recorded, counted=counted,
            facts=effective(counted),
        )  # fmt: skip
        old, new = plain(request, before), plain(request, after)
        caused = caused_by(counted, len(wish.events), before.on, services.policy, language_of(request))
        content = {"before": old, "after": new, "changes": changes(old, new), "caused": caused}
        return answer(content, headers={"ETag": before.etag})

    return await in_thread_if_long(len(history), found)
