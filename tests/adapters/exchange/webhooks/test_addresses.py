"""Where facts go: by https, to everybody's networks and those that the operator names, in any spelling."""

from collections.abc import Sequence
from ipaddress import ip_address, ip_network

import pytest

from adapters.exchange.webhooks.addresses import (
    Address,
    NotATarget,
    Target,
    may_be_reached,
    reachable,
    resolve,
    target_of,
)

INSIDE = [
    "127.0.0.1", "127.8.8.8", "10.1.2.3", "172.16.0.1", "172.31.255.255", "192.168.1.1", "169.254.169.254",
    "100.64.0.1", "0.0.0.1", "224.0.0.1", "239.1.1.1", "255.255.255.255", "192.0.2.1", "198.18.0.1",
    "203.0.113.9", "240.0.0.1", "192.88.99.1",
    "::", "::1", "fe80::1", "fec0::1", "fc00::1", "fd12:3456::1", "ff02::1", "2001:db8::1", "100::1",
    "::ffff:127.0.0.1", "::ffff:8.8.8.8", "::127.0.0.1", "64:ff9b::a00:1", "64:ff9b:1::1", "2002:7f00:1::1",
    "2001::1", "2001:20::1", "3fff::1", "5f00::1",
]  # fmt: skip


@pytest.mark.parametrize("address", INSIDE)
def test_no_address_inside_is_reached(address: str) -> None:
    assert not may_be_reached(ip_address(address), ())


@pytest.mark.parametrize("address", ["8.8.8.8", "2606:4700::1111", "2400:4050::1"])
def test_addresses_of_everybody_are_reached(address: str) -> None:
    assert may_be_reached(ip_address(address), ())


def test_an_operator_names_networks_inside_and_nothing_around_them() -> None:
    allowed = (ip_network("10.20.0.0/16"), ip_network("fd00:1::/64"))
    assert may_be_reached(ip_address("10.20.3.4"), allowed)
    assert may_be_reached(ip_address("fd00:1::5"), allowed)
    assert not may_be_reached(ip_address("10.21.0.1"), allowed)
    assert not may_be_reached(ip_address("::ffff:10.20.3.4"), allowed)


@pytest.mark.parametrize(
    ("url", "target"),
    [
        ("https://receiver.example/", Target(host="receiver.example", port=443, path="/")),
        ("https://Receiver.example:8443/a?b=c", Target(host="receiver.example", port=8443, path="/a?b=c")),
        ("https://receiver.example:443", Target(host="receiver.example", port=443, path="/")),
        ("https://[2606:4700::1]/x", Target(host="2606:4700::1", port=443, path="/x")),
    ],
)
def test_an_address_is_read(url: str, target: Target) -> None:
    assert target_of(url) == target


@pytest.mark.parametrize(
    ("url", "code"),
    [
        ("http://receiver.example/", "not-https"),
        ("ftp://receiver.example/", "not-https"),
        ("receiver.example/x", "not-https"),
        ("https://user:word@receiver.example/", "credentials"),
        ("https://safe.example@127.0.0.1/", "credentials"),
        ("https://receiver.example/#part", "fragment"),
        ("https:///path", "not-a-url"),
        ("https://receiver.example:99999/", "not-a-url"),
        ("https://receiver.example:0/", "not-a-url"),
        ("https://receiver.example/a b", "not-a-url"),
        ("https://receiver.example/\r\nHost: x", "not-a-url"),
        ("https://receiver.example\\@x/", "not-a-url"),
        ("https://受信.example/", "not-a-url"),
        ("https://[fe80::1%25eth0]/", "not-a-url"),
        ("https://re..ceiver.example/", "not-a-url"),
        ("https://" + "a" * 2000 + ".example/", "not-a-url"),
    ],
)
def test_what_is_no_address_to_send_to_says_why(url: str, code: str) -> None:
    with pytest.raises(NotATarget) as refused:
        target_of(url)
    assert refused.value.code == code


@pytest.mark.parametrize(
    "host", ["localhost", "a" * 70, "127.1", "2130706433", "0x7f000001", "0177.0.0.1", "::1"]
)
async def test_whatever_the_machine_takes_for_itself_is_refused_once_resolved(host: str) -> None:
    found = await reachable(Target(host=host, port=443, path="/"), allowed=(), resolve=resolve)
    assert found in {"address-refused", "name-not-found"}


async def test_a_name_that_leads_outside_and_inside_is_refused() -> None:
    async def both(_: str, __: int) -> Sequence[Address]:
        return ip_address("8.8.8.8"), ip_address("10.0.0.1")

    target = Target(host="rebound.example", port=443, path="/")
    assert await reachable(target, allowed=(), resolve=both) == "address-refused"
