"""HTTP of webhooks and of browser notifications, to addresses that others have given.

Only public addresses are connected to: no message reaches the networks of this site (SSRF).
"""

import asyncio
import ipaddress
import socket
import ssl
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from aiohttp import ClientError, ClientSession, ClientTimeout, TCPConnector
from aiohttp.abc import AbstractResolver, ResolveResult
from aiohttp.resolver import ThreadedResolver
from yarl import URL

TIMEOUT_S = 15.0
MAX_ANSWER_BYTES = 2048
"""Bytes of an answer that are read."""

GONE = 410
"""Status by which a receiver says that it wants no more messages."""

_TRANSLATED = (ipaddress.ip_network("64:ff9b::/96"), ipaddress.ip_network("64:ff9b:1::/48"))
"""Networks in which an IPv6 address stands for an IPv4 address behind a gateway (RFC 6052, RFC 8215)."""


class PrivateAddressError(OSError):
    """The host of a webhook has an address that is not public."""


@dataclass(frozen=True, slots=True)
class Attempt:
    """Result of an attempt: the status of the answer, None without one, and its description.

    `retry_after_s` is how long the receiver asks to wait (RFC 9110 §10.2.3), None if it does not say so in seconds.
    """

    status: int | None
    answer: str
    retry_after_s: int | None = None

    @property
    def is_accepted(self) -> bool:
        """Whether the receiver has accepted the message."""
        return self.status is not None and 200 <= self.status < 300


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


class WebhookSender:
    """Sends messages. Redirections are not followed; cookies and proxies are not used.

    `connections` are open at the same time at most.
    """

    def __init__(
        self, *, allows_private: bool = False, resolver: AbstractResolver | None = None, connections: int = 8
    ) -> None:
        self._allows_private = allows_private
        self._connections = connections
        self._resolver = resolver
        self._session: ClientSession | None = None

    async def send(self, url: str, body: bytes, headers: Mapping[str, str]) -> Attempt:
        """Try to deliver a message once; an error is a result, too."""
        try:
            self._check_literal(url)
            async with asyncio.timeout(TIMEOUT_S):
                return await self._post_message(url, body, headers)
        except TimeoutError:
            return Attempt(None, "timeout")
        except (ClientError, OSError, ValueError) as error:
            return Attempt(None, _describe_error(error))

    async def close(self) -> None:
        """Close the connections."""
        if self._session is not None:
            await self._session.close()
            self._session = None

    async def _post_message(self, url: str, body: bytes, headers: Mapping[str, str]) -> Attempt:
        sent = {"Content-Type": "application/json", "User-Agent": "conference-webhooks", **headers}
        session = self._open_session()
        async with session.post(url, data=body, headers=sent, allow_redirects=False) as response:
            await response.content.read(MAX_ANSWER_BYTES)
            answer = f"{response.status} {response.reason or ''}".strip()
            return Attempt(response.status, answer, _read_seconds(response.headers.get("Retry-After", "")))

    def _check_literal(self, url: str) -> None:
        """Raise PrivateAddressError for an address without a name, which is not resolved, that is not public."""
        host = URL(url).host or ""
        is_literal = ":" in host or host.rpartition(".")[2].isdecimal()
        if not self._allows_private and is_literal and not is_public(host):
            raise PrivateAddressError(f"{host} is not public")

    def _open_session(self) -> ClientSession:
        if self._session is None:
            options: dict[str, Any] = {} if self._allows_private else {"resolver": PublicResolver(self._resolver)}
            authorities = ssl.create_default_context()
            connector = TCPConnector(limit=self._connections, use_dns_cache=False, ssl=authorities, **options)
            self._session = ClientSession(connector=connector, timeout=ClientTimeout(total=TIMEOUT_S))
        return self._session


def _read_seconds(text: str) -> int | None:
    """Return a header `Retry-After` that is in seconds; None for a date or none."""
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 10 else None


def _describe_error(error: Exception) -> str:
    """Return a description without addresses of this site's networks."""
    inner = error
    while inner is not None:
        if isinstance(inner, PrivateAddressError):
            return "address not public"
        inner = inner.__cause__ or inner.__context__  # type: ignore[assignment]
    return type(error).__name__
