"""Residents' data keys, and secrets of webhooks, as the database keeps them: each wrapped by a master key."""

from uuid import UUID

from adapters.keys import Keyring
from adapters.postgres.database import Connection, Pool
from adapters.postgres.statements import sql

BATCH = 1000


async def masters(connection: Connection | Pool, *, shard: int) -> tuple[str, ...]:
    """Return the ids of the master keys that wrap any data key or secret."""
    found, after = list[str](), ""
    while row := await connection.fetchrow(sql("keys/wrapped_by.sql"), shard, after, "~", 1):
        found.append(row["master"])
        after = found[-1] + " "  # ids are hexadecimal and of one length
    secrets = await connection.fetch(sql("webhooks/secrets_to_rewrap.sql"), shard, "")
    return tuple(sorted({*found, *(r["master"] for r in secrets)}))


async def rewrap(owner: Connection, keyring: Keyring, *, shard: int) -> int:
    """Wrap by the current master key, as the owner, every key and secret that another wraps; return how many.

    Safe beside a running server that knows both keys, and to repeat after an interruption. Raises
    KeyUnavailableError when a key was wrapped by a master key that is not in the keyring.
    """
    done = 0
    for master in await masters(owner, shard=shard):
        while master != keyring.current and (
            found := await owner.fetch(sql("keys/wrapped_by.sql"), shard, master, master, BATCH)
        ):
            new = [keyring.rewrap(resident.bytes, master, wrapped) for resident, _, wrapped in found]
            residents, _, old = zip(*found, strict=True)
            rewrapped = sql("keys/rewrap.sql"), shard, residents, old, new, keyring.current
            done += len(await owner.fetch(*rewrapped))
    return done + await _rewrap_secrets(owner, keyring, shard)


async def _rewrap_secrets(owner: Connection, keyring: Keyring, shard: int) -> int:
    found = await owner.fetch(sql("webhooks/secrets_to_rewrap.sql"), shard, keyring.current)
    for webhook_id, made_at, master, wrapped in found:
        new = keyring.rewrap(place_of_secret(webhook_id), master, wrapped)
        await owner.execute(
            sql("webhooks/rewrap_secret.sql"), shard, webhook_id, made_at, new, keyring.current
        )
    return len(found)


def place_of_secret(webhook_id: UUID) -> bytes:
    """Return what a webhook's wrapped secret is bound to."""
    return b"webhook" + webhook_id.bytes
