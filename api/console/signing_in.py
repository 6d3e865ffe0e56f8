"""Signing in and out: by a button on this machine, by a token, by the office's identity provider."""

from secrets import token_urlsafe
from typing import Any, Final
from urllib.parse import urlencode

from litestar import Request, get, post
from litestar.params import FromPath
from msgspec.structs import replace

from adapters.postgres.sessions import Sessions
from api.console.door import (
    COOKIE,
    LANGUAGE,
    PUBLIC,
    Form,
    SignInNeeded,
    cookie,
    csrf_token,
    own_path,
    visitor_of,
)
from api.console.view import View
from api.dependencies import Given
from api.identity import DEVELOPMENT, Identity, forwarded
from api.problems import Problem
from api.replies import Reply
from api.scope import Caller

_YEAR: Final = 365 * 86_400

Asking = Request[Any, Any, Any]


@get("/sign-in", opt=PUBLIC)
async def page(request: Asking, view: Given[View], identity: Given[Identity]) -> Reply:
    """Show the ways in."""
    return _page(request, view, identity)


@post("/sign-in/practice", opt=PUBLIC)
async def practise(
    request: Asking,
    form: Given[Form],
    identity: Given[Identity],
    sessions: Given[Sessions],
    view: Given[View],
) -> Reply:
    """Sign in with the development token's rights, where the server has one and is on this machine alone."""
    if not identity.practice or forwarded(request.scope):
        return _page(request, view, identity, failed=True)
    return await _let_in(request, sessions, DEVELOPMENT, form["to"])


@post("/sign-in/token", opt=PUBLIC)
async def with_token(
    request: Asking,
    form: Given[Form],
    identity: Given[Identity],
    sessions: Given[Sessions],
    view: Given[View],
) -> Reply:
    """Sign in as whom a token names."""
    given = f"Bearer {form['token']}".encode()
    try:
        caller = await identity.caller(given, forwarded=forwarded(request.scope))
    except Problem:
        return _page(request, view, identity, failed=True)
    return await _let_in(request, sessions, caller, form["to"])


@post("/sign-out")
async def out(request: Asking, form: Given[Form], sessions: Given[Sessions], view: Given[View]) -> Reply:
    """End this session."""
    del form
    assert view.caller is not None
    await sessions.end(visitor_of(request.scope).session_id, person=view.caller.person)
    return _out(request)


@post("/sign-out/everywhere")
async def out_everywhere(
    request: Asking, form: Given[Form], sessions: Given[Sessions], view: Given[View]
) -> Reply:
    """End every session of the person."""
    del form
    assert view.caller is not None
    await sessions.end_all(view.caller.person)
    return _out(request)


@get("/language/{code:str}", opt=PUBLIC)
async def language(request: Asking, code: FromPath[str], view: Given[View]) -> Reply:
    """Choose the language of the pages, and go back to where one was."""
    chosen = code if code in {"en", "ja"} else "en"
    kept = cookie(LANGUAGE, chosen, secure=_secure(request), kept=_YEAR)
    return _to(own_path(view.query.get("to", "/")), kept)


def to_sign_in(request: Asking, needed: SignInNeeded) -> Reply:
    """Return what sends a visitor to the page that signs in, and from there to where they wanted to go."""
    query = {"to": needed.to} | ({"ended": "1"} if needed.ended else {})
    address = f"/sign-in?{urlencode(query)}"
    if request.headers.get("hx-request") == "true":
        # A part of a page cannot be put in place of the sign-in: the whole page goes there.
        return Reply(b"", media_type="text/html", headers={"HX-Redirect": address})
    return _to(address)


def _page(request: Asking, view: View, identity: Identity, *, failed: bool = False) -> Reply:
    """Return the ways in; who has no cookie yet is given an id that names nobody, for the forms."""
    given: tuple[str, ...] = ()
    if not visitor_of(request.scope).session_id:
        session_id = token_urlsafe(32)
        view = replace(view, csrf=csrf_token(session_id))
        given = (cookie(COOKIE, session_id, secure=_secure(request)),)
    return view.page(
        "sign-in.html", status=403 if failed else 200, cookies=given, failed=failed,
        practice=identity.practice and not forwarded(request.scope),
        to=own_path(view.query.get("to", "/")), ended="ended" in view.query, out="out" in view.query,
    )  # fmt: skip


async def _let_in(request: Asking, sessions: Sessions, caller: Caller, to: str) -> Reply:
    """Begin a session, under a new id whatever the browser had before, and go on to the page wanted."""
    before = visitor_of(request.scope)
    if before.caller is not None:
        await sessions.end(before.session_id, person=before.caller.person)
    session_id = await sessions.begin(person=caller.person, role=caller.role, office=caller.office)
    return _to(own_path(to), cookie(COOKIE, session_id, secure=_secure(request)))


def _out(request: Asking) -> Reply:
    return _to("/sign-in?out=1", cookie(COOKIE, "", secure=_secure(request), ends=True))


def _to(address: str, *set_cookies: str) -> Reply:
    """Return what sends the browser on, by GET."""
    return Reply(b"", media_type="text/plain", status=303, headers={"Location": address}, cookies=set_cookies)


def _secure(request: Asking) -> bool:
    return request.scope["scheme"] == "https"
