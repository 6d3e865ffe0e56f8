"""Signing in with a staff account: a real browser goes to another site, and comes back."""

from pathlib import Path

from msgspec.structs import replace
from playwright.async_api import Browser, expect

from adapters.embedded import Embedded
from tests.api.conftest import clone
from tests.api.process import served
from tests.api.provider import AUDIENCE, CLIENT, SECRET, Provider, provider
from tests.browser.counter import Counter, seated


async def test_somebody_signs_in_at_another_site_and_comes_back_to_the_page_they_wanted(
    browser: Browser, counter: Counter, server: Embedded, template: str, tmp_path: Path
) -> None:
    """The policy of pages lets the link lead there, and cookies come along on the way back."""
    secret = tmp_path / "secret"
    secret.write_text(SECRET + "\n")
    async with clone(server, template) as dsn:
        with provider("localhost") as issuer, served(tmp_path, **_settings(issuer, dsn, secret)) as running:
            async with seated(browser, replace(counter, address=running.address)) as person:
                await person.go("/rules?on=2026-11-01")
                await person.page.get_by_role("link", name="Sign in with your staff account").click()
                await expect(person.page).to_have_url(f"{running.address}/rules?on=2026-11-01")
                banner = person.page.get_by_role("banner")
                await expect(banner).to_contain_text("auditor", ignore_case=True)


def _settings(issuer: Provider, dsn: str, secret: Path) -> dict[str, str]:
    return {
        "ZAIRYU_DATABASE_URL": dsn, "ZAIRYU_OIDC_ISSUER": issuer.issuer, "ZAIRYU_OIDC_AUDIENCE": AUDIENCE,
        "ZAIRYU_OIDC_CLIENT_ID": CLIENT, "ZAIRYU_OIDC_CLIENT_SECRET_FILE": str(secret),
    }  # fmt: skip
