"""One resident's whole file: what a zip of it holds, gathered from what the routes answer."""

from collections.abc import Sequence
from datetime import date
from importlib.metadata import version
from typing import Any, Final
from uuid import UUID

import msgspec
from msgspec import Struct

from adapters.exchange.whole_file.making import Zipped, event_lines, zipped
from adapters.exchange.whole_file.manifest import MERGED, Manifest, MergedFile
from adapters.ports import ResidentErased
from adapters.postgres.accesses import Accesses
from adapters.postgres.letters import SentLetter
from adapters.postgres.log.seals import prove
from adapters.postgres.notices import ListedNotice
from adapters.seals import Proof
from adapters.threads import in_thread_if_long
from api.asking import File, load
from api.problems import erased, not_found
from api.services import Services
from api.standing import obligation_answers, standing_answer
from api.story import timeline_answer
from api.told import NoticeAnswer, letter_answer, notice_answer
from api.wording.whole_file import readme
from domain.events import CaseEvent, FilesMerged
from domain.history import Recorded, merges
from domain.law.calendar import CALENDAR_VERSION
from domain.policy import Policy
from projections import status_timeline

MOST_LOOKS: Final = 20_000
"""The newest so many are in a zip; a file that is looked at more often is read at `/access`."""
LOOKS_AT_ONCE: Final = 500


class Gathered(Struct, frozen=True, kw_only=True):
    """What a zip is made of that is read from the database.

    `merged` are the files merged into this one, up to their merge: what is recorded in each, and its proof.
    """

    file: File
    proof: Proof
    merged: Sequence[tuple[Sequence[Recorded], Proof]]
    told: Sequence[ListedNotice]
    letters: Sequence[SentLetter]
    notices: Sequence[NoticeAnswer]
    looks: Sequence[dict[str, Any]]


async def gathered(file: File, services: Services, language: str, *, on: date | None) -> Gathered:
    """Return what there is to one resident; `on` is the day that was asked for.

    Raises Problem 410 when they were erased meanwhile.
    """
    active = merges(file.counted).values()
    told = await services.notices.of_resident(
        file.resident_id, on=on, known=file.moment, today=services.clock.today()
    )
    return Gathered(
        file=file,
        proof=await _proof(file.resident_id, len(file.counted), services),
        merged=[await _merged(r.event, services) for r in file.counted if r.version in active],
        told=told,
        letters=await services.letters.of_resident(file.resident_id, on=on, known=file.moment),
        notices=[await notice_answer(each, services.log, language) for each in told],
        looks=await _looks(file, services.accesses),
    )


async def whole_file(found: Gathered, policy: Policy, language: str) -> Zipped:
    """Return the zip; one with a long history or many looks is made in a thread."""
    much = max(len(found.file.recorded), len(found.looks))
    return await in_thread_if_long(much, lambda: _made(found, policy, language))


async def _proof(resident_id: UUID, events: int, services: Services) -> Proof:
    """Return the proofs of the events that count: what came in since they were read is left out."""
    try:
        proof = await prove(services.log, resident_id)
    except ResidentErased as gone:
        raise erased(gone.code) from None
    if proof is None:
        raise not_found()
    return msgspec.structs.replace(proof, entries=proof.entries[:events])


async def _merged(merge: CaseEvent, services: Services) -> tuple[Sequence[Recorded], Proof]:
    """Return what is recorded in a merged file, the entry of its merge the last, and the proof of it."""
    assert isinstance(merge, FilesMerged)
    recorded = (await load(services.log, merge.other))[: merge.entries + 1]
    return recorded, await _proof(merge.other, len(recorded), services)


async def _looks(file: File, accesses: Accesses) -> list[dict[str, Any]]:
    """Return who looked by the moment asked about, newest first; one more than `MOST_LOOKS` at most."""
    found: list[dict[str, Any]] = []
    before = None
    while page := await accesses.of_resident(file.resident_id, before=before, limit=LOOKS_AT_ONCE):
        found += [look for look in page if file.moment is None or look["looked_at"] <= file.moment]
        before = page[-1]["id"]
        if len(page) < LOOKS_AT_ONCE or len(found) > MOST_LOOKS:
            break
    return found[: MOST_LOOKS + 1]


def _made(found: Gathered, policy: Policy, language: str) -> Zipped:
    file = found.file
    recorded = file.recorded[: len(file.counted)]
    standing = standing_answer(file, policy, language)
    story = timeline_answer(
        status_timeline.on(file.facts, file.on, policy), found.told, found.letters,
        merges(file.counted), language,
    )  # fmt: skip
    letters = [letter_answer(letter, language) for letter in found.letters]
    about = readme(resident_id=str(file.resident_id), on=str(file.on), known=file.known, events=len(recorded))
    parts = {
        "README.txt": about.encode(),
        "events.jsonl": event_lines(recorded, found.proof),
        "proofs.json": _proof_written(found.proof),
        "standing.json": msgspec.json.encode(standing),
        "obligations.json": msgspec.json.encode({"obligations": obligation_answers(file, policy, language)}),
        "timeline.json": msgspec.json.encode(story),
        "notices.json": msgspec.json.encode({"items": found.notices, "letters": letters}),
        "looks.json": msgspec.json.encode({"items": found.looks[:MOST_LOOKS], "next": None}),
    }
    for n, (history, proof) in enumerate(found.merged, 1):
        events, proofs = (name.format(n) for name in MERGED)
        parts |= {events: event_lines(history, proof), proofs: _proof_written(proof)}
    manifest = Manifest(
        resident_id=file.resident_id,
        events=len(recorded),
        on=file.on,
        known=file.known,
        language=language,
        program=version("zairyu"),
        rulebook=standing.rulebook,
        calendar=CALENDAR_VERSION,
        switches=standing.switches,
        looks_left_out=len(found.looks) > MOST_LOOKS,
        merged=tuple(
            MergedFile(resident_id=history[0].resident_id, events=len(history)) for history, _ in found.merged
        ),
    )
    return zipped(parts, manifest)


def _proof_written(proof: Proof) -> bytes:
    """Return a proof as JSON; entry by entry, because the others wait while one call encodes."""
    entries = [msgspec.Raw(msgspec.json.encode(entry)) for entry in proof.entries]
    return msgspec.json.encode({**msgspec.structs.asdict(proof), "entries": entries})
