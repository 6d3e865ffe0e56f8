"""Signing in and out."""

from playwright.async_api import Browser, expect

from tests.browser.counter import Counter, Person, seated
from tests.browser.hands import Keyboard


async def test_the_button_for_practice_leads_to_the_days_work(person: Person) -> None:
    await expect(person.page.get_by_role("heading", level=1)).to_contain_text("Today")


async def test_who_signed_out_is_asked_to_sign_in_again(person: Person) -> None:
    await person.page.get_by_role("button", name="Sign out", exact=True).click()
    await expect(person.page.get_by_role("status")).to_have_text("You are signed out.")
    await person.go("/")
    await expect(person.page).to_have_url(f"{person.counter.address}/sign-in?to=%2F")


async def test_signing_in_and_out_takes_no_mouse(browser: Browser, counter: Counter) -> None:
    async with seated(browser, counter) as clerk:
        hands = Keyboard(clerk.page)
        await clerk.go("/sign-in?to=/search")
        await hands.write("Token", await counter.token("caseworker"))
        await hands.press("button", "Sign in with a token")
        await expect(clerk.page).to_have_url(f"{counter.address}/search")
        await hands.press("button", "Sign out")
        await expect(clerk.page.get_by_role("status")).to_have_text("You are signed out.")


async def test_a_token_signs_in_with_its_role_and_office(browser: Browser, counter: Counter) -> None:
    async with seated(browser, counter) as auditor:
        await auditor.sign_in("auditor")
        await expect(auditor.page.get_by_role("banner")).to_contain_text("auditor", ignore_case=True)
