"""Answers on their way out: written once, sent as they are."""

from collections.abc import Mapping, Sequence
from typing import Any

import msgspec


class Reply:
    """An answer on its way out: Litestar sends it as it is."""

    __slots__ = ("_body", "_headers", "_status")

    def __init__(
        self,
        body: bytes,
        *,
        media_type: str,
        status: int = 200,
        headers: Mapping[str, str] | None = None,
        cookies: Sequence[str] = (),
    ) -> None:
        self._body = body
        self._status = status
        self._headers = [
            *([] if status == 204 else _about(body, media_type)),
            *((name.lower().encode(), value.encode("latin-1")) for name, value in (headers or {}).items()),
            *((b"set-cookie", each.encode("latin-1")) for each in cookies),
        ]

    def to_asgi_response(self, **_: Any) -> "Reply":
        """Return itself, where Litestar asks what answers an exception."""
        return self

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        """Send it."""
        del scope, receive
        await send({"type": "http.response.start", "status": self._status, "headers": self._headers})
        await send({"type": "http.response.body", "body": self._body})


def _about(body: bytes, media_type: str) -> list[tuple[bytes, bytes]]:
    return [(b"content-type", media_type.encode()), (b"content-length", str(len(body)).encode())]


def answer(content: Any, *, status: int = 200, headers: Mapping[str, str] | None = None) -> Reply:
    """Return a JSON answer."""
    return Reply(msgspec.json.encode(content), media_type="application/json", status=status, headers=headers)


def paper(text: str, *, headers: Mapping[str, str] | None = None) -> Reply:
    """Return an answer to print."""
    return Reply(text.encode(), media_type="text/plain; charset=utf-8", headers=headers)
