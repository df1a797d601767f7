"""Headers of the PROXY protocol: whole, in pieces, and what is none."""

import ipaddress
import socket

import pytest
from hypothesis import given
from hypothesis import strategies as st

from conference.connections.proxy_protocol import (
    LARGEST_HEADER,
    SIGNATURE,
    BalancerNetworks,
    ProxyHeader,
    ProxyProtocolError,
    read_header,
)

PORTS = (51234).to_bytes(2, "big") + (443).to_bytes(2, "big")
IPV4 = socket.inet_aton("203.0.113.7") + socket.inet_aton("10.0.0.1") + PORTS
IPV6 = socket.inet_pton(socket.AF_INET6, "2001:db8::7") + bytes(16) + PORTS


def binary(addresses: bytes, *, version: int = 0x21, protocol: int = 0x11) -> bytes:
    return SIGNATURE + bytes((version, protocol)) + len(addresses).to_bytes(2, "big") + addresses


HEADERS = {
    binary(IPV4): ("203.0.113.7", 51234),
    binary(IPV4 + b"\x03\x00\x04abcd"): ("203.0.113.7", 51234),
    binary(IPV6, protocol=0x21): ("2001:db8::7", 51234),
    binary(b"", version=0x20, protocol=0): None,
    binary(IPV4, version=0x20): None,
    binary(bytes(216), protocol=0x31): None,
    b"PROXY TCP4 203.0.113.7 10.0.0.1 51234 443\r\n": ("203.0.113.7", 51234),
    b"PROXY TCP6 2001:db8::7 ::1 51234 443\r\n": ("2001:db8::7", 51234),
    b"PROXY UNKNOWN\r\n": None,
    b"PROXY UNKNOWN ffff::1 ffff::2 1 2\r\n": None,
}


@pytest.mark.parametrize(("header", "client"), HEADERS.items())
def test_header_names_the_client_once_it_is_whole(header: bytes, client: tuple[str, int] | None) -> None:
    assert [read_header(header[:size]) for size in range(1, len(header))] == [None] * (len(header) - 1)
    assert read_header(header + b"\x16\x03\x01") == ProxyHeader(len(header), client)


@pytest.mark.parametrize(
    "data",
    [
        b"GET / HTTP/1.1\r\n",
        b"\x16\x03\x01\x02\x00",
        b"PROXY TCP4 203.0.113.7 10.0.0.1 51234\r\n",
        b"PROXY TCP4 2001:db8::7 ::1 51234 443\r\n",
        b"PROXY TCP4 host 10.0.0.1 51234 443\r\n",
        b"PROXY TCP4 203.0.113.7 10.0.0.1 -1 443\r\n",
        b"PROXY TCP4 203.0.113.7 10.0.0.1 99999 443\r\n",
        b"PROXY UDP4 203.0.113.7 10.0.0.1 51234 443\r\n",
        b"PROXY " + b"x" * 200,
        binary(IPV4, version=0x11),
        binary(IPV4, version=0x22),
        binary(IPV4[:11]),
        binary(bytes(LARGEST_HEADER)),
    ],
)
def test_what_is_no_header_is_an_error(data: bytes) -> None:
    with pytest.raises(ProxyProtocolError):
        read_header(data)


@given(st.binary(max_size=300) | st.binary(max_size=300).map(lambda rest: SIGNATURE + rest))
def test_any_bytes_are_a_header_or_incomplete_or_an_error(data: bytes) -> None:
    try:
        header = read_header(data)
    except ProxyProtocolError:
        return
    assert header is None or header.size <= len(data)


def test_balancers_are_found_by_their_networks() -> None:
    balancers = BalancerNetworks((ipaddress.ip_network("10.0.0.0/24"), ipaddress.ip_network("2001:db8::1/128")))
    assert [
        balancers.contain(address)
        for address in ("10.0.0.9", "::ffff:10.0.0.9", "2001:db8::1", "10.0.1.9", "2001:db8::2", "fe80::1%eth0", "?")
    ] == [True, True, True, False, False, False, False]
    assert not BalancerNetworks().contain("10.0.0.9")
