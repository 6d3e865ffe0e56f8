"""Plausible mistakes at the desk: each answer names place, fault and remedy, in the language asked for.

Nothing that was sent comes back, no pattern, and no English in a Japanese sentence but names of the contract.
"""

# ruff: noqa: E501 - a mistake a line reads better

import re
from datetime import timedelta
from typing import Any

import httpx
import pytest
from msgspec import Struct

from api.wording.text import day
from tests.api.office import TODAY, Office, arrival, event
from tests.japanese import foreign

SECRETS = ["Zzyzxname", "ZX99887766QW", "Zzyzxstreet", "QX99887766", "Zzyzxtext"]
PLACE = {"municipality_code": "01107", "line": SECRETS[2]}
MOVED = event("Moved", "2026-05-01", address=PLACE)
ISSUED = event("CardIssued", "2026-05-01", number="ZX99887766QW", valid_until="2028-04-06", route="bureau",
               reason="reissue")  # fmt: skip


class Slip(Struct, frozen=True):
    """A request that goes wrong: answered with a code, at pointers, saying these words in either language."""

    name: str
    code: str
    pointers: tuple[str, ...]
    en: str
    ja: str
    events: tuple[dict[str, Any], ...] = ()
    path: str = "/v1/residents/{resident}"
    query: str = ""
    body: Any = None
    headers: dict[str, str] = {}
    role: str = "caseworker"


def slip(
    name: str, pointer: str, en: str, ja: str, *events: dict[str, Any], code: str = "invalid-event"
) -> Slip:
    """Events that are refused."""
    return Slip(name, code, (pointer,) if pointer else (), en, ja, events=events)


def asked(name: str, query: str, en: str, ja: str, path: str = "/v1/residents/{resident}") -> Slip:
    """A query that is refused."""
    return Slip(name, "invalid-query", (f"?{query.partition('=')[0]}",), en, ja, query=query, path=path)


