"""What a page shows of another day, as known at another moment, to another ward, in another language."""

from playwright.async_api import Browser, expect

from tests.api.office import arrival, event
from tests.browser.counter import Counter, Person, seated


def moved(on: str) -> dict[str, object]:
    return event("Moved", on, address={"municipality_code": "01107", "line": "Kotoni 1"})


async def corrected_move(counter: Counter) -> tuple[str, int]:
    """A resident whose move was recorded on a wrong day and put right; the moment between the two."""
    resident = await counter.open(*arrival(family="Tamang", given="Sita", on="2026-04-06"))
    first = await counter.record(resident, moved("2026-11-20"))
    await counter.record(
        resident,
        event(
            "EventCorrected",
            "2026-11-27",
            corrects=first["version"],
            reason="the lease says 1 November",
            replacement=moved("2026-11-01"),
        ),
    )
    return resident, first["version"]


async def test_a_page_shows_another_day_and_says_so(person: Person, counter: Counter) -> None:
    resident, _ = await corrected_move(counter)
    await person.go(f"/residents/{resident}")
    duties = person.page.get_by_role("region", name="Duties", exact=True)
    await expect(duties).to_contain_text("Notify the new address")
    await expect(duties).to_contain_text("2026-11-16")
    await person.hands.write("As of", "R8.10.31")
    await person.hands.press("button", "Show")
    await expect(person.page.get_by_role("region", name="Not today's answer")).to_contain_text("2026-10-31")
    await expect(duties).not_to_contain_text("Notify the new address")


async def test_a_page_shows_what_was_known_before_the_correction(person: Person, counter: Counter) -> None:
    resident, before = await corrected_move(counter)
    duties = person.page.get_by_role("region", name="Duties", exact=True)
    await person.go(f"/residents/{resident}?known=v{before}")
    await expect(person.page.get_by_role("region", name="Not today's answer")).to_contain_text(
        f"entry v{before}"
    )
    await expect(duties).to_contain_text("2026-12-04")
    await person.hands.press("link", "Back to today")
    await expect(duties).to_contain_text("2026-11-16")


async def test_a_caseworker_of_another_ward_sees_nothing(browser: Browser, counter: Counter) -> None:
    resident = await counter.open(*arrival(family="Unseen", given="By Others"))
    async with seated(browser, counter) as other:
        await other.sign_in("caseworker", "40230")
        await other.go(f"/residents/{resident}", status=404)
        await expect(other.page.get_by_role("main")).not_to_contain_text("Unseen")
        for page in ("/", "/worklist?state=all", "/search?q=Unseen"):
            await other.go(page)
            await expect(other.page.get_by_role("main")).not_to_contain_text("By Others")


async def test_a_page_is_read_in_japanese_by_who_chooses_it(person: Person, counter: Counter) -> None:
    resident, _ = await corrected_move(counter)
    await person.go(f"/residents/{resident}?on=2026-11-10")
    await person.hands.press("link", "日本語")
    await expect(person.page.locator("html")).to_have_attribute("lang", "ja")
    await expect(person.page).to_have_url(f"{counter.address}/residents/{resident}?on=2026-11-10")
    await expect(person.page.get_by_role("main")).to_contain_text("在留資格は「留学」")
    await expect(person.page.get_by_role("main")).to_contain_text("令和8年11月16日")


async def test_letters_of_both_languages_have_glyphs(person: Person) -> None:
    """A picture of a letter is not that of a letter nobody has: the browser was given a Japanese font."""
    await person.page.set_content("<p>籍</p><p>é</p><p>\U000f1234</p>")
    drawn = [await letter.screenshot() for letter in await person.page.locator("p").all()]
    assert len(set(drawn)) == 3
