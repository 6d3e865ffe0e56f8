"""People who sign in with their browser: authorization code, PKCE, state, nonce (OpenID Connect Core 3.1).

What belongs to a sign-in under way is kept by the browser that began it, in a cookie signed here: so it ends
in that browser, in ten minutes, at any process of this service.
"""

import hmac
from collections.abc import Mapping
from secrets import token_urlsafe
from time import time
from typing import Any, Final

import httpx2
import msgspec
from authlib.integrations.base_client import OAuthError
from authlib.integrations.httpx_client import AsyncOAuth2Client
from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import OctKey
from msgspec import Struct

from api.logs import log
from api.oidc.claims import TokenClaims
from api.oidc.keys import SECONDS, Discovery, Jwks, Metadata
from api.providers import KEPT_SECONDS, Arrived, Begun, ProviderAway, SignInRefused
from api.settings import WebSettings

_LONGEST: Final = 1000
"""Characters of the page to come back to; a cookie holds about four thousand."""
_TYPES: Final = ("jwt", "application/jwt", "id_token+jwt")
_SECRET_METHODS: Final = ("client_secret_basic", "client_secret_post")


class _UnderWay(Struct, frozen=True, kw_only=True):
    """What a browser keeps while it is at the provider."""

    state: str
    nonce: str
    verifier: str
    to: str
    exp: int


class CodeFlow:
    """Signs people in at the provider that the settings name."""

    def __init__(
        self, settings: WebSettings, discovery: Discovery, keys: Jwks, client: AsyncOAuth2Client
    ) -> None:
        client_id, secret = settings.oidc_client_id or "", settings.oidc_client_secret or ""
        self._client_id = client_id
        self._discovery = discovery
        self._client = client
        self._claims = TokenClaims(settings, keys, audience=client_id, types=_TYPES)
        self._key = OctKey.import_key(hmac.digest(secret.encode(), b"zairyu: signing in", "sha256"))

    async def begin(self, *, back: str, to: str, anew: bool) -> Begun:
        """Return what sends a browser to the provider, which is told to ask `anew` who is there, or not.

        Raises ProviderAway.
        """
        under_way = _UnderWay(
            state=token_urlsafe(32),
            nonce=token_urlsafe(32),
            verifier=token_urlsafe(48),
            to=to if len(to) <= _LONGEST else "/",
            exp=int(time()) + KEPT_SECONDS,
        )
        endpoint = (await self._discovery.metadata()).authorization_endpoint
        if endpoint is None:
            raise ProviderAway
        address, _ = self._client.create_authorization_url(
            endpoint,
            state=under_way.state,
            code_verifier=under_way.verifier,
            redirect_uri=back,
            nonce=under_way.nonce,
            **({"prompt": "login"} if anew else {}),
        )
        kept = jwt.encode({"alg": "HS256"}, msgspec.structs.asdict(under_way), self._key)
        return Begun(address=address, kept=kept)

    async def finish(self, *, back: str, kept: str, answer: Mapping[str, str]) -> Arrived:
        """Return who came back with what the provider answers; raises SignInRefused, ProviderAway."""
        under_way = self._under_way(kept)
        if under_way is None or answer.get("state") != under_way.state:
            raise SignInRefused("other-browser")
        if "error" in answer:
            raise SignInRefused("provider-refused")
        metadata = await self._discovery.metadata()
        if not _by_this_issuer(metadata, answer) or "code" not in answer:
            raise SignInRefused("not-valid")
        token = await self._exchange(metadata, answer["code"], under_way.verifier, back)
        return await self._arrived(token, under_way)

    def _under_way(self, kept: str) -> _UnderWay | None:
        """Return the sign-in that a browser began, None for one that is not of ours, or past."""
        try:
            claims = jwt.decode(kept, self._key, algorithms=["HS256"]).claims
            found = msgspec.convert(claims, _UnderWay)
        except (JoseError, msgspec.MsgspecError, ValueError):
            return None
        return found if found.exp > time() else None

    async def _exchange(self, metadata: Metadata, code: str, verifier: str, back: str) -> object:
        """Return the id token that the provider gives for a code."""
        if metadata.token_endpoint is None:
            raise ProviderAway
        methods = metadata.token_endpoint_auth_methods_supported
        method = next((each for each in _SECRET_METHODS if each in methods), _SECRET_METHODS[0])
        try:
            found = await self._client.fetch_token(
                metadata.token_endpoint,
                grant_type="authorization_code",
                code=code,
                code_verifier=verifier,
                redirect_uri=back,
                auth=self._client.client_auth(method),
                timeout=SECONDS,
            )
        except OAuthError as error:
            log.warning("the identity provider does not take a code", error=error.error)
            raise SignInRefused("provider-refused") from None
        except (httpx2.HTTPError, httpx2.InvalidURL, ValueError, TypeError) as error:
            raise ProviderAway from error
        finally:
            self._client.token = None  # nothing here calls the provider in the person's name
        return found.get("id_token")

    async def _arrived(self, token: object, under_way: _UnderWay) -> Arrived:
        claims = await self._claims.read(token) if isinstance(token, str) else None
        subject = None if claims is None else self._claims.subject(claims)
        if claims is None or subject is None or not self._meant(claims, under_way):
            raise SignInRefused("not-valid")
        caller = self._claims.caller(subject, claims)
        if caller is None:
            raise SignInRefused("no-role")
        return Arrived(caller=caller, to=under_way.to)

    def _meant(self, claims: Mapping[str, Any], under_way: _UnderWay) -> bool:
        """Return whether an id token answers this very sign-in, and no other client's."""
        answers = claims.get("nonce") == under_way.nonce
        return answers and claims.get("azp", self._client_id) == self._client_id


def _by_this_issuer(metadata: Metadata, answer: Mapping[str, str]) -> bool:
    """Return whether the answer is not of another provider, by the parameter `iss` (RFC 9207)."""
    always = metadata.authorization_response_iss_parameter_supported
    return answer.get("iss", None if always else metadata.issuer) == metadata.issuer


def oauth_client(settings: WebSettings) -> AsyncOAuth2Client:
    """Return a client of the provider, registered there as the settings say."""
    return AsyncOAuth2Client(
        settings.oidc_client_id,
        settings.oidc_client_secret,
        scope="openid profile",
        code_challenge_method="S256",
        timeout=SECONDS,
    )
