"""The provider that the settings name, with a client of its own."""

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager

import httpx2

from api.oidc.access_tokens import Oidc
from api.oidc.keys import Discovery, Jwks
from api.providers import Provider, StaffSignIn
from api.settings import WebSettings


@asynccontextmanager
async def open_provider(settings: WebSettings) -> AsyncIterator[Provider]:
    """Give the provider; nothing is asked of it before somebody comes."""
    assert settings.oidc_issuer is not None
    async with AsyncExitStack() as stack:
        client = await stack.enter_async_context(httpx2.AsyncClient())
        discovery = Discovery(issuer=settings.oidc_issuer, client=client)
        keys = Jwks(discovery=discovery, url=settings.oidc_jwks_url, client=client)
        staff = None
        if settings.oidc_client_id is not None:
            staff = await _staff(settings, discovery, keys, stack)
        yield Provider(access_tokens=Oidc(settings, keys), staff=staff)


async def _staff(
    settings: WebSettings, discovery: Discovery, keys: Jwks, stack: AsyncExitStack
) -> StaffSignIn:
    from api.oidc.staff import CodeFlow, oauth_client  # noqa: PLC0415 authlib is slow to import

    client = await stack.enter_async_context(oauth_client(settings))
    return CodeFlow(settings, discovery, keys, client)
