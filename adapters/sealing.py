"""Sealing as time goes by, and seals written where the keepers of the log cannot change them.

Whatever fails is tried again: neither a database nor a place outside that is away for a while ends it.
"""

import asyncio
import fcntl
import os
import sys
from collections.abc import Callable, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Final

import msgspec
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from adapters.cancelling import end_if_cancelled
from adapters.postgres.database import Pool
from adapters.postgres.log.seals import every_seal, seal
from adapters.seals import Seal

RETRY_SECONDS: Final = 60.0


class Sealing:
    """Seals the log, and writes outside (`to`, see `write`) the seals that are not there yet.

    `unwritten` is how many seals wait for the place outside.
    """

    def __init__(self, pool: Pool, key: Ed25519PrivateKey, *, shard: int, to: str | None) -> None:
        self.unwritten = 0
        self._pool = pool
        self._key = key
        self._shard = shard
        self._to = to
        self._made: list[Seal] = []
        self._written_to = 0

    async def run(self, *, every: float, failed: Callable[[Exception], None]) -> None:
        """Seal now and every so many seconds until cancelled; after a failure again within a minute."""
        while True:
            end_if_cancelled()
            done = await self.once(failed=failed)
            await asyncio.sleep(every if done else min(every, RETRY_SECONDS))

    async def once(self, *, failed: Callable[[Exception], None]) -> bool:
        """Seal what is new and write what is missing; `failed` is told what kept it from that."""
        try:
            made = await seal(self._pool, self._key, shard=self._shard)
            self._made += [made] if made is not None else []
            if self._to is not None:
                await self._write(self._to)
        except Exception as error:  # noqa: BLE001 - nothing may end the sealing
            failed(error)
            return False
        return True

    async def _write(self, to: str) -> None:
        seals = await every_seal(self._pool, shard=self._shard) if is_file(to) else self._made
        self.unwritten = sum(s.size > self._written_to for s in seals)
        await asyncio.to_thread(write, seals, to)
        self._written_to = seals[-1].size if seals else self._written_to
        self._made, self.unwritten = [], 0


def is_file(to: str) -> bool:
    """Return whether what was written there can be read again: no pipe, no device, not the output."""
    path = Path(to)
    return to != "-" and (path.is_file() or not path.exists())


def write(seals: Sequence[Seal], to: str, *, again: bool = False) -> None:
    """Write seals as lines of JSON: to a file (what it lacks), a pipe, a device, or `-`, the output.

    `again`: also what the file has. Raises OSError; a file then stands as it stood before.
    """
    lines = [msgspec.json.encode(one) + b"\n" for one in seals]
    if to == "-":
        sys.stdout.buffer.write(b"".join(lines))
        sys.stdout.buffer.flush()
    elif is_file(to):
        _append(lines, to, again=again)
    else:
        with os.fdopen(os.open(to, os.O_WRONLY | os.O_NONBLOCK), "wb") as stream:
            stream.write(b"".join(lines))


def _append(lines: Sequence[bytes], to: str, *, again: bool) -> None:
    opened = os.open(to, os.O_RDWR | os.O_CREAT | os.O_APPEND, 0o644)
    with os.fdopen(opened, "r+b", buffering=0) as file:
        fcntl.flock(file, fcntl.LOCK_EX)  # several processes of one server seal
        before = file.read()
        there = set() if again else set(before.splitlines(keepends=True))
        text = b"".join(line for line in lines if line not in there)
        if before and not before.endswith(b"\n"):
            text = b"\n" + text
        try:
            while text:
                text = text[file.write(text) :]
            os.fsync(file)
        except OSError:
            with suppress(OSError):
                file.truncate(len(before))
            raise


def read_seals(path: Path) -> list[Seal]:
    """Return the seals kept in a file, one per line. Raises msgspec.MsgspecError, OSError."""
    return [msgspec.json.decode(line, type=Seal) for line in path.read_bytes().splitlines() if line.strip()]
