"""Lists as files: the same rows, scope and looks as on their pages, and nothing in them that runs."""

import asyncio
import csv
import re
from collections.abc import AsyncIterator, Iterator, Mapping
from datetime import date, datetime
from io import BytesIO, StringIO
from pathlib import Path
from typing import Any, get_type_hints
from urllib.parse import unquote

import httpx
import msgspec
import pytest
from python_calamine import CalamineWorkbook

from api.app import VERSIONED
from api.queries import Nothing
from api.routes.doubles import LikelyDoubles
from api.routing import Says, contract_of
from api.settings import WebSettings
from api.tables import gathering
from tests.api.office import TODAY, Office, arrival, event, office
from tests.conftest import Dsns

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
ON = "2026-05-20"
HOSTILE = ("=cmd|' /C calc'!A0", "@SUM(A1)", "＝1+1", "+81", "-1", "葛󠄀城", "𠮷田", "<r>x</r>")
Rows = list[dict[str, str]]


@pytest.fixture(scope="module")
async def residents(hall: Office) -> list[str]:
    """Residents of two offices; ours have names that mean harm, the first of them all that lists show."""
    found = [await hall.open(*arrival(family=name, given="花")) for name in HOSTILE]
    found.append(await hall.open(*arrival(family="Other", code="13101")))
    lost = event("CardLost", "2026-04-28", cause="stolen", note="=1+1")
    position = (await hall.record(found[0], lost))["position"]
    asked = event("EventVoided", "2026-04-29", voids=5, reason="@x")
    clerk = await hall.token("caseworker")
    await hall.post(f"/v1/residents/{found[0]}/correction-requests", asked, token=clerk)
    stranger = await hall.token("caseworker", "13102")
    glass = {"X-Break-Glass": "=2+2"}
    assert (await hall.get(f"/v1/residents/{found[0]}", token=stranger, headers=glass)).status_code == 200
    assert (await hall.get("/v1/obligations", wait_for=position, limit=1)).status_code == 200
    return found


def lists() -> Iterator[tuple[str, Says]]:
    """Yield path and contract of every route that is a table."""
    for handler in VERSIONED:
        [path] = handler.paths
        if (contract := contract_of(handler)).table is not None:
            yield f"/v1{path}".replace("{resident_id:uuid}", "{}"), contract


LISTS = dict(lists())


def read_csv(answer: httpx.Response) -> Rows:
    """Return the rows of a CSV file by title."""
    assert answer.status_code == 200, answer.text
    assert answer.headers["content-type"].startswith("text/csv; charset=utf-8")
    return list(csv.DictReader(StringIO(answer.content.decode("utf-8-sig"), newline="")))


def read_xlsx(answer: httpx.Response) -> list[dict[str, Any]]:
    """Return the rows of a workbook by title."""
    assert answer.status_code == 200, answer.text
    assert answer.headers["content-type"] == XLSX
    titles, *rows = CalamineWorkbook.from_filelike(BytesIO(answer.content)).get_sheet_by_index(0).to_python()
    return [dict(zip(map(str, titles), row, strict=True)) for row in rows]


def test_every_answer_with_items_is_a_table() -> None:
    """Otherwise a list was added whose route does not say `table=`; what people set is none.

    Nor are likely doubles, a few at most, to be looked into beside one file and not taken away.
    """
    for handler in VERSIONED:
        contract = contract_of(handler)
        shapes = contract.answer if isinstance(contract.answer, tuple) else (contract.answer,)
        is_set = contract.action == "administer" or contract.query is Nothing
        is_none = is_set or contract.answer is LikelyDoubles
        if not is_none and any("items" in _fields(shape) for shape in shapes):
            assert contract.table is not None, handler


def _fields(shape: Any) -> Mapping[str, Any]:
    origin = getattr(shape, "__origin__", shape)
    return get_type_hints(origin) if isinstance(origin, type) and issubclass(origin, msgspec.Struct) else {}


@pytest.mark.parametrize("path", LISTS)
async def test_a_list_has_the_same_rows_as_csv_and_as_a_workbook(
    hall: Office, residents: list[str], path: str
) -> None:
    """In both languages, under titles that are no two alike."""
    contract, at = LISTS[path], path.format(residents[0])
    assert contract.table is not None
    page: dict[str, Any] = (
        {"limit": 500} if contract.table.name != "last-read" and _asks(contract, "limit") else {}
    )
    items = contract.table.items((await hall.get(at, **page)).json())
    assert items, f"{path}: nothing to see"
    text = read_csv(await hall.get(at, headers={"Accept-Language": "ja"}, format="csv"))
    book = read_xlsx(await hall.get(at, headers={"Accept-Language": "en"}, format="xlsx"))
    for language, found in (("ja", text), ("en", book)):
        if contract.table.name != "looks":  # to look at them adds one
            assert len(found) == len(items)
        titles = [column.titled(language) for column in contract.table.columns]
        assert len(set(titles)) == len(titles)
        assert list(found[0]) == titles


