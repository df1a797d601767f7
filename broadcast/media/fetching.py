"""HTTP of playlists and segments: bounded in size, time, redirects, no cookies, to public addresses or allowed ones."""

import asyncio
import ssl
from typing import Any

from aiohttp import (
    ClientError,
    ClientResponse,
    ClientSession,
    ClientSSLError,
    ClientTimeout,
    DummyCookieJar,
    TCPConnector,
)
from yarl import URL

from broadcast.media.domain.states import TrackState
from broadcast.media.ports import FetchError
from conference.connections.public_addresses import (
    PublicResolver,
    is_caused_by_private_address,
    require_public_literal,
)

TIMEOUT_S = 3.0
MOST_BYTES = 512 * 1024
MOST_SEGMENT_BYTES = 8 * 1024 * 1024
MOST_REDIRECTS = 3
AT_ONCE = 32
_REDIRECTS = frozenset({301, 302, 303, 307, 308})
_FAILED = 400


class PlaylistFetcher:
    """Fetches playlists and segments, by the types of `broadcast.media.ports` that its methods are named after."""

    def __init__(self, *, allows_private: bool = False) -> None:
        self._allows_private = allows_private
        self._session: ClientSession | None = None

    async def fetch(self, address: str) -> tuple[str, str]:
        """Return the text at an address, and the address that it was sent from. Raises FetchError."""
        body, base = await self._fetch_body(address, MOST_BYTES)
        return body.decode("utf-8", "replace"), base

    async def fetch_segment(self, address: str) -> bytes:
        """Return the content at an address. Raises FetchError."""
        body, _ = await self._fetch_body(address, MOST_SEGMENT_BYTES)
        return body

    async def _fetch_body(self, address: str, most_bytes: int) -> tuple[bytes, str]:
        try:
            async with asyncio.timeout(TIMEOUT_S):
                return await self._follow_redirects(URL(address), most_bytes)
        except ClientSSLError as error:
            raise FetchError(TrackState.CERTIFICATE) from error
        except (TimeoutError, ClientError, OSError, ValueError) as error:
            is_private = is_caused_by_private_address(error)
            raise FetchError(TrackState.PRIVATE if is_private else TrackState.UNREACHABLE) from error

    async def close(self) -> None:
        """Close the connections."""
        if self._session is not None:
            await self._session.close()
            self._session = None

    async def _follow_redirects(self, url: URL, most_bytes: int) -> tuple[bytes, str]:
        for _ in range(MOST_REDIRECTS + 1):
            self._check_address(url)
            async with self._open_session().get(url, allow_redirects=False) as response:
                if response.status not in _REDIRECTS:
                    return await _read_body(response, most_bytes), str(url)
                url = url.join(URL(response.headers.get("Location", "")))
        raise FetchError(TrackState.REDIRECTS)

    def _check_address(self, url: URL) -> None:
        """Raise FetchError for another scheme than https, PrivateAddressError for an address that is not public."""
        if self._allows_private and url.scheme == "http":
            return
        if url.scheme != "https":
            raise FetchError(TrackState.PRIVATE if url.scheme == "http" else TrackState.UNREACHABLE)
        if not self._allows_private:
            require_public_literal(str(url))

    def _open_session(self) -> ClientSession:
        if self._session is None:
            options: dict[str, Any] = {} if self._allows_private else {"resolver": PublicResolver()}
            self._session = ClientSession(
                connector=TCPConnector(limit=AT_ONCE, use_dns_cache=False, ssl=ssl.create_default_context(), **options),
                cookie_jar=DummyCookieJar(),
                timeout=ClientTimeout(total=TIMEOUT_S),
                headers={"User-Agent": "conference-streams"},
            )
        return self._session


async def _read_body(response: ClientResponse, most_bytes: int) -> bytes:
    """Return the body. Raises FetchError for an error's status and for a body that is too long."""
    if response.status >= _FAILED:
        raise FetchError(TrackState.REFUSED)
    body = bytearray()
    async for part in response.content.iter_any():
        body += part
        if len(body) > most_bytes:
            raise FetchError(TrackState.NO_PLAYLIST)
    return bytes(body)
