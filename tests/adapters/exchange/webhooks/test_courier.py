"""Facts reach receivers: each at least once, in order for every resident, whatever receivers do."""

import asyncio
from datetime import date, timedelta
from uuid import UUID, uuid4

import pytest
from cloudevents.core.formats.json import JSONFormat
from cloudevents.core.v1.event import CloudEvent
from standardwebhooks import Webhook as Verifier

from adapters.exchange.webhooks import sending
from adapters.exchange.webhooks.sending import shown
from adapters.postgres.letters import Letters, Sent
from adapters.postgres.log.erasure import erase
from tests.adapters.exchange.webhooks.conftest import Exchange, versions
from tests.adapters.lives import DESK
from tests.adapters.test_merging import merge
from tests.receiver import Authority, Behaviour, Delivery, Receiver, receiver
from tests.spec import event

NOTE = event("NoteAdded", "2026-09-10", text="Confidential remark")


async def test_a_fact_arrives_as_a_signed_cloud_event_without_names(here: Exchange, there: Receiver) -> None:
    webhook, secret = await here.webhooks.make(
        url=there.url, kinds=("resident.recorded",), offices=(), by="admin", at=here.watch.now()
    )
    resident = await here.arrived(NOTE)
    await here.visit(webhook)
    assert versions(there.taken, resident) == [1, 2, 3, 4, 5, 6, 7]
    for came in there.taken:
        Verifier(shown(secret)).verify(came.body, came.headers)
        assert came.headers["content-type"] == "application/cloudevents+json"
        read = JSONFormat().read(CloudEvent, came.body)
        assert (read.get_source(), read.get_subject(), read.get_type()) == (
            "/zairyu/0", str(resident), "resident.recorded",
        )  # fmt: skip
        assert read.get_id() == came.headers["webhook-id"]
        assert read.get_dataschema() == "/schema/webhooks/resident.recorded"
        assert b"Confidential" not in came.body
    assert there.taken[-1].event["data"] == {
        "resident_id": str(resident), "version": 7, "position": 7, "event_type": "NoteAdded",
        "event_id": there.taken[-1].id, "recorded_at": there.taken[-1].event["time"],
    }  # fmt: skip


async def test_a_new_webhook_begins_with_what_comes_then(here: Exchange, there: Receiver) -> None:
    before = await here.arrived()
    webhook = await here.send_to(there.url)
    after = await here.arrived()
    await here.visit(webhook)
    assert {came.resident for came in there.taken} == {str(after)}
    assert (await here.webhook(webhook)).behind == 0
    assert before != after


async def test_notices_come_raised_and_withdrawn_after_the_events_that_they_rest_on(
    here: Exchange, there: Receiver
) -> None:
    webhook = await here.send_to(there.url)
    resident = await here.arrived()
    await here.on("2026-09-17")
    await here.record(resident, event("EventVoided", "2026-09-18", voids=6, reason="Wrong file."))
    await here.on("2026-09-18")
    await here.visit(webhook)
    kinds = [came.event["type"] for came in there.taken]
    assert kinds == ["resident.recorded"] * 7 + ["notice.raised", "notice.withdrawn"]
    raised, withdrawn = (came.event["data"] for came in there.taken[-2:])
    assert (raised["rule"], raised["stage"], raised["due_on"]) == ("ADR-3", "due-in-7", "2026-09-24")
    assert (withdrawn["notice_id"], withdrawn["cause"], withdrawn["reason"]) == (
        raised["notice_id"], 7, "not-owed",
    )  # fmt: skip
    assert len({came.id for came in there.taken}) == 9


async def test_letters_in_the_notice_log_are_not_sent_and_hold_nothing_up(
    here: Exchange, there: Receiver
) -> None:
    """Both logs share their positions, so a letter may be the last of them."""
    webhook = await here.send_to(there.url, "notice.raised")
    resident = await here.arrived()
    await here.on("2026-09-17")
    letter = Sent(
        letter_id=uuid4(), sent_on=date(2026, 9, 17), person="hanako", office="01107", language="ja",
        resident_id=resident, rule="ADR-3", trigger=6, subject=None, due_on=None, rests_on_version=6,
    )  # fmt: skip
    assert await Letters(here.pool, 0).note(letter) == 2
    await here.visit(webhook)
    found = await here.webhook(webhook)
    assert (found.notices, found.behind, len(there.taken)) == (2, 0, 1)
    await here.on("2026-09-25")
    await here.visit(webhook)
    assert [came.event["data"]["stage"] for came in there.taken] == ["due-in-7", "overdue"]


