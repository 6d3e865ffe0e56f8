"""Opening a file through a form: with what has happened already, and not twice for one person."""

from typing import Any

from api.console.fields import fields_of
from api.console.filled import filled
from tests.api.console.conftest import signed_in
from tests.api.console.filling import checked, main_of, saved
from tests.api.office import Office, arrival

PATH = "/residents/new"


def typed(events: list[dict[str, Any]], included: str = "123") -> dict[str, Any]:
    found: dict[str, Any] = {}
    for place, one in enumerate(events):
        found |= filled(fields_of(one["type"]), one, str(place), "en")
    return found | {f"{place}.included": "yes" for place in included}


async def test_a_file_is_opened_with_what_has_happened_already(hall: Office) -> None:
    events = arrival(family="Tamang", given="Bina")
    client = await signed_in(hall)
    page = await checked(client, PATH, typed(events))
    shown = main_of(page)
    assert (page.status_code, "Nobody within your reach has a like name." in shown) == (200, True)
    assert "札幌市中央区" in shown
    done = await saved(client, PATH, page)
    resident = done.headers["location"].split("/")[2]
    assert done.headers["location"] == f"/residents/{resident}/recorded/1-4"
    assert "Settled in a place of residence" in main_of(await client.get(done.headers["location"]))
    again = await saved(client, PATH, page)
    assert again.headers["location"] == done.headers["location"]
    recorded = (await hall.get(f"/v1/residents/{resident}/events")).json()["items"]
    assert [one["type"] for one in recorded] == [one["type"] for one in events]


async def test_what_is_not_ticked_is_not_recorded_and_faults_stand_at_the_field_of_their_event(
    hall: Office,
) -> None:
    events = arrival(family="Gurung", given="Asha")
    client = await signed_in(hall)
    wrong = typed(events, included="3") | {"3.address.line": "", "1.port": "", "0.occurred_on": "2030-01-01"}
    page = await checked(client, PATH, wrong)
    assert page.status_code == 400
    shown = main_of(page)
    assert '<a href="#f-3-address-line">Fill in: Rest of the address.' in shown
    assert '<a href="#f-0-occurred_on">The day lies in the future.' in shown
    assert "#f-1-port" not in shown
    right = {"3.address.line": "Minami 1", "0.occurred_on": "2026-04-06"}
    page = await checked(client, PATH, wrong | right)
    done = await saved(client, PATH, page)
    assert done.headers["location"].endswith("/recorded/1-2")


async def test_a_card_number_that_somebody_else_holds_is_shown_at_its_field(hall: Office) -> None:
    holder = await hall.open(*arrival(card="ZZ00000001ZZ"))
    client = await signed_in(hall)
    page = await checked(client, PATH, typed(arrival(family="Rai", card="ZZ00000001ZZ"), included="2"))
    refused = await saved(client, PATH, page)
    assert refused.status_code == 409
    assert 'id="f-2-number-fault">Another resident holds a card' in main_of(refused)
    assert 'name="0.name.family" value="Rai"' in refused.text
    assert f'href="/residents/{holder}">To the other file' in main_of(refused)


async def test_who_is_alike_is_shown_while_typing_and_before_saving(hall: Office) -> None:
    resident = await hall.open(*arrival(family="Nguyen", given="Thi Hoa"))
    await hall.parts.services.projector.catch_up()
    client = await signed_in(hall)
    while_typing = await client.get(
        f"{PATH}/doubles", params={"0.name.family": "Nguyen", "0.date_of_birth": "H13.8.2"}
    )
    assert f'href="/residents/{resident}"' in while_typing.text
    assert "Born on the same day." in while_typing.text
    assert "<html" not in while_typing.text
    page = await checked(client, PATH, typed(arrival(family="NGUYEN", given="THI HOA")))
    assert f'href="/residents/{resident}"' in main_of(page)
    nobody = await client.get(f"{PATH}/doubles", params={"0.name.family": "x\0"})
    assert (nobody.status_code, nobody.text.strip()) == (200, "")
