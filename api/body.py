"""Request bodies: decoded once, strictly, into the events themselves; every fault has a JSON pointer."""

import json
from codecs import BOM_UTF8
from collections.abc import Generator, Iterable, Iterator
from datetime import date
from typing import Annotated, Any, ClassVar, Final, Generic, TypeVar

import msgspec
from litestar.dto import AbstractDTO
from litestar.openapi.spec import Schema
from litestar.typing import FieldDefinition
from msgspec import Meta, Struct

from api.faults import Faulty, read_again
from api.problems import Fault, Problem
from api.services import services_of
from domain.events import Recordable
from domain.events.types import Text

T = TypeVar("T")
S = TypeVar("S", bound=Struct)

LARGEST_BODY: Final = 1 << 20
"""Bytes of a request body at most."""


class Recording(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Facts to record, all or none; `override` is the reason for recording what would be refused."""

    events: Annotated[tuple[Recordable, ...], Meta(min_length=1, max_length=100)]
    override: Text | None = None


def decode(decoder: "msgspec.json.Decoder[S]", body: bytes, today: date) -> S:
    """Return the decoded body; raises Problem `malformed-body`, or `invalid-event` with all its faults."""
    body = body.removeprefix(BOM_UTF8)
    try:
        found = _decoded(decoder, body, today)
        pointer = _given_twice(json.loads(body, object_pairs_hook=_Pairs))
    except Faulty as faulty:
        raise invalid_event(faulty) from None
    except RecursionError:
        raise Problem(
            "invalid-event",
            errors=[Fault(pointer="", detail="Nested too deep; no event goes deeper than four levels.")],
        ) from None
    except (msgspec.DecodeError, ValueError):
        raise Problem(
            "malformed-body",
            errors=[Fault(pointer="", detail="Not JSON; check what stands around the values.")],
        ) from None
    if pointer is not None:
        twice = Fault(pointer=pointer, detail="Given more than once; give it once.")
        raise Problem("malformed-body", "A key of the body is given more than once.", errors=[twice])
    return found


def _decoded(decoder: "msgspec.json.Decoder[S]", body: bytes, today: date) -> S:
    """Return the body; what msgspec does not take is read again, more patiently and to its end."""
    try:
        return decoder.decode(body)
    except msgspec.ValidationError:
        return read_again(msgspec.json.decode(body), decoder.type, today=today)


def invalid_event(faulty: Faulty) -> Problem:
    """Return the answer to a body with faults, each with its JSON pointer."""
    return Problem("invalid-event", errors=list(_faults(faulty)))


def _faults(faulty: Faulty) -> Iterator[Fault]:
    for path, what in faulty.found.items():
        steps = (str(step).replace("~", "~0").replace("/", "~1") for step in path)
        yield Fault(pointer="".join("/" + step for step in steps), detail=what)


class _Pairs(list[tuple[str, Any]]):
    """A JSON object as written: msgspec would take the last of two equal keys."""


def _given_twice(value: Any, at: str = "") -> str | None:
    """Return the pointer of the first key that its object has twice."""
    seen = set()
    inner: Iterable[tuple[str | int, Any]] = value if isinstance(value, _Pairs) else enumerate(value)
    for key, item in inner:
        here = f"{at}/{key}"
        if key in seen:
            return here
        seen.add(key)
        if isinstance(item, list) and (found := _given_twice(item, here)) is not None:
            return found
    return None


class StrictBody(AbstractDTO[T], Generic[T]):
    """Litestar's hook for bodies: JSON only, no conversion of types, pointers into the body.

    Nothing may nest deeper than the types of the catalogue do (four levels), and anything else is refused
    where it begins: the limit of 20 levels needs no code.
    """

    _decoders: ClassVar[dict[str, "msgspec.json.Decoder[Any]"]] = {}

    @classmethod
    def create_for_field_definition(
        cls, field_definition: FieldDefinition, handler_id: str, backend_cls: Any = None
    ) -> None:
        """Make one decoder a handler."""
        del backend_cls
        if field_definition.name == "data":
            cls._decoders[handler_id] = msgspec.json.Decoder(field_definition.annotation, strict=True)

    def decode_bytes(self, value: bytes) -> Any:
        """Return the decoded body; raises Problem."""
        request = self.asgi_connection
        media_type = request.headers.get("content-type", "").partition(";")[0].strip().lower()
        if media_type != "application/json":
            raise Problem("unsupported-media-type")
        decoder = self._decoders[str(request.route_handler.handler_id)]
        return decode(decoder, value, services_of(request).clock.today())

    def data_to_encodable_type(self, data: Any) -> Any:
        """Answers are encoded by msgspec as they are."""
        return data

    @classmethod
    def generate_field_definitions(cls, model_type: type[Any]) -> Generator[Any, None, None]:  # noqa: ARG003
        """Have no fields of its own: msgspec knows them."""
        yield from ()

    @classmethod
    def detect_nested_field(cls, field_definition: FieldDefinition) -> bool:  # noqa: ARG003
        """Have nothing nested for Litestar to look into."""
        return False

    @classmethod
    def create_openapi_schema(cls, field_definition: Any, handler_id: str, schema_creator: Any) -> Schema:  # noqa: ARG003
        """Leave the description to `api.openapi`."""
        return Schema()
