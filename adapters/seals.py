"""Seals: signed tree heads over the log, and proofs that an entry is under one.

What is after the last seal is not yet proven. A seal binds only if a copy of it is kept where the log's
keepers cannot change it: see `adapters.sealing`.
"""

import base64
from datetime import datetime
from uuid import UUID

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from msgspec import Struct

from adapters.keys import KeyUnavailableError, make_key_file
from adapters.merkle import Tree
from adapters.settings import Settings


class Seal(Struct, frozen=True, kw_only=True):
    """A tree head: the hash over the leaves of positions 1 to `size`, signed with Ed25519."""

    size: int
    root: bytes
    sealed_at: datetime
    public_key: bytes
    signature: bytes

    @property
    def statement(self) -> bytes:
        """What is signed: four lines of ASCII."""
        return statement(self.size, self.root, self.sealed_at)

    def genuine(self) -> bool:
        """Return whether the signature is that of the key named in the seal."""
        try:
            Ed25519PublicKey.from_public_bytes(self.public_key).verify(self.signature, self.statement)
        except (InvalidSignature, ValueError):
            return False
        return True


class ProvenEntry(Struct, frozen=True, kw_only=True):
    """One entry as stored, with what opens its commitment, and its path to the seal's root.

    `path` is None for an entry after the seal. Bytes are base64 in JSON.
    """

    position: int
    version: int
    event_id: UUID
    recorded_at: datetime
    topic: str
    meta: str
    body: bytes
    salt: bytes
    event: str
    leaf: bytes
    path: tuple[bytes, ...] | None


class Proof(Struct, frozen=True, kw_only=True):
    """A resident's entries, proven under the newest seal; docs/verify_proof.py checks it."""

    resident_id: UUID
    seal: Seal | None
    entries: tuple[ProvenEntry, ...]
    shard: int


def statement(size: int, root: bytes, sealed_at: datetime) -> bytes:
    """Return the bytes that a seal signs."""
    hashed = base64.b64encode(root).decode()
    return f"zairyu log seal\n{size}\n{hashed}\n{sealed_at.isoformat(timespec='microseconds')}\n".encode()


def signing_key(settings: Settings) -> Ed25519PrivateKey:
    """Return the key that signs seals: `ZAIRYU_SEAL_KEY_FILE`, or `seal.key` in the data folder, made there.

    Raises KeyUnavailableError.
    """
    path = settings.seal_key_file or settings.data / "seal.key"
    if not path.exists() and settings.seal_key_file is None:
        make_key_file(path)
    try:
        return Ed25519PrivateKey.from_private_bytes(base64.b64decode(path.read_text(encoding="ascii")))
    except (OSError, ValueError) as error:
        message = f"{path} does not hold a signing key of 32 bytes in base64: restore it from its backup"
        raise KeyUnavailableError(message) from error


def signed(key: Ed25519PrivateKey, tree: Tree, now: datetime) -> Seal:
    """Return the seal over this tree."""
    return Seal(
        size=tree.size,
        root=tree.root,
        sealed_at=now,
        public_key=key.public_key().public_bytes_raw(),
        signature=key.sign(statement(tree.size, tree.root, now)),
    )
