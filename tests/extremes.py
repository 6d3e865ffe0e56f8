"""Events that nobody means and a log may hold all the same: every type, the ends of every field."""

import random
import re
from collections.abc import Sequence
from typing import Any

import msgspec
from msgspec import inspect

from domain.events import (
    CATALOGUE,
    CaseEvent,
    CaseOpened,
    Change,
    CorrectionDecided,
    CorrectionRequested,
    EventCorrected,
    EventVoided,
    Merging,
)

DAYS = [
    *("0001-01-01", "0001-01-02", "1867-12-31", "1868-01-01", "1900-02-28", "2012-02-29", "2024-02-29"),
    *("2026-04-01", "2027-03-31", "2027-04-01", "2028-02-29", "2199-12-31", "2200-01-01", "9999-12-30"),
    "9999-12-31",
]
WORDS = [
    *(
        "x",
        " ",
        "\u3000",
        "\x01",
        "\u200b",
        "'; DROP TABLE log.event --",
        "%",
        "\\",
        '"',
        "\u202eabc",
        "É" * 2000,
    ),
    *("漢" * 2000, "ア" * 2000, "𠮷" * 2000, "e\u0301" * 1000, "a" * 2000, "a b " * 500, "👨‍👩‍👧" * 400),
    *("AA00000000AA", "ZZ99999999ZZ", "AA", "ZZ", "JP", "01000", "01101", "13104", "47999", "14100"),
    *("0001-01-01", "1868", "2000-02-29", "2012-02", "2199-12", "9999-12-31"),
    *("P99Y99M9999D", "P1D", "P9999D", "P99Y", "P1Y", "P3M", "P4M", "P30D"),
]
"""Of these a field takes what its pattern allows."""
TARGETS = (EventCorrected, EventVoided)
PROCEDURAL = (CorrectionRequested, CorrectionDecided)
OF_ONE_FILE = tuple(cls for cls in CATALOGUE if not issubclass(cls, Merging))
"""Those that stand in one file; a merge stands in two."""


def extreme_life(draw: random.Random, length: int) -> list[CaseEvent]:
    """A file of so many readable events; corrections and voids speak of facts that are there."""
    stream: list[CaseEvent] = [_event(draw, CaseOpened)]
    while len(stream) < length:
        cls = draw.choice(OF_ONE_FILE)
        if cls in TARGETS:
            stream += _change(draw, cls, stream)
        elif cls is CorrectionRequested:
            wanted = _change(draw, draw.choice(TARGETS), stream)
            stream += [CorrectionRequested(occurred_on=e.occurred_on, requested=e) for e in wanted]
        elif cls is CorrectionDecided:
            stream += _decisions(draw, stream)
        elif cls is not CaseOpened:
            stream.append(_event(draw, cls))
    return stream


def _decisions(draw: random.Random, stream: Sequence[CaseEvent]) -> list[CaseEvent]:
    """Decline the newest request that waits, if one does."""
    decided = {e.request for e in stream if isinstance(e, CorrectionDecided)}
    waiting = [n for n, e in enumerate(stream, 1) if isinstance(e, CorrectionRequested) and n not in decided]
    event = _event(draw, CorrectionDecided)
    return [msgspec.structs.replace(event, request=n, outcome="declined") for n in waiting[-1:]]


def _change(draw: random.Random, cls: type[Any], stream: Sequence[CaseEvent]) -> list[Change]:
    voided = {e.voids for e in stream if isinstance(e, EventVoided)}
    about = (*TARGETS, *PROCEDURAL)
    facts = [n for n, e in enumerate(stream, 1) if not isinstance(e, about) and n not in voided]
    version = draw.choice(facts)
    if cls is EventVoided:
        return [msgspec.structs.replace(_event(draw, cls), voids=version)] if version > 1 else []
    others = [c for c in OF_ONE_FILE if c not in {*about, CaseOpened}]
    replaced = CaseOpened if version == 1 else draw.choice(others)
    change = EventCorrected(
        occurred_on=_event(draw, replaced).occurred_on,
        corrects=version,
        replacement=_event(draw, replaced),
        reason="x",
    )
    return [change]


def _event(draw: random.Random, cls: type[Any]) -> Any:
    while True:
        try:
            return msgspec.convert(_fields(draw, inspect.type_info(cls)), cls)
        except msgspec.ValidationError:  # a detail of another status, particulars without a change
            continue


def _fields(draw: random.Random, struct: Any) -> dict[str, Any]:
    found = {} if struct.tag is None else {struct.tag_field: struct.tag}
    for field in struct.fields:
        if field.required or draw.random() < 0.5:
            found[field.encode_name] = _value(draw, field.type)
    return found


def _value(draw: random.Random, wanted: Any) -> Any:  # noqa: C901 - one case for each type of field
    match wanted:
        case inspect.Metadata(type=inner):
            return _value(draw, inner)
        case inspect.UnionType(types=types):
            return _value(draw, draw.choice(types))
        case inspect.NoneType():
            return None
        case inspect.BoolType():
            return draw.random() < 0.5
        case inspect.IntType(ge=least, le=most):
            return draw.choice([least or 0, most or 1 << 31])
        case inspect.DateType():
            return draw.choice(DAYS)
        case inspect.LiteralType(values=values):
            return draw.choice(values)
        case inspect.VarTupleType(item_type=item):
            return [_value(draw, item) for _ in range(draw.choice([0, 1, 50]))]
        case inspect.StrType(pattern=pattern):
            return draw.choice([w for w in WORDS if re.search(pattern or "", w)])
        case inspect.StructType():
            return _fields(draw, wanted)
        case _:
            raise NotImplementedError(wanted)
