"""Background tasks: work in turns, termination."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager, suppress
from typing import Any

import structlog

STOP_WITHIN_S = 5.0
"""Seconds in which a turn may end when the process stops."""

_AGAIN_AFTER_S = 0.5
_log = structlog.get_logger(__name__)


class RepeatedTurns:
    """Runs `turn` when it is woken, and at least every `every_s` seconds.

    A failure is logged as the event `failure`, and the next turn follows. A long turn ends early when `is_stopping`.
    """

    def __init__(self, name: str, turn: Callable[[], Awaitable[None]], *, every_s: float, failure: str) -> None:
        self.is_stopping = False
        self._name, self._turn = name, turn
        self._every_s, self._failure = every_s, failure
        self._wake = asyncio.Event()

    def wake(self) -> None:
        """Run a turn soon, also after the present one."""
        self._wake.set()

    @asynccontextmanager
    async def running(self) -> AsyncIterator[None]:
        """Run turns until the block ends."""
        task = asyncio.create_task(self._run_until_stopped(), name=self._name)
        try:
            yield
        finally:
            self.is_stopping = True
            self.wake()
            await asyncio.wait({task}, timeout=STOP_WITHIN_S)
            await end(task)

    async def _run_until_stopped(self) -> None:
        while not self.is_stopping:
            self._wake.clear()
            try:
                await self._turn()
            except Exception:
                _log.exception(self._failure)
            if not self.is_stopping:
                with suppress(TimeoutError):
                    async with asyncio.timeout(self._every_s):
                        await self._wake.wait()


async def end(*tasks: asyncio.Task[Any]) -> None:
    """Cancel the tasks and wait until all have ended. Their exceptions are dropped: each task logs its own.

    Cancels repeatedly: libraries may lose a cancellation that coincides with their own timeout.
    """
    pending = set(tasks)
    while pending:
        for task in pending:
            task.cancel()
        _, pending = await asyncio.wait(pending, timeout=_AGAIN_AFTER_S)
    await asyncio.gather(*tasks, return_exceptions=True)
