"""Forms about events: what was typed becomes events, and what the API finds wrong is shown at its field."""

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import Any, Final
from uuid import UUID

from msgspec import UNSET, Struct

from api.console.fields import FormField, fields_of
from api.console.filled import ENDLESS, Typed, filled, read
from api.console.view import View
from api.console.written import birth_shown, day_shown
from api.problems import ProblemDocument
from api.wording import words
from api.wording.events import EVENTS
from api.wording.text import said
from domain.law.provision import Text

_IN_WORDS: Final = frozenset({"municipality", "nationality", "period"})
"""Kinds of fields into which people type other words than the API takes: its faults would not help them."""


class Entry(Struct, frozen=True, kw_only=True):
    """One event of a form, or one inside another: `prefix` begins the names of its fields.

    `fixed` is what is not asked for. An `optional` one is recorded only when its box is ticked.
    """

    type: str
    prefix: str
    fields: tuple[FormField, ...]
    fixed: Mapping[str, Any] = {}
    optional: bool = False

    @property
    def title(self) -> Text:
        """What the catalogue calls this type of event."""
        return EVENTS[self.type]

    @property
    def box(self) -> str:
        """The name of the checkbox that includes an optional entry."""
        return f"{self.prefix}.included"

    def included(self, typed: Typed) -> bool:
        """Return whether the entry is to be recorded."""
        return not self.optional or self.box in typed


class FieldLine(Struct, frozen=True):
    """What a field says, in words; `before`: what it said, where that is something else."""

    label: str
    text: str
    before: str | None = None


class Sheet(Struct, frozen=True, kw_only=True):
    """A form about events: the page at `path` shows it, and takes it."""

    path: str
    title: str
    entries: tuple[Entry, ...]
    rules: tuple[str, ...] = ()
    resident_id: UUID | None = None
    typed: Mapping[str, list[str]] = {}
    """The values it is first shown with."""
    quoted: tuple["FieldLine", ...] = ()
    """The entry that is to be voided: shown above the form, and not to be changed."""
    changes_record: bool = False
    """Whether it corrects or voids an entry: those who may not are told how to ask a supervisor."""

    def events(self, typed: Typed) -> dict[str, dict[str, Any]]:
        """Return the events that were typed, as the API takes them, by the prefix of their entry."""
        found: dict[str, dict[str, Any]] = {}
        for entry in sorted(self.entries, key=lambda entry: entry.prefix.count(".")):
            if entry.included(typed):
                event = {"type": entry.type, **entry.fixed, **read(entry.fields, typed, entry.prefix)}
                outer, _, inside = entry.prefix.partition(".")
                (found if not inside else found[outer])[inside or outer] = event
        return found

    def drawn(self, typed: Typed) -> list[Entry]:
        """Return the entries whose fields are shown; on a file that is open, others come when asked for."""
        return [entry for entry in self.entries if self.resident_id is None or entry.included(typed)]

    @property
    def kinds(self) -> frozenset[str]:
        """The kinds of its fields."""
        return frozenset(field.kind for _, field in self.fields())

    def fields(self) -> Iterator[tuple[str, FormField]]:
        """Yield every field in which something is typed, by its name."""
        for entry in self.entries:
            yield from _named(entry.fields, entry.prefix)


def entry_of(type_: str, prefix: str, *, optional: bool = False) -> Entry:
    """Return an entry with all fields of a type of event; raises KeyError for an unknown type."""
    return Entry(type=type_, prefix=prefix, fields=fields_of(type_), optional=optional)


def filled_entry(entry: Entry, event: Mapping[str, Any], language: str) -> dict[str, list[str]]:
    """Return the field values that describe a recorded event, as somebody would type them."""
    return filled(entry.fields, event, entry.prefix, language)


def unfilled(sheet: Sheet) -> dict[str, list[str]]:
    """Return the values a form is first shown with, among them the checkboxes that are ticked by default."""
    ticked = {name: ["yes"] for name, field in sheet.fields() if field.kind == "flag" and field.default}
    return {**ticked, **sheet.typed}


def _named(fields: Sequence[FormField], prefix: str) -> Iterator[tuple[str, FormField]]:
    for field in fields:
        if field.kind == "group":
            yield from _named(field.inside, prefix)
        else:
            yield field.name(prefix), field


class Faults(Struct, frozen=True, kw_only=True):
    """What is wrong with a form: of each field by its name, and of the whole; `other`: in whose file, too."""

    fields: Mapping[str, str]
    whole: tuple[str, ...]
    code: str
    other: UUID | None = None


