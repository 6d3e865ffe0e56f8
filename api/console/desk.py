"""The console's way to the facts: it asks the routes of `/v1`, as the person who is signed in.

Nothing is known to a page that a route would not answer to the same person: who may see what, what is put on
record as a look and what is refused is decided there.
"""

from collections.abc import Mapping
from typing import Any, Final
from urllib.parse import parse_qsl, urlencode

import msgspec
from msgspec import Struct

from api.edge import ASGI, WIDE
from api.inside import Inside, ask_inside
from api.problems import ProblemDocument
from api.replies import Reply
from api.scope import Caller

_TOLD: Final = ("resident_id", "versions", "position", "replayed", "table", "rows", "problem")
"""The parts of an inner request's log line that are copied into the log line of the page."""

_AN_ID: Final = 36
_SENT_ON: Final = ("content-disposition", "content-language", "etag", "link", "vary")
"""The headers of a download that the browser gets."""


class Refused(Exception):
    """A route of the API refused; the page shows its problem document."""

    def __init__(self, problem: ProblemDocument) -> None:
        super().__init__(problem.type)
        self.problem = problem

    @property
    def code(self) -> str:
        """The code of the problem."""
        return self.problem.type.rpartition("/")[2]


class MergedElsewhere(Exception):
    """The file was merged into another, `into`: there is answered what was asked, as `known` there."""

    def __init__(self, location: str) -> None:
        super().__init__(location)
        self.into = location.removeprefix("/v1/residents/")[:_AN_ID]
        self.known = dict(parse_qsl(location.partition("?")[2])).get("known")


class Answer(Struct, frozen=True, kw_only=True):
    """What a route answered: headers by their name in small letters, the JSON as plain values."""

    status: int
    headers: Mapping[str, str]
    content: Any


class ConsoleDesk:
    """Asks the API for one person, within one request for a page."""

    def __init__(
        self, app: ASGI, scope: Any, caller: Caller, language: str, always: Mapping[str, str] | None = None
    ) -> None:
        """Ask for the caller; the headers `always` are sent with every question."""
        self._app = app
        self._scope = scope
        self._caller = caller
        self._language = language
        self._always = always or {}

    async def get(self, path: str, **query: object) -> Any:
        """Return what a route answers, as plain values; None in the query is left out. Raises Refused."""
        return (await self.ask(path, **query)).content

    async def ask(self, path: str, headers: Mapping[str, str] | None = None, /, **query: object) -> Answer:
        """Return the same with its status and headers; `headers` are sent. Raises Refused."""
        return _answer(await self._call("GET", path, query, b"", headers or {}))

    async def post(self, path: str, body: object, headers: Mapping[str, str] | None = None) -> Answer:
        """Send a body to a route. Raises Refused."""
        return _answer(await self._send("POST", path, body, headers))

    async def put(self, path: str, body: object) -> Answer:
        """Put a body in place of what a route has. Raises Refused."""
        return _answer(await self._send("PUT", path, body))

    async def patch(self, path: str, body: object) -> Answer:
        """Change a part of what a route has. Raises Refused."""
        return _answer(await self._send("PATCH", path, body))

    async def delete(self, path: str) -> None:
        """Delete what a route has. Raises Refused."""
        await self._call("DELETE", path, {}, b"", {})

    async def download(
        self, path: str, headers: Mapping[str, str] | None = None, /, **query: object
    ) -> Reply:
        """Return what a route answers as it is, whatever it is, to send it on. Raises Refused."""
        return _handed_on(await self._call("GET", path, query, b"", headers or {}))

    async def send_for(self, path: str, body: object, headers: Mapping[str, str] | None = None) -> Reply:
        """Send a body to a route and return what it answers as it is, to send it on. Raises Refused."""
        return _handed_on(await self._send("POST", path, body, headers))

    async def _send(
        self, method: str, path: str, body: object, headers: Mapping[str, str] | None = None
    ) -> Inside:
        sent = {"content-type": "application/json", **(headers or {})}
        return await self._call(method, path, {}, msgspec.json.encode(body), sent)

    async def _call(
        self, method: str, path: str, query: Mapping[str, object], body: bytes, headers: Mapping[str, str]
    ) -> Inside:
        given = {name: _written(value) for name, value in query.items() if value not in {None, ""}}
        sent = {"accept-language": self._language, **self._always, **headers}
        found = await ask_inside(
            self._app,
            self._scope,
            method=method,
            path=path,
            query=urlencode(given).encode(),
            headers=[(name.lower().encode(), value.encode()) for name, value in sent.items()],
            body=body,
            caller=self._caller,
        )
        wide = found.scope[WIDE]
        self._scope[WIDE].update({name: wide[name] for name in _TOLD if name in wide})
        if found.status == 308:
            raise MergedElsewhere(found.headers["location"])
        if found.refused:
            raise Refused(msgspec.json.decode(found.body, type=ProblemDocument))
        return found


def _handed_on(found: Inside) -> Reply:
    return Reply(
        found.body,
        media_type=found.headers["content-type"],
        headers={name: found.headers[name] for name in _SENT_ON if name in found.headers},
    )


def _answer(found: Inside) -> Answer:
    content = msgspec.json.decode(found.body) if found.body else None
    return Answer(status=found.status, headers=found.headers, content=content)


def _written(value: object) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    return str(value)
