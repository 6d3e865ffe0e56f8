"""Requests that are made of this application while it answers one: in process, for the same caller.

What is asked so goes the whole way that a request from outside goes: its guard, its limit, its looks.
"""

from collections.abc import Iterable, Mapping
from typing import Any, Final

from msgspec import Struct

from api.edge import ASGI, WIDE, Message
from api.identity import CALLER
from api.scope import Caller

Headers = Iterable[tuple[bytes, bytes]]
_SAME: Final = ("type", "asgi", "http_version", "scheme", "server")


class Inside(Struct, frozen=True, kw_only=True):
    """What was answered inside; `scope` is that of the request made here, with what the way through it noted.

    Headers are by their name in small letters.
    """

    status: int
    headers: dict[str, str]
    body: bytes
    scope: Any

    @property
    def refused(self) -> bool:
        """Whether the body is a problem document."""
        return self.status >= 400


async def ask_inside(  # noqa: PLR0913 the parts of a request
    app: ASGI,
    outer: Any,
    *,
    method: str,
    path: str,
    query: bytes = b"",
    headers: Headers = (),
    body: bytes = b"",
    caller: Caller | None = None,
    noted: Mapping[str, object] | None = None,
) -> Inside:
    """Return what the application answers within the request of the `outer` scope.

    `caller` None: whoever the headers name; `noted` is added to the inner scope.
    """
    wide: dict[str, Any] = {}
    scope: dict[str, Any] = {
        **{name: outer[name] for name in _SAME},
        "client": outer.get("client"),
        "method": method,
        "path": path,
        "raw_path": path.encode(),
        "root_path": "",
        "query_string": query,
        "headers": [*headers, (b"content-length", str(len(body)).encode())],
        WIDE: wide,
        **(noted or {}),
    }
    if caller is not None:
        scope[CALLER] = caller
    answered = _Answered(body)
    await app(scope, answered.receive, answered.send)
    return Inside(status=answered.status, headers=answered.headers, body=bytes(answered.body), scope=scope)


class _Answered:
    """The answer to an inner request, as it comes in."""

    def __init__(self, body: bytes) -> None:
        self._sent = body
        self.status = 500
        self.headers: dict[str, str] = {}
        self.body = bytearray()

    async def receive(self) -> Message:
        return {"type": "http.request", "body": self._sent, "more_body": False}

    async def send(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            self.status = message["status"]
            self.headers = {
                name.decode("latin-1").lower(): value.decode("latin-1") for name, value in message["headers"]
            }
        else:
            self.body += message.get("body", b"")
