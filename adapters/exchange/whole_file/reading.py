"""Reading the zip of a whole file: nothing of it is believed before all of it is what its manifest says.

Nothing is unpacked onto the disk. A manifest finds what was damaged, not what was made up with it: whether
the proofs are those of a log says `docs/verify_proof.py`, and here the events must be those of the proofs.
"""

import re
import struct
import zlib
from collections.abc import Sequence
from io import BytesIO
from pathlib import Path
from typing import Final, NoReturn, TypeVar
from zipfile import ZIP_DEFLATED, ZIP_STORED, BadZipFile, ZipFile, ZipInfo

import msgspec
from eventsourcing.persistence import MapperDeserialisationError
from msgspec import Struct

from adapters.codec import StructMapper, read_meta
from adapters.exchange.exporting import Exported
from adapters.exchange.importing import UNREADABLE, without_values
from adapters.exchange.restoring import FaultyLineError, LogOrder
from adapters.exchange.transfer import OFFICE, Line
from adapters.exchange.whole_file.as_one import as_one, of_file
from adapters.exchange.whole_file.manifest import (
    EVENTS,
    FORMAT_NUMBER,
    MANIFEST,
    MERGED,
    PARTS,
    PROOFS,
    Format,
    Manifest,
    MergedFile,
    part_names,
    zipped_part,
)
from adapters.seals import Proof, ProvenEntry
from domain.admissibility import MOST_EVENTS
from domain.history import merges

BEGINNING: Final = b"PK"
"""How a zip begins, and no line of JSON."""
LARGEST_ZIP: Final = 64 << 20
LARGEST: Final = 256 << 20
"""Bytes of all parts unpacked: ten thousand long events and their proofs take less."""

T = TypeVar("T")
_OF_MERGED: Final = re.compile(r"merged-[1-9][0-9]{0,3}-(events\.jsonl|proofs\.json)\Z")
_ENTRY: Final = b"PK\x01\x02"
_MOST_ENTRIES: Final = 100
"""Of these four bytes, some may stand in what is compressed; a list of a million names takes a gigabyte."""
_ENCRYPTED: Final = 0x1
_DAMAGED: Final = (BadZipFile, zlib.error, struct.error, EOFError, NotImplementedError, ValueError)


class UnusableZipError(ValueError):
    """This is not the zip of a resident's whole file as it was made; the message says why, in a sentence."""


class WholeFile(Struct, frozen=True, kw_only=True):
    """What there is to import: the events as lines of an export, in order, and what they say.

    `lines` are those of the file itself, `merged` those of each file merged into it.
    """

    manifest: Manifest
    events: bytes
    lines: tuple[Exported, ...]
    merged: tuple[tuple[Exported, ...], ...] = ()

    def to_decide(self) -> bytes:
        """Return the lines that an import decides anew, for the office that opened the file, under its id."""
        opened = self.lines[0].office
        office = opened if re.match(OFFICE, opened) else None
        resident = str(self.manifest.resident_id)
        events = as_one(self.lines, {lines[0].resident_id: lines for lines in self.merged})
        raw = (msgspec.Raw(msgspec.json.encode(event)) for event in events)
        return b"".join(msgspec.json.encode(Line(resident, event, office)) + b"\n" for event in raw)


class _Named(Struct, frozen=True):
    """As much of a manifest as every format has."""

    format: Format
    format_version: int


def is_zip(path: Path) -> bool:
    """Return whether a file is to be read as a zip: by its first bytes, or by its name."""
    with path.open("rb") as file:
        return file.read(len(BEGINNING)) == BEGINNING or path.suffix.lower() == ".zip"


def read_whole_file(path: Path) -> WholeFile:
    """Return what a zip holds; raises UnusableZipError."""
    with path.open("rb") as file:
        content = file.read(LARGEST_ZIP + 1)
    if len(content) > LARGEST_ZIP:
        _refuse(f"it is larger than {LARGEST_ZIP >> 20} MiB")
    if content.count(_ENTRY) > _MOST_ENTRIES:
        _refuse("it holds too many files")
    try:
        with ZipFile(BytesIO(content)) as zipped:
            parts = _parts(zipped)
    except UnusableZipError:
        raise
    except _DAMAGED:
        _refuse("it is damaged, cut short or no zip at all")
    manifest = _manifest(parts)
    about = MergedFile(resident_id=manifest.resident_id, events=manifest.events)
    lines = _file(parts, (EVENTS, PROOFS), about)
    merged = tuple(
        _file(parts, tuple(name.format(n) for name in MERGED), other)
        for n, other in enumerate(manifest.merged, 1)
    )
    if list(merges(of_file(lines))) != [other.resident_id for other in manifest.merged]:
        _refuse(f"{MANIFEST} does not name the files that are merged into this one")
    return WholeFile(manifest=manifest, events=_in_order(parts, len(merged)), lines=lines, merged=merged)


def _file(parts: dict[str, bytes], names: Sequence[str], about: MergedFile) -> tuple[Exported, ...]:
    """Return the lines of one file, which must be those of its proofs; `names` are those of the two parts."""
    events, proofs = names
    lines = _lines(events, parts[events], about)
    _compare(names, lines, _decoded(proofs, parts[proofs], Proof))
    return lines