def _asks(contract: Says, name: str) -> bool:
    return name in contract.query.__struct_fields__


@pytest.mark.parametrize("path", [path for path in LISTS if "{}" not in path])
async def test_another_offices_rows_are_in_no_table(hall: Office, residents: list[str], path: str) -> None:
    clerk = await hall.token("supervisor", "13101")
    answer = await hall.get(path, token=clerk, format="csv")
    if answer.status_code == 403:
        return
    assert not set(residents[:-1]) & set(re.findall(r"[0-9a-f-]{36}", answer.text))
    if path in _EVERYBODY:
        assert residents[-1] in answer.text


_EVERYBODY = {
    "/v1/residents", "/v1/obligations", "/v1/notifications/overdue", "/v1/notices", "/v1/letters",
}  # fmt: skip


async def test_a_file_of_another_office_is_no_table_either(hall: Office, residents: list[str]) -> None:
    """A problem document, whatever was asked for."""
    clerk = await hall.token("caseworker", "13101")
    for path in (path for path in LISTS if "{}" in path):
        answer = await hall.get(path.format(residents[0]), token=clerk, format="xlsx")
        assert answer.status_code in {403, 404}
        assert answer.headers["content-type"] == "application/problem+json"


@pytest.mark.usefixtures("residents")
async def test_names_come_back_as_they_are_and_run_nothing(hall: Office) -> None:
    found = read_csv(await hall.get("/v1/residents", format="csv", headers={"Accept-Language": "ja"}, on=ON))
    letters = {row["氏名(英字)"].removesuffix(" 花") for row in found}
    assert letters == {
        "'=cmd|' /C calc'!A0",
        "'@SUM(A1)",
        "'＝1+1",
        "'+81",
        "'-1",
        *HOSTILE[5:],
        "Other Priya",
    }
    book = read_xlsx(await hall.get("/v1/residents", format="xlsx", headers={"Accept-Language": "ja"}, on=ON))
    assert {row["氏名(英字)"].removesuffix(" 花") for row in book} == {*HOSTILE, "Other Priya"}


async def test_days_are_days_numbers_are_numbers_and_ids_are_texts(
    hall: Office, residents: list[str]
) -> None:
    book = read_xlsx(await hall.get("/v1/notifications/overdue", format="xlsx", on=ON))
    [row] = [row for row in book if row["Resident id"] == residents[-1]]
    assert row["Last day"] == date(2026, 4, 20)
    assert (row["Days left"], row["Days overdue"]) == (-30.0, 30.0)
    assert row["State"] == "overdue"
    assert "14 days, first day not counted" in row["Why that day"]
    looks = read_xlsx(await hall.get("/v1/audit/accesses", format="xlsx"))
    assert isinstance(looks[0]["Looked at (Japan time)"], datetime)
    found = read_xlsx(await hall.get("/v1/residents", format="xlsx", on=ON))
    assert {row["Municipality code"] for row in found} == {"01101", "13101"}


async def test_format_wins_over_accept_and_accept_over_nothing(hall: Office, residents: list[str]) -> None:
    async def kind(path: str, accept: str, **query: Any) -> str:
        answer = await hall.get(path, headers={"Accept": accept}, **query)
        return str(answer.headers["content-type"]).partition(";")[0]

    duties = f"/v1/residents/{residents[0]}/obligations"
    assert await kind(duties, "text/csv") == "text/csv"
    assert await kind(duties, "text/csv;q=0.5, text/plain") == "text/plain"
    assert await kind(duties, f"{XLSX}, */*;q=0.1") == XLSX
    assert await kind(duties, "text/html, */*") == "application/json"
    assert await kind(duties, XLSX, format="csv") == "text/csv"
    assert await kind(duties, "text/html", format="xlsx") == XLSX


