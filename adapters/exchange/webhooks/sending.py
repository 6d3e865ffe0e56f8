"""Sending one fact to one receiver: signed, to an address that was looked at, ten seconds at most."""

import asyncio
import base64
import os
import ssl
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from datetime import datetime
from typing import TYPE_CHECKING, Final

from msgspec import Struct
from standardwebhooks import Webhook as Signer

from adapters.exchange.webhooks.addresses import Address, Network, Resolve, Target, reachable, resolve
from adapters.exchange.webhooks.facts import MEDIA_TYPE

if TYPE_CHECKING:
    import httpx2

SECONDS: Final = 10.0
"""How long a receiver may take for all: to be found, to connect, to answer."""
CONNECT_SECONDS: Final = 3.0
"""How long one address may take to connect, before another one of the name is tried."""
TIDY_SECONDS: Final = 0.5
"""By how much the library gives up earlier, which hangs up tidily; the whole ends whatever it does."""
ANSWER_BYTES: Final = 4096
"""How much of an answer is read; its status alone says whether the fact was taken."""
SECRET_BYTES: Final = 32
NOT_SENT: Final = frozenset({"name-not-found", "address-refused", "no-connection", "not-trusted"})
"""Why a fact never left."""
GONE: Final = "status-410"
"""The receiver says that nobody is there any more: nothing more is sent."""


class Signed(Struct, frozen=True, kw_only=True):
    """A fact ready to be sent."""

    body: bytes
    headers: dict[str, str]


def new_secret() -> bytes:
    """Return a new secret to sign with."""
    return os.urandom(SECRET_BYTES)


def shown(secret: bytes) -> str:
    """Return a secret as its receiver is shown it, once."""
    return "whsec_" + base64.b64encode(secret).decode()


def signed(body: bytes, *, id_: str, at: datetime, secrets: Sequence[bytes]) -> Signed:
    """Return a body with the headers of Standard Webhooks, signed with each of the secrets."""
    signatures = [Signer(secret).sign(id_, at, body.decode()) for secret in secrets]
    return Signed(
        body=body,
        headers={
            "Content-Type": MEDIA_TYPE,
            "User-Agent": "zairyu",
            "webhook-id": id_,
            "webhook-timestamp": str(int(at.timestamp())),
            "webhook-signature": " ".join(signatures),
        },
    )


class Channel:
    """The way to one receiver, kept open from one fact to the next."""

    def __init__(
        self, target: Target, *, allowed: Sequence[Network], resolve: Resolve, trust: ssl.SSLContext
    ) -> None:
        import httpx2  # noqa: PLC0415 it takes long to import, and not every server has receivers

        self._httpx2 = httpx2
        self._target = target
        self._allowed = allowed
        self._resolve = resolve
        # A transport alone: it follows no redirect, keeps no cookie and knows no proxy.
        self._transport = httpx2.AsyncHTTPTransport(verify=trust, trust_env=False)

    async def close(self) -> None:
        """Let go of what is open."""
        await self._transport.aclose()

    async def send(self, fact: Signed) -> str | None:
        """Send a fact; return why it was not taken, None if it was.

        Who the receiver is, is found out anew, and connected to is what was found: no second look-up can lead
        elsewhere.
        """
        deadline = asyncio.get_running_loop().time() + SECONDS
        try:
            async with asyncio.timeout_at(deadline):
                found = await reachable(self._target, allowed=self._allowed, resolve=self._resolve)
        except TimeoutError:
            return "name-not-found"
        return found if isinstance(found, str) else await self._one(fact, found, deadline)

    async def _one(self, fact: Signed, addresses: Sequence[Address], deadline: float) -> str | None:
        failure = "no-connection"
        try:
            async with asyncio.timeout_at(deadline):
                for address in addresses:
                    try:
                        return await self._post(fact, address, deadline)
                    except self._httpx2.ConnectTimeout:
                        failure = "timed-out"
                    except self._httpx2.ConnectError as error:
                        failure = "not-trusted" if _is_of_tls(error) else "no-connection"
        except (TimeoutError, self._httpx2.TimeoutException):
            return "timed-out"
        except self._httpx2.TransportError:
            return "connection-lost"
        return failure

    async def _post(self, fact: Signed, address: Address, deadline: float) -> str | None:
        target = self._target
        left = deadline - asyncio.get_running_loop().time()
        left = max(left - TIDY_SECONDS, left / 2)
        host = f"[{address}]" if address.version == 6 else str(address)
        request = self._httpx2.Request(
            "POST",
            f"https://{host}:{target.port}{target.path}",
            headers={"Host": target.authority, **fact.headers},
            content=fact.body,
            extensions={
                "sni_hostname": target.host,
                "timeout": {
                    "connect": min(left, CONNECT_SECONDS),
                    "read": left,
                    "write": left,
                    "pool": left,
                },
            },
        )
        answer = await self._transport.handle_async_request(request)
        try:
            await _read(answer)
        finally:
            await answer.aclose()
        return None if 200 <= answer.status_code < 300 else f"status-{answer.status_code}"


async def _read(answer: "httpx2.Response") -> None:
    """Read an answer as far as it counts: who breaks off before its end has not answered."""
    read = 0
    async for part in answer.aiter_raw():
        read += len(part)
        if read > ANSWER_BYTES:
            return


def _is_of_tls(error: BaseException) -> bool:
    cause: BaseException | None = error
    while cause is not None:
        if isinstance(cause, ssl.SSLError):
            return True
        cause = cause.__cause__ or cause.__context__
    return False


class Sender:
    """Opens channels to receivers; `trust`: whose certificates are believed, by default the machine's."""

    def __init__(
        self,
        *,
        allowed: Sequence[Network] = (),
        resolve: Resolve = resolve,
        trust: ssl.SSLContext | None = None,
    ) -> None:
        self.allowed = tuple(allowed)
        self.resolve = resolve
        self._trust = trust

    @asynccontextmanager
    async def channel(self, target: Target) -> AsyncIterator[Channel]:
        """Open a channel to a receiver; close it in the end."""
        if self._trust is None:
            self._trust = ssl.create_default_context()
        channel = Channel(target, allowed=self.allowed, resolve=self.resolve, trust=self._trust)
        try:
            yield channel
        finally:
            await channel.close()
