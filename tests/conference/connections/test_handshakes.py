"""Handshakes take turns."""

import asyncio

import pytest

from conference.connections import handshakes
from conference.connections.handshakes import HANDSHAKES_A_TURN, HandshakeTurns
from tests.conference.connections.serving import until


async def test_handshakes_of_a_crowd_wait_in_order() -> None:
    turns, done = HandshakeTurns(), list[int]()
    for number in range(2 * HANDSHAKES_A_TURN + 2):
        turns.take(lambda number=number: done.append(number))  # type: ignore[misc]
    assert done == [0]
    seen = {1}
    while len(turns):
        await asyncio.sleep(0)
        seen.add(len(done))
    assert seen == {1, 1 + HANDSHAKES_A_TURN, 1 + 2 * HANDSHAKES_A_TURN, 2 + 2 * HANDSHAKES_A_TURN}
    assert done == list(range(2 * HANDSHAKES_A_TURN + 2))


async def test_handshake_that_comes_alone_goes_on_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(handshakes, "GATHER_S", 0)
    turns, done = HandshakeTurns(), list[int]()
    for number in range(3):
        turns.take(lambda number=number: done.append(number))  # type: ignore[misc]
        assert done[-1] == number
        await asyncio.sleep(0)
        await asyncio.sleep(0)


async def test_handshake_that_fails_does_not_stop_those_behind_it() -> None:
    turns, done = HandshakeTurns(), list[int]()
    asyncio.get_running_loop().set_exception_handler(lambda *_: None)

    def fail() -> None:
        raise ZeroDivisionError

    turns.take(lambda: done.append(0))
    turns.take(fail)
    turns.take(lambda: done.append(1))
    await until(lambda: not len(turns))
    assert done == [0, 1]
    await until(lambda: not turns._is_gathering)
