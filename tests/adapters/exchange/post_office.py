"""A real mail server for tests: it takes mails, refuses some, is down, breaks off, or asks for TLS."""

import ipaddress
import socket
import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from pathlib import Path
from typing import Any

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from adapters.exchange.mail.server import MailServer


class PostOffice:
    """What came in, and how the next commands are answered; usable as the handler of a server."""

    def __init__(self) -> None:
        self.mails: list[EmailMessage] = []
        self.envelopes: list[tuple[str, list[str]]] = []
        self.to: dict[str, str] = {}
        """Answers to recipients, by address."""
        self.data: list[str] = []
        """Answers to the next mails, one after the other; `close` cuts the connection."""
        self.encrypted: list[bool] = []
        self._controller: Controller | None = None
        self.port = 0

    def server(self, **more: Any) -> MailServer:
        return MailServer(host="127.0.0.1", port=self.port, **{"tls": "none", **more})

    def open(self, **more: Any) -> None:
        """Listen, on the port where this office was before."""
        self._controller = Controller(self, hostname="127.0.0.1", port=self.port or _free_port(), **more)
        self._controller.start()
        self.port = self._controller.port

    def close(self) -> None:
        if self._controller is not None:
            self._controller.stop()
            self._controller = None

    def subjects(self) -> list[str]:
        return [str(mail["Subject"]) for mail in self.mails]

    def recipients(self) -> list[str]:
        return [str(mail["To"]) for mail in self.mails]

    async def handle_RCPT(  # noqa: N802 the library's name
        self, server: SMTP, session: Any, envelope: Any, address: str, options: Any
    ) -> str:
        del server, session, options
        answer = self.to.get(address, "250 OK")
        if answer.startswith("2"):
            envelope.rcpt_tos.append(address)
        return answer

    async def handle_DATA(self, server: SMTP, session: Any, envelope: Any) -> str:  # noqa: N802
        answer = self.data.pop(0) if self.data else "250 OK"
        if answer.startswith("2") or answer == "taken, then close":
            found = message_from_bytes(envelope.content, policy=default)
            assert isinstance(found, EmailMessage)
            self.mails.append(found)
            self.envelopes.append((envelope.mail_from, list(envelope.rcpt_tos)))
            self.encrypted.append(session.ssl is not None)
        if "close" in answer:
            transport: Any = server.transport
            transport.abort()
        return answer


def _free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])


@contextmanager
def post_office(**more: Any) -> Iterator[PostOffice]:
    """Give a mail server that listens on this machine as long as the block lasts."""
    found = PostOffice()
    found.open(**more)
    try:
        yield found
    finally:
        found.close()


def certificate(folder: Path) -> tuple[Path, ssl.SSLContext]:
    """Return the certificate of a server on this machine, to be believed, and what the server needs of it."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "127.0.0.1")])
    now = datetime.now(UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(
            x509.SubjectAlternativeName([x509.IPAddress(ipaddress.ip_address("127.0.0.1"))]), critical=False
        )
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    authority, secret = folder / "authority.pem", folder / "key.pem"
    authority.write_bytes(made.public_bytes(serialization.Encoding.PEM))
    secret.write_bytes(
        key.private_bytes(
            serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
        )
    )
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(authority, secret)
    return authority, context
