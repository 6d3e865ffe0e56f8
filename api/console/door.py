"""The console's door: the session's cookie, the token of every form, and sessions that ended."""

import hashlib
import hmac
from collections.abc import Awaitable, Callable, Mapping
from http.cookies import CookieError, SimpleCookie
from typing import Any, Final
from urllib.parse import parse_qsl, urlsplit
from uuid import UUID

from litestar import Request
from litestar.handlers.base import BaseRouteHandler
from msgspec import Struct

from adapters.postgres.sessions import Session, Sessions, UnsavedForms
from api.console.words import WORDS
from api.edge import WIDE, header, language_in
from api.identity import CALLER, Identity
from api.problems import Fault, Problem
from api.scope import Caller

COOKIE: Final = "zairyu_session"
LANGUAGE: Final = "zairyu_language"
CSRF: Final = "csrf"
"""The hidden field of every form."""
PUBLIC: Final = {"console": "public"}
"""What a handler says of itself that needs nobody to be signed in."""
_VISITOR: Final = "zairyu.visitor"
_FORM: Final = "zairyu.form"
_MOST_FIELDS: Final = 300


class SignInNeeded(Exception):
    """Nobody is signed in, or no longer; `to` is the page that was wanted."""

    def __init__(self, to: str, *, ended: bool) -> None:
        super().__init__(to)
        self.to = to
        self.ended = ended


class Form:
    """What was typed into a form: every field has a list of values, as browsers send them."""

    def __init__(self, typed: str) -> None:
        self.typed = typed
        self.fields: dict[str, list[str]] = {}
        try:
            pairs = parse_qsl(typed, keep_blank_values=True, max_num_fields=_MOST_FIELDS)
        except ValueError:
            detail = "The form has too many fields."
            raise Problem("malformed-body", errors=[Fault(pointer="", detail=detail)]) from None
        for name, value in pairs:
            self.fields.setdefault(name, []).append(value.replace("\r\n", "\n"))

    def __getitem__(self, name: str) -> str:
        """Return the value of a field, "" when it was not sent."""
        return self.fields.get(name, [""])[0]

    def all(self, name: str) -> list[str]:
        """Return every value of a field."""
        return self.fields.get(name, [])


class Visitor(Struct, frozen=True, kw_only=True):
    """Who comes to the door: the id in their cookie, and whom it names while in force."""

    session_id: str
    session: Session | None
    caller: Caller | None


_NOBODY: Final = Visitor(session_id="", session=None, caller=None)


def guard(
    sessions: Sessions, unsaved: UnsavedForms, identity: Identity
) -> Callable[[Any, BaseRouteHandler], Awaitable[None]]:
    """Return the guard of every page: it finds out who is there, and checks what they send.

    The guard raises SignInNeeded, and Problem `forbidden` for a form without the token of the session.
    """

    async def signed_in(connection: "Request[Any, Any, Any]", handler: BaseRouteHandler) -> None:
        scope: Any = connection.scope
        visitor = await _visitor(scope, sessions, identity)
        scope[_VISITOR] = visitor
        if scope["method"] == "POST":
            form = _form(await connection.body(), visitor)
            scope[_FORM] = form
            if visitor.session is not None and visitor.caller is None and not signing(scope["path"]):
                about = _resident_in(scope["path"])
                await unsaved.keep(visitor.session.person, scope["path"], form.typed, about)
        caller = visitor.caller
        if handler.opt.get("console") == "public":
            return
        if caller is None:
            raise SignInNeeded(_wanted(scope), ended=visitor.session is not None)
        scope[CALLER] = caller
        scope[WIDE].update(actor=caller.person, role=caller.role, office=caller.office)

    return signed_in


async def _visitor(scope: Any, sessions: Sessions, identity: Identity) -> Visitor:
    session_id = cookies(scope).get(COOKIE, "")
    session = await sessions.find(session_id) if session_id else None
    in_force = session is not None and session.in_force
    caller = identity.signed_in(session, scope) if session is not None and in_force else None
    return Visitor(session_id=session_id, session=session, caller=caller)


def _form(body: bytes, visitor: Visitor) -> Form:
    """Return the form that a visitor sent; raises Problem `forbidden` when its token is not theirs."""
    form = Form(body.decode("utf-8", "replace"))
    token = csrf_token(visitor.session_id)
    if not visitor.session_id or not hmac.compare_digest(form[CSRF].encode(), token.encode()):
        raise Problem("forbidden", WORDS["frame.forged"])
    return form


def signing(path: str) -> bool:
    """Return whether a path is about signing in or out, where nothing is typed that is worth keeping."""
    return path.startswith(("/sign-in", "/sign-out"))


def visitor_of(scope: Any) -> Visitor:
    """Return who came to the door; nobody where a path has no door, as one that leads nowhere."""
    found: Visitor = scope.get(_VISITOR, _NOBODY)
    return found


def form_of(scope: Any) -> Form:
    """Return the form that was sent, its token checked."""
    found: Form = scope[_FORM]
    return found


def csrf_token(session_id: str) -> str:
    """Return the token that every form of a session carries; nobody has it who has not read such a page."""
    return hmac.new(session_id.encode("utf-8", "surrogateescape"), b"form", hashlib.sha256).hexdigest()


def cookies(scope: Any) -> Mapping[str, str]:
    """Return the cookies of a request; none when they cannot be read."""
    sent = header(scope, b"cookie")
    try:
        found = SimpleCookie((sent or b"").decode("latin-1"))
    except CookieError:
        return {}
    return {name: morsel.value for name, morsel in found.items()}


def cookie(name: str, value: str, *, secure: bool, ends: bool = False, kept: int | None = None) -> str:
    """Return a `Set-Cookie`: for this site alone, out of reach of scripts, `kept` seconds or till the browser ends."""  # noqa: E501
    parts = [f"{name}={value}", "Path=/", "HttpOnly", "SameSite=Lax"]
    if secure:
        parts.append("Secure")
    if ends or kept is not None:
        parts.append(f"Max-Age={0 if ends else kept}")
    return "; ".join(parts)


def language_of(scope: Any) -> str:
    """Return the language chosen for pages, else the one that the browser prefers."""
    chosen = cookies(scope).get(LANGUAGE)
    return chosen if chosen in {"en", "ja"} else language_in(scope)


def own_path(text: str) -> str:
    """Return a path of this site, `/` for anything else: nobody is sent elsewhere by a link to us."""
    parts = urlsplit(text)
    inside = text.startswith("/") and not text.startswith(("//", "/\\")) and not parts.netloc
    return text if inside and text.isprintable() and not signing(text) else "/"


def _wanted(scope: Any) -> str:
    query = scope["query_string"].decode("latin-1")
    return f"{scope['path']}?{query}" if query and scope["method"] == "GET" else str(scope["path"])


def _resident_in(path: str) -> UUID | None:
    """Return the resident whose page a path is, None for other pages."""
    parts = path.split("/")
    try:
        return UUID(parts[2]) if parts[1] == "residents" else None
    except (ValueError, IndexError):
        return None
