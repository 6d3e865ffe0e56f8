"""The zip of a whole file is read as it was made, and refused in a sentence as anything else."""

import json
import random
from collections.abc import Callable
from datetime import date
from io import BytesIO
from pathlib import Path
from typing import Any
from uuid import UUID
from zipfile import ZIP_BZIP2, ZIP_DEFLATED, ZipFile

import msgspec
import pytest
from msgspec.structs import replace

from adapters.codec import StructMapper, encode_meta
from adapters.exchange.whole_file import reading
from adapters.exchange.whole_file.making import event_lines, zipped
from adapters.exchange.whole_file.manifest import EVENTS, MANIFEST, PARTS, PROOFS, Manifest, MergedFile
from adapters.exchange.whole_file.reading import UnusableZipError, is_zip, read_whole_file
from adapters.ports import Author
from adapters.seals import Proof, ProvenEntry
from domain.history import Recorded
from tests.spec import RESIDENT, recorded
from tests.strategies import life_of

AUTHOR = Author(person="test", role="caseworker", office="01101")
_DRAW = random.Random(7)
LIFE = recorded(life_of([_DRAW.getrandbits(32) for _ in range(12)]))
FORMER = dict.fromkeys(PARTS, b"{}")


def proven(event: Recorded) -> ProvenEntry:
    """An entry as stored, without what only a log has."""
    return ProvenEntry(
        position=event.position, version=event.version, event_id=event.event_id,
        recorded_at=event.recorded_at, topic=StructMapper().topic(event.event), meta=encode_meta(AUTHOR),
        body=b"", salt=b"", event=msgspec.json.encode(event.event).decode(), leaf=b"", path=None,
    )  # fmt: skip


PROOF = Proof(resident_id=RESIDENT, seal=None, entries=tuple(map(proven, LIFE)), shard=0)
ABOUT = Manifest(
    resident_id=RESIDENT, events=len(LIFE), on=date(2026, 11, 27), known=None, language="en",
    program="0", rulebook="r", calendar="c", switches=(), looks_left_out=False,
)  # fmt: skip
WHOLE = FORMER | {EVENTS: event_lines(LIFE, PROOF), PROOFS: msgspec.json.encode(PROOF)}


def made(parts: dict[str, bytes] = WHOLE, about: Manifest = ABOUT) -> bytes:
    return zipped(parts, about).content


def raw(parts: list[tuple[str, bytes]], compression: int = ZIP_DEFLATED) -> bytes:
    """A zip of whatever parts."""
    out = BytesIO()
    with ZipFile(out, "w", compression) as file:
        for name, content in parts:
            file.writestr(name, content)
    return out.getvalue()


def unpacked(content: bytes) -> list[tuple[str, bytes]]:
    with ZipFile(BytesIO(content)) as file:
        return [(name, file.read(name)) for name in file.namelist()]


def lines_without(*versions: int) -> bytes:
    lines = WHOLE[EVENTS].splitlines(keepends=True)
    return b"".join(line for number, line in enumerate(lines, 1) if number not in versions)


def rewritten(number: int, **changed: Any) -> dict[str, bytes]:
    """The parts with one line of the events changed."""
    lines = [json.loads(line) for line in WHOLE[EVENTS].splitlines()]
    lines[number - 1] |= changed
    return WHOLE | {EVENTS: b"".join(json.dumps(line).encode() + b"\n" for line in lines)}


def encrypted() -> bytes:
    """Every part marked as encrypted, in its own head and in the list."""
    content = bytearray(made())
    for head, place in ((b"PK\3\4", 6), (b"PK\1\2", 8)):
        at = content.find(head)
        while at >= 0:
            content[at + place] |= 1
            at = content.find(head, at + 4)
    return bytes(content)


def understated() -> bytes:
    """A part that unpacks to more than it says: it says one byte."""
    content = bytearray(made(WHOLE | {"looks.json": b" " * 1_000_000}))
    size, one = (1_000_000).to_bytes(4, "little"), (1).to_bytes(4, "little")
    return bytes(content.replace(size, one))


