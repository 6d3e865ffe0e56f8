"""The audit in the console: emergencies, seals, who looked; for whom."""

import re
from html import unescape

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from adapters.sealing import Sealing
from api.wording.looks import LOOKS, look_for_staff
from tests.api.console import hostile
from tests.api.console.conftest import signed_in
from tests.api.office import Office, arrival


async def test_emergencies_stand_by_person_and_day_with_their_reasons(hall: Office) -> None:
    theirs = await hall.open(*arrival(code="34101"))
    clerk = await hall.token("caseworker", person="Suzuki")
    reason = "<i>ambulance</i> at the desk"
    for _ in range(2):
        await hall.get(f"/v1/residents/{theirs}", token=clerk, headers={"X-Break-Glass": reason})
    client = await signed_in(hall, "supervisor", "01101")
    page = (await client.get("/audit")).text
    assert re.search(r"<h3>Suzuki, \d{4}-", page)
    assert "1 file opened" in page
    assert reason in unescape(page)
    assert reason not in page
    assert f'href="/residents/{theirs}"' in page
    assert 'href="/audit/looks"' not in page, "that is for auditors"
    elsewhere = await signed_in(hall, "supervisor", "34101")
    assert "Nobody has opened a file in an emergency." in (await elsewhere.get("/audit")).text


async def test_the_newest_seal_is_shown_and_what_is_not_proven_yet(ward: Office) -> None:
    await ward.open(*arrival())
    client = await signed_in(ward, "auditor")
    assert "The log has not been sealed yet." in (await client.get("/audit")).text
    services = ward.parts.services
    sealing = Sealing(services.pool, Ed25519PrivateKey.generate(), shard=services.log.shard, to=None)
    await sealing.once(failed=print)
    await ward.open(*arrival())
    page = (await client.get("/audit")).text
    assert "<dt>Entries under it</dt><dd>4</dd>" in page
    assert "<dt>Entries after it</dt><dd>4</dd>" in page
    assert "fits the key named in the seal" in page
    await services.pool.execute("SELECT log.keep_seal(0, 8, $1, now(), $1, $2)", b"\2" * 32, b"\3" * 64)
    page = (await client.get("/audit")).text
    assert "does not fit: tell whoever runs this service" in page
    assert 'role="alert"' in page


async def test_an_auditor_sees_who_looked_by_person_office_and_day(hall: Office) -> None:
    resident = await hall.open(*arrival())
    clerk = await hall.token("caseworker", person="Tanaka")
    await hall.get(f"/v1/residents/{resident}", token=clerk, headers={"X-Purpose": "at the desk"})
    await hall.parts.services.accesses.flush()
    client = await signed_in(hall, "auditor", language="ja")
    page = (await client.get("/audit/looks", params={"person": "Tanaka"})).text
    assert "在留状況の閲覧" in page
    assert "窓口担当者 · 札幌市中央区役所" in page
    assert "at the desk" in page
    assert f'href="/residents/{resident}">{resident[:8]}</a>' in page
    nobody = {"person": "Nobody"}, {"office": "札幌市北区"}, {"since": "2199-01-01"}
    for asked in nobody:
        assert "該当するものはありません。" in (await client.get("/audit/looks", params=asked)).text, asked
    some = {"office": "札幌市中央区", "person": "Tanaka"}, {"office": "01101"}, {"since": "令和2年1月1日"}
    for asked in some:
        assert "Tanaka" in (await client.get("/audit/looks", params=asked)).text, asked
    wrong = await client.get("/audit/looks", params={"since": "yesterday"})
    assert wrong.status_code == 400
    assert 'href="#f-since"' in wrong.text


async def test_looks_go_on_page_by_page(hall: Office) -> None:
    resident = await hall.open(*arrival())
    clerk = await hall.token("caseworker", person="Busy")
    for _ in range(51):
        await hall.get(f"/v1/residents/{resident}", token=clerk)
    await hall.parts.services.accesses.flush()
    client = await signed_in(hall, "auditor")
    page = (await client.get("/audit/looks", params={"person": "Busy"})).text
    assert page.count(f'href="/residents/{resident}"') == 50
    following = re.search(r'rel="next" href="([^"]+)"', page)
    assert following is not None
    page = (await client.get(unescape(following[1]))).text
    assert page.count(f'href="/residents/{resident}"') == 1
    assert 'href="/audit/looks?person=Busy">First page</a>' in page


@pytest.mark.parametrize(
    ("role", "audit", "looks", "corrections"),
    [
        ("caseworker", 403, 403, 200),
        ("supervisor", 200, 403, 200),
        ("auditor", 200, 200, 200),
        ("administrator", 403, 403, 403),
    ],
)
async def test_each_part_is_for_whom_the_api_answers(
    hall: Office, role: str, audit: int, looks: int, corrections: int
) -> None:
    client = await signed_in(hall, role)
    paths = "/audit", "/audit/looks", "/audit/corrections"
    assert [(await client.get(path)).status_code for path in paths] == [audit, looks, corrections]


async def test_hostile_persons_and_purposes_show_as_text(hall: Office) -> None:
    resident = await hall.open(*arrival())
    for name in hostile.NAMES:
        clerk = await hall.token("caseworker", person=name)
        await hall.get(f"/v1/residents/{resident}", token=clerk)
    await hall.parts.services.accesses.flush()
    client = await signed_in(hall, "auditor")
    page = (await client.get("/audit/looks")).text
    for name in hostile.NAMES:
        assert f"<bdi>{name}</bdi>" in unescape(page)
        assert name not in page or "<" not in name


def test_what_colleagues_say_of_a_look_speaks_to_nobody() -> None:
    for route in LOOKS:
        assert " you" not in look_for_staff(route, "en"), route
        assert look_for_staff(route, "ja") == LOOKS[route].ja
