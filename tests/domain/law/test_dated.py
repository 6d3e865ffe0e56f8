"""No number of the law is read without the day it is asked for: walks the package and finds no way round."""

import ast
from collections.abc import Iterator
from pathlib import Path

import domain

ROOT = Path(domain.__file__).parent
READERS = {"law/provision.py", "law/rule.py", "law/rulebook.py"}
"""Where entries are kept, and where the whole rulebook is listed."""

COUNTED = {-1, 0, 1, 2, 12}
"""Numbers that are no law: the next day, twelve months a year, a pair."""

TOLERANCES = {"EXPIRY_TOLERANCE_DAYS", "TOLERANCE_DAYS"}
"""How far off a printed date may be: decided for this program, in no statute."""


def sources(*floors: str) -> Iterator[tuple[str, ast.Module]]:
    for floor in floors:
        for path in sorted((ROOT / floor).rglob("*.py")):
            yield path.relative_to(ROOT).as_posix(), ast.parse(path.read_text(encoding="utf-8"))


def test_entries_and_their_values_are_read_where_they_are_kept_alone() -> None:
    found = [
        f"{name}:{node.lineno} .{node.attr}"
        for name, tree in sources("law", "spans", "duties")
        if name not in READERS
        for node in ast.walk(tree)
        if isinstance(node, ast.Attribute) and node.attr in {"value", "entries"}
    ]
    assert found == []


def test_spans_and_duties_hold_no_number_of_their_own() -> None:
    found = [
        f"{name}:{node.lineno} {node.value}"
        for name, tree in sources("spans", "duties")
        for statement in tree.body
        if not _named(statement, TOLERANCES)
        for node in ast.walk(statement)
        if isinstance(node, ast.Constant) and type(node.value) is int and node.value not in COUNTED
    ]
    assert found == []


def test_numbers_stand_in_the_law_as_entries_with_their_provision() -> None:
    found = [
        f"{name}:{statement.lineno}"
        for name, tree in sources("law")
        for statement in tree.body
        if isinstance(statement, ast.Assign | ast.AnnAssign)
        and isinstance(statement.value, ast.Constant)
        and type(statement.value.value) is int
        and not _named(statement, TOLERANCES | {"_CACHED_DAYS", "MONTHS_BETWEEN_CHECKS"})
    ]
    assert found == []


def _named(statement: ast.stmt, names: set[str]) -> bool:
    targets = statement.targets if isinstance(statement, ast.Assign) else [getattr(statement, "target", None)]
    return any(isinstance(target, ast.Name) and target.id in names for target in targets)
