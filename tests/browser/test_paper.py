"""Pages on paper."""

from playwright.async_api import expect

from tests.api.office import arrival, event
from tests.browser.counter import Counter, Person


async def test_paper_has_the_answer_and_nothing_to_press(person: Person, counter: Counter) -> None:
    resident = await counter.open(*arrival(), event("CardLost", "2026-11-21", cause="lost"))
    for path in ("/", "/worklist", f"/residents/{resident}", f"/residents/{resident}/sheet"):
        await person.page.emulate_media(media="screen")
        await person.go(path)
        await person.page.emulate_media(media="print")
        await expect(person.page.get_by_role("heading", level=1)).to_be_visible()
        for pressed in await person.page.locator("button, input, select, nav").all():
            await expect(pressed).to_be_hidden()
    assert (await person.page.pdf(format="A4")).startswith(b"%PDF-")


async def test_every_why_is_open_on_paper(person: Person, counter: Counter) -> None:
    resident = await counter.open(*arrival(), event("CardLost", "2026-11-21", cause="lost"))
    await person.go(f"/residents/{resident}")
    why = person.page.get_by_role("article").filter(has_text="LOS-1").locator("details li")
    await expect(why.first).to_be_hidden()
    await person.page.emulate_media(media="print")
    await expect(why.first).to_be_visible()
