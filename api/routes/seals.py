"""How far the log is sealed: its newest seal, and what is not proven yet."""

from litestar import get
from msgspec import Struct

from adapters.postgres.log.seals import newest
from api.answers import Instant
from api.dependencies import Given
from api.replies import Reply, answer
from api.routing import says
from api.services import Services


class SealAnswer(Struct, frozen=True, kw_only=True):
    """A seal over positions 1 to `size`: root, key and signature in base64.

    `genuine`: the signature is that of the key named. Whether the key is the office's own, and the entries
    still those that were sealed, `zairyu verify` finds out with a copy of the seal kept outside.
    """

    size: int
    root: bytes
    sealed_at: Instant
    public_key: bytes
    signature: bytes
    genuine: bool


class SealingAnswer(Struct, frozen=True, kw_only=True):
    """The newest seal, null before the first, and how many entries up to `head` are after it.

    `sealing`: this server seals by itself. `unwritten`: seals of this process that `ZAIRYU_SEAL_TO` has not
    taken, null when it does not seal.
    """

    head: int
    unsealed: int
    newest: SealAnswer | None
    sealing: bool
    unwritten: int | None


@get("/audit/seals", opt=says(action="see-emergencies", answer=SealingAnswer))
async def seals(services: Given[Services]) -> Reply:
    """How far the log is sealed: what is after the newest seal is not proven yet."""
    found = await newest(services.pool, shard=services.log.shard)
    head = await services.log.head()
    seal = None
    if found is not None:
        seal = SealAnswer(
            size=found.size, root=found.root, sealed_at=found.sealed_at, public_key=found.public_key,
            signature=found.signature, genuine=found.genuine(),
        )  # fmt: skip
    return answer(
        SealingAnswer(
            head=head,
            unsealed=head - (found.size if found else 0),
            newest=seal,
            sealing=services.sealing is not None,
            unwritten=None if services.sealing is None else services.sealing.unwritten,
        )
    )
