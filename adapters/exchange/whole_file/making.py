"""Making the zip of a whole file: the same parts give the same bytes, whenever it is made."""

from collections.abc import Mapping, Sequence
from hashlib import sha256
from io import BytesIO
from typing import Final
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

import msgspec
from msgspec import Struct
from msgspec.structs import replace

from adapters.codec import read_meta
from adapters.exchange.exporting import exported_line
from adapters.exchange.whole_file.manifest import MANIFEST, Manifest, part_names, zipped_part
from adapters.seals import Proof
from domain.history import Recorded

_EARLIEST: Final = (1980, 1, 1, 0, 0, 0)
"""The time of every part: the first that a zip can tell."""
_PLAIN_FILE: Final = 0o100600 << 16
_UNIX: Final = 3
_QUICKLY: Final = 1
"""Most of a zip is hashes, which no level makes smaller."""


class Zipped(Struct, frozen=True):
    """A zip, and what tells it from another: the SHA-256 of its manifest, in hex."""

    content: bytes
    digest: str


def zipped(parts: Mapping[str, bytes], manifest: Manifest) -> Zipped:
    """Return the zip of these parts, all of `part_names`, under the manifest, completed by what they are."""
    names = part_names(len(manifest.merged))
    complete = replace(manifest, parts=tuple(zipped_part(name, parts[name]) for name in names))
    written = msgspec.json.format(msgspec.json.encode(complete), indent=2) + b"\n"
    first, *others = names
    made = BytesIO()
    with ZipFile(made, "w") as out:
        for name in (first, MANIFEST, *others):
            about = ZipInfo(name, date_time=_EARLIEST)
            about.external_attr = _PLAIN_FILE
            about.create_system = _UNIX
            content = written if name == MANIFEST else parts[name]
            out.writestr(about, content, ZIP_DEFLATED, _QUICKLY)
    return Zipped(made.getvalue(), sha256(written).hexdigest())


def event_lines(recorded: Sequence[Recorded], proof: Proof) -> bytes:
    """Return the events of one stream as an export of the log writes them; `proof` is of the same entries."""
    encoder = msgspec.json.Encoder()
    lines = [
        encoder.encode(exported_line(event, read_meta(entry.meta).role)) + b"\n"
        for event, entry in zip(recorded, proof.entries, strict=True)
    ]
    return b"".join(lines)
