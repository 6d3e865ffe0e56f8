"""A real server, a real browser, and people at the counter, each with a browser profile of their own."""

from collections.abc import AsyncIterator

import httpx
import pytest
from playwright.async_api import Browser, expect

from adapters.embedded import Embedded
from adapters.postgres.database import open_pool
from tests.api.process import served
from tests.browser.chromium import ELSEWHERE, MISSING, can_be_brought, chromium
from tests.browser.counter import PATIENCE, TODAY, Counter, Person, launched, seated
from tests.databases import create_clone, drop

expect.set_options(timeout=PATIENCE)


@pytest.fixture(scope="session")
async def browser(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Browser]:
    """One browser for all tests of a process."""
    folder = tmp_path_factory.mktemp("browser")
    found = chromium(folder)
    if found is None:
        if can_be_brought():
            pytest.fail(MISSING)
        pytest.skip(ELSEWHERE)
    async with launched(found) as started:
        yield started


@pytest.fixture(scope="session")
async def counter(
    server: Embedded, template: str, tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[Counter]:
    """One server process for all tests of a process, on a log that they fill together.

    Nobody takes its mail, nor what it sends to other systems.
    """
    name = await create_clone(server, template)
    dsn = server.dsn("zairyu_app", name)
    token = "token-of-the-counter"
    settings = {
        "ZAIRYU_DATABASE_URL": dsn, "ZAIRYU_TOKEN": token, "ZAIRYU_TODAY": str(TODAY),
        "ZAIRYU_SMTP_URL": "smtp://127.0.0.1:9", "ZAIRYU_MAIL_FROM": "zairyu@city.example.jp",
        "ZAIRYU_WEBHOOK_ALLOW": "127.0.0.0/8",
    }  # fmt: skip
    with served(tmp_path_factory.mktemp("counter"), **settings) as running:
        pool = await open_pool(dsn, size=2)
        headers = {"Authorization": f"Bearer {token}"}
        async with httpx.AsyncClient(base_url=running.address, headers=headers, timeout=60) as api:
            yield Counter(address=running.address, api=api, pool=pool, superuser=server.dsn("postgres", name))
        await pool.close()
    await drop(server, name)


@pytest.fixture
async def person(browser: Browser, counter: Counter) -> AsyncIterator[Person]:
    """Somebody who signed in with the button for practice, and whose browser has nothing to complain of."""
    async with seated(browser, counter) as found:
        await found.practise()
        yield found
