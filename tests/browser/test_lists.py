"""Lists in a real browser: found by keyboard alone, taken note of in place, and without script."""

from playwright.async_api import Browser, expect

from tests.api.office import arrival, event
from tests.browser.counter import Counter, Person, seated
from tests.browser.test_looks import findings

PAGES = (
    "/search?q=okafor", "/search?q=nobody", "/notices?state=all", "/rules", "/rules/RE-3", "/audit",
    "/audit/looks", "{request}", "/duplicates?q=okafor", "/residents/{one}/duplicates",
    "/residents/{one}/duplicates/{other}", "/residents/{one}/unmerge",
)  # fmt: skip


async def late(counter: Counter, family: str) -> str:
    """Open a file of somebody whose first address nobody notified; the office is told of it."""
    resident = await counter.open(*arrival(family=family, given="Ngozi", on="2026-10-26"))
    head = (await counter.api.get("/health/ready")).json()["head"]
    await counter.api.get("/v1/notices", params={"wait_for": head, "limit": 1})
    return resident


async def asked_for(counter: Counter, resident: str) -> str:
    """Ask for a correction, and look at a file in an emergency; return the page about the request."""
    change = event("EventVoided", "2026-11-27", voids=3, reason="not this card")
    answer = await counter.api.post(f"/v1/residents/{resident}/correction-requests", json=change)
    clerk = {"Authorization": f"Bearer {await counter.token('caseworker', '01102')}", "X-Break-Glass": "fire"}
    await counter.api.get(f"/v1/residents/{resident}", headers=clerk)
    return f"/audit/corrections/{resident}/{answer.json()['request']}"


async def test_a_machine_finds_no_fault_on_lists_rules_and_audit(person: Person, counter: Counter) -> None:
    one, other = await late(counter, "Okafor"), await late(counter, "Okafor")
    request = await asked_for(counter, one)
    found = {}
    for path in PAGES:
        await person.go(path.format(request=request, one=one, other=other))
        found[path] = await findings(person)
    assert {path: faults for path, faults in found.items() if faults} == {}


async def test_somebody_is_found_by_keyboard_alone(person: Person, counter: Counter) -> None:
    resident = await late(counter, "Adeyemi")
    await person.go("/search")
    await expect(person.page.get_by_label("Name, card number or date of birth")).to_be_focused()
    await person.page.keyboard.type("adeyemi")
    await person.page.keyboard.press("Enter")
    await expect(person.page.get_by_role("heading", name="Found for")).to_be_visible()
    link = person.page.get_by_role("link", name="Adeyemi Ngozi")
    for _ in range(40):
        if await link.evaluate("(node) => node === document.activeElement"):
            break
        await person.page.keyboard.press("Tab")
    await person.page.keyboard.press("Enter")
    await person.page.wait_for_url(f"**/residents/{resident}")


async def test_a_notice_is_taken_note_of_in_its_place_and_read_out(person: Person, counter: Counter) -> None:
    await late(counter, "Balogun")
    await person.go("/notices")
    notice = person.page.get_by_role("article").filter(has_text="Balogun")
    await notice.get_by_label("Note, if any").fill("called")
    await notice.get_by_role("button", name="Take note").click()
    await expect(notice.get_by_role("status")).to_contain_text("taken note of")
    await expect(notice.get_by_role("status")).to_be_focused()
    await expect(notice).to_contain_text("called")
    await expect(notice.get_by_role("button")).to_have_count(0)
    assert person.page.url.endswith("/notices")


async def test_without_script_a_notice_is_taken_note_of_all_the_same(
    browser: Browser, counter: Counter
) -> None:
    await late(counter, "Chukwu")
    async with seated(browser, counter, java_script_enabled=False) as person:
        await person.practise()
        await person.go("/notices?rule=ADR-1")
        notice = person.page.get_by_role("article").filter(has_text="Chukwu")
        await notice.get_by_role("button", name="Take note").click()
        await expect(person.page.get_by_role("status")).to_contain_text("The notice is taken note of.")
        await expect(notice).to_have_count(0)
        assert "rule=ADR-1" in person.page.url


async def test_on_paper_a_worklist_is_the_list_alone(person: Person, counter: Counter) -> None:
    await late(counter, "Danjuma")
    await person.go("/worklist")
    await person.page.emulate_media(media="print")
    for unwanted in ("form.narrowing", "form.seen-through", "nav", ".pager"):
        for found in await person.page.locator(unwanted).all():
            await expect(found).to_be_hidden()
    await expect(person.page.get_by_role("link", name="Danjuma Ngozi").first).to_be_visible()
    await expect(person.page.get_by_role("heading", name="Worklist")).to_be_visible()
