"""What the zip of a whole file holds: its parts by name, and the manifest that says what each must be.

A zip of format 1 holds exactly these. Whoever adds a part raises the format.
"""

from datetime import date
from hashlib import sha256
from typing import Annotated, Final, Literal
from uuid import UUID

from msgspec import Meta, Struct

FORMAT_NUMBER: Final = 1
MANIFEST: Final = "manifest.json"
EVENTS: Final = "events.jsonl"
PROOFS: Final = "proofs.json"
PARTS: Final = (
    "README.txt", EVENTS, PROOFS, "standing.json", "obligations.json", "timeline.json", "notices.json",
    "looks.json",
)  # fmt: skip
"""Every part, in the order in which they stand in the zip; the manifest comes after the first."""

Format = Literal["zairyu-whole-file"]


class ZippedPart(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One part: its name, its bytes and their SHA-256 in hex."""

    name: str
    bytes: Annotated[int, Meta(ge=0)]
    sha256: str


class Manifest(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Whose file it is, as of which day and known when, what made it, and its parts.

    `known` is the moment as it was asked for, null for all that was recorded. `looks_left_out`: there were
    more looks than a zip holds; the newest are in it.
    """

    format: Format = "zairyu-whole-file"
    format_version: int = FORMAT_NUMBER
    resident_id: UUID
    events: Annotated[int, Meta(ge=1)]
    on: date
    known: str | None
    language: str
    program: str
    rulebook: str
    calendar: str
    switches: tuple[str, ...]
    looks_left_out: bool
    parts: tuple[ZippedPart, ...] = ()


def zipped_part(name: str, content: bytes) -> ZippedPart:
    """Return what the manifest says of a part."""
    return ZippedPart(name=name, bytes=len(content), sha256=sha256(content).hexdigest())
