"""Keys: one data key per resident, wrapped by a master key that is never in the database.

Destroying a resident's data key makes every stored body of that resident unreadable, in the log and in its
backups. This is for erasure, not for secrecy: the projections' rows hold names in plain.
"""

import base64
import binascii
import hashlib
import os
from collections import OrderedDict
from collections.abc import Iterable, Sequence
from pathlib import Path
from uuid import UUID

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from msgspec import Struct

from adapters.settings import Settings

KEY_BYTES = 32
NONCE_BYTES = 12
DIGEST_BYTES = 32
CACHED_KEYS = 20_000


class KeyUnavailableError(RuntimeError):
    """A key is missing or is not the one that the data was written with; the message says what to do."""


class MasterKey(Struct, frozen=True):
    """A key-encryption key; its id names it in the database without telling anything about it."""

    secret: bytes

    @property
    def id(self) -> str:
        """The first 16 hex digits of a hash of the key."""
        return hashlib.sha256(b"zairyu master key" + self.secret).hexdigest()[:16]


class ChangedError(KeyUnavailableError):
    """One resident's data key, or something sealed with it, was changed or is gone; the others' are not."""


class DataKey:
    """One resident's key: seals bodies so that they open only in their own place."""

    __slots__ = ("_aead", "_secret", "resident_id")

    def __init__(self, resident_id: UUID, secret: bytes) -> None:
        self.resident_id = resident_id.bytes
        self._secret = secret
        self._aead = AESGCM(secret)

    def seal(self, plaintext: bytes, *, version: int, event_id: UUID) -> bytes:
        """Return commitment, nonce and ciphertext; resident and version are bound to them.

        The commitment is a salted hash of the plaintext. The leaf covers it, so a proof can show the
        plaintext of one event without giving away the key of all; without the key it tells nothing.
        """
        nonce = os.urandom(NONCE_BYTES)
        commitment = hashlib.sha256(self.salt(event_id) + plaintext).digest()
        return commitment + nonce + self._aead.encrypt(nonce, plaintext, self._place(version))

    def open(self, body: bytes, *, version: int) -> bytes:
        """Return the plaintext. Raises ChangedError when it was not sealed with this key, here."""
        try:
            return self._aead.decrypt(
                body[DIGEST_BYTES : DIGEST_BYTES + NONCE_BYTES],
                body[DIGEST_BYTES + NONCE_BYTES :],
                self.resident_id + version.to_bytes(4, "big"),
            )
        except InvalidTag as error:
            message = f"version {version} of a stream does not open: its body or its key was changed"
            raise ChangedError(message) from error

    def salt(self, event_id: UUID) -> bytes:
        """Return the salt of the event's commitment."""
        return hashlib.blake2b(
            event_id.bytes, key=self._secret, digest_size=32, person=b"commitment"
        ).digest()

    def _place(self, version: int) -> bytes:
        return self.resident_id + version.to_bytes(4, "big")


class Keyring:
    """The master keys of this process, and the data keys it has used lately.

    The first master key wraps; the others only unwrap, until a rotation has re-wrapped what they hold. The
    cache is looked up by the wrapped key just read from the database, so a destroyed key is never found in
    it.
    """

    def __init__(self, masters: Sequence[MasterKey]) -> None:
        self.masters = {m.id: AESGCM(m.secret) for m in masters}
        self.current = masters[0].id
        self._opened: OrderedDict[bytes, DataKey] = OrderedDict()
        self._wrapped: OrderedDict[UUID, bytes] = OrderedDict()

    def create(self, resident_id: UUID) -> tuple[DataKey, bytes]:
        """Return a new data key and its wrapped form; it is kept by `remember`, once the database has it."""
        secret = os.urandom(KEY_BYTES)
        return DataKey(resident_id, secret), self.wrap(resident_id.bytes, secret)

    def open(self, resident_id: UUID, master: str, wrapped: bytes) -> DataKey:
        """Return the data key that the database holds wrapped. Raises KeyUnavailableError."""
        found = self._opened.get(wrapped)
        if found is None or found.resident_id != resident_id.bytes:
            found = DataKey(resident_id, self.unwrap(resident_id.bytes, master, wrapped))
            self.remember(resident_id, wrapped, found)
        return found

    def cached(self, resident_id: UUID) -> DataKey | None:
        """Return the resident's key as last seen in the database, if it was lately."""
        wrapped = self._wrapped.get(resident_id)
        return None if wrapped is None else self._opened.get(wrapped)

    def rewrap(self, place: bytes, master: str, wrapped: bytes) -> bytes:
        """Return a secret wrapped by the current master key. Raises KeyUnavailableError."""
        return self.wrap(place, self.unwrap(place, master, wrapped))

    def remember(self, resident_id: UUID, wrapped: bytes, key: DataKey) -> None:
        """Keep a key that is in the database in this form."""
        self._opened[wrapped] = key
        self._wrapped[resident_id] = wrapped
        for kept in (self._opened, self._wrapped):
            while len(kept) > CACHED_KEYS:
                kept.popitem(last=False)

    def wrap(self, place: bytes, secret: bytes) -> bytes:
        """Return a secret wrapped by the current master key; it opens for the same place alone.

        The place of a resident's data key is the resident's id.
        """
        nonce = os.urandom(NONCE_BYTES)
        return nonce + self.masters[self.current].encrypt(nonce, secret, place)

    def require(self, masters: Iterable[str]) -> None:
        """Return when all these master keys are here. Raises KeyUnavailableError."""
        for master in masters:
            self._master(master)

    def unwrap(self, place: bytes, master: str, wrapped: bytes) -> bytes:
        """Return the secret that the database holds wrapped. Raises KeyUnavailableError."""
        aead = self._master(master)
        try:
            return aead.decrypt(wrapped[:NONCE_BYTES], wrapped[NONCE_BYTES:], place)
        except InvalidTag as error:
            message = "a resident's data key, or a webhook's secret, does not open: it was changed"
            raise ChangedError(message) from error

    def _master(self, master: str) -> AESGCM:
        if master not in self.masters:
            message = (
                f"master key {master} is not among those given (ZAIRYU_KEY, ZAIRYU_KEY_FILE, or master.key "
                "in ZAIRYU_DATA): restore it from its backup"
            )
            raise KeyUnavailableError(message)
        return self.masters[master]


