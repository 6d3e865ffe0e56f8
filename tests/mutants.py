"""Mutation testing of the law (`make mutants`): does a test notice every small change of it?

The changes are mutmut's. Its own runner changes what stands in functions and nothing else, and half of the
law stands beside them, as data: days, months, desks, dates. Here the whole changed module is run, in a
process forked from one that has loaded everything but `domain/`. The tests of the module's family come first,
and only a change they all pass meets the others of `tests/domain`, unless `FAMILY` is set.

Words are left alone: titles, sentences, citations, and what only the type checker reads.
"""

import importlib
import importlib.util
import os
import resource
import sys
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from difflib import unified_diff
from pathlib import Path
from typing import NamedTuple

import anyio.pytest_plugin
import asyncpg
import hypothesis
import libcst
import msgspec
import pytest
from mutmut.mutation.file_mutation import Mutation, create_mutations, deep_replace

SOURCES = ("domain/law", "domain/spans", "domain/duties")
TESTS = "tests/domain"
ANSWERS = "tests/api/test_rulebook.py"
"""What `/v1/rules` tells of the law's data, without a server."""
OPTIONS = (
    *("-x", "-s", "--tb=no", "--assert=plain", "-o", "addopts=--import-mode=importlib"),
    *("-p", "anyio", "-p", "no:cacheprovider", "-p", "no:logging"),
)
SECONDS = 20
"""Of processor time, for all tests of one change; they need about five."""
BYTES = 2 << 30
LOADED = (anyio.pytest_plugin, asyncpg, hypothesis, msgspec)
"""What the tests import besides `domain`: loaded once, before the first fork."""

WORDS = {"Provision", "icrra", "regulation", "spra"}
"""Calls that hold citations, whatever they are called with; those with strings alone hold words."""
NAMED_WORDS = {
    "title",
    "doubt",
    "differs",
    "name",
    "name_ja",
    "change",
    "change_ja",
    "clock",
    "frozen",
    "kw_only",
    "eq",
    "gc",
}
"""Arguments that do, and those of a class."""


class Mutant(NamedTuple):
    """A module with one change; None is no change."""

    path: Path
    module: libcst.Module
    change: Mutation | None

    @property
    def text(self) -> str:
        """The module's text with the change."""
        module = self.module
        if self.change is not None:
            changed = deep_replace(module, self.change.original_node, self.change.mutated_node)
            assert isinstance(changed, libcst.Module)
            module = changed
        return str(module.code)

    def __str__(self) -> str:
        before, after = self.module.code.splitlines(), self.text.splitlines()
        lines: list[str] = list(unified_diff(before, after, lineterm="", n=0))[2:]
        at = lines[0].split()[1].removeprefix("-").partition(",")[0]
        return "\n".join((f"{self.path}:{at}", *lines[1:]))


def _quiet_nodes(module: libcst.Module) -> set[int]:
    """The nodes that hold words or say nothing when the program runs, with all that stands in them."""
    found: set[int] = set()
    waiting: list[tuple[libcst.CSTNode, bool]] = [(module, False)]
    while waiting:
        node, quiet = waiting.pop()
        quiet = quiet or _quiet(node)
        if quiet:
            found.add(id(node))
        waiting += [(child, quiet) for child in node.children]
    return found


def _quiet(node: libcst.CSTNode) -> bool:
    """Whether a node is words, a type, or how much is kept at hand."""
    match node:
        case libcst.Call(func=libcst.Name(value=name), args=args):
            return name in WORDS or all(isinstance(arg.value, libcst.BaseString) for arg in args)
        case libcst.Arg(keyword=libcst.Name(value=keyword)):
            return keyword in NAMED_WORDS
        case libcst.SimpleString(raw_value=text):
            return not (text.isascii() and text.replace("-", "").replace("_", "").isalnum())
        case libcst.Assign(value=libcst.Subscript(value=libcst.Name(value="Literal"))):
            return True
        case libcst.Assign(targets=[libcst.AssignTarget(target=libcst.Name(value=name))], value=value):
            return "CACHE" in name or _quiet(value)
        case _:
            return isinstance(node, libcst.ConcatenatedString | libcst.Annotation | libcst.Decorator)


