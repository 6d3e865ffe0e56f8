"""Setting right what is recorded, through forms: by whoever may, and by asking whoever may."""

import re

import httpx
import pytest

from tests.api.console.conftest import signed_in
from tests.api.console.filling import checked, main_of, saved
from tests.api.office import Office, arrival, event

SETTLED = 4
"""The version of the entry about the place of residence."""


async def items(office: Office, resident: str) -> list[dict[str, object]]:
    found: list[dict[str, object]] = (await office.get(f"/v1/residents/{resident}/events")).json()["items"]
    return found


def field(page: httpx.Response, name: str) -> str:
    found = re.search(rf'name="{name}" value="([^"]*)"', main_of(page))
    assert found is not None, name
    return found[1]


async def test_a_correction_begins_with_what_is_recorded_and_says_what_was_before(hall: Office) -> None:
    resident = await hall.open(*arrival())
    client = await signed_in(hall, "development")
    path = f"/residents/{resident}/correct/{SETTLED}"
    form = await client.get(path)
    assert field(form, "0.replacement.occurred_on") == "2026-04-06"
    assert field(form, "0.replacement.address.municipality_code") == "札幌市中央区"
    changed = {
        "0.replacement.occurred_on": "2026-04-08",
        "0.replacement.address.municipality_code": "札幌市西区",
        "0.replacement.address.line": field(form, "0.replacement.address.line"),
        "0.reason": "misread",
    }
    page = await checked(client, path, changed)
    shown = main_of(page)
    assert "Before: <bdi>2026-04-06 (Mon)</bdi>" in shown
    assert "Municipality: Nishi Ward, Sapporo; before: Chuo Ward, Sapporo." in shown
    assert "(ADR-1, ICRRA art. 19-7(1)), last day 2026-04-22 (Wed), before 2026-04-20 (Mon)." in shown
    done = await saved(client, path, page)
    assert done.headers["location"] == f"/residents/{resident}/recorded/5-5"
    recorded = await items(hall, resident)
    assert recorded[SETTLED - 1]["state"] == "corrected"
    assert recorded[-1]["reason"] == "misread"
    again = await client.get(path)
    assert field(again, "0.replacement.occurred_on") == "2026-04-08"


async def test_what_never_happened_is_shown_voided_and_gone(hall: Office) -> None:
    resident = await hall.open(*arrival(), event("NoteAdded", "2026-05-07", text="of somebody else"))
    client = await signed_in(hall, "supervisor")
    sent = await client.get(f"/residents/{resident}/record", params={"void": "5"})
    path = sent.headers["location"]
    assert "of somebody else" in main_of(await client.get(path))
    missing = await checked(client, path, {"0.reason": " "})
    assert (missing.status_code, "Fill in: Reason." in missing.text) == (400, True)
    page = await checked(client, path, {"0.reason": "another file"})
    assert "of somebody else" in main_of(page)
    assert (await saved(client, path, page)).status_code == 303
    assert (await items(hall, resident))[4]["state"] == "voided"


async def test_a_clerk_sets_right_a_slip_of_the_same_day_and_asks_for_anything_else(hall: Office) -> None:
    resident = await hall.open(*arrival())
    clerk = await signed_in(hall, "caseworker", person="clerk")
    note = f"/residents/{resident}/record/NoteAdded"
    await saved(clerk, note, await checked(clerk, note, {"0.occurred_on": "2026-05-07", "0.text": "slip"}))

    own = f"/residents/{resident}/void/5"
    assert (await saved(clerk, own, await checked(clerk, own, {"0.reason": "my slip"}))).status_code == 303

    path = f"/residents/{resident}/void/{SETTLED}"
    page = await checked(clerk, path, {"0.reason": "never lived there"})
    assert "Ask a supervisor to do it" in main_of(page)
    sent = await saved(clerk, path, page, step="ask")
    assert sent.headers["location"] == f"/residents/{resident}/recorded/7-7"
    assert "Correction asked for" in main_of(await clerk.get(sent.headers["location"]))
    asked = (await hall.get(f"/v1/residents/{resident}/correction-requests")).json()["items"]
    assert [(one["request"], one["state"]) for one in asked] == [(7, "pending")]
    assert (await items(hall, resident))[SETTLED - 1]["state"] == "effective"


@pytest.mark.parametrize(("version", "status"), [(9, 409), (5, 409)])
async def test_what_cannot_be_corrected_is_refused_before_a_form_is_shown(
    hall: Office, version: int, status: int
) -> None:
    resident = await hall.open(*arrival())
    await hall.record(resident, event("EventVoided", "2026-05-07", voids=3, reason="never"))
    client = await signed_in(hall, "supervisor")
    assert (await client.get(f"/residents/{resident}/correct/{version}")).status_code == status