def faults_of(sheet: Sheet, typed: Typed, problem: ProblemDocument, view: View) -> Faults:
    """Return what the API says of a form, each at the field where it belongs."""
    named = dict(sheet.fields())
    places = list(sheet.events(typed))
    prefixes = {entry.prefix for entry in sheet.entries}
    code = problem.type.rpartition("/")[2]
    found: dict[str, str] = {}
    whole: list[str] = []
    for fault in problem.errors:
        at = _name(fault.pointer, places)
        names = _fields_at(at, named, prefixes, code) or _named_in(fault.detail, at, named)
        if not names:
            whole.append(_in_words(fault.detail, named, view))
        for name in names:
            found.setdefault(name, _detail(name, named, typed.get(name, ()), fault.detail, view))
    if not found and not whole:
        whole.append(problem.detail)
    order = {name: found[name] for name in named if name in found}
    other = next((fault.resident_id for fault in problem.errors if fault.resident_id is not UNSET), None)
    return Faults(fields=order, whole=tuple(dict.fromkeys(whole)), code=code, other=other)


def _name(pointer: str, places: Sequence[str]) -> str:
    """Return the name of what a JSON pointer leads to: `0.address.line` for `/events/0/address/line`.

    A request for a correction is one event without a list around it.
    """
    parts = pointer.split("/")[1:]
    if parts[:1] == ["events"] and len(parts) > 1:
        number, *rest = parts[1:]
        return ".".join((places[int(number)], *rest))
    return ".".join((places[0], *parts))


def _fields_at(
    name: str, named: Mapping[str, FormField], prefixes: Collection[str], code: str
) -> Sequence[str]:
    """Return the fields that a fault is about: of a group its required ones, none for a whole event."""
    if name in named:
        return [name]
    inside = [one for one in named if one.startswith(f"{name}.")]
    if code == "card-number-taken":
        return [one for one in inside if named[one].kind == "card-number"]
    return [] if name in prefixes else [one for one in inside if named[one].required]


def _named_in(detail: str, at: str, named: Mapping[str, FormField]) -> Sequence[str]:
    """Return the one field that a sentence about an event names; none when it names several."""
    found = {f"{at}.{word}" for word in _CODE.findall(detail)} & named.keys()
    return list(found) if len(found) == 1 else []


_CODE: Final = re.compile(r"`([^`]+)`")
"""What the API puts in backquotes: names of fields, and closed words."""


def _in_words(detail: str, named: Mapping[str, FormField], view: View) -> str:
    """Return a sentence of the API in which fields and closed words have the names that the form shows."""
    called: dict[str, Text] = {}
    for field in named.values():
        called |= {**dict(field.options), field.path[-1]: field.label, field.path[0]: field.label, **called}
    quotes = "「{}」" if view.language == "ja" else "“{}”"
    return _CODE.sub(
        lambda code: quotes.format(said(called.get(code[1], Text(code[1], code[1])), view.language)), detail
    )


def _detail(name: str, named: Mapping[str, FormField], typed: Sequence[str], detail: str, view: View) -> str:
    field = named[name]
    if not any(one.strip() for one in typed):
        key = "record.choose-one" if field.options else "record.missing"
        return view.say(key, label=said(field.label, view.language))
    if field.kind in _IN_WORDS:
        return view.say(f"record.wrong-{field.kind}")
    return _in_words(detail, named, view)


def shown(sheet: Sheet, typed: Typed, view: View) -> list[tuple[str, list[FieldLine]]]:
    """Return what a form will record, in words: of each event its title, and what each field says."""
    return [
        (said(EVENTS[entry.type], view.language), list(_lines(entry, typed, sheet.typed, view)))
        for entry in sheet.entries
        if entry.included(typed)
    ]


def lines_of(type_: str, event: Mapping[str, Any], view: View) -> tuple[FieldLine, ...]:
    """Return what a recorded event says, field by field."""
    entry = entry_of(type_, "0")
    return tuple(_lines(entry, filled_entry(entry, event, view.language), {}, view))


def _lines(entry: Entry, typed: Typed, before: Typed, view: View) -> Iterator[FieldLine]:
    """Yield the fields of an entry in words, each with its former value if that was another."""
    said_before = any(name.startswith(f"{entry.prefix}.") for name in before)
    for name, field in _named(entry.fields, entry.prefix):
        label, now = said(field.label, view.language), _words(name, field, typed, view)
        was = _words(name, field, before, view) if said_before else now
        if now or was:
            yield FieldLine(label, now, was if was != now else None)


def _words(name: str, field: FormField, typed: Typed, view: View) -> str:
    """Return the value of a field in words, "" for an empty one."""
    if field.kind == "flag":
        return said(words.YES_OR_NO[name in typed], view.language)
    if field.endless and f"{name}{ENDLESS}" in typed:
        return view.say("record.endless")
    return view.say("lists.between").join(
        _word(field, one, view) for one in typed.get(name, ()) if one.strip()
    )


def _word(field: FormField, text: str, view: View) -> str:
    if field.kind == "day":
        return day_shown(text, view.language) or text
    if field.kind == "birth":
        return birth_shown(text, view.language) or text
    return said(dict(field.options)[text], view.language) if field.options else text
