"""The application over a fresh database."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.api.office import Office, office
from tests.conftest import Dsns


@pytest.fixture
async def ward(database: Dsns, tmp_path: Path) -> AsyncIterator[Office]:
    """The application, and callers of it."""
    async with office(database.application, tmp_path) as found:
        yield found