def _in_order(parts: dict[str, bytes], merged: int) -> bytes:
    """Return the lines of all files in the order in which they were recorded."""
    names = [EVENTS, *(MERGED[0].format(n) for n in range(1, merged + 1))]
    lines = [line for name in names for line in parts[name].splitlines(keepends=True)]
    if not merged:
        return parts[EVENTS]
    return b"".join(sorted(lines, key=lambda line: msgspec.json.decode(line, type=Exported).recorded_at))


def _parts(zipped: ZipFile) -> dict[str, bytes]:
    """Return the parts by name: exactly those that belong, none twice, none too large."""
    found = zipped.infolist()
    names = [about.filename for about in found]
    for name in names:
        if name not in {MANIFEST, *PARTS} and not _OF_MERGED.match(name):
            _refuse(f"{name[:80]!a} does not belong into it")
        if names.count(name) > 1:
            _refuse(f"{name} is in it more than once")
    for name in (MANIFEST, *PARTS):
        if name not in names:
            _refuse(f"{name} is missing")
    if any(about.flag_bits & _ENCRYPTED for about in found):
        _refuse("it is encrypted: unpack it with its password, and zip its files again")
    if sum(about.file_size for about in found) > LARGEST:
        _refuse(f"it would be larger than {LARGEST >> 20} MiB unpacked")
    return {about.filename: _unpacked(zipped, about) for about in found}


def _unpacked(zipped: ZipFile, about: ZipInfo) -> bytes:
    """Return a part, of which no more than it says is ever unpacked."""
    if about.compress_type not in {ZIP_STORED, ZIP_DEFLATED}:
        _refuse(f"{about.filename} is compressed in a way that is not read here")
    with zipped.open(about) as part:
        return part.read(about.file_size + 1)


def _manifest(parts: dict[str, bytes]) -> Manifest:
    """Return the manifest, of which every part is what it says."""
    named = _decoded(MANIFEST, parts[MANIFEST], _Named)
    if named.format_version != FORMAT_NUMBER:
        _refuse(f"it has format {named.format_version}; this program reads format {FORMAT_NUMBER}")
    manifest = _decoded(MANIFEST, parts[MANIFEST], Manifest)
    names = part_names(len(manifest.merged))
    if [part.name for part in manifest.parts] != list(names) or parts.keys() != {MANIFEST, *names}:
        _refuse(f"{MANIFEST} does not name the parts that belong into it")
    for part in manifest.parts:
        if part != zipped_part(part.name, parts[part.name]):
            _refuse(f"{part.name} is not what {MANIFEST} says it is (size and SHA-256): it was changed")
    return manifest


def _lines(name: str, events: bytes, about: MergedFile) -> tuple[Exported, ...]:
    """Return the events: all of one resident, from the first to the last, none twice."""
    raw = events.splitlines()
    if len(raw) != about.events or len(raw) > MOST_EVENTS:
        _refuse(f"{name} has {len(raw)} events, and {MANIFEST} says {about.events}")
    lines, order = [], LogOrder()
    for number, text in enumerate(raw, 1):
        line = _decoded(f"line {number} of {name}", text, Exported)
        try:
            order.check(number, line)
        except FaultyLineError as error:
            _refuse(f"in {name}, {error}")
        if line.resident_id != about.resident_id:
            _refuse(f"line {number} of {name} is about another resident")
        lines.append(line)
    if len({line.event_id for line in lines}) != len(lines):
        _refuse(f"an event is in {name} more than once")
    return tuple(lines)


def _compare(names: Sequence[str], lines: Sequence[Exported], proof: Proof) -> None:
    """Refuse events that are not those of the proofs."""
    events, proofs = names
    if proof.resident_id != lines[0].resident_id or len(proof.entries) != len(lines):
        _refuse(f"{proofs} does not prove the events of {events}")
    mapper = StructMapper()
    for line, entry in zip(lines, proof.entries, strict=True):
        if not _same(line, entry, mapper):
            _refuse(f"line {line.version} of {events} is not the event that {proofs} proves")


def _same(line: Exported, entry: ProvenEntry, mapper: StructMapper) -> bool:
    """Whether a line is a stored entry; of the reason of an override only whether there is one."""
    try:
        meta, event = read_meta(entry.meta), mapper.read(entry.topic, entry.event.encode())
    except (*UNREADABLE, MapperDeserialisationError):
        return False
    said = (line.version, line.event_id, line.recorded_at, line.recorded_by, line.role, line.office)
    stored = (entry.version, entry.event_id, entry.recorded_at, meta.by, meta.role, meta.office)
    overridden = (line.override is None) == (meta.override is None)
    return said == stored and line.event == event and overridden


def _decoded(what: str, content: bytes, shape: type[T]) -> T:
    try:
        return msgspec.json.decode(content, type=shape)
    except UNREADABLE as error:
        _refuse(f"{what} is not what it should be: {without_values(error)}")


def _refuse(why: str) -> NoReturn:
    raise UnusableZipError(why)
