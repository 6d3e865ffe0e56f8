"""The socket that a server listens on, and who has the port when it is taken."""

import socket
from contextlib import suppress
from pathlib import Path
from typing import Final

from adapters.settings import Settings

_LISTENS: Final = "0A"


class CannotListenError(Exception):
    """The address cannot be had; the message says who has it, where that can be told, and what to do."""


def listen(settings: Settings) -> socket.socket:
    """Return a bound socket, so that a taken port is known before anything else starts.

    Raises CannotListenError.
    """
    family = socket.AF_INET6 if ":" in settings.host else socket.AF_INET
    found = socket.socket(family, socket.SOCK_STREAM)
    found.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        found.bind((settings.host, settings.port))
    except OSError as error:
        found.close()
        message = (
            f"cannot listen on {settings.host}:{settings.port}: {error.strerror}"
            f"{_by_whom(settings.port)}. Set another ZAIRYU_PORT."
        )
        raise CannotListenError(message) from None
    found.set_inheritable(True)
    return found


def _by_whom(port: int) -> str:
    """Return which processes listen on a port, in words; nothing where the system does not say."""
    sockets = {f"socket:[{inode}]" for inode in _listening(port)}
    held = [
        f"{folder.name} ({_command(folder)})"
        for folder in sorted(Path("/proc").glob("[0-9]*"), key=lambda f: int(f.name))
        if sockets and not sockets.isdisjoint(_opened(folder))
    ]
    return f", held by process {', '.join(held)}" if held else ""


def _listening(port: int) -> list[str]:
    """Return the inodes of sockets that listen on this port, of any address."""
    found = []
    for table in ("tcp", "tcp6"):
        with suppress(OSError):
            for line in Path("/proc/net", table).read_text(encoding="ascii").splitlines()[1:]:
                words = line.split()
                if words[3] == _LISTENS and int(words[1].rpartition(":")[2], 16) == port:
                    found.append(words[9])
    return found


def _opened(process: Path) -> set[str]:
    """Return what a process has open; nothing of one that is not ours to look at, or gone."""
    found = set()
    with suppress(OSError):
        for file in (process / "fd").iterdir():
            with suppress(OSError):
                found.add(str(file.readlink()))
    return found


def _command(process: Path) -> str:
    """Return a process's command line, shortened."""
    with suppress(OSError):
        words = (process / "cmdline").read_bytes().rstrip(b"\0").split(b"\0")
        return b" ".join(words).decode("utf-8", "replace")[:80]
    return "?"
