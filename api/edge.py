"""The outermost layer, around Litestar: what holds for every answer, also for paths that do not exist.

Request id, host check, time-out, security headers, one log event and the metrics of a request.
"""

import asyncio
import re
import secrets
from collections.abc import Awaitable, Callable, MutableMapping
from functools import lru_cache, partial
from time import perf_counter
from typing import Any, Final

from adapters.postgres.reading import standby_may_answer
from adapters.postgres.standby import Standby
from api.logs import log
from api.metrics import Metrics
from api.problems import MEDIA_TYPE, Problem

Message = MutableMapping[str, Any]
Scope = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
ASGI = Callable[[Any, Any, Any], Awaitable[None]]

WIDE: Final = "zairyu.wide"
"""Key of the ASGI scope under which the parts of one request's log event are gathered."""

_REQUEST_ID = re.compile(rb"[A-Za-z0-9_-]{8,64}")
_HEADERS: Final = (
    (b"x-content-type-options", b"nosniff"),
    (b"x-frame-options", b"DENY"),
    (b"referrer-policy", b"no-referrer"),
    (b"cross-origin-resource-policy", b"same-origin"),
    (b"permissions-policy", b"interest-cohort=()"),
)
_CLOSED: Final = (b"content-security-policy", b"default-src 'none'; frame-ancestors 'none'")
_NO_STORE: Final = (b"cache-control", b"no-store")
_READING: Final = frozenset({"GET", "HEAD"})
_SHAPES: Final = ("application/json", "text/plain")


class Edge:
    """ASGI application around another. `hosts` empty: any host is served.

    A `standby` may be asked by what GET reads, and hears when anything else is answered.
    """

    def __init__(
        self,
        app: ASGI,
        *,
        metrics: Metrics,
        hosts: frozenset[str] = frozenset(),
        timeout: float = 30,
        standby: Standby | None = None,
    ) -> None:
        self._app = app
        self._metrics = metrics
        self._hosts = hosts
        self._timeout = timeout
        self._standby = standby

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one connection; anything but HTTP goes through."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        exchange = _Exchange(scope, send, self._standby)
        with standby_may_answer(self._standby if exchange.reads else None):
            await exchange.run(self._app, receive, self._metrics, self._hosts, self._timeout)


