"""The console's door: who is there, by their cookie, and whether what they send is from a page of theirs."""

from collections.abc import Awaitable, Callable
from typing import Any, Final
from uuid import UUID

from litestar import Request
from litestar.handlers.base import BaseRouteHandler
from msgspec import Struct

from adapters.postgres.sessions import Session, Sessions, UnsavedForms, digest
from api.console.addresses import signing, work_path
from api.console.cookies import SESSION, cookie
from api.console.forms import Form, StaleForm, from_another_site
from api.console.words import WORDS
from api.edge import WIDE, header
from api.identity import CALLER, Identity
from api.problems import Problem
from api.scope import Caller

PUBLIC: Final = {"console": "public"}
"""What a handler says of itself that needs nobody to be signed in."""
BESIDE: Final = {"console": "beside"}
"""What a handler says of itself that answers beside a form while somebody types.

When the session has ended it says nothing: nobody is led away from what they have typed.
"""
_VISITOR: Final = "zairyu.visitor"
_FORM: Final = "zairyu.form"


class SignInNeeded(Exception):
    """Nobody is signed in, or no longer; `to` is the page that was wanted."""

    def __init__(self, to: str, *, ended: bool) -> None:
        super().__init__(to)
        self.to = to
        self.ended = ended


class Visitor(Struct, frozen=True, kw_only=True):
    """Who comes to the door: the id in their cookie, and whom it names while in force.

    `site` is the address of the console in their browser, None where that cannot be known.
    """

    session_id: str = ""
    session: Session | None = None
    caller: Caller | None = None
    secure: bool = False
    site: str | None = None


class Entrance(Struct, frozen=True, kw_only=True):
    """What the guard of every page asks; `address` is where browsers reach the console, if that is known."""

    sessions: Sessions
    unsaved: UnsavedForms
    identity: Identity
    address: str | None

    async def visitor(self, scope: Any) -> Visitor:
        """Return who comes."""
        site = self._site(scope)
        secure = scope["scheme"] == "https" or (site or "").startswith("https:")
        session_id = cookie(scope, SESSION, secure=secure)
        session = await self.sessions.find(session_id) if session_id else None
        in_force = session is not None and session.in_force
        caller = self.identity.standing_for(session, scope) if session is not None and in_force else None
        return Visitor(session_id=session_id, session=session, caller=caller, secure=secure, site=site)

    def _site(self, scope: Any) -> str | None:
        """Return the address of the console: as the settings say, on this machine as the browser does."""
        if self.address is not None or not self.identity.from_here(scope):
            return self.address
        host = header(scope, b"host")
        return None if host is None else f"{scope['scheme']}://{host.decode('latin-1')}"

    async def check(self, scope: Any, form: Form, visitor: Visitor) -> None:
        """See that a form comes from a page that was shown to the visitor in this session.

        Raises Problem `forbidden`, and StaleForm when the page is to be loaded again. What was typed is kept
        if the session has ended, or if the form was shown to the same person in an earlier one.
        """
        if from_another_site(scope, self.address):
            raise Problem("forbidden", WORDS["frame.forged"])
        path = scope["path"]
        if visitor.session_id and form.belongs_to(digest(visitor.session_id)):
            if visitor.session is not None and visitor.caller is None:
                await self._keep(visitor.session.person, path, form)
            return
        page = work_path(form["to"]) if signing(path) else path
        kept = visitor.caller is not None and await self._keep_earlier(visitor.caller.person, path, form)
        raise StaleForm(page, kept=kept)

    async def _keep_earlier(self, person: str, path: str, form: Form) -> bool:
        earlier = any(form.belongs_to(each) for each in await self.sessions.of_person(person))
        return earlier and await self._keep(person, path, form)

    async def _keep(self, person: str, path: str, form: Form) -> bool:
        """Keep what was typed; return False where nothing is worth keeping (forms to sign in or out)."""
        if signing(path):
            return False
        await self.unsaved.keep(person, path, form.typed, _resident_in(path))
        return True


def guard(door: Entrance) -> Callable[[Any, BaseRouteHandler], Awaitable[None]]:
    """Return the guard of every page: it finds out who is there, and checks the forms they send.

    The guard raises SignInNeeded, and for a form of another session what `Entrance.check` raises.
    """

    async def checked(connection: "Request[Any, Any, Any]", handler: BaseRouteHandler) -> None:
        scope: Any = connection.scope
        visitor = scope[_VISITOR] = await door.visitor(scope)
        if visitor.caller is not None:
            by = visitor.caller
            scope[WIDE].update(actor=by.person, role=by.role, office=by.office)
        if scope["method"] == "POST":
            form = scope[_FORM] = Form((await connection.body()).decode("utf-8", "replace"))
            await door.check(scope, form, visitor)
        if handler.opt.get("console") == "public":
            return
        if visitor.caller is None:
            raise SignInNeeded(_wanted(scope), ended=visitor.session is not None)
        scope[CALLER] = visitor.caller

    return checked


def visitor_of(scope: Any) -> Visitor:
    """Return who came to the door; nobody where a path has no door, as one that leads nowhere."""
    found: Visitor = scope.get(_VISITOR) or Visitor()
    return found


def form_of(scope: Any) -> Form:
    """Return the form that was sent, found to be of the session."""
    found: Form = scope[_FORM]
    return found


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
