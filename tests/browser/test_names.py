"""Names that would break a page which is made carelessly."""

from playwright.async_api import expect

from tests.api.console.hostile import NAMES
from tests.api.office import arrival
from tests.browser.counter import NARROW, Counter, Person

_OVER = "() => document.documentElement.scrollWidth - document.documentElement.clientWidth"
_SCRIPTS = "() => [...document.scripts].map((script) => new URL(script.src).pathname.split('/').pop())"


async def test_a_name_is_text_wherever_it_stands(person: Person, counter: Counter) -> None:
    names = {await counter.open(*arrival(family=name)): name for name in NAMES}
    await person.page.set_viewport_size(NARROW)
    for resident, name in names.items():
        for path in (f"/residents/{resident}", f"/residents/{resident}/sheet"):
            await person.go(path)
            heading = person.page.get_by_role("heading", level=1)
            assert (await heading.locator("bdi").text_content() or "").startswith(name)
            assert await person.page.evaluate(_OVER) == 0
            assert await person.page.evaluate(_SCRIPTS) == ["htmx.js"]
    await person.go("/worklist?state=all")
    for name in names.values():
        await expect(person.page.get_by_role("main")).to_contain_text(name)
    assert await person.page.evaluate(_OVER) == 0
