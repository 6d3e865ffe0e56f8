"""Papers to hand to a resident: plain text in their language, without routes, codes and ids."""

import re
from typing import Any

import pytest

from api.papers import looks_sheet
from api.roles import ALLOWED
from api.routing import contract_of
from api.wording.looks import LOOKS, look_title, office_name, person_name, role_name
from tests.api.office import Office, arrival, event
from tests.api.test_authorisation import routes
from tests.japanese import in_other_letters

LOST = event("CardLost", "2026-05-01", cause="stolen")
CODES = re.compile(r"/v1|[0-9a-f]{8}-[0-9a-f]{4}|\b[A-Z]{2,3}-\d\b|\b01101\b|UTC")
"""What a resident cannot read: routes, ids, rules, codes of municipalities, another zone's time."""


async def sheet(
    ward: Office, path: str, language: str = "en", accept: str = "text/plain", **query: Any
) -> str:
    """Ask for a paper."""
    found = await ward.get(path, headers={"Accept": accept, "Accept-Language": language}, **query)
    assert found.headers["content-type"] == "text/plain; charset=utf-8", found.text
    assert not CODES.search(found.text), found.text
    return found.text


async def test_the_resident_reads_who_looked_at_the_file(hall: Office) -> None:
    resident = await hall.open(*arrival())
    token = await hall.token("supervisor", person="Suzuki")
    await hall.get(f"/v1/residents/{resident}", token=token, headers={"X-Purpose": "at the counter"})
    await hall.get(f"/v1/residents/{resident}/obligations")
    said = await sheet(hall, f"/v1/residents/{resident}/access")
    assert said.startswith("Who looked at the file of Priya Sharma\n")
    assert (
        "Suzuki, supervisor, Chuo Ward Office, Sapporo: read your status of residence; reason: at the counter"
    ) in said
    said = await sheet(hall, f"/v1/residents/{resident}/access", "ja")
    assert said.startswith("Sharma Priya 様の記録を閲覧した者\n日時は日本時間です。\n")
    assert "在留状況の閲覧。Suzuki、監督者、札幌市中央区役所。理由:at the counter\n" in said
    assert "手続の閲覧。development、試験担当者、試験環境\n" in said
    assert "これより前の閲覧もあります。" in await sheet(
        hall, f"/v1/residents/{resident}/access", "ja", limit=1
    )


def test_a_look_late_in_the_evening_of_london_is_of_the_next_day_in_tokyo() -> None:
    from datetime import UTC, datetime

    from domain.events import Name

    look = {
        "looked_at": datetime(2026, 11, 26, 15, 30, tzinfo=UTC), "person": "Suzuki", "role": "caseworker",
        "office": "13101", "route": "GET /v1/residents", "purpose": None,
    }  # fmt: skip
    name = Name(family="Sharma", given="Priya", family_kanji="夏", given_kanji="麻")
    assert (
        "2026-11-27 (Fri) 00:30  Suzuki, caseworker, 千代田区, Tokyo: found you in a search\n"
        in looks_sheet(name, [look], "en", more=False)
    )
    said = looks_sheet(name, [look], "ja", more=False)
    assert said.startswith("夏 麻 様")
    assert (
        "令和8年11月27日(2026-11-27)金曜日 00:30 検索結果での表示。Suzuki、窓口担当者、東京都千代田区役所\n"
        in said
    )
    assert "閲覧はありません。" in looks_sheet(name, [], "ja", more=False)


