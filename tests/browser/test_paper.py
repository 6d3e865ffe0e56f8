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


async def test_a_sheet_is_one_or_two_pages_and_a_file_has_its_picture(
    person: Person, counter: Counter
) -> None:
    resident = await counter.open(*arrival(), event("CardLost", "2026-11-21", cause="lost"))
    await person.go(f"/residents/{resident}/sheet")
    assert (await person.page.pdf(format="A4")).count(b"/Type /Page\n") in {1, 2}
    await person.go(f"/residents/{resident}")
    await person.page.emulate_media(media="print")
    await expect(person.page.get_by_role("img", name="From 2026-04-06")).to_be_visible()
