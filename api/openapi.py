"""The OpenAPI document, made from the types that decode and encode: it cannot say what they do not do."""

from collections.abc import Iterable, Iterator
from typing import Any, Final

import msgspec
from litestar import Litestar
from litestar.handlers import HTTPRouteHandler
from litestar.routes import HTTPRoute
from msgspec import Struct

from adapters.exchange.tables.cells import CSV, XLSX
from api.body import Recording
from api.described import body_examples, describe
from api.problems import MEDIA_TYPE, STATUS, ProblemDocument
from api.routing import Says, contract_of
from api.tables.table import PersonsAsked, TableAsked, question
from api.wording.fields import field_of
from domain.events import Name

_OF_ONE: Final = "/v1/residents/{resident_id}"
_REF: Final = "#/components/schemas/{name}"
_EVERYWHERE: Final = ("internal-error", "timed-out", "unknown-host", "invalid-query")
_OF_A_BODY: Final = ("invalid-event", "malformed-body", "body-too-large", "unsupported-media-type")
_WITH_TOKEN: Final = ("unauthorized", "forbidden", "too-many-requests", "unavailable")
_HEADERS: Final[dict[str, tuple[str, dict[str, Any]]]] = {
    "Idempotency-Key": (
        "The same key and body give the first answer again",
        {"type": "string", "minLength": 1, "maxLength": 255, "pattern": "^[!-~]+$"},
    ),
    "If-Match": (
        'The version that the stream must be at, or several: `"7", "8"`',
        {"type": "string", "pattern": '^"[0-9]{1,10}"(, "[0-9]{1,10}")*$'},
    ),
    "If-None-Match": (
        "The `ETag` of what the caller has: 304 while it is still the same",
        {"type": "string"},
    ),
    "X-Purpose": (
        "Why the caller looks; kept on record",
        {"type": "string", "minLength": 1, "maxLength": 500},
    ),
    "X-Break-Glass": (
        "Why a caseworker must read a resident of another office now; opens one hour, on record",
        {"type": "string", "minLength": 1, "maxLength": 500},
    ),
}
_QUERIES: Final[dict[str, str]] = {
    "address_shown": "Only looks that told a protected address, or only others",
    "after": "The last version or position seen: what comes after it",
    "by_municipality": "Count each municipality apart as well",
    "card_number": "The number of any card the resident ever had",
    "class": "Duties by law, or advised ones",
    "due_after": "Last day after this day",
    "due_before": "Last day before this day",
    "kind": "Notifications, applications, returns, reports, re-entries",
    "resident_id": "Of this resident alone",
    "municipality": "Five digits (JIS X 0402) of the municipality of the address, or the last one known",
    "office": "The office of who looked",
    "person": "Who looked",
    "proof": "The stored entries with their proofs under the newest seal",
    "q": "Name in any script, card number, date of birth or its year and month",
    "rule": "Duties under this rule, as `LOS-1`",
    "state": "Only in these states, several with commas",
    "status": "Who holds this status of residence",
    "stay": "Who stands so on the day",
    **{part: field_of("Name", f"name.{part}").help.en for part in Name.__struct_fields__},
}
"""What parameters mean that do not say it themselves."""

_TAGS: Final[dict[str, tuple[str, str]]] = {
    "writes": ("Record", "Facts, corrections and voids"),
    "correction_requests": ("Corrections", "What a supervisor is asked to correct or void, and decides"),
    "preview": ("Preview", "What facts would change; nothing is stored"),
    "merging": ("Merging", "Two files of one person become one, and are taken apart again"),
    "residents": ("One resident", "Standing, duties, course of the stay, history"),
    "handing_out": ("Whole file", "All there is to one resident, as a zip"),
    "doubles": ("Doubles", "Whose files may be of one person"),
    "lists": ("All residents", "Search, worklist, counts, overdue notifications, the whole log"),
    "notices": ("Notices", "What offices were told of duties, and what was taken back"),
    "calendars": ("Calendars", "Last days of procedures in other programs, under a secret address"),
    "webhooks": ("Webhooks", "To which systems what is sent, and what they did not take"),
    "letters": ("Letters", "What residents are told by letter of what they have to do"),
    "reference": ("Law and offices", "The rulebook in force on a day, and the desks"),
    "audit": ("Looks", "Who looked at whom"),
    "mail": ("Mail", "To whom each office's digest of the day goes"),
    "seals": ("Seals", "How far the log is sealed"),
    "erasing": ("Erasure", "Destroying a file for good"),
    "explaining": ("Problems", "What a problem code means, and what to do about it"),
    "system": ("Server", "Liveness, readiness, metrics, this description"),
}
"""The subjects, by the module of their routes."""

