"""Settings: one structure, read once from `ZAIRYU_*` variables."""

import os
import re
from collections.abc import Mapping
from datetime import date
from ipaddress import IPv4Network, IPv6Network, ip_network
from pathlib import Path
from typing import Annotated, get_args, get_type_hints

import msgspec
from msgspec import Meta, Struct

from adapters.exchange.mail.addresses import address_fault
from adapters.exchange.mail.server import MailServer, mail_server
from domain.policy import Policy
from projections.notices import STAGES, Telling

PREFIX = "ZAIRYU_"
POLICY_PREFIX = "ZAIRYU_POLICY_"
_LISTS = frozenset({"notice_stages", "webhook_allow"})
_EXPECTED = re.compile(r"Expected `(?P<kind>\w+)(?: \| null)?`(?P<bound> [<>]=? \S+)?")
_KINDS = {
    "bool": "1 or 0",
    "int": "a whole number",
    "float": "a number",
    "str": "a text",
    "array": "a list with commas",
}


def default_data() -> Path:
    """Return the folder of the embedded server: `/var/lib/zairyu` as root, else below the home."""
    if os.geteuid() == 0:
        return Path("/var/lib/zairyu")
    return Path.home() / ".local" / "share" / "zairyu"


class Settings(Struct, frozen=True, kw_only=True):
    """Every setting with its default; the variable is the field's name in capitals after `ZAIRYU_`.

    What only reads may be answered by the standby that `read_database_url` names, not older than `read_lag`
    seconds. `key` is a master key, 32 bytes in base64; `key_file` holds one. Without either the embedded
    server makes `master.key` in its folder, and `seal.key`, which signs seals. `seal_to` is a file to append
    seals to, `-` for standard output. `notice_stages` are days from the last day of a duty, -7 a week before.
    Mail goes out where `smtp_url` names a server (`mail_server`), from the address `mail_from`.
    `webhook_allow` are networks inside to which webhooks may lead.
    """

    database_url: str | None = None
    owner_database_url: str | None = None
    read_database_url: str | None = None
    read_lag: Annotated[float, Meta(ge=1, le=60)] = 2.0
    data: Path = msgspec.field(default_factory=default_data)
    pg_bindir: Path | None = None
    host: str = "127.0.0.1"
    port: Annotated[int, Meta(ge=0, le=65535)] = 8000
    workers: Annotated[int, Meta(ge=1, le=64)] = 1
    today: date | None = None
    token: str | None = None
    key: str | None = None
    key_file: Path | None = None
    seal_key_file: Path | None = None
    seal_every: Annotated[int, Meta(ge=0)] = 3600
    seal_to: str | None = None
    pool_size: Annotated[int, Meta(ge=4, le=100)] = 8
    notice_stages: tuple[Annotated[int, Meta(ge=-366, le=366)], ...] = STAGES
    notice_advisory: bool = False
    smtp_url: str | None = None
    smtp_password_file: Path | None = None
    smtp_ca_file: Path | None = None
    mail_from: str | None = None
    webhook_allow: tuple[str, ...] = ()
    policy: Policy = Policy()

    @property
    def webhook_networks(self) -> tuple[IPv4Network | IPv6Network, ...]:
        """Networks that are not everybody's and to which webhooks may lead all the same."""
        return tuple(ip_network(text) for text in self.webhook_allow)

    @property
    def telling(self) -> Telling:
        """What offices are told of duties."""
        return Telling(stages=tuple(sorted({*self.notice_stages})), advisory=self.notice_advisory)

    def mail_server(self) -> MailServer | None:
        """Return the mail server, None where none is named; raises SettingError."""
        if self.smtp_url is None:
            return None
        if self.mail_from is None or address_fault(self.mail_from) is not None:
            message = "ZAIRYU_SMTP_URL needs ZAIRYU_MAIL_FROM, the address that mails come from"
            raise SettingError(message)
        try:
            password = None
            if self.smtp_password_file is not None:
                password = self.smtp_password_file.read_text(encoding="utf-8").strip()
            return mail_server(self.smtp_url, password=password, ca_file=self.smtp_ca_file)
        except OSError as error:
            message = f"ZAIRYU_SMTP_PASSWORD_FILE cannot be read: {type(error).__name__}"
        except ValueError as error:
            message = f"ZAIRYU_SMTP_URL cannot be read: {error}"
        raise SettingError(message)


class SettingError(ValueError):
    """A `ZAIRYU_*` variable cannot be read; the message names it."""


def from_environment(environment: Mapping[str, str] | None = None) -> Settings:
    """Read the settings from the environment; empty variables count as absent.

    Raises SettingError for a value that cannot be read and for a policy switch that does not exist.
    """
    found = {k: v for k, v in (os.environ if environment is None else environment).items() if v.strip()}
    values: dict[str, object] = {
        name: found[PREFIX + name.upper()]
        for name in Settings.__struct_fields__
        if PREFIX + name.upper() in found
    }
    values["policy"] = _policy(found)
    for name in _LISTS & values.keys():
        values[name] = [part.strip() for part in found[PREFIX + name.upper()].split(",")]
    try:
        settings = msgspec.convert(values, Settings, strict=False, dec_hook=_decode)
    except msgspec.ValidationError as error:
        raise unreadable(error) from error
    settings.mail_server()
    try:
        _ = settings.webhook_networks
    except ValueError as error:
        message = (
            f"{PREFIX}WEBHOOK_ALLOW cannot be read: it takes networks as 10.20.0.0/16, with commas between"
        )
        raise SettingError(message) from error
    return settings


def unreadable(error: msgspec.ValidationError) -> SettingError:
    """Return which variable cannot be read, and what it takes."""
    said, _, path = str(error).partition(" - at `$.")
    name = path.rstrip("`").partition("[")[0].replace(".", "_")
    choices = get_args(get_type_hints(Policy).get(name.removeprefix("policy_")))
    expected = _EXPECTED.match(said)
    if choices:
        said = f"it takes {' or '.join(choices)}"
    elif expected is not None:
        said = f"it takes {_KINDS.get(expected['kind'], expected['kind'])}{expected['bound'] or ''}"
    elif "date" in said:
        said = "it takes a day as 2026-11-20"
    where = f"{PREFIX}{name.upper()} cannot be read: " if path else ""
    return SettingError(f"{where}{said}. docs/operations.md has all settings")


def _policy(found: Mapping[str, str]) -> dict[str, str]:
    switches = {
        k.removeprefix(POLICY_PREFIX).lower(): v for k, v in found.items() if k.startswith(POLICY_PREFIX)
    }
    unknown = sorted(switches.keys() - set(Policy.__struct_fields__))
    if unknown:
        known = ", ".join(Policy.__struct_fields__)
        named = ", ".join(f"{POLICY_PREFIX}{name.upper()}" for name in unknown)
        message = f"no such switch: {named}; there are {known}"
        raise SettingError(message)
    return switches


def _decode(kind: type, value: object) -> object:
    if kind is Path:
        return Path(str(value)).expanduser()
    message = f"cannot read {value!r}"
    raise ValueError(message)
