"""What handlers work with: the log, the lists, the clock, the record of looks. One per server process."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any, Final
from uuid import UUID

import msgspec
from litestar import Request
from litestar.connection import ASGIConnection
from msgspec import Struct

from adapters.ports import Clock
from adapters.postgres.accesses import Accesses, Look, TooManyWaitingError
from adapters.postgres.database import Pool
from adapters.postgres.lists import Lists
from adapters.postgres.log import Log
from adapters.postgres.projector import Projector
from adapters.recording import Recorder
from adapters.sealing import Sealing
from api.edge import WIDE, header, language_in, preferred
from api.identity import caller_of
from api.metrics import Metrics
from api.problems import Problem
from api.scope import Caller
from domain.policy import Policy

SERVICES: Final = "services"
_SHAPES: Final = ("application/json", "text/plain")


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
    pool: Pool
    sealing: Sealing | None


def services_of(request: "ASGIConnection[Any, Any, Any, Any]") -> Services:
    """Return the parts that serve this request."""
    found: Services = request.app.state[SERVICES]
    return found


def language_of(request: "Request[Any, Any, Any]") -> str:
    """Return `ja` when the client prefers Japanese over English, else `en`."""
    return language_in(request.scope)


def on_paper(request: "Request[Any, Any, Any]") -> bool:
    """Return whether the client prefers plain text, to print, over JSON."""
    accepted = header(request.scope, b"accept")
    return accepted is not None and preferred(accepted, _SHAPES) == "text/plain"


def purpose_of(request: "Request[Any, Any, Any]") -> str | None:
    """Return why the caller looks, if they say so in `X-Purpose`."""
    return header_text(request, "x-purpose", longest=500)


def header_text(request: "Request[Any, Any, Any]", name: str, *, longest: int) -> str | None:
    """Return a header's text, None when it is absent; raises Problem `invalid-header`."""
    key = name.lower().encode()
    raw = header(request.scope, key)
    if raw is None:
        return None
    if sum(sent == key for sent, _ in request.scope["headers"]) > 1:
        raise Problem("invalid-header", f"{name} must not be sent more than once.")
    try:
        value = raw.decode("utf-8").strip()
    except UnicodeDecodeError:
        value = ""
    if not 0 < len(value) <= longest or not value.isprintable():
        raise Problem("invalid-header", f"{name} must have 1 to {longest} printable characters.")
    return value


def looked(
    request: "Request[Any, Any, Any]",
    residents: Sequence[UUID],
    *,
    on: date | None = None,
    known: str | None = None,
    purpose: str | None = None,
    nobody_too: bool = False,
) -> None:
    """Put a look on record before its answer is sent; raises Problem `unavailable` when that is not possible.

    `purpose` None: what the caller says in `X-Purpose`. `nobody_too`: also a question that found nobody.
    """
    services = services_of(request)
    caller: Caller = caller_of(request)
    purpose = purpose or purpose_of(request)
    if len(residents) == 1:
        scope: Any = request.scope
        scope[WIDE]["resident_id"] = residents[0]
    if not residents and not nobody_too:
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


class Reply:
    """An answer on its way out: Litestar sends it as it is."""

    __slots__ = ("_body", "_headers", "_status")

    def __init__(
        self, body: bytes, *, media_type: str, status: int = 200, headers: Mapping[str, str] | None = None
    ) -> None:
        self._body = body
        self._status = status
        self._headers = [
            (b"content-type", media_type.encode()),
            (b"content-length", str(len(body)).encode()),
            *((name.lower().encode(), value.encode("latin-1")) for name, value in (headers or {}).items()),
        ]

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        """Send it."""
        del scope, receive
        await send({"type": "http.response.start", "status": self._status, "headers": self._headers})
        await send({"type": "http.response.body", "body": self._body})


def answer(content: Any, *, status: int = 200, headers: Mapping[str, str] | None = None) -> Reply:
    """Return a JSON answer."""
    return Reply(msgspec.json.encode(content), media_type="application/json", status=status, headers=headers)


def paper(text: str, *, headers: Mapping[str, str] | None = None) -> Reply:
    """Return an answer to print."""
    return Reply(text.encode(), media_type="text/plain; charset=utf-8", headers=headers)
