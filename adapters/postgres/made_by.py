"""The version of the rows: a hash of everything that decides what they say.

That is the law, the fold, the duties and the projections themselves, the calendar and the spelling's
dictionaries, and the settings. Whoever mends a rule need not think of it: the hash is another one, and lists
say `outdated` until `zairyu rebuild` has made the rows anew. What only people read, comments, docstrings and
the words of rules, is left out.
"""

import ast
import hashlib
from collections.abc import Iterator, Mapping
from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable
from typing import Final

import msgspec

from domain.law.calendar import CALENDAR_VERSION
from domain.policy import Policy
from projections.spelling import SPELLING_VERSION

PROJECTIONS: Final = frozenset(
    {"current_status", "directory", "open_obligations", "outlook", "overdue_notifications", "spelling"}
)
"""What the rows are made with, beside `projections.rows` itself."""

WORDING: Final = frozenset({"Text", "says", "since"})
"""Calls in `domain/law` whose strings are words for people."""


def projection_version(policy: Policy) -> str:
    """Return the version of the rows that this program makes under these settings."""
    return version_of(_sources(), policy)


def version_of(sources: Mapping[str, bytes], policy: Policy) -> str:
    """Return the version of rows made by these files, Python and data, by name."""
    meaning = [(name, _meaning(name, source)) for name, source in sorted(sources.items())]
    made_of = msgspec.json.encode([meaning, CALENDAR_VERSION, SPELLING_VERSION, policy])
    return hashlib.sha256(made_of).hexdigest()[:12]


@cache
def _sources() -> Mapping[str, bytes]:
    found = dict(_files(files("domain"), "domain"))
    found |= _files(files("projections.rows"), "projections/rows")
    for name in PROJECTIONS:
        found[f"projections/{name}.py"] = (files("projections") / f"{name}.py").read_bytes()
    found["packing.py"] = (files("adapters.postgres.rows") / "packing.py").read_bytes()
    return found


def _files(folder: Traversable, path: str) -> Iterator[tuple[str, bytes]]:
    for entry in folder.iterdir():
        name = f"{path}/{entry.name}"
        if entry.is_dir():
            yield from _files(entry, name)
        elif entry.name.endswith((".py", ".json")):
            yield name, entry.read_bytes()


@cache
def _meaning(name: str, source: bytes) -> str:
    """Return the hash of a file; of Python, of what it does and not how it is laid out."""
    if name.endswith(".py"):
        source = ast.dump(_NoWords().visit(ast.parse(source)), annotate_fields=False).encode()
    return hashlib.sha256(source).hexdigest()


def _is_string(node: ast.expr) -> bool:
    return isinstance(node, ast.Constant) and isinstance(node.value, str)


class _NoWords(ast.NodeTransformer):
    """Leaves out strings that stand as a statement, and those of calls that word something."""

    def visit_Expr(self, node: ast.Expr) -> ast.AST | None:
        if _is_string(node.value):
            return None
        return self.generic_visit(node)

    def visit_Call(self, node: ast.Call) -> ast.AST:
        if isinstance(node.func, ast.Name) and node.func.id in WORDING:
            node.args = [arg for arg in node.args if not _is_string(arg)]
        return self.generic_visit(node)
