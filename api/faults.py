"""Everything that is wrong with a body or a query at once: what msgspec refuses is read again, part by part.

msgspec stops at the first fault, and takes a day in one spelling alone. Only what it has refused comes here:
days, codes and numbers are turned into the way they are recorded, and if that was all, it is read after all.
What to expect where, the types that msgspec decodes into say (`msgspec.inspect`).
"""

from collections.abc import Callable, Mapping
from functools import cache
from typing import Any, Final, TypeVar

import msgspec
from msgspec import Struct, inspect

from api.problems import Sentence
from api.wording import faults as say
from domain.events import Event
from domain.events.types import Malformed
from domain.events.written import card_number, day, municipality_code
from domain.malformed import malformed

T = TypeVar("T", bound=Struct)

Path = tuple[str | int, ...]
"""Fields and places in lists that lead to a part."""

MOST_FAULTS: Final = 100
"""Nobody reads more at once."""
_LONGEST_NAME: Final = 200


class Faulty(Exception):
    """What was sent is not what is asked for: where, and what is wrong there, in the order sent."""

    def __init__(self, found: Mapping[Path, Sentence]) -> None:
        super().__init__()
        self.found = found


def read_again(value: Any, shape: type[T]) -> T:
    """Return a value of JSON as the shape; raises Faulty with all that is wrong with it."""
    found: dict[Path, Sentence] = {}
    read = _read(value, _described(shape), (), found)
    if not found:
        try:
            return msgspec.convert(read, shape)
        except msgspec.ValidationError as error:
            found[()] = say.unlike(str(error))
    raise Faulty(found)


@cache
def _described(shape: type[Struct]) -> inspect.Type:
    return inspect.type_info(shape)


def _read(value: Any, kind: inspect.Type, path: Path, found: dict[Path, Sentence], form: str = "") -> Any:
    """Return a part as it is recorded, and note what is wrong with it; `form` is its format's name."""
    match kind:
        case inspect.Metadata():
            return _read(value, kind.type, path, found, (kind.extra or {}).get("format", form))
        case inspect.UnionType():
            return _one_of(value, kind, path, found, form)
        case inspect.StructType():
            return _object(value, kind, path, found)
        case inspect.VarTupleType():
            return _list(value, kind, path, found)
        case _:
            return _word(value, kind, path, found, form)


def _word(value: Any, kind: inspect.Type, path: Path, found: dict[Path, Sentence], form: str) -> Any:
    """Return what is neither object nor list as it is recorded, and note what is wrong with it."""
    if isinstance(value, str):
        value = _recorded(value, kind, form)
    if (wrong := say.wrong(value, kind, form)) is not None:
        found.setdefault(path, wrong)
    return value


_SPELLINGS: Final[Mapping[str, Callable[[str], str]]] = {
    "card-number": card_number,
    "municipality-code": municipality_code,
}


def _recorded(text: str, kind: inspect.Type, form: str) -> str:
    """Return a text as it is recorded, or as it is when it cannot be."""
    if form in _SPELLINGS:
        return _SPELLINGS[form](text)
    if isinstance(kind, inspect.DateType) or form in say.MOMENTS:
        try:
            return text if (read := day(text)) is None else read.isoformat()
        except ValueError:
            return text
    return text


def _one_of(value: Any, union: inspect.UnionType, path: Path, found: dict[Path, Sentence], form: str) -> Any:
    kinds = [kind for kind in union.types if not isinstance(kind, inspect.NoneType)]
    if value is None and len(kinds) < len(union.types):
        return None
    structs = {kind.tag: kind for kind in kinds if isinstance(kind, inspect.StructType)}
    if len(kinds) == 1 or not structs:
        return _read(value, kinds[0], path, found, form)
    if not isinstance(value, dict):
        found.setdefault(path, say.OBJECT)
        return value
    field = next(iter(structs.values())).tag_field or ""
    if field not in value:
        found.setdefault((*path, field), say.missing(field))
    elif isinstance(tag := value[field], str) and tag in structs:
        return _object(value, structs[tag], path, found)
    else:
        found.setdefault((*path, field), say.not_among(value[field], tuple(map(str, structs))))
    return value


def _object(value: Any, kind: inspect.StructType, path: Path, found: dict[Path, Sentence]) -> Any:
    if not isinstance(value, dict):
        found.setdefault(path, say.OBJECT)
        return value
    before = len(found)
    fields = {field.encode_name: field for field in kind.fields}
    missing = [name for name, field in fields.items() if field.required and name not in value]
    read = {}
    for name, part in value.items():
        if len(found) >= MOST_FAULTS:
            return value
        if name in fields:
            read[name] = _read(part, fields[name].type, (*path, name), found)
        elif name == kind.tag_field:
            read[name] = part
        else:
            meant = say.nearest(name, missing or [n for n in fields if n not in value])
            missing = [other for other in missing if other != meant]
            unknown = (*path, name) if len(name) <= _LONGEST_NAME else path
            found.setdefault(unknown, say.unknown(meant, tuple(fields)))
    for name in missing:
        found.setdefault((*path, name), say.missing(name))
    if len(found) == before:
        _check_whole(read, kind.cls, path, found)
    return read


def _check_whole(read: dict[str, Any], shape: type[Struct], path: Path, found: dict[Path, Sentence]) -> None:
    """Note what is wrong with an object of which each part is right."""
    try:
        whole = msgspec.convert(read, shape)
    except msgspec.ValidationError as error:
        found.setdefault(path, say.unlike(str(error)))
        return
    if isinstance(whole, Event):
        part: Malformed
        for part in malformed(whole):  # type: ignore[arg-type]  # every event there is
            found.setdefault((*path, *part.path), say.malformed(part.why))


def _list(value: Any, kind: inspect.VarTupleType, path: Path, found: dict[Path, Sentence]) -> Any:
    if not isinstance(value, list | tuple):
        found.setdefault(path, say.LIST)
        return value
    if (wrong := say.wrong_length(len(value), kind)) is not None:
        found.setdefault(path, wrong)
    return [
        _read(item, kind.item_type, (*path, place), found) if len(found) < MOST_FAULTS else item
        for place, item in enumerate(value[: kind.max_length])
    ]