async def test_what_is_no_table_answers_406_where_nothing_else_is_taken(
    hall: Office, residents: list[str]
) -> None:
    standing = f"/v1/residents/{residents[0]}"
    for path in (standing, "/v1/rules/LOS-1", f"{standing}/events?proof=true"):
        answer = await hall.client.get(
            path, headers={"Accept": "text/csv", "Authorization": "Bearer development-token-of-the-tests"}
        )
        assert (answer.status_code, answer.json()["type"]) == (406, "/problems/not-acceptable")
    assert (await hall.get(standing, headers={"Accept": "text/csv, */*;q=0.1"})).status_code == 200
    assert (await hall.get(standing, format="csv")).status_code == 400
    proof = await hall.get(f"{standing}/events", format="csv", proof="true")
    assert (proof.status_code, proof.json()["errors"][0]["pointer"]) == (400, "?format")


@pytest.mark.parametrize("query", ["format=pdf", "format=csv&on=x", "format=csv"])
async def test_who_calls_comes_before_what_is_asked(hall: Office, query: str) -> None:
    """No token, or none that may: 401 and 403, also to a question that would be refused."""
    assert (await hall.get(f"/v1/events?{query}", token="")).status_code == 401
    clerk = await hall.token("caseworker")
    assert (await hall.get(f"/v1/events?{query}", token=clerk)).status_code == 403
    taken = {"Accept": "text/csv"}
    assert (await hall.get("/v1/audit/seals", token=clerk, headers=taken)).status_code == 403


@pytest.mark.parametrize(
    "query",
    [
        {"format": "pdf"},
        {"format": "csv", "profile": "x"},
        {"format": "csv", "on": "x"},
        {"format": "csv", "a": "b"},
    ],
)
async def test_a_question_that_cannot_be_asked_is_refused_as_ever(
    hall: Office, query: dict[str, Any]
) -> None:
    answer = await hall.get("/v1/residents", **query)
    assert (answer.status_code, answer.json()["type"]) == (400, "/problems/invalid-query")
    twice = await hall.get("/v1/residents?on=2026-05-01&on=2026-05-02", headers={"Accept": "text/csv"})
    assert twice.status_code == 400


