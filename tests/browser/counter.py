"""The counter that browser tests sit at: the server, who signs in, and what a page must never do."""

import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import date
from typing import Any, Final
from unittest.mock import patch

import asyncpg
import httpx
from msgspec import Struct
from playwright.async_api import Browser, ConsoleMessage, Page, ViewportSize, async_playwright

from adapters.postgres.tokens import Tokens
from tests.browser.chromium import Chromium, node
from tests.browser.hands import Mouse

TODAY: Final = date(2026, 11, 27)
NARROW: Final[ViewportSize] = {"width": 360, "height": 740}
WIDE: Final[ViewportSize] = {"width": 1440, "height": 900}
PATIENCE: Final = 15_000
"""Milliseconds to wait for what a busy machine shows late."""
_SAME_PIXELS: Final = ("--disable-partial-raster", "--disable-skia-runtime-opts", "--disable-lcd-text")
_WATCH: Final = """
document.addEventListener('securitypolicyviolation', (event) =>
  console.error('policy: ' + event.violatedDirective + ' ' + event.blockedURI))
"""


class Counter(Struct, frozen=True, kw_only=True):
    """The running server, a caller of its API with every right, and its database."""

    address: str
    api: httpx.AsyncClient
    pool: "asyncpg.Pool[asyncpg.Record]"
    superuser: str

    async def open(self, *events: dict[str, Any]) -> str:
        """Open a file over the API and return the resident's id, once lists know of it."""
        answer = await self.api.post("/v1/residents", json={"events": list(events)})
        assert answer.status_code == 201, answer.text
        sent = answer.json()
        await self.api.get("/v1/obligations", params={"wait_for": sent["position"], "limit": 1})
        return str(sent["resident_id"])

    async def record(self, resident: str, *events: dict[str, Any]) -> dict[str, Any]:
        """Record events over the API and return its answer, once lists know of it."""
        answer = await self.api.post(f"/v1/residents/{resident}/events", json={"events": list(events)})
        assert answer.status_code == 201, answer.text
        sent: dict[str, Any] = answer.json()
        await self.api.get("/v1/obligations", params={"wait_for": sent["position"], "limit": 1})
        return sent

    async def end_sessions_by_idleness(self) -> None:
        """Let more than half an hour pass for everybody who is signed in."""
        connection = await asyncpg.connect(self.superuser)
        await connection.execute("UPDATE console.session SET seen_at = seen_at - interval '31 minutes'")
        await connection.close()

    async def token(self, role: str, office: str = "01101") -> str:
        """Return a new token."""
        return await Tokens(self.pool).create(
            person=f"{role} of {office}", role=role, office=office, expires_at=None
        )


class Person(Struct, frozen=True, kw_only=True):
    """Somebody with a browser: the page they look at, and what it complained of."""

    page: Page
    counter: Counter
    complaints: list[str]

    @property
    def hands(self) -> Mouse:
        """What they work with when it does not matter."""
        return Mouse(self.page)

    async def go(self, path: str, *, status: int = 200) -> None:
        """Open a page by its address."""
        answer = await self.page.goto(self.counter.address + path)
        assert answer is not None
        assert answer.status == status, f"{path}: {answer.status}"

    async def practise(self) -> None:
        """Sign in with every right."""
        await self.go("/sign-in")
        await self.page.get_by_role("button", name="Sign in to practise").click()
        await self.page.wait_for_url(self.counter.address + "/")

    async def sign_in(self, role: str, office: str = "01101") -> None:
        """Sign in as who has a role in an office."""
        await self.go("/sign-in")
        await self.page.get_by_label("Token").fill(await self.counter.token(role, office))
        await self.page.get_by_role("button", name="Sign in with a token").click()
        await self.page.wait_for_url(self.counter.address + "/")


@asynccontextmanager
async def launched(chromium: Chromium) -> AsyncIterator[Browser]:
    """Start a browser for the block."""
    arguments = [
        "--no-sandbox",
        "--disable-gpu",
        "--disable-dev-shm-usage",
        "--font-render-hinting=none",
        *_SAME_PIXELS,
    ]
    with patch.dict(os.environ, {"PLAYWRIGHT_NODEJS_PATH": str(node())}):
        driver = async_playwright()
        playwright = await driver.start()
    try:
        browser = await playwright.chromium.launch(
            executable_path=chromium.path, env=dict(chromium.environment), args=arguments
        )
        yield browser
        await browser.close()
    finally:
        await playwright.stop()


@asynccontextmanager
async def seated(browser: Browser, counter: Counter, **context: Any) -> AsyncIterator[Person]:
    """Give somebody a fresh profile for the block; at its end no page may have complained of anything."""
    profile = await browser.new_context(viewport=WIDE, locale="en-GB", timezone_id="Asia/Tokyo", **context)
    profile.set_default_timeout(PATIENCE)
    await profile.add_init_script(_WATCH)
    page = await profile.new_page()
    complaints: list[str] = []

    def heard(message: ConsoleMessage) -> None:
        refused = message.location["url"] == page.url and "status of 4" in message.text
        if message.type in {"error", "warning"} and not refused:
            complaints.append(f"{page.url}: {message.text}")

    page.on("console", heard)
    page.on("pageerror", lambda error: complaints.append(f"{page.url}: {error}"))
    try:
        yield Person(page=page, counter=counter, complaints=complaints)
    finally:
        await profile.close()
    assert not complaints, complaints
