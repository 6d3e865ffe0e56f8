"""The fields of a form about an event, made from the type of the event, so that a new type has its form.

Labels and help come from `api.wording.fields`. Where that help is for people who write JSON,
`api.console.words.fields` has another for people who fill in a form.
"""

from collections.abc import Iterator, Mapping
from functools import cache
from itertools import groupby
from typing import Final, Literal

from msgspec import Struct, inspect

from api.console.words import WORDS
from api.wording.events import EVENTS
from api.wording.fields import VALUES, field_of
from domain.events import CATALOGUE, CaseOpened, Change, Merging, Procedural
from domain.events.types import Event
from domain.law.occasions import OCCASIONS
from domain.law.provision import Text
from domain.law.rulebook import DUTIES

Kind = Literal[
    "day", "birth", "choice", "choices", "flag", "number", "line", "text", "card-number", "municipality",
    "nationality", "period", "group",
]  # fmt: skip
"""How a field is drawn and read: `birth` is a day, or the part of it that is known, `line` is text of one
line, `group` holds fields of its own."""

_FORMATS: Final[Mapping[str, Kind]] = {
    "birth-day": "birth",
    "card-number": "card-number",
    "municipality-code": "municipality",
    "nationality": "nationality",
    "period-of-stay": "period",
}
_LONG: Final = frozenset({"note", "text", "description", "reason"})
"""Free text that needs more than a line."""
_LAST: Final = ("note", "source")
"""What every event may have, after what is its own."""
_NO_WORDS: Final[Mapping[str, Text]] = {}


class FormField(Struct, frozen=True, kw_only=True):
    """One field of a form; `path` leads to it inside the event.

    `endless`: it must be given, and may be given as having no last day (null). `default` is that of a flag.
    """

    path: tuple[str, ...]
    kind: Kind
    label: Text
    help: Text
    required: bool
    endless: bool = False
    default: bool = False
    options: tuple[tuple[str, Text], ...] = ()
    inside: tuple["FormField", ...] = ()

    def name(self, prefix: str) -> str:
        """Return the name of the field in the form, `prefix` being that of its event."""
        return ".".join((prefix, *self.path))


_TYPES: Final[Mapping[str, type[Event]]] = {cls.__name__: cls for cls in CATALOGUE}
ABOUT_ENTRIES: Final = frozenset(
    cls.__name__ for cls in CATALOGUE if issubclass(cls, (Change, Procedural, Merging))
)
"""Types of events about entries or files: they are not chosen, corrected or voided themselves."""


@cache
def fields_of(type_: str) -> tuple[FormField, ...]:
    """Return the fields of a type of event: the day, what is its own, remark and source; KeyError if none."""
    found = tuple(_fields(_TYPES[type_], type_, ()))
    own = tuple(field for field in found if field.path[0] not in _LAST)
    return (*own, *(field for field in found if field.path[0] in _LAST))


def families() -> Iterator[tuple[str, tuple[str, ...]]]:
    """Yield the types of events to choose from by family, the module of the catalogue that they stand in."""
    chosen = _TYPES.keys() - ABOUT_ENTRIES - {CaseOpened.__name__}
    by_family = {name: cls.__module__.rpartition(".")[2] for name, cls in _TYPES.items() if name in chosen}
    order = list(dict.fromkeys(by_family.values()))
    named = sorted(by_family, key=lambda name: (order.index(by_family[name]), list(EVENTS).index(name)))
    for family, names in groupby(named, by_family.__getitem__):
        yield family, tuple(names)


ALONG: Final[Mapping[str, tuple[str, ...]]] = {
    "Landed": ("CardIssued",),
    "StatusAcquired": ("CardIssued",),
    "PeriodExtended": ("CardIssued",),
    "StatusChanged": ("CardIssued",),
    "PermanentResidenceGranted": ("CardIssued",),
    "CardLost": ("PoliceReported",),
    "Settled": ("AddressNotified",),
    "Moved": ("AddressNotified",),
    "ParticularsChanged": ("ParticularsNotified",),
    "OrganisationChanged": ("OrganisationNotified",),
    "MarriageEnded": ("SpouseNotified",),
}
"""What often comes with an event in one visit, and can be recorded with it on one form, all or nothing."""


@cache
def rules_of(type_: str) -> tuple[str, ...]:
    """Return the rules that a type of event touches: under which it takes effect, and what it settles."""
    occasion = OCCASIONS.get(_TYPES[type_])
    first = [occasion.rule.id] if occasion is not None and occasion.rule is not None else []
    settled = [rule.id for rule in DUTIES.values() if type_ in rule.settled_by]
    return tuple(dict.fromkeys([*first, *settled]))


def _fields(cls: type[Struct], type_: str, path: tuple[str, ...]) -> Iterator[FormField]:
    described = inspect.type_info(cls)
    assert isinstance(described, inspect.StructType)
    for field in described.fields:
        found = _field(field, type_, (*path, field.encode_name))
        if found is not None:
            yield found


def _field(field: inspect.Field, type_: str, path: tuple[str, ...]) -> FormField | None:
    """Return the field of a form, None for one that no form asks for."""
    kind, form, may_be_null = _plain(field.type)
    drawn: Kind
    options: tuple[str, ...] = ()
    inside: tuple[FormField, ...] = ()
    match kind:
        case inspect.DateType():
            drawn = "day"
        case inspect.LiteralType(values=values):
            drawn, options = "choice", tuple(map(str, values))
        case inspect.VarTupleType(item_type=inspect.LiteralType(values=values)):
            drawn, options = "choices", tuple(map(str, values))
        case inspect.BoolType():
            drawn = "flag"
        case inspect.IntType():
            drawn = "number"
        case inspect.StrType():
            drawn = _FORMATS.get(form, "text" if path[-1] in _LONG else "line")
        case inspect.StructType(cls=cls):
            drawn, inside = "group", tuple(_fields(cls, type_, path))
        case _:
            return None
    name = ".".join(path)
    return FormField(
        path=path,
        kind=drawn,
        label=field_of(type_, name).label,
        help=_help(type_, name),
        required=field.required,
        endless=field.required and may_be_null,
        default=field.default is True,
        options=_options(path[-1], options),
        inside=inside,
    )


def _plain(kind: inspect.Type, form: str = "") -> tuple[inspect.Type, str, bool]:
    """Return the type of a field (without annotations and null), its format, and whether it may be null."""
    match kind:
        case inspect.Metadata():
            return _plain(kind.type, (kind.extra or {}).get("format", form))
        case inspect.UnionType(types=types):
            some = [one for one in types if not isinstance(one, inspect.NoneType)]
            null = len(some) < len(types)
            return (*_plain(some[0], form)[:2], null) if len(some) == 1 else (kind, form, null)
        case _:
            return kind, form, False


def _help(type_: str, name: str) -> Text:
    for key in (f"fields.{type_}.{name}", f"fields.{name}"):
        if key in WORDS:
            return WORDS[key]
    return field_of(type_, name).help


def _options(name: str, codes: tuple[str, ...]) -> tuple[tuple[str, Text], ...]:
    """Return the closed words of a field with what each is called, in the order of the table of words."""
    table = VALUES.get(name, _NO_WORDS)
    order = [code for code in table if code in codes] + [code for code in codes if code not in table]
    return tuple((code, table.get(code, Text(code, code))) for code in order)
