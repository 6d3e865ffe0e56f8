"""A real PostgreSQL for every test: one embedded server per machine, a fresh database per test.

The server is shared by parallel test processes and by runs that overlap; it stops with the last of them. A
test's database is a clone of a template that was migrated once.
"""

import asyncio
import os
import signal
import tempfile
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import asyncpg
import pytest
from hypothesis import HealthCheck, settings
from msgspec import Struct

from adapters.embedded import Embedded
from adapters.postgres.migrate import migrate, schema_digest
from tests.databases import create_clone, create_template, drop, drop_orphans

FASTER = {"fsync": "off", "full_page_writes": "off", "zairyu.data_may_be_lost": "on"}
"""Databases of tests come and go by the hundred and never meet a power cut."""

TOO_SLOW = [HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.large_base_example]
"""How long a machine takes to think of a life says nothing about the life."""

settings.register_profile(
    "default", max_examples=40, deadline=None, derandomize=True, suppress_health_check=TOO_SLOW
)
settings.register_profile("torture", max_examples=3000, deadline=None, suppress_health_check=TOO_SLOW)


def pytest_configure(config: pytest.Config) -> None:
    """A small fixed chance with every run, a large free one with `pytest -m torture`.

    A shell that runs the tests in its background has them, and the programs they start, ignore Ctrl-C.
    """
    if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
        signal.signal(signal.SIGINT, signal.default_int_handler)
    settings.load_profile("torture" if config.option.markexpr == "torture" else "default")


class Dsns(Struct, frozen=True, kw_only=True):
    """Where one test's database is reached, by role, and its name."""

    application: str
    owner: str
    superuser: str
    name: str


@pytest.fixture(scope="session")
def anyio_backend() -> tuple[str, dict[str, object]]:
    """The loop that production runs on."""
    return "asyncio", {"use_uvloop": True}


@pytest.fixture(scope="session")
def server() -> Iterator[Embedded]:
    """The machine's test server; started by whoever comes first."""
    folder = Path(tempfile.gettempdir()) / f"zairyu-tests-{os.geteuid()}"
    server = Embedded(folder, settings=FASTER)
    server.start()
    try:
        asyncio.run(drop_orphans(server))
        yield server
    finally:
        server.stop()


@pytest.fixture(scope="session")
def template(server: Embedded) -> str:
    """The name of a migrated database that nobody connects to."""
    name = f"template_{schema_digest()}"
    asyncio.run(create_template(server, name, migrate))
    return name


@pytest.fixture
async def database(server: Embedded, template: str) -> AsyncIterator[Dsns]:
    """A fresh database for one test."""
    name = await create_clone(server, template)
    yield Dsns(
        application=server.dsn("zairyu_app", name),
        owner=server.dsn("zairyu_owner", name),
        superuser=server.dsn("postgres", name),
        name=name,
    )
    await drop(server, name)


@pytest.fixture
async def superuser(database: Dsns) -> AsyncIterator["asyncpg.Connection[asyncpg.Record]"]:
    """A superuser's connection to the test's database: for looking behind the log, and for tampering."""
    connection = await asyncpg.connect(database.superuser)
    yield connection
    await connection.close()
