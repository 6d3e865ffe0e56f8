"""Every page, seen by a machine that knows the rules of accessibility: narrow and wide, light and dark."""

from pathlib import Path
from typing import Any, Final, Literal

import axe_playwright_python  # type: ignore[import-untyped]
import pytest
from playwright.async_api import Browser, ViewportSize, expect

from tests.api.office import arrival, event
from tests.browser.counter import NARROW, WIDE, Counter, Person, seated

_AXE: Final = (Path(axe_playwright_python.__file__).parent / "axe.min.js").read_text(encoding="utf-8")
_RUN: Final = "async () => (await axe.run({preload: false, resultTypes: ['violations']})).violations"
_OVER: Final = "() => document.documentElement.scrollWidth - document.documentElement.clientWidth"
_LOOKS: Final[tuple[tuple[ViewportSize, Literal["dark", "light"]], ...]] = ((NARROW, "dark"), (WIDE, "light"))

PAGES: Final = {
    "the day": ("/", "/?on=2026-06-01&known=2026-06-01", "/?on=never"),
    "the worklist": ("/worklist", "/worklist?state=overdue&due_after=never"),
    "one resident": (
        "/residents/{resident}",
        "/residents/{resident}?on=2026-10-25",
        "/residents/{resident}/sheet",
    ),
    "the parts of a file": (
        "/residents/{resident}/timeline",
        "/residents/{resident}/timeline?on=2026-10-25&known=2100-01-01",
        "/residents/{resident}/history",
        "/residents/{resident}/history/5",
        "/residents/{resident}/looks",
        "/residents/{resident}/file",
    ),
    "recording": (
        "/residents/{resident}/record",
        "/residents/{resident}/record/StatusChanged",
        "/residents/{resident}/correct/5",
        "/residents/{resident}/void/6",
        "/residents/new",
    ),
}


async def findings(person: Person) -> list[str]:
    """What axe finds on the page, and how far it runs over.

    Narrow in the dark and wide in the light: the colours do not depend on the width.
    """
    found: list[str] = []
    await person.page.evaluate(_AXE)
    for size, scheme in _LOOKS:
        await person.page.set_viewport_size(size)
        await person.page.emulate_media(color_scheme=scheme)
        over = await person.page.evaluate(_OVER)
        found += [f"{size['width']} px: {over} px too wide"] if over > 0 else []
        violations: list[dict[str, Any]] = await person.page.evaluate(_RUN)
        found += [
            f"{size['width']} px {scheme}: {each['id']}: {node['html'][:120]}: {node['failureSummary']}"
            for each in violations
            for node in each["nodes"]
        ]
    return found


@pytest.mark.parametrize("pages", PAGES.values(), ids=PAGES)
async def test_a_machine_finds_no_fault_on_any_page(
    person: Person, counter: Counter, pages: tuple[str, ...]
) -> None:
    resident = await counter.open(
        *arrival(family="Nguyen", given="Van Minh", on="2026-04-06"),
        event("CardLost", "2026-10-21", cause="lost"),
        event("Moved", "2026-11-05", address={"municipality_code": "01107", "line": "Kotoni 1"}),
    )
    found = {}
    for path in pages:
        await person.go(path.format(resident=resident), status=400 if "never" in path else 200)
        found[path] = await findings(person)
    assert {path: faults for path, faults in found.items() if faults} == {}


async def test_a_machine_finds_no_fault_in_japanese(person: Person, counter: Counter) -> None:
    resident = await counter.open(*arrival(), event("CardLost", "2026-10-21", cause="lost"))
    await person.go("/language/ja?to=/")
    found = await findings(person)
    for path in ("/worklist", "/residents/{resident}", "/residents/{resident}/record/CardIssued"):
        await person.go(path.format(resident=resident))
        found += await findings(person)
    assert found == []


async def test_a_machine_finds_no_fault_in_a_form_on_its_way(person: Person, counter: Counter) -> None:
    resident = await counter.open(*arrival())
    await person.go(f"/residents/{resident}/record/Moved")
    found = []
    await person.hands.press("button", "Check before saving")
    await expect(person.page.get_by_role("alert")).to_be_focused()
    found += await findings(person)
    await person.hands.write("Day", "2026-11-20")
    await person.hands.write("Municipality", "札幌市西区")
    await person.hands.write("Rest of the address", "Kotoni 1")
    await person.hands.press("button", "Check before saving")
    await expect(person.page.get_by_role("heading", level=1)).to_have_text("Check and save")
    found += await findings(person)
    await person.hands.press("button", "Save")
    await expect(person.page.get_by_role("heading", level=1)).to_have_text("Recorded")
    assert found + await findings(person) == []


async def test_a_machine_finds_no_fault_where_nobody_is_signed_in(browser: Browser, counter: Counter) -> None:
    async with seated(browser, counter) as visitor:
        await visitor.go("/sign-in?ended=1")
        assert await findings(visitor) == []
        await visitor.practise()
        await visitor.go("/nowhere", status=404)
        assert await findings(visitor) == []


async def test_a_machine_finds_no_fault_on_the_way_into_a_file_in_an_emergency(
    browser: Browser, counter: Counter
) -> None:
    resident = await counter.open(*arrival())
    async with seated(browser, counter) as stranger:
        await stranger.sign_in("caseworker", "01107")
        await stranger.go(f"/residents/{resident}", status=404)
        found = await findings(stranger)
        await stranger.hands.press("link", "Read in an emergency")
        found += await findings(stranger)
        await stranger.hands.write("Why", "ambulance at the desk")
        await stranger.hands.press("button", "Put the reason on record and read the file")
        await expect(stranger.page.get_by_text("You read this file in an emergency")).to_be_visible()
        assert found + await findings(stranger) == []
