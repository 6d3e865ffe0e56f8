"""Residents' data keys as the database keeps them, each wrapped by a master key."""

from adapters.keys import Keyring
from adapters.postgres.database import Connection, Pool
from adapters.postgres.statements import sql

BATCH = 1000


async def masters(connection: Connection | Pool, *, shard: int) -> tuple[str, ...]:
    """Return the ids of the master keys that wrap any data key."""
    found, after = list[str](), ""
    while row := await connection.fetchrow(sql("keys/wrapped_by.sql"), shard, after, "~", 1):
        found.append(row["master"])
        after = found[-1] + " "  # ids are hexadecimal and of one length
    return tuple(found)


async def rewrap(owner: Connection, keyring: Keyring, *, shard: int) -> int:
    """Wrap by the current master key, as the owner, every data key that another wraps. Returns how many.

    Safe beside a running server that knows both keys, and to repeat after an interruption. Raises
    KeyUnavailableError when a key was wrapped by a master key that is not in the keyring.
    """
    done = 0
    for master in await masters(owner, shard=shard):
        while master != keyring.current and (
            found := await owner.fetch(sql("keys/wrapped_by.sql"), shard, master, master, BATCH)
        ):
            new = [keyring.rewrap(resident, master, wrapped) for resident, _, wrapped in found]
            residents, _, old = zip(*found, strict=True)
            rewrapped = sql("keys/rewrap.sql"), shard, residents, old, new, keyring.current
            done += len(await owner.fetch(*rewrapped))
    return done
