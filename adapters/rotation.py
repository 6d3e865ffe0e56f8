"""Rotation of the master key: every data key is wrapped anew, no body is touched."""

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import asyncpg

from adapters.keys import Keyring, add_master_key, retire_master_keys
from adapters.postgres.statements import sql

if TYPE_CHECKING:
    Connection = asyncpg.Connection[asyncpg.Record]
else:
    Connection = asyncpg.Connection

BATCH = 1000


async def masters(
    connection: "Connection | asyncpg.Pool[asyncpg.Record]", *, shard: int = 0
) -> tuple[str, ...]:
    """Return the ids of the master keys that wrap any data key."""
    return tuple([row["master"] for row in await connection.fetch(sql("keys/masters.sql"), shard)])


async def rewrap(owner: Connection, keyring: Keyring, *, shard: int = 0) -> int:
    """Wrap by the current master key, as the owner, every data key that another wraps. Returns how many.

    Safe beside a running server that knows both keys, and to repeat after an interruption. Raises
    KeyUnavailableError when a key was wrapped by a master key that is not in the keyring.
    """
    done = 0
    for master in await masters(owner, shard=shard):
        while master != keyring.current and (found := await _wrapped_by(owner, shard, master)):
            residents, old = [row["resident_id"] for row in found], [row["wrapped"] for row in found]
            new = [
                keyring.rewrap(resident, master, was) for resident, was in zip(residents, old, strict=True)
            ]
            done += len(
                await owner.fetch(sql("keys/rewrap.sql"), shard, residents, old, new, keyring.current)
            )
    return done


async def _wrapped_by(owner: Connection, shard: int, master: str) -> Sequence[asyncpg.Record]:
    return await owner.fetch(sql("keys/wrapped_by.sql"), shard, master, BATCH)


def begin(path: Path) -> None:
    """Put a new master key in front of the file's; servers must be started again to know it."""
    add_master_key(path)


def finish(path: Path) -> Path:
    """Take the old master keys out of the file, into the one beside it that is returned.

    Until that is destroyed it can be put back, should a key still be wrapped by them (see `masters`). Once it
    is, wherever copies were kept, older backups open no more.
    """
    return retire_master_keys(path)
