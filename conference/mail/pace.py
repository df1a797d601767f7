"""Pace of sending: at most so many letters a minute."""

import asyncio
import time
from collections.abc import Awaitable, Callable


class Pace:
    """Gives turns that are at least a part of a minute apart. Without a rate every turn is now."""

    def __init__(
        self,
        per_minute: int = 0,
        *,
        monotonic: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
    ) -> None:
        self._apart_s = 60 / per_minute if per_minute else 0.0
        self._monotonic, self._sleep = monotonic, sleep
        self._next_at = 0.0

    async def wait_for_turn(self) -> None:
        """Wait until the next letter may be sent."""
        if not self._apart_s:
            return
        now = self._monotonic()
        turn_at = max(self._next_at, now)
        self._next_at = turn_at + self._apart_s
        await self._sleep(turn_at - now)
