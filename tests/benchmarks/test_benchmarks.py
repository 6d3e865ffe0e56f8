"""Every benchmark of this folder, for `make bench`."""

from collections.abc import Callable

import pytest

from tests.benchmarks.__main__ import benchmarks, run


@pytest.mark.bench
@pytest.mark.parametrize("main", benchmarks().values(), ids=benchmarks().keys())
def test_figures(main: Callable[[], object]) -> None:
    run(main)
