"""Connections, before there is a request: how large and slow its header may be, and how many may be open.

uvicorn limits none of it beneath an ASGI application, nor do other servers all of it: this adds it to its
protocol. Of those who wait without a request, the longest gives way when a newcomer finds no room.
"""

import asyncio
import math
import re
import resource
from collections.abc import Collection
from time import monotonic
from typing import Any, Final, cast

import uvicorn
from uvicorn.protocols.http.httptools_impl import STATUS_LINE, HttpToolsProtocol, RequestResponseCycle

from api.edge import preferred
from api.logs import log
from api.metrics import Metrics
from api.problems import MEDIA_TYPE, Problem
from api.settings import WebSettings

_LOOK_EVERY: Final = 0.5
_LANGUAGE: Final = re.compile(rb"\r\naccept-language: *([^\r]*)", re.IGNORECASE)
_OTHER_FILES: Final = 256
"""Files that a process has open beside connections, at most."""


class Door:
    """What all connections of a server process share: their limits, and who waits without a request."""

    def __init__(self, limits: WebSettings, metrics: Metrics) -> None:
        self.limits = limits
        self.metrics = metrics
        self.most = _room(limits.connections)
        self.waiting: dict[Connection, None] = {}

    def arrived(self, newcomer: "Connection", open_: Collection[object]) -> None:
        """Let a connection in; if it is one too many, the one that waits longest goes, else the newcomer."""
        self.metrics.connections.inc()
        if len(open_) <= self.most:
            self.waiting[newcomer] = None
        elif self.waiting:
            next(iter(self.waiting)).send_away("too-many-connections")
            self.waiting[newcomer] = None
        else:
            newcomer.send_away("too-many-connections", tell=True)

    async def watch(self, open_: Collection[object]) -> None:
        """Send away whoever is too slow, until cancelled."""
        while True:
            await asyncio.sleep(_LOOK_EVERY)
            now = monotonic()
            for connection in list(open_):
                cast("Connection", connection).look(now)


class Config(uvicorn.Config):
    """uvicorn's, with the door its connections come through."""

    def __init__(self, app: Any, door: Door, **more: Any) -> None:
        super().__init__(app, http=Connection, timeout_keep_alive=math.ceil(door.limits.idle_seconds), **more)
        self.door = door


class Connection(HttpToolsProtocol):
    """uvicorn's connection, which counts what arrives that is no body, and ends when its time is up."""

    def __init__(self, config: Config, *arguments: Any, **more: Any) -> None:
        super().__init__(config, *arguments, **more)
        self._door = config.door
        self._limits = config.door.limits
        self._due = math.inf
        self._begun = 0
        self._body = 0
        self._beside = 0
        self._fault = "malformed-request"
        self._read = b""

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """Begin to wait for a header."""
        super().connection_made(transport)
        self._due = monotonic() + self._limits.header_seconds
        self._door.arrived(self, self.connections)

    def connection_lost(self, exc: Exception | None) -> None:
        """Wait no longer."""
        self._door.waiting.pop(self, None)
        self._door.metrics.connections.dec()
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        """Read on. What a request has beside its body is bounded, trailers and chunk sizes as well."""
        if self.transport.is_closing():
            return
        begun, body = self._begun, self._body
        self._read = data
        super().data_received(data)
        self._read = b""
        if self._begun != begun or self._due == math.inf or self.transport.is_closing():
            return  # what arrives with its beginning is one read at most
        self._beside += len(data) - (self._body - body)
        if self._beside > self._limits.header_bytes + self._body:
            self.send_away("header-too-large")

    def on_message_begin(self) -> None:
        """Begin to count."""
        super().on_message_begin()
        self._begun += 1
        self._body = self._beside = 0
        if self._due == math.inf:
            self._due = monotonic() + self._limits.header_seconds

    def on_headers_complete(self) -> None:
        """Wait for the body; a header that came in one read is measured here."""
        size = len(self.url) + sum(len(name) + len(value) + 4 for name, value in self.headers)
        if size > self._limits.header_bytes:
            self._fault = "header-too-large"
            raise ValueError(self._fault)  # ends the parser, which asks for an answer of 400
        self._door.waiting.pop(self, None)
        self._due = monotonic() + self._limits.body_seconds
        super().on_headers_complete()

    def on_body(self, body: bytes) -> None:
        """Count."""
        self._body += len(body)
        super().on_body(body)

    def on_message_complete(self) -> None:
        """Wait for nothing more of this request."""
        self._due = math.inf
        super().on_message_complete()

    def on_response_complete(self) -> None:
        """Wait for the next request, unless it is here already."""
        super().on_response_complete()
        if self.cycle.response_complete and not self.transport.is_closing():
            self._door.waiting[self] = None

    def send_400_response(self, msg: str) -> None:
        """Answer what the parser refuses."""
        del msg
        self.send_away(self._fault, tell=True)

    def look(self, now: float) -> None:
        """End the connection when its time is up; nobody is told who does not read what was sent."""
        if self.transport.is_closing():
            if self._due == math.inf:
                self._due = now + self._limits.header_seconds
            elif now > self._due:
                self.transport.abort()
        elif now > self._due and not self.pipeline:
            self.send_away("request-too-slow")

    def send_away(self, code: str, *, tell: bool | None = None) -> None:
        """Close, and `tell` why: by default when a request has begun to arrive."""
        if self.transport.is_closing():
            return
        self._door.waiting.pop(self, None)
        self._door.metrics.sent_away(code)
        log.warning("connection closed", reason=code)
        tell = (self._begun > 0 and self._due < math.inf) if tell is None else tell
        cycle = cast("RequestResponseCycle | None", self.cycle)
        if cycle is not None and not cycle.response_complete:  # its own answer comes too late
            tell = tell and not cycle.response_started
            cycle.disconnected = True
            cycle.message_event.set()
        self._due = math.inf
        self.connections.discard(self)
        if self.transport.get_write_buffer_size():  # what was sent before is not read
            self.transport.abort()
            return
        if tell:
            self.transport.write(self._answer(code))
        self.transport.close()

    def _answer(self, code: str) -> bytes:
        problem = Problem(code)
        language = _LANGUAGE.search(self._read)  # what could not be parsed has no headers yet
        body = problem.document("en" if language is None else preferred(language[1], ("en", "ja")))
        lines = [STATUS_LINE[problem.status].rstrip()]
        lines += [name + b": " + value for name, value in self.server_state.default_headers]
        lines += [b"content-type: " + MEDIA_TYPE.encode(), b"content-length: %d" % len(body)]
        lines += [b"cache-control: no-store", b"connection: close"]
        if problem.status == 503:
            lines.append(b"retry-after: 1")
        return b"\r\n".join([*lines, b"", body])


def _room(connections: int) -> int:
    """Return how many connections may be open, after raising the process's soft limit of files for them."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = connections + _OTHER_FILES
    if soft != resource.RLIM_INFINITY and soft < wanted:
        soft = wanted if hard == resource.RLIM_INFINITY else min(wanted, hard)
        resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))
        if soft < wanted:
            log.warning("the limit of open files allows fewer connections", connections=soft - _OTHER_FILES)
            return max(1, soft - _OTHER_FILES)
    return connections
