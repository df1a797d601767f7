"""A search that runs in the background: at the start, at once after events, and regularly."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager, suppress

import structlog

from conference.tasks import end

SEARCH_EVERY_S = 30.0
"""Seconds between two searches without an event: for changes that another node or an import has made."""

_log = structlog.get_logger(__name__)


class BackgroundSearch:
    """Runs a search while it is entered. Many events at once cause one search."""

    def __init__(self, name: str, search: Callable[[], Awaitable[object]]) -> None:
        self._name = name
        self._search = search
        self._due = asyncio.Event()
        self._due.set()

    async def notify(self, _event: object) -> None:
        """Search at once, or once more after the search that runs now."""
        self._due.set()

    @asynccontextmanager
    async def running(self) -> AsyncIterator[None]:
        """Search until the block ends. What is not compared then is compared at the next start."""
        task = asyncio.create_task(self._search_regularly(), name=self._name)
        try:
            yield
        finally:
            await end(task)

    async def _search_regularly(self) -> None:
        while True:
            with suppress(TimeoutError):
                async with asyncio.timeout(SEARCH_EVERY_S):
                    await self._due.wait()
            self._due.clear()
            try:
                await self._search()
            except Exception:
                _log.exception("background.search_failed", search=self._name)
