"""A real receiver of webhooks: TLS with an authority of the tests, and every way of not behaving."""

import asyncio
import json
import ssl
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address, ip_network
from pathlib import Path
from typing import Any, Literal

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID
from msgspec import Struct

Behaviour = int | Literal["stall", "break", "flood", "vanish"]
"""A status to answer with; say nothing; break off mid-answer; answer without end; close without a word."""
HERE = (ip_network("127.0.0.0/8"),)
"""What `ZAIRYU_WEBHOOK_ALLOW` names where receivers of tests are to be reached."""


class Delivery(Struct, frozen=True):
    """What came: headers by their names in small letters, and the body."""

    path: str
    headers: dict[str, str]
    body: bytes

    @property
    def event(self) -> dict[str, Any]:
        found: dict[str, Any] = json.loads(self.body)
        return found

    @property
    def resident(self) -> str:
        return str(self.event["subject"])

    @property
    def id(self) -> str:
        return str(self.event["id"])


class Receiver:
    """Keeps all that comes, and what of it was taken; `behave` says what becomes of a delivery."""

    def __init__(self, port: int) -> None:
        self.url = f"https://localhost:{port}/hook"
        self.came: list[Delivery] = []
        self.taken: list[Delivery] = []
        self.behave: Callable[[Delivery], Behaviour] = lambda _: 200
        self.serving: set[asyncio.Task[None]] = set()

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None
        self.serving.add(task)
        try:
            with suppress(asyncio.IncompleteReadError, ConnectionError, ssl.SSLError, asyncio.CancelledError):
                while await self._one(reader, writer):
                    pass
        finally:
            self.serving.discard(task)
            writer.close()

    async def end(self) -> None:
        """Hang up on whoever is still connected."""
        tasks = [*self.serving]
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    async def _one(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> bool:
        head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").split("\r\n")
        headers = {
            name.lower(): value.strip()
            for name, _, value in (line.partition(":") for line in head[1:] if line)
        }
        body = await reader.readexactly(int(headers["content-length"]))
        delivery = Delivery(head[0].split(" ")[1], headers, body)
        self.came.append(delivery)
        how = self.behave(delivery)
        match how:
            case "vanish":
                return False
            case "stall":
                await asyncio.sleep(30)
                return False
            case "break":
                writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nhalf of")
                await writer.drain()
                return False
            case "flood":
                writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: 900000000\r\n\r\n")
                for _ in range(900):
                    writer.write(b"x" * 1_000_000)
                    await writer.drain()
                return False
            case int():
                if 200 <= how < 300:
                    self.taken.append(delivery)
                where = b"Location: https://localhost:1/\r\n" if 300 <= how < 400 else b""
                writer.write(b"HTTP/1.1 %d X\r\n%sContent-Length: 2\r\n\r\nok" % (how, where))
                await writer.drain()
                return True


class Authority(Struct, frozen=True):
    """Who signed the receiver's certificate, as a file, and what the receiver serves with."""

    file: Path
    serving: ssl.SSLContext

    @property
    def trusting(self) -> ssl.SSLContext:
        return ssl.create_default_context(cafile=str(self.file))


@asynccontextmanager
async def receiver(authority: Authority) -> AsyncIterator[Receiver]:
    """Give a receiver at `localhost` for as long as the block lasts."""
    found: list[Receiver] = []

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await found[0].serve(reader, writer)

    server = await asyncio.start_server(serve, "127.0.0.1", 0, ssl=authority.serving)
    found.append(Receiver(server.sockets[0].getsockname()[1]))
    try:
        yield found[0]
    finally:
        server.close()
        await found[0].end()


def authority(folder: Path) -> Authority:
    """Make an authority and a certificate of `localhost` signed by it."""
    key, signer = ec.generate_private_key(ec.SECP256R1()), ec.generate_private_key(ec.SECP256R1())
    issuer = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "authority of the tests")])
    root = (
        _certificate(issuer, issuer, signer.public_key())
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .add_extension(_usage(signing=True), critical=True)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(signer.public_key()), critical=False)
        .sign(signer, hashes.SHA256())
    )
    names: list[x509.GeneralName] = [x509.DNSName("localhost"), x509.IPAddress(ip_address("127.0.0.1"))]
    leaf = (
        _certificate(x509.Name([]), issuer, key.public_key())
        .add_extension(x509.SubjectAlternativeName(names), critical=True)
        .add_extension(
            x509.AuthorityKeyIdentifier.from_issuer_public_key(signer.public_key()), critical=False
        )
        .sign(signer, hashes.SHA256())
    )
    pem = serialization.Encoding.PEM
    plain = serialization.NoEncryption()
    whole = key.private_bytes(pem, serialization.PrivateFormat.PKCS8, plain) + leaf.public_bytes(pem)
    (folder / "receiver.pem").write_bytes(whole)
    (folder / "authority.pem").write_bytes(root.public_bytes(pem))
    serving = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    serving.load_cert_chain(folder / "receiver.pem")
    return Authority(folder / "authority.pem", serving)


def _certificate(
    name: x509.Name, issuer: x509.Name, key: ec.EllipticCurvePublicKey
) -> x509.CertificateBuilder:
    now = datetime.now(UTC)
    return (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(issuer)
        .public_key(key)
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=30))
    )


def _usage(*, signing: bool) -> x509.KeyUsage:
    return x509.KeyUsage(
        digital_signature=False, content_commitment=False, key_encipherment=False, data_encipherment=False,
        key_agreement=False, key_cert_sign=signing, crl_sign=signing, encipher_only=False,
        decipher_only=False,
    )  # fmt: skip
