"""The courier: one process brings facts to receivers, each receiver's by a task of its own.

A turn takes what waited long enough, else what is new in the logs, sends it and writes down how far that
brought the receiver. A process that is killed in between has sent facts of which nothing is written: they are
sent again, under the same ids.
"""

import asyncio
from collections.abc import Sequence
from functools import partial
from typing import Final
from uuid import UUID

import structlog

from adapters.cancelling import end_if_cancelled
from adapters.clock import Clock
from adapters.exchange.webhooks.addresses import target_of
from adapters.exchange.webhooks.facts import Outgoing, written
from adapters.exchange.webhooks.sending import NOT_SENT, Channel, Sender, signed
from adapters.postgres.accesses import Accesses, Look
from adapters.postgres.database import Pool
from adapters.postgres.deliveries import Deliveries, DeliveryBatch
from adapters.postgres.leading import STAND_BY_SECONDS, leading
from adapters.postgres.webhooks import Webhooks

_log = structlog.get_logger("zairyu.webhooks")

WORK: Final = "zairyu.webhooks"
AS_LOOK: Final = "POST webhook"
"""What a delivery is called in the record of looks, where a request has its route."""
POLL_SECONDS: Final = 0.5
WRONG_SECONDS: Final = 5.0
"""How long one receiver is left alone after something went wrong here, not there."""


class Courier:
    """Brings facts to receivers, as long as this process leads; counts what was taken and what was not."""

    def __init__(
        self,
        pool: Pool,
        webhooks: Webhooks,
        deliveries: Deliveries,
        sender: Sender,
        accesses: Accesses,
        *,
        clock: Clock,
        site: str = "",
    ) -> None:
        self._pool = pool
        self._webhooks = webhooks
        self._deliveries = deliveries
        self.sender = sender
        self._accesses = accesses
        self._now = clock.now
        self._today = clock.today
        self._site = site
        self._goals: dict[UUID, tuple[int, int]] = {}
        self._under_way: dict[UUID, asyncio.Task[None]] = {}
        self.delivered = self.failed = self.dead = 0

    async def run(self) -> None:
        """Bring facts to receivers until cancelled; without any, nobody needs to lead."""
        while True:
            end_if_cancelled()
            try:
                if await self._webhooks.all(at=self._now()):
                    await self._lead()
            except Exception as error:  # noqa: BLE001 facts may be brought late, not never
                _log.warning("webhooks interrupted", error=type(error).__name__)
            await asyncio.sleep(STAND_BY_SECONDS)

    async def _lead(self) -> None:
        async with leading(self._pool, self._deliveries.shard, WORK) as connection:
            if connection is None:
                return
            try:
                while True:
                    self._set_out(await self._deliveries.due(connection, at=self._now()))
                    await asyncio.sleep(POLL_SECONDS)
            finally:
                await self._stop()

    def _set_out(self, due: Sequence[UUID]) -> None:
        """Set out to each receiver that something is to be sent to, unless somebody is on the way there."""
        for webhook_id in due:
            if webhook_id not in self._under_way:
                task = asyncio.create_task(self._visit_safely(webhook_id))
                self._under_way[webhook_id] = task
                task.add_done_callback(partial(self._is_back, webhook_id))

    def _is_back(self, webhook_id: UUID, _: "asyncio.Task[None]") -> None:
        del self._under_way[webhook_id]

    async def _stop(self) -> None:
        tasks = list(self._under_way.values())
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    async def _visit_safely(self, webhook_id: UUID) -> None:
        try:
            await self.visit(webhook_id)
        except Exception as error:  # noqa: BLE001 whatever is wrong with one receiver, the others are served
            _log.warning("webhook interrupted", webhook_id=str(webhook_id), error=type(error).__name__)
            await asyncio.sleep(WRONG_SECONDS)

    async def visit(self, webhook_id: UUID) -> None:
        """Bring one receiver all there is for it now."""
        receiver = await self._deliveries.receiver(webhook_id)
        if receiver is None:
            return
        async with self.sender.channel(target_of(receiver.url)) as channel:
            while await self.turn(webhook_id, channel):
                pass

    async def turn(self, webhook_id: UUID, channel: Channel) -> bool:
        """Send what is next to a receiver; False when nothing is."""
        batch = await self._next(webhook_id)
        if batch is None:
            return False
        outcomes = await self._send(batch, channel)
        tally = await self._deliveries.settle(batch, outcomes, at=self._now())
        self.delivered += tally.delivered
        self.failed += tally.failed
        self.dead += tally.dead
        failures = [row[-1] for row in outcomes if row[-1] is not None]
        for why in sorted({*failures}):
            count = failures.count(why)
            _log.info("webhook not taken", webhook_id=str(webhook_id), why=why, facts=count)
        return True

    async def _send(self, batch: DeliveryBatch, channel: Channel) -> list[list[str | None]]:
        """Send a batch, residents side by side; return why the facts of each were not taken, or None."""
        if not batch.by_resident:
            return []
        secrets = await self._webhooks.secrets(batch.receiver.webhook_id, at=self._now())
        outcomes = await asyncio.gather(
            *(self._in_order(facts, channel, secrets) for facts in batch.by_resident)
        )
        self._put_on_record(batch, outcomes)
        return outcomes

    async def _in_order(
        self, facts: Sequence[Outgoing], channel: Channel, secrets: Sequence[bytes]
    ) -> list[str | None]:
        """Send facts one after the other up to the first that is not taken."""
        outcomes: list[str | None] = []
        for fact in facts:
            body = written(fact, shard=self._deliveries.shard, site=self._site)
            failure = await channel.send(signed(body, id_=fact.id, at=self._now(), secrets=secrets))
            outcomes.append(failure)
            if failure is not None:
                break
        return outcomes

    def _put_on_record(self, batch: DeliveryBatch, outcomes: Sequence[Sequence[str | None]]) -> None:
        """Note a look of the receiver at those about whom it was sent something, taken or not.

        Raises TooManyWaitingError while looks cannot be written: what was sent is then sent again.
        """
        sent = zip(batch.by_resident, outcomes, strict=True)
        residents = [row[0].resident_id for row, found in sent if found[0] not in NOT_SENT]
        receiver = batch.receiver
        if residents:
            self._accesses.look(
                Look(
                    looked_at=self._now(), person=target_of(receiver.url).host, role="integrator",
                    office=receiver.offices[0] if len(receiver.offices) == 1 else "", purpose=None,
                    route=AS_LOOK, asked_on=None, known=None, residents=tuple(sorted(residents)),
                )
            )  # fmt: skip

    async def _next(self, webhook_id: UUID) -> DeliveryBatch | None:
        """Return what is next to be sent to a receiver.

        A goal in both logs is gone to before another is set: so a notice never comes before the event that
        it rests on, and never waits for ever.
        """
        receiver = await self._deliveries.receiver(webhook_id)
        if receiver is None:
            return None
        today = self._today()
        if receiver.is_holding:
            retries = await self._deliveries.retries(receiver, at=self._now(), today=today)
            if retries is not None:
                return retries
        now = receiver.last_event, receiver.last_notice
        goal = self._goals.setdefault(webhook_id, now)
        found = await self._deliveries.new_facts(receiver, events=goal[0], notices=goal[1], today=today)
        if found is None and goal != now:
            self._goals[webhook_id] = now
            found = await self._deliveries.new_facts(receiver, events=now[0], notices=now[1], today=today)
        return found