def _counts(mutation: Mutation, quiet: set[int]) -> bool:
    """Whether a change is one of the law and no change of words."""
    before, after = mutation.original_node, mutation.mutated_node
    if id(before) in quiet:
        return False
    if isinstance(before, libcst.SimpleString) and isinstance(after, libcst.SimpleString):
        return "XX" in after.value
    if isinstance(before, libcst.AnnAssign):  # becomes None, which the type checker refuses
        return False
    if isinstance(before, libcst.Call) and isinstance(after, libcst.Call):
        kept = {id(node) for node in after.args}
        gone = [arg for arg in before.args if id(arg) not in kept]
        if any(id(arg) in quiet or id(arg.value) in quiet for arg in gone):
            return False
        optional = all(arg.keyword or arg.star for arg in gone)  # left out; others become None
        return len(before.args) == 1 or optional == (len(after.args) < len(before.args))
    return True


def mutants_of(path: Path) -> list[Mutant]:
    """Return a module with each of its changes."""
    module, mutations, _, _ = create_mutations(str(path), path.read_text("utf-8"))
    quiet = _quiet_nodes(module)
    return [Mutant(path, module, mutation) for mutation in mutations if _counts(mutation, quiet)]


def _put_in_place(mutant: Mutant) -> None:
    """Import the changed module; whoever imports it from here on gets it."""
    name = ".".join(mutant.path.with_suffix("").parts)
    package, _, attribute = name.rpartition(".")
    spec = importlib.util.spec_from_file_location(name, mutant.path)
    assert spec is not None
    module = sys.modules[name] = importlib.util.module_from_spec(spec)
    setattr(importlib.import_module(package), attribute, module)
    exec(compile(mutant.text, mutant.path, "exec"), module.__dict__)  # noqa: S102 - this is what it is for


def _passes(mutant: Mutant) -> bool:
    """Whether every test passes all the same, in a process of its own; those of the family come first."""
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
    resource.setrlimit(resource.RLIMIT_AS, (BYTES, BYTES))
    nowhere = os.open(os.devnull, os.O_RDWR)
    for stream in range(3):
        os.dup2(nowhere, stream)
    _put_in_place(mutant)
    family = [str(path) for path in Path(TESTS).rglob(f"test_{mutant.path.stem}.py")]
    family = family or [f"tests/{mutant.path.parent}"]
    answers = [ANSWERS] if mutant.path.is_relative_to("domain/law") else []
    others = [] if os.environ.get("FAMILY") else [TESTS]
    return all(pytest.main([*OPTIONS, *chosen]) == 0 for chosen in (family, answers, others) if chosen)


def _forked(mutant: Mutant) -> int:
    pid = os.fork()
    if pid == 0:
        status = 2
        try:
            status = 0 if _passes(mutant) else 1
        finally:
            os._exit(status)
    return pid


def survivors(mutants: Sequence[Mutant], jobs: int) -> Iterator[Mutant]:
    """Yield every change that all tests pass, `jobs` of them tried at a time; out of time is noticed."""
    running: dict[int, Mutant] = {}
    waiting = list(reversed(mutants))
    while waiting or running:
        while waiting and len(running) < jobs:
            mutant = waiting.pop()
            running[_forked(mutant)] = mutant
        pid, status = os.wait()
        mutant = running.pop(pid)
        if status == 0:
            yield mutant


def main(only: Sequence[str]) -> None:
    """Try every change of the families named, or of all; print those that no test notices, and the score."""
    os.environ["PYTEST_DISABLE_PLUGIN_AUTOLOAD"] = "1"
    jobs = int(os.environ.get("JOBS", "2"))
    started = time.monotonic()
    unchanged = Path("domain/law/calendar.py")
    if not list(survivors([Mutant(unchanged, libcst.parse_module(unchanged.read_bytes()), None)], 1)):
        sys.exit("the tests fail without any change")
    tried: Counter[Path] = Counter()
    survived: Counter[Path] = Counter()
    for path in sorted(path for source in SOURCES for path in Path(source).glob("*.py")):
        if path.name == "sources.py" or (only and path.stem not in only):
            continue  # a list of what was read and when is no law
        mutants = mutants_of(path)
        tried[path] = len(mutants)
        for mutant in survivors(mutants, jobs):
            survived[path] += 1
            print(mutant, flush=True)
        print(f"-- {path}: {tried[path]} changes, {survived[path]} unnoticed\n", flush=True)
    total, left = tried.total(), survived.total()
    print(f"{total} changes, {left} unnoticed: {100 * (total - left) / total:.1f} % noticed,"
          f" in {(time.monotonic() - started) / 60:.0f} minutes")  # fmt: skip


if __name__ == "__main__":
    main(sys.argv[1:])