Operation = tuple[str, str, HTTPRouteHandler, Says]


def document(app: Litestar, *, version: str) -> dict[str, Any]:
    """Return the OpenAPI 3.1 document of the application."""
    operations = list(_operations(app))
    shapes = _shapes(operations)
    schemas, components = msgspec.json.schema_components(shapes, ref_template=_REF, schema_hook=_anything)
    describe(components)
    schema_of = dict(zip(map(_key, shapes), schemas, strict=True))
    paths: dict[str, dict[str, Any]] = {}
    for path, method, handler, contract in operations:
        paths.setdefault(path, {})[method.lower()] = _operation(
            path, method, handler, contract, schema_of, components
        )
    for asked in {contract.query for *_, contract in operations} | {TableAsked, PersonsAsked}:
        components.pop(asked.__name__, None)
    found: dict[str, Any] = _for_everybody(
        {
            "openapi": "3.1.0",
            "info": {
                "title": "zairyu",
                "version": version,
                "description": "Foreign residents in Japan: facts in, standing and duties on any day out.",
            },
            "tags": [{"name": name, "description": about} for name, about in _TAGS.values()],
            "paths": paths,
            "components": {
                "schemas": components,
                "securitySchemes": {"bearer": {"type": "http", "scheme": "bearer"}},
            },
            "security": [{"bearer": []}],
        }
    )
    return found


def _anything(shape: type) -> dict[str, Any]:
    """Describe values of many types by nothing at all."""
    if shape is object:
        return {"description": "a number, a word or a table"}
    raise NotImplementedError(shape)


def _operations(app: Litestar) -> Iterator[Operation]:
    for route in app.routes:
        if isinstance(route, HTTPRoute):
            for handler in route.route_handlers:
                methods = sorted(handler.http_methods - {"OPTIONS", "HEAD"})
                if "says" in handler.opt and methods:
                    yield _public_path(route.path_format), methods[0], handler, contract_of(handler)


def _public_path(path: str) -> str:
    return "/".join(
        "{" + part[1:-1].partition(":")[0] + "}" if part.startswith("{") else part for part in path.split("/")
    )


def _key(shape: Any) -> str:
    return repr(shape)


def _shapes(operations: Iterable[Operation]) -> list[Any]:
    found: dict[str, Any] = {_key(ProblemDocument): ProblemDocument}
    for *_, contract in operations:
        files = None if contract.table is None else question(contract.table)
        for shape in (contract.query, contract.body, files, *_answers(contract)):
            if shape is not None:
                found[_key(shape)] = shape
    return list(found.values())


def _answers(contract: Says) -> tuple[Any, ...]:
    """Return the shapes of a route's answer; several where the question decides."""
    if contract.answer is None:
        return ()
    return contract.answer if isinstance(contract.answer, tuple) else (contract.answer,)


def _operation(
    path: str,
    method: str,
    handler: HTTPRouteHandler,
    contract: Says,
    schema_of: dict[str, Any],
    components: dict[str, Any],
) -> dict[str, Any]:
    summary, _, description = (handler.fn.__doc__ or "").strip().partition("\n\n")
    operation: dict[str, Any] = {
        "operationId": handler.handler_name,
        "tags": [_TAGS[handler.fn.__module__.rpartition(".")[2]][0]],
        "summary": " ".join(summary.split()),
        "parameters": [
            *_path_parameters(path),
            *_query_parameters(contract.query, components),
            *(() if contract.table is None else _query_parameters(question(contract.table), components)),
            *_headers(contract),
        ],
        "responses": _responses(method, path, contract, schema_of),
    }
    if description:
        operation["description"] = " ".join(description.split())
    if contract.body is not None:
        schema = schema_of[_key(contract.body)]
        content: dict[str, Any] = {"schema": schema}
        if examples := body_examples(path):
            content["examples"] = examples
        operation["requestBody"] = {"required": True, "content": {"application/json": content}}
    if contract.action == "public":
        operation["security"] = []
    return operation


