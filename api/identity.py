"""From `Authorization: Bearer …` to a caller who may do what the route asks: the guard of every route."""

import hashlib
import hmac
from collections.abc import Callable, Mapping
from time import monotonic
from typing import Any, Final, Protocol
from uuid import UUID

from litestar import Request
from litestar.connection import ASGIConnection
from litestar.handlers.base import BaseRouteHandler

from adapters.postgres.tokens import Tokens
from api.edge import WIDE, header
from api.problems import Problem
from api.providers import Provider, ProviderAway, StaffSignIn
from api.queries import Nothing, read_query
from api.ratelimit import RateLimit, cost
from api.roles import ROLES, Action, allows
from api.routing import contract_of
from api.scope import Caller
from api.wording.permissions import not_for_role

CALLER: Final = "zairyu.caller"
REFUSED: Final = "zairyu.refused"
"""Key of the ASGI scope under which stands the Problem that was found before it was known who calls.

Who may not call is told that first.
"""
_KEPT: Final = 5.0
_BY_PROXIES: Final = frozenset({b"forwarded", b"via", b"x-real-ip", b"x-client-ip"})
_ANY_OFFICE: Final = "development"

DEVELOPMENT: Final = Caller(person="development", role="development", office=_ANY_OFFICE, key="development")


class Named(Protocol):
    """What somebody left behind by which they are known again; `token_id` is None without a token."""

    @property
    def person(self) -> str: ...  # noqa: D102
    @property
    def role(self) -> str: ...  # noqa: D102
    @property
    def office(self) -> str: ...  # noqa: D102
    @property
    def token_id(self) -> UUID | None: ...  # noqa: D102


class Identity:
    """Tells who calls. `development` is the development token, None unless the server is on loopback."""

    def __init__(
        self, *, tokens: Tokens, development: str | None, provider: Provider | None, loopback: bool
    ) -> None:
        self._tokens = tokens
        self._development = None if development is None else hashlib.sha256(development.encode()).digest()
        self._access_tokens = None if provider is None else provider.access_tokens
        self.staff: StaffSignIn | None = None if provider is None else provider.staff
        self._loopback = loopback
        self._kept: dict[bytes, tuple[float, Caller]] = {}

    async def caller(self, authorization: bytes | None, *, forwarded: bool = False) -> Caller:
        """Return whom the header names; raises Problem `unauthorized`, `unavailable` without a provider.

        Who comes through a proxy (`forwarded`) is not on this machine: no development token is for them.
        """
        scheme, _, token = (authorization or b"").decode("latin-1").partition(" ")
        token = token.strip()
        if not token or scheme.lower() != "bearer":
            raise _unauthorized("No token came with the request.", "")
        found = await self._named(token)
        if found is None or not self._comes_right(found.role, forwarded=forwarded):
            raise _unauthorized("The token is not valid.", ', error="invalid_token"')
        return found

    async def bearer(self, token: str, *, forwarded: bool) -> Caller | None:
        """Return whom a token of this service names, None for any that is not valid.

        Access tokens of the identity provider are none: they are for programs, and short-lived.
        """
        found = await self._own(_digest(token))
        return found if found is not None and self._comes_right(found.role, forwarded=forwarded) else None

    def _comes_right(self, role: str, *, forwarded: bool) -> bool:
        """Return whether a role may come in that way: development from this machine alone."""
        return role != "development" or (self._loopback and not forwarded)

    def practice(self, scope: Any) -> bool:
        """Return whether a button may sign in: a development token is set, and this machine calls."""
        return self._development is not None and self.from_here(scope)

    def from_here(self, scope: Any) -> bool:
        """Return whether a request comes from this machine."""
        return self._loopback and not forwarded(scope)

    def standing_for(self, named: Named, scope: Any) -> Caller | None:
        """Return whom a session or calendar in force names, None when that is nobody here any more."""
        if named.role not in ROLES or not self._comes_right(named.role, forwarded=forwarded(scope)):
            return None
        if named.role == "development" and named.token_id is None and not self.practice(scope):
            return None
        return Caller(
            person=named.person, role=named.role, office=named.office, key=f"session:{named.person}",
            token_id=named.token_id,
        )  # fmt: skip

    async def _named(self, token: str) -> Caller | None:
        digest = _digest(token)
        if self._access_tokens is None or token.count(".") != 2 or self._is_development(digest):
            return await self._own(digest)
        try:
            return await self._access_tokens.caller(token)
        except ProviderAway:
            raise Problem("unavailable", "The identity provider does not answer.") from None

    async def _own(self, digest: bytes) -> Caller | None:
        return DEVELOPMENT if self._is_development(digest) else await self._stored(digest)

    def _is_development(self, digest: bytes) -> bool:
        return self._development is not None and hmac.compare_digest(digest, self._development)

    async def _stored(self, digest: bytes) -> Caller | None:
        kept = self._kept.get(digest)
        now = monotonic()
        if kept is not None and kept[0] > now:
            return kept[1]
        self._kept.pop(digest, None)
        bearer = await self._tokens.find(digest)
        caller = None
        if bearer is not None and bearer.role in ROLES:
            caller = Caller(
                person=bearer.person, role=bearer.role, office=bearer.office, key=str(bearer.id),
                token_id=bearer.id,
            )  # fmt: skip
            if len(self._kept) >= 10_000:
                self._kept.clear()
            self._kept[digest] = (now + _KEPT, caller)
        return caller


