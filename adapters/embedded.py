"""The embedded server: a private PostgreSQL on a unix socket, for any number of processes of one machine.

Whoever comes first starts it, whoever leaves last stops it. A process that is killed leaves the server to the
next start: locks are the kernel's, so nothing is left behind. The server is never run as root.
"""

import fcntl
import hashlib
import os
import pwd
import signal
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import IO, Any
from urllib.parse import quote

from msgspec import Struct

from adapters.binaries import EmbeddedError, copied, find_bindir, major_version
from adapters.cluster import create_cluster

__all__ = ["Embedded", "EmbeddedError", "Server", "embedded"]

SOCKET_PATH_LIMIT = 90
"""A unix socket's path holds 107 bytes; PostgreSQL appends its own name to the folder."""
READY_LINE = 7
LOG_LIMIT = 10_000_000
START_SECONDS = 120.0
STOP_SECONDS = 60.0
RETRY_SECONDS = 0.1


class Server(Struct, frozen=True, kw_only=True):
    """Where the running server is reached, by role: DSNs of its database `zairyu`."""

    application: str
    owner: str
    superuser: str


@contextmanager
def embedded(
    data: Path, *, bindir: Path | None = None, settings: Mapping[str, str] | None = None
) -> Iterator[Server]:
    """Run the embedded server in this folder for as long as the context lasts, or longer if others use it.

    Raises EmbeddedError, with a sentence that says what to do, when it cannot run.
    """
    server = Embedded(data, bindir=bindir, settings=settings or {})
    server.start()
    try:
        yield server.server
    finally:
        server.stop()


class Embedded:
    """One folder, one cluster, one postmaster; this object is one process's share in it."""

    def __init__(
        self, data: Path, *, bindir: Path | None = None, settings: Mapping[str, str] | None = None
    ) -> None:
        self.root = data.absolute()
        self.settings = dict(settings or {})
        self.user = _unprivileged() if os.geteuid() == 0 else None
        self.bindir = find_bindir(bindir)
        self.major = major_version(self.bindir)
        self.cluster = self.root / f"pg{self.major}"
        self.sockets = _socket_folder(self.root)
        self.lease: IO[str] | None = None

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
        self._folders()
        with self._locked():
            if not (self.cluster / "PG_VERSION").exists():
                self._refuse_other_majors()
                self._create()
            if not self._answers():
                self._spawn()
            self.lease = (self.root / "lease").open("a+", encoding="utf-8")
            fcntl.flock(self.lease, fcntl.LOCK_SH)

    def stop(self) -> bool:
        """Give the lease back; the last one stops the server. Returns whether it was the last."""
        if self.lease is None:
            return False
        with self._locked(), self.lease as lease:
            self.lease = None
            try:
                fcntl.flock(lease, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                return False
            self._shut_down()
            return True

    def pid(self) -> int | None:
        """Return the postmaster's process id, None when no file names one."""
        with suppress(OSError, ValueError, IndexError):
            return int((self.cluster / "postmaster.pid").read_text(encoding="utf-8").split("\n")[0])
        return None

    def _folders(self) -> None:
        if not self.root.exists():
            self.root.mkdir(parents=True)
            self.root.chmod(0o711 if self.user else 0o700)
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
    def _locked(self) -> Iterator[None]:
        """One process at a time starts or stops; the kernel frees the lock of a killed one."""
        with (self.root / "start.lock").open("a+", encoding="utf-8") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
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

    def _create(self) -> None:
        create_cluster(self.cluster, bindir=self.bindir, user=self.user, how=self._as_user())

    def _answers(self) -> bool:
        if self.pid() is None:
            return False
        with socket.socket(socket.AF_UNIX) as probe:
            try:
                probe.connect(str(self.sockets / ".s.PGSQL.5432"))
            except OSError:
                return False
        return True

    def _spawn(self) -> None:
        """Start the postmaster; a killed one may take a moment to go (its zombie, its backends)."""
        end = time.monotonic() + START_SECONDS
        while time.monotonic() < end:
            said = self._attempt(end)
            if said is None or self._answers():
                return
            if "already exists" not in said and "still in use" not in said:
                message = (
                    f"PostgreSQL did not start; its log {self.root / 'postgres.log'} ends:\n{said[-2000:]}"
                )
                raise EmbeddedError(message)
            _reap(self.pid())
            time.sleep(RETRY_SECONDS)
        message = (
            f"PostgreSQL did not become ready in {START_SECONDS:.0f} s; see {self.root / 'postgres.log'}."
        )
        raise EmbeddedError(message)

    def _attempt(self, end: float) -> str | None:
        """Return None when the server is ready, else what it said."""
        log = self.root / "postgres.log"
        if log.exists() and log.stat().st_size > LOG_LIMIT:
            log.replace(log.with_suffix(".log.1"))
        options = [part for name, value in self.settings.items() for part in ("-c", f"{name}={value}")]
        command = [str(self.bindir / "postgres"), "-D", str(self.cluster), "-k", str(self.sockets), *options]
        with log.open("ab") as out:
            begins = out.tell()
            process = subprocess.Popen(
                command,
                stdin=subprocess.DEVNULL,
                stdout=out,
                stderr=out,
                start_new_session=True,
                **self._as_user(),
            )
        while process.poll() is None and time.monotonic() < end:
            if self._ready(process.pid):
                process.returncode = 0  # it outlives this object: nobody waits for it here
                return None
            time.sleep(0.005)
        return log.read_bytes()[begins:].decode("utf-8", "replace")

    def _ready(self, pid: int) -> bool:
        """A file left by a killed postmaster also says ready: it must be our child's."""
        with suppress(OSError, IndexError):
            lines = (self.cluster / "postmaster.pid").read_text(encoding="utf-8").split("\n")
            return lines[0] == str(pid) and lines[READY_LINE].strip() == "ready"
        return False

    def _shut_down(self) -> None:
        pid = self.pid()
        if pid is None:
            return
        with suppress(ProcessLookupError):
            os.kill(pid, signal.SIGINT)
        end = time.monotonic() + STOP_SECONDS
        while (self.cluster / "postmaster.pid").exists() and time.monotonic() < end:
            _reap(pid)
            time.sleep(0.005)
        _reap(pid)


def _reap(pid: int | None) -> None:
    """Let a dead child of ours go: until then PostgreSQL takes it for a running server."""
    if pid:
        with suppress(ChildProcessError):
            os.waitpid(pid, os.WNOHANG)


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
