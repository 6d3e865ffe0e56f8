"""`docs/events.md`: every event that can be recorded, made from the OpenAPI document's schemas.

`make docs` writes it; a test tells when it is out of date.
"""

import json
from collections.abc import Iterator, Mapping
from typing import Any, Final

from api.described import event_types, schemas
from api.wording.events import EVENTS
from api.wording.fields import VALUES, field_of

_HEAD: Final = """# Events

What can be recorded, with Japanese names beside. Made from the OpenAPI document by `make docs`.
`POST /v1/residents` opens a file with the first of them, `POST /v1/residents/{id}/events` takes the others,
a hundred at once at most. Every event has `occurred_on`, the day on which it happened in Japan, and takes
`note` and `source`. Fields in **bold** are required.
"""
_MOST_WORDS: Final = 12
"""A field that takes more words than these is the status of residence: they stand in the glossary."""

_EVERYWHERE: Final = frozenset({"type", "occurred_on", "note", "source"})


def page() -> str:
    """Return the page."""
    components = schemas()
    return "\n".join(
        [_HEAD, *(line for type_ in event_types(components) for line in _event(type_, components))]
    )


def _event(type_: str, components: Mapping[str, Any]) -> Iterator[str]:
    schema = components[type_]
    yield f"## {type_}\n"
    yield f"{EVENTS[type_].ja}. {schema['description'].partition('). ')[2]}\n"
    rows = list(_fields(type_, schema, components))
    if rows:
        yield "| field | 項目 | what to put | 入力する内容 |"
        yield "|---|---|---|---|"
        yield from rows
        yield ""
    yield "```json"
    yield json.dumps(schema["examples"][0], ensure_ascii=False)
    yield "```\n"


def _fields(type_: str, schema: Mapping[str, Any], components: Mapping[str, Any]) -> Iterator[str]:
    for name, field in schema["properties"].items():
        if name in _EVERYWHERE:
            continue
        yield _row(type_, name, field, required=name in schema["required"])
        inside = _reference(field)
        if inside in {"Name", "Address"}:
            table = components[inside]
            for inner, shape in table["properties"].items():
                yield _row(inside, f"{name}.{inner}", shape, required=inner in table["required"])


def _row(type_: str, name: str, field: Mapping[str, Any], *, required: bool) -> str:
    words = field_of(type_, name)
    code = f"**`{name}`**" if required else f"`{name}`"
    en, ja = words.help
    known = VALUES.get(name, {})
    values = [value for value in _values(field) if value in known]
    if len(values) > _MOST_WORDS:
        en, ja = (
            f"{en} [All words](glossary.md#status-of-residence)",
            f"{ja}[用語集](glossary.md#status-of-residence)",
        )
    elif values:
        en = f"{en} {', '.join(f'`{value}` {known[value].en}' for value in values)}"
        ja = f"{ja}{'、'.join(f'`{value}` {known[value].ja}' for value in values)}"
    return f"| {code} | {words.label.ja} | {en} | {ja} |"


def _reference(field: Mapping[str, Any]) -> str | None:
    arms = [field, *field.get("anyOf", ())]
    found = [arm["$ref"].rpartition("/")[2] for arm in arms if "$ref" in arm]
    return found[0] if found else None


def _values(field: Mapping[str, Any]) -> list[str]:
    arms = [field, field.get("items", {}), *field.get("anyOf", ())]
    return [value for arm in arms for value in arm.get("enum", ()) if value is not None]


if __name__ == "__main__":
    print(page(), end="")  # noqa: T201 the page is what this prints
