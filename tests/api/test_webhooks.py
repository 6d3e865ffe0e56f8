"""Webhooks over HTTP: made, shown, paused, replayed, taken away; what is recorded arrives in a second."""

import asyncio
from collections.abc import AsyncIterator
from typing import Any
from uuid import uuid4

import httpx
import pytest
from msgspec import Struct
from standardwebhooks import Webhook as Verifier

from tests.api.conftest import Offices
from tests.api.office import DEVELOPMENT, Office, arrival, event
from tests.receiver import Delivery, Receiver, authority, receiver

KINDS = ["resident.recorded", "notice.raised", "notice.withdrawn"]


class Connected(Struct, frozen=True):
    """An office and a receiver that it may send to."""

    office: Office
    there: Receiver

    async def make(self, **more: Any) -> dict[str, Any]:
        body = {"url": f"{self.there.url}?{uuid4()}", "kinds": KINDS, **more}
        answer = await self.office.post("/v1/webhooks", body, token=await self.office.token("administrator"))
        assert answer.status_code == 201, answer.text
        found: dict[str, Any] = answer.json()
        assert answer.headers["location"] == f"/v1/webhooks/{found['webhook_id']}"
        return found

    async def send(self, method: str, path: str, body: Any = None) -> httpx.Response:
        headers = {"Authorization": f"Bearer {DEVELOPMENT}"}
        return await self.office.client.request(method, path, json=body, headers=headers)

    def came(self, made: dict[str, Any]) -> list[Delivery]:
        """Return what came for a webhook."""
        return [one for one in self.there.came if made["url"].endswith(one.path)]

    async def until(self, made: dict[str, Any], count: int) -> list[Delivery]:
        """Wait until so many facts came for a webhook, and return them."""
        async with asyncio.timeout(10):
            while len(self.came(made)) < count:
                await asyncio.sleep(0.02)
        return self.came(made)


@pytest.fixture(scope="module")
async def connected(offices: Offices, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Connected]:
    trusted = authority(tmp_path_factory.mktemp("authority"))
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("SSL_CERT_FILE", str(trusted.file))
        async with receiver(trusted) as there, offices(webhook_allow=("127.0.0.0/8",)) as found:
            yield Connected(found, there)


@pytest.fixture(autouse=True)
async def nothing_left(connected: Connected) -> AsyncIterator[None]:
    yield
    for one in (await connected.office.get("/v1/webhooks")).json()["items"]:
        await connected.send("DELETE", f"/v1/webhooks/{one['webhook_id']}")
    connected.there.behave = lambda _: 200


async def test_what_is_recorded_arrives_signed_with_the_secret_that_was_shown_once(
    connected: Connected,
) -> None:
    made = await connected.make()
    path = f"/v1/webhooks/{made['webhook_id']}"
    resident = await connected.office.open(*arrival())
    for came in await connected.until(made, 4):
        Verifier(made["secret"]).verify(came.body, came.headers)
        assert came.resident == resident
    shown = (await connected.office.get(path)).json()
    assert "secret" not in shown
    assert made["secret"] not in (await connected.office.get("/v1/webhooks")).text
    kept = await connected.office.parts.services.pool.fetchval("SELECT wrapped FROM exchange.webhook_secret")
    assert made["secret"].encode() not in kept


async def test_notices_arrive_and_their_schema_is_where_the_fact_says(connected: Connected) -> None:
    made = await connected.make(kinds=["notice.raised"])
    await connected.office.open(*arrival())
    fact = (await connected.until(made, 1))[0].event
    schema = await connected.office.client.get(fact["dataschema"])
    assert schema.headers["content-type"] == "application/schema+json"
    (described,) = schema.json()["$defs"].values()
    assert set(described["properties"]) == set(fact["data"])
    assert (await connected.office.client.get("/schema/webhooks/other")).status_code == 404


async def test_a_paused_receiver_is_sent_nothing_and_loses_nothing(connected: Connected) -> None:
    made = await connected.make(kinds=["resident.recorded"])
    path = f"/v1/webhooks/{made['webhook_id']}"
    paused = await connected.send("PATCH", path, {"paused": True})
    assert (paused.json()["paused"], paused.json()["paused_because"]) == (True, "asked")
    await connected.office.open(*arrival())
    await asyncio.sleep(0.7)
    assert connected.came(made) == []
    assert (await connected.office.get(path)).json()["behind"] == 4
    assert (await connected.send("PATCH", path, {"paused": False})).json()["paused"] is False
    await connected.until(made, 4)


async def test_failures_are_listed_without_residents_and_come_again_after_a_replay(
    connected: Connected,
) -> None:
    made = await connected.make(kinds=["resident.recorded"])
    path = f"/v1/webhooks/{made['webhook_id']}"
    connected.there.behave = lambda _: 500
    residents = [await connected.office.open(*arrival()) for _ in range(3)]
    await connected.until(made, 3)
    await asyncio.sleep(0.2)
    page = (await connected.office.get(f"{path}/deliveries", limit=2)).json()
    rest = (await connected.office.get(f"{path}/deliveries", cursor=page["next"])).json()
    items = [*page["items"], *rest["items"]]
    assert [(one["state"], one["tries"], one["failure"]) for one in items] == [
        ("failing", 1, "status-500")
    ] * 3
    assert {one["id"] for one in items} == {came.id for came in connected.came(made)}
    assert not [resident for resident in residents if resident in str(items)]
    assert (await connected.office.get(f"{path}/deliveries", state="dead")).json()["items"] == []
    connected.there.behave = lambda _: 200
    answer = await connected.send("POST", f"{path}/replay", {"after": items[0]["position"] - 1})
    assert answer.status_code == 200
    await connected.until(made, 3 + 12)
    await asyncio.sleep(0.2)
    assert (await connected.office.get(f"{path}/deliveries")).json()["items"] == []


