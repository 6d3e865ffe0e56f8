"""The page of one resident: standing in words, the picture, what is owed and why, and what goes on paper."""

import re

import pytest

from tests.api.console.conftest import page, words
from tests.api.console.hostile import NAMES
from tests.api.office import Office, arrival, event


@pytest.fixture(scope="module")
async def student(hall: Office) -> str:
    """Came in 2026, moved in 2029 and has not notified that."""
    return await hall.open(
        *arrival(card="AB12345678CD"),
        event("AddressNotified", "2026-04-08"),
        event(
            "PeriodExtended", "2028-03-20", period_of_stay="P2Y", expires_on="2030-04-06"
        ),
        event("Moved", "2029-12-20", address={"municipality_code": "01107", "line": "Kotoni 1"}),
    )  # fmt: skip


async def test_the_page_begins_with_how_they_stand_in_sentences(hall: Office, student: str) -> None:
    text = words(await page(hall, f"/residents/{student}"))
    assert (
        "Status of residence: Student, 2 years. In valid stay. This lasts through 2030-04-06 (Sat). "
        "In Japan. Card AB12345678CD, valid through 2028-04-06 (Thu), has lapsed. "
        "Place of residence: Nishi Ward, Sapporo, Kotoni 1 (not notified yet)."
    ) in text


async def test_the_same_in_japanese(hall: Office, student: str) -> None:
    text = words(await page(hall, f"/residents/{student}", language="ja"))
    assert "在留資格は「留学」(在留期間 2年)です。適法に在留しています。" in text
    assert "住居地は札幌市西区 Kotoni 1です(届出はまだです)。" in text


async def test_every_duty_says_by_when_where_and_why_that_day(hall: Office, student: str) -> None:
    text = await page(hall, f"/residents/{student}")
    duty, card = (
        next(part for part in text.split("<article")[1:] if title in part)
        for title in ("Notify the new address", "Return the card: its validity ended")
    )
    said, at_the_bureau = words(f"<article{duty}"), words(f"<article{card}")
    assert "open Last day 2030-01-04 (Fri) in 4 days" in said
    assert "Where: Nishi Ward Office, Sapporo" in said
    assert "Open: 9:00" in at_the_bureau
    assert "Telephone: 011-261-7502" in at_the_bureau
    assert "Card AB12345678CD" in at_the_bureau
    assert "14 days, first day not counted: 2030-01-03 (Thu)" in said
    assert 'href="/rules/ADR-3"' in duty


async def test_the_picture_stands_beside_a_table_that_says_the_same(hall: Office, student: str) -> None:
    text = await page(hall, f"/residents/{student}")
    picture = text[text.index('<svg class="life" role="img"') : text.index("</svg>")]
    assert 'aria-labelledby="life-name life-description"' in picture
    assert "<title>in valid stay: 2026-04-06 (Mon) to 2030-04-06 (Sat)</title>" in picture
    assert 'fill="url(#ahead)"' in picture
    assert "Today 2029-12-31" in picture
    assert " style=" not in text
    table = words(text[text.index('<details class="life-table">') :])
    assert "Address Nishi Ward, Sapporo 2029-12-20 (Thu) no end known now" in table


async def test_as_of_another_day_is_marked_and_kept_by_links(hall: Office, student: str) -> None:
    text = await page(hall, f"/residents/{student}", on="R8.5.1", known="2100-01-01")
    assert '<body class="other-day">' in text
    assert "As of 2026-05-01" in text
    assert "Chuo Ward, Sapporo, Minami 1 Nishi 2 (notified)." in words(text)
    assert f'href="/residents/{student}/sheet?on=2026-05-01&amp;known=2100-01-01"' in text
    assert "/rules/EXT?on=2026-05-01&amp;known=2100-01-01" in text


async def test_as_known_before_something_was_recorded_it_is_not_there(hall: Office, student: str) -> None:
    text = words(await page(hall, f"/residents/{student}", known="v5"))
    assert "Only what was recorded up to entry v5 counts." in text
    assert "Past the last day of stay." in text


async def test_on_the_day_of_opening_there_is_a_picture_too(hall: Office) -> None:
    text = await page(hall, f"/residents/{await hall.open(*arrival())}", on="2026-04-06")
    assert text.count('class="bar firm"') == 5
    only_opened = await hall.open(arrival()[0])
    assert "Nothing had happened by this day." in await page(hall, f"/residents/{only_opened}")


async def test_who_may_not_record_sees_no_button_for_it(hall: Office, student: str) -> None:
    assert f"/residents/{student}/record" not in await page(hall, f"/residents/{student}", "auditor")
    assert f"/residents/{student}/looks" in await page(hall, f"/residents/{student}", "auditor")


async def test_the_sheet_holds_standing_duties_and_desks_and_no_picture(hall: Office, student: str) -> None:
    text = await page(hall, f"/residents/{student}/sheet")
    said = words(text)
    assert "as of 2029-12-31 (Mon)" in said
    assert "Where: Nishi Ward Office, Sapporo" in said
    assert "Foreign Residents Information Center" in said
    assert "They may be wrong or incomplete" in said
    assert "<svg" not in text
    assert "<details" not in text


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("part", ["", "/sheet", "/timeline", "/history", "/history/1", "/looks"])
async def test_whatever_somebody_is_called_is_shown_as_text(hall: Office, name: str, part: str) -> None:
    opened, *rest = arrival()
    opened["name"] = {"family": name, "given": name}
    rest[-1]["address"]["line"] = f"{name} \u202e"
    who = await hall.open(opened, *rest)
    text = await page(hall, f"/residents/{who}{part}")
    assert "<script>alert" not in text
    assert "<img" not in text
    assert len(re.findall(r"<h1><bdi>[^<]+</bdi>", text)) == 1
    if part in {"", "/sheet"}:
        assert re.search(r"<bdi>[^<]+</bdi> \(not notified yet\)", text)
