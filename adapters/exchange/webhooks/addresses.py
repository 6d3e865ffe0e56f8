"""Where facts may be sent: to https addresses, none of them inside a network that is not everybody's."""

import asyncio
import re
import socket
from collections.abc import Awaitable, Callable, Sequence
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address, ip_network
from typing import Final
from urllib.parse import urlsplit

from msgspec import Struct

Address = IPv4Address | IPv6Address
Network = IPv4Network | IPv6Network
Resolve = Callable[[str, int], Awaitable[Sequence[Address]]]
"""Returns the addresses of a host, none when it is not known."""

LONGEST: Final = 2000
RESOLVE_SECONDS: Final = 3.0
"""How long looking up a name may take."""
_HOST: Final = re.compile(r"[a-z0-9]([a-z0-9_.-]*[a-z0-9])?|\[[0-9a-f:.]+\]")
_TARGET: Final = re.compile(r"[!-~]*")
_EVERYBODYS: Final = ip_network("2000::/3")
_REFUSED: Final = tuple(
    ip_network(text) for text in ("192.88.99.0/24", "2001::/23", "2002::/16", "2001:db8::/32", "3fff::/20")
)
"""Beside those that the library knows: what stands for an IPv4 address, and may lead anywhere, and examples.

IPv4 addresses written as IPv6 (`::ffff:10.0.0.1`, `64:ff9b::10.0.0.1`) are outside everybody's networks."""


class Target(Struct, frozen=True, kw_only=True):
    """The parts of a webhook's URL; `host` an IPv6 address goes without its brackets."""

    host: str
    port: int
    path: str

    @property
    def authority(self) -> str:
        """Host and port as a request names them."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return host if self.port == 443 else f"{host}:{self.port}"


class NotATarget(ValueError):
    """A URL to which nothing is sent; the code says why."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


def target_of(url: str) -> Target:
    """Return the parts of a URL that facts may be sent to.

    Raises NotATarget: `not-https`, `credentials`, `fragment`, `not-a-url`.
    """
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:
        raise NotATarget("not-a-url") from None
    if len(url) > LONGEST or not _TARGET.fullmatch(url) or "\\" in url:
        raise NotATarget("not-a-url")
    if parts.scheme != "https":
        raise NotATarget("not-https")
    if "@" in parts.netloc:
        raise NotATarget("credentials")
    if "#" in url:
        raise NotATarget("fragment")
    host = parts.netloc.lower().removesuffix(f":{port}")
    if not _HOST.fullmatch(host) or ".." in host or port == 0:
        raise NotATarget("not-a-url")
    path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    return Target(host=host.strip("[]"), port=port or 443, path=path)


async def resolve(host: str, port: int) -> Sequence[Address]:
    """Return the addresses that the machine's resolver knows of a host, in its order."""
    loop = asyncio.get_running_loop()
    try:
        found = await loop.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError):  # not known, or no name at all
        return ()
    return tuple(dict.fromkeys(ip_address(str(where[0]).partition("%")[0]) for *_, where in found))


def may_be_reached(address: Address, allowed: Sequence[Network]) -> bool:
    """Return whether facts may go to an address: one of everybody's networks, or of one that is allowed."""
    if any(address in network for network in allowed if network.version == address.version):
        return True
    if any(address in network for network in _REFUSED if network.version == address.version):
        return False
    if isinstance(address, IPv6Address) and address not in _EVERYBODYS:
        return False
    return address.is_global and not (address.is_multicast or address.is_reserved)


async def reachable(
    target: Target, *, allowed: Sequence[Network], resolve: Resolve = resolve
) -> Sequence[Address] | str:
    """Return the addresses to connect to, or why to none: `name-not-found`, `address-refused`.

    One address that is refused refuses them all: a name that leads inside, too, is not to be trusted.
    """
    try:
        async with asyncio.timeout(RESOLVE_SECONDS):
            found = await resolve(target.host, target.port)
    except TimeoutError:
        found = ()
    if not found:
        return "name-not-found"
    if not all(may_be_reached(address, allowed) for address in found):
        return "address-refused"
    return found
