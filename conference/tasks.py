"""Termination of background tasks."""

import asyncio
from typing import Any

_AGAIN_AFTER_S = 0.5


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
