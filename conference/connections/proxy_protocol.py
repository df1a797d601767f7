"""The PROXY protocol, versions 1 and 2, by which a layer-4 balancer names the client of a connection, without I/O.

Source: "The PROXY protocol, versions 1 & 2" (HAProxy Technologies), §2.1 and §2.2.
"""

import ipaddress
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network

from msgspec import Struct

Address = tuple[str, int]
"""A client's IP address and port."""

SIGNATURE = b"\r\n\r\n\x00\r\nQUIT\n"
"""First bytes of version 2, which no other protocol begins with."""

LARGEST_LINE = 107
"""Bytes of the longest line of version 1, with its end (§2.1)."""

LARGEST_HEADER = 4 * 1024
"""Bytes of the largest header of version 2 that is read: addresses, and what balancers add to them (§2.2.7)."""

_LINE_START, _LINE_END = b"PROXY ", b"\r\n"
_FAMILIES_OF_LINE = {"TCP4": 4, "TCP6": 6}
_HEAD_BYTES = len(SIGNATURE) + 4
_VERSION, _LOCAL, _PROXY = 0x20, 0x0, 0x1
_ADDRESS_BYTES = {0x11: 4, 0x21: 16}
"""Bytes of an address by protocol: TCP over IPv4, TCP over IPv6. Other connections have no address that counts."""

_LINE_FIELDS = 6
_LAST_PORT = 65535


class ProxyProtocolError(ValueError):
    """The bytes are no header of the PROXY protocol."""


class ProxyHeader(Struct, frozen=True):
    """A whole header: its size in bytes, and the client; None for a connection of the balancer itself."""

    size: int
    client: Address | None


class BalancerNetworks:
    """The addresses of the balancers whose connections begin with a header."""

    def __init__(self, networks: tuple[IPv4Network | IPv6Network, ...] = ()) -> None:
        self._networks = networks

    def __bool__(self) -> bool:
        return bool(self._networks)

    def contain(self, address: str) -> bool:
        """Return whether a connection from this address is a balancer's."""
        try:
            found = ipaddress.ip_address(address.partition("%")[0])
        except ValueError:
            return False
        mapped = found.ipv4_mapped if isinstance(found, IPv6Address) else None
        return any((mapped or found) in network for network in self._networks)


def read_header(data: bytes) -> ProxyHeader | None:
    """Return the header at the beginning of a connection; None while it is incomplete.

    Raises: ProxyProtocolError: the connection does not begin with a header, or with one that is too large.
    """
    if data.startswith(SIGNATURE[: len(data)]) and data[:1] == SIGNATURE[:1]:
        return _read_binary(data)
    if data.startswith(_LINE_START[: len(data)]):
        return _read_line(data)
    raise ProxyProtocolError("no header")


def _read_binary(data: bytes) -> ProxyHeader | None:
    if len(data) < _HEAD_BYTES:
        return None
    version, protocol = data[len(SIGNATURE)], data[len(SIGNATURE) + 1]
    size = _HEAD_BYTES + int.from_bytes(data[len(SIGNATURE) + 2 : _HEAD_BYTES], "big")
    command = version & 0x0F
    if version & 0xF0 != _VERSION or command not in (_LOCAL, _PROXY) or size > LARGEST_HEADER:
        raise ProxyProtocolError("unknown version or command, or too large")
    if len(data) < size:
        return None
    length = _ADDRESS_BYTES.get(protocol) if command == _PROXY else None
    if length is None:
        return ProxyHeader(size, None)
    addresses = data[_HEAD_BYTES:size]
    if len(addresses) < 2 * length + 4:
        raise ProxyProtocolError("the addresses are incomplete")
    packed, port = addresses[:length], int.from_bytes(addresses[2 * length : 2 * length + 2], "big")
    return ProxyHeader(size, (str(IPv4Address(packed) if length == 4 else IPv6Address(packed)), port))


def _read_line(data: bytes) -> ProxyHeader | None:
    line, end, _ = data[:LARGEST_LINE].partition(_LINE_END)
    if not end:
        if len(data) >= LARGEST_LINE:
            raise ProxyProtocolError("the line is too long")
        return None
    fields = line.decode("latin-1").split(" ")
    size = len(line) + len(_LINE_END)
    if fields[1] == "UNKNOWN":
        return ProxyHeader(size, None)
    family = _FAMILIES_OF_LINE.get(fields[1])
    if family is None or len(fields) != _LINE_FIELDS:
        raise ProxyProtocolError("unknown protocol, or other fields")
    try:
        address = ipaddress.ip_address(fields[2])
    except ValueError:
        raise ProxyProtocolError("no address") from None
    if address.version != family or not fields[4].isdecimal() or not 0 <= int(fields[4][:6]) <= _LAST_PORT:
        raise ProxyProtocolError("another kind of address, or no port")
    return ProxyHeader(size, (str(address), int(fields[4])))
