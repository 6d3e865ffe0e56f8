"""Access tokens of an OpenID provider: issuer, audience, time and signature; keys fetched and rotated."""

import asyncio
import hashlib
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from time import monotonic, time
from typing import Any, Final

import httpx
import msgspec
from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import KeySet
from joserfc.jws import extract_compact

from api.identity import KeysUnavailable
from api.roles import ROLES
from api.scope import Caller
from api.settings import WebSettings

_KEYS_KEPT: Final = 300.0
_NOT_AGAIN_WITHIN: Final = 10.0
_VERIFIED_KEPT: Final = 30.0
_LEEWAY: Final = 30
_TYPES: Final = frozenset({"at+jwt", "application/at+jwt", "jwt"})


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
            keys = msgspec.json.decode(answer.content, type=dict[str, Any])
            self._keys = KeySet.import_key_set(keys)  # type: ignore[arg-type]
        except (httpx.HTTPError, msgspec.MsgspecError, JoseError, ValueError, KeyError, TypeError):
            return
        self._kids = frozenset(str(key.get("kid")) for key in keys["keys"])
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
        caller = None if claims is None else self._named(claims)
        if claims is not None and caller is not None:
            if len(self._verified) >= 1000:
                self._verified.clear()
            self._verified[digest] = (min(time() + _VERIFIED_KEPT, float(claims["exp"])), caller)
        return caller

    async def _claims(self, token: str) -> dict[str, Any] | None:
        try:
            header = extract_compact(token.encode()).protected
        except (JoseError, ValueError):
            return None
        if (
            header.get("alg") not in self._settings.oidc_algorithms
            or str(header.get("typ", "JWT")).lower() not in _TYPES
        ):
            return None
        keys = await self._jwks.holding(header.get("kid"))
        try:
            claims = jwt.decode(token, keys, algorithms=list(self._settings.oidc_algorithms)).claims
            self._registry.validate(claims)
        except (JoseError, ValueError, TypeError):
            return None
        return claims

    def _named(self, claims: dict[str, Any]) -> Caller | None:
        role = claims.get(self._settings.oidc_role_claim)
        office = claims.get(self._settings.oidc_office_claim)
        person = claims.get("preferred_username") or claims["sub"]
        words = isinstance(office, str) and isinstance(person, str) and office and person
        if role not in ROLES or role == "development" or not words:
            return None
        return Caller(person=str(person), role=role, office=str(office), key=f"oidc:{claims['sub']}")


@asynccontextmanager
async def oidc(settings: WebSettings) -> AsyncIterator[Oidc]:
    """Give the verifier, with a client of its own."""
    async with httpx.AsyncClient() as client:
        yield Oidc(settings, client=client)
