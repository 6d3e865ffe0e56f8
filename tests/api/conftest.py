"""The application over a database: a fresh one for each test, or one for all tests of a module."""

import gc
import sys
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from pathlib import Path
from typing import Any

import pytest

from adapters.embedded import Embedded
from adapters.threads import SWITCH_SECONDS
from tests.adapters.exchange.post_office import PostOffice, post_office
from tests.api.office import Office, office
from tests.conftest import Dsns
from tests.databases import create_clone, drop

Offices = Callable[..., AbstractAsyncContextManager[Office]]


@asynccontextmanager
async def clone(server: Embedded, template: str) -> AsyncIterator[str]:
    """Give the application's DSN of a database that lasts for the block."""
    name = await create_clone(server, template)
    try:
        yield server.dsn("zairyu_app", name)
    finally:
        await drop(server, name)


@pytest.fixture
async def ward(database: Dsns, tmp_path: Path) -> AsyncIterator[Office]:
    """The application on an empty log, and callers of it."""
    async with office(database.application, tmp_path) as found:
        yield found


@pytest.fixture(scope="module")
def offices(server: Embedded, template: str, tmp_path_factory: pytest.TempPathFactory) -> Offices:
    """What runs the application on an empty log of its own, with further settings."""

    @asynccontextmanager
    async def another(**settings: Any) -> AsyncIterator[Office]:
        folder = tmp_path_factory.mktemp("data")
        async with clone(server, template) as dsn, office(dsn, folder, **settings) as found:
            yield found

    return another


@pytest.fixture(scope="module")
async def hall(offices: Offices) -> AsyncIterator[Office]:
    """The application on a log that the tests of a module fill together."""
    async with offices() as found:
        yield found


@pytest.fixture(scope="module")
def post() -> Iterator[PostOffice]:
    """A mail server."""
    with post_office() as found:
        yield found


@pytest.fixture
def as_served() -> Iterator[None]:
    """Threads take turns as often as in a server."""
    before = sys.getswitchinterval()
    sys.setswitchinterval(SWITCH_SECONDS)
    yield
    sys.setswitchinterval(before)


@pytest.fixture
def no_pauses() -> Iterator[None]:
    """The collector takes 0.3 s to look through all that pytest holds, and callers would wait for that."""
    gc.collect()
    gc.disable()
    yield
    gc.enable()
