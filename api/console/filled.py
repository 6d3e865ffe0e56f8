"""What is typed into the fields of an event, turned into the event as the API takes it, and back.

What was left empty is left out. Days go as they were typed: the API reads them, and says what is wrong.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, Final

from api.console.fields import FormField
from api.console.written import (
    municipality_shown,
    municipality_typed,
    nationality_typed,
    period_shown,
    period_typed,
)
from api.wording.nationalities import nationality_name

Typed = Mapping[str, Sequence[str]]
"""The values of each field of a form, by its name, as browsers send them."""

ENDLESS: Final = ".endless"
"""How the name of the checkbox for "there is no last day" ends."""


def read(fields: Iterable[FormField], typed: Typed, prefix: str) -> dict[str, Any]:
    """Return the values of fields as JSON, each where its name says; what was left empty is left out."""
    found = {field.path[-1]: _read(field, typed, prefix) for field in fields}
    return {name: value for name, value in found.items() if value is not _NOTHING}


_NOTHING: Final = object()


def _read(field: FormField, typed: Typed, prefix: str) -> object:
    name = field.name(prefix)
    if field.kind == "group":
        return read(field.inside, typed, prefix) or _NOTHING
    if field.kind == "flag":
        return _NOTHING if (name in typed) == field.default else name in typed
    if field.kind == "choices":
        return [one for one in typed.get(name, ()) if one] or _NOTHING
    if field.endless and f"{name}{ENDLESS}" in typed:
        return None
    text = next(iter(typed.get(name, ())), "")
    return _value(field, text) if text.strip() else _NOTHING


def _value(field: FormField, text: str) -> object:
    match field.kind:
        case "number":
            return int(text) if text.strip().isdecimal() and len(text) < _LONGEST_NUMBER else text
        case "municipality":
            return municipality_typed(text)
        case "nationality":
            return nationality_typed(text)
        case "period":
            return period_typed(text)
        case _:
            return text if field.kind == "text" else text.strip()


_LONGEST_NUMBER: Final = 10


def filled(
    fields: Iterable[FormField], event: Mapping[str, Any], prefix: str, language: str
) -> dict[str, list[str]]:
    """Return the field values that describe an event: the reverse of `read`."""
    return dict(_filled(fields, event, prefix, language))


def _filled(
    fields: Iterable[FormField], event: Mapping[str, Any], prefix: str, language: str
) -> Iterator[tuple[str, list[str]]]:
    for field in fields:
        name, key = field.name(prefix), field.path[-1]
        value = event.get(key)
        if field.kind == "group":
            yield from _filled(field.inside, value or {}, prefix, language)
        elif field.kind == "flag":
            if event.get(key, field.default):
                yield name, ["yes"]
        elif value is None:
            if field.endless and key in event:
                yield f"{name}{ENDLESS}", ["yes"]
        else:
            yield (
                name,
                [_text(field, one, language) for one in (value if isinstance(value, list) else [value])],
            )


def _text(field: FormField, value: object, language: str) -> str:
    match field.kind:
        case "municipality":
            return municipality_shown(str(value))
        case "nationality":
            return nationality_name(str(value), language)
        case "period":
            return period_shown(str(value), language)
        case _:
            return str(value)
