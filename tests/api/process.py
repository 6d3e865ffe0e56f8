"""A real server process: `zairyu serve` on a free port."""

import os
import re
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from threading import Thread

from msgspec import Struct

ADDRESS = re.compile(r"zairyu serves (http://\S+)")


class Served(Struct, kw_only=True):
    """A server that answers: its process, address, and what it said so far."""

    process: "subprocess.Popen[str]"
    address: str
    token: str
    printed: list[str]
    log: Path
    reader: Thread

    def end(self, *, signal: int) -> int:
        """Send a signal and return the exit status, once all that was printed is read."""
        self.process.send_signal(signal)
        status = self.process.wait(120)
        self.reader.join(5)
        return status


@contextmanager
def served(
    folder: Path, errors: int | None = None, options: Sequence[str] = (), /, **environment: str
) -> Iterator[Served]:
    """Start the server and wait until it answers; end it unless that was done.

    Its log goes to `log.json` in the folder, or to the descriptor `errors`.
    """
    log = folder / "log.json"
    token = environment.get("ZAIRYU_TOKEN", "token-of-a-test-process")
    settings = {
        **os.environ, "ZAIRYU_PORT": "0", "ZAIRYU_TOKEN": token, "ZAIRYU_TODAY": "2029-12-31",
        "ZAIRYU_DATA": str(folder), "PYTHONUNBUFFERED": "1", **environment,
    }  # fmt: skip
    command = [str(Path(sys.executable).with_name("zairyu")), "serve", *options]
    with log.open("ab") as kept:
        process = subprocess.Popen(
            command, env=settings, stdout=subprocess.PIPE, stderr=errors or kept, text=True
        )
    try:
        printed = _until_answering(process)
        found = ADDRESS.search("".join(printed))
        assert found is not None, log.read_text()[-2000:]
        reader = Thread(target=_drain, args=(process, printed), daemon=True)
        reader.start()
        yield Served(process=process, address=found[1], token=token, printed=printed, log=log, reader=reader)
    finally:
        if process.poll() is None:
            process.terminate()
            process.wait(120)
        assert process.stdout is not None
        process.stdout.close()


def _until_answering(process: "subprocess.Popen[str]") -> list[str]:
    """Return the lines up to the address; all lines of a process that ended before."""
    assert process.stdout is not None
    printed: list[str] = []
    for line in process.stdout:
        printed.append(line)
        if ADDRESS.search(line):
            break
    return printed


def _drain(process: "subprocess.Popen[str]", printed: list[str]) -> None:
    assert process.stdout is not None
    with suppress(ValueError):
        printed.extend(process.stdout)
