"""Query parameters: one Struct per question; unknown, repeated and malformed parameters are refused."""

import re
from collections.abc import Mapping
from datetime import UTC, date, datetime
from functools import cache, lru_cache
from typing import Annotated, Any, Final, Literal, TypeVar, get_args, get_origin, get_type_hints
from urllib.parse import parse_qsl

import msgspec
from msgspec import Meta, Struct

from adapters.clock import end_of_day
from api.faults import Faulty, read_again
from api.problems import Fault, Problem, invalid_query
from api.wording import faults as say
from domain.duties.duty import State
from domain.events.types import MunicipalityCode, StatusCode
from domain.law.municipalities import known_municipality
from domain.law.rule import Class, Kind
from domain.law.rulebook import DUTIES
from domain.spans.parts import StayWord

T = TypeVar("T", bound=Struct)

RequestState = Literal["pending", "accepted", "declined"]
"""What has become of a request for a correction."""

_DAY: Final = "[0-9]{4}-[0-9]{2}-[0-9]{2}"
_INSTANT: Final = _DAY + r"T[0-9]{2}:[0-9]{2}:[0-9]{2}(\.[0-9]{1,9})?(Z|[+-][0-9]{2}:[0-9]{2})"

Known = Annotated[
    str,
    Meta(
        pattern=rf"^(v[1-9][0-9]{{0,9}}|{_DAY}|{_INSTANT})\Z",
        description="An instant (RFC 3339 with offset), a day (its end in Tokyo) or a version of the stream (`v5`); inclusive",  # noqa: E501
        extra={"format": "known"},
    ),
]
KnownInList = Annotated[
    str,
    Meta(
        pattern=rf"^({_DAY}|{_INSTANT})\Z",
        description="An instant (RFC 3339 with offset) or a day (its end in Tokyo), inclusive",
        extra={"format": "known-day"},
    ),
]
Moment = Annotated[
    str,
    Meta(
        pattern=rf"^{_INSTANT}\Z",
        description="An instant (RFC 3339 with offset), inclusive",
        extra_json_schema={"format": "date-time"},
        extra={"format": "instant"},
    ),
]
Cursor = Annotated[
    str,
    Meta(
        pattern=r"^[A-Za-z0-9_-]{1,600}\Z",
        description="`next` of the page before",
        extra={"format": "cursor"},
    ),
]
RuleId = Annotated[
    str, Meta(description="A rule under which a duty is owed", extra_json_schema={"enum": list(DUTIES)})
]
Limit = Annotated[int, Meta(ge=1, le=500, description="Items a page")]
Position = Annotated[int, Meta(ge=0, le=2**63 - 1)]
Words = Annotated[str, Meta(min_length=1, max_length=200, pattern=r"^[^\x00]*\Z", extra={"format": "text"})]
INSTANTS: Final = frozenset({"known", "known_from", "known_to", "since"})
"""Parameters in which a space can only be the `+` of an offset that was not escaped."""
DAY: Final = "The civil day (Asia/Tokyo) the answer is for; today when absent"
SORT: Final = "`name`: by kana, then who has none by letters; not with `q`, `card_number` or `known`"
Day = Annotated[date, Meta(description=DAY)]
WaitFor = Annotated[Position, Meta(description="`position` of a write that the answer must include")]


