"""With `pytest -m torture` the properties meet a large free chance instead of the small fixed one."""

from pathlib import Path

import pytest


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    if config.option.markexpr == "torture":
        for item in items:
            if Path(__file__).parent in item.path.parents:
                item.add_marker(pytest.mark.torture)
