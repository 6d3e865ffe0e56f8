"""What the zip of a whole file holds: its parts by name, and the manifest that says what each must be.

A zip of format 2 holds exactly these, and two more for each file that is merged into this one. Whoever adds a
part raises the format.
"""

from datetime import date
from hashlib import sha256
from typing import Annotated, Final, Literal
from uuid import UUID

from msgspec import Meta, Struct

FORMAT_NUMBER: Final = 2
MANIFEST: Final = "manifest.json"
EVENTS: Final = "events.jsonl"
PROOFS: Final = "proofs.json"
PARTS: Final = (
    "README.txt", EVENTS, PROOFS, "standing.json", "obligations.json", "timeline.json", "notices.json",
    "looks.json",
)  # fmt: skip
"""Every part, in the order in which they stand in the zip; the manifest comes after the first."""

MERGED: Final = "merged-{}-events.jsonl", "merged-{}-proofs.json"
"""The parts with events and proofs of a merged file, by its number from 1."""

Format = Literal["zairyu-whole-file"]


class ZippedPart(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One part: its name, its bytes and their SHA-256 in hex."""

    name: str
    bytes: Annotated[int, Meta(ge=0)]
    sha256: str


class MergedFile(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A file merged into this one, and how many events of it are in the zip."""

    resident_id: UUID
    events: Annotated[int, Meta(ge=1)]


class Manifest(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Whose file it is, as of which day and known when, what made it, what was merged into it, and its parts.

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
    merged: tuple[MergedFile, ...] = ()
    parts: tuple[ZippedPart, ...] = ()


def part_names(merged: int) -> tuple[str, ...]:
    """Return the names of all parts of a zip with so many merged files."""
    return (*PARTS, *(name.format(n) for n in range(1, merged + 1) for name in MERGED))


def zipped_part(name: str, content: bytes) -> ZippedPart:
    """Return what the manifest says of a part."""
    return ZippedPart(name=name, bytes=len(content), sha256=sha256(content).hexdigest())
