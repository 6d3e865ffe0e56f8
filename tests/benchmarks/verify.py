"""Verifying the whole log, and loading, decrypting and decoding streams."""

import asyncio
import os
import time
from uuid import uuid4

import uvloop

from adapters.embedded import Server
from adapters.verification import verify
from domain.events import CaseEvent
from tests.adapters.lives import adding, note, opened
from tests.benchmarks.ground import KEYRING, ROUNDS, log, middle, server, table

EVENTS = int(os.environ.get("ZAIRYU_BENCH_EVENTS", "200000"))
EACH = 12
AT_ONCE = 1000


async def run(running: Server) -> None:
    """Fill a log, then read it in both ways."""
    residents = [uuid4() for _ in range(EVENTS // EACH)]
    life: tuple[CaseEvent, ...] = (opened(), *[note("x" * 120)] * (EACH - 1))
    async with log(running) as found:
        for first in range(0, len(residents), 64):
            await asyncio.gather(*[found.append(adding(r, *life)) for r in residents[first : first + 64]])
        verified, loaded, fed = [], [], []
        for _ in range(ROUNDS):
            began = time.perf_counter()
            report = await verify(found.pool, keyring=KEYRING, shard=0)
            verified.append(report.entries / (time.perf_counter() - began))
            assert report.clean
            began = time.perf_counter()
            for first in range(0, len(residents), AT_ONCE):
                streams = await found.load_many(residents[first : first + AT_ONCE])
                assert len(streams) == len(residents[first : first + AT_ONCE])
            loaded.append(len(residents) * EACH / (time.perf_counter() - began))
            began, after = time.perf_counter(), 0
            while page := await found.feed(after=after, limit=AT_ONCE * EACH):
                after = page[-1].position
            fed.append(after / (time.perf_counter() - began))
        began = time.perf_counter()
        for resident in residents[:2000]:
            await found.load(resident)
        single = 2000 * EACH / (time.perf_counter() - began)
    table(
        f"Reading {len(residents) * EACH:,} events of {len(residents):,} residents; events per second",
        ("what", "events/s", "to reach"),
        [
            ("verify the whole log, keys opened", int(middle(verified)), "100,000"),
            (f"load, decrypt, decode: {AT_ONCE} streams a call", int(middle(loaded)), "200,000"),
            ("feed, decrypt, decode: 12,000 events a call", int(middle(fed)), ""),
            ("load one stream a call", int(single), ""),
        ],
    )


def main() -> None:
    """Print the table."""
    with server() as running:
        uvloop.run(run(running))


if __name__ == "__main__":
    main()
