"""Two sizes of chance: a small fixed one with every run, a large free one with `pytest -m torture`."""

from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

TOO_SLOW = [HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.large_base_example]

settings.register_profile(
    "default", max_examples=40, deadline=None, derandomize=True, suppress_health_check=TOO_SLOW
)
settings.register_profile("torture", max_examples=3000, deadline=None, suppress_health_check=TOO_SLOW)


def tortured(config: pytest.Config) -> bool:
    return config.option.markexpr == "torture"


def pytest_configure(config: pytest.Config) -> None:
    settings.load_profile("torture" if tortured(config) else "default")


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    if tortured(config):
        for item in items:
            if Path(__file__).parent in item.path.parents:
                item.add_marker(pytest.mark.torture)
