"""HTTP of webhooks and of browser notifications, to addresses that others have given.

Only public addresses are connected to: no message reaches the networks of this site (SSRF).
"""

import asyncio
import ssl
from collections.abc import Mapping
from email.utils import parsedate_to_datetime
from typing import Any

from aiohttp import ClientError, ClientSession, ClientTimeout, TCPConnector
from aiohttp.abc import AbstractResolver
from msgspec import Struct

from conference.connections.public_addresses import (
    PublicResolver,
    is_caused_by_private_address,
    require_public_literal,
)

TIMEOUT_S = 15.0
MAX_ANSWER_BYTES = 2048
"""Bytes of an answer that are read."""

GONE = 410
"""Status by which a receiver says that it wants no more messages."""


class Attempt(Struct, frozen=True):
    """Result of an attempt: the status of the answer, None without one, and its description.

    `retry_after_s` is how long the receiver asks to wait (RFC 9110 §10.2.3), None if it does not ask.
    """

    status: int | None
    answer: str
    retry_after_s: int | None = None

    @property
    def is_accepted(self) -> bool:
        """Whether the receiver has accepted the message."""
        return self.status is not None and 200 <= self.status < 300


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
            if not self._allows_private:
                require_public_literal(url)
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
            return Attempt(response.status, answer, _read_wait(response.headers))

    def _open_session(self) -> ClientSession:
        if self._session is None:
            options: dict[str, Any] = {} if self._allows_private else {"resolver": PublicResolver(self._resolver)}
            authorities = ssl.create_default_context()
            connector = TCPConnector(limit=self._connections, use_dns_cache=False, ssl=authorities, **options)
            self._session = ClientSession(connector=connector, timeout=ClientTimeout(total=TIMEOUT_S))
        return self._session


def _read_wait(headers: Mapping[str, str]) -> int | None:
    """Return the seconds of a header `Retry-After`, None without a valid one. A date counts from that of the answer."""
    text = headers.get("Retry-After", "")
    if text.isascii() and text.isdecimal() and len(text) < 10:
        return int(text)
    try:
        wait = parsedate_to_datetime(text) - parsedate_to_datetime(headers.get("Date", ""))
    except (TypeError, ValueError, OverflowError):
        return None
    return max(0, int(wait.total_seconds()))


def _describe_error(error: Exception) -> str:
    """Return a description without addresses of this site's networks."""
    if is_caused_by_private_address(error):
        return "address not public"
    return type(error).__name__
