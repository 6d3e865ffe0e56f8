"""Where two answers differ, field by field, as sentences."""

from collections.abc import Iterator
from typing import Any

Words = dict[str, Any]

STANDING = [
    "name", "date_of_birth", "nationality", "sex", "stay", "stay_since", "stay_until", "presence",
    "mid_to_long_term", "carry_required", "address", "address_notified", "must_return_by",
    "status_lost_after",
    "obligations",
]  # fmt: skip
STATUS = ["code", "detail", "as_spouse", "period_of_stay", "granted_on", "expires_on"]
CARD = ["number", "valid_until", "state", "computed_valid_until", "computed_rule"]
OBLIGATION = [
    "rule", "kind", "class", "state", "opens_on", "raw_due_on", "due_on", "trigger", "settled_by",
    "settled_on",
    "subject", "owed_by", "birth_taken_as",
]  # fmt: skip


def standing_differences(naive: Words, fold: Words) -> Iterator[str]:
    for field in STANDING:
        yield from differ(field, naive[field], fold[field])
    yield from differ("birth_taken_as", naive.get("birth_taken_as"), fold.get("birth_taken_as"))
    yield from differ("status", picked(naive["status"], STATUS), picked(fold["status"], STATUS))
    yield from differ("card", picked(naive["card"], CARD), picked(fold["card"], CARD))
    for field, keys in (
        ("pending_applications", ["procedure", "filed_on", "version"]),
        ("permissions", ["kind", "scope", "granted_on", "valid_until", "multiple", "used", "version"]),
        ("flags", ["rule", "since"]),
        ("anomalies", ["code", "version"]),
    ):
        yield from differ(field, rows(naive[field], keys), rows(fold[field], keys))


def obligation_differences(naive: list[Words], fold: list[Words]) -> Iterator[str]:
    one, other = rows(naive, OBLIGATION), rows(fold, OBLIGATION)
    for row in [*one, *other]:
        if one.count(row) != other.count(row):
            yield f"{'only naive' if row in one else 'only fold'}: {dict(zip(OBLIGATION, row, strict=True))}"
    yield from differ("authorities", rows(naive, PLACE, desk), rows(fold, PLACE, desk))


PLACE = ["rule", "trigger", "kind", "municipality_code"]


def desk(row: Words) -> Words:
    return {**row["authority"], "rule": row["rule"], "trigger": row["trigger"]}


def rows(found: list[Words], keys: list[str], of: Any = dict) -> list[tuple[Any, ...]]:
    return sorted((tuple(of(row).get(key) for key in keys) for row in found), key=repr)


def picked(value: Words | None, keys: list[str]) -> Words | None:
    return None if value is None else {key: value.get(key) for key in keys}


def differ(what: str, naive: Any, fold: Any) -> Iterator[str]:
    if naive != fold:
        yield f"{what}: naive {naive!r}, fold {fold!r}"
