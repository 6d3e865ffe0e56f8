"""Rotation of the master key: every data key is wrapped anew, no body is touched."""

from pathlib import Path

import asyncpg

from adapters.keys import Keyring, add_master_key, keep_first_master_key
from adapters.postgres.statements import sql

BATCH = 1000


async def rewrap(pool: "asyncpg.Pool[asyncpg.Record]", keyring: Keyring, *, shard: int = 0) -> int:
    """Wrap by the current master key every data key that another one wraps. Returns how many there were.

    Safe beside a running server that knows both keys, and to repeat after an interruption. Raises
    KeyUnavailableError when a key was wrapped by a master key that is not in the keyring.
    """
    done = 0
    while found := await pool.fetch(sql("keys", "wrapped_by_others"), shard, keyring.current, BATCH):
        old = [row["wrapped"] for row in found]
        new = [keyring.rewrap(row["resident_id"], row["master"], row["wrapped"]) for row in found]
        residents = [row["resident_id"] for row in found]
        done += await pool.fetchval(sql("keys", "rewrap"), shard, residents, old, new, keyring.current)
    return done


def begin(path: Path) -> None:
    """Put a new master key in front of the file's; servers must be started again to know it."""
    add_master_key(path)


def finish(path: Path) -> None:
    """Drop the old master keys from the file: backups that only they open are unreadable from now on."""
    keep_first_master_key(path)
