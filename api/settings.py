"""Settings of the HTTP surface, from `ZAIRYU_*` in the environment; read once, at start."""

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Annotated
from urllib.parse import urlsplit

import msgspec
from msgspec import Meta, Struct

from adapters.loopback import is_loopback


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
    oidc_client_id: str | None = None
    oidc_client_secret: str | None = None
    oidc_client_secret_file: str | None = None
    oidc_jwks_url: str | None = None
    oidc_algorithms: tuple[str, ...] = ("RS256", "ES256")
    oidc_role_claim: str = "zairyu_role"
    oidc_office_claim: str = "zairyu_office"


def address_of(host: str, port: int) -> str:
    """Return the address under which a server that listens there answers."""
    return f"http://{f'[{host}]' if ':' in host else host}:{port}"


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
    settings = _with_secret(msgspec.convert(found, WebSettings, strict=False))
    wrong = next(_wrong(settings, environment), None)
    if wrong is not None:
        raise msgspec.ValidationError(wrong)
    return settings


def _with_secret(settings: WebSettings) -> WebSettings:
    """Return the settings with the secret that a file holds; raises msgspec.ValidationError."""
    if settings.oidc_client_secret_file is None:
        return settings
    try:
        secret = Path(settings.oidc_client_secret_file).expanduser().read_text(encoding="utf-8").strip()
    except (OSError, ValueError) as error:
        message = f"ZAIRYU_OIDC_CLIENT_SECRET_FILE cannot be read: {type(error).__name__}"
        raise msgspec.ValidationError(message) from None
    return msgspec.structs.replace(settings, oidc_client_secret=secret or None)


def _wrong(settings: WebSettings, environment: Mapping[str, str]) -> Iterator[str]:
    """Yield what does not go together."""
    host = environment.get("ZAIRYU_HOST", "").strip() or "127.0.0.1"
    if settings.public_url is not None and not _is_origin(settings.public_url):
        yield "ZAIRYU_PUBLIC_URL is https://host or https://host:port; http on this machine alone"
    if (settings.oidc_issuer is None) != (settings.oidc_audience is None):
        yield "ZAIRYU_OIDC_ISSUER and ZAIRYU_OIDC_AUDIENCE belong together"
    if (settings.oidc_client_id is None) != (settings.oidc_client_secret is None):
        yield "ZAIRYU_OIDC_CLIENT_ID and ZAIRYU_OIDC_CLIENT_SECRET, or its file, belong together"
    if settings.oidc_client_id is not None and settings.oidc_issuer is None:
        yield "ZAIRYU_OIDC_CLIENT_ID needs ZAIRYU_OIDC_ISSUER, where people sign in"
    if settings.oidc_client_id is not None and settings.public_url is None and not is_loopback(host):
        yield "ZAIRYU_OIDC_CLIENT_ID needs ZAIRYU_PUBLIC_URL, where people come back to"
    mails = bool(environment.get("ZAIRYU_SMTP_URL", "").strip())
    if mails and settings.public_url is None and not is_loopback(host):
        yield "ZAIRYU_SMTP_URL needs ZAIRYU_PUBLIC_URL, where the links in mails lead"