async def test_what_was_reached_before_the_first_start_is_not_sent(here: Exchange, there: Receiver) -> None:
    """Nor is it when it is taken back."""
    await here.pool.execute("UPDATE projection.noticed SET day = NULL")
    webhook = await here.send_to(there.url, "notice.raised", "notice.withdrawn")
    resident = await here.arrived()
    await here.on("2026-10-30")
    states = await here.told("stage", "state", "backlog")
    await here.record(resident, event("EventVoided", "2026-10-30", voids=6, reason="Wrong file."))
    await here.on("2026-10-30")
    await here.visit(webhook)
    assert [backlog for *_, backlog in states] == [True] * len(states)
    assert there.came == []


@pytest.mark.parametrize("behaviour", [500, 404, 302, "break", "vanish", "stall"])
async def test_what_is_not_taken_comes_again_in_order_under_its_id(
    here: Exchange, there: Receiver, behaviour: Behaviour, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A resident whose fact is not taken waits; the others do not."""
    monkeypatch.setattr(sending, "SECONDS", 0.3)
    webhook = await here.send_to(there.url)
    one, other = await here.arrived(), await here.arrived()
    there.behave = lambda came: behaviour if _is(came, one, 3) else 200
    await here.visit(webhook)
    assert versions(there.taken, one) == [1, 2]
    assert versions(there.taken, other) == [1, 2, 3, 4, 5, 6]
    (failing,) = await here.undelivered(webhook)
    assert (failing.state, failing.tries, failing.position) == ("failing", 1, 3)
    there.behave = lambda _: 200
    await here.visit(webhook)
    assert versions(there.taken, one) == [1, 2]
    here.watch.later(seconds=5)
    await here.visit(webhook)
    assert versions(there.taken, one) == [1, 2, 3, 4, 5, 6]
    tried = [came.id for came in there.came if _is(came, one, 3)]
    assert (len(tried), len(set(tried))) == (2, 1)
    assert await here.undelivered(webhook) == []


async def test_a_receiver_that_is_down_for_a_day_is_not_flooded_and_gets_everything(
    here: Exchange, there: Receiver
) -> None:
    webhook = await here.send_to(there.url)
    residents = [await here.arrived() for _ in range(12)]
    there.behave = lambda _: 503
    while here.watch.ahead[0] < timedelta(days=1):
        await here.visit(webhook)
        await here.until_the_next_try(webhook)
    assert len(there.came) == 8 * 9
    assert (await here.webhook(webhook)).is_silent
    await here.record(residents[0], NOTE)
    there.behave = lambda _: 200
    here.watch.later(hours=6)
    await here.visit(webhook)
    for resident in residents:
        last = 7 if resident == residents[0] else 6
        assert versions(there.taken, resident) == list(range(1, last + 1))
    assert await here.undelivered(webhook) == []
    assert (await here.webhook(webhook)).behind == 0


async def test_a_fact_is_tried_for_three_days_then_set_aside_and_the_later_ones_come(
    here: Exchange, there: Receiver
) -> None:
    webhook = await here.send_to(there.url)
    resident = await here.arrived()
    there.behave = lambda came: 500 if _is(came, resident, 2) else 200
    began, waits = here.watch.now(), []
    await here.visit(webhook)
    while (await here.webhook(webhook)).failing:
        waits.append(await here.until_the_next_try(webhook))
        await here.visit(webhook)
    hours = 3600.0
    assert waits == pytest.approx([5, 30, 300, 1800, 2 * hours, *[6 * hours] * 12], abs=2)
    assert timedelta(days=3) <= here.watch.now() - began < timedelta(days=3, hours=6)
    assert versions(there.taken, resident) == [1, 3, 4, 5, 6]
    (dead,) = await here.undelivered(webhook)
    assert (dead.state, dead.position, dead.failure, dead.tries) == ("dead", 2, "status-500", 18)
    there.behave = lambda _: 200
    await here.webhooks.replay(webhook, after=1, at=here.watch.now())
    await here.visit(webhook)
    assert versions(there.taken, resident)[5:] == [2, 3, 4, 5, 6]
    assert (await here.webhook(webhook)).dead == 0


async def test_a_receiver_that_is_gone_is_paused_and_goes_on_where_it_was(
    here: Exchange, there: Receiver
) -> None:
    webhook = await here.send_to(there.url)
    resident = await here.arrived()
    there.behave = lambda came: 410 if _is(came, resident, 3) else 200
    await here.visit(webhook)
    assert (await here.webhook(webhook)).paused == "gone"
    here.watch.later(days=9)
    await here.visit(webhook)
    assert versions(there.came, resident) == [1, 2, 3]
    there.behave = lambda _: 200
    await here.webhooks.pause(webhook, paused=False, at=here.watch.now())
    await here.visit(webhook)
    assert versions(there.taken, resident) == [1, 2, 3, 4, 5, 6]


async def test_who_is_erased_is_passed_over_but_that_they_were_is_told(
    here: Exchange, there: Receiver
) -> None:
    webhook = await here.send_to(there.url, offices=["34101"])
    resident = await here.arrived()
    await erase(here.pool, resident, reason="court-order", author=DESK, shard=0)
    await here.visit(webhook)
    assert [came.event["data"]["event_type"] for came in there.taken] == ["Erased"]


async def test_a_merge_is_told_to_every_receiver_and_no_notice_is_taken_back_by_it(
    here: Exchange, there: Receiver
) -> None:
    """What an office was told of the merged file goes on in the other: it hears nothing of it until later."""
    everybody, elsewhere = await here.send_to(there.url), await here.send_to(there.url, offices=["34101"])
    one, other = await here.arrived(), await here.arrived()
    await here.on("2026-09-17")
    await here.visit(everybody)
    before = len(there.taken)
    await merge(here.log, one, other)
    await here.on("2026-09-18")
    for webhook in (everybody, elsewhere):
        await here.visit(webhook)
    told = [(came.event["data"]["event_type"], came.resident) for came in there.taken[before:]]
    merged = [("FilesMerged", str(one)), ("FilesMerged", str(other))]
    assert sorted(told) == sorted([*merged, *merged])
    states = await here.told("resident_id", "state")
    assert sorted(states) == sorted([(one, "raised"), (other, "settled")])


async def test_an_office_is_sent_what_its_caseworkers_could_read(here: Exchange, there: Receiver) -> None:
    """Who lives there, or did until lately; and what it recorded itself."""
    nishi = await here.send_to(there.url, offices=["01107"])
    await here.arrived()
    await here.visit(nishi)
    assert len(there.taken) == 6
    bureau = await here.send_to(there.url, offices=["risb-sapporo"])
    elsewhere = await here.send_to(there.url, offices=["34101"])
    await here.arrived()
    await here.visit(elsewhere)
    assert len(there.taken) == 6
    await here.visit(bureau)
    assert len(there.taken) == 12


async def test_what_was_sent_stands_among_the_looks_at_a_resident(here: Exchange, there: Receiver) -> None:
    webhook = await here.send_to(there.url, "resident.recorded", offices=["01107"])
    await here.send_to("https://127.0.0.1:1/", "resident.recorded")
    resident = await here.arrived()
    for one in await here.webhooks.all(at=here.watch.now()):
        await here.visit(one.webhook_id)
    looks = await here.accesses.of_resident(resident, before=None, limit=50)
    assert len(there.taken) == 6
    assert [(look["person"], look["role"], look["office"], look["route"]) for look in looks] == [
        ("localhost", "integrator", "01107", "POST webhook")
    ]
    assert (await here.webhook(webhook)).delivered_at is not None


async def test_a_slow_receiver_holds_up_no_other(here: Exchange, there: Receiver, trusted: Authority) -> None:
    async with receiver(trusted) as slow:
        slow.behave = lambda _: "stall"
        for url in (slow.url, there.url):
            await here.send_to(url)
        await here.arrived()
        await here.projector.catch_up()
        running = asyncio.create_task(here.courier.run())
        try:
            async with asyncio.timeout(5):
                while len(there.taken) < 6:
                    await asyncio.sleep(0.01)
        finally:
            running.cancel()
            await asyncio.gather(running, return_exceptions=True)
        assert len(slow.came) == 1


async def test_both_secrets_sign_while_one_is_replaced(here: Exchange, there: Receiver) -> None:
    webhook, old = await here.webhooks.make(
        url=there.url, kinds=("resident.recorded",), offices=(), by="admin", at=here.watch.now()
    )
    here.watch.later(seconds=1)
    new = await here.webhooks.new_secret(webhook, at=here.watch.now())
    resident = await here.arrived()
    await here.visit(webhook)
    for secret in (old, new):
        Verifier(shown(secret)).verify(there.taken[-1].body, there.taken[-1].headers)
    here.watch.later(hours=25)
    await here.record(resident, NOTE)
    await here.visit(webhook)
    assert there.taken[-1].headers["webhook-signature"].count("v1,") == 1


async def test_two_couriers_at_once_and_a_replay_in_between_leave_nothing_out(
    here: Exchange, there: Receiver
) -> None:
    webhook = await here.send_to(there.url)
    residents = [await here.arrived() for _ in range(6)]
    await here.projector.catch_up()
    visits = [courier.visit(webhook) for courier in (here.courier, here.another_courier())]
    await asyncio.gather(*visits, here.webhooks.replay(webhook, after=0, at=here.watch.now()))
    await here.visit(webhook)
    for resident in residents:
        assert list(dict.fromkeys(versions(there.taken, resident))) == [1, 2, 3, 4, 5, 6]
    by_fact = {(came.resident, came.event["data"]["position"]): came.id for came in there.came}
    assert len(set(by_fact.values())) == 36


def _is(came: Delivery, resident: UUID, version: int) -> bool:
    return came.resident == str(resident) and came.event["data"].get("version") == version
