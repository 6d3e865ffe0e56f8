"""What the console is for: facts recorded and questions answered through pages, by mouse and by keyboard."""

import re
from typing import Final

import pytest
from playwright.async_api import Locator, expect

from tests.api.office import arrival
from tests.browser.counter import Counter, Person
from tests.browser.hands import Hands, Keyboard, Mouse

HANDS: Final = pytest.mark.parametrize("kind", [Mouse, Keyboard], ids=["by mouse", "by keyboard alone"])


async def check_and_save(person: Person, hands: Hands) -> None:
    await hands.press("button", "Check before saving")
    await expect(person.page.get_by_role("alert")).to_have_count(0)
    await hands.press("button", "Save")
    await expect(person.page.get_by_role("heading", level=1)).to_have_text("Recorded")


async def record(person: Person, hands: Hands, what: str, day: str) -> None:
    await hands.press("link", "Record")
    await hands.press("link", what)
    await hands.write("Day", day)


async def open_file(person: Person, hands: Hands, family: str, card: str) -> None:
    """Open a file with entry, card: three facts on one form."""
    await hands.press("link", "Open a file")
    opened, landed, issued = (
        person.page.get_by_role("region", name=name, exact=True)
        for name in ("Case opened", "Landed", "Card issued")
    )
    await hands.write("Day", "2025-10-06", within=opened)
    await hands.write("Family name", family, within=opened)
    await hands.write("Given name", "Anil", within=opened)
    await hands.write("Date of birth", "2004-02-11", within=opened)
    await hands.write("Nationality", "NP", within=opened)
    await hands.tick("Record this too", within=landed)
    await hands.write("Day", "R7.10.6", within=landed)
    await hands.choose("Status of residence", "Student", within=landed)
    await hands.write("Period of stay", "1 year 3 months", within=landed)
    await hands.write("Last day of stay", "2027-01-06", within=landed)
    await hands.write("Port", "New Chitose", within=landed)
    await hands.tick("Record this too", within=issued)
    await hands.write("Day", "20251006", within=issued)
    await hands.write("Card number", card, within=issued)
    await hands.write("Valid through", "2027-01-06", within=issued)
    await hands.choose("Where", "at the port", within=issued)
    await hands.choose("Reason", "landing", within=issued)
    await check_and_save(person, hands)
    await hands.press("link", "To the file")


async def as_of(person: Person, hands: Hands, day: str, known: str = "") -> None:
    await hands.write("As of", day)
    await hands.write("As known on", known)
    await hands.press(
        "button", "Show", within=person.page.get_by_role("form", name="Day and state of knowledge")
    )


def part(person: Person, name: str) -> Locator:
    return person.page.get_by_role("region", name=re.compile(f"^{re.escape(name)}"))


@HANDS
async def test_a_life_is_recorded_and_every_question_answered(
    person: Person, counter: Counter, kind: type[Mouse | Keyboard]
) -> None:
    hands: Hands = kind(person.page)
    family = f"Thapa {kind.__name__}"
    await open_file(person, hands, family, "AB12345678CD" if kind is Mouse else "AB12345678CE")

    await record(person, hands, "Learned of the loss of the card", "2026-02-10")
    await hands.choose("Cause", "stolen")
    await check_and_save(person, hands)
    await expect(part(person, "What it changed")).to_contain_text("LOS-1")
    await hands.press("link", "To the file")

    await record(person, hands, "Moved", "20260317")
    await hands.write("Municipality", "札幌市西区")
    await hands.write("Rest of the address", "Kotoni 2-1")
    await check_and_save(person, hands)
    await hands.press("link", "To the file")

    await record(person, hands, "Departed from Japan", "2026-03-31")
    await hands.choose("Re-entry", "without re-entry permission")
    await check_and_save(person, hands)
    await hands.press("link", "To the file")

    # The day of the move was typed wrong: the history leads to the form that puts it right.
    await hands.press("link", "History")
    await hands.press("link", "Correct entry v5")
    await hands.write("Day", "2026-03-07", within=part(person, "Moved"))
    await hands.write("Reason", "the lease says 7 March")
    await check_and_save(person, hands)
    await hands.press("link", "To the file")

    # How does the person stand?
    await expect(part(person, "Standing")).to_contain_text("Left Japan without re-entry permission")
    # What was open or overdue on a day, and why?
    await as_of(person, hands, "R8.3.16")
    overdue, owed = (person.page.get_by_role("article").filter(has_text=rule) for rule in ("LOS-1", "ADR-3"))
    await expect(overdue).to_contain_text("overdue")
    await expect(overdue).to_contain_text("2026-02-24")
    await expect(owed).to_contain_text("2026-03-23")
    await hands.unfold("Why this day", within=owed)
    await expect(owed).to_contain_text("Closed: 2026-03-21 (Sat), 2026-03-22 (Sun)")
    # Who is overdue, of everybody?
    await hands.press("link", "Worklist")
    await hands.choose("State", "overdue")
    await hands.press("button", "Show", within=person.page.get_by_role("form", name="Narrow down"))
    await expect(person.page.get_by_role("row").filter(has_text=family)).to_contain_text("20 days late")
    # What happened when?
    await hands.press("link", f"{family} Anil")
    await hands.press("link", "Timeline")
    past = part(person, "Until 2026-03-16 (Mon)")
    await expect(past).to_contain_text("Learned of the loss of the card")
    # Who recorded it, and why was it changed?
    await hands.press("link", "History")
    moved = person.page.get_by_role("article").filter(has=person.page.get_by_text("v5", exact=True))
    await expect(moved).to_contain_text("recorded by development")
    await expect(moved).to_contain_text("the lease says 7 March")
    # What had the office believed before?
    await hands.press("link", "Overview")
    await as_of(person, hands, "R8.3.16", "v6")
    await expect(owed).to_have_count(0)


@HANDS
async def test_what_was_typed_when_the_session_had_ended_is_given_back(
    person: Person, counter: Counter, kind: type[Mouse | Keyboard]
) -> None:
    hands: Hands = kind(person.page)
    resident = await counter.open(*arrival())
    await person.go(f"/residents/{resident}/record/Moved")
    await hands.write("Day", "2026-11-20")
    await hands.write("Municipality", "札幌市西区")
    await hands.write("Rest of the address", "Kotoni 1-2-3 <b>")
    await counter.end_sessions_by_idleness()
    await hands.press("button", "Check before saving")
    await expect(person.page.get_by_role("status")).to_contain_text("Your session has ended")
    await hands.press("button", "Sign in to practise")
    await expect(person.page.get_by_role("status").first).to_contain_text("filled in again, and not saved")
    await expect(person.page.get_by_label("Rest of the address")).to_have_value("Kotoni 1-2-3 <b>")
    await check_and_save(person, hands)


async def test_the_list_of_faults_leads_to_each_field(person: Person, counter: Counter) -> None:
    resident = await counter.open(*arrival())
    hands = Keyboard(person.page)
    await person.go(f"/residents/{resident}/record/Moved")
    await hands.press("button", "Check before saving")
    await expect(person.page.get_by_role("alert")).to_be_focused()
    await hands.press("link", "Fill in: Municipality.")
    await expect(person.page.get_by_label("Municipality")).to_be_focused()


async def test_the_first_key_leads_past_the_navigation(person: Person) -> None:
    await Keyboard(person.page).press("link", "Skip to the content")
    await expect(person.page.get_by_role("main")).to_be_focused()
