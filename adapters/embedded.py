"""The embedded server: a private PostgreSQL on a unix socket, for any number of processes of one machine.

Whoever comes first starts it, whoever leaves last stops it. A process that is killed leaves the server to the
next start: locks are the kernel's, so nothing is left behind. The server is never run as root.
"""

import fcntl
import hashlib
import os
import pwd
import subprocess
import tempfile
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path
from threading import Event, Thread
from typing import IO, Any, Final
from urllib.parse import quote

from msgspec import Struct

from adapters.binaries import EmbeddedError, copied, find_bindir, major_version
from adapters.cluster import create_cluster
from adapters.drafts import discard_drafts
from adapters.patience import Interrupted, Patience
from adapters.postmaster import Postmaster
from adapters.private import open_private

__all__ = ["Embedded", "EmbeddedError", "Server", "embedded"]

SOCKET_PATH_LIMIT: Final = 90
"""A unix socket's path holds 107 bytes; PostgreSQL appends its own name to the folder."""
START_SECONDS: Final = 120.0
LEAVE_SECONDS: Final = 2.0
LOOK_SECONDS: Final = 0.2
AGAIN_SECONDS: Final = 5.0
"""Between two attempts to start a server again that does not start."""

Tell = Callable[[str], None]
"""Hears in a sentence what is waited for, and what became of it."""


class Server(Struct, frozen=True, kw_only=True):
    """Where the running server is reached, by role: DSNs of its database `zairyu`."""

    application: str
    owner: str
    superuser: str


def _to_nobody(sentence: str) -> None:
    del sentence


@contextmanager
def embedded(
    data: Path,
    *,
    bindir: Path | None = None,
    settings: Mapping[str, str] | None = None,
    tell: Tell = _to_nobody,
) -> Iterator[Server]:
    """Run the embedded server in this folder for as long as the context lasts, or longer if others use it.

    A server that dies meanwhile, whoever started it, is started again at once. Raises EmbeddedError, with a
    sentence that says what to do, when it cannot run.
    """
    server = Embedded(data, bindir=bindir, settings=settings or {}, tell=tell)
    server.start()
    keeping = Thread(target=server.keep, name="keeper", daemon=True)
    keeping.start()
    try:
        yield server.server
    finally:
        server.leaving.set()
        keeping.join()
        server.stop()


