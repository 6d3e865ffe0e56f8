"""Recording through forms: every type of event, what it would change before it is saved, and saving once."""

import re
from typing import Any

import msgspec
import pytest

from api.answers import Envelope
from api.console.fields import families, fields_of
from api.console.filled import filled, read
from api.console.words import WORDS
from api.examples import EXAMPLES, OPENING
from api.wording.events import EVENTS
from domain.events import CATALOGUE, CaseOpened, Change, Merging, Procedural
from tests.api.console.conftest import browser, signed_in
from tests.api.console.filling import checked, hidden, main_of, saved, typed_in
from tests.api.office import Office, arrival, event

TYPES = [name for name in EXAMPLES if name not in {"CaseOpened", "EventCorrected", "EventVoided"}]

BEFORE: dict[str, list[dict[str, Any]]] = {
    "ApplicationClosed": [event("ApplicationFiled", "2026-03-02", procedure="extension")],
    "CardFound": [event("CardLost", "2025-11-10", cause="lost")],
    "Reentered": [event("Departed", "2026-01-05", reentry="special")],
    "ReentryPermitExtended": [
        event("ReentryPermitted", "2025-12-01", valid_until="2026-12-01", multiple=True),
        event("Departed", "2026-01-05", reentry="permit"),
    ],
    "StatusAcquired": [event("AcquisitionGroundsArose", "2025-05-01", grounds="nationality-lost")],
}
"""What must have happened before, beside the opening of the file."""


@pytest.mark.parametrize("kind", TYPES)
async def test_every_type_of_event_is_recorded_as_it_was_filled_in(hall: Office, kind: str) -> None:
    card = f"AB{TYPES.index(kind):08}EF"
    resident = await hall.open(*[example(name, card) for name in opened_with(kind)], *BEFORE.get(kind, []))
    wanted = example(kind, card.replace("EF", "GH") if kind == "CardIssued" else card)
    client = await signed_in(hall, "development")
    path = f"/residents/{resident}/record/{kind}"
    page = await checked(client, path, filled(fields_of(kind), wanted, "0", "en"))
    assert (page.status_code, "What will be recorded" in page.text) == (200, True), main_of(page)
    done = await saved(client, path, page)
    assert done.status_code == 303, main_of(done)
    assert EVENTS[kind].en in main_of(await client.get(done.headers["location"]))
    assert await last_recorded(hall, resident) == wanted


def example(kind: str, card: str) -> dict[str, Any]:
    found: dict[str, Any] = msgspec.json.decode(msgspec.json.encode(EXAMPLES[kind]))
    return {**found, "number": card} if "number" in found else found


def opened_with(kind: str) -> tuple[str, ...]:
    return OPENING[:1] if kind in {"AcquisitionGroundsArose", "StatusAcquired", "Landed"} else OPENING


async def last_recorded(office: Office, resident: str) -> dict[str, Any]:
    whole = {"X-Purpose": "to compare"}  # else a protected address comes without its cause
    items = (await office.get(f"/v1/residents/{resident}/events", headers=whole)).json()["items"]
    return {name: value for name, value in items[-1].items() if name not in Envelope.__struct_fields__}


@pytest.mark.parametrize("language", ["en", "ja"])
@pytest.mark.parametrize("kind", TYPES)
def test_what_a_form_says_when_filled_with_an_event_is_that_event(kind: str, language: str) -> None:
    wanted = example(kind, "AB12345678CD")
    fields = fields_of(kind)
    assert {"type": kind, **read(fields, filled(fields, wanted, "0", language), "0")} == wanted


def test_every_type_that_happens_to_a_resident_can_be_chosen() -> None:
    offered = [name for _, names in families() for name in names]
    catalogue = {
        cls.__name__ for cls in CATALOGUE if not issubclass(cls, (CaseOpened, Change, Procedural, Merging))
    }
    assert sorted(offered) == sorted(catalogue)


async def test_what_is_wrong_stands_at_its_field_and_in_a_list_that_leads_there(hall: Office) -> None:
    resident = await hall.open(*arrival())
    client = await signed_in(hall, "development")
    typed = {"0.occurred_on": "tomorrow", "0.address.municipality_code": "府中市"}
    page = await checked(client, f"/residents/{resident}/record/Moved", typed)
    shown = main_of(page)
    assert page.status_code == 400
    for name, sentence in {
        "0.occurred_on": "Not a day",
        "0.address.municipality_code": "This names no municipality, or more than one",
        "0.address.line": "Fill in: Rest of the address",
    }.items():
        field = f"f-{name.replace('.', '-')}"
        assert re.search(rf'<a href="#{field}">{sentence}', shown), name
        assert re.search(rf'id="{field}-fault">{sentence}', shown), name
        assert re.search(
            rf'<input id="{field}"[^>]*aria-describedby="[^"]*{field}-fault"[^>]*invalid="true"', shown
        )
    assert 'value="tomorrow"' in shown


