"""The record of every look."""

import asyncio
from typing import Any

import asyncpg
import pytest

from tests.api.office import Office, arrival, event
from tests.conftest import Dsns


async def test_every_look_is_on_record(ward: Office) -> None:
    """Who, role, office, purpose, route, day asked about."""
    resident = await ward.open(*arrival())
    token = await ward.token("caseworker", person="Suzuki")
    path = f"/v1/residents/{resident}"
    await ward.get(path, token=token, headers={"X-Purpose": "at the counter"}, on="2026-05-01")
    for part in ("/obligations", "/timeline", "/events"):
        await ward.get(path + part, token=token)
    looks = (await ward.get(f"{path}/access")).json()["items"]
    mine = [look for look in looks if look["person"] == "Suzuki"]
    assert [look["route"].removeprefix("GET /v1/residents/{resident_id}") for look in reversed(mine)] == [
        "", "/obligations", "/timeline", "/events",
    ]  # fmt: skip
    first = mine[-1]
    assert (first["purpose"], first["asked_on"], first["role"], first["office"]) == (
        "at the counter", "2026-05-01", "caseworker", "01101",
    )  # fmt: skip


async def test_a_refused_look_is_none(ward: Office) -> None:
    """Nothing was seen."""
    resident = await ward.open(*arrival())
    await ward.get(f"/v1/residents/{resident}", token=await ward.token("caseworker", "34101", person="Sato"))
    looks = (await ward.get(f"/v1/residents/{resident}/access")).json()["items"]
    assert "Sato" not in {look["person"] for look in looks}


async def test_lists_are_looks_at_everybody_in_them(ward: Office) -> None:
    """A worklist shows names."""
    residents = {await ward.open(*arrival()) for _ in range(3)}
    position = (await ward.get("/v1/events")).json()["items"][-1]["position"]
    token = await ward.token("caseworker", person="Suzuki")
    await ward.get("/v1/obligations", token=token, wait_for=position)
    looks = (await ward.get("/v1/audit/accesses", person="Suzuki")).json()["items"]
    assert set(looks[0]["residents"]) == residents


async def test_pages_follow_each_other(ward: Office) -> None:
    """Newest first, none twice."""
    resident = await ward.open(*arrival())
    for day in range(1, 8):
        await ward.get(f"/v1/residents/{resident}", on=f"2026-05-0{day}")
    seen: list[int] = []
    query: dict[str, Any] = {"limit": 3}
    while True:
        page = (await ward.get("/v1/audit/accesses", since="2020-01-01T00:00:00Z", **query)).json()
        seen += [look["id"] for look in page["items"]]
        if page["next"] is None:
            break
        query["cursor"] = page["next"]
    assert seen == sorted(set(seen), reverse=True)
    assert len(seen) >= 7


@pytest.mark.parametrize("table", ["look", "emergency"])
@pytest.mark.parametrize(
    "statement", ["UPDATE access.{} SET person = 'x'", "DELETE FROM access.{}", "TRUNCATE access.{}"]
)
async def test_the_record_is_append_only(database: Dsns, table: str, statement: str) -> None:
    """Not by the application's role, and a trigger refuses the owner."""
    for dsn in (database.application, database.owner):
        connection = await asyncpg.connect(dsn)
        with pytest.raises(asyncpg.InsufficientPrivilegeError):
            await connection.execute(statement.format(table))
        await connection.close()


async def test_tokens_are_kept_hashed_and_their_use_noted(
    ward: Office, superuser: "asyncpg.Connection[asyncpg.Record]"
) -> None:
    """Nothing in the database is a token."""
    token = await ward.token("caseworker")
    await ward.get("/v1/rules", token=token)
    row = await superuser.fetchrow("SELECT *, t::text AS everything FROM access.token AS t")
    assert row is not None
    assert token not in row["everything"]
    assert token.endswith(row["tail"])
    await ward.parts.tokens.note_uses(ward.parts.services.clock.now())
    async with asyncio.timeout(30):  # the server notes uses of its own accord as well, and may be at it
        while await superuser.fetchval("SELECT last_used_at FROM access.token") is None:
            await asyncio.sleep(0.01)


