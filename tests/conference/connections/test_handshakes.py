"""Handshakes take turns."""

import asyncio

from conference.connections.handshakes import HANDSHAKES_A_TURN, HandshakeTurns


async def test_handshakes_beyond_those_of_a_turn_wait_in_order() -> None:
    turns, done = HandshakeTurns(), list[int]()
    for number in range(3 * HANDSHAKES_A_TURN - 1):
        turns.take(lambda number=number: done.append(number))  # type: ignore[misc]
    seen = []
    while len(turns):
        seen.append(len(done))
        await asyncio.sleep(0)
    assert seen == [HANDSHAKES_A_TURN, 2 * HANDSHAKES_A_TURN]
    assert done == list(range(3 * HANDSHAKES_A_TURN - 1))


async def test_quiet_server_continues_each_handshake_at_once() -> None:
    turns, done = HandshakeTurns(), list[int]()
    for number in range(2 * HANDSHAKES_A_TURN):
        turns.take(lambda number=number: done.append(number))  # type: ignore[misc]
        assert done[-1] == number
        await asyncio.sleep(0)


async def test_handshake_that_fails_does_not_stop_those_behind_it() -> None:
    turns, done = HandshakeTurns(), list[int]()
    asyncio.get_running_loop().set_exception_handler(lambda *_: None)

    def fail() -> None:
        raise ZeroDivisionError

    for number in range(HANDSHAKES_A_TURN):
        turns.take(lambda number=number: done.append(number))  # type: ignore[misc]
    turns.take(fail)
    turns.take(lambda: done.append(-1))
    for _turn in ("of the failing one", "of those behind it"):
        await asyncio.sleep(0)
    assert not len(turns)
    assert done[-1] == -1