async def test_what_would_change_is_said_in_sentences_with_rule_and_article(hall: Office) -> None:
    resident = await hall.open(*arrival())
    client = await signed_in(hall, "development")
    page = await checked(
        client,
        f"/residents/{resident}/record/Moved",
        {"0.occurred_on": "R8.5.11", "0.address.municipality_code": "札幌市西区", "0.address.line": "琴似1"},
    )
    shown = main_of(page)
    assert re.search(r'<dt>Day</dt>\s*<dd class="as-typed"><bdi>2026-05-11 \(Mon\)</bdi></dd>', shown)
    assert "Municipality: Nishi Ward, Sapporo; before: Chuo Ward, Sapporo." in shown
    assert "Notify the new address (ADR-3, ICRRA art. 19-9(1)), last day 2026-05-25 (Mon)." in shown
    assert "14 days, first day not counted" in shown


async def test_a_form_sent_twice_records_once(hall: Office) -> None:
    resident = await hall.open(*arrival())
    client = await signed_in(hall, "development")
    path = f"/residents/{resident}/record/NoteAdded"
    page = await checked(client, path, {"0.occurred_on": "20260507", "0.text": "once"})
    first, second = await saved(client, path, page), await saved(client, path, page)
    assert first.headers["location"] == second.headers["location"] == f"/residents/{resident}/recorded/5-5"
    assert len((await hall.get(f"/v1/residents/{resident}/events")).json()["items"]) == 5


async def test_when_the_file_has_changed_since_it_is_checked_again_before_it_is_saved(hall: Office) -> None:
    resident = await hall.open(*arrival())
    client = await signed_in(hall, "development")
    path = f"/residents/{resident}/record/ActivityStopped"
    page = await checked(client, path, {"0.occurred_on": "2026-06-01", "0.activity": "status"})
    await hall.record(resident, event("NoteAdded", "2026-05-07", text="in between"))
    again = await saved(client, path, page)
    assert (again.status_code, "The file has changed since you checked" in again.text) == (200, True)
    done = await saved(client, path, again)
    assert done.headers["location"] == f"/residents/{resident}/recorded/6-6"


async def test_a_form_that_was_saved_and_then_changed_is_something_more_to_record(hall: Office) -> None:
    resident = await hall.open(*arrival())
    client = await signed_in(hall, "development")
    path = f"/residents/{resident}/record/NoteAdded"
    page = await checked(client, path, {"0.occurred_on": "20260507", "0.text": "once"})
    await saved(client, path, page)
    changed = await saved(client, path, page, **{"0.text": "and more", "version": ""})
    assert (changed.status_code, "This form was saved before" in changed.text) == (422, True)
    done = await client.post(path, data={**hidden(changed), **typed_in(changed), "step": "save"})
    assert done.headers["location"] == f"/residents/{resident}/recorded/6-6"


async def test_a_supervisor_records_what_would_be_refused_with_a_reason(hall: Office) -> None:
    resident = await hall.open(*arrival())
    path = f"/residents/{resident}/record/Reentered"
    clerk = await signed_in(hall, "caseworker")
    refused = await checked(clerk, path, {"0.occurred_on": "2026-06-01"})
    assert (refused.status_code, "The resident is in Japan." in main_of(refused)) == (409, True)
    assert 'name="override"' not in refused.text
    supervisor = await signed_in(hall, "supervisor")
    refused = await checked(supervisor, path, {"0.occurred_on": "2026-06-01"})
    assert 'name="override"' in refused.text
    reason = {"0.occurred_on": "2026-06-01", "override": "left by a private boat"}
    page = await checked(supervisor, path, reason)
    assert "Noticed: Recorded by override" in main_of(page)
    assert (await saved(supervisor, path, page)).status_code == 303
    items = (await hall.get(f"/v1/residents/{resident}/events")).json()["items"]
    assert items[-1]["override"] == "left by a private boat"


@pytest.mark.parametrize(
    "text",
    ["<script>alert(1)</script>&amp;", "\"'><b>", "\u202eright to left\u202c", "漢" * 2000, "a\n\n b"],
    ids=["markup", "quotes", "turned", "long", "lines"],
)
async def test_hostile_text_is_text(hall: Office, text: str) -> None:
    resident = await hall.open(*arrival())
    client = await signed_in(hall, "development")
    path = f"/residents/{resident}/record/NoteAdded"
    page = await checked(client, path, {"0.occurred_on": "2026-05-07", "0.text": text})
    assert "<script>alert" not in page.text
    assert hidden(page)["0.text"] == [text]
    assert (await saved(client, path, page)).status_code == 303
    assert (await last_recorded(hall, resident))["text"] == text


