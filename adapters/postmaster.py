"""The postmaster of one cluster: start it, tell whether it lives, end it.

Its files stay behind when it is killed, and its process id may be another program's by then: no file is
believed alone.
"""

import os
import re
import signal
import socket
import subprocess
import time
from contextlib import suppress
from pathlib import Path
from typing import Any, Final

from adapters.binaries import EmbeddedError
from adapters.patience import Patience

_SOCKETS_LINE: Final = 4
_READY_LINE: Final = 7
_LOG_LIMIT: Final = 10_000_000
_STOP_SECONDS: Final = 60.0
_PAUSE: Final = 0.005
_LOCKED: Final = re.compile(r'lock file "([^"]+)" (already exists|is empty)')


class Postmaster:
    """One cluster's server process, whoever started it.

    `how` are the arguments of `subprocess` under which it runs: its user, folder and environment.
    """

    def __init__(
        self, cluster: Path, *, bindir: Path, sockets: Path, options: list[str], how: dict[str, Any]
    ) -> None:
        self.cluster = cluster
        self.log = cluster.with_name("postgres.log")
        self._bindir = bindir
        self._sockets = sockets
        self._options = options
        self._how = how

    def pid(self) -> int | None:
        """Return the process id that its file names, None when there is no file."""
        with suppress(ValueError):
            return int(self._noted(0))
        return None

    def sockets(self) -> Path:
        """Return the folder of its socket: a server found running may have been given another."""
        return Path(self._noted(_SOCKETS_LINE) or self._sockets)

    def lives(self) -> bool:
        """Whether the process is there. A dead one that is our child is let go: it would look alive."""
        pid = self.pid()
        if pid is None:
            return False
        with suppress(ChildProcessError):
            os.waitpid(pid, os.WNOHANG)
        return self._is_one(pid)

    def start(self, patience: Patience) -> None:
        """Return when it takes connections; started unless it lives. Raises EmbeddedError."""
        gone = 0
        while not self._ready():
            if self.lives():
                patience.wait(f"PostgreSQL to be ready; see {self.log}", pause=_PAUSE)
                continue
            said = self._run(patience, gone=gone)
            if said is None:
                return
            if (locked := _LOCKED.search(said)) is not None:
                patience.wait("the PostgreSQL that was here to be gone")
                gone = self._stale(self.cluster / locked[1])
            elif not said or "still in use" in said:
                patience.wait("what is left of a PostgreSQL that was killed")
            else:
                message = (
                    f"PostgreSQL did not start; its log {self.log} ends as follows; mend that, then start"
                    f" again:\n{said[-2000:]}"
                )
                raise EmbeddedError(message)

    def end(self) -> None:
        """End it as fast as it ends cleanly, within a minute; nothing happens when it does not live."""
        pid = self.pid()
        if pid is None or not self.lives():
            return
        with suppress(ProcessLookupError):
            os.kill(pid, signal.SIGINT)
        end = time.monotonic() + _STOP_SECONDS
        while self.lives() and time.monotonic() < end:
            time.sleep(_PAUSE)
        with suppress(ChildProcessError):
            os.waitpid(pid, os.WNOHANG)

    def _noted(self, line: int) -> str:
        """Return a line of its file: who it is, where, and how far; empty when there is none."""
        with suppress(OSError, IndexError):
            return (self.cluster / "postmaster.pid").read_text(encoding="utf-8").split("\n")[line].strip()
        return ""

    def _ready(self) -> bool:
        if self._noted(_READY_LINE) != "ready":
            return False
        with socket.socket(socket.AF_UNIX) as probe:
            try:
                probe.connect(str(self.sockets() / ".s.PGSQL.5432"))
            except OSError:
                return False
        return True

    def _is_one(self, pid: int) -> bool:
        """Whether this process is a server of this cluster; without /proc, whether it is a process at all."""
        try:
            words = Path(f"/proc/{pid}/cmdline").read_bytes().split(b"\0")
        except OSError:
            return not Path("/proc/self").exists() and process_exists(pid)
        if b"-D" not in words or Path(os.fsdecode(words[0])).name != "postgres":
            return False
        folder = Path(os.fsdecode(words[words.index(b"-D") + 1]))
        return folder.exists() and folder.samefile(self.cluster)

    def _run(self, patience: Patience, *, gone: int) -> str | None:
        """Return None when it is ready, what it said when it gave up, nothing when it was killed meanwhile.

        `gone`: a process id that stands in a lock file and is no server's. PostgreSQL passes over it as
        over its grandparent's, and still looks whether anybody is left in the shared memory.
        """
        if self.log.exists() and self.log.stat().st_size > _LOG_LIMIT:
            self.log.replace(self.log.with_suffix(".log.1"))
        command: list[str | Path] = [
            self._bindir / "postgres",
            "-D",
            self.cluster,
            "-k",
            self._sockets,
            *self._options,
        ]
        how = {**self._how, "env": {**self._how["env"], "PG_GRANDPARENT_PID": str(gone)}}
        with self.log.open("ab") as out:
            begins = out.tell()
            process = subprocess.Popen(
                command, stdin=subprocess.DEVNULL, stdout=out, stderr=out, start_new_session=True, **how
            )
        try:
            while process.poll() is None:
                if self._ready():
                    return None
                patience.wait(f"PostgreSQL to be ready; see {self.log}", pause=_PAUSE)
            said = self.log.read_bytes()[begins:].decode("utf-8", "replace")
            return said if process.returncode > 0 else ""
        finally:
            process.returncode = 0  # it may outlive this object: `lives` lets it go when it has ended

    def _stale(self, lock: Path) -> int:
        """Return the process that a lock file names when it is no server of this cluster, 0 when it is one.

        Who begins a lock file writes it at once: one that is still empty was begun by a server killed then.
        """
        with suppress(OSError):
            text = lock.read_text(encoding="utf-8")
            if not text:
                lock.unlink()
            elif not self._is_one(pid := int(text.split()[0])):
                return pid
        return 0


def process_exists(pid: int) -> bool:
    """Return whether a process has this id, whoever runs it."""
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True
