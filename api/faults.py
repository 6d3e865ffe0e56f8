"""Everything that is wrong with a body or a query at once: what msgspec refuses is read again, part by part.

msgspec stops at the first fault, and takes a day in one spelling alone. Only what it has refused comes here:
days, codes and numbers are turned into the way they are recorded, and if that was all, it is read after all.
What to expect where, the types that msgspec decodes into say (`msgspec.inspect`).
"""

from collections.abc import Callable, Mapping
from datetime import date
from functools import cache
from typing import Any, Final, TypeVar

import msgspec
from msgspec import Struct, inspect

from api.problems import Sentence
from api.wording import faults as say
from api.wording.problems import refusal_text
from domain.admissibility import unrecordable
from domain.events import Event
from domain.events.written import birth_day, card_number, day, municipality_code

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


def read_again(value: Any, shape: type[T], *, today: date = date.max) -> T:
    """Return a value of JSON as the shape; raises Faulty with all that is wrong with it.

    Events of a day after `today` are among the faults.
    """
    reading = _Reading(today)
    read = reading.part(value, _described(shape), ())
    if not reading.found:
        try:
            return msgspec.convert(read, shape)
        except msgspec.ValidationError as error:
            reading.found[()] = say.unlike(str(error))
    raise Faulty(reading.found)


@cache
def _described(shape: type[Struct]) -> inspect.Type:
    return inspect.type_info(shape)


class _Reading:
    """One value being read: what was found wrong so far, by the path of each part."""

    def __init__(self, today: date) -> None:
        self.found: dict[Path, Sentence] = {}
        self._today = today

    def part(self, value: Any, kind: inspect.Type, path: Path, form: str = "") -> Any:
        """Return a part as it is recorded, and note what is wrong with it; `form` is its format's name."""
        match kind:
            case inspect.Metadata():
                return self.part(value, kind.type, path, (kind.extra or {}).get("format", form))
            case inspect.UnionType():
                return self._one_of(value, kind, path, form)
            case inspect.StructType():
                return self._object(value, kind, path)
            case inspect.VarTupleType():
                return self._list(value, kind, path)
            case _:
                return self._word(value, kind, path, form)

    def _wrong(self, path: Path, what: Sentence) -> None:
        self.found.setdefault(path, what)

    def _word(self, value: Any, kind: inspect.Type, path: Path, form: str) -> Any:
        """Return what is neither object nor list as it is recorded, and note what is wrong with it."""
        if isinstance(value, str):
            value = _recorded(value, kind, form)
        if (wrong := say.wrong(value, kind, form)) is not None:
            self._wrong(path, wrong)
        return value

    def _one_of(self, value: Any, union: inspect.UnionType, path: Path, form: str) -> Any:
        kinds = [kind for kind in union.types if not isinstance(kind, inspect.NoneType)]
        if value is None and len(kinds) < len(union.types):
            return None
        structs = {kind.tag: kind for kind in kinds if isinstance(kind, inspect.StructType)}
        if not structs:
            meant = (kind for kind in kinds if isinstance(value, str) and _is_text(kind))
            return self.part(value, next(meant, kinds[0]), path, form)
        if len(kinds) == 1:
            return self.part(value, kinds[0], path, form)
        if not isinstance(value, dict):
            self._wrong(path, say.OBJECT)
            return value
        field = next(iter(structs.values())).tag_field or ""
        if field not in value:
            self._wrong((*path, field), say.missing(field))
        elif isinstance(tag := value[field], str) and tag in structs:
            return self._object(value, structs[tag], path)
        else:
            self._wrong((*path, field), say.not_among(value[field], tuple(map(str, structs))))
        return value

    def _object(self, value: Any, kind: inspect.StructType, path: Path) -> Any:
        if not isinstance(value, dict):
            self._wrong(path, say.OBJECT)
            return value
        before = len(self.found)
        fields = {field.encode_name: field for field in kind.fields}
        missing = [name for name, field in fields.items() if field.required and name not in value]
        read = {}
        for name, part in value.items():
            if len(self.found) >= MOST_FAULTS:
                return value
            if name in fields:
                read[name] = self.part(part, fields[name].type, (*path, name))
            elif name == kind.tag_field:
                read[name] = part
            else:
                meant = say.nearest(name, missing or [n for n in fields if n not in value])
                missing = [other for other in missing if other != meant]
                unknown = (*path, name) if len(name) <= _LONGEST_NAME else path
                self._wrong(unknown, say.unknown(meant, tuple(fields)))
        for name in missing:
            self._wrong((*path, name), say.missing(name))
        if len(self.found) == before:
            self._check_whole(read, kind.cls, path)
        return read

    def _check_whole(self, read: dict[str, Any], shape: type[Struct], path: Path) -> None:
        """Note what is wrong with an object of which each part is right."""
        try:
            whole = msgspec.convert(read, shape)
        except msgspec.ValidationError as error:
            self._wrong(path, say.unlike(str(error)))
            return
        if isinstance(whole, Event):
            for refusal in unrecordable([whole], self._today):  # type: ignore[list-item]  # every event
                self._wrong((*path, *refusal.path), refusal_text(refusal))

    def _list(self, value: Any, kind: inspect.VarTupleType, path: Path) -> Any:
        if not isinstance(value, list | tuple):
            self._wrong(path, say.LIST)
            return value
        if (wrong := say.wrong_length(len(value), kind)) is not None:
            self._wrong(path, wrong)
        return [
            self.part(item, kind.item_type, (*path, place)) if len(self.found) < MOST_FAULTS else item
            for place, item in enumerate(value[: kind.max_length])
        ]


_SPELLINGS: Final[Mapping[str, Callable[[str], str]]] = {
    "card-number": card_number,
    "municipality-code": municipality_code,
}


def _is_text(kind: inspect.Type) -> bool:
    return isinstance(kind.type if isinstance(kind, inspect.Metadata) else kind, inspect.StrType)


def _recorded(text: str, kind: inspect.Type, form: str) -> str:
    """Return a text as it is recorded, or as it is when it cannot be."""
    if form in _SPELLINGS:
        return _SPELLINGS[form](text)
    try:
        if form == "birth-day":
            return birth_day(text) or text
        if isinstance(kind, inspect.DateType) or form in say.MOMENTS:
            return text if (read := day(text)) is None else read.isoformat()
    except ValueError:
        return text
    return text
