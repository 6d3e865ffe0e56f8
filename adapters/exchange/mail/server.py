"""The mail server of the office: where it is, as whom, and handing mails to it over one connection."""

import ssl
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Any, Final, Literal, Self
from urllib.parse import unquote, urlsplit

from msgspec import Struct

from adapters.loopback import is_loopback

if TYPE_CHECKING:
    from aiosmtplib import SMTP

_PORTS: Final = {"smtp": 587, "smtps": 465}
_SECONDS: Final = 60.0
"""How long one answer of the server is waited for: some look through the mail before the last one."""
_SHOWN: Final = 200
"""Letters of a server's answer that are kept."""
_PERMANENT: Final = range(500, 600)


class MailServer(Struct, frozen=True, kw_only=True):
    """Where mail is handed in. `tls` `none` is for this machine alone.

    `ca_file` has the authorities whose certificates are believed; without it, those whom the system trusts.
    """

    host: str
    port: int
    tls: Literal["starttls", "implicit", "none"]
    user: str | None = None
    password: str | None = None
    ca_file: Path | None = None

    def __repr__(self) -> str:
        """Return all but the password."""
        return f"MailServer({self.host}:{self.port}, {self.tls})"


def mail_server(url: str, *, password: str | None = None, ca_file: Path | None = None) -> MailServer:
    """Return the server that an address names: `smtp://user:pass@host:587` or `smtps://host:465`.

    `smtp` changes over to TLS before anything is said, but on this machine. Raises ValueError with what is
    wrong; the password is never repeated.
    """
    message = "it is smtp://user:password@host:587 or smtps://user:password@host:465"
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:
        raise ValueError(message) from None
    rest = parts.path.strip("/") or parts.query or parts.fragment
    if parts.scheme not in _PORTS or not parts.hostname or rest:
        raise ValueError(message)
    user = unquote(parts.username) if parts.username else None
    secret = password or (unquote(parts.password) if parts.password else None)
    if (user is None) != (secret is None):
        message = "a user and a password, or its file, belong together"
        raise ValueError(message)
    plain: Literal["none", "starttls"] = "none" if is_loopback(parts.hostname) else "starttls"
    return MailServer(
        host=parts.hostname,
        port=port or _PORTS[parts.scheme],
        tls="implicit" if parts.scheme == "smtps" else plain,
        user=user,
        password=secret,
        ca_file=ca_file,
    )


class Outcome(Struct, frozen=True, kw_only=True):
    """What became of a mail: taken, refused for good, or to be tried `again`; and what the server said."""

    state: Literal["sent", "refused", "again"]
    answer: str


class Post:
    """Hands mails to a server, over one connection as long as it holds; `unreachable` once there is none.

    Opened when the first mail is handed in; to be closed, as a context.
    """

    def __init__(self, server: MailServer, sender: str) -> None:
        self._server = server
        self._sender = sender
        self._smtp: SMTP | None = None
        self.unreachable: str | None = None

    async def __aenter__(self) -> Self:
        """Return itself; nothing is opened yet."""
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Close the connection; nobody minds how."""
        await self._leave()

    async def hand_in(self, to: str, mail: bytes) -> Outcome:
        """Hand in a mail for one recipient and return what became of it; raises nothing of the server's."""
        import aiosmtplib  # noqa: PLC0415 not needed before the first mail

        if self.unreachable is None and (self._smtp is None or not self._smtp.is_connected):
            await self._connect()
        if self.unreachable is not None or self._smtp is None:
            return Outcome(state="again", answer=self.unreachable or "")
        try:
            await self._smtp.sendmail(self._sender, [to], mail)
        except aiosmtplib.SMTPRecipientsRefused as refused:
            first = refused.recipients[0]
            return await self._answered(first.code, first.message)
        except aiosmtplib.SMTPSenderRefused as error:  # our own mistake, to be mended while the day lasts
            return Outcome(state="again", answer=_shown(f"{error.code} {error.message}"))
        except aiosmtplib.SMTPResponseException as error:
            return await self._answered(error.code, error.message)
        except (aiosmtplib.SMTPException, OSError) as error:
            await self._leave()
            return Outcome(state="again", answer=_shown(f"{type(error).__name__}: {error}"))
        return Outcome(state="sent", answer="")

    async def _answered(self, code: int, said: str) -> Outcome:
        """Return what a refusal means; where the server ends the connection (421), so do we."""
        if self._smtp is None or not self._smtp.is_connected:
            await self._leave()
        state: Literal["refused", "again"] = "refused" if code in _PERMANENT else "again"
        return Outcome(state=state, answer=_shown(f"{code} {said}"))

    async def _connect(self) -> None:
        import aiosmtplib  # noqa: PLC0415 not needed before the first mail

        server = self._server
        self._smtp = aiosmtplib.SMTP(
            hostname=server.host,
            port=server.port,
            use_tls=server.tls == "implicit",
            start_tls=server.tls == "starttls",
            username=server.user,
            password=server.password,
            timeout=_SECONDS,
            local_hostname=self._sender.rpartition("@")[2],
            **_trusting(server),
        )
        try:
            await self._smtp.connect()
        except (aiosmtplib.SMTPException, OSError, ValueError) as error:
            await self._leave()
            self.unreachable = _shown(f"{type(error).__name__}: {error}")

    async def _leave(self) -> None:
        smtp, self._smtp = self._smtp, None
        if smtp is not None:
            smtp.close()


def _trusting(server: MailServer) -> dict[str, Any]:
    """Return whose certificates are believed."""
    if server.tls == "none":
        return {}
    return {"tls_context": ssl.create_default_context(cafile=server.ca_file)}


def _shown(answer: str) -> str:
    """Return an answer of a server as one short line."""
    return " ".join(answer.split())[:_SHOWN]
