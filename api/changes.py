"""What differs between two answers about one resident: field by field, duty by duty."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Any, Literal

import msgspec
from msgspec import Struct

from api.wording import caused_sentences
from domain.consequences import Comparison, caused, differing
from domain.history import Versioned
from domain.policy import Policy


class Change(Struct, frozen=True, kw_only=True):
    """One difference: `field` is a JSON pointer into the standing; a duty has rule, trigger, subject."""

    part: Literal["standing", "obligation"]
    field: str | None = None
    rule: str | None = None
    trigger: int | None = None
    before: Any
    after: Any


_NOT_A_CHANGE = frozenset({"version", "known", "on"})


def changes(before: Mapping[str, Any], after: Mapping[str, Any]) -> list[Change]:
    """Return the differences of two answers, each `{"standing": …, "obligations": […]}` as plain values."""
    return [
        *_standing(before["standing"], after["standing"], ""),
        *_obligations(before["obligations"], after["obligations"]),
    ]


def caused_by(
    stream: Sequence[Versioned], new: int, on: date, policy: Policy, language: str
) -> tuple[str, ...]:
    """Return in sentences what the last `new` events of a stream change on a day."""
    return tuple(caused_sentences(caused(stream, new, on, policy), on, language))


def caused_of(comparison: Comparison, language: str) -> tuple[str, ...]:
    """Return the same of what was compared already."""
    return tuple(caused_sentences(comparison.consequences(), comparison.day, language))


def _standing(before: Any, after: Any, pointer: str) -> Iterator[Change]:
    if isinstance(before, dict) and isinstance(after, dict):
        for name in before | after:
            if pointer or name not in _NOT_A_CHANGE:
                yield from _standing(before.get(name), after.get(name), f"{pointer}/{name}")
    elif before != after:
        yield Change(part="standing", field=pointer, before=before, after=after)


def _obligations(before: list[dict[str, Any]], after: list[dict[str, Any]]) -> Iterator[Change]:
    for was, is_ in differing(before, after, _name):
        either = is_ or was
        assert either is not None
        yield Change(part="obligation", rule=either["rule"], trigger=either["trigger"], before=was, after=is_)


def _name(obligation: Mapping[str, Any]) -> bytes:
    return msgspec.json.encode([obligation["rule"], obligation["trigger"], obligation.get("subject")])
