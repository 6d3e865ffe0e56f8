"""The console's way to the facts: it asks the routes of `/v1`, as the person who is signed in.

Nothing is known to a page that a route would not answer to the same person: who may see what, what is put on
record as a look and what is refused is decided there.
"""

from collections.abc import Mapping
from typing import Any, Final
from urllib.parse import urlencode

import msgspec
from msgspec import Struct

from api.edge import ASGI, WIDE, Message
from api.identity import CALLER
from api.problems import ProblemDocument
from api.scope import Caller

_TOLD: Final = ("resident_id", "versions", "position", "replayed", "problem")
"""The parts of an inner request's log line that are copied into the log line of the page."""


class Refused(Exception):
    """A route of the API refused; the page shows its problem document."""

    def __init__(self, problem: ProblemDocument) -> None:
        super().__init__(problem.type)
        self.problem = problem

    @property
    def code(self) -> str:
        """The code of the problem."""
        return self.problem.type.rpartition("/")[2]


class Answer(Struct, frozen=True, kw_only=True):
    """What a route answered: headers by their name in small letters, the JSON as plain values."""

    status: int
    headers: Mapping[str, str]
    content: Any


class ConsoleDesk:
    """Asks the API for one person, within one request for a page."""

    def __init__(self, app: ASGI, scope: Any, caller: Caller, language: str) -> None:
        self._app = app
        self._scope = scope
        self._caller = caller
        self._language = language

    async def get(self, path: str, **query: object) -> Any:
        """Return what a route answers, as plain values; None in the query is left out. Raises Refused."""
        return (await self.ask(path, **query)).content

    async def ask(self, path: str, headers: Mapping[str, str] | None = None, /, **query: object) -> Answer:
        """Return the same with its status and headers; `headers` are sent. Raises Refused."""
        given = {name: _written(value) for name, value in query.items() if value not in {None, ""}}
        return await self._call("GET", path, urlencode(given), b"", headers or {})

    async def post(self, path: str, body: object, headers: Mapping[str, str] | None = None) -> Answer:
        """Send a body to a route. Raises Refused."""
        sent = {"content-type": "application/json", **(headers or {})}
        return await self._call("POST", path, "", msgspec.json.encode(body), sent)

    async def _call(
        self, method: str, path: str, query: str, body: bytes, headers: Mapping[str, str]
    ) -> Answer:
        wide: dict[str, Any] = {}
        scope = {
            **{name: self._scope[name] for name in ("type", "asgi", "http_version", "scheme", "server")},
            "client": self._scope.get("client"),
            "method": method,
            "path": path,
            "raw_path": path.encode(),
            "root_path": "",
            "query_string": query.encode(),
            "headers": [
                (b"accept-language", self._language.encode()),
                (b"content-length", str(len(body)).encode()),
                *((name.lower().encode(), value.encode()) for name, value in headers.items()),
            ],
            WIDE: wide,
            CALLER: self._caller,
        }
        answered = _Answered(body)
        await self._app(scope, answered.receive, answered.send)
        self._scope[WIDE].update({name: wide[name] for name in _TOLD if name in wide})
        return answered.answer()


class _Answered:
    """The answer to an inner request, as it comes in."""

    def __init__(self, body: bytes) -> None:
        self._sent = body
        self._status = 500
        self._headers: dict[str, str] = {}
        self._body = b""

    async def receive(self) -> Message:
        return {"type": "http.request", "body": self._sent, "more_body": False}

    async def send(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            self._status = message["status"]
            self._headers = {
                name.decode("latin-1").lower(): value.decode("latin-1") for name, value in message["headers"]
            }
        else:
            self._body += message.get("body", b"")

    def answer(self) -> Answer:
        if self._status >= 400:
            raise Refused(msgspec.json.decode(self._body, type=ProblemDocument))
        content = msgspec.json.decode(self._body) if self._body else None
        return Answer(status=self._status, headers=self._headers, content=content)


def _written(value: object) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    return str(value)