E0 = "/events/0"
SLIPS = [
    # dates
    slip("a day that there is not", f"{E0}/occurred_on", "check year, month and day", "存在しません", {**MOVED, "occurred_on": "2026-02-30"}),
    slip("a day in American order", f"{E0}/occurred_on", "use YYYY-MM-DD", "2026-11-20の形で", {**MOVED, "occurred_on": "05/01/2026"}),
    slip("a year of an era without its name", f"{E0}/occurred_on", "R8.11.20", "R8.11.20", {**MOVED, "occurred_on": "8.5.1"}),
    slip("an era that had not begun", f"{E0}/occurred_on", "no such day", "存在しません", {**MOVED, "occurred_on": "令和1年1月5日"}),
    slip("an instant for a day", f"{E0}/occurred_on", "use YYYY-MM-DD", "2026-11-20の形で", {**MOVED, "occurred_on": "2026-05-01T09:00:00Z"}),
    slip("a year mistyped", f"{E0}/occurred_on", "1868-01-01 and 2199-12-31", "年を確認", {**MOVED, "occurred_on": "0026-05-01"}),
    slip("tomorrow", f"{E0}/occurred_on", "Check the year", "年を確認", {**MOVED, "occurred_on": "2030-01-01"}, code="future-date"),
    slip("a card that ends before its issue", f"{E0}/valid_until", "check both days", "両方の日付", {**ISSUED, "valid_until": "2026-04-01"}),
    # codes and widths
    slip("a lost leading zero", f"{E0}/address/municipality_code", "leading 0", "先頭の0", {**MOVED, "address": {**PLACE, "municipality_code": "1107"}}),
    slip("a wrong check digit", f"{E0}/address/municipality_code", "check digit", "検査数字", {**MOVED, "address": {**PLACE, "municipality_code": "０１１０１2"}}),
    slip("a city of wards", f"{E0}/address/municipality_code", "a city's ward", "政令市は区", {**MOVED, "address": {**PLACE, "municipality_code": "01100"}}),
    slip("a card number one digit short", f"{E0}/number", "eight digits", "数字8字", {**ISSUED, "number": "QX9988776QW"}),
    slip("a Japanese national", f"{E0}/nationality", "other than JP", "JP以外", event("ParticularsChanged", "2026-05-01", nationality="JP")),
    slip("a country in letters", f"{E0}/nationality", "two capitals", "英大文字2字", event("ParticularsChanged", "2026-05-01", nationality="Nepal")),
    slip("a period in words", f"{E0}/period_of_stay", "P1Y", "P1Y", event("PeriodExtended", "2026-05-01", period_of_stay="1 year", expires_on="2027-05-01")),
    slip("a name of spaces", f"{E0}/name/family", "Nothing can be seen", "目に見える文字", event("ParticularsChanged", "2026-05-01", name={"family": "　", "given": "Zzyzxname"})),
    # words
    slip("a status in part", f"{E0}/status", "did you mean `engineer-humanities-international`", "(技術・人文知識・国際業務)ではありませんか", event("StatusChanged", "2026-05-01", status="engineer", period_of_stay="P1Y", expires_on="2027-05-01")),
    slip("a status in Japanese", f"{E0}/status", "did you mean `student`", "`student`(留学)ではありませんか", event("StatusChanged", "2026-05-01", status="留学", period_of_stay="P1Y", expires_on="2027-05-01")),
    slip("an event in small letters", f"{E0}/type", "did you mean `Moved`", "`Moved`(", {**MOVED, "type": "moved"}),
    slip("an event in Japanese", f"{E0}/type", "`AddressNotified`", "AddressNotified", event("住居地の届出", "2026-05-01")),
    slip("a cause of another list", f"{E0}/cause", "use `destroyed`, `lost`, `stolen`", "`destroyed`(滅失)、`lost`(紛失)、`stolen`(盗難)のいずれか", event("CardLost", "2026-05-01", cause="Zzyzxtext")),
    slip("a detail of another status", E0, "leave it out", "省いてください", event("StatusChanged", "2026-05-01", status="student", detail="a", period_of_stay="P1Y", expires_on="2027-05-01")),
    # fields and sizes
    slip("a field mistyped", f"{E0}/adress", "did you mean `address`", "`address`ではありませんか", event("Moved", "2026-05-01", adress=PLACE)),
    slip("a field of another event", f"{E0}/number", "leave it out", "除く", {**MOVED, "number": "ZX99887766QW"}),
    slip("a field forgotten", f"{E0}/address", "`address` is missing", "住居地(`address`)は必須", event("Moved", "2026-05-01")),
    slip("a number as text", f"{E0}/hours_per_week", "whole number", "整数", event("SideActivityStarted", "2026-05-01", description="x", hours_per_week="20")),
    slip("more hours than a week has", f"{E0}/hours_per_week", "168 at most", "168以下", event("SideActivityStarted", "2026-05-01", description="x", hours_per_week=200)),
    slip("a text too long", f"{E0}/text", "2,000 characters at most", "2,000字以内", event("NoteAdded", "2026-05-01", text="Zzyzxtext" * 300)),
    slip("nothing changed at all", E0, "At least one of", "いずれかを入力", event("ParticularsChanged", "2026-05-01")),
    Slip("an event without its list", "invalid-event", ("/events",), "even of one", "1件でも一覧", body={"events": MOVED}),
    Slip("a hundred and one events", "invalid-event", ("/events",), "100 items at most", "100件まで", body={"events": [MOVED] * 101}),
    Slip("several at once", "invalid-event", (f"{E0}/occurred_on", f"{E0}/address/municipality_code", "/events/1/cause", "/events/2/occurred_on", "/events/3/text"), "`errors` names each place", "`errors`のとおり",
         events=({**MOVED, "occurred_on": "x", "address": {**PLACE, "municipality_code": "x"}}, event("CardLost", "2026-05-01", cause="x"), event("Died", "2062-01-01"), event("NoteAdded", "2026-05-01", text=" "))),
    Slip("two that no event can mean", "invalid-event", (f"{E0}/text", "/events/1/occurred_on"), "lies in the future", "未来の日付",
         events=(event("NoteAdded", "2026-05-01", text=" "), event("Died", "2062-01-01"))),
    # order
    slip("back without having left", E0, "Record the departure", "先に出国", event("Reentered", "2026-05-01"), code="not-abroad"),
    slip("the case opened twice", E0, "Leave CaseOpened out", "`CaseOpened`を除いて", arrival()[0], code="case-already-open"),
    slip("a decision without an application", E0, "Record the application", "先に申請", event("ApplicationClosed", "2026-05-01", procedure="extension", outcome="refused"), code="application-not-pending"),
    slip("a card that was never issued", E0, "Record its issue", "先に交付", event("CardReturned", "2026-05-01", number="ZX99887766QW", route="port"), code="card-not-issued"),
    slip("before birth", E0, "date of birth", "生年月日を確認", {**MOVED, "occurred_on": "1990-01-01"}, code="before-birth"),
    # queries
    asked("a parameter in capitals", "On=2026-05-01", "did you mean `on`", "`on`ではありませんか"),
    asked("a day in words", "on=today", "use YYYY-MM-DD", "2026-11-20の形で"),
    asked("a version that does not exist", "known=v99", "no such version", "その記録番号はありません"),
    asked("a version in a list", "known=v5", "a day (2026-11-20", "記録番号は個人の記録だけ", path="/v1/residents"),
    asked("too long a page", "limit=1000", "500 at most", "500以下", path="/v1/obligations"),
    asked("a state of nowhere", "state=late", "did you mean", "done-late", path="/v1/obligations"),
    asked("a rule without its hyphen", "rule=ADR1", "did you mean `ADR-1`", "`ADR-1`ではありませんか", path="/v1/obligations"),
    # roles, headers, media
    Slip("a caseworker who corrects", "forbidden", (), "Ask a supervisor", "監督者に申し出て", events=(event("EventVoided", "2026-05-01", voids=4, reason="x"),)),
    Slip("a caseworker who overrides", "forbidden", (), "Chuo Ward Office", "札幌市中央区役所の窓口担当者", body={"events": [MOVED], "override": "x"}),
    Slip("a supervisor who audits", "forbidden", (), "role auditor", "監査担当者", path="/v1/audit/accesses", query="limit=1", role="supervisor"),
    Slip("a version without quotes", "invalid-header", (), '"7", "8"', '"7", "8"', events=(MOVED,), headers={"If-Match": "7"}),
    Slip("a version that has passed", "version-mismatch", (), "Read the file again", "最新の記録を確認", events=(MOVED,), headers={"If-Match": '"3"'}),
    Slip("no JSON", "unsupported-media-type", (), "Content-Type: application/json", "`Content-Type: application/json`", events=(MOVED,), headers={"Content-Type": "text/plain"}),
]  # fmt: skip


