"""Ending the tasks that a part of the program started."""

import asyncio

_AGAIN_AFTER_S = 0.5


async def end(*tasks: asyncio.Task[None]) -> None:
    """Cancel the tasks and wait until each has ended; what they raised has been told by themselves.

    Asked again until it has: libraries lose a cancellation that comes in the moment of their own time-out.
    """
    pending = set(tasks)
    while pending:
        for task in pending:
            task.cancel()
        _, pending = await asyncio.wait(pending, timeout=_AGAIN_AFTER_S)
    await asyncio.gather(*tasks, return_exceptions=True)
