"""What a provider's token says, once its signature holds: issuer, audience, time, and who it is about."""

import base64
from collections.abc import Collection
from typing import Annotated, Any, Final

import msgspec
from joserfc import jwt
from joserfc.errors import JoseError
from msgspec import Meta, Struct

from api.oidc.keys import Jwks
from api.roles import ROLES
from api.scope import Caller, is_office
from api.settings import WebSettings

_LEEWAY: Final = 30
_INVALID: Final = (JoseError, msgspec.MsgspecError, ValueError, TypeError, ArithmeticError, RecursionError)


class _Head(Struct, frozen=True):
    """What of a token's header is read before its signature is checked."""

    alg: str
    kid: str | None = None
    typ: str = "JWT"


class TokenSubject(Struct, frozen=True):
    """Who a token is about, and until when (seconds) it holds."""

    sub: Annotated[str, Meta(min_length=1, max_length=255)]
    exp: Annotated[float, Meta(ge=0, le=2**53)]


class TokenClaims:
    """Reads tokens of one provider that are meant for one audience.

    `types` are the kinds of token taken, as the header names them in small letters.
    """

    def __init__(self, settings: WebSettings, keys: Jwks, *, audience: str, types: Collection[str]) -> None:
        self._settings = settings
        self._keys = keys
        self._types = frozenset(types)
        self._registry = jwt.JWTClaimsRegistry(
            leeway=_LEEWAY,
            iss={"essential": True, "value": settings.oidc_issuer or ""},
            aud={"essential": True, "value": audience},
            exp={"essential": True},
            sub={"essential": True},
        )

    async def read(self, token: str) -> dict[str, Any] | None:
        """Return the claims of a token, None when it is not valid; raises ProviderAway."""
        algorithms = self._settings.oidc_algorithms
        head = _head(token)
        if head is None or head.alg not in algorithms or head.typ.lower() not in self._types:
            return None
        keys = await self._keys.holding(head.kid)
        try:
            claims = jwt.decode(token, keys, algorithms=list(algorithms)).claims
            self._registry.validate(claims)
        except _INVALID:
            return None
        return claims

    def subject(self, claims: dict[str, Any]) -> TokenSubject | None:
        """Return whom claims are about; None where that cannot be written."""
        try:
            subject = msgspec.convert(claims, TokenSubject)
        except _INVALID:
            return None
        return subject if subject.sub.isprintable() else None

    def caller(self, subject: TokenSubject, claims: dict[str, Any]) -> Caller | None:
        """Return the caller; None where role or office are none that there are here."""
        role: Any = claims.get(self._settings.oidc_role_claim)
        office: Any = claims.get(self._settings.oidc_office_claim)
        known = role in ROLES and role != "development" and isinstance(office, str) and is_office(office)
        if not known:
            return None
        person = f"{self._settings.oidc_issuer}#{subject.sub}"
        return Caller(person=person, role=role, office=office, key=f"oidc:{person}")


def _head(token: str) -> _Head | None:
    part = token.partition(".")[0]
    try:
        return msgspec.json.decode(base64.urlsafe_b64decode(part + "=" * (-len(part) % 4)), type=_Head)
    except _INVALID:
        return None