async def test_a_table_is_the_whole_list_and_its_look_says_how_it_was_taken(
    hall: Office, residents: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Page by page, each on record with the residents on it."""
    monkeypatch.setattr(gathering, "PAGE", 4)
    clerk = await hall.token("supervisor", person="takes-away")
    purpose = {"X-Purpose": "monthly report"}
    found = read_csv(await hall.get("/v1/residents", token=clerk, format="csv", sort="name", headers=purpose))
    assert {row["Resident id"] for row in found} == set(residents[:-1])
    looks = (await hall.get("/v1/audit/accesses", person="takes-away")).json()["items"]
    assert {look["route"] for look in looks} == {"GET /v1/residents csv"}
    assert [len(look["residents"]) for look in looks] == [4, 4]
    assert {look["purpose"] for look in looks} == {"monthly report"}
    logs = read_csv(await hall.get("/v1/events", format="csv"))
    assert [int(row["Position"]) for row in logs] == list(range(1, len(logs) + 1))
    history = read_csv(await hall.get(f"/v1/residents/{residents[0]}/events", format="csv"))
    assert [row["Entry"] for row in history] == ["1", "2", "3", "4", "5", "6"]


async def test_a_list_that_is_too_long_says_so_and_where_it_goes_on(
    hall: Office, residents: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """In the name of the file for people, as a link for programs, which leads to the rest."""
    monkeypatch.setattr(gathering, "PAGE", 2)
    monkeypatch.setattr(gathering, "MOST_ROWS", 5)
    first = await hall.get("/v1/residents", format="csv", headers={"Accept-Language": "ja"}, on=ON)
    plain, _, starred = first.headers["content-disposition"].partition("; filename*=UTF-8''")
    assert plain == f'attachment; filename="zairyu-residents-{ON}-first-5.csv"'
    assert unquote(starred) == f"在留者一覧_{ON}_先頭5件.csv"
    [following] = re.findall('<(.+)>; rel="next"', first.headers["link"])
    rest = await hall.get(following, headers={"Accept-Language": "ja"})
    assert "link" not in rest.headers
    ids = [row["在留者番号"] for answer in (first, rest) for row in read_csv(answer)]
    assert sorted(ids) == sorted(residents)


@pytest.mark.parametrize("day", ["2026-05-20", "R8.5.20", "令和8年5月20日", "２０２６-05-20"])
@pytest.mark.usefixtures("residents")
async def test_a_file_is_called_by_the_day_however_that_was_written(hall: Office, day: str) -> None:
    answer = await hall.get("/v1/residents", format="csv", on=day)
    assert answer.status_code == 200, answer.text
    name = answer.headers["content-disposition"]
    assert name == 'attachment; filename="zairyu-residents-2026-05-20.csv"'


@pytest.mark.usefixtures("residents")
async def test_a_limit_makes_a_table_of_one_page(hall: Office) -> None:
    answer = await hall.get("/v1/residents", format="csv", limit=3, profile="gif")
    assert len(read_csv(answer)) == 3
    assert "limit=3" in answer.headers["link"]
    assert f"on={TODAY}" in answer.headers["link"]  # what follows is about the same day, also after midnight
    assert "format=csv&profile=gif" in answer.headers["link"]
    assert "first" not in answer.headers["content-disposition"]


async def test_a_person_stands_in_the_columns_of_gif(hall: Office) -> None:
    """Nothing renamed, whatever the language; what lists do not know stays empty."""
    columns = ["氏", "名", "カナ", "英字", "氏名", "国籍", "性別", "生年月日", "死亡年月日", "住所", "連絡先"]
    name = {"family": "LI", "given": "Wei", "family_kanji": "李", "given_kanji": "偉", "family_kana": "リ"}
    life = arrival()
    life[0]["name"] = name
    resident = await hall.open(*life)
    await hall.get("/v1/residents", wait_for=(await hall.record(resident, _note()))["position"])
    for path in ("/v1/residents", "/v1/obligations"):
        found = read_csv(await hall.get(path, format="csv", profile="gif", on=ON, municipality="01101"))
        assert list(found[0])[:11] == columns
        [row] = [row for row in found if row["Resident id"] == resident][:1]
        born = "2001-08-02" if path == "/v1/residents" else ""
        nationality = "NP" if path == "/v1/residents" else ""
        address = "北海道札幌市中央区" if path == "/v1/residents" else ""
        assert [row[column] for column in columns] == [
            "李", "偉", "リ", "LI Wei", "李 偉", nationality, "", born, "", address, ""
        ]  # fmt: skip
    assert (
        await hall.get(f"/v1/residents/{resident}/timeline", format="csv", profile="gif")
    ).status_code == 400
    plain = await hall.get("/v1/residents", profile="gif", limit=1)
    assert plain.headers["content-type"] == "application/json"


def _note() -> dict[str, Any]:
    return event("NoteAdded", "2026-05-01", text="x")


async def test_head_answers_as_get_does_without_the_file(hall: Office) -> None:
    headers = {"Authorization": "Bearer development-token-of-the-tests"}
    answer = await hall.client.head("/v1/rules?format=xlsx", headers=headers)
    assert answer.status_code == 200
    assert answer.headers["content-type"] == XLSX
    assert "attachment" in answer.headers["content-disposition"]


@pytest.fixture
async def slow(database: Dsns, tmp_path: Path) -> AsyncIterator[Office]:
    """An office where everybody may ask for one page of a list a second, and nothing may take two."""
    web = WebSettings(rate_limit=10, rate_burst=10, request_timeout=1.9)
    async with office(database.application, tmp_path, web=web) as found:
        yield found


async def test_a_table_costs_as_its_pages_and_has_as_many_rows_as_there_is_time_for(
    slow: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It waits for what it may ask. Only its first page is refused like any other."""
    monkeypatch.setattr(gathering, "PAGE", 1)
    tokens = [await slow.token("supervisor", person=str(n)) for n in range(5)]
    for token in tokens[:3]:
        resident = await slow.open(*arrival(), token=token)
    position = (await slow.record(resident, _note(), token=tokens[2]))["position"]
    found = await slow.get("/v1/residents", format="csv", wait_for=position, token=tokens[3])
    assert len(read_csv(found)) == 2
    assert "first-2." in found.headers["content-disposition"]
    assert 'rel="next"' in found.headers["link"]
    refused = await slow.get("/v1/residents", format="csv", token=tokens[3])
    assert (refused.status_code, refused.headers["retry-after"]) == (429, "1")


async def test_a_page_that_is_refused_refuses_the_file_and_nothing_is_left_of_it(
    hall: Office, residents: list[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """Looks that cannot be put on record: from the second page on."""
    monkeypatch.setattr(gathering, "PAGE", 1)
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    await hall.parts.services.accesses.flush()
    monkeypatch.setattr("adapters.postgres.accesses._MOST_WAITING", 1)
    answer = await hall.get("/v1/residents", format="xlsx")
    assert (answer.status_code, answer.json()["type"]) == (503, "/problems/unavailable")
    await asyncio.sleep(0.1)
    assert _left_in(tmp_path) == set()
    assert residents


def _left_in(folder: Path) -> set[Path]:
    return set(folder.iterdir())
