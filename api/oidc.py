"""Access tokens of an OpenID provider: issuer, audience, time and signature; keys fetched and rotated.

A person is a subject of the issuer (`https://login.example#1234`), whatever name the provider shows for them.
"""

import asyncio
import base64
import hashlib
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from time import monotonic, time
from typing import Annotated, Any, Final

import httpx
import msgspec
from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import JWKRegistry, KeySet
from msgspec import Meta, Struct

from api.identity import KeysUnavailable
from api.roles import ROLES
from api.scope import Caller, is_office
from api.settings import WebSettings

_KEYS_KEPT: Final = 300.0
_NOT_AGAIN_WITHIN: Final = 10.0
_VERIFIED_KEPT: Final = 30.0
_LEEWAY: Final = 30
_INVALID: Final = (JoseError, msgspec.MsgspecError, ValueError, TypeError, ArithmeticError, RecursionError)
_TYPES: Final = frozenset({"at+jwt", "application/at+jwt", "jwt"})


class _Head(Struct, frozen=True):
    """What of a token's header is read before its signature is checked."""

    alg: str
    kid: str | None = None
    typ: str = "JWT"


class _Subject(Struct, frozen=True):
    """Who a token is about, and until when (seconds) it holds."""

    sub: Annotated[str, Meta(min_length=1, max_length=255)]
    exp: Annotated[float, Meta(ge=0, le=2**53)]


class Jwks:
    """The provider's signing keys: fetched when needed, again after five minutes or for an unknown key."""

    def __init__(self, *, issuer: str, url: str | None, client: httpx.AsyncClient) -> None:
        self._issuer = issuer
        self._url = url
        self._client = client
        self._keys: KeySet | None = None
        self._kids: frozenset[str] = frozenset()
        self._at = float("-inf")
        self._tried_at = float("-inf")
        self._one = asyncio.Lock()

    async def holding(self, kid: str | None) -> KeySet:
        """Return the keys, after a fresh look when they are old or lack `kid`; raises KeysUnavailable."""
        if self._stale(kid):
            async with self._one:
                if self._stale(kid):
                    await self._fetch()
        if self._keys is None:
            raise KeysUnavailable
        return self._keys

    def _stale(self, kid: str | None) -> bool:
        now = monotonic()
        wanted = now - self._at > _KEYS_KEPT or (kid is not None and kid not in self._kids)
        return wanted and now - self._tried_at > _NOT_AGAIN_WITHIN

    async def _fetch(self) -> None:
        self._tried_at = monotonic()
        try:
            url = self._url or await self._discover()
            answer = await self._client.get(url, timeout=5)
            answer.raise_for_status()
            found = msgspec.json.decode(answer.content, type=dict[str, Any])
            keys = [key for entry in found["keys"] if (key := _key(entry)) is not None]
        except (httpx.HTTPError, msgspec.MsgspecError, ValueError, KeyError, TypeError):
            return
        if keys:
            self._keys = KeySet(keys)
            self._kids = frozenset(str(key.kid) for key in keys)
            self._at = monotonic()

    async def _discover(self) -> str:
        answer = await self._client.get(
            f"{self._issuer.rstrip('/')}/.well-known/openid-configuration", timeout=5
        )
        answer.raise_for_status()
        found = msgspec.json.decode(answer.content, type=dict[str, Any])
        if found["issuer"] != self._issuer:
            raise KeysUnavailable
        self._url = str(found["jwks_uri"])
        return self._url


class Oidc:
    """Verifies access tokens; a verified one is believed for half a minute, never past its end."""

    def __init__(self, settings: WebSettings, *, client: httpx.AsyncClient) -> None:
        assert settings.oidc_issuer is not None
        self._settings = settings
        self._jwks = Jwks(issuer=settings.oidc_issuer, url=settings.oidc_jwks_url, client=client)
        self._registry = jwt.JWTClaimsRegistry(
            leeway=_LEEWAY,
            iss={"essential": True, "value": settings.oidc_issuer},
            aud={"essential": True, "value": settings.oidc_audience or ""},
            exp={"essential": True},
            sub={"essential": True},
        )
        self._verified: dict[bytes, tuple[float, Caller]] = {}

    async def caller(self, token: str) -> Caller | None:
        """Return whom the token names, None when it is not valid; raises KeysUnavailable."""
        digest = hashlib.sha256(token.encode()).digest()
        kept = self._verified.get(digest)
        if kept is not None and kept[0] > time():
            return kept[1]
        claims = await self._claims(token)
        named = None if claims is None else self._named(claims)
        if named is None:
            return None
        caller, until = named
        if len(self._verified) >= 1000:
            self._verified.clear()
        self._verified[digest] = (min(time() + _VERIFIED_KEPT, until), caller)
        return caller

    async def _claims(self, token: str) -> dict[str, Any] | None:
        head = _head(token)
        if head is None or head.alg not in self._settings.oidc_algorithms or head.typ.lower() not in _TYPES:
            return None
        keys = await self._jwks.holding(head.kid)
        try:
            claims = jwt.decode(token, keys, algorithms=list(self._settings.oidc_algorithms)).claims
            self._registry.validate(claims)
        except _INVALID:
            return None
        return claims

    def _named(self, claims: dict[str, Any]) -> tuple[Caller, float] | None:
        """Return the caller, and until when the claims hold; None where one cannot be used."""
        role: Any = claims.get(self._settings.oidc_role_claim)
        office: Any = claims.get(self._settings.oidc_office_claim)
        try:
            subject = msgspec.convert(claims, _Subject)
        except _INVALID:
            return None
        known = role in ROLES and role != "development" and isinstance(office, str) and is_office(office)
        if not known or not subject.sub.isprintable():
            return None
        person = f"{self._settings.oidc_issuer}#{subject.sub}"
        return Caller(person=person, role=role, office=office, key=f"oidc:{person}"), subject.exp


def _head(token: str) -> _Head | None:
    part = token.partition(".")[0]
    try:
        return msgspec.json.decode(base64.urlsafe_b64decode(part + "=" * (-len(part) % 4)), type=_Head)
    except _INVALID:
        return None


def _key(entry: Any) -> Any:
    """Return a key that signatures can be checked with, None for one of a kind that is not known here."""
    try:
        return JWKRegistry.import_key(entry) if entry.get("use", "sig") == "sig" else None
    except Exception:  # noqa: BLE001 - whatever is wrong with one key, the others hold
        return None


@asynccontextmanager
async def oidc(settings: WebSettings) -> AsyncIterator[Oidc]:
    """Give the verifier, with a client of its own."""
    async with httpx.AsyncClient() as client:
        yield Oidc(settings, client=client)
