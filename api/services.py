"""What handlers work with: the log, the lists, the clock, the record of looks. One per server process."""

from collections.abc import Sequence
from datetime import date
from typing import Any, Final
from uuid import UUID

import asyncpg
import msgspec
from litestar import Request, Response
from msgspec import Struct

from adapters.ports import Clock
from adapters.postgres.accesses import Accesses, Look, TooManyWaitingError
from adapters.postgres.lists import Lists
from adapters.postgres.log import Log
from adapters.postgres.projector import Projector
from api.edge import WIDE
from api.identity import caller_of
from api.metrics import Metrics
from api.problems import Problem
from api.recording import Recorder
from api.scope import Caller
from domain.policy import Policy

SERVICES: Final = "services"


class Services(Struct, frozen=True, kw_only=True):
    """The parts of a running server."""

    log: Log
    recorder: Recorder
    lists: Lists
    accesses: Accesses
    clock: Clock
    policy: Policy
    metrics: Metrics
    projector: Projector
    pool: "asyncpg.Pool[asyncpg.Record]"


def services_of(request: "Request[Any, Any, Any]") -> Services:
    """Return the parts that serve this request."""
    found: Services = request.app.state[SERVICES]
    return found


def language_of(request: "Request[Any, Any, Any]") -> str:
    """Return `ja` when the client prefers Japanese over English, else `en`."""
    accepted = request.headers.get("accept-language")
    if accepted is None:
        return "en"
    best, chosen = 0.0, "en"
    for item in accepted.split(",")[:20]:
        name, _, quality = item.strip().lower().partition(";q=")
        tag = name.partition("-")[0]
        weight = _weight(quality)
        if tag in {"ja", "en"} and weight > best:
            best, chosen = weight, tag
    return chosen


def _weight(text: str) -> float:
    try:
        return float(text) if text else 1.0
    except ValueError:
        return 0.0


def purpose_of(request: "Request[Any, Any, Any]") -> str | None:
    """Return why the caller looks, if they say so in `X-Purpose`."""
    return header_text(request, "x-purpose", longest=500)


def header_text(request: "Request[Any, Any, Any]", name: str, *, longest: int) -> str | None:
    """Return a header's text, None when it is absent; raises Problem `invalid-header`."""
    value = request.headers.get(name)
    if value is None:
        return None
    try:
        value = value.encode("latin-1").decode("utf-8").strip()
    except UnicodeDecodeError:
        value = ""
    if not 0 < len(value) <= longest or not value.isprintable():
        raise Problem("invalid-header", f"{name} must have 1 to {longest} printable characters.")
    return value


def looked(  # noqa: PLR0913 what a look consists of
    request: "Request[Any, Any, Any]",
    residents: Sequence[UUID],
    *,
    on: date | None = None,
    known: str | None = None,
    purpose: str | None = None,
) -> None:
    """Put a look on record before its answer is sent; raises Problem `unavailable` when that is not possible.

    `purpose` None: what the caller says in `X-Purpose`.
    """
    services = services_of(request)
    caller: Caller = caller_of(request)
    purpose = purpose or purpose_of(request)
    if len(residents) == 1:
        scope: Any = request.scope
        scope[WIDE]["resident_id"] = residents[0]
    if not residents:
        return
    try:
        services.accesses.look(
            Look(
                looked_at=services.clock.now(), person=caller.person, role=caller.role, office=caller.office,
                purpose=purpose, route=f"{request.method} {request.scope['path_template']}",
                asked_on=on, known=known, residents=tuple(residents),
            )
        )  # fmt: skip
    except TooManyWaitingError:
        raise Problem("unavailable", "Looks cannot be put on record now.") from None


def answer(content: Any, *, status: int = 200, headers: dict[str, str] | None = None) -> "Response[bytes]":
    """Return a JSON answer."""
    return Response(
        msgspec.json.encode(content), status_code=status, headers=headers, media_type="application/json"
    )