def _digest(token: str) -> bytes:
    return hashlib.sha256(token.encode("utf-8", "surrogateescape")).digest()


def _unauthorized(detail: str, more: str) -> Problem:
    return Problem("unauthorized", detail, headers={"WWW-Authenticate": f'Bearer realm="zairyu"{more}'})


class MethodsAsked(Exception):
    """The client asks which methods a path takes; it needs no token to know them."""

    def __init__(self, methods: str) -> None:
        super().__init__(methods)
        self.methods = methods


def guard(
    identity: Identity, limit: RateLimit, methods: Mapping[str, str]
) -> Callable[[Any, BaseRouteHandler], Any]:
    """Return the guard: no route without a contract, none but public ones without a caller who may.

    A route that reads no query says so where there is one: nobody takes it for heeded.

    `methods` has what each path template takes, as `Allow` says it.
    """

    async def allowed(connection: "ASGIConnection[Any, Any, Any, Any]", handler: BaseRouteHandler) -> None:
        scope: Any = connection.scope
        if scope["method"] == "OPTIONS":
            # Litestar would answer itself, naming only some methods of a path with several handlers.
            raise MethodsAsked(methods.get(scope["path_template"], ""))
        contract = contract_of(handler)
        if contract.action != "public":
            await admit(scope, contract.action)
        if contract.query is Nothing:
            read_query(scope["query_string"], Nothing)

    async def admit(scope: Any, action: Action) -> None:
        # A page of the console asks for the person who is signed in there; no header can say so.
        caller = scope.get(CALLER) or await identity.caller(
            header(scope, b"authorization"), forwarded=forwarded(scope)
        )
        scope[WIDE].update(actor=caller.person, role=caller.role, office=caller.office)
        scope[CALLER] = caller
        limit.take(caller.key, cost(scope["method"], scope["path_template"], scope["query_string"]))
        require(caller, action)
        if (refused := scope.get(REFUSED)) is not None:
            raise refused

    return allowed


def forwarded(scope: Any) -> bool:
    """Return whether a proxy says that it passed the request on."""
    return any(name in _BY_PROXIES or name.startswith(b"x-forwarded-") for name, _ in scope["headers"])


def require(caller: Caller, action: Action) -> None:
    """Raise Problem `forbidden` unless the caller's role may do it."""
    if not allows(caller.role, action):
        raise Problem("forbidden", not_for_role(caller.role, caller.office, action))


def caller_of(request: "Request[Any, Any, Any]") -> Caller:
    """Return who calls a route that is not public."""
    scope: Any = request.scope
    found: Caller = scope[CALLER]
    return found
