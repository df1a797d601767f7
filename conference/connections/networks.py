"""Client networks as small integers: an IPv4 address, or the /64 of an IPv6 address."""

import ipaddress
import re
import socket
from collections import Counter

from multidict import MultiMapping

Network = int
"""An IPv4 address as a number, or `_IPV6` plus the upper 64 bits of an IPv6 address; negative for anything else."""

_IPV6 = 1 << 64
_IPV4_MAPPED = bytes(10) + b"\xff\xff"
_LOOPBACK_IPV4 = 127
_LOOPBACK_IPV6 = _IPV6
_LONGEST_ADDRESS = 64

FORWARDED_FOR, FORWARDED = "X-Forwarded-For", "Forwarded"
"""Headers in which proxies name the client: the usual one, and that of RFC 7239."""

_PAIR = re.compile(r'[ \t]*(?:([^\s=",;]+)=("(?:[^"\\]|\\.)*"|[^\s",;]*))?[ \t]*([,;]|\Z)')
"""One `name=value` of the header Forwarded, or none, and what ends it."""


class NetworkCounts:
    """Count per network. None is not counted, and networks with a count of 0 are not kept."""

    __slots__ = ("_counts",)

    def __init__(self) -> None:
        self._counts: Counter[Network] = Counter()

    def __getitem__(self, network: Network | None) -> int:
        return 0 if network is None else self._counts[network]

    def add(self, network: Network | None) -> None:
        """Count one more."""
        if network is not None:
            self._counts[network] += 1

    def remove(self, network: Network | None) -> None:
        """Count one less."""
        if network is not None:
            self._counts[network] -= 1
            if self._counts[network] <= 0:
                del self._counts[network]


def network_of(address: str) -> Network:
    """Return the network of an address. An IPv6 /64 is one network: one host may use any address of it."""
    try:
        if ":" not in address:
            return int.from_bytes(socket.inet_pton(socket.AF_INET, address), "big")
        packed = socket.inet_pton(socket.AF_INET6, address.partition("%")[0])
    except (OSError, ValueError):
        return -1 - abs(hash(address[:_LONGEST_ADDRESS]))
    if packed.startswith(_IPV4_MAPPED):
        return int.from_bytes(packed[12:], "big")
    return _IPV6 + int.from_bytes(packed[:8], "big")


def is_loopback(network: Network) -> bool:
    """Whether the network is of this machine alone: 127.0.0.0/8, or the /64 of ::1, in which no other host can be."""
    return network >> 24 == _LOOPBACK_IPV4 or network == _LOOPBACK_IPV6


def network_text(network: Network) -> str:
    """Return a network in its usual notation, for the log."""
    if network < 0:
        return "unknown"
    if network < _IPV6:
        return str(ipaddress.IPv4Address(network))
    return str(ipaddress.IPv6Network(((network - _IPV6) << 64, 64)))


def forwarded_address(forwarded_for: str, proxies: int, *, forwarded: str = "") -> str | None:
    """Return the client's address that the outermost of our `proxies` wrote into its header; None if it is no address.

    The texts hold all lines of X-Forwarded-For and of Forwarded, joined by commas. Forwarded counts only without the
    other: a proxy that sets X-Forwarded-For passes a client's own Forwarded on.
    """
    if not proxies:
        return None
    hops = forwarded_for.rsplit(",", proxies)[-proxies:] if forwarded_for else _parse_forwarded(forwarded)[-proxies:]
    return _parse_hop(hops[0]) if len(hops) == proxies else None


def named_address(headers: MultiMapping[str], proxies: int) -> str | None:
    """Return the client's address that our proxies wrote into the headers of a request, or None."""
    if not proxies:
        return None
    listed, forwarded = (",".join(headers.getall(name, ())) for name in (FORWARDED_FOR, FORWARDED))
    return forwarded_address(listed, proxies, forwarded=forwarded)


def _parse_forwarded(text: str) -> list[str]:
    """Return the `for` of each hop in the header Forwarded (RFC 7239 §4), "" where it is missing; [] for garbage."""
    hops, start = [""], 0
    while (pair := _PAIR.match(text, start)) is not None:
        name, value, end = pair.groups()
        if name is not None and name.lower() == "for":
            hops[-1] = value
        if not end:
            return hops
        if end == ",":
            hops.append("")
        start = pair.end()
    return []


def _parse_hop(text: str) -> str | None:
    """Return the address in `192.0.2.1`, `192.0.2.1:4711`, `2001:db8::1`, `[2001:db8::1]:4711`, quoted or not."""
    text = text.strip().strip('"')
    if text.startswith("["):
        text = text[1:].partition("]")[0]
    elif text.count(":") == 1:
        text = text.partition(":")[0]
    try:
        address = ipaddress.ip_address(text.partition("%")[0] if len(text) <= _LONGEST_ADDRESS else "")
    except ValueError:
        return None
    mapped = address.ipv4_mapped if isinstance(address, ipaddress.IPv6Address) else None
    return str(mapped or address)


def client_network(peer: Network | None, address: str | None) -> Network | None:
    """Return the network that a request counts for: of the address our proxies name, else the connection's (`peer`)."""
    return peer if address is None else network_of(address)