async def test_more_text_than_an_entry_holds_is_given_back_to_be_shortened(hall: Office) -> None:
    resident = await hall.open(*arrival())
    client = await signed_in(hall, "development")
    page = await checked(
        client,
        f"/residents/{resident}/record/NoteAdded",
        {"0.occurred_on": "2026-05-07", "0.text": "x" * 2001},
    )
    assert (page.status_code, "Too long: 2,000 characters at most" in page.text) == (400, True)
    assert "x" * 2001 in page.text


async def test_what_leads_a_file_out_of_reach_is_said_to_be_saved(hall: Office) -> None:
    resident = await hall.open(*arrival())
    client = await signed_in(hall, "supervisor")
    path = f"/residents/{resident}/void/4"
    page = await checked(client, path, {"0.reason": "lived elsewhere"})
    done = await saved(client, path, page)
    assert (done.status_code, "out of your office&#39;s reach" in done.text) == (200, True)


async def test_the_weekday_and_era_of_a_day_are_said_beside_its_field(hall: Office) -> None:
    client = await signed_in(hall, language="ja")
    htmx = {"HX-Request": "true"}
    for typed, echoed in {
        "R8.3.7": "令和8年3月7日(2026-03-07)土曜日",
        "R8.2.30": "日付として読み取れません",
        "": "",
    }.items():
        answer = await client.get("/echo/day", params={"0.occurred_on": typed}, headers=htmx)
        assert answer.text.strip() == echoed
    english = await signed_in(hall)
    answer = await english.get("/echo/day", params={"on": "S64.1.7"}, headers=htmx)
    assert answer.text.strip() == "1989-01-07 (Sat), S64.1.7"
    ended = await browser(hall).get("/echo/day", params={"0.occurred_on": "R8.3.7"}, headers=htmx)
    assert (ended.status_code, "hx-redirect" in ended.headers) == (204, False)


def test_every_family_of_events_has_a_name() -> None:
    assert {f"record.{family}" for family, _ in families()} <= WORDS.keys()


@pytest.mark.parametrize(
    ("language", "sentence"),
    [
        ("en", "“Kind within the status” “digital nomad” does not belong to status “Student”; leave it out."),
        ("ja", "「在留資格の細区分」の「デジタルノマド」は在留資格「留学」では使えません。省いてください。"),
    ],
)
async def test_faults_speak_of_fields_and_words_as_the_form_does(
    hall: Office, language: str, sentence: str
) -> None:
    resident = await hall.open(*arrival())
    client = await signed_in(hall, "development", language=language)
    typed = filled(fields_of("StatusChanged"), example("StatusChanged", ""), "0", language)
    wrong = typed | {"0.status": ["student"], "0.detail": ["digital-nomad"]}
    page = await checked(client, f"/residents/{resident}/record/StatusChanged", wrong)
    assert f'<a href="#f-0-detail">{sentence}</a>' in main_of(page)
    nothing = await checked(
        client, f"/residents/{resident}/record/ParticularsChanged", {"0.occurred_on": "2026-05-07"}
    )
    assert "`" not in main_of(nothing)


async def test_what_came_with_it_is_recorded_on_the_same_form_all_or_nothing(hall: Office) -> None:
    resident = await hall.open(*arrival())
    client = await signed_in(hall, "development")
    path = f"/residents/{resident}/record/CardLost"
    alone = await client.get(path)
    assert "f-1-receipt_number" not in alone.text
    typed = {"0.occurred_on": "R8.5.7", "0.cause": "stolen"}
    both = await client.post(path, data={**hidden(alone), **typed, "1.included": "yes"})
    assert (both.status_code, 'value="R8.5.7"' in both.text) == (200, True)
    more = {"1.included": "yes", "1.occurred_on": "R8.5.8", "1.receipt_number": ""}
    wrong = await client.post(path, data={**hidden(both), **typed, **more, "step": "check"})
    assert 'href="#f-1-receipt_number"' in wrong.text
    page = await client.post(
        path, data={**hidden(wrong), **typed, **more, "1.receipt_number": "A-1", "step": "check"}
    )
    done = await saved(client, path, page)
    assert done.headers["location"].endswith("/recorded/5-6")


async def test_the_list_of_faults_leads_to_the_first_of_several_words(hall: Office) -> None:
    resident = await hall.open(*arrival())
    client = await signed_in(hall, "development")
    page = await checked(client, f"/residents/{resident}/record/CardLost", {"0.occurred_on": "R8.5.7"})
    assert '<a href="#f-0-cause">Choose: Cause.' in page.text
    assert '<input type="radio" id="f-0-cause"' in page.text
