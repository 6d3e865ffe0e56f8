"""Receivers that misbehave by chance, couriers killed, replays in between: every fact comes, in order."""

import asyncio
import random
from collections.abc import Callable, Sequence
from datetime import datetime
from uuid import UUID

import pytest

from adapters.exchange.webhooks import sending
from adapters.postgres.deliveries import Deliveries, DeliveryBatch, Outcomes, Tally
from tests.adapters.exchange.webhooks.conftest import Exchange, versions
from tests.receiver import Behaviour, Delivery, Receiver
from tests.spec import event

BEHAVIOURS: tuple[Behaviour, ...] = (200, 200, 200, 500, 410, 302, "break", "vanish", "stall")


async def season(here: Exchange, there: Receiver, draw: random.Random, rounds: int) -> None:
    """Let things happen, then let all go well; see that nothing is left out and nothing out of order."""
    webhook = await here.send_to(there.url)
    residents = [await here.arrived() for _ in range(4)]
    for _ in range(rounds):
        resident = draw.choice(residents)
        await here.record(resident, event("NoteAdded", "2026-09-10", text="x"))
        mood = draw.random()
        there.behave = _moody(draw, mood)
        await _visited(here, webhook, draw)
        if draw.random() < 0.1:
            after = draw.randrange(await here.log.head() + 1)
            await here.webhooks.replay(webhook, after=after, at=here.watch.now())
        if draw.random() < 0.3:
            await here.webhooks.pause(webhook, paused=draw.random() < 0.3, at=here.watch.now())
        here.watch.later(seconds=draw.choice((1, 10, 400, 30_000)))
    there.behave = lambda _: 200
    await here.webhooks.pause(webhook, paused=False, at=here.watch.now())
    await here.visit(webhook)
    for resident in residents:
        taken = versions(there.taken, resident)
        assert list(dict.fromkeys(taken)) == list(range(1, here.versions[resident] + 1))
    ids = {(came.event["type"], came.event["data"]["position"], came.id) for came in there.came}
    assert len(ids) == len({came.id for came in there.came})
    found = await here.webhook(webhook)
    assert (found.behind, found.failing, found.dead) == (0, 0, 0)


def _moody(draw: random.Random, mood: float) -> Callable[[Delivery], Behaviour]:
    return lambda _: draw.choice(BEHAVIOURS) if draw.random() < mood else 200


class Killed(Exception):
    """Who brings facts is gone before, or after, it is written down what became of them."""


class Mortal(Deliveries):
    """Writes down what became of facts, as long as nobody kills who does."""

    def __init__(self, here: Exchange, draw: random.Random) -> None:
        super().__init__(here.pool, here.log.shard)
        self.draw = draw

    async def settle(self, batch: DeliveryBatch, outcomes: Sequence[Outcomes], *, at: datetime) -> Tally:
        end = self.draw.random()
        if end < 0.03:
            raise Killed
        done = await super().settle(batch, outcomes, at=at)
        if end > 0.97:
            raise Killed
        return done


async def _visited(here: Exchange, webhook: UUID, draw: random.Random) -> None:
    """Have couriers bring what there is, one or two at once; some are killed."""
    await here.projector.catch_up()
    couriers = [here.another_courier(Mortal(here, draw)) for _ in range(draw.choice((1, 1, 2)))]
    for end in await asyncio.gather(*(each.visit(webhook) for each in couriers), return_exceptions=True):
        if end is not None and not isinstance(end, Killed):
            raise end


async def test_every_fact_comes_in_order_whatever_happens(
    here: Exchange, there: Receiver, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sending, "SECONDS", 0.2)
    await season(here, there, random.Random(1), 30)


# A handshake cut off on a busy machine is hung up when it is collected, and says so.
@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
@pytest.mark.torture
@pytest.mark.parametrize("seed", range(10))
async def test_so_it_is_in_ten_seasons(
    here: Exchange, there: Receiver, monkeypatch: pytest.MonkeyPatch, seed: int
) -> None:
    monkeypatch.setattr(sending, "SECONDS", 0.4)
    await season(here, there, random.Random(seed), 60)
