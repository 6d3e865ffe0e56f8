"""Check a proof of zairyu's log with nothing but Python and the package `cryptography`.

    python verify_proof.py PROOF.json --key HEX [--seal SEAL.json]

PROOF.json is the answer of `GET /v1/residents/{id}/events?proof=true`, or the `proof` inside it. HEX is the
public key that seals are signed with. With --seal, the proof's seal must also be the one in that file, kept
outside.

For each entry: its text opens the commitment that is part of its body (SHA-256 of salt and text), the entry
gives its leaf, and the path leads from the leaf to the root that the seal signs. Exit status 0 only if all of
that holds for every entry that the seal covers; entries after the seal are named as not proven.
"""

import argparse
import base64
import hashlib
import json
import struct
import sys
from datetime import datetime, timedelta, timezone
from uuid import UUID

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

EPOCH = datetime(2000, 1, 1, tzinfo=timezone.utc)  # noqa: UP017 - for any Python 3


def instant(text):
    """Return the instant; Python before 3.11 does not read the Z."""
    return datetime.fromisoformat(text.replace("Z", "+00:00"))  # noqa: FURB162 - as said


def leaf(shard, resident_id, entry):
    """Return the hash of an entry: a zero byte, then its parts, those that vary after their length."""
    micros = (instant(entry["recorded_at"]) - EPOCH) // timedelta(microseconds=1)
    fixed = struct.pack(
        ">Biq16si16sq", 0, shard, entry["position"], UUID(resident_id).bytes, entry["version"],
        UUID(entry["event_id"]).bytes, micros,
    )  # fmt: skip
    parts = (entry["topic"].encode(), entry["meta"].encode(), base64.b64decode(entry["body"]))
    return hashlib.sha256(fixed + b"".join(struct.pack(">i", len(part)) + part for part in parts)).digest()


def opens(entry):
    """Return whether the entry's text is the one that its body commits to."""
    said = hashlib.sha256(base64.b64decode(entry["salt"]) + entry["event"].encode()).digest()
    return said == base64.b64decode(entry["body"])[:32]


def root(found, index, size, path):
    """Return the root that a leaf's path leads to (RFC 9162, 2.1.3.2), None for a path of another length."""
    left, last = index, size - 1
    for sibling in path:
        if last == 0:
            return None
        if left & 1 or left == last:
            found = hashlib.sha256(b"\x01" + sibling + found).digest()
            while left and not left & 1:
                left, last = left >> 1, last >> 1
        else:
            found = hashlib.sha256(b"\x01" + found + sibling).digest()
        left, last = left >> 1, last >> 1
    return found if last == 0 else None


def signed(seal, key):
    """Return whether the seal is signed with this key."""
    at = instant(seal["sealed_at"]).isoformat(timespec="microseconds")
    statement = f"zairyu log seal\n{seal['size']}\n{seal['root']}\n{at}\n".encode()
    try:
        Ed25519PublicKey.from_public_bytes(key).verify(base64.b64decode(seal["signature"]), statement)
    except InvalidSignature:
        return False
    return True


def faults(proof, key, kept):
    """Yield a sentence for everything that does not hold."""
    seal = proof["seal"]
    if seal is None:
        yield "there is no seal yet"
        return
    if not signed(seal, key):
        yield "the seal is not signed with this key"
    if kept and (kept["size"], kept["root"]) != (seal["size"], seal["root"]):
        yield "the seal is not the one kept outside"
    for entry in proof["entries"]:
        place = f"position {entry['position']}, version {entry['version']}"
        if not opens(entry):
            yield f"{place}: the text is not the one that was recorded"
        if entry["path"] is None:
            continue
        path = [base64.b64decode(part) for part in entry["path"]]
        found = leaf(proof.get("shard", 0), proof["resident_id"], entry)
        if root(found, entry["position"] - 1, seal["size"], path) != base64.b64decode(seal["root"]):
            yield f"{place}: the entry is not under the seal"


def main():
    """Check the files named on the command line."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("proof")
    parser.add_argument("--key", required=True, type=bytes.fromhex)
    parser.add_argument("--seal")
    asked = parser.parse_args()
    with open(asked.proof, encoding="utf-8") as file:  # noqa: PTH123 - plain Python
        proof = json.load(file)
    proof = proof.get("proof") or proof
    kept = None
    if asked.seal:
        with open(asked.seal, encoding="utf-8") as file:  # noqa: PTH123 - as above
            kept = json.loads(file.read().splitlines()[-1])
    found = list(faults(proof, asked.key, kept))
    proven = sum(entry["path"] is not None for entry in proof["entries"])
    print(*found, sep="\n") if found else print(
        f"{proven} of {len(proof['entries'])} entries are under the seal"
    )
    sys.exit(1 if found else 0)


if __name__ == "__main__":
    main()
