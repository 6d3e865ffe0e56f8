"""Who is let in at the console, as whom, and for how long."""

import pytest

from tests.api.console.conftest import browser, post_form, signed_in
from tests.api.office import Office


@pytest.mark.parametrize("role", ["caseworker", "supervisor", "auditor", "administrator", "development"])
async def test_whoever_signs_in_sees_the_page_of_the_day(hall: Office, role: str) -> None:
    client = await signed_in(hall, role)
    page = await client.get("/")
    assert page.status_code == 200
    assert 'action="/sign-out"' in page.text


async def test_whoever_is_not_signed_in_is_sent_to_sign_in_and_on_to_the_page_they_wanted(
    hall: Office,
) -> None:
    client = browser(hall)
    sent = await client.get("/", params={"on": "2029-01-01"})
    assert (sent.status_code, sent.headers["location"]) == (303, "/sign-in?to=%2F%3Fon%3D2029-01-01")
    on = await post_form(client, "/sign-in/practice", shown_on=sent.headers["location"], to="/?on=2029-01-01")
    assert (on.status_code, on.headers["location"]) == (303, "/?on=2029-01-01")