async def test_a_search_that_finds_nobody_is_on_record(ward: Office) -> None:
    """Whoever tries names and card numbers leaves a trace, without the names."""
    await ward.open(*arrival(family="Elsewhere", code="34101"))
    token = await ward.token("caseworker", person="Suzuki")
    asked: list[dict[str, Any]] = [{"q": "Elsewhere"}, {"q": "Nobody"}, {"card_number": "ZZ00000000ZZ"}]
    for query in asked:
        assert (await ward.get("/v1/residents", token=token, **query)).json()["items"] == []
    looks = (await ward.get("/v1/audit/accesses", person="Suzuki")).json()["items"]
    assert [(look["route"], look["residents"]) for look in looks] == [("GET /v1/residents", [])] * 3


async def test_a_refused_card_number_is_a_look_at_its_holder(ward: Office) -> None:
    """Also from a preview: it tells that somebody has a file."""
    card = "XY12345678ZW"
    holder = await ward.open(*arrival(card=card, code="34101"))
    mine = await ward.open(*arrival())
    token = await ward.token("caseworker", person="Suzuki")
    issued = event("CardIssued", "2026-06-01", number=card, valid_until="2028-04-06", route="bureau",
                   reason="reissue")  # fmt: skip
    for path, facts in (
        (f"/v1/residents/{mine}/preview", [issued]),
        (f"/v1/residents/{mine}/events", [issued]),
        ("/v1/residents", arrival(card=card)),
    ):
        answer = await ward.post(path, {"events": facts}, token=token)
        assert (answer.status_code, answer.json()["type"]) == (409, "/problems/card-number-taken")
    looks = (await ward.get(f"/v1/residents/{holder}/access")).json()["items"]
    assert [look["route"] for look in looks if look["person"] == "Suzuki"] == [
        "POST /v1/residents",
        "POST /v1/residents/{resident_id}/events",
        "POST /v1/residents/{resident_id}/preview",
    ]


async def test_the_residents_of_late_are_those_whose_files_one_last_read(ward: Office) -> None:
    """The latest first, each once; neither those of lists and searches, nor those of others."""
    first, second, listed = [await ward.open(*arrival(family=name)) for name in ("One", "Two", "Listed")]
    position = (await ward.get("/v1/events")).json()["items"][-1]["position"]
    mine, theirs = [await ward.token("caseworker", person=person) for person in ("Suzuki", "Sato")]
    await ward.get(f"/v1/residents/{listed}", token=theirs)
    for path in (first, second, f"{first}/timeline"):
        await ward.get(f"/v1/residents/{path}", token=mine)
    await ward.get("/v1/residents", token=mine, q="Listed", wait_for=position)
    items = (await ward.get("/v1/looks/mine", token=mine)).json()["items"]
    assert [(each["resident_id"], each["name"]["family"]) for each in items] == [
        (first, "One"),
        (second, "Two"),
    ]
    assert (await ward.get("/v1/looks/mine", token=mine, limit=1)).json()["items"] == items[:1]


async def test_who_has_left_ones_reach_is_no_longer_among_the_residents_of_late(ward: Office) -> None:
    """Having read a file once opens it to nobody."""
    resident = await ward.open(*arrival())
    position = (await ward.get("/v1/events")).json()["items"][-1]["position"]
    elsewhere = await ward.token("caseworker", "34101", person="Suzuki")
    token = await ward.token("caseworker", person="Suzuki")
    await ward.get(f"/v1/residents/{resident}", token=token)
    query = {"wait_for": position}
    assert len((await ward.get("/v1/looks/mine", token=token, **query)).json()["items"]) == 1
    assert (await ward.get("/v1/looks/mine", token=elsewhere, **query)).json()["items"] == []
    looks = (await ward.get("/v1/audit/accesses", person="Suzuki")).json()["items"]
    assert ("GET /v1/looks/mine", [resident]) in [(look["route"], look["residents"]) for look in looks]