class _Exchange:
    """One request and its answer."""

    def __init__(self, scope: Scope, send: Send, standby: Standby | None) -> None:
        self._method = scope["method"]
        self.reads = self._method in _READING
        self._standby = standby
        # HEAD is GET without the body, which the server leaves out; it keeps its own scope.
        self._scope = {**scope, "method": "GET"} if self._method == "HEAD" else scope
        self._send = send
        self._status = 500
        self._started = False
        self._wide: dict[str, Any] = {}
        given = header(scope, b"x-request-id")
        self._id = (
            given if given is not None and _REQUEST_ID.fullmatch(given) else secrets.token_hex(16).encode()
        )
        self._scope[WIDE] = self._wide

    async def run(
        self, app: ASGI, receive: Receive, metrics: Metrics, hosts: frozenset[str], timeout: float
    ) -> None:
        """Answer, then log and count."""
        begun = perf_counter()
        try:
            if hosts and not self._host_known(hosts):
                await self._refuse(Problem("unknown-host"))
                return
            async with asyncio.timeout(timeout):
                await app(self._scope, partial(self._received, receive), self._answer)
        except TimeoutError:
            await self._refuse(Problem("timed-out"))
        except Exception:  # noqa: BLE001 - whatever it is, the answer is 500 and says nothing
            log.exception("unhandled", request_id=self._id.decode())
            await self._refuse(Problem("internal-error"))
        finally:
            self._note(metrics, perf_counter() - begun)

    def _note(self, metrics: Metrics, seconds: float) -> None:
        method = self._method
        route = self._scope.get("path_template")
        metrics.served(method, route, self._status, seconds, self._wide.get("problem"))
        log.info(
            "request", request_id=self._id.decode(), method=method, route=route, status=self._status,
            ms=round(seconds * 1000, 2), **self._wide,
        )  # fmt: skip

    async def _received(self, receive: Receive) -> Message:
        """Return what the client sends; raises Problem `client-gone` when it left before an answer."""
        message = await receive()
        if message["type"] == "http.disconnect" and not self._started:
            raise Problem("client-gone")
        return message

    async def _answer(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            self._started = True
            if self._standby is not None and not self.reads:
                self._standby.written()  # before the client can ask for it
            self._status = message["status"]
            message["headers"] = [*message.get("headers", ()), *self._own_headers(message.get("headers", ()))]
        await self._send(message)

    def _own_headers(self, given: Any) -> list[tuple[bytes, bytes]]:
        names = {name.lower() for name, _ in given}
        more = [(b"x-request-id", self._id), *_HEADERS]
        more += [pair for pair in (_CLOSED, _NO_STORE) if pair[0] not in names]
        return more

    async def _refuse(self, problem: Problem) -> None:
        self._wide["problem"] = problem.code
        if self._started:
            return
        body = problem.document(language_in(self._scope))
        headers = [(b"content-type", MEDIA_TYPE.encode()), (b"content-length", str(len(body)).encode())]
        await self._answer({"type": "http.response.start", "status": problem.status, "headers": headers})
        await self._send({"type": "http.response.body", "body": body})

    def _host_known(self, hosts: frozenset[str]) -> bool:
        host = (header(self._scope, b"host") or b"").decode("latin-1").lower()
        name = host.rpartition("]")[0] + "]" if host.startswith("[") else host.partition(":")[0]
        return name in hosts


def header(scope: Any, name: bytes) -> bytes | None:
    """Return a header of an ASGI scope, by its name in small letters; of several the first."""
    for key, value in scope["headers"]:
        if key == name:
            return bytes(value)
    return None


def client_address(scope: Any) -> str:
    """Return from where a request comes, as far as that is known."""
    client = scope.get("client")
    return client[0] if client else ""


def site_of(scope: Any, address: str | None) -> str:
    """Return where people reach the service: as the settings say, else as the request does."""
    if address is not None:
        return address
    host = (header(scope, b"host") or b"").decode("latin-1")
    return f"{scope['scheme']}://{host or ':'.join(map(str, scope['server'] or ('127.0.0.1',)))}"


def has_already(scope: Any, etag: str) -> bool:
    """Return whether the client has what is under this tag (RFC 9110, 13.1.2)."""
    sent = (header(scope, b"if-none-match") or b"").decode("latin-1")
    return sent.strip() == "*" or etag in {tag.strip().removeprefix("W/") for tag in sent.split(",")}


def header_text(scope: Any, name: str, *, longest: int) -> str | None:
    """Return a header's text, None when it is absent; raises Problem `invalid-header`."""
    key = name.lower().encode()
    raw = header(scope, key)
    if raw is None:
        return None
    if sum(sent == key for sent, _ in scope["headers"]) > 1:
        raise Problem("invalid-header", f"{name} must not be sent more than once.")
    try:
        value = raw.decode("utf-8").strip()
    except UnicodeDecodeError:
        value = ""
    if not 0 < len(value) <= longest or not value.isprintable():
        raise Problem("invalid-header", f"{name} must have 1 to {longest} printable characters.")
    return value


def paper_wanted(scope: Any) -> bool:
    """Return whether the client of an ASGI scope prefers plain text, to print, over JSON."""
    accepted = header(scope, b"accept")
    return accepted is not None and preferred(accepted, _SHAPES) == "text/plain"


@lru_cache(maxsize=256)
def accepts_alone(accepted: bytes, types: tuple[str, ...]) -> bool:
    """Return whether a client takes nothing but these media types."""
    named = [item.partition(";")[0].strip() for item in accepted.decode("latin-1").lower().split(",")]
    return all(name in types for name in named)


def language_in(scope: Any) -> str:
    """Return `ja` when the client of an ASGI scope prefers Japanese over English, else `en`."""
    accepted = header(scope, b"accept-language")
    return "en" if accepted is None else preferred(accepted, ("en", "ja"))


@lru_cache(maxsize=256)
def preferred(accepted: bytes, offered: tuple[str, ...]) -> str:
    """Return which of the languages or media types offered a client likes best; when none, the first."""
    best, chosen = 0.0, offered[0]
    for item in accepted.decode("latin-1").lower().split(",")[:20]:
        name, _, quality = item.replace(" ", "").partition(";q=")
        name = name.partition(";")[0]
        tag = name if "/" in name else name.partition("-")[0]
        weight = _weight(quality)
        if tag in offered and weight > best:
            best, chosen = weight, tag
    return chosen


def _weight(text: str) -> float:
    try:
        return float(text) if text else 1.0
    except ValueError:
        return 0.0
