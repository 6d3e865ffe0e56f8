"""`make pictures`: a day at the counter in twelve pictures for docs/tour.md, taken from the running console.

Day, residents and what is done are fixed, and instants are set to one before a picture is taken: a picture
changes when a page does.
"""

import asyncio
import os
import subprocess
import sys
import tempfile
from datetime import date
from pathlib import Path
from typing import Any, Final

import httpx
from playwright.async_api import Browser, Locator, Page, ViewportSize, expect

from tests.api.office import arrival, event
from tests.api.process import Served, served
from tests.browser.chromium import MISSING, ROOT, chromium
from tests.browser.counter import launched
from tests.browser.hands import Mouse

TODAY: Final = date(2026, 11, 27)
FOLDER: Final = ROOT / "docs" / "tour"
SIZE: Final[ViewportSize] = {"width": 1120, "height": 840}
_SAME_INSTANT: Final = r"""
() => {
  const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (texts.nextNode())
    texts.currentNode.data = texts.currentNode.data
      .replace(/\d{4}-\d\d-\d\d \(\w{3}\) \d\d:\d\d/g, '2026-11-27 (Fri) 10:15')
      .replace(/令和[^ ]*曜日 \d\d:\d\d/g, '令和8年11月27日(2026-11-27)金曜日 10:15');
}"""
_UNSETTLED: Final = ".htmx-request, .htmx-swapping, .htmx-settling, .htmx-added"
_LIFE: Final[list[dict[str, Any]]] = [
    event(
        "CaseOpened", "2025-10-06",
        name={"family": "Thapa", "given": "Anil", "family_kana": "タパ", "given_kana": "アニル"},
        date_of_birth="2004-02-11", nationality="NP",
    ),
    event(
        "Landed", "2025-10-06", port="New Chitose", status="student", period_of_stay="P1Y3M",
        expires_on="2027-01-06",
    ),
    event(
        "CardIssued", "2025-10-06", number="AB12345678CD", valid_until="2027-01-06", route="port",
        reason="landing",
    ),
    event("Settled", "2025-10-06", address={"municipality_code": "01101", "line": "Minami 1 Nishi 2"}),
    event("AddressNotified", "2025-10-09"),
    event("CardLost", "2026-11-09", cause="stolen"),
]  # fmt: skip

_OTHERS: Final = (
    (
        "Okafor",
        "Ngozi",
        "NG",
        "2026-11-16",
        event("NoteAdded", "2026-11-16", text="asked for the way to the ward"),
    ),
    ("Kim", "Minseo", "KR", "2026-11-20", event("AddressNotified", "2026-11-24")),
    ("Silva", "Ana", "BR", "2026-11-13", event("CardDamaged", "2026-11-25", cause="soiled")),
    ("Sharma", "Priya", "NP", "2026-10-19", event("AddressNotified", "2026-10-22")),
    ("Santos", "Maria", "PH", "2026-10-26", event("NoteAdded", "2026-11-02", text="no telephone yet")),
    ("Wang", "Fang", "CN", "2026-04-01", event("Departed", "2026-11-21", reentry="none")),
)
"""Who else lives in the ward: name, nationality, day of arrival, and what happened since."""


class Camera:
    """Takes pictures of a page, numbered as they come."""

    def __init__(self, page: Page) -> None:
        self._page = page
        self._taken = 0

    async def take(self, name: str, *, of: Locator | None = None) -> None:
        """Take a picture of what is seen, `of` at its upper edge."""
        self._taken += 1
        await expect(self._page.locator(_UNSETTLED)).to_have_count(0)
        await self._page.evaluate(_SAME_INSTANT)
        if of is not None:
            await of.evaluate("(element) => scrollTo(0, element.getBoundingClientRect().top + scrollY - 16)")
        else:
            await self._page.evaluate("() => scrollTo(0, 0)")
        path = FOLDER / f"{self._taken:02}-{name}.png"
        await self._page.screenshot(path=path, animations="disabled", caret="hide")


async def tour(browser: Browser, server: Served, token: str) -> None:
    """Spend a day at the counter."""
    profile = await browser.new_context(
        viewport=SIZE,
        locale="en-GB",
        timezone_id="Asia/Tokyo",
        reduced_motion="reduce",
        base_url=server.address,
    )
    page = await profile.new_page()
    camera = Camera(page)
    await begin(page, camera, token)
    await look(page, camera)
    await record(page, camera)
    await ask(page, camera)
    await profile.close()


async def begin(page: Page, camera: Camera, token: str) -> None:
    """Sign in, and see what there is to do."""
    hands = Mouse(page)
    await page.goto("/sign-in")
    await camera.take("sign-in")
    await hands.write("Token", token)
    await hands.press("button", "Sign in with a token")
    await expect(page.get_by_role("heading", level=1)).to_contain_text("Today")
    await camera.take("today")

    await hands.press("link", "Worklist")
    await hands.choose("State", "overdue")
    await hands.press("button", "Show", within=page.get_by_role("form", name="Narrow down"))
    await camera.take("worklist")


