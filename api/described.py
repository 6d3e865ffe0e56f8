"""Events in the OpenAPI document: what each field means, the words it takes, and an example that works.

Beside them examples of answers.
"""

from collections.abc import Iterator, Mapping
from typing import Any, Final

import msgspec

from api.body import Recording
from api.examples import ANSWERS, EXAMPLES, MERGING_BODIES, OPENING, WEBHOOK_BODIES
from api.wording.events import EVENTS
from api.wording.fields import field_of

_INSIDE: Final = {"name": "Name", "address": "Address", "source": "Source"}
"""Fields that hold a table, and the schema of it."""


def event_types(components: Mapping[str, Any]) -> list[str]:
    """Return the types of events that can be recorded, in the order of the catalogue."""
    mapping = components["Recording"]["properties"]["events"]["items"]["discriminator"]["mapping"]
    return sorted(mapping, key=list(EVENTS).index)


def describe(components: Mapping[str, Any]) -> None:
    """Write descriptions and examples into the schemas of events and all in them, and examples of answers."""
    for type_ in event_types(components):
        schema = components[type_]
        example = msgspec.to_builtins(EXAMPLES[type_])
        schema["description"] = f"{EVENTS[type_].en}({EVENTS[type_].ja}). {schema.get('description', '')}"
        schema["examples"] = [example]
        for name, field in _fields(schema):
            field["description"] = field_of(type_, name).help.en
            if name in example:
                field["examples"] = [example[name]]
    for field_name, shape in _INSIDE.items():
        for name, field in _fields(components[shape]):
            field["description"] = field_of(shape, f"{field_name}.{name}").help.en
    for shape in ANSWERS.keys() & components.keys():
        components[shape]["examples"] = [msgspec.to_builtins(ANSWERS[shape])]


def _fields(schema: Mapping[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    return ((name, field) for name, field in schema["properties"].items() if name != "type")


def body_examples(path: str) -> dict[str, Any]:
    """Return named bodies to try on a route that takes one; none for other routes."""
    if path == "/v1/residents":
        return {"Opening": _body("A student who has arrived", *OPENING)}
    if path in {"/v1/residents/{resident_id}/events", "/v1/residents/{resident_id}/preview"}:
        return {
            type_: _body(f"{EVENTS[type_].en} {EVENTS[type_].ja}", type_)
            for type_ in EXAMPLES
            if type_ != "CaseOpened"
        }
    if path == "/v1/residents/{resident_id}/correction-requests":
        return {
            type_: {"summary": EVENTS[type_].en, "value": msgspec.to_builtins(EXAMPLES[type_])}
            for type_ in ("EventCorrected", "EventVoided")
        }
    if (end := path.removeprefix("/v1/residents/{resident_id}/")) in MERGING_BODIES:
        return {"Merging": {"summary": "Opened twice", "value": MERGING_BODIES[end]}}
    if path == "/v1/residents/{resident_id}/letters":
        return {"Letter": {"summary": "In plain Japanese", "value": {"rule": "EXT", "language": "easy-ja"}}}
    if path == "/v1/notices/{notice_id}/acknowledge":
        return {"TakenNote": {"summary": "Taken note of", "value": {"note": "本人に電話で案内した。"}}}
    if path == "/v1/mail/recipients/{office}":
        value = {"addresses": ["madoguchi@city.example.jp"], "language": "both"}
        return {"Recipients": {"summary": "Somebody at the desk", "value": value}}
    if path == "/v1/mail/trials":
        return {"Trial": {"summary": "To oneself", "value": {"address": "me@city.example.jp"}}}
    if path == "/v1/calendars":
        about = {"office": "01101", "kinds": ["notification"], "names": False, "language": "ja"}
        return {"Calendar": {"summary": "Notifications of an office, without names", "value": about}}
    return dict(WEBHOOK_BODIES.get(path, {}))


def _body(summary: str, *types: str) -> dict[str, Any]:
    return {
        "summary": summary,
        "value": {"events": [msgspec.to_builtins(EXAMPLES[type_]) for type_ in types]},
    }


def schemas() -> dict[str, Any]:
    """Return the schemas of a recording and of all in it, described."""
    _, components = msgspec.json.schema_components((Recording,), ref_template="#/components/schemas/{name}")
    describe(components)
    return components
