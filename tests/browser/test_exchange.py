"""What goes out, in a real browser: by keyboard alone, and seen by a machine that knows the rules."""

from zipfile import ZipFile

from playwright.async_api import expect

from tests.api.office import arrival
from tests.browser.counter import Counter, Person
from tests.browser.hands import Keyboard
from tests.browser.test_looks import findings


async def test_a_whole_file_is_taken_out_by_keyboard_alone(person: Person, counter: Counter) -> None:
    resident = await counter.open(*arrival(family="Shrestha", given="Anil"))
    await person.go(f"/residents/{resident}")
    keyboard = Keyboard(person.page)
    await keyboard.press("link", "Whole file (zip)")
    await keyboard.write("What for", "asked for by the resident")
    async with person.page.expect_download() as coming:
        await keyboard.press("button", "Put the reason on record and take out the file")
    found = await coming.value
    assert found.suggested_filename == f"resident-{resident}.zip"
    with ZipFile(await found.path()) as zipped:
        assert zipped.testzip() is None
    await keyboard.press("link", "Who looked")
    assert "asked for by the resident" in await person.page.get_by_role("main").inner_text()


async def test_recipients_of_mail_are_set_by_keyboard_alone_and_a_machine_finds_no_fault(
    person: Person,
) -> None:
    await person.go("/mail")
    keyboard = Keyboard(person.page)
    await keyboard.write("Office", "札幌市中央区")
    await keyboard.write("Addresses", "desk")
    await keyboard.press("button", "Save")
    await expect(person.page.get_by_role("alert")).to_contain_text("desk: ")
    await expect(person.page.get_by_role("alert")).to_be_focused()
    found = await findings(person)
    await keyboard.write("Addresses", "desk@city.example.jp, head@city.example.jp")
    recipients = person.page.get_by_role("region", name="Set recipients")
    await keyboard.choose("Language", "English", within=recipients)
    await keyboard.press("button", "Save")
    await expect(person.page.get_by_role("status")).to_contain_text("Saved.")
    await keyboard.write("Your address", "me@city.example.jp")
    await keyboard.press("button", "Send a trial mail")
    await expect(person.page.get_by_label("Your address")).to_be_focused()
    found += await findings(person)
    await keyboard.press("button", "Remove Chuo Ward Office, Sapporo")
    await expect(person.page.get_by_role("status")).to_contain_text("no more mails")
    assert found == []


async def test_a_calendar_is_made_and_revoked_by_keyboard_alone_and_a_machine_finds_no_fault(
    person: Person, counter: Counter
) -> None:
    resident = await counter.open(*arrival(family="Thapa", given="Gita", on="2026-11-20"))
    await person.go("/worklist")
    keyboard = Keyboard(person.page)
    await keyboard.press("link", "Subscribe to the last days in your calendar")
    await expect(person.page.get_by_role("heading", level=1)).to_have_text("Calendars")
    await keyboard.write("Office", "nowhere")
    await keyboard.press("button", "Make it")
    await expect(person.page.get_by_role("alert")).to_be_focused()
    found = await findings(person)
    await keyboard.write("Office", "札幌市中央区")
    await keyboard.tick("Show the residents' names in it")
    await keyboard.press("button", "Make it")
    address = person.page.get_by_label("Address")
    fetched = await counter.api.get(await address.input_value())
    assert resident in fetched.text
    assert "Thapa" in fetched.text
    found += await findings(person)
    named = await person.page.get_by_role("row").last.get_by_role("button").get_attribute("aria-label")
    await keyboard.press("button", str(named))
    await expect(person.page.get_by_role("status")).to_contain_text("revoked")
    assert found == []


async def test_a_receiver_is_added_and_taken_away_by_keyboard_alone_and_a_machine_finds_no_fault(
    person: Person, counter: Counter
) -> None:
    await person.go("/webhooks")
    keyboard = Keyboard(person.page)
    await keyboard.write("Address", "https://127.0.0.1:9/residence/of/foreign/residents/facts?key=123456789")
    await keyboard.write("Offices", "nowhere")
    await keyboard.press("button", "Add")
    await expect(person.page.get_by_role("alert")).to_be_focused()
    found = await findings(person)
    await keyboard.write("Offices", "札幌市中央区")
    await keyboard.press("button", "Add")
    await expect(person.page.get_by_text("whsec_")).to_be_visible()
    found += await findings(person)
    await counter.open(*arrival(family="Rana", given="Mina"))
    await keyboard.press("link", "All receivers")
    await keyboard.press("link", "https://127.0.0.1:9/residence/of/foreign/residents/facts?key=123456789")
    await expect(person.page.get_by_role("button", name="Take away")).to_be_visible()
    refused = person.page.get_by_role("table", name="What it did not take")
    for _ in range(100):
        if await refused.is_visible():
            break
        await person.page.wait_for_timeout(200)
        await person.page.reload()
    found += await findings(person)
    await keyboard.press("button", "Take away")
    await expect(person.page.get_by_role("alert")).to_be_focused()
    await keyboard.tick("Yes: what waits for it is forgotten")
    await keyboard.press("button", "Take away")
    await expect(person.page.get_by_role("status")).to_contain_text("taken away")
    assert found == []


async def test_a_letter_is_printed_and_noted_as_sent_by_keyboard_alone_and_a_machine_finds_no_fault(
    person: Person, counter: Counter
) -> None:
    await counter.open(*arrival(family="Magar", given="Hira", on="2026-11-10"))
    await person.go("/letters?rule=ADR-1")
    found = await findings(person)
    keyboard = Keyboard(person.page)
    row = person.page.get_by_role("row").filter(has_text="Magar")
    await keyboard.choose("Language", "English", within=row)
    async with person.page.expect_download() as coming:
        await keyboard.press("button", "Print, and note as sent", within=row)
    letter = await coming.value
    assert (await letter.path()).read_bytes().startswith(b"%PDF-1.7")
    await keyboard.press("link", "Magar Hira", within=row)
    await expect(person.page.get_by_text("Last letter:").first).to_contain_text("English")
    assert found + await findings(person) == []


async def test_a_list_is_taken_along_as_a_file_by_keyboard_alone(person: Person, counter: Counter) -> None:
    await counter.open(*arrival(family="Limbu", given="=Dil", on="2026-11-10"))
    await person.go("/worklist?rule=ADR-1")
    keyboard = Keyboard(person.page)
    taken = {}
    for name in ("CSV", "Excel"):
        async with person.page.expect_download() as coming:
            await keyboard.press("link", name)
        found = await coming.value
        taken[found.suggested_filename.rpartition(".")[2]] = (await found.path()).read_bytes()
    assert "Limbu" in taken["csv"].decode("utf-8-sig")
    assert taken["xlsx"].startswith(b"PK")
