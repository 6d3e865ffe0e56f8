"""What a provider publishes: where its endpoints are, and the keys that it signs with, which rotate."""

import asyncio
from time import monotonic
from typing import Any, Final

import httpx2
import msgspec
from joserfc.jwk import JWKRegistry, KeySet
from msgspec import Struct

from api.providers import ProviderAway

SECONDS: Final = 5
"""How long the provider may take to answer."""
_KEYS_KEPT: Final = 300.0
_NOT_AGAIN_WITHIN: Final = 10.0
_FAILED: Final = (httpx2.HTTPError, httpx2.InvalidURL, msgspec.MsgspecError, ValueError, KeyError, TypeError)


class Metadata(Struct, frozen=True):
    """What of a provider's description of itself is read (OpenID Connect Discovery 1.0, RFC 8414, RFC 9207)."""  # noqa: E501

    issuer: str
    jwks_uri: str
    authorization_endpoint: str | None = None
    token_endpoint: str | None = None
    token_endpoint_auth_methods_supported: tuple[str, ...] = ("client_secret_basic",)
    authorization_response_iss_parameter_supported: bool = False


class Discovery:
    """A provider's description of itself: asked for when it is needed first, and kept."""

    def __init__(self, *, issuer: str, client: httpx2.AsyncClient) -> None:
        self._issuer = issuer
        self._client = client
        self._found: Metadata | None = None
        self._tried_at = float("-inf")
        self._one = asyncio.Lock()

    async def metadata(self) -> Metadata:
        """Return it; raises ProviderAway, for ten seconds without asking again."""
        async with self._one:
            if self._found is None:
                now = monotonic()
                if now - self._tried_at <= _NOT_AGAIN_WITHIN:
                    raise ProviderAway
                self._tried_at = now
                self._found = await self._fetch()
            return self._found

    async def _fetch(self) -> Metadata:
        url = f"{self._issuer.rstrip('/')}/.well-known/openid-configuration"
        try:
            answer = await self._client.get(url, timeout=SECONDS)
            answer.raise_for_status()
            found = msgspec.json.decode(answer.content, type=Metadata)
        except _FAILED as error:
            raise ProviderAway from error
        if found.issuer != self._issuer:
            raise ProviderAway
        return found


class Jwks:
    """The provider's signing keys: fetched when needed, again after five minutes or for an unknown key."""

    def __init__(self, *, discovery: Discovery, url: str | None, client: httpx2.AsyncClient) -> None:
        self._discovery = discovery
        self._url = url
        self._client = client
        self._keys: KeySet | None = None
        self._kids: frozenset[str] = frozenset()
        self._at = float("-inf")
        self._tried_at = float("-inf")
        self._one = asyncio.Lock()

    async def holding(self, kid: str | None) -> KeySet:
        """Return the keys, after a fresh look when they are old or lack `kid`; raises ProviderAway."""
        if self._stale(kid):
            async with self._one:
                if self._stale(kid):
                    await self._fetch()
                    self._tried_at = monotonic()  # not before: who comes meanwhile waits for these keys
        if self._keys is None:
            raise ProviderAway
        return self._keys

    def _stale(self, kid: str | None) -> bool:
        now = monotonic()
        wanted = now - self._at > _KEYS_KEPT or (kid is not None and kid not in self._kids)
        return wanted and now - self._tried_at > _NOT_AGAIN_WITHIN

    async def _fetch(self) -> None:
        try:
            url = self._url or (await self._discovery.metadata()).jwks_uri
            answer = await self._client.get(url, timeout=SECONDS)
            answer.raise_for_status()
            found = msgspec.json.decode(answer.content, type=dict[str, Any])
            keys = [key for entry in found["keys"] if (key := _key(entry)) is not None]
        except (ProviderAway, *_FAILED):
            return
        if keys:
            self._keys = KeySet(keys)
            self._kids = frozenset(str(key.kid) for key in keys)
            self._at = monotonic()


def _key(entry: Any) -> Any:
    """Return a key that signatures can be checked with, None for one of a kind that is not known here."""
    try:
        return JWKRegistry.import_key(entry) if entry.get("use", "sig") == "sig" else None
    except Exception:  # noqa: BLE001 - whatever is wrong with one key, the others hold
        return None
