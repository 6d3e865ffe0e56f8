"""Signing in with the office's identity provider: there, and back with what it says."""

from urllib.parse import urlencode

from litestar import get

from adapters.postgres.sessions import Sessions
from api.console.addresses import see_other, work_path
from api.console.cookies import SIGNED_OUT, SIGNING_IN, cookie, set_cookie
from api.console.door import PUBLIC, visitor_of
from api.console.forms import from_another_site
from api.console.signing_in import let_in, ways_in
from api.console.view import View
from api.dependencies import Asking, Given
from api.edge import client_address
from api.identity import Identity
from api.problems import Problem
from api.providers import KEPT_SECONDS, ProviderAway, SignInRefused
from api.ratelimit import RateLimit
from api.replies import Reply


@get("/sign-in/provider", opt=PUBLIC)
async def there(request: Asking, view: Given[View], identity: Given[Identity]) -> Reply:
    """Send a browser to the provider; by a link, as the policy lets no form lead off this site.

    Where somebody was signed in before, at a desk of many, the provider is to ask who is there now.
    """
    if identity.staff is None:
        raise Problem("not-found")
    visitor, to = visitor_of(request.scope), work_path(view.query.get("to", "/"))
    if from_another_site(request.scope, visitor.site):
        return see_other(f"/sign-in?{urlencode({'to': to})}")
    if visitor.site is None:
        return ways_in(request, view, identity, to=to, failed="no-address")
    try:
        signed_out = cookie(request.scope, SIGNED_OUT, secure=visitor.secure)
        anew = visitor.session is not None or bool(signed_out)
        begun = await identity.staff.begin(back=_back(visitor.site), to=to, anew=anew)
    except ProviderAway:
        return ways_in(request, view, identity, to=to, failed="provider-away")
    kept = set_cookie(SIGNING_IN, begun.kept, secure=visitor.secure, seconds=KEPT_SECONDS)
    return see_other(begun.address, cookies=[kept])


@get("/sign-in/callback", opt=PUBLIC)
async def back(
    request: Asking,
    view: Given[View],
    identity: Given[Identity],
    sessions: Given[Sessions],
    attempts: Given[RateLimit],
) -> Reply:
    """Let somebody in who comes back from the provider, as whom it says, in the browser that went there."""
    visitor, address = visitor_of(request.scope), client_address(request.scope)
    if identity.staff is None or visitor.site is None:
        raise Problem("not-found")
    try:
        attempts.take(address)
        arrived = await identity.staff.finish(
            back=_back(visitor.site),
            kept=cookie(request.scope, SIGNING_IN, secure=visitor.secure),
            answer=view.query,
        )
    except Problem as many:
        return ways_in(request, view, identity, to="/", failed="too-many", headers=many.headers)
    except ProviderAway:
        return ways_in(request, view, identity, to="/", failed="provider-away")
    except SignInRefused as refused:
        if refused.reason == "other-browser":  # any site can have a browser ask for this: it shuts out nobody
            attempts.give_back(address)
        return ways_in(request, view, identity, to="/", failed=refused.reason)
    attempts.give_back(address)
    over = set_cookie(SIGNING_IN, "", secure=visitor.secure, seconds=0)
    return await let_in(request, sessions, arrived.caller, arrived.to, cookies=(over,))


def _back(site: str) -> str:
    return f"{site}/sign-in/callback"
