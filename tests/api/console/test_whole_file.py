"""Taking out a whole file at the console: who may, what for, and the zip."""

from io import BytesIO
from zipfile import ZipFile

import pytest

from tests.api.console.conftest import page, post_form, signed_in, words
from tests.api.office import Office, arrival


@pytest.fixture(scope="module")
async def resident(hall: Office) -> str:
    return await hall.open(*arrival(family="Lama"))


async def test_a_supervisor_takes_out_a_file_for_a_reason_that_is_on_record(
    hall: Office, resident: str
) -> None:
    client = await signed_in(hall, "supervisor", person="Mori")
    link = f'href="/residents/{resident}/file?on=2026-05-01&amp;known=v3"'
    assert link in (await client.get(f"/residents/{resident}?on=2026-05-01&known=v3")).text
    asked = await client.get(f"/residents/{resident}/file")
    assert "personal data in plain" in words(asked.text)
    path = f"/residents/{resident}/file?on=2026-05-01&known=v3"
    sent = await post_form(client, path, reason="本人の  請求による")
    assert sent.headers["content-disposition"] == f'attachment; filename="resident-{resident}.zip"'
    with ZipFile(BytesIO(sent.content)) as zipped:
        assert len(zipped.read("events.jsonl").splitlines()) == 3
        assert b'"on":"2026-05-01"' in zipped.read("standing.json")
    looks = words(await page(hall, f"/residents/{resident}/looks"))
    assert "Mori supervisor · Chuo Ward Office, Sapporo took out a whole file" in looks
    assert "本人の 請求による" in looks


@pytest.mark.parametrize("reason", ["", " ", "x" * 501])
async def test_without_a_reason_nothing_is_taken_out(hall: Office, resident: str, reason: str) -> None:
    client = await signed_in(hall, "supervisor", person="Nobody")
    sent = await post_form(client, f"/residents/{resident}/file", reason=reason)
    assert (sent.status_code, sent.headers["content-type"]) == (400, "text/html; charset=utf-8")
    assert '<a href="#reason">' in sent.text
    looks = words(await page(hall, f"/residents/{resident}/looks"))
    assert "Nobody supervisor · Chuo Ward Office, Sapporo took out" not in looks


async def test_a_caseworker_is_not_led_there_and_gets_nothing(hall: Office, resident: str) -> None:
    client = await signed_in(hall, "caseworker")
    assert f"/residents/{resident}/file" not in (await client.get(f"/residents/{resident}")).text
    asked = await client.get(f"/residents/{resident}/file", headers={"Accept": "text/html"})
    assert asked.status_code == 403
    assert "Only a person with the role supervisor of your office may take out a whole file" in asked.text
    sent = await post_form(
        client, f"/residents/{resident}/file", shown_on=f"/residents/{resident}", reason="x"
    )
    assert sent.status_code == 403
