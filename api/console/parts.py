"""What pages are given by name (Litestar's dependency injection): view, desk, the form that was sent."""

from typing import Any

from litestar.di import Provide

from api.console.cookies import language_of
from api.console.desk import ConsoleDesk
from api.console.door import Entrance, form_of, visitor_of
from api.console.forms import Form, csrf_token
from api.console.view import View, typed_day, typed_moment
from api.dependencies import Asking
from api.identity import CALLER
from api.ratelimit import RateLimit
from api.services import services_of


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


def desk(request: Asking) -> ConsoleDesk:
    """Return what asks the API for the person who is signed in."""
    scope: Any = request.scope
    return ConsoleDesk(request.app, scope, scope[CALLER], language_of(scope))


def form(request: Asking) -> Form:
    """Return what was typed and sent."""
    return form_of(request.scope)