async def test_a_replay_from_an_instant_sends_again_what_came_after_it(connected: Connected) -> None:
    made = await connected.make(kinds=["resident.recorded"])
    resident = await connected.office.open(*arrival())
    last = await connected.office.record(resident, event("NoteAdded", "2026-05-01", text="x"))
    await connected.until(made, 5)
    path = f"/v1/webhooks/{made['webhook_id']}/replay"
    before = (await connected.office.get(f"/v1/residents/{resident}/events")).json()["items"][3][
        "recorded_at"
    ]
    assert (await connected.send("POST", path, {"after": before})).status_code == 200
    came = await connected.until(made, 6)
    assert came[5].id == came[4].id
    assert last["version"] == 5
    for after in (-1, "yesterday", None, "2026-02-31T00:00:00Z"):
        answer = await connected.send("POST", path, {"after": after})
        assert answer.status_code == 400, after
        assert answer.json()["errors"][0]["pointer"] == "/after"


async def test_a_secret_is_replaced_and_both_sign_for_a_day(connected: Connected) -> None:
    made = await connected.make(kinds=["resident.recorded"])
    answer = await connected.send("POST", f"/v1/webhooks/{made['webhook_id']}/secret")
    new = answer.json()
    assert new["older_secret_until"] is not None
    assert new["secret"] != made["secret"]
    await connected.office.open(*arrival())
    came = (await connected.until(made, 4))[0]
    for secret in (made["secret"], new["secret"]):
        Verifier(secret).verify(came.body, came.headers)


@pytest.mark.parametrize(
    ("body", "pointer"),
    [
        ({"url": "http://receiver.example/"}, "/url"),
        ({"url": "https://10.0.0.1/"}, "/url"),
        ({"url": "https://[::ffff:127.0.0.1]/"}, "/url"),
        ({"url": "https://169.254.169.254/latest/meta-data"}, "/url"),
        ({"url": "https://u:p@receiver.example/"}, "/url"),
        ({"url": ""}, "/url"),
        ({"kinds": []}, "/kinds"),
        ({"kinds": ["resident.read"]}, "/kinds/0"),
        ({"offices": ["99999"]}, "/offices/0"),
        ({"secret": "mine"}, "/secret"),
    ],
)
async def test_what_is_no_receiver_says_where(
    connected: Connected, body: dict[str, Any], pointer: str
) -> None:
    whole = {"url": "https://receiver.example/", "kinds": ["notice.raised"], **body}
    answer = await connected.office.post("/v1/webhooks", whole)
    assert answer.status_code == 400
    assert [wrong["pointer"] for wrong in answer.json()["errors"]] == [pointer]


@pytest.mark.parametrize("after", ["2026-11-20", "2026-11-20T09:00:00", "x"])
async def test_what_is_no_instant_to_send_again_from_says_what_one_is(
    connected: Connected, after: str
) -> None:
    """A text is told how an instant is written, not that a number is expected."""
    made = await connected.make()
    answer = await connected.office.post(f"/v1/webhooks/{made['webhook_id']}/replay", {"after": after})
    [wrong] = answer.json()["errors"]
    assert (answer.status_code, wrong["pointer"]) == (400, "/after")
    assert wrong["detail"].startswith("Use an instant with its offset")


async def test_what_is_not_there_is_not_found(connected: Connected) -> None:
    path = f"/v1/webhooks/{uuid4()}"
    for method, more, body in (
        ("GET", "", None), ("PATCH", "", {"paused": True}), ("DELETE", "", None), ("POST", "/secret", None),
        ("GET", "/deliveries", None), ("POST", "/replay", {"after": 0}),
    ):  # fmt: skip
        answer = await connected.send(method, path + more, body)
        assert (answer.status_code, answer.json()["type"]) == (404, "/problems/webhook-not-found"), method


async def test_what_is_taken_away_is_gone_with_its_secret(connected: Connected) -> None:
    made = await connected.make()
    assert (await connected.send("DELETE", f"/v1/webhooks/{made['webhook_id']}")).status_code == 204
    pool = connected.office.parts.services.pool
    assert await pool.fetchval("SELECT count(*) FROM exchange.webhook_secret") == 0


async def test_the_examples_can_be_tried_as_they_stand(connected: Connected) -> None:
    document = (await connected.office.client.get("/schema/openapi.json")).json()
    made = await connected.make()
    for path, method in (
        ("/v1/webhooks", "post"), ("/v1/webhooks/{webhook_id}", "patch"),
        ("/v1/webhooks/{webhook_id}/replay", "post"),
    ):  # fmt: skip
        body = document["paths"][path][method]["requestBody"]["content"]["application/json"]
        for example in body["examples"].values():
            answer = await connected.send(
                method.upper(), path.format(webhook_id=made["webhook_id"]), example["value"]
            )
            assert answer.status_code in {200, 201}, answer.text


async def test_the_metrics_count_what_was_taken_and_what_was_not(connected: Connected) -> None:
    made = await connected.make(kinds=["resident.recorded"])
    await connected.office.open(*arrival())
    await connected.until(made, 4)
    text = (await connected.office.client.get("/metrics")).text
    for name in ("delivered", "failed", "dead", "behind"):
        assert f"zairyu_webhooks_{name} " in text
