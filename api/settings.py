"""Settings of the HTTP surface, from `ZAIRYU_*` in the environment; read once, at start."""

import ipaddress
from collections.abc import Mapping
from typing import Annotated
from urllib.parse import urlsplit

import msgspec
from msgspec import Meta, Struct


class WebSettings(Struct, frozen=True, kw_only=True):
    """Whom the server believes, and how much it takes; `adapters.settings` has where it listens."""

    allowed_hosts: frozenset[str] = frozenset()
    forwarded_allow_ips: str = ""
    request_timeout: Annotated[float, Meta(gt=0)] = 30.0
    connections: Annotated[int, Meta(ge=1, le=100_000)] = 1000
    header_bytes: Annotated[int, Meta(ge=1024, le=1 << 20)] = 32_768
    header_seconds: Annotated[float, Meta(gt=0)] = 10.0
    body_seconds: Annotated[float, Meta(gt=0)] = 30.0
    idle_seconds: Annotated[float, Meta(gt=0)] = 75.0
    rate_limit: Annotated[float, Meta(ge=0)] = 2000.0
    rate_burst: Annotated[float, Meta(ge=1)] = 4000.0
    public_url: str | None = None
    oidc_issuer: str | None = None
    oidc_audience: str | None = None
    oidc_jwks_url: str | None = None
    oidc_algorithms: tuple[str, ...] = ("RS256", "ES256")
    oidc_role_claim: str = "zairyu_role"
    oidc_office_claim: str = "zairyu_office"


def address_of(host: str, port: int) -> str:
    """Return the address under which a server that listens there answers."""
    return f"http://{f'[{host}]' if ':' in host else host}:{port}"


def is_loopback(host: str) -> bool:
    """Return whether only this machine can reach a server that listens there."""
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def _is_origin(text: str) -> bool:
    """Return whether a text is the address of a site as a whole, which others cannot listen to on the way."""
    try:
        parts = urlsplit(text)
        host, port = parts.hostname or "", parts.port
    except ValueError:
        return False
    written = f"[{host}]" if ":" in host else host
    safe = parts.scheme == "https" or (parts.scheme == "http" and is_loopback(host))
    whole = f"{parts.scheme}://{written}" + ("" if port is None else f":{port}")
    return bool(host) and safe and text == whole


_LISTS = frozenset({"allowed_hosts", "oidc_algorithms"})


def web_settings(environment: Mapping[str, str]) -> WebSettings:
    """Return the settings; raises msgspec.ValidationError naming what cannot be read."""
    found: dict[str, object] = {}
    for field in msgspec.structs.fields(WebSettings):
        text = environment.get(f"ZAIRYU_{field.name.upper()}", "").strip()
        if text:
            found[field.name] = [part.strip() for part in text.split(",")] if field.name in _LISTS else text
    settings = msgspec.convert(found, WebSettings, strict=False)
    if settings.public_url is not None and not _is_origin(settings.public_url):
        message = "ZAIRYU_PUBLIC_URL is https://host or https://host:port; http on this machine alone"
        raise msgspec.ValidationError(message)
    if (settings.oidc_issuer is None) != (settings.oidc_audience is None):
        message = "ZAIRYU_OIDC_ISSUER and ZAIRYU_OIDC_AUDIENCE belong together"
        raise msgspec.ValidationError(message)
    return settings
