"""The console as one router: its pages, its door, and what is shown when something is refused."""

from collections.abc import Sequence
from typing import Any, Final

import msgspec
from litestar import Request, Router
from litestar.exceptions import HTTPException
from litestar.handlers.base import BaseRouteHandler

from adapters.postgres.sessions import Sessions, UnsavedForms
from api.console import assets, resident, signing_in, today
from api.console.desk import Refused
from api.console.door import SignInNeeded, guard
from api.console.parts import parts, plain_view
from api.edge import WIDE
from api.identity import Identity
from api.problems import Problem, ProblemDocument
from api.replies import Reply
from api.services import Services

PAGES: Final[Sequence[BaseRouteHandler]] = (
    assets.static,
    signing_in.page, signing_in.practise, signing_in.with_token, signing_in.out, signing_in.out_everywhere,
    signing_in.language,
    today.today,
    resident.overview,
)  # fmt: skip


def console(services: Services, identity: Identity) -> Router:
    """Return the pages, over the running parts."""
    return Router(
        "/",
        route_handlers=list(PAGES),
        guards=[guard(Sessions(services.pool), UnsavedForms(services.pool), identity)],
        dependencies=parts(services, identity),
        exception_handlers={
            SignInNeeded: to_the_door,
            Refused: say_refused,
            Problem: say_problem,
            HTTPException: say_http,
        },
    )


def to_the_door(request: "Request[Any, Any, Any]", needed: SignInNeeded) -> Any:
    """Send whoever is not signed in to sign in, and back to where they wanted to go."""
    return signing_in.to_sign_in(request, needed)


def say_refused(request: "Request[Any, Any, Any]", refused: Refused) -> Any:
    """Show what the API refused."""
    return _sorry(request, refused.problem)


def say_problem(request: "Request[Any, Any, Any]", problem: Problem) -> Any:
    """Show what the console itself refuses."""
    view = plain_view(request)
    wide: Any = request.scope
    wide[WIDE]["problem"] = problem.code
    return _sorry(request, msgspec.json.decode(problem.document(view.language), type=ProblemDocument))


def say_http(request: "Request[Any, Any, Any]", error: HTTPException) -> Any:
    """Show what Litestar refuses before a page is made."""
    code = {404: "not-found", 405: "method-not-allowed", 413: "body-too-large"}.get(error.status_code)
    return say_problem(request, Problem(code or "malformed-request"))


def _sorry(request: "Request[Any, Any, Any]", problem: ProblemDocument) -> Reply:
    return plain_view(request).page("sorry.html", status=problem.status, problem=problem)
