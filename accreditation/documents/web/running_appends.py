"""Requests that append bytes to an upload, of which an upload has one at a time in this process."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from http import HTTPStatus

from aiohttp import StreamReader

from conference.connections.http import BodyEndedError


class RunningAppends:
    """Running requests that append bytes, by upload: the next request of an upload ends them first.

    After a cut the server may not know yet that the connection is lost. The client asks on a new connection how many
    bytes are stored; the answer counts those that the old connection brought.
    """

    def __init__(self) -> None:
        self._running: dict[str, tuple[StreamReader, asyncio.Event]] = {}

    async def end(self, upload_id: str) -> None:
        """End the request that appends to the upload, if there is one; return when its bytes are stored."""
        while running := self._running.get(upload_id):
            content, ended = running
            if not content.is_eof() and content.exception() is None:
                content.set_exception(BodyEndedError(HTTPStatus.CONFLICT))
            await ended.wait()

    @asynccontextmanager
    async def begin(self, upload_id: str, content: StreamReader) -> AsyncIterator[None]:
        """Note the request with this body as the one that appends, after the end of an earlier one."""
        await self.end(upload_id)
        ended = asyncio.Event()
        self._running[upload_id] = content, ended
        try:
            yield
        finally:
            del self._running[upload_id]
            ended.set()