class Embedded:
    """One folder, one cluster, one postmaster; this object is one process's share in it.

    Setting `leaving` ends what `start` and `keep` wait for.
    """

    def __init__(
        self,
        data: Path,
        *,
        bindir: Path | None = None,
        settings: Mapping[str, str] | None = None,
        tell: Tell = _to_nobody,
    ) -> None:
        self.root = data.absolute()
        self.settings = dict(settings or {})
        self.user = _unprivileged() if os.geteuid() == 0 else None
        self.bindir = find_bindir(bindir)
        self.major = major_version(self.bindir)
        self.cluster = self.root / f"pg{self.major}"
        self.sockets = _socket_folder(self.root)
        self.lease: IO[str] | None = None
        self.leaving = Event()
        self._tell = tell

    @property
    def server(self) -> Server:
        """The DSNs by role."""
        return Server(
            application=self.dsn("zairyu_app"), owner=self.dsn("zairyu_owner"), superuser=self.dsn("postgres")
        )

    def dsn(self, user: str, database: str = "zairyu") -> str:
        """Return the DSN of a role and a database of this server."""
        return f"postgresql://{user}@/{database}?host={quote(str(self.sockets))}"

    def start(self) -> None:
        """Make the cluster if there is none, start the server unless it runs, and hold a lease on it."""
        if not self.root.exists():
            self.root.mkdir(parents=True, exist_ok=True)
            self.root.chmod(0o711 if self.user else 0o700)
        patience = self._patience()
        with self._locked(patience):
            discard_drafts(self.root)
            self._make_reachable()
            if not (self.cluster / "PG_VERSION").exists():
                self._refuse_other_majors()
                create_cluster(self.cluster, bindir=self.bindir, user=self.user, how=self._as_user())
            self._postmaster().start(patience)
            self.sockets = self._postmaster().sockets()
            self.lease = open_private(self.root / "lease", "a+", encoding="utf-8")
            fcntl.flock(self.lease, fcntl.LOCK_SH)

    def keep(self) -> None:
        """Start the server again whenever it has ended, until `leaving` is set."""
        while not self.leaving.wait(LOOK_SECONDS):
            if not self._postmaster().lives():
                self._start_again()

    def stop(self) -> bool:
        """Give the lease back; the last one stops the server. Returns whether it was the last.

        Whoever holds the lock for long is starting the server for itself: then this one is not the last.
        """
        if self.lease is None:
            return False
        with self.lease as lease, suppress(EmbeddedError, BlockingIOError):
            self.lease = None
            with self._locked(Patience(LEAVE_SECONDS, tell=_to_nobody, unwanted=Event())):
                fcntl.flock(lease, fcntl.LOCK_EX | fcntl.LOCK_NB)
                self._postmaster().end()
                return True
        return False

    def pid(self) -> int | None:
        """Return the postmaster's process id, None when no file names one."""
        return self._postmaster().pid()

    def _start_again(self) -> None:
        self._tell("PostgreSQL has ended: it is started again.")
        patience = self._patience()
        try:
            with self._locked(patience):
                self._postmaster().start(patience)
        except Interrupted:
            return
        except (EmbeddedError, OSError) as error:
            self._tell(f"PostgreSQL is not there yet: {error}")
            self.leaving.wait(AGAIN_SECONDS)
        else:
            self._tell("PostgreSQL is there again.")

    def _postmaster(self) -> Postmaster:
        options = [part for name, value in self.settings.items() for part in ("-c", f"{name}={value}")]
        return Postmaster(
            self.cluster, bindir=self.bindir, sockets=self.sockets, options=options, how=self._as_user()
        )

    def _patience(self) -> Patience:
        return Patience(START_SECONDS, tell=self._tell, unwanted=self.leaving)

    def _make_reachable(self) -> None:
        """Let the server's user get at its sockets, its data and its binaries."""
        self.sockets.mkdir(parents=True, exist_ok=True)
        if self.user:
            os.chown(self.sockets, self.user.pw_uid, self.user.pw_gid)
            if not self._reachable("/usr/bin/test", "-x", str(self.root)):
                message = (
                    f"The server runs as {self.user.pw_name}, who cannot reach {self.root}. "
                    "Set ZAIRYU_DATA to a folder that every user can enter, such as /var/lib/zairyu."
                )
                raise EmbeddedError(message)
            if not self._reachable(str(self.bindir / "postgres"), "--version"):
                self.bindir = copied(self.bindir, self.root)
        self.sockets.chmod(0o700)

    def _reachable(self, *command: str) -> bool:
        try:
            return (
                subprocess.run(command, check=False, capture_output=True, **self._as_user()).returncode == 0
            )
        except OSError:
            return False

    def _as_user(self) -> dict[str, Any]:
        how: dict[str, Any] = {
            "cwd": "/",
            "env": {"PATH": "/usr/bin:/bin", "LC_ALL": "C", "HOME": str(self.root)},
        }
        if self.user:
            how |= {"user": self.user.pw_uid, "group": self.user.pw_gid, "extra_groups": []}
        return how

    @contextmanager
    def _locked(self, patience: Patience) -> Iterator[None]:
        """One process at a time starts or stops; the kernel frees the lock of a killed one.

        Nobody else may open the file: who can, can hold its lock.
        """
        with open_private(self.root / "start.lock", "a+", encoding="utf-8") as lock:
            while not _taken(lock):
                patience.wait(f"another process, which starts or stops PostgreSQL in {self.root}")
            yield

    def _refuse_other_majors(self) -> None:
        others = sorted(p.parent.name for p in self.root.glob("pg*/PG_VERSION"))
        if others:
            message = (
                f"{self.root} holds data of another PostgreSQL version ({', '.join(others)}), "
                f"the binaries found are version {self.major}. Set ZAIRYU_PG_BINDIR to binaries of that "
                "version, or move the log: `zairyu export` there, `zairyu import` into an empty folder."
            )
            raise EmbeddedError(message)


def _taken(lock: IO[str]) -> bool:
    """Take a lock unless another process holds it. Returns whether it is ours."""
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def _socket_folder(root: Path) -> Path:
    folder = root / "run"
    if len(os.fsencode(folder)) <= SOCKET_PATH_LIMIT:
        return folder
    digest = hashlib.sha256(os.fsencode(root)).hexdigest()[:16]
    return Path(tempfile.gettempdir()) / f"zairyu-{os.geteuid()}-{digest}"


def _unprivileged() -> pwd.struct_passwd:
    """Return the user a server started by root runs as: `postgres`, else `nobody`."""
    for name in ("postgres", "nobody"):
        with suppress(KeyError):
            return pwd.getpwnam(name)
    message = "PostgreSQL does not run as root, and there is no user postgres or nobody: be another user."
    raise EmbeddedError(message)
