"""The pages about webhooks: made with the secret shown once, paused, sent again, taken away."""

import asyncio
import re
from collections.abc import AsyncIterator

import httpx
import pytest

from tests.api.conftest import Offices
from tests.api.console.conftest import post_form, signed_in, words
from tests.api.office import Office, arrival
from tests.receiver import Receiver, authority, receiver

SECRET = re.compile(r"whsec_[A-Za-z0-9+/=]{40,}")


@pytest.fixture(scope="module")
async def there(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Receiver]:
    trusted = authority(tmp_path_factory.mktemp("tls"))
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("SSL_CERT_FILE", str(trusted.file))
        async with receiver(trusted) as found:
            yield found


@pytest.fixture(scope="module")
async def hall(offices: Offices, there: Receiver) -> AsyncIterator[Office]:
    async with offices(webhook_allow=("127.0.0.0/8",)) as found:
        yield found


async def added(client: httpx.AsyncClient, url: str, **typed: str) -> str:
    """Add a receiver and return the address of its page."""
    answer = await post_form(client, "/webhooks", {"url": url, "kinds": "resident.recorded", **typed})
    assert answer.status_code == 200, answer.text
    found = re.search(r'action="(/webhooks/[0-9a-f-]+)"', answer.text)
    assert found is not None
    return found[1]


async def test_an_administrator_adds_a_receiver_and_sees_its_secret_once(
    hall: Office, there: Receiver
) -> None:
    client = await signed_in(hall, "administrator", "01101", language="ja")
    assert 'href="/webhooks"' in (await client.get("/")).text
    assert "送信先はまだ登録されていません。" in words((await client.get("/webhooks")).text)
    answer = await post_form(
        client, "/webhooks",
        {"url": there.url, "kinds": ["resident.recorded", "notice.raised"],
         "offices": "札幌市中央区\nrisb-sapporo"},
    )  # fmt: skip
    (secret,) = set(SECRET.findall(answer.text))
    assert answer.headers["cache-control"] == "no-store"
    page = await client.get("/webhooks")
    assert there.url in page.text
    assert "札幌市中央区役所" in words(page.text)
    assert "札幌出入国在留管理局" in words(page.text)
    here = re.findall(r'href="(/webhooks/[0-9a-f-]+)"', page.text)[-1]
    for path in ("/webhooks", here):
        assert secret not in (await client.get(path)).text
    await post_form(client, here, do="delete", sure="1")


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"url": "http://receiver.example/"}, "Facts are sent by https alone"),
        ({"url": "https://10.0.0.1/<b>"}, "leads into a network that is not everybody"),
        ({"url": "https://receiver.invalid/", "offices": "Atlantis"}, "Atlantis: "),
        ({"url": "https://receiver.invalid/", "kinds": ""}, "resident.recorded"),
    ],
)
async def test_what_cannot_be_added_says_why_and_keeps_what_was_typed(
    hall: Office, typed: dict[str, str], said: str
) -> None:
    client = await signed_in(hall, "administrator", "01101")
    answer = await post_form(client, "/webhooks", {"kinds": "notice.raised", "offices": "01101", **typed})
    assert answer.status_code == 400
    assert said in answer.text
    assert f'value="{typed["url"].replace("<", "&lt;").replace(">", "&gt;")}"' in answer.text
    assert typed.get("offices", "01101") in answer.text


async def test_a_receiver_is_paused_goes_on_and_gets_another_secret(hall: Office, there: Receiver) -> None:
    client = await signed_in(hall, "administrator", "01101")
    here = await added(client, there.url)
    answer = await post_form(client, here, do="pause")
    assert (answer.status_code, answer.headers["location"]) == (303, f"{here}?said=paused")
    page = (await client.get(f"{here}?said=paused")).text
    assert "Nothing is sent for now" in page
    assert 'value="resume"' in page
    await post_form(client, here, do="resume")
    assert 'value="pause"' in (await client.get(here)).text
    answer = await post_form(client, here, do="secret")
    assert SECRET.search(answer.text)
    assert "signs, too, until" in words(answer.text)
    assert "tick the box" in (await post_form(client, here, do="delete")).text
    answer = await post_form(client, here, do="delete", sure="1")
    assert answer.headers["location"] == "/webhooks?said=deleted"
    assert (await client.get(here)).status_code == 404


async def test_what_was_not_taken_is_listed_and_sent_again(hall: Office, there: Receiver) -> None:
    client = await signed_in(hall, "administrator", "01101")
    there.behave = lambda _: 500
    here = await added(client, there.url)
    resident = await hall.open(*arrival())
    async with asyncio.timeout(10):
        while "Answered 500" not in words((await client.get(here)).text):
            await asyncio.sleep(0.1)
    page = (await client.get(here)).text
    assert resident not in page, "an administrator sees nobody's files"
    there.behave = lambda _: 200
    for after, status in (("soon", 400), ("", 400), ("2029-12-31", 303), ("0", 303)):
        answer = await post_form(client, here, do="replay", after=after)
        assert answer.status_code == status, after
    async with asyncio.timeout(10):
        while "It took everything" not in words((await client.get(here)).text):
            await asyncio.sleep(0.1)
    await post_form(client, here, do="delete", sure="1")


async def test_only_administrators_come_in(hall: Office) -> None:
    client = await signed_in(hall, "supervisor", "01101")
    assert 'href="/webhooks"' not in (await client.get("/")).text
    assert (await client.get("/webhooks")).status_code == 403
    assert (await client.get("/webhooks/feed")).status_code == 404


async def test_what_was_typed_outlives_the_session(hall: Office) -> None:
    client = await signed_in(hall, "administrator", "01101", person="suzuki")
    page = await client.get("/webhooks")
    await hall.parts.services.pool.execute(
        "UPDATE console.session SET seen_at = seen_at - interval '1 hour' WHERE person = 'suzuki'"
    )
    csrf = re.search(r'name="csrf" value="([0-9a-f]+)"', page.text)
    assert csrf is not None
    sent = {"csrf": csrf[1], "url": "https://typed.example/", "kinds": "notice.raised"}
    assert (await client.post("/webhooks", data=sent)).status_code == 303
    again = await signed_in(hall, "administrator", "01101", person="suzuki")
    assert 'value="https://typed.example/"' in (await again.get("/webhooks")).text
