"""Signing in and out: by a button on this machine, by a token, by the office's identity provider."""

from collections.abc import Mapping
from secrets import token_urlsafe
from typing import Any, Final
from urllib.parse import urlencode

from litestar import get, post
from litestar.params import FromPath
from msgspec.structs import replace

from adapters.postgres.sessions import Sessions
from api.console.addresses import own_path, see_other, signing, work_path
from api.console.cookies import LANGUAGE, SESSION, SIGNED_OUT, set_cookie
from api.console.door import BESIDE, PUBLIC, SignInNeeded, visitor_of
from api.console.forms import Form, csrf_token
from api.console.htmx import part_wanted
from api.console.view import View
from api.dependencies import Asking, Given
from api.edge import WIDE, client_address
from api.identity import DEVELOPMENT, Identity, forwarded
from api.problems import Problem
from api.ratelimit import RateLimit
from api.replies import Reply
from api.scope import Caller

_YEAR: Final = 365 * 86_400

_SAID: Final = {"out": "signed-out", "ended": "ended"}
_STATUS: Final[Mapping[str, int]] = {"too-many": 429, "provider-away": 503, "no-address": 503}


@get("/sign-in", opt=PUBLIC)
async def page(request: Asking, view: Given[View], identity: Given[Identity]) -> Reply:
    """Show the ways in."""
    said = next((key for name, key in _SAID.items() if name in view.query), None)
    return ways_in(request, view, identity, to=view.query.get("to", "/"), said=said)


@post("/sign-in/practice", opt=PUBLIC)
async def practise(
    request: Asking,
    form: Given[Form],
    identity: Given[Identity],
    sessions: Given[Sessions],
    view: Given[View],
) -> Reply:
    """Sign in with the development token's rights, where the server has one and is on this machine alone."""
    if not identity.practice(request.scope):
        return ways_in(request, view, identity, to=form["to"], failed="not-known")
    return await let_in(request, sessions, DEVELOPMENT, form["to"])


@post("/sign-in/token", opt=PUBLIC)
async def with_token(
    request: Asking,
    form: Given[Form],
    identity: Given[Identity],
    sessions: Given[Sessions],
    view: Given[View],
    attempts: Given[RateLimit],
) -> Reply:
    """Sign in as whom a token of this service names; the session ends with the token."""
    address = client_address(request.scope)
    try:
        attempts.take(address)
    except Problem as many:
        return ways_in(request, view, identity, to=form["to"], failed="too-many", headers=many.headers)
    caller = await identity.bearer(form["token"].strip(), forwarded=forwarded(request.scope))
    if caller is None:
        return ways_in(request, view, identity, to=form["to"], failed="not-known")
    attempts.give_back(address)
    return await let_in(request, sessions, caller, form["to"])


@post("/sign-out")
async def out(request: Asking, sessions: Given[Sessions]) -> Reply:
    """End this session."""
    visitor = visitor_of(request.scope)
    await sessions.end(visitor.session_id)
    return _out(request, "ended")


@post("/sign-out/everywhere")
async def out_everywhere(request: Asking, sessions: Given[Sessions], view: Given[View]) -> Reply:
    """End every session of the person."""
    await sessions.end_all(view.signed_in.person)
    return _out(request, "all ended")


@get("/language/{code:str}", opt=PUBLIC)
async def language(request: Asking, code: FromPath[str], view: Given[View]) -> Reply:
    """Choose the language of the pages, and go back to where one was."""
    chosen = code if code in {"en", "ja"} else "en"
    kept = set_cookie(LANGUAGE, chosen, secure=visitor_of(request.scope).secure, seconds=_YEAR)
    back = own_path(view.query.get("to", "/"))
    shown = back.partition("?")[0] == "/sign-in" or not signing(back)
    return see_other(back if shown else "/sign-in", cookies=[kept])


def to_sign_in(request: Asking, needed: SignInNeeded) -> Reply:
    """Return what sends a visitor to the page that signs in, and from there to where they wanted to go."""
    query = {"to": needed.to} | ({"ended": "1"} if needed.ended else {})
    address = f"/sign-in?{urlencode(query)}"
    if part_wanted(request.scope):
        if request.route_handler.opt.get("console") == BESIDE["console"]:
            return Reply(b"", media_type="text/plain", status=204)
        # A part of a page cannot be put in place of the sign-in: the whole page goes there.
        return Reply(b"", media_type="text/plain", headers={"HX-Redirect": address})
    return see_other(address)


def ways_in(
    request: Asking,
    view: View,
    identity: Identity,
    *,
    to: str,
    said: str | None = None,
    failed: str | None = None,
    headers: Mapping[str, str] | None = None,
) -> Reply:
    """Return the page with the ways in; a browser without a cookie gets an id that names nobody, for forms.

    `said` and `failed` are keys of words. All refused tokens have the same, which gives nothing away.
    """
    given: tuple[str, ...] = ()
    visitor = visitor_of(request.scope)
    view = replace(view, path="/sign-in", query={"to": work_path(to)})  # what came along is not handed on
    if not visitor.session_id:
        session_id = token_urlsafe(32)
        view = replace(view, csrf=csrf_token(session_id))
        given = (set_cookie(SESSION, session_id, secure=visitor.secure),)
    if failed is not None:
        _note(request, session=f"refused: {failed}")
    return view.page(
        "sign-in.html", status=200 if failed is None else _STATUS.get(failed, 403), cookies=given,
        headers=headers, failed=failed, said=said, to=work_path(to),
        seconds=(headers or {}).get("Retry-After"),
        practice=identity.practice(request.scope), staff=identity.staff is not None,
    )  # fmt: skip


async def let_in(
    request: Asking, sessions: Sessions, caller: Caller, to: str, *, cookies: tuple[str, ...] = ()
) -> Reply:
    """Begin a session, under a new id whatever the browser had before, and go on to the page wanted."""
    visitor = visitor_of(request.scope)
    if visitor.session_id:
        await sessions.end(visitor.session_id)
    session_id = await sessions.begin(
        person=caller.person, role=caller.role, office=caller.office, token_id=caller.token_id
    )
    _note(request, session="begun", actor=caller.person, role=caller.role, office=caller.office)
    begun = set_cookie(SESSION, session_id, secure=visitor.secure)
    return see_other(work_path(to), cookies=[begun, *cookies])


def _out(request: Asking, outcome: str) -> Reply:
    _note(request, session=outcome)
    secure = visitor_of(request.scope).secure
    gone = set_cookie(SESSION, "", secure=secure, seconds=0)
    return see_other("/sign-in?out=1", cookies=[gone, set_cookie(SIGNED_OUT, "1", secure=secure)])


def _note(request: Asking, **outcome: str) -> None:
    """Put on the request's line of the log what came of it; never what was typed."""
    scope: Any = request.scope
    scope[WIDE].update(outcome)
