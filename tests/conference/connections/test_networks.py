"""The network that an address counts for, and the client's address behind our proxies."""

import pytest

from conference.connections.networks import (
    NetworkCounts,
    client_network,
    forwarded_address,
    is_loopback,
    network_of,
    network_text,
)


@pytest.mark.parametrize(
    ("address", "text"),
    [
        ("203.0.113.9", "203.0.113.9"),
        ("::ffff:203.0.113.9", "203.0.113.9"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
        ("2001:db8:1:2::", "2001:db8:1:2::/64"),
        ("fe80::1%eth0", "fe80::/64"),
        ("0.0.0.0", "0.0.0.0"),
        ("::", "::/64"),
        ("unknown", "unknown"),
        ("203.0.113.9:4711", "unknown"),
        ("", "unknown"),
        ("\x00", "unknown"),
    ],
)
def test_network_is_an_ipv4_address_or_an_ipv6_64(address: str, text: str) -> None:
    assert network_text(network_of(address)) == text


def test_networks_are_distinguished() -> None:
    addresses = ("1.2.3.4", "1.2.3.5", "::1.2.3.4", "2001:db8::1", "2001:db8:0:1::1", "a", "b")
    assert len({network_of(address) for address in addresses}) == len(addresses)
    assert network_of("2001:db8::1") == network_of("2001:db8::ffff:1")
    assert network_of("a") == network_of("a")


@pytest.mark.parametrize(
    ("address", "is_local"),
    [
        ("127.0.0.1", True),
        ("127.9.9.9", True),
        ("::1", True),
        ("::ffff:127.0.0.1", True),
        ("128.0.0.1", False),
        ("10.0.0.1", False),
        ("0.0.0.1", False),
        ("1::1", False),
        ("unknown", False),
    ],
)
def test_loopback_is_this_machine(address: str, is_local: bool) -> None:
    assert is_loopback(network_of(address)) is is_local


@pytest.mark.parametrize(
    ("forwarded", "proxies", "address"),
    [
        ("203.0.113.9", 0, None),
        ("203.0.113.9", 1, "203.0.113.9"),
        ("6.6.6.6, 203.0.113.9", 1, "203.0.113.9"),
        ("6.6.6.6,203.0.113.9,10.0.0.1", 2, "203.0.113.9"),
        ("203.0.113.9", 2, None),
        ("", 1, None),
        ("203.0.113.9,", 1, None),
        ("x" * 999, 1, None),
        ("192.0.2.11:40000", 1, "192.0.2.11"),
        ("[2001:db8::1]:40000", 1, "2001:db8::1"),
        ("[2001:db8::1]", 1, "2001:db8::1"),
        ("2001:db8::1", 1, "2001:db8::1"),
        ("::ffff:192.0.2.11", 1, "192.0.2.11"),
        ("6.6.6.6, [::ffff:192.0.2.11]:80", 1, "192.0.2.11"),
        ("fe80::1%eth0", 1, "fe80::1"),
        ("unknown", 1, None),
        ("192.0.2.11:40000:1", 1, None),
        ("[192.0.2.11", 1, "192.0.2.11"),
        ("192.0.2.256", 1, None),
        ("\udcff", 1, None),
    ],
)
def test_address_comes_from_the_outermost_trusted_proxy(forwarded: str, proxies: int, address: str | None) -> None:
    assert forwarded_address(forwarded, proxies) == address
    peer = network_of("198.51.100.1")
    assert client_network(peer, address) == (peer if address is None else network_of(address))


@pytest.mark.parametrize(
    ("forwarded", "proxies", "address"),
    [
        ("for=192.0.2.43", 1, "192.0.2.43"),
        ('For="[2001:db8:cafe::17]:4711"', 1, "2001:db8:cafe::17"),
        ("for=192.0.2.60;proto=http;by=203.0.113.43", 1, "192.0.2.60"),
        ("by=203.0.113.43; FOR=192.0.2.60:80", 1, "192.0.2.60"),
        ("for=6.6.6.6, for=198.51.100.17;host=a", 1, "198.51.100.17"),
        ("for=6.6.6.6, for=198.51.100.17, for=10.0.0.1", 2, "198.51.100.17"),
        ('for=192.0.2.43;host="a, for=6.6.6.6"', 1, "192.0.2.43"),
        ('for="6.6.6.6, for=192.0.2.43', 1, None),
        ("for=192.0.2.43", 0, None),
        ("for=192.0.2.43", 2, None),
        ("for=_hidden", 1, None),
        ("for=unknown", 1, None),
        ("proto=https", 1, None),
        ("=;=,", 1, None),
        ("", 1, None),
    ],
)
def test_address_comes_from_the_header_of_rfc_7239_too(forwarded: str, proxies: int, address: str | None) -> None:
    assert forwarded_address("", proxies, forwarded=forwarded) == address


def test_own_header_of_a_client_does_not_count_beside_the_other() -> None:
    assert forwarded_address("192.0.2.1", 1, forwarded="for=6.6.6.6") == "192.0.2.1"
    assert forwarded_address("garbage", 1, forwarded="for=6.6.6.6") is None


def test_counts_forget_networks_without_any() -> None:
    counts = NetworkCounts()
    counts.add(1)
    counts.add(1)
    counts.add(None)
    assert (counts[1], counts[2], counts[None]) == (2, 0, 0)
    for network in (1, 1, 1, 2, None):
        counts.remove(network)
    assert (counts[1], counts[2], len(counts._counts)) == (0, 0, 0)
