"""Access tokens of the provider, with which programs call."""

import hashlib
from time import time
from typing import Final

from api.oidc.claims import TokenClaims
from api.oidc.keys import Jwks
from api.scope import Caller
from api.settings import WebSettings

_VERIFIED_KEPT: Final = 30.0
_TYPES: Final = ("at+jwt", "application/at+jwt", "jwt")


class Oidc:
    """Verifies access tokens; a verified one is believed for half a minute, never past its end."""

    def __init__(self, settings: WebSettings, keys: Jwks) -> None:
        self._claims = TokenClaims(settings, keys, audience=settings.oidc_audience or "", types=_TYPES)
        self._verified: dict[bytes, tuple[float, Caller]] = {}

    async def caller(self, token: str) -> Caller | None:
        """Return whom the token names, None when it is not valid; raises ProviderAway."""
        digest = hashlib.sha256(token.encode()).digest()
        kept = self._verified.get(digest)
        if kept is not None and kept[0] > time():
            return kept[1]
        claims = await self._claims.read(token)
        subject = None if claims is None else self._claims.subject(claims)
        if claims is None or subject is None:
            return None
        caller = self._claims.caller(subject, claims)
        if caller is None:
            return None
        if len(self._verified) >= 1000:
            self._verified.clear()
        self._verified[digest] = (min(time() + _VERIFIED_KEPT, subject.exp), caller)
        return caller
