"""The timeline in words (contract section 5): what happened, what changed with it, what falls due."""

from collections.abc import Iterable, Mapping
from datetime import date
from operator import attrgetter
from typing import Literal, assert_never
from uuid import UUID

import msgspec
from msgspec import UNSET, Struct, structs

from adapters.postgres.letters import SentLetter
from adapters.postgres.notices import ListedNotice
from api.answers import AddressProtected
from api.wording import citation, due_title, event_title, letter_title, notice_title, transition_title
from domain.history import recorded_by, version_in_its_file
from projections.status_timeline import (
    DueEntry,
    EventEntry,
    StatusTimeline,
    TimelineEntry,
    Track,
    TransitionEntry,
)


class EntryElsewhere(Struct, frozen=True, kw_only=True):
    """An entry of the record of another file, which was merged into this one."""

    resident_id: UUID
    version: int


class EntryAnswer(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """Something on a day; `basis` is the article behind a transition that no event made.

    `recorded_in`: where the entry stands that `version` speaks of, when it came with a merged file.
    """

    on: date
    kind: Literal["event", "transition", "due", "notice", "letter"]
    title: str
    version: int | None = None
    rule: str | None = None
    basis: str | None = None
    track: Track | None = None
    recorded_in: EntryElsewhere | None = None


class SpanAnswer(Struct, frozen=True, kw_only=True):
    """A value of a track from a first to a last day, inclusive; `to` null while open-ended."""

    track: Track
    value: str
    valid_from: date = msgspec.field(name="from")
    valid_to: date | None = msgspec.field(name="to")


class TimelineAnswer(Struct, frozen=True, kw_only=True):
    """The story of one resident."""

    entries: tuple[EntryAnswer, ...]
    spans: tuple[SpanAnswer, ...]
    address_protected: AddressProtected = UNSET


def timeline_answer(
    timeline: StatusTimeline,
    notices: Iterable[ListedNotice],
    letters: Iterable[SentLetter],
    merged: Mapping[UUID, int],
    language: str,
) -> TimelineAnswer:
    """Return the timeline, worded, with what offices and the resident were told.

    Spans of the distant past begin there. `merged` are the files merged into this one, each with the version
    that did it.
    """
    files = {version: other for other, version in merged.items()}
    entries = [_with_its_record(_entry(entry, language), files) for entry in timeline.entries]
    told = [_told(notice, language) for notice in notices]
    sent = [_sent(letter, language) for letter in letters]
    return TimelineAnswer(
        entries=tuple(sorted([*entries, *told, *sent], key=attrgetter("on"))),
        spans=tuple(
            SpanAnswer(track=span.track, value=span.value, valid_from=span.valid_from, valid_to=span.valid_to)
            for span in timeline.spans
        ),
    )


def _with_its_record(entry: EntryAnswer, files: Mapping[int, UUID]) -> EntryAnswer:
    """Return an entry with where it is recorded, if it came with a merged file."""
    if entry.version is None or (other := files.get(recorded_by(entry.version))) is None:
        return entry
    there = EntryElsewhere(resident_id=other, version=version_in_its_file(entry.version))
    return structs.replace(entry, recorded_in=there)


def _told(listed: ListedNotice, language: str) -> EntryAnswer:
    """Return that an office was told something; of one day, it comes after what happened."""
    notice = listed.notice
    title = notice_title(notice.rule, notice.stage, listed.state, language)
    version = listed.rests_on_version
    return EntryAnswer(on=listed.raised_on, kind="notice", title=title, version=version, rule=notice.rule)


def _sent(letter: SentLetter, language: str) -> EntryAnswer:
    """Return that the resident was told by letter; of one day, it comes after what the office was told."""
    title = letter_title(letter.rule, letter.language, language)
    version = letter.rests_on_version
    return EntryAnswer(on=letter.sent_on, kind="letter", title=title, version=version, rule=letter.rule)


def _entry(entry: TimelineEntry, language: str) -> EntryAnswer:
    match entry:
        case EventEntry():
            title = event_title(entry.fact, language)
            return EntryAnswer(on=entry.on, kind="event", title=title, version=entry.version)
        case DueEntry():
            title = due_title(entry.rule, language)
            return EntryAnswer(on=entry.on, kind="due", title=title, version=entry.version, rule=entry.rule)
        case TransitionEntry():
            return EntryAnswer(
                on=entry.on,
                kind="transition",
                title=transition_title(entry.track, entry.value or "none", language),
                version=entry.version,
                rule=entry.rule,
                basis=None if entry.basis is None else citation(entry.basis, language),
                track=entry.track,
            )
        case _ as never:
            assert_never(never)
