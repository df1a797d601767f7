"""Hosts under whose names the site is served.

A foreign name that leads to this server (DNS rebinding) would make its pages those of the foreign site, and a script of
that site could read and act on them.
"""

import ipaddress
import re
import socket
from collections.abc import Iterable
from functools import lru_cache
from typing import Self
from urllib.parse import urlsplit

from msgspec import Struct

_HOST = re.compile(r"(\[[0-9A-Fa-f:.]{2,45}\]|[^\s\[\]:/?#@\\]{1,253})(?::[0-9]{0,5})?")
_LOCAL = "localhost"
_LONGEST_HOST = 300
_MOST_HOSTS = 256
"""Answers that are kept: nearly every request names the same host, and asks twice."""


class ServedHosts(Struct, frozen=True):
    """The hosts of a site: `names` in lower case, and every IP address if `has_every_address`.

    No name can be made to lead to an IP address of another host, so that an address in the header Host is no attack.
    """

    names: frozenset[str]
    has_every_address: bool = False

    @classmethod
    def of(cls, public_url: str, others: Iterable[str] = ()) -> Self:
        """Return the hosts of a public address, and other names.

        A public address with an IP address or with localhost is that of a site without a name: it is served at every
        address and at every name of this machine.
        """
        host = urlsplit(public_url).hostname or _LOCAL
        is_nameless = host == _LOCAL or _parse_address(host) is not None
        names = {host, *others, *(_machine_names() if is_nameless else ())}
        return cls(frozenset(_ascii_name(name) for name in names), is_nameless)

    def serve(self, host: str) -> bool:
        """Whether requests with this header Host are served. Loopback names and addresses always are, on any port."""
        return len(host) <= _LONGEST_HOST and _are_served(self, host)


@lru_cache(maxsize=_MOST_HOSTS)
def _are_served(hosts: ServedHosts, host: str) -> bool:
    found = _HOST.fullmatch(host)
    if found is None:
        return False
    name = found[1].strip("[]").lower().removesuffix(".")
    address = _parse_address(name)
    if address is not None:
        return hosts.has_every_address or address.is_loopback or name in hosts.names
    return name == _LOCAL or name.endswith(f".{_LOCAL}") or name in hosts.names


def _parse_address(host: str) -> ipaddress.IPv4Address | ipaddress.IPv6Address | None:
    try:
        return ipaddress.ip_address(host)
    except ValueError:
        return None


def _ascii_name(name: str) -> str:
    """Return a name as browsers send it: in lower case, international names in ASCII."""
    try:
        return name.lower().encode("idna").decode()
    except UnicodeError:
        return name.lower()


def _machine_names() -> set[str]:
    """Return the name of this machine, with and without its domain, and its name on the local network."""
    name = socket.gethostname().lower()
    short = name.partition(".")[0]
    return {name, short, f"{short}.local"} if short else set()
