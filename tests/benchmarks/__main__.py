"""Run every benchmark of this folder, or those named: `python -m tests.benchmarks append verify`."""

import asyncio
import inspect
import pkgutil
import sys
from collections.abc import Callable
from importlib import import_module

import tests.benchmarks


def benchmarks() -> dict[str, Callable[[], object]]:
    """Return the `main` of each module that has one, by the module's name."""
    found = {}
    for module in pkgutil.iter_modules(tests.benchmarks.__path__):
        if not module.name.startswith(("_", "test_")):
            main = getattr(import_module(f"tests.benchmarks.{module.name}"), "main", None)
            if main is not None:
                found[module.name] = main
    return found


def run(main: Callable[[], object]) -> None:
    """Run a benchmark, asynchronous or not."""
    result = main()
    if inspect.iscoroutine(result):
        asyncio.run(result)


if __name__ == "__main__":
    wanted = sys.argv[1:]
    for name, main in benchmarks().items():
        if not wanted or name in wanted:
            run(main)
