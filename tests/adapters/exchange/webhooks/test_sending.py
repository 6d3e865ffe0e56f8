"""One fact sent to one receiver: where it leads, whom it believes, how long it waits, how much it reads."""

import asyncio
import ssl
from collections.abc import Sequence
from datetime import UTC, datetime
from ipaddress import ip_address
from time import perf_counter

import pytest

from adapters.exchange.webhooks import sending
from adapters.exchange.webhooks.addresses import Address, Resolve, resolve, target_of
from adapters.exchange.webhooks.sending import Sender, signed
from tests.receiver import HERE, Authority, Receiver

FACT = signed(b"{}", id_="1", at=datetime(2026, 11, 27, tzinfo=UTC), secrets=[b"s" * 32])


async def sent(sender: Sender, url: str, times: int = 1) -> list[str | None]:
    async with sender.channel(target_of(url)) as channel:
        return [await channel.send(FACT) for _ in range(times)]


def sender(trusted: Authority, resolve: Resolve = resolve) -> Sender:
    return Sender(allowed=HERE, resolve=resolve, trust=trusted.trusting)


async def test_a_redirect_is_not_followed(there: Receiver, trusted: Authority) -> None:
    there.behave = lambda _: 302
    assert await sent(sender(trusted), there.url) == ["status-302"]
    assert len(there.came) == 1


async def test_an_answer_without_end_is_not_read_to_its_end(there: Receiver, trusted: Authority) -> None:
    there.behave = lambda _: "flood"
    begun = perf_counter()
    assert await sent(sender(trusted), there.url) == [None]
    assert perf_counter() - begun < 2


@pytest.mark.parametrize(
    ("behaviour", "failure"),
    [("break", "connection-lost"), ("vanish", "connection-lost"), ("stall", "timed-out")],
)
async def test_who_does_not_answer_to_the_end_has_not_taken_it(
    there: Receiver, trusted: Authority, monkeypatch: pytest.MonkeyPatch, behaviour: str, failure: str
) -> None:
    monkeypatch.setattr(sending, "SECONDS", 0.3)
    there.behave = lambda _: behaviour  # type: ignore[assignment,return-value]
    assert await sent(sender(trusted), there.url) == [failure]


async def test_a_name_that_comes_to_lead_inside_is_refused_at_the_next_fact(
    there: Receiver, trusted: Authority
) -> None:
    """And what is connected to is the address that was looked at: nothing asks a second time."""
    answers: list[Sequence[Address]] = [[ip_address("127.0.0.1")], [ip_address("10.0.0.1")]]
    asked: list[str] = []

    async def changing(host: str, _: int) -> Sequence[Address]:
        asked.append(host)
        return answers[len(asked) - 1]

    assert await sent(sender(trusted, changing), there.url, times=2) == [None, "address-refused"]
    assert (asked, len(there.came)) == (["localhost", "localhost"], 1)


async def test_the_name_is_what_the_certificate_is_for_whatever_the_address(
    there: Receiver, trusted: Authority
) -> None:
    async def here(_: str, __: int) -> Sequence[Address]:
        return (ip_address("127.0.0.1"),)

    port = there.url.rpartition(":")[2].partition("/")[0]
    assert await sent(sender(trusted, here), f"https://another.example:{port}/") == ["not-trusted"]
    assert await sent(sender(trusted, here), there.url) == [None]
    assert there.came[0].headers["host"] == f"localhost:{port}"


async def test_a_certificate_of_nobody_known_is_not_believed(there: Receiver) -> None:
    stranger = Sender(allowed=HERE, trust=ssl.create_default_context())
    assert await sent(stranger, there.url) == ["not-trusted"]
    assert there.came == []


async def test_the_authorities_are_those_of_the_machine(
    there: Receiver, trusted: Authority, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", str(trusted.file))
    monkeypatch.setenv("HTTPS_PROXY", "http://127.0.0.1:1")
    assert await sent(Sender(allowed=HERE), there.url) == [None]


async def test_nobody_there_and_no_such_name(trusted: Authority) -> None:
    async def nobody(_: str, __: int) -> Sequence[Address]:
        return ()

    assert await sent(sender(trusted), "https://127.0.0.1:1/") == ["no-connection"]
    assert await sent(sender(trusted, nobody), "https://nobody.example/") == ["name-not-found"]


async def test_another_address_of_the_name_is_tried_when_one_does_not_connect(
    there: Receiver, trusted: Authority
) -> None:
    async def two(_: str, __: int) -> Sequence[Address]:
        return ip_address("127.0.0.77"), ip_address("127.0.0.1")

    assert await sent(sender(trusted, two), there.url) == [None]


async def test_a_resolver_that_hangs_takes_no_longer_than_a_receiver(
    trusted: Authority, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sending, "SECONDS", 0.1)

    async def hanging(_: str, __: int) -> Sequence[Address]:
        await asyncio.sleep(30)
        return ()

    assert await sent(sender(trusted, hanging), "https://slow.example/") == ["name-not-found"]
