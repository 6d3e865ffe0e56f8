"""Protected addresses (支援措置): whether one is protected now, and what is told without it.

Whoever flees from violence or a stalker is found by one slip. So it is looked at as of now, whatever day or
moment of knowing is asked about: what was known before, and former addresses, would lead to the same door.
"""

from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from typing import Any, Final, Literal, TypeVar, cast, get_args

from msgspec import Struct, structs

from domain.duties.duty import Duty
from domain.events import (
    Address,
    AddressProtected,
    AddressProtectionEnded,
    CaseEvent,
    Event,
    EventCorrected,
    EventVoided,
    Landed,
    Moved,
    Settled,
    Source,
)
from domain.events.types import ProtectionCause, Text
from domain.history import Effective, Recorded, Versioned, effective

R = TypeVar("R", bound=Versioned)
E = TypeVar("E", bound=Event)


class HiddenAddress(Struct, frozen=True, eq=False, gc=False):
    """Stands where an address is not to be told; the same one again where the address was the same.

    It has the municipality and the line of no place, so that the fold takes it as it takes any other.
    """

    address_protected: Literal[True] = True

    @property
    def municipality_code(self) -> None:
        """No municipality."""

    @property
    def line(self) -> None:
        """No line."""


def address_protected(stream: Iterable[Versioned]) -> bool:
    """Return whether the address of a resident is protected, by all that is recorded so far."""
    stream = list(stream)
    if not any(map(_speaks_of_protection, stream)):
        return False
    return protected_by(effective(stream))


def _speaks_of_protection(r: Versioned) -> bool:
    """Whether an entry, or an entry of a file merged by it, says that the address is protected."""
    event = r.event.replacement if isinstance(r.event, EventCorrected) else r.event
    return isinstance(event, AddressProtected) or any(isinstance(e.fact, AddressProtected) for e in r.merged)


def protected_by(facts: Iterable[Effective]) -> bool:
    """Return whether facts leave the address protected; for how long that was decided does not matter."""
    protected = False
    for e in facts:
        if isinstance(e.fact, AddressProtected | AddressProtectionEnded):
            protected = isinstance(e.fact, AddressProtected)
    return protected


def concerns_address(history: Sequence[Recorded], event: CaseEvent) -> bool:
    """Return whether an event says where somebody lives, ends that this is protected, or changes either.

    Whoever may not see a protected address must not record such a thing: the file would become theirs.
    """
    match event:
        case EventCorrected(corrects=version, replacement=replacement):
            return isinstance(replacement, _PLACING) or _placed_by(history, version)
        case EventVoided(voids=version):
            return _placed_by(history, version)
        case _:
            return isinstance(event, _PLACING)


def _placed_by(history: Sequence[Recorded], version: int) -> bool:
    """Whether an entry says such a thing, or came to say it; one of a merged file may."""
    if version > len(history):
        return True
    about = [history[version - 1].event]
    about += [
        r.event.replacement
        for r in history
        if isinstance(r.event, EventCorrected) and r.event.corrects == version
    ]
    return any(isinstance(event, (*_PLACING, AddressProtected)) for event in about)


_PLACING: Final = (AddressProtectionEnded, Landed, Moved, Settled)
"""A landing begins a stay without an address, which is that of the office that opened the file."""


def without_address(stream: Sequence[R]) -> list[R]:
    """Return a stream without what tells where the resident lives or lived.

    Gone are addresses, all that people wrote in their own words, which may hold one, why the address is
    protected, and which offices recorded. What a fold makes of the days is the same, but for the closed days
    that a municipality has of its own; `without_place` has those.
    """
    known: dict[Address, HiddenAddress] = {}
    return [_without(r, known) for r in stream]


def facts_without_address(facts: Iterable[Effective]) -> list[Effective]:
    """Return facts in effect without the same, in the same order."""
    known: dict[Address, HiddenAddress] = {}
    return [_fact_without(e, known) for e in facts]


def without_place(duty: Duty) -> Duty:
    """Return a duty with all its days that names no place: neither the desk nor a local day it is closed."""
    counted = duty.counted
    if counted is not None and any(day.kind == "local" for day in counted.closed):
        closed = tuple(
            structs.replace(day, name="", name_ja="") if day.kind == "local" else day
            for day in counted.closed
        )
        counted = structs.replace(counted, closed=closed)
    return structs.replace(duty, counted=counted, municipality_code=None)


def _without(r: R, known: dict[Address, HiddenAddress]) -> R:
    told: dict[str, Any] = {"event": _hidden(r.event, known)}
    if r.merged:
        told["merged"] = tuple(_fact_without(e, known) for e in r.merged)
    if r.override is not None:
        told["override"] = BLANK
    if isinstance(r, Recorded):
        told["office"] = BLANK
    return cast("R", structs.replace(cast("Struct", r), **told))


def _fact_without(e: Effective, known: dict[Address, HiddenAddress]) -> Effective:
    return structs.replace(e, fact=_hidden(e.fact, known))


def _hidden(event: E, known: dict[Address, HiddenAddress]) -> E:
    """Return an event, with those inside it, without addresses and without free text."""
    told: dict[str, Any] = dict(_blanks(type(event)))
    for name in event.__struct_fields__:
        value = getattr(event, name)
        if isinstance(value, Address):
            told[name] = known.setdefault(value, HiddenAddress())
        elif isinstance(value, Event):
            told[name] = _hidden(value, known)
    return structs.replace(event, **told) if told else event


BLANK: Final = ""
"""Stands for a text that is not told and may not be missing."""


@cache
def _blanks(cls: type[Event]) -> Mapping[str, str | None]:
    """Return what stands in the fields of an event that people filled in their own words."""
    found: dict[str, str | None] = {}
    for field in structs.fields(cls):
        types = {field.type, *get_args(field.type)}
        if types & {Text, Source, ProtectionCause}:
            found[field.name] = None if field.default is None else BLANK
    return found
