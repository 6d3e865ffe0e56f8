"""How far the log is sealed, over HTTP."""

import base64

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from adapters.sealing import Sealing
from tests.api.office import Office, arrival


async def test_the_newest_seal_is_shown_and_what_is_after_it(ward: Office) -> None:
    await ward.open(*arrival())
    before = (await ward.get("/v1/audit/seals")).json()
    assert before == {"head": 4, "unsealed": 4, "newest": None, "sealing": False, "unwritten": None}
    services = ward.parts.services
    key = Ed25519PrivateKey.generate()
    sealing = Sealing(services.pool, key, shard=services.log.shard, to=None)
    assert await sealing.once(failed=print)
    await ward.open(*arrival())
    found = (await ward.get("/v1/audit/seals")).json()
    assert (found["head"], found["unsealed"]) == (8, 4)
    assert (found["newest"]["size"], found["newest"]["genuine"]) == (4, True)
    assert base64.b64decode(found["newest"]["public_key"]) == key.public_key().public_bytes_raw()


async def test_a_seal_with_a_signature_of_nobody_is_not_genuine(ward: Office) -> None:
    await ward.open(*arrival())
    await ward.parts.services.pool.execute(
        "SELECT log.keep_seal(0, 4, $1, now(), $1, $2)", b"\2" * 32, b"\3" * 64
    )
    found = (await ward.get("/v1/audit/seals")).json()
    assert (found["unsealed"], found["newest"]["genuine"]) == (0, False)
