"""Client networks as small integers: an IPv4 address, or the /64 of an IPv6 address."""

import ipaddress
import socket
from collections import Counter

Network = int
"""An IPv4 address as a number, or `_IPV6` plus the upper 64 bits of an IPv6 address; negative for anything else."""

_IPV6 = 1 << 64
_IPV4_MAPPED = bytes(10) + b"\xff\xff"
_LOOPBACK_IPV4 = 127
_LOOPBACK_IPV6 = _IPV6
_LONGEST_ADDRESS = 64


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


def forwarded_address(forwarded: str, proxies: int) -> str | None:
    """Return the client's address that the outermost of our `proxies` wrote into X-Forwarded-For, or None.

    `forwarded` holds all lines of that header, joined by commas.
    """
    hops = forwarded.rsplit(",", proxies)[-proxies:] if proxies else []
    believed = hops[0].strip() if hops and len(hops) == proxies else ""
    return believed[:_LONGEST_ADDRESS] or None


def client_network(peer: Network | None, forwarded: str, proxies: int) -> Network | None:
    """The network that a request counts for: the one our proxies name, else the connection's own (`peer`)."""
    address = forwarded_address(forwarded, proxies)
    return peer if address is None else network_of(address)
