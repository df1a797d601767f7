"""The running rehearsal in one process: opened when an address of it is first asked for, closed when it has ended."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Protocol

import structlog
from aiohttp import web

from broadcast.rehearsal.domain.rehearsals import Rehearsal
from broadcast.rehearsal.ports import RehearsalServices

ASK_AGAIN_AFTER_S = 1.0
"""Seconds for which a process remembers that no rehearsal runs."""

_log = structlog.get_logger(__name__)


class OpenRehearsal(Protocol):
    """A rehearsal that this process serves: its application, and what was read of it last."""

    @property
    def app(self) -> web.Application:
        """The application, started."""
        ...

    @property
    def rehearsal(self) -> Rehearsal:
        """The rehearsal as it was read last."""
        ...

    async def close(self) -> None:
        """Disconnect its screens and stop following its board."""
        ...


Open = Callable[[Rehearsal, Callable[[], None]], Awaitable[OpenRehearsal]]
"""Open a rehearsal; the function that is given is to be called when it has ended."""


class RehearsalHost:
    """Serves the running rehearsal of the database. Nothing is opened or polled while none runs."""

    def __init__(self, services: RehearsalServices, open_rehearsal: Open) -> None:
        self._services = services
        self._open_rehearsal = open_rehearsal
        self._opened: OpenRehearsal | None = None
        self._opening = asyncio.Lock()
        self._ask_at = 0.0
        self._closing: set[asyncio.Task[None]] = set()

    async def find_application(self) -> web.Application | None:
        """Return the application of the running rehearsal, None when none runs."""
        opened = self._opened or await self._open_running()
        return None if opened is None else opened.app

    @property
    def opened(self) -> OpenRehearsal | None:
        """The rehearsal that this process serves now."""
        return self._opened

    def ask_again(self) -> None:
        """Look for a running rehearsal at the next request: one has just been started here."""
        self._ask_at = 0.0

    async def close(self) -> None:
        """Close the rehearsal in this process; it goes on in others."""
        self.note_end()
        if self._closing:
            await asyncio.wait(self._closing)

    def note_end(self) -> None:
        """Close the opened rehearsal, which has ended."""
        opened, self._opened = self._opened, None
        if opened is not None:
            task = asyncio.create_task(_close_opened(opened), name="end of a rehearsal")
            self._closing.add(task)
            task.add_done_callback(self._closing.discard)

    async def _open_running(self) -> OpenRehearsal | None:
        if self._services.clock.monotonic() < self._ask_at:
            return None
        async with self._opening:
            if self._opened is None:
                self._ask_at = self._services.clock.monotonic() + ASK_AGAIN_AFTER_S
                async with self._services.transactions.read() as transaction:
                    running = await self._services.store.find_running(transaction)
                if running is not None:
                    self._opened = await self._open_rehearsal(running, self.note_end)
            return self._opened


async def _close_opened(opened: OpenRehearsal) -> None:
    try:
        await opened.close()
    except Exception:
        _log.exception("rehearsal.close_failed")
