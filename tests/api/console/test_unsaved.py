"""What was typed when a session ended: given back, put away, forgotten when saved or the person erased."""

from uuid import UUID

import httpx

from adapters.ports import Author
from adapters.postgres.log.erasure import erase
from adapters.postgres.sessions import Sessions, UnsavedForms
from tests.api.console.conftest import post_form, signed_in
from tests.api.console.filling import checked, hidden, main_of, saved
from tests.api.office import Office, arrival

TYPED = {"0.occurred_on": "R8.5.7", "0.text": 'a "long" <word>\nand another'}


async def sent_too_late(office: Office, client: httpx.AsyncClient, path: str, person: str) -> None:
    """Fill in a form, have the session end, send it."""
    form = hidden(await client.get(path))
    await Sessions(office.parts.services.pool).end_all(person)
    sent = await client.post(path, data={**form, **TYPED, "step": "check"})
    assert (sent.status_code, "ended" in sent.headers["location"]) == (303, True)


async def again(client: httpx.AsyncClient, office: Office, person: str) -> None:
    token = await office.token("caseworker", person=person)
    assert (await post_form(client, "/sign-in/token", shown_on="/sign-in", token=token)).status_code == 303


async def note_form(office: Office, person: str) -> tuple[httpx.AsyncClient, str, str]:
    client = await signed_in(office, person=person)
    resident = await office.open(*arrival())
    return client, resident, f"/residents/{resident}/record/NoteAdded"


async def test_what_was_typed_stands_in_the_form_again_until_it_is_saved(hall: Office) -> None:
    client, _, path = await note_form(hall, "abe")
    await sent_too_late(hall, client, path, "abe")
    await again(client, hall, "abe")
    form = await client.get(path)
    assert "What you had typed is filled in again" in form.text
    assert f"\n{TYPED['0.text']}</textarea>" in main_of(form)
    page = await checked(client, path, TYPED)
    assert (await saved(client, path, page)).status_code == 303
    assert "filled in again" not in (await client.get(path)).text


async def test_nobody_else_is_given_what_was_typed_and_it_can_be_put_away(hall: Office) -> None:
    client, _, path = await note_form(hall, "ito")
    await sent_too_late(hall, client, path, "ito")
    other = await signed_in(hall, person="ueda")
    assert "long" not in main_of(await other.get(path))
    await again(client, hall, "ito")
    away = await post_form(client, path, step="forget")
    assert (away.status_code, away.headers["location"]) == (303, path)
    assert "filled in again" not in (await client.get(path)).text


async def test_erasing_a_resident_erases_what_was_typed_about_them(hall: Office) -> None:
    unsaved = UnsavedForms(hall.parts.services.pool)
    client, resident, path = await note_form(hall, "eto")
    await sent_too_late(hall, client, path, "eto")
    assert await unsaved.find("eto", path) is not None
    log = hall.parts.services.log
    by = Author(person="admin", role="administrator", office="01101")
    await erase(log.pool, UUID(resident), reason="court-order", author=by, shard=log.shard)
    assert await unsaved.find("eto", path) is None
    await unsaved.keep("eto", path, "text=later", UUID(resident))
    assert await unsaved.find("eto", path) is None
