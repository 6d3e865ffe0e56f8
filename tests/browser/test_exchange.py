"""What goes out, in a real browser: by keyboard alone, and seen by a machine that knows the rules."""

from zipfile import ZipFile

from tests.api.office import arrival
from tests.browser.counter import Counter, Person
from tests.browser.hands import Keyboard


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