async def look(page: Page, camera: Camera) -> None:
    """Find the person who stands at the counter, and see how they stand."""
    hands = Mouse(page)
    main = page.get_by_role("main")
    await hands.press("link", "Search")
    await hands.write("Name, card number or date of birth", "タパ")
    await page.keyboard.press("Enter")
    await expect(page.get_by_role("heading", name="Found for")).to_be_visible()
    await camera.take("search")

    await hands.press("link", "Thapa Anil · タパ アニル", within=main)
    await expect(page.get_by_role("heading", level=1)).to_contain_text("Thapa Anil")
    await camera.take("resident", of=page.get_by_role("heading", level=1))
    duty = page.get_by_role("article").filter(has_text="LOS-1")
    await hands.unfold("Why this day", within=duty)
    await camera.take("why", of=page.get_by_role("heading", name="Duties", exact=True))


async def record(page: Page, camera: Camera) -> None:
    """Record a move, on a wrong day at first."""
    hands = Mouse(page)
    main = page.get_by_role("main")
    await hands.press("link", "Record", within=main)
    await hands.press("link", "Moved")
    await hands.write("Day", "R8.11.16")
    await hands.write("Municipality", "札幌市中央区")
    await hands.write("Rest of the address", "Minami 4 Nishi 6")
    await expect(main).to_contain_text("2026-11-16 (Mon)")
    await camera.take("what-happened")
    await hands.press("button", "Check before saving")
    await expect(page.get_by_role("heading", level=1)).to_have_text("Check and save")
    await camera.take("what-it-changes")
    await hands.press("button", "Save")
    await hands.press("link", "History")
    await hands.press("link", "Correct entry v7")
    await hands.write("Day", "2026-11-06", within=page.get_by_role("region", name="Moved", exact=True))
    await hands.write("Reason", "the lease says 6 November")
    await hands.press("button", "Check before saving")
    await hands.press("button", "Save")
    await hands.press("link", "History")
    await camera.take("history")


async def ask(page: Page, camera: Camera) -> None:
    """Ask what the office believed before, why a day is the last, and the same in Japanese."""
    hands = Mouse(page)
    await hands.press("link", "Overview")
    await hands.write("As known on", "v7")
    await hands.press("button", "Show", within=page.get_by_role("form", name="Day and state of knowledge"))
    await camera.take("as-known-before")
    await hands.press("link", "Back to today")
    await hands.press("link", "ADR-3", within=page.get_by_role("article").filter(has_text="ADR-3"))
    await camera.take("rule")

    await page.go_back()
    await hands.press("link", "日本語")
    await expect(page.locator("html")).to_have_attribute("lang", "ja")
    await camera.take("japanese", of=page.get_by_role("heading", level=1))


def prepare(server: Served, environment: dict[str, str]) -> str:
    """Open the file that the tour is about; return the token of who sits at the counter."""
    asked = ["token", "create", "--name", "sato", "--role", "caseworker", "--office", "01101"]
    program = Path(sys.executable).with_name("zairyu")
    answer = subprocess.run(
        [program, *asked], env=os.environ | environment, capture_output=True, text=True, check=True
    )
    token = answer.stdout.split()[-1]
    lives = [_LIFE] + [_arrived(number, *other) for number, other in enumerate(_OTHERS)]
    with httpx.Client(
        base_url=server.address, headers={"Authorization": f"Bearer {token}"}, timeout=120
    ) as api:
        for life in lives:
            sent = api.post("/v1/residents", json={"events": life}).raise_for_status().json()
        api.get("/v1/obligations", params={"wait_for": sent["position"], "limit": 1}).raise_for_status()
        api.get("/v1/notices", params={"wait_for": sent["position"], "limit": 1}).raise_for_status()
    return token


def _arrived(
    number: int, family: str, given: str, nationality: str, on: str, since: dict[str, Any]
) -> list[dict[str, Any]]:
    life = arrival(family=family, given=given, card=f"CD{number:08}EF", on=on)
    life[0]["nationality"] = nationality
    return [*life, *([event("AddressNotified", on)] if since["type"] == "Departed" else []), since]


async def main() -> None:
    """Take the pictures anew."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        os.chmod(folder, 0o711)  # noqa: PTH101, S103 - as root, the database runs as another user
        found = chromium(folder)
        if found is None:
            sys.exit(MISSING)
        FOLDER.mkdir(exist_ok=True)
        environment = {"ZAIRYU_TODAY": str(TODAY), "ZAIRYU_DATA": name}
        with served(folder, None, ["--demo"], **environment) as server:
            token = prepare(server, environment)
            async with launched(found) as browser:
                await tour(browser, server, token)


if __name__ == "__main__":
    asyncio.run(main())