def keyring(settings: Settings) -> Keyring:
    """Return the keyring: of `ZAIRYU_KEY`, of `ZAIRYU_KEY_FILE`, or of `master.key` in the data folder.

    Several keys, one per line or separated by commas: the first wraps. The embedded default makes its file.
    Raises KeyUnavailableError.
    """
    return Keyring(master_keys(settings))


def master_keys(settings: Settings) -> tuple[MasterKey, ...]:
    """Return the master keys that `keyring` holds, for processes of their own. Raises KeyUnavailableError."""
    if settings.key:
        return _parsed(settings.key, "ZAIRYU_KEY")
    path = key_file(settings)
    if not path.exists() and settings.key_file is None:
        make_key_file(path)
    return _parsed(_read(path), str(path))


def key_file(settings: Settings) -> Path:
    """Return where the master key is kept when it is a file."""
    return settings.key_file or settings.data / "master.key"


def make_key_file(path: Path) -> None:
    """Write a new master key, readable by its owner alone; the first writer of several wins."""
    draft = path.with_name(f"{path.name}.{os.getpid()}")
    path.parent.mkdir(parents=True, exist_ok=True)
    _write_private(draft, new_key() + "\n")
    try:
        os.link(draft, path)
    except FileExistsError:
        pass
    finally:
        draft.unlink()


def add_master_key(path: Path) -> None:
    """Put a new master key in front of those in the file: the first step of a rotation."""
    draft = path.with_name(f"{path.name}.{os.getpid()}")
    _write_private(draft, new_key() + "\n" + _read(path))
    draft.replace(path)


def retire_master_keys(path: Path) -> Path:
    """Leave only the first key in the file; return the file beside it that now holds the others.

    The last step of a rotation, after re-wrapping. Until that file is destroyed it can be put back, should a
    data key still be wrapped by them; once it is, wherever copies were kept, older backups open no more.
    """
    first, *others = _read(path).split()
    retired = path.with_name(f"{path.name}.retired")
    before = _read(retired) if retired.exists() else ""
    _write_private(retired, before + "".join(f"{key}\n" for key in others))
    draft = path.with_name(f"{path.name}.{os.getpid()}")
    _write_private(draft, first + "\n")
    draft.replace(path)
    return retired


def new_key() -> str:
    """Return a new random key in base64."""
    return base64.b64encode(os.urandom(KEY_BYTES)).decode()


def _read(path: Path) -> str:
    try:
        return path.read_text(encoding="ascii")
    except OSError as error:
        message = f"the master key file {path} cannot be read ({error.strerror}); restore it from its backup"
        raise KeyUnavailableError(message) from error


def _parsed(text: str, where: str) -> tuple[MasterKey, ...]:
    try:
        keys = [base64.b64decode(part, validate=True) for part in text.replace(",", " ").split()]
    except binascii.Error:
        keys = []
    if not keys or any(len(key) != KEY_BYTES for key in keys):
        message = f"{where} does not hold keys of {KEY_BYTES} bytes in base64: restore it from its backup"
        raise KeyUnavailableError(message)
    return tuple(MasterKey(key) for key in keys)


def _write_private(path: Path, text: str) -> None:
    with os.fdopen(
        os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w", encoding="ascii"
    ) as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
