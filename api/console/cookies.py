"""Cookies: what a browser sends, and what it is given to keep."""

from collections.abc import Mapping
from typing import Any, Final

from api.edge import header, language_in

SESSION: Final = "zairyu_session"
LANGUAGE: Final = "zairyu_language"
SIGNING_IN: Final = "zairyu_signing_in"
"""What of a sign-in with the identity provider is under way."""

SIGNED_OUT: Final = "zairyu_signed_out"
"""That somebody has signed out since the browser was started."""


def cookies(scope: Any) -> Mapping[str, str]:
    """Return the cookies of a request; of several of one name the first. One that cannot be read is passed over."""  # noqa: E501
    found: dict[str, str] = {}
    for part in (header(scope, b"cookie") or b"").decode("latin-1").split(";"):
        name, equals, value = part.strip().partition("=")
        if equals:
            found.setdefault(name, value)
    return found


def cookie(scope: Any, name: str, *, secure: bool) -> str:
    """Return the value of a cookie that `set_cookie` set, "" for none."""
    return cookies(scope).get(_whole(name, secure=secure), "")


def set_cookie(name: str, value: str, *, secure: bool, seconds: int | None = None) -> str:
    """Return a `Set-Cookie` for this site alone, out of reach of scripts.

    It is kept for `seconds`, 0 to forget it, else until the browser ends. Under https its name begins with
    `__Host-`: no other host, a neighbour under the same domain least of all, can then set it.
    """
    parts = [f"{_whole(name, secure=secure)}={value}", "Path=/", "HttpOnly", "SameSite=Lax"]
    if secure:
        parts.append("Secure")
    if seconds is not None:
        parts.append(f"Max-Age={seconds}")
    return "; ".join(parts)


def _whole(name: str, *, secure: bool) -> str:
    return f"__Host-{name}" if secure else name


def language_of(scope: Any) -> str:
    """Return the language chosen for pages, else the one that the browser prefers."""
    sent = cookies(scope)
    chosen = sent.get(_whole(LANGUAGE, secure=True)) or sent.get(LANGUAGE)
    return chosen if chosen in {"en", "ja"} else language_in(scope)
