"""What an identity provider does here, and how it can fail; `api.oidc` has it done, and is slow to import."""

from collections.abc import Mapping
from typing import Final, Literal, Protocol

from msgspec import Struct

from api.scope import Caller

KEPT_SECONDS: Final = 600
"""How long somebody may take at the provider."""

Reason = Literal["other-browser", "provider-refused", "not-valid", "no-role"]
"""Why somebody is not signed in: the sign-in was begun in another browser or too long ago, the provider says
no, what it says cannot be believed, or it says of nobody here (role and office)."""


class ProviderAway(Exception):
    """The identity provider does not answer."""


class SignInRefused(Exception):
    """Somebody who comes back from the provider is not let in."""

    def __init__(self, reason: Reason) -> None:
        super().__init__(reason)
        self.reason: Reason = reason


class AccessTokens(Protocol):
    """Tokens of an identity provider."""

    async def caller(self, token: str) -> Caller | None:
        """Return whom the token names, None when it is not valid; raises ProviderAway."""


class Begun(Struct, frozen=True, kw_only=True):
    """A sign-in under way: where the browser goes, and what it keeps till it comes back."""

    address: str
    kept: str


class Arrived(Struct, frozen=True, kw_only=True):
    """Who has signed in, and the page that was wanted."""

    caller: Caller
    to: str


class StaffSignIn(Protocol):
    """People who sign in at an identity provider with their browser; `back` is where it sends them."""

    async def begin(self, *, back: str, to: str, anew: bool) -> Begun:
        """Return what sends a browser to the provider, which is told to ask `anew` who is there, or not.

        Raises ProviderAway.
        """

    async def finish(self, *, back: str, kept: str, answer: Mapping[str, str]) -> Arrived:
        """Return who came back with what the provider answers; raises SignInRefused, ProviderAway."""


class Provider(Struct, frozen=True, kw_only=True):
    """An identity provider; `staff` is None where only programs come with its tokens."""

    access_tokens: AccessTokens
    staff: StaffSignIn | None
