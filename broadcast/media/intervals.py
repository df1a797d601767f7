"""Checks that are repeated at equal intervals."""

import asyncio
from collections.abc import Awaitable, Callable

import structlog

from conference.clock import Clock

LEAST_PAUSE_S = 0.5

_log = structlog.get_logger(__name__)


async def repeat_check(check: Callable[[], Awaitable[object]], clock: Clock, every_s: float, failure: str) -> None:
    """Make a check until cancelled, at equal intervals if it takes less. An error is logged as `failure`."""
    while True:
        begun = clock.monotonic()
        try:
            await check()
        except Exception:
            _log.exception(failure)
        await asyncio.sleep(max(every_s - (clock.monotonic() - begun), LEAST_PAUSE_S))