async def test_the_sheet_says_what_by_when_where_hours_and_telephone(ward: Office) -> None:
    resident = await ward.open(*arrival(card="AB12345678CD"), LOST)
    path = f"/v1/residents/{resident}/obligations"
    said = await sheet(ward, path, on="2026-05-11")
    assert said.startswith("For Priya Sharma\nAs of 2026-05-11 (Mon)\n")
    assert (
        "■ To do now\n\n"
        "● Apply for re-issuance of the lost card\n"
        "  Card: AB12345678CD\n"
        "  By: 2026-05-15 (Fri), in 4 days\n"
        "  Where: Sapporo Regional Immigration Services Bureau\n"
        "  Address: Sapporo Third Joint Government Bldg., Odori-Nishi 12-chome, Chuo-ku, Sapporo, 060-0042\n"
        "  Opening hours: 9:00 – 16:00 (excluding weekends and national holidays)\n"
        "  Telephone: 011-261-7502\n"
    ) in said
    assert "■ The last day has passed: do this at once\n\n● Notify the first address\n" in said
    assert "  Telephone: please ask at the number below\n" in said
    assert "Telephone: 0570-013904 (IP telephones, abroad: 03-5796-7112)\n" in said


async def test_the_sheet_in_japanese(hall: Office) -> None:
    resident = await hall.open(*arrival(), LOST)
    path = f"/v1/residents/{resident}"
    said = await sheet(hall, path, "ja", on="2026-05-15")
    assert said.startswith("Sharma Priya 様\n令和8年5月15日(2026-05-15)金曜日現在\n在留資格:留学\n")
    assert "住居地:札幌市中央区 Minami 1 Nishi 2\n" in said
    assert (
        "  期限:令和8年5月15日(2026-05-15)金曜日(今日まで)\n"
        "  場所:札幌出入国在留管理局\n"
        "  所在地:〒060-0042 札幌市中央区大通西12丁目 札幌第三合同庁舎\n"
        "  受付時間:9時から16時まで(土曜日・日曜日・祝日を除く)\n"
        "  電話:011-261-7502\n"
    ) in said
    assert "  場所:札幌市中央区役所\n" in said
    assert [line for line in said.splitlines() if in_other_letters(line)] == [
        "Sharma Priya 様", "住居地:札幌市中央区 Minami 1 Nishi 2",
    ]  # fmt: skip


async def test_a_sheet_may_be_empty_or_show_what_is_done(ward: Office) -> None:
    notified = event("AddressNotified", "2026-04-07", card_presented=True)
    resident = await ward.open(*arrival(), notified)
    path = f"/v1/residents/{resident}/obligations"
    assert "There is nothing to do." in await sheet(ward, path, state="overdue", on="2026-05-01")
    assert "■ 済んだ手続\n" in await sheet(ward, path, "ja", state="done")


@pytest.mark.parametrize(
    ("accept", "paper"),
    [
        ("text/plain", True),
        ("application/json;q=0.5, text/plain; charset=utf-8", True),
        ("text/plain;q=0.5, application/json", False),
        ("*/*", False),
        ("text/html, application/xhtml+xml, */*;q=0.8", False),
    ],
)
async def test_paper_is_given_to_who_prefers_it(hall: Office, accept: str, paper: bool) -> None:
    resident = await hall.open(*arrival())
    found = await hall.get(f"/v1/residents/{resident}", headers={"Accept": accept})
    assert found.headers["content-type"].startswith("text/plain") is paper


def test_every_look_role_and_office_has_a_name() -> None:
    """Each route that shows residents: none is left out, in either language."""
    shown = {
        name
        for name, handler in routes()
        if contract_of(handler).action in {"read", "record", "correct", "see-accesses", "follow", "take-out"}
    }
    about_nobody = {"GET /v1/obligations/summary"}  # which shows numbers
    about_nobody |= {name for name in shown if "/calendars" in name}  # which leave looks when fetched
    assert shown - set(LOOKS) == about_nobody
    for role in ALLOWED:
        for language in ("en", "ja"):
            assert role_name(role, language)
        assert role_name(role, "ja") != role
    assert person_name("https://login.example#1234", "en") == "staff member 1234"
    assert person_name("https://login.example#1234", "ja") == "職員番号 1234"
    assert look_title("GET /v1/gone", "ja") == "記録の閲覧"
    assert [office_name(code, "ja") for code in ("risb-sapporo", "01107", "command-line", "else")] == [
        "札幌出入国在留管理局", "札幌市西区役所", "システム管理部門", "else",
    ]  # fmt: skip