def _path_parameters(path: str) -> Iterator[dict[str, Any]]:
    for part in path.split("/"):
        if part.startswith("{"):
            name = part[1:-1]
            schema: dict[str, Any] = {"type": "string"}
            if name.endswith("_id") and name != "rule_id":
                schema = {"type": "string", "format": "uuid"}
            elif name == "version":
                schema = {"type": "integer", "minimum": 1, "maximum": 2**31 - 1}
            yield {"name": name, "in": "path", "required": True, "schema": schema}


def _query_parameters(shape: type[Struct], components: dict[str, Any]) -> Iterator[dict[str, Any]]:
    found = components.get(shape.__name__, {})
    for name, schema in found.get("properties", {}).items():
        alone = _without_null(schema)
        parameter: dict[str, Any] = {"name": name, "in": "query", "schema": alone}
        if (about := alone.pop("description", None) or _QUERIES.get(name)) is not None:
            parameter["description"] = about
        if alone.get("type") == "array":
            parameter |= {"style": "form", "explode": False}
            alone["minItems"] = 1
        if name in found.get("required", ()):
            parameter["required"] = True
        yield parameter


def _without_null(schema: dict[str, Any]) -> dict[str, Any]:
    if None in (schema.get("enum") or ()):
        return {"enum": [word for word in schema["enum"] if word is not None]}
    arms = [arm for arm in schema.get("anyOf", ()) if arm.get("type") != "null"]
    rest = {
        key: value for key, value in schema.items() if key not in {"anyOf", "default"} or value is not None
    }
    if len(arms) == 1:
        return {**{k: v for k, v in rest.items() if k != "anyOf"}, **arms[0]}
    return dict(rest)


def _headers(contract: Says) -> Iterator[dict[str, Any]]:
    for name in contract.headers:
        description, schema = _HEADERS[name]
        yield {"name": name, "in": "header", "description": description, "schema": schema}


def _responses(method: str, path: str, contract: Says, schema_of: dict[str, Any]) -> dict[str, Any]:
    arms = [schema_of[_key(shape)] for shape in _answers(contract)]
    schema = _unread(contract.media) if not arms else arms[0] if len(arms) == 1 else {"anyOf": arms}
    content: dict[str, Any] = {contract.media: {"schema": schema}}
    if contract.paper:
        content["text/plain"] = {"schema": {"type": "string"}}
    if contract.table is not None:
        content |= {
            CSV: {"schema": {"type": "string"}},
            XLSX: {"schema": {"type": "string", "format": "binary"}},
        }
    found: dict[str, Any] = {str(contract.status): {"description": "The answer", "content": content}}
    if contract.status == 204:
        found = {"204": {"description": "Done"}}
    if "If-None-Match" in contract.headers:
        found["304"] = {"description": "What the caller has is still the same"}
    goes_on = method == "GET" or contract.body is Recording
    if path.startswith(_OF_ONE) and goes_on and not contract.as_recorded:
        found["308"] = {"description": "The file was merged into another, which answers"}
    codes: dict[int, set[str]] = {}
    private = () if contract.action == "public" else _WITH_TOKEN
    shape = () if method != "GET" or contract.action == "public" else ("not-acceptable",)
    body = () if contract.body is None else _OF_A_BODY
    for code in (*contract.refuses, *_EVERYWHERE, *private, *shape, *body):
        codes.setdefault(STATUS[code], set()).add(code)
    problem = schema_of[_key(ProblemDocument)]
    for status, names in sorted(codes.items()):
        found[str(status)] = {
            "description": ", ".join(sorted(names)),
            "content": {MEDIA_TYPE: {"schema": problem}},
        }
    return found


def _unread(media: str) -> dict[str, Any]:
    """Return the schema of an answer that is no JSON: text, or a file."""
    return {"type": "string"} if media.startswith("text/") else {"type": "string", "format": "binary"}


def _for_everybody(value: Any) -> Any:
    """Return the document with patterns as other languages write them: Python's end of text is `$` there."""
    if isinstance(value, dict):
        return {
            key: item.replace(r"\Z", "$").replace(r"\x00", r"\u0000")
            if key == "pattern" and isinstance(item, str)
            else _for_everybody(item)
            for key, item in value.items()
        }
    return [_for_everybody(item) for item in value] if isinstance(value, list | tuple) else value