async def _ask(office: Office, found: Slip, resident: str, language: str) -> httpx.Response:
    headers = {"Accept-Language": language, **found.headers}
    token = await office.token(found.role)
    path = found.path.format(resident=resident)
    if found.query:
        return await office.get(f"{path}?{found.query}", token=token, headers=headers)
    body = found.body or {"events": list(found.events)}
    return await office.post(f"{path}/events", body, token=token, headers=headers)


@pytest.mark.parametrize("found", SLIPS, ids=[found.name for found in SLIPS])
async def test_a_mistake_is_answered_with_place_fault_and_remedy(hall: Office, found: Slip) -> None:
    """In both languages; nothing is recorded."""
    resident = await hall.open(*arrival(family=SECRETS[0]))
    for language, words in (("en", found.en), ("ja", found.ja)):
        answer = await _ask(hall, found, resident, language)
        problem = answer.json()
        assert problem["type"] == f"/problems/{found.code}", problem
        assert tuple(fault["pointer"] for fault in problem["errors"]) == found.pointers, problem
        told = [problem["detail"], *(fault["detail"] for fault in problem["errors"])]
        assert words in " ".join(told), told
        for sentence in told:
            assert sentence.endswith("。" if language == "ja" else (".", "?")), sentence
            assert not re.search(r"\\[dZx]|\[\^|RFC ?3339|regex|Traceback", sentence)
        assert not [secret for secret in SECRETS if secret in answer.text]
        if language == "ja":
            assert foreign({"title": problem["title"], "told": told}) == []
    assert len((await hall.get(f"/v1/residents/{resident}/events")).json()["items"]) == 4


async def test_who_moved_away_is_read_for_a_while_and_recorded_about_elsewhere(hall: Office) -> None:
    """403 says where to and until when; 404 only where reading is over too."""
    token = await hall.token("caseworker")
    left = TODAY - timedelta(days=30)
    still = await hall.open(*arrival(), event("Moved", str(left), address=PLACE))
    gone = await hall.open(*arrival(), event("Moved", str(TODAY - timedelta(days=91)), address=PLACE))
    note = {"events": [event("NoteAdded", str(TODAY), text="x")]}
    until = left + timedelta(days=90)
    for route in ("events", "preview"):
        answer = await hall.post(f"/v1/residents/{still}/{route}", note, token=token)
        assert (answer.status_code, answer.json()["type"]) == (403, "/problems/forbidden")
        assert f"Moved to Nishi Ward Office, Sapporo (01107) on {left}" in answer.json()["detail"]
        assert f"may be read until {until}" in answer.json()["detail"]
        japanese = await hall.post(
            f"/v1/residents/{still}/{route}", note, token=token, headers={"Accept-Language": "ja"}
        )
        assert f"{day(until, 'ja')}まで閲覧できます" in japanese.json()["detail"]
        assert PLACE["line"] not in answer.text
        assert (await hall.post(f"/v1/residents/{gone}/{route}", note, token=token)).status_code == 404
    assert (await hall.get(f"/v1/residents/{still}", token=token)).status_code == 200
    looks = (await hall.get(f"/v1/residents/{still}/access")).json()["items"]
    assert {look["person"] for look in looks} >= {"caseworker of 01101"}
