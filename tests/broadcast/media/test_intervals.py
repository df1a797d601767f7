"""Checks at equal intervals, however long each takes."""

import asyncio

import pytest

from broadcast.media.intervals import LEAST_PAUSE_S, repeat_check
from conference.clock import ManualClock
from tests.conftest import MORNING


async def test_checks_begin_at_equal_intervals(monkeypatch: pytest.MonkeyPatch) -> None:
    clock, takes, pauses = ManualClock(MORNING), [0.25, 5.0, 1.0], list[float]()

    async def check() -> None:
        if not takes:
            raise asyncio.CancelledError
        clock.advance(takes.pop(0))
        raise OSError

    async def sleep(seconds: float) -> None:
        pauses.append(seconds)

    monkeypatch.setattr(asyncio, "sleep", sleep)
    with pytest.raises(asyncio.CancelledError):
        await repeat_check(check, clock, 2.0, "streams.watch_failed")
    assert pauses == [1.75, LEAST_PAUSE_S, 1.0]
