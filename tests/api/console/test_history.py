"""The history of a file: who recorded what when, what became of it, and what an entry changed."""

import re

import pytest

from tests.api.console.conftest import page, signed_in, words
from tests.api.office import Office, arrival, event


@pytest.fixture(scope="module")
async def moved(hall: Office) -> str:
    """Moved on the wrong day (v5, corrected by v6), and once more by mistake (v7, voided by v8)."""
    who = await hall.open(
        *arrival(),
        event("Moved", "2027-11-01", address={"municipality_code": "01107", "line": "Kotoni 1"}),
        token=await hall.token("caseworker", person="Sato"),
    )
    right = event("Moved", "2027-12-20", address={"municipality_code": "01107", "line": "Kotoni 1"})
    again = event("Moved", "2027-12-21", address={"municipality_code": "01107", "line": "Kotoni 2"})
    await hall.record(
        who,
        event("EventCorrected", "2029-12-31", corrects=5, replacement=right, reason="<b>misread</b>"),
        again,
        event("EventVoided", "2029-12-31", voids=7, reason="typed twice"),
    )
    return who


def entry(text: str, version: int) -> str:
    """The part of a page that is about an entry."""
    begin = text.index(f'id="v{version}"')
    return text[begin : text.index("</article>", begin)]


async def test_each_entry_says_who_recorded_it_when_for_which_office(hall: Office, moved: str) -> None:
    text = await page(hall, f"/residents/{moved}/history")
    said = words(entry(text, 5))
    assert "Moved 2027-11-01 (Mon)" in said
    assert re.search(r"recorded by Sato, Chuo Ward Office, Sapporo, \d{4}-\d\d-\d\d \(\w+\) \d\d:\d\d", said)
    assert "Municipality Nishi Ward, Sapporo Rest of the address Kotoni 1" in said


async def test_fields_are_in_words_and_codes_of_the_api_are_not_shown(hall: Office, moved: str) -> None:
    said = words(entry(await page(hall, f"/residents/{moved}/history", language="ja"), 2))
    assert "在留資格 留学" in said
    assert "在留期間 2年" in said
    assert "在留期間の満了日 令和10年4月6日(2028-04-06)木曜日" in said
    assert "student" not in said


async def test_the_newest_comes_first(hall: Office, moved: str) -> None:
    text = await page(hall, f"/residents/{moved}/history")
    assert re.findall(r'<article class="entry \w+" id="v(\d+)"', text) == [str(n) for n in range(8, 0, -1)]


async def test_what_was_corrected_names_its_correction_with_the_reason_as_text(
    hall: Office, moved: str
) -> None:
    text = await page(hall, f"/residents/{moved}/history")
    wrong, correction = entry(text, 5), entry(text, 6)
    assert "Corrected by entry v6 · Reason: &lt;b&gt;misread&lt;/b&gt;" in words(wrong)
    assert f'href="/residents/{moved}/history?after=5#v6"' in wrong
    assert f'href="/residents/{moved}/history?after=4#v5"' in correction
    assert "Corrects entry v5" in words(correction)
    assert "Moved 2027-12-20 (Mon)" in words(correction)
    voided = entry(text, 7)
    assert "Voided by entry v8 · Reason: typed twice" in words(voided)


async def test_only_what_counts_can_be_corrected_or_voided(hall: Office, moved: str) -> None:
    text = await page(hall, f"/residents/{moved}/history")
    doings = {n: re.findall(r"/(correct|void)/\d", entry(text, n)) for n in range(1, 9)}
    assert doings == {
        1: ["correct"], 2: ["correct", "void"], 3: ["correct", "void"], 4: ["correct", "void"],
        5: ["correct", "void"], 6: [], 7: [], 8: [],
    }  # fmt: skip
    assert "/correct/" not in await page(hall, f"/residents/{moved}/history", "auditor")


async def test_a_refusal_that_was_overridden_says_why(hall: Office) -> None:
    who = await hall.open(*arrival())
    await hall.post(
        f"/v1/residents/{who}/events",
        {"events": [event("Reentered", "2026-06-01")], "override": "the stamp says so"},
        token=await hall.token("supervisor"),
    )
    text = words(await page(hall, f"/residents/{who}/history"))
    assert "Recorded although it would have been refused. Reason: the stamp says so" in text
    overview = await page(hall, f"/residents/{who}")
    assert f'href="/residents/{who}/history?after=4#v5"' in overview


async def test_a_long_history_is_read_page_by_page_and_reasons_are_found_on_others(hall: Office) -> None:
    who = await hall.open(
        *arrival(), *[event("NoteAdded", "2029-12-01", text=f"note {n}") for n in range(46)]
    )
    right = event("Settled", "2026-04-06", address={"municipality_code": "01101", "line": "Odori 3"})
    await hall.record(
        who, event("EventCorrected", "2029-12-31", corrects=4, replacement=right, reason="the house number")
    )
    newest = await page(hall, f"/residents/{who}/history")
    assert re.findall(r'id="v(\d+)"', newest) == [str(n) for n in range(51, 26, -1)]
    older = await page(hall, f"/residents/{who}/history", after="1")
    assert "Corrected by entry v51 · Reason: the house number" in words(entry(older, 4))
    assert f'href="/residents/{who}/history?after=26"' in older
    assert f'href="/residents/{who}/history?after=0"' in older


async def test_an_entry_leads_to_the_file_as_known_with_it(hall: Office, moved: str) -> None:
    text = await page(hall, f"/residents/{moved}/history")
    assert f'href="/residents/{moved}?known=v4"' in entry(text, 4)
    assert "Minami 1 Nishi 2" in words(await page(hall, f"/residents/{moved}", known="v4"))


async def test_what_an_entry_changed_is_said_for_a_day(hall: Office, moved: str) -> None:
    text = words(await page(hall, f"/residents/{moved}/history/6", on="2027-11-30"))
    assert "What entry v6 changed in the standing and duties of 2027-11-30 (Tue):" in text
    assert "No longer owed: Notify the new address (ADR-3, ICRRA art. 19-9(1))." in text
    assert "With this entry the file was opened." in words(await page(hall, f"/residents/{moved}/history/1"))


@pytest.mark.parametrize("version", ["0", "99"])
async def test_an_entry_that_is_none_is_not_found(hall: Office, moved: str, version: str) -> None:
    client = await signed_in(hall, "development")
    assert (await client.get(f"/residents/{moved}/history/{version}")).status_code == 404
