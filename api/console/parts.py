"""What pages are given by name (Litestar's dependency injection): view, desk, the form that was sent."""

import re
from typing import Any, Final

from litestar.di import Provide

from api.console.cookies import language_of
from api.console.desk import ConsoleDesk
from api.console.door import Entrance, form_of, visitor_of
from api.console.emergency import reason_of
from api.console.forms import Form, csrf_token
from api.console.view import View, typed_day, typed_moment
from api.dependencies import Asking
from api.identity import CALLER
from api.ratelimit import RateLimit
from api.services import services_of

_TELLING: Final = re.compile(r"/residents/[0-9a-f-]{36}(/timeline|/history(/[0-9]+)?|/correct/[0-9]+)?")
"""Pages that tell a protected address to who may see it and says why; not those to print, nor the forms."""


def parts(door: Entrance, attempts: RateLimit) -> dict[str, Provide]:
    """Return what each name stands for; `attempts` are those to sign in."""
    return {
        "view": Provide(view, sync_to_thread=False),
        "desk": Provide(desk, sync_to_thread=False),
        "form": Provide(form, sync_to_thread=False),
        "sessions": Provide(lambda: door.sessions, sync_to_thread=False),
        "unsaved": Provide(lambda: door.unsaved, sync_to_thread=False),
        "identity": Provide(lambda: door.identity, sync_to_thread=False),
        "attempts": Provide(lambda: attempts, sync_to_thread=False),
    }


def view(request: Asking) -> View:
    """Return what the page is seen through; raises Problem `invalid-query` for a day that is none."""
    query = query_of(request)
    return plain_view(
        request,
        on=typed_day(query.get("on", ""), "on"),
        known=typed_moment(query.get("known", ""), "known"),
        why=why_told(request),
    )


def plain_view(request: Asking, **seen: Any) -> View:
    """Return the view of a page about today, as known now, or as `seen` says."""
    scope: Any = request.scope
    visitor = visitor_of(scope)
    return View(
        caller=scope.get(CALLER) or visitor.caller,
        language=language_of(scope),
        path=scope["path"],
        today=services_of(request).clock.today(),
        csrf=csrf_token(visitor.session_id),
        query=query_of(request),
        **seen,
    )


def query_of(request: Asking) -> dict[str, str]:
    """Return the query of the page's address; of several values of a name the last."""
    return {name: request.query_params[name] for name in request.query_params}


def why_told(request: Asking) -> str | None:
    """Return why a page of one file is to tell a protected address, None where it is not to."""
    if _TELLING.fullmatch(request.scope["path"]) is None:
        return None
    return reason_of(request.query_params.get("why", ""))


def desk(request: Asking) -> ConsoleDesk:
    """Return what asks the API for the person who is signed in."""
    scope: Any = request.scope
    why = why_told(request)
    always = {} if why is None else {"X-Purpose": why}
    return ConsoleDesk(request.app, scope, scope[CALLER], language_of(scope), always)


def form(request: Asking) -> Form:
    """Return what was typed and sent."""
    return form_of(request.scope)
