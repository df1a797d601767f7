"""Addresses that the program may connect to on behalf of others: public ones, not the networks of this site (SSRF)."""

import ipaddress
import socket

from aiohttp.abc import AbstractResolver, ResolveResult
from aiohttp.resolver import ThreadedResolver
from yarl import URL

_TRANSLATED = (ipaddress.ip_network("64:ff9b::/96"), ipaddress.ip_network("64:ff9b:1::/48"))
"""Networks in which an IPv6 address stands for an IPv4 address behind a gateway (RFC 6052, RFC 8215)."""


class PrivateAddressError(OSError):
    """The host has an address that is not public."""


def is_public(text: str) -> bool:
    """Whether an IP address is public, also where it stands for an IPv4 address."""
    try:
        address = ipaddress.ip_address(text.partition("%")[0])
    except ValueError:
        return False
    if isinstance(address, ipaddress.IPv6Address):
        inner = address.ipv4_mapped or address.sixtofour or (address.teredo or (None, None))[1]
        if inner is not None:
            return is_public(str(inner)) and address.ipv4_mapped is not None
        if any(address in network for network in _TRANSLATED):
            return False
    return address.is_global and not address.is_multicast


def require_public_literal(url: str) -> None:
    """Raise PrivateAddressError for an IP address in place of a name, which is not resolved, that is not public."""
    host = URL(url).host or ""
    is_literal = ":" in host or host.rpartition(".")[2].isdecimal()
    if is_literal and not is_public(host):
        raise PrivateAddressError(f"{host} is not public")


def is_caused_by_private_address(error: BaseException) -> bool:
    """Whether an error was caused by an address that is not public."""
    inner: BaseException | None = error
    while inner is not None:
        if isinstance(inner, PrivateAddressError):
            return True
        inner = inner.__cause__ or inner.__context__
    return False


class PublicResolver(AbstractResolver):
    """Resolves names as the system does, and refuses a name with any address that is not public.

    The connection goes to the address that was checked, not to one of a second look-up.
    """

    def __init__(self, inner: AbstractResolver | None = None) -> None:
        self._inner = inner or ThreadedResolver()

    async def resolve(
        self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_INET
    ) -> list[ResolveResult]:
        """Return the addresses of a host. Raises PrivateAddressError."""
        found = await self._inner.resolve(host, port, family)
        if not all(is_public(one["host"]) for one in found):
            raise PrivateAddressError(f"{host} has an address that is not public")
        return found

    async def close(self) -> None:
        """Close the inner resolver."""
        await self._inner.close()
