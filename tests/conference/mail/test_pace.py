"""Pace of sending, with a clock and a sleep of the test's own."""

import asyncio

from conference.mail.pace import Pace


class Sleeper:
    def __init__(self) -> None:
        self.now = 100.0
        self.slept: list[float] = []

    async def sleep(self, seconds: float) -> None:
        self.slept.append(round(seconds, 6))


async def test_turns_are_a_part_of_a_minute_apart() -> None:
    sleeper = Sleeper()
    pace = Pace(120, monotonic=lambda: sleeper.now, sleep=sleeper.sleep)
    await asyncio.gather(*(pace.wait_for_turn() for _ in range(3)))
    assert sleeper.slept == [0, 0.5, 1.0]
    sleeper.now += 10
    await pace.wait_for_turn()
    assert sleeper.slept[-1] == 0


async def test_turns_without_a_rate_do_not_wait() -> None:
    sleeper = Sleeper()
    pace = Pace(sleep=sleeper.sleep)
    await pace.wait_for_turn()
    assert sleeper.slept == []