MANIFEST_TEXT = dict(unpacked(made()))[MANIFEST]
OTHER_FORMAT = MANIFEST_TEXT.replace(b'"format_version": 2', b'"format_version": 3')
ANOTHER = UUID(int=77)
LIFE_OF_ANOTHER = [replace(r, resident_id=ANOTHER) for r in LIFE[:2]]
PROOF_OF_ANOTHER = replace(PROOF, resident_id=ANOTHER, entries=PROOF.entries[:2])
OF_ANOTHER = {
    "merged-1-events.jsonl": event_lines(LIFE_OF_ANOTHER, PROOF_OF_ANOTHER),
    "merged-1-proofs.json": msgspec.json.encode(PROOF_OF_ANOTHER),
}
REFUSED: dict[str, tuple[Callable[[], bytes], str]] = {
    "cut short": (lambda: made()[:-40], "damaged, cut short or no zip"),
    "nothing of a zip": (lambda: b"PK and a letter", "damaged, cut short or no zip"),
    "changed on the way": (lambda: made().replace(b"README.txt", b"README.tyt"), "README.tyt"),
    "encrypted": (encrypted, "encrypted"),
    "a way out of the folder": (
        lambda: raw([*unpacked(made()), ("../../etc/passwd", b"x")]), "'../../etc/passwd' does not belong",
    ),
    "an absolute path": (lambda: raw([*unpacked(made()), ("/etc/passwd", b"x")]), "'/etc/passwd'"),
    "something that turns the terminal": (
        lambda: raw([*unpacked(made()), ("\x1b[2J\u202e", b"x")]), r"'\\x1b\[2J\\u202e' does not belong",
    ),
    "a part twice": (
        lambda: raw([*unpacked(made()), ("events.jsonX", b"")]).replace(b"events.jsonX", b"events.jsonl"),
        "events.jsonl is in it more than once",
    ),
    "a part missing": (lambda: raw(unpacked(made())[:-1]), "looks.json is missing"),
    "a way of packing of its own": (lambda: raw(unpacked(made()), ZIP_BZIP2), "compressed in a way"),
    "a thousand files": (lambda: raw([(f"{n}", b"") for n in range(1000)]), "too many files"),
    "a part that is not what the manifest says": (
        lambda: raw([(n, b"{ }" if n == "looks.json" else c) for n, c in unpacked(made())]),
        "looks.json is not what manifest.json says",
    ),
    "a part that unpacks to more than it says": (understated, "damaged|not what manifest.json says"),
    "another format": (
        lambda: raw([(n, OTHER_FORMAT if n == MANIFEST else c) for n, c in unpacked(made())]), "format 3",
    ),
    "no manifest at all": (
        lambda: raw([(n, b"[" * 100_000 if n == MANIFEST else c) for n, c in unpacked(made())]),
        "manifest.json is not what it should be",
    ),
    "an event missing in the middle": (
        lambda: made(WHOLE | {EVENTS: lines_without(4)}, replace(ABOUT, events=len(LIFE) - 1)),
        "line 4: version 5 does not follow",
    ),
    "the last event missing": (
        lambda: made(WHOLE | {EVENTS: lines_without(len(LIFE))}), "manifest.json says",
    ),
    "the last event missing everywhere but in the proofs": (
        lambda: made(WHOLE | {EVENTS: lines_without(len(LIFE))}, replace(ABOUT, events=len(LIFE) - 1)),
        "does not prove the events",
    ),
    "an event of somebody else": (
        lambda: made(rewritten(1, resident_id=str(UUID(int=2)))), "about another resident|does not follow",
    ),
    "an event twice": (
        lambda: made(rewritten(2, event_id=str(LIFE[0].event_id))), "is in events.jsonl more than once",
    ),
    "another author than in the proofs": (lambda: made(rewritten(3, recorded_by="x")), "line 3 .* proves"),
    "an override that was none": (lambda: made(rewritten(3, override="x")), "line 3 .* proves"),
    "an event that is none": (lambda: made(rewritten(3, event={"type": "Sharma"})), "line 3 of events.jsonl"),
    "a merged file that nobody names": (
        lambda: raw([*unpacked(made()), ("merged-1-events.jsonl", b"")]), "does not name the parts",
    ),
    "a merged file that was not merged": (
        lambda: made(WHOLE | OF_ANOTHER, replace(ABOUT, merged=(MergedFile(resident_id=ANOTHER, events=2),))),
        "does not name the files that are merged",
    ),
    "no events": (lambda: made(WHOLE | {EVENTS: b""}, replace(ABOUT, events=0)), "manifest.json is not what"),
}  # fmt: skip


@pytest.mark.parametrize("what", REFUSED)
def test_a_zip_that_is_not_as_it_was_made_is_refused_in_a_sentence(tmp_path: Path, what: str) -> None:
    make, sentence = REFUSED[what]
    file = tmp_path / "file.zip"
    file.write_bytes(make())
    with pytest.raises(UnusableZipError, match=sentence):
        read_whole_file(file)


def test_a_zip_that_would_fill_the_memory_is_refused_unread(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "file.zip"
    file.write_bytes(made(WHOLE | {"looks.json": b" " * 3_000_000}))
    monkeypatch.setattr(reading, "LARGEST", 2_000_000)
    with pytest.raises(UnusableZipError, match="larger than 1 MiB unpacked"):
        read_whole_file(file)
    monkeypatch.setattr(reading, "LARGEST_ZIP", 1000)
    with pytest.raises(UnusableZipError, match="larger than"):
        read_whole_file(file)


def test_a_zip_is_read_as_it_was_made_and_made_the_same_again(tmp_path: Path) -> None:
    assert made() == made()
    file = tmp_path / "file.zip"
    file.write_bytes(made())
    found = read_whole_file(file)
    assert found.events == WHOLE[EVENTS]
    assert [line.event for line in found.lines] == [r.event for r in LIFE]
    lines = [json.loads(line) for line in found.to_decide().splitlines()]
    assert {(line["resident"], line["office"]) for line in lines} == {(str(RESIDENT), "01101")}
    assert [line["event"]["type"] for line in lines] == [type(r.event).__name__ for r in LIFE]


def test_a_zip_is_told_by_its_beginning_or_its_name(tmp_path: Path) -> None:
    for name, content, told in (
        ("a", made(), True), ("b.ZIP", b"", True), ("c", b'{"resident"', False), ("d", b"", False),
    ):  # fmt: skip
        (tmp_path / name).write_bytes(content)
        assert is_zip(tmp_path / name) is told, name


def test_whatever_byte_is_changed_a_zip_is_refused_or_says_the_same(tmp_path: Path) -> None:
    """And nothing else is raised; a byte that says nothing may differ, like one of a time."""
    draw, whole, file = random.Random(3), made(), tmp_path / "file.zip"
    refused = 0
    for _ in range(400):
        changed = bytearray(whole)
        changed[draw.randrange(len(whole))] ^= 1 << draw.randrange(8)
        file.write_bytes(changed[: draw.choice([len(whole)] * 4 + [draw.randrange(len(whole))])])
        try:
            assert read_whole_file(file).events == WHOLE[EVENTS]
        except UnusableZipError:
            refused += 1
    assert refused > 200
