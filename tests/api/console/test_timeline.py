"""The timeline of one resident: day by day, what was and what lies ahead."""

import re

import pytest

from tests.api.console.conftest import page, words
from tests.api.office import Office, arrival, event


@pytest.fixture(scope="module")
async def student(hall: Office) -> str:
    return await hall.open(*arrival(), event("AddressNotified", "2026-04-08"))


async def test_past_and_ahead_are_apart_at_the_day_asked_about(hall: Office, student: str) -> None:
    text = await page(hall, f"/residents/{student}/timeline", on="2026-05-01")
    ahead, past = text[text.index('id="ahead"') : text.index('id="past"')], text[text.index('id="past"') :]
    assert "Until 2026-05-01 (Fri)" in words(past)
    assert "2028-04-06 (Thu) Last day: Apply for extension of the period of stay EXT" in words(ahead)
    assert "became Stay: past the last day of stay EXT-2 ICRRA art. 24(iv)(b)" in words(ahead)
    assert "2026-04-06 (Mon) happened Case opened entry v1" in words(past)
    assert "became Address: Chuo Ward, Sapporo ADR-1 ICRRA art. 19-7(1)" in words(past)
    assert "Last day: Notify the first address ADR-1" in words(past)


async def test_days_are_written_with_era_and_weekday(hall: Office, student: str) -> None:
    text = words(await page(hall, f"/residents/{student}/timeline", language="ja"))
    assert "令和8年4月8日(2026-04-08)水曜日 事実 住居地の届出 記録番号5" in text


async def test_what_happened_leads_to_its_entry_and_every_rule_to_its_page(
    hall: Office, student: str
) -> None:
    text = await page(hall, f"/residents/{student}/timeline", on="2026-05-01")
    assert f'href="/residents/{student}/history?on=2026-05-01&amp;after=4#v5"' in text
    assert 'href="/rules/EXT?on=2026-05-01"' in text


async def test_what_offices_were_told_stands_in_the_timeline(hall: Office, student: str) -> None:
    noted = await hall.record(student, event("NoteAdded", "2029-12-01", text="at the counter"))
    await hall.get("/v1/notices", wait_for=noted["position"])
    text = words(await page(hall, f"/residents/{student}/timeline"))
    assert "Office told: Apply for extension of the period of stay: overdue" in text
    assert "Apply for extension of the period of stay EXT overdue" in words(
        await page(hall, f"/residents/{student}")
    )


async def test_a_long_life_is_read_sixty_days_at_a_time(hall: Office) -> None:
    code = {True: "01101", False: "01102"}
    moves = [
        event(
            "Moved",
            f"{2026 + n // 12}-{1 + n % 12:02}-15",
            address={"municipality_code": code[n % 2 == 0], "line": str(n)},
        )
        for n in range(5, 45)
    ]
    who = await hall.open(*arrival(), *moves)
    address: str | None = f"/residents/{who}/timeline"
    pages = []
    while address is not None:
        pages.append(await page(hall, address))
        older = re.search(r'href="([^"]+before=[^"]+)"', pages[-1])
        address = None if older is None else older[1]
    assert len(pages) > 1
    assert [text.count("<dt>") <= 120 for text in pages] == [True] * len(pages)
    assert [("Case opened" in text) for text in pages] == [*[False] * (len(pages) - 1), True]
    assert [("What lies ahead" in text) for text in pages] == [True, *[False] * (len(pages) - 1)]