class Nothing(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """No parameters."""


class Asked(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """On which day, as known when."""

    on: Day | None = None
    known: Known | None = None


class ObligationsAsked(Asked, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One resident's duties."""

    state: tuple[State, ...] | None = None
    settings: Annotated[
        bool, Meta(description="Name in the explanations the settings of this server that days depend on")
    ] = False


class HistoryAsked(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A stretch of one stream; `after` is the last version seen."""

    after: Annotated[int, Meta(ge=0, le=2**31 - 1)] = 0
    limit: Limit = 50
    proof: bool = False


class FeedAsked(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A stretch of the whole log; `after` is the last position seen."""

    after: Position = 0
    limit: Limit = 50


class SearchAsked(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Residents by name, card number, place, status."""

    q: Words | None = None
    card_number: Words | None = None
    municipality: MunicipalityCode | None = None
    status: StatusCode | None = None
    stay: StayWord | None = None
    sort: Annotated[Literal["name"], Meta(description=SORT)] | None = None
    on: Day | None = None
    known: KnownInList | None = None
    cursor: Cursor | None = None
    limit: Limit = 50
    wait_for: WaitFor | None = None


class WorklistAsked(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Duties over all residents."""

    state: tuple[State, ...] | None = None
    on: Day | None = None
    known: KnownInList | None = None
    rule: RuleId | None = None
    kind: Kind | None = None
    class_: Class | None = msgspec.field(name="class", default=None)
    municipality: MunicipalityCode | None = None
    due_after: date | None = None
    due_before: date | None = None
    cursor: Cursor | None = None
    limit: Limit = 50
    wait_for: WaitFor | None = None


class ObligationsSummaryAsked(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Counts over all residents."""

    on: Day | None = None
    known: KnownInList | None = None
    municipality: MunicipalityCode | None = None
    by_municipality: bool = False
    wait_for: WaitFor | None = None


class OverdueAsked(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Statutory duties past their day."""

    on: Day | None = None
    known: KnownInList | None = None
    kind: Kind | None = None
    municipality: MunicipalityCode | None = None
    cursor: Cursor | None = None
    limit: Limit = 50
    wait_for: WaitFor | None = None


class RulesAsked(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What is in force on a day."""

    on: Day | None = None


class DiffAsked(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What changed between two moments of knowing."""

    known_from: Known
    known_to: Known | None = None
    on: Day | None = None


class AccessesAsked(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Who looked, newest first."""

    cursor: Cursor | None = None
    limit: Limit = 50


class LatelyAsked(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The residents somebody last had to do with."""

    limit: Annotated[int, Meta(ge=1, le=50, description="How many residents at most")] = 10
    wait_for: WaitFor | None = None


class AuditAsked(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Who looked at whom, newest first."""

    person: Words | None = None
    office: Words | None = None
    since: Moment | None = None
    address_shown: bool | None = None
    cursor: Cursor | None = None
    limit: Limit = 50


class DeliveriesAsked(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What a receiver did not take; what is tried again and what was set aside when no state is asked for."""

    state: tuple[Literal["failing", "dead"], ...] | None = None
    cursor: Cursor | None = None
    limit: Limit = 50


class RequestsAsked(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Requests for corrections about one resident."""

    state: tuple[RequestState, ...] | None = None


class WaitingRequestsAsked(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Requests for corrections over all residents; those that wait when no state is asked for."""

    state: tuple[RequestState, ...] | None = None
    cursor: Cursor | None = None
    limit: Limit = 50


@lru_cache(maxsize=1024)
def read_query(raw: bytes, shape: type[T]) -> T:
    """Return a query string as the shape has it; raises Problem `invalid-query`.

    The same question comes often, and its answer never changes.
    """
    if not raw:
        return read({}, shape)
    try:
        pairs = parse_qsl(
            raw.decode("ascii"),
            keep_blank_values=True,
            strict_parsing=True,
            errors="strict",
            max_num_fields=50,
        )
    except ValueError:
        raise Problem(
            "invalid-query", errors=[Fault(pointer="?", detail="Not a query; write `name=value&name=value`.")]
        ) from None
    values: dict[str, str] = {}
    for name, value in pairs:
        if name in values:
            raise invalid_query(name[:50], "Given more than once; give it once.")
        values[name] = value.replace(" ", "+") if name in INSTANTS else value
    return read(values, shape)


def read(values: Mapping[str, str], shape: type[T]) -> T:
    """Return the parameters as the shape has them; raises Problem `invalid-query`."""
    kinds = _kinds(shape)
    given = {name: _value(kinds.get(name), text) for name, text in values.items()}
    try:
        found = _converted(given, shape)
    except Faulty as faulty:
        wrong = [
            Fault(pointer=f"?{_shown(str(path[0]), kinds)}", detail=what)
            for path, what in faulty.found.items()
        ]
        raise Problem("invalid-query", errors=wrong) from None
    place = getattr(found, "municipality", None)
    if place is not None and not known_municipality(place):
        raise invalid_query("municipality", say.malformed("no-such-municipality"))
    rule = getattr(found, "rule", None)
    if rule is not None and rule not in DUTIES:
        raise invalid_query("rule", say.not_among(rule, tuple(DUTIES)))
    return found


def _shown(name: str, kinds: Mapping[str, str]) -> str:
    """Return a parameter's name; an unlikely one may be a value that lost its name, and is not repeated."""
    likely = re.fullmatch("[a-z_]{1,30}", name) or say.nearest(name, tuple(kinds))
    return name if likely else ""


def _converted(given: Mapping[str, Any], shape: type[T]) -> T:
    try:
        return msgspec.convert(given, shape)
    except msgspec.ValidationError:
        return read_again(given, shape)


@cache
def _kinds(shape: type[Struct]) -> dict[str, Literal["number", "list", "flag", "text"]]:
    """Return how each parameter, by its public name, is read from text."""
    hints = get_type_hints(shape)
    return {field.encode_name: _kind(hints[field.name]) for field in msgspec.structs.fields(shape)}


def _kind(hint: Any) -> Literal["number", "list", "flag", "text"]:
    for arm in get_args(hint) or (hint,):
        if arm is bool:
            return "flag"
        if arm is int:
            return "number"
        if get_origin(arm) is tuple:
            return "list"
    return "text"


def _value(kind: str | None, text: str) -> Any:
    match kind:
        case "number" if re.fullmatch(r"[0-9]{1,19}", text):
            return int(text)
        case "flag" if text in {"true", "false"}:
            return text == "true"
        case "list":
            return tuple(word.strip(" ") for word in text.split(","))
        case _:
            return text


def known(text: str | None, name: str = "known") -> datetime | int | None:
    """Return a version, an instant in UTC, or None for everything; raises Problem `invalid-query`."""
    if text is None:
        return None
    if text.startswith("v"):
        return int(text[1:])
    try:
        return _instant(text)
    except (ValueError, OverflowError):
        raise invalid_query(name, say.NO_SUCH_DAY) from None


def _instant(text: str) -> datetime:
    if len(text) == len("2026-11-20"):
        return end_of_day(date.fromisoformat(text))
    return datetime.fromisoformat(text).astimezone(UTC)


def instant(text: str | None) -> datetime | None:
    """Return an instant in UTC, or None; raises Problem `invalid-query`."""
    moment = known(text)
    assert not isinstance(moment, int)
    return moment
